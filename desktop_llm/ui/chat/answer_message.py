"""An answer: plain text while it is written, Markdown once it is done, trouble in its place, one caption line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.ui.chat.answer_caption import AnswerCaption
from desktop_llm.ui.chat.entries import Entry
from desktop_llm.ui.chat.stream_view import StreamView
from desktop_llm.ui.chat.trouble import Trouble
from desktop_llm.ui.chat.waiting import Waiting
from desktop_llm.ui.chat.words import failed_code
from desktop_llm.ui.look.layout import Column

if TYPE_CHECKING:
    from desktop_llm.ui.markdown.view import MarkdownView


class AnswerMessage(QWidget):
    """One answer.

    Signals:
        again_requested, continue_requested, compare_requested, pieces_requested, try_again_requested: The buttons
            below it.
        version_requested: Show this version.
        link_requested: An address in it was clicked.
        settled: Everything of it stands and its height is final.
    """

    again_requested = Signal()
    continue_requested = Signal()
    compare_requested = Signal()
    pieces_requested = Signal()
    try_again_requested = Signal()
    version_requested = Signal(int)
    link_requested = Signal(str)
    settled = Signal()

    def __init__(self, entry: Entry, width_px: int, at_once: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry, self._width_px = entry, width_px
        self._stream: StreamView | None = None
        self._view: MarkdownView | None = None
        self._waiting: Waiting | None = None
        self._trouble: Trouble | None = None
        self._caption = AnswerCaption()
        self._caption.copy_requested.connect(self.copy_text)
        self._caption.again_requested.connect(self.again_requested)
        self._caption.continue_requested.connect(self.continue_requested)
        self._caption.compare_requested.connect(self.compare_requested)
        self._caption.pieces_requested.connect(self.pieces_requested)
        self._caption.version_requested.connect(self.version_requested)
        self._column = Column(self._caption, gap=8, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        if entry.outcome:
            self._show_done(at_once)
        else:
            self._show_stream()

    # --- what others see --------------------------------------------------------------------------------------------

    @property
    def caption(self) -> AnswerCaption:
        return self._caption

    @property
    def trouble(self) -> Trouble | None:
        return self._trouble

    @property
    def waiting(self) -> Waiting | None:
        return self._waiting

    @property
    def text(self) -> str:
        """The Markdown as the model wrote it."""
        return self._entry.text

    @property
    def is_rendered(self) -> bool:
        """Whether the Markdown stands."""
        return self._view is not None and self._view.is_built and self._stream is None

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is still being built."""
        return self._view is None or self._view.is_built

    def plain_text(self) -> str:
        """What is read on the screen."""
        if self._stream is not None:
            return self._stream.plain_text()
        return self._view.plain_text() if self._view is not None else ""

    def add_text(self, text: str) -> None:
        """The answer grew."""
        if self._stream is None:
            self._show_stream()
        self.set_waiting(None)
        assert self._stream is not None
        self._stream.add_text(text)

    def show_entry(self, entry: Entry) -> None:
        """Its outcome, figures or versions are different now."""
        was_open = self._stream is not None and self._view is None
        self._entry = entry
        if entry.outcome and was_open:
            self._show_done(at_once=False)
        elif not entry.outcome and not was_open:
            self._show_stream()
        else:
            self._caption.show_entry(entry)

    def set_waiting(self, words: str | None, share: float = 0.0) -> None:
        """Say what happens before the first word; None takes it away."""
        if words is None:
            if self._waiting is not None:
                self._waiting.hide()
                self._waiting.deleteLater()
                self._waiting = None
            if self._stream is not None:
                self._stream.show()
            return
        if self._waiting is None:
            self._waiting = Waiting(self)
            self._column.insertWidget(0, self._waiting)
            if self._stream is not None and not self._entry.text:
                self._stream.hide()
        self._waiting.say(words, share)

    def set_busy(self, is_busy: bool) -> None:
        """While an answer is written nothing else can be asked."""
        self._caption.set_busy(is_busy)

    def set_is_last(self, is_last: bool) -> None:
        """Only the last answer can be continued."""
        self._caption.set_is_last(is_last)

    @Slot()
    def copy_text(self) -> None:
        """Put the Markdown on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        from desktop_llm.ui.markdown.source import clean_text

        QGuiApplication.clipboard().setText(clean_text(self._entry.text))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _show_stream(self) -> None:
        self._drop_view()
        self._drop_trouble()
        self._stream = StreamView(self._width_px, parent=self)
        self._column.insertWidget(0, self._stream)
        if self._entry.text:
            self._stream.add_text(self._entry.text)
        self._caption.show_entry(self._entry)

    def _show_done(self, at_once: bool) -> None:
        """Build the Markdown beside the plain text, and take its place when it stands."""
        self.set_waiting(None)
        if self._stream is not None:
            self._stream.set_caret(False)
        from desktop_llm.ui.markdown.view import MarkdownView  # not needed before the first answer is done

        self._view = MarkdownView(self)
        self._view.link_requested.connect(self.link_requested)
        self._column.insertWidget(0, self._view)
        if self._stream is not None:
            self._view.hide()
        self._view.built.connect(self._on_view_built)
        self._view.show_markdown(self._entry.text, self._width_px, at_once)
        code = failed_code(self._entry.outcome)
        if code is not None and self._trouble is None:
            error = self._entry.error or AppError(code)
            self._trouble = Trouble(error, has_text=bool(self._entry.text), parent=self)
            self._trouble.try_again_requested.connect(self.try_again_requested)
            self._trouble.continue_requested.connect(self.continue_requested)
            self._column.insertWidget(self._column.indexOf(self._caption), self._trouble)
        self._caption.show_entry(self._entry)

    @Slot()
    def _on_view_built(self) -> None:
        if self._stream is not None and self._view is not None:
            self._stream.hide()
            self._stream.deleteLater()
            self._stream = None
        if self._view is not None:
            self._view.setVisible(bool(self._entry.text))
        self.settled.emit()

    def _drop_view(self) -> None:
        if self._view is not None:
            self._view.hide()
            self._view.deleteLater()
            self._view = None

    def _drop_trouble(self) -> None:
        if self._trouble is not None:
            self._trouble.hide()
            self._trouble.deleteLater()
            self._trouble = None
