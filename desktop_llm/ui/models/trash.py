"""The trash: what was thrown away, to take back or to delete for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.library_trash import TrashedCheckpoint
from desktop_llm.ui.figures import date_words, size_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.text import Text

KEPT_DAYS = 30


class TrashShelf(QWidget):
    """Rows with "Take back" and "Delete for good"; the latter asks once more on the same button.

    Signals:
        restore_requested, erase_requested: A checkpoint's id.
    """

    restore_requested = Signal(str)
    erase_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Text("body", "", color="text.2", max_width=720)
        self.rows = RowList()
        column = Column(self._sentence, self.rows, None, gap=12, margins=(24, 16), on=self)
        column.setStretch(2, 1)
        self.show_checkpoints(())

    def show_checkpoints(self, trashed: Sequence[TrashedCheckpoint]) -> None:
        self._sentence.setText(
            self.tr("What lies here is deleted for good after {days} days.").format(days=KEPT_DAYS)
            if trashed
            else self.tr("The trash is empty.")
        )
        self.rows.clear()
        for checkpoint in trashed:
            row = ListRow(checkpoint.name, self._second(checkpoint))
            back = Button(self.tr("Take back"), "secondary", "undo-2", size="small")
            erase = Button(self.tr("Delete for good"), "danger", size="small")
            back.clicked.connect(lambda _c=False, key=checkpoint.id: self.restore_requested.emit(key))
            erase.clicked.connect(lambda _c=False, key=checkpoint.id, button=erase: self._on_erase_clicked(key, button))
            row.add_column(back)
            row.add_column(erase)
            self.rows.add_row(checkpoint.id, row)

    def _second(self, item: TrashedCheckpoint) -> str:
        if item.forgotten:
            return self.tr("taken off the list {date}; its files stay").format(date=date_words(item.trashed_at))
        return self.tr("{size}, thrown away {date}").format(
            size=size_words(item.size_bytes), date=date_words(item.trashed_at)
        )

    def _on_erase_clicked(self, checkpoint_id: str, button: Button) -> None:
        sure = self.tr("Really delete?")
        if button.text() == sure:
            self.erase_requested.emit(checkpoint_id)
        else:
            button.set_label(sure)
