"""The person's own notes on a run, kept beside it a second after the last key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.run_story import write_notes
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.task_thread import TaskThread

SAVE_AFTER_MS = 1000


class NotesCard(QWidget):
    """A title and a box that grows; leaving the page saves at once."""

    def __init__(self, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._folder: Path | None = None
        self._saved = ""
        self.box = TextBox(
            self.tr("Notes"), placeholder=self.tr("What you tried, and what you saw"), min_lines=2, max_lines=12
        )
        self._caption = Text("caption", self.tr("Kept beside the run as you type."), color="text.2")
        self._timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.save)
        self.box.field.edited.connect(self._on_field_edited)
        Column(Text("card", self.tr("Notes")), self.box, self._caption, gap=6, on=self)

    def show_notes(self, folder: Path, text: str) -> None:
        """Another run's notes; what was typed for the one before is kept first."""
        self.save()
        self._folder, self._saved = folder, text
        self.box.field.set_text(text)
        self._timer.stop()
        self._caption.setText(self.tr("Kept beside the run as you type."))

    @Slot()
    def save(self) -> None:
        """Write what was typed, where that is something else than before."""
        self._timer.stop()
        folder, text = self._folder, self.box.field.text
        if folder is None or text == self._saved:
            return
        self._saved = text
        self._tasks.submit(lambda: write_notes(folder, text), self._on_saved, self._on_failed)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    @Slot(str)
    def _on_field_edited(self, _text: str) -> None:
        self._timer.start()

    def _on_saved(self, _nothing: object) -> None:
        self._caption.setText(self.tr("Kept."))

    def _on_failed(self, error: AppError) -> None:
        self._saved = ""
        self._caption.setText(sentence_for(error).line)
