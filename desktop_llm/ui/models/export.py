"""Writing a checkpoint as one file for other programs: which size, where, how far it is, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.convert_messages import BITS, Convert, Converted, ConvertProgress
from desktop_llm.core.files import safe_file_name
from desktop_llm.core.messages import Event, Failed
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.job import Job

_BITS_FOR_EACH = {16: 16.0, 8: 8.5, 4: 4.5}
"""With the scales that stand beside the numbers."""


class Export(Surface):
    """A line above the list, there only while something is written or was just written.

    Args:
        ask: Sends the request to a process apart.

    Signals:
        finished: The file that was written, as text.
    """

    finished = Signal(str)

    def __init__(self, ask: Callable[[Convert], Job], parent: QWidget | None = None) -> None:
        super().__init__("surface.card", line_on=("bottom",), parent=parent)
        self._ask = ask
        self._job: Job | None = None
        self._name = self._path = ""
        self._words = Text("body", "")
        self._bar = ProgressBar(self.tr("Export"))
        self.stop = Button(self.tr("Stop"), "secondary")
        self.stop.clicked.connect(self._on_stop_clicked)
        self.show_file = Button(self.tr("Show file"), "secondary", "folder-open")
        self.show_file.clicked.connect(self._on_show_file_clicked)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.hide)
        row = Row(gap=12, margins=(24, 8), on=self)
        row.addLayout(Column(self._words, self._bar, gap=4), 1)
        for button in (self.stop, self.show_file, self.close_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._job is not None

    @property
    def words(self) -> str:
        """What the line says now."""
        return self._words.text()

    def menu_for(self, checkpoint: Checkpoint, anchor: QWidget) -> QMenu:
        """The sizes to choose from, with what each takes."""
        menu = QMenu(anchor)
        parameters = checkpoint.facts.parameters if checkpoint.facts else 0
        titles = {
            16: self.tr("Whole, 16 bit ({size})"),
            8: self.tr("Half the size, 8 bit, about the same quality ({size})"),
            4: self.tr("Smallest, 4 bit, a little less quality ({size})"),
        }
        for bits in BITS:
            size = size_words(int(parameters * _BITS_FOR_EACH[bits] / 8))
            action = QAction(titles[bits].format(size=size), menu)
            action.triggered.connect(lambda _checked=False, bits=bits: self.ask_where(checkpoint, bits))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def ask_where(self, checkpoint: Checkpoint, bits: int) -> QFileDialog:
        """Ask where to put the file; does not block."""
        dialog = QFileDialog(self.window(), self.tr("Export for other programs"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("gguf")
        dialog.setNameFilter("GGUF (*.gguf)")
        dialog.selectFile(f"{safe_file_name(checkpoint.name)}-{bits}bit.gguf")
        dialog.fileSelected.connect(lambda name: self.write(checkpoint, bits, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(self, checkpoint: Checkpoint, bits: int, out: Path) -> None:
        """Begin; one at a time."""
        if self._job is not None:
            return
        self._name = checkpoint.name
        self._job = job = self._ask(Convert(0, str(checkpoint.path), str(out), bits, checkpoint.name))
        job.event_received.connect(self._on_job_event_received)
        job.finished.connect(self._on_job_finished)
        job.failed.connect(self._on_job_failed)
        job.cancelled.connect(self._on_job_cancelled)
        self._words.setText(self.tr("Writing “{name}” for other programs").format(name=self._name))
        self._bar.set_share(0.0)
        self._show_state(busy=True, has_file=False)

    def _show_state(self, busy: bool, has_file: bool) -> None:
        self._bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.show_file.setVisible(has_file)
        self.close_button.setVisible(not busy)
        self.show()

    @Slot(object)
    def _on_job_event_received(self, event: Event) -> None:
        if isinstance(event, ConvertProgress):
            self._bar.set_share(event.fraction)

    @Slot(object)
    def _on_job_finished(self, done: Converted) -> None:
        self._job = None
        self._path = done.path
        self._words.setText(
            self.tr("“{name}” was written as {file} ({size}).").format(
                name=self._name, file=Path(done.path).name, size=size_words(done.size_bytes)
            )
        )
        self._show_state(busy=False, has_file=True)
        self.finished.emit(done.path)

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        self._job = None
        self._words.setText(sentence_for(failed.error()).line)
        self._show_state(busy=False, has_file=False)

    @Slot()
    def _on_job_cancelled(self) -> None:
        self._job = None
        self.hide()

    @Slot()
    def _on_stop_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _on_show_file_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._path).parent)))
