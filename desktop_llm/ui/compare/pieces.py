"""An answer of a comparison in its pieces, over the columns; another piece makes a column that goes on from it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.ui.compare.cross_reading import reading_request
from desktop_llm.ui.compare.shown import Shown
from desktop_llm.ui.inspect.tokens_page import ALTERNATIVES, TokensPage
from desktop_llm.workers.engines import Engines


class Pieces(QObject):
    """Shows the page of pieces in a stack, and goes back.

    Signals:
        branch_requested: Place of a column, and the beginning of another answer.
    """

    branch_requested = Signal(int, str)

    def __init__(self, engines: Engines, stack: QStackedWidget, home: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._stack, self._home = engines, stack, home
        self._column = 0
        self.page: TokensPage | None = None

    def show_answer(self, column: int, item: Shown, prompt: str, text: str) -> None:
        """Let a checkpoint read its own answer again."""
        if self.page is None:
            self.page = TokensPage(self._engines, self.tr("Back to the answers"))
            self.page.closed.connect(self.close)
            self.page.branch_requested.connect(self._on_page_branch_requested)
            self._stack.addWidget(self.page)
        self._column = column
        self.page.read(item.path, reading_request(item.checkpoint, prompt, item.history, text, ALTERNATIVES))
        self._stack.setCurrentWidget(self.page)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close(self) -> None:
        """Back to the columns."""
        self._stack.setCurrentWidget(self._home)

    @Slot(str)
    def _on_page_branch_requested(self, beginning: str) -> None:
        self.close()
        self.branch_requested.emit(self._column, beginning)
