"""Training on another computer: the folder to take there with its line to copy, and what came back from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core.elsewhere import Packed, bring_back, pack_for_elsewhere
from desktop_llm.core.errors import AppError
from desktop_llm.core.files import safe_file_name, unused_path
from desktop_llm.core.training import TrainJob
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, FlowLayout, Row, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.task_thread import TaskThread

COPIED_MS = 1500


class ElsewherePage(QWidget):
    """Two cards: out, and back.

    Signals:
        closed: Back to the form.
        brought_back: The folder of the run that is in the list now.
    """

    closed = Signal()
    brought_back = Signal(object)

    def __init__(self, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._job: TrainJob | None = None
        self.back = Button(self.tr("Back to the form"), "quiet", "arrow-left")
        self.back.clicked.connect(self.closed)
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self._done = Banner("success", "")
        self._done.hide()
        self.pack = Button(self.tr("Write the folder…"), "primary", "folder-open")
        self.pack.clicked.connect(self._on_pack_clicked)
        self._what = Text("small", "", color="text.2", max_width=760)
        self._lines = Column(gap=8)
        out = Card()
        out.content.addWidget(Text("card", self.tr("Train elsewhere")))
        out.content.addWidget(
            Text(
                "body",
                self.tr(
                    "A faster computer can do this training. You get a folder with the text, the model to start from "
                    "and all settings. Copy it there, beside Desktop LLM, and type one line."
                ),
                color="text.2",
                max_width=760,
            )
        )
        out.content.addWidget(self._what)
        buttons = QWidget()
        FlowLayout(self.pack, gap=12, on=buttons)
        out.content.addWidget(buttons)
        out.content.addWidget(self._done)
        out.content.addLayout(self._lines)
        self.fetch = Button(self.tr("Choose the folder…"), "secondary", "download")
        self.fetch.clicked.connect(self._on_fetch_clicked)
        home = Card()
        home.content.addWidget(Text("card", self.tr("Bring it back")))
        home.content.addWidget(
            Text(
                "body",
                self.tr(
                    "When it is done there, copy the same folder back to this computer and choose it here. Its "
                    "checkpoint is then in your list, as if it had been trained here."
                ),
                color="text.2",
                max_width=760,
            )
        )
        fetching = QWidget()
        FlowLayout(self.fetch, gap=12, on=fetching)
        home.content.addWidget(fetching)
        content = QWidget()
        column = Column(gap=16, margins=24, on=content)
        for part in (self._trouble, out, home):
            column.addWidget(part)
        column.addStretch(1)
        whole = Column(gap=0, on=self)
        whole.addWidget(Header(self.tr("On another computer"), self.back))
        whole.addWidget(Scroll(content), 1)

    @property
    def commands(self) -> list[CommandRow]:
        """The lines to copy that are shown."""
        items = [self._lines.itemAt(number) for number in range(self._lines.count())]
        return [row for item in items if item is not None and isinstance(row := item.widget(), CommandRow)]

    def show_job(self, job: TrainJob | None, base_name: str) -> None:
        """What would be trained; None where the form is not whole yet."""
        self._job = job
        self._trouble.hide()
        self._done.hide()
        self._clear_lines()
        self.pack.set_unavailable("" if job else self.tr("Choose a text and a model in the form first."))
        if job is None:
            self._what.setText(self.tr("Choose a text and a model in the form first."))
        elif base_name:
            self._what.setText(self.tr("“{name}”, starting from {base}").format(name=job.name, base=base_name))
        else:
            self._what.setText(self.tr("“{name}”, a model from nothing").format(name=job.name))

    def pack_into(self, parent: Path) -> None:
        """Write the job's folder inside another one."""
        job = self._job
        if job is None:
            return
        self.pack.set_busy(self.tr("Copying"))
        self._trouble.hide()
        folder = unused_path(parent / safe_file_name(job.name, "training"))
        self._tasks.submit(lambda: pack_for_elsewhere(job, folder), self._on_packed, self._on_failed)

    def fetch_from(self, folder: Path) -> None:
        """Bring the result in that folder into the list."""
        self.fetch.set_busy(self.tr("Copying"))
        self._trouble.hide()
        self._tasks.submit(lambda: bring_back(folder), self._on_brought_back, self._on_failed)

    # --- inside ---

    @Slot()
    def _on_pack_clicked(self) -> None:
        self._ask_folder(self.tr("Where should the folder be written?"), self.pack_into)

    @Slot()
    def _on_fetch_clicked(self) -> None:
        self._ask_folder(self.tr("Which folder came back?"), self.fetch_from)

    def _ask_folder(self, title: str, chosen: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: chosen(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_packed(self, packed: Packed) -> None:
        self.pack.set_busy("")
        self._done.set_sentence(
            self.tr("Written: {folder} ({size})").format(folder=packed.folder, size=size_words(packed.size_bytes))
        )
        self._done.show()
        self._clear_lines()
        names = {
            "one": self.tr("Type there, in the folder above it:"),
            "cards": self.tr("With several graphics cards in that computer:"),
            "hosts": self.tr("With several computers, set up with accelerate:"),
        }
        for command in packed.commands:
            self._lines.addWidget(CommandRow(names[command.machine], command.line))

    def _on_brought_back(self, folder: Path) -> None:
        self.fetch.set_busy("")
        self.brought_back.emit(folder)

    def _on_failed(self, error: AppError) -> None:
        self.pack.set_busy("")
        self.fetch.set_busy("")
        self._trouble.set_sentence(sentence_for(error).line)
        self._trouble.show()

    def _clear_lines(self) -> None:
        for row in self.commands:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()


class CommandRow(QWidget):
    """When to type it, the line, and a button that copies it."""

    def __init__(self, caption: str, line: str) -> None:
        super().__init__()
        self.line = line
        self.copy = Button(self.tr("Copy"), "secondary", "copy", size="small")
        self.copy.setAccessibleName(self.tr("Copy the line: {line}").format(line=line))
        self.copy.clicked.connect(self._on_copy_clicked)
        self._timer = QTimer(self, interval=COPIED_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)
        ground = Card(margins=(14, 8, 8, 8), fill="surface.sunk", radius=8)
        row = Row(gap=12)
        row.addWidget(Text("body.strong", line, selectable=True), 1)
        row.addWidget(self.copy)
        ground.content.addLayout(row)
        Column(Text("small", caption, color="text.2"), ground, gap=4, on=self)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.line)
        self.copy.set_label(self.tr("Copied"), "check")
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self.copy.set_label(self.tr("Copy"), "copy")
