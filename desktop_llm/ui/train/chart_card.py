"""The chart under its sentence, with what belongs to it: the learning rate, the whole again, a copy as PNG or CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import safe_file_name, write_atomically
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.chart import LossChart
from desktop_llm.workers.task_thread import TaskThread


class ChartCard(Card):
    """A card with the sentence above and the chart below. `name` becomes the file's name."""

    def __init__(self, tasks: TaskThread, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._tasks = tasks
        self.name = ""
        self.chart = LossChart()
        self.chart.zoom_changed.connect(self._on_chart_zoom_changed)
        self._sentence = Text("card", sentence)
        self.whole = Button(self.tr("Show the whole"), "link", size="small")
        self.whole.clicked.connect(self.chart.show_whole)
        self.whole.hide()
        self.more = IconButton("sliders-horizontal", self.tr("More about this chart"))
        self.more.clicked.connect(self._on_more_clicked)
        self._said = Banner("danger", "")
        self._said.hide()
        self.head = Row(gap=8)
        self.head.addWidget(self._sentence, 1)
        self.head.addWidget(self.whole)
        self.head.addWidget(self.more)
        self.content.addLayout(self.head)
        self.content.addWidget(self._said)
        self.content.addWidget(self.chart, 1)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def set_sentence(self, sentence: str) -> None:
        """What the lines mean."""
        self._sentence.setText(sentence)

    def save_to(self, path: Path) -> None:
        """Write the picture or, for a name that ends in .csv, the figures."""
        work = self.chart.lines.as_csv() if path.suffix.lower() == ".csv" else self.chart.image()
        self._tasks.submit(lambda: _write(path, work), lambda _path: self._said.hide(), self._on_failed)

    def menu(self) -> QMenu:
        """What else can be done with the chart."""
        menu = QMenu(self)
        rate = menu.addAction(self.tr("Show the learning rate"))
        rate.setCheckable(True)
        rate.setChecked(self.chart.shows_rate)
        rate.setEnabled(len(self.chart.lines.rate) > 0)
        rate.toggled.connect(self.chart.set_shows_rate)
        whole = menu.addAction(self.tr("Show the whole"))
        whole.setEnabled(self.chart.is_zoomed)
        whole.triggered.connect(self.chart.show_whole)
        menu.addSeparator()
        menu.addAction(self.tr("Save as a picture (PNG)")).triggered.connect(lambda: self._ask_where("png"))
        menu.addAction(self.tr("Save the figures (CSV)")).triggered.connect(lambda: self._ask_where("csv"))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot(bool)
    def _on_chart_zoom_changed(self, is_zoomed: bool) -> None:
        self.whole.setVisible(is_zoomed)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _ask_where(self, ending: str) -> None:
        dialog = QFileDialog(self, self.tr("Save a copy"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
        dialog.selectFile(f"{safe_file_name(self.name or 'run')}.{ending}")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_failed(self, error: AppError) -> None:
        self._said.set_sentence(sentence_for(error).line)
        self._said.show()


def _write(path: Path, work: str | QImage) -> Path:
    if isinstance(work, str):
        write_atomically(path, work)
        return path
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(kept, QByteArray(b"png")).write(work)
    write_atomically(path, bytes(kept.data().data()))
    return path
