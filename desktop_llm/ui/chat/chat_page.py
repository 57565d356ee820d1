"""The page one talks on: the welcome or the transcript, and the message box below. Shows what `Talk` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from desktop_llm.ui.chat.answer_message import AnswerMessage
from desktop_llm.ui.chat.cannot_page import CannotPage
from desktop_llm.ui.chat.composer import Composer
from desktop_llm.ui.chat.context_full import ContextFull
from desktop_llm.ui.chat.prompt import first_prompts
from desktop_llm.ui.chat.talk import Activity, Talk
from desktop_llm.ui.chat.transcript import Transcript
from desktop_llm.ui.chat.welcome import Welcome
from desktop_llm.ui.figures import number_words, rate_words
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.links import ask_before_opening
from desktop_llm.workers.engines import Engines, EngineStatus

if TYPE_CHECKING:
    from desktop_llm.ui.inspect.tokens_page import TokensPage

TICK_MS = 250


class ChatPage(QWidget):
    """A conversation.

    Signals:
        compare_requested: The prompt of an answer, the model that gave it, and the messages before the prompt.
        get_model_requested, train_requested: From the welcome.
        preset_chosen: From the message box.
        prompt_chosen: A prompt was clicked or a message sent; `ChatPlace` sends it once there is a model.
    """

    compare_requested = Signal(str, str, object)
    get_model_requested = Signal()
    train_requested = Signal()
    preset_chosen = Signal(str)
    prompt_chosen = Signal(str)

    def __init__(self, talk: Talk, engines: Engines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk, self._engines = talk, engines
        self.welcome = Welcome()
        self.welcome.prompt_chosen.connect(self.prompt_chosen)
        self.welcome.get_model_requested.connect(self.get_model_requested)
        self.welcome.train_requested.connect(self.train_requested)
        self.transcript = Transcript()
        self.composer = Composer()
        self.context_full = ContextFull()
        self.context_full.hide()
        middle = QWidget()
        self._middle = Column(None, self.welcome, None, gap=0, margins=(24, 24, 24, 24), on=middle)
        above = QWidget()
        self._stack = QStackedLayout(above)
        self._stack.addWidget(Scroll(middle))
        self._stack.addWidget(self.transcript)
        self.cannot = CannotPage()
        self._stack.addWidget(self.cannot)
        self._pieces: TokensPage | None = None
        self._pieces_of = 0
        self._is_refused = False
        above.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        below = QWidget()
        self._below = Column(self.context_full, self.composer, gap=8, margins=(24, 0, 24, 24), on=below)
        column = Column(gap=0, on=self)
        column.addWidget(above, 1)
        column.addWidget(below)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._say_activity)
        self.setFocusProxy(self.composer)
        self.welcome.show_words(self.tr("Ask something to begin."), "", first_prompts())
        self._connect()

    def _connect(self) -> None:
        theme().changed.connect(self._on_theme_changed)
        talk, transcript = self._talk, self.transcript
        talk.replaced.connect(self._on_talk_replaced)
        talk.entry_changed.connect(self._on_talk_entry_changed)
        talk.text_added.connect(transcript.add_text)
        talk.activity_changed.connect(self._on_talk_activity_changed)
        self._engines.state_changed.connect(self._on_engines_state_changed)
        transcript.edit_requested.connect(talk.edit)
        transcript.version_requested.connect(talk.show_version)
        transcript.again_requested.connect(talk.regenerate)
        transcript.try_again_requested.connect(talk.regenerate)
        transcript.continue_requested.connect(self._on_continue_requested)
        transcript.compare_requested.connect(self._on_compare_requested)
        transcript.pieces_requested.connect(self._on_pieces_requested)
        transcript.link_requested.connect(lambda address: ask_before_opening(address, self.window()))
        self.composer.send_requested.connect(self.prompt_chosen)
        self.composer.stop_requested.connect(talk.stop)
        self.composer.preset_chosen.connect(self.preset_chosen)
        self.context_full.drop_requested.connect(self._on_drop_requested)
        self.context_full.stop_requested.connect(self._on_stop_here_requested)

    def refuse(self, reason: str) -> None:
        """Show `cannot` in place of the conversation and keep the message; "" shows the conversation again."""
        self._is_refused = bool(reason)
        self.composer.set_unavailable(reason)
        self._show_page()

    def _show_page(self) -> None:
        self._stack.setCurrentIndex(2 if self._is_refused else 1 if self._talk.entries else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._talk.is_busy:
            self._talk.stop()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sides()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fit_sides)  # the columns take their first margins again before

    def _fit_sides(self) -> None:
        """The reading column stands in the middle."""
        look = theme()
        widest = tokens.WIDTH_READING_WIDE if self.width() >= look.px(1600) else tokens.WIDTH_READING
        side = max(look.px(24), (self.width() - look.px(widest)) // 2)
        for layout in (self._middle, self._below):
            margins = layout.contentsMargins()
            layout.setContentsMargins(side, margins.top(), side, margins.bottom())

    # --- what Talk says -----------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_talk_replaced(self, start: int) -> None:
        entries = self._talk.entries
        if self._talk.mode == "chat":
            self.transcript.show_entries(entries, start)
        self._show_page()
        self.context_full.hide()
        self._say_activity()

    @Slot(int)
    def _on_talk_entry_changed(self, number: int) -> None:
        if self._talk.mode != "chat":
            return
        self.transcript.show_entry(number)
        last = self._talk.entries[-1] if self._talk.entries else None
        is_full = last is not None and last.outcome == "context_full"
        if number == len(self._talk.entries) - 1:
            self.context_full.setVisible(is_full)

    @Slot()
    def _on_talk_activity_changed(self) -> None:
        busy = self._talk.is_busy
        self.transcript.set_busy(busy)
        if busy:
            self._tick.start()
        else:
            self._tick.stop()
        self._say_activity()

    @Slot(str)
    def _on_engines_state_changed(self, path: str) -> None:
        if path == self._talk.model_path and self._talk.is_busy:
            self._say_activity()

    @Slot()
    def _say_activity(self) -> None:
        """What is happening, in the message box and in the place of the answer."""
        talk = self._talk
        if talk.mode != "chat":
            return
        number = len(talk.entries) - 1
        if talk.activity in {Activity.WAITING, Activity.READING}:
            words, share = self._words_before()
            if isinstance(self.transcript.message(number), AnswerMessage) and not talk.entries[number].text:
                self.transcript.set_waiting(number, words, share)
            self.composer.set_answering(True, words)
        elif talk.activity is Activity.ANSWERING:
            self.composer.set_answering(True, self._words_while())
        elif talk.activity is Activity.STOPPING:
            self.composer.set_answering(True, self.tr("Stopping…"))
        else:
            self.composer.set_answering(False)

    def _words_before(self) -> tuple[str, float]:
        state = self._engines.state(self._talk.model_path)
        if state.status in {EngineStatus.OFF, EngineStatus.LOADING}:
            return self.tr("Waking the model…"), state.fraction
        return self.tr("Reading your message…"), self._talk.read_share

    def _words_while(self) -> str:
        answering = self._talk.answering
        if answering is None:
            return ""
        count = number_words(answering.tokens)
        speed = answering.tokens_per_second
        if not speed:
            return self.tr("Answering: {count} tokens").format(count=count)
        return self.tr("Answering: {count} tokens, {speed}").format(count=count, speed=rate_words(speed))

    # --- wishes -------------------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_continue_requested(self, number: int) -> None:
        if number == len(self._talk.entries) - 1:
            self._talk.go_on()

    @Slot(int)
    def _on_compare_requested(self, number: int) -> None:
        prompt = next((one.text for one in reversed(self._talk.entries[:number]) if not one.is_answer), "")
        path = self._talk.entries[number].model_path or self._talk.model_path
        self.compare_requested.emit(prompt, path, self._talk.messages_before(number)[:-1])

    @property
    def pieces(self) -> TokensPage:
        """An answer in its pieces, over the conversation; made when first asked for."""
        if self._pieces is None:
            from desktop_llm.ui.inspect.tokens_page import TokensPage

            self._pieces = TokensPage(self._engines)
            self._pieces.closed.connect(self._show_page)
            self._pieces.branch_requested.connect(self._on_branch_requested)
            self._stack.addWidget(self._pieces)
        return self._pieces

    @Slot(int)
    def _on_pieces_requested(self, number: int) -> None:
        entry = self._talk.entries[number]
        self._pieces_of = number
        path = entry.model_path or self._talk.model_path
        self.pieces.show_answer(path, self._talk.messages_before(number), entry.text)
        self._stack.setCurrentWidget(self.pieces)
        self.pieces.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_branch_requested(self, beginning: str) -> None:
        self._show_page()
        self._talk.branch(self._pieces_of, beginning)

    @Slot()
    def _on_drop_requested(self) -> None:
        self.context_full.hide()
        self._talk.drop_oldest(True)
        self._talk.go_on()

    @Slot()
    def _on_stop_here_requested(self) -> None:
        self.context_full.hide()
        self._talk.drop_oldest(False)
        self.composer.field.setFocus(Qt.FocusReason.OtherFocusReason)
