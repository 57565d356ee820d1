"""Adding checkpoints to a comparison: the picker, how many there may be, and why one can not be added."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.question_page import QuestionPage
from desktop_llm.ui.compare.shown import Said, shown, why_not_compared
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.model_picker import ModelPicker

MOST_COLUMNS = len(LETTERS)


class Adding(QObject):
    """One more column, chosen from the list of checkpoints. One that is there already comes with the next seed.

    Signals:
        added: A checkpoint stands there now.
        get_model_requested: The person wants a model that is not here.
    """

    added = Signal()
    get_model_requested = Signal()

    def __init__(self, desk: Desk, page: QuestionPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page
        self.picker: ModelPicker | None = None

    @property
    def reason(self) -> str:
        """Why nothing can be added now; "" where it can."""
        if self._page.is_asking:
            return self.tr("Wait until the answers are done.")
        if len(self._page.shown) >= MOST_COLUMNS:
            return self.tr("Eight models at most.")
        return ""

    def choose(self, anchor: QWidget) -> None:
        """Open the picker under a button."""
        if self.reason:
            return
        self.picker = ModelPicker(
            anchor, self._desk.library.checkpoints(), self._desk.engines, can_choose=why_not_compared
        )
        self.picker.chosen.connect(self.add)
        self.picker.get_model_requested.connect(self.get_model_requested)
        self.picker.open_below()

    @Slot(str)
    def add(self, path: str) -> None:
        """Add the checkpoint of this folder; it takes part in the conversation that all have."""
        checkpoint: Checkpoint | None = self._desk.library.find(path)
        if checkpoint is None or self.reason:
            return
        said: list[Said] = self._page.said()
        self._page.shown.append(shown(checkpoint, self._page.common_history()))
        self._page.show_columns(said)
        self.added.emit()
