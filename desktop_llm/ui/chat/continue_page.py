"""Continue my text: one text, the person's words in ink and the model's in accent, for models that only write on.

The text is stored as turns (what the person wrote, what the model added, ...); this page shows them as one and finds
out which of them still stand when the person has changed something.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.sampling import Sampling, preset_of
from desktop_llm.ui.chat.entries import Entry
from desktop_llm.ui.chat.talk import Activity, Talk
from desktop_llm.ui.chat.text_editor import TextEditor
from desktop_llm.ui.chat.trouble import Trouble
from desktop_llm.ui.chat.versions import Versions
from desktop_llm.ui.chat.welcome import PromptButton
from desktop_llm.ui.chat.words import failed_code, outcome_words, stats_words
from desktop_llm.ui.figures import number_words, rate_words
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented
from desktop_llm.workers.engines import Engines, EngineStatus

TICK_MS = 250
LEAST_HEIGHT_PX = 96


def kept_parts(parts: Sequence[str], text: str) -> tuple[int, str]:
    """How many of the stored parts still begin the text, and what follows them."""
    at = kept = 0
    for part in parts:
        if not text.startswith(part, at):
            break
        at += len(part)
        kept += 1
    return kept, text[at:]


class ContinuePage(QWidget):
    """The page.

    Signals:
        preset_chosen: From below the text.
        continue_requested: (parts kept, text added); `ChatPlace` asks once there is a model.
    """

    preset_chosen = Signal(str)
    continue_requested = Signal(int, str)

    def __init__(self, talk: Talk, engines: Engines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk, self._engines = talk, engines
        self._trouble: Trouble | None = None
        self._trouble_of: Entry | None = None
        self._reason = ""
        self._about = Text("reading", "", color="text.2")
        self._ideas = QWidget()
        self._buttons: list[PromptButton] = []
        self._idea_column = Column(gap=8, on=self._ideas)
        self.editor = TextEditor()
        self.editor.continue_requested.connect(self.go_on)
        self.editor.textChanged.connect(self._on_editor_text_changed)
        box = InputBox(margins=(16, 14, 12, 12), gap=12)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        box.watch(self.editor)
        box.content.addWidget(self.editor, 1)
        self.editor.setMinimumHeight(LEAST_HEIGHT_PX)
        self.presets = Segmented(
            self.tr("How bold the text is"),
            [("careful", self.tr("Careful")), ("balanced", self.tr("Balanced")), ("wild", self.tr("Wild"))],
        )
        self.presets.set_value("balanced")
        self.presets.chosen.connect(lambda key: self.preset_chosen.emit(str(key)))
        self.undo = Button(self.tr("Undo"), "quiet", "undo-2")
        self.undo.clicked.connect(self.undo_last)
        self.versions = Versions()
        self.versions.version_requested.connect(self._on_version_requested)
        self.action = Button(self.tr("Continue"), "primary", "arrow-right")
        self.action.clicked.connect(self._on_action_clicked)
        row = Row(gap=8)
        for part in (self.presets, None, self.versions, self.undo, self.action):
            row.addStretch(1) if part is None else row.addWidget(part)
        box.content.addLayout(row)
        self._caption = Text("caption", "", color="text.2")
        self._title = Text("welcome", self.tr("Continue my text"))
        inside = QWidget()
        self._column = Column(gap=12, margins=(24, 24, 24, 24), on=inside)
        Column(Scroll(inside), on=self)
        for widget in (self._title, self._about, self._ideas):
            self._column.addWidget(widget)
        self._column.addWidget(box, 1)
        self._column.addWidget(self._caption)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._say)
        talk.replaced.connect(self._on_talk_replaced)
        talk.text_added.connect(self._on_talk_text_added)
        talk.entry_changed.connect(self._on_talk_entry_changed)
        talk.activity_changed.connect(self._on_talk_activity_changed)
        self.setFocusProxy(self.editor)

    # --- what others see ----------------------------------------------------------------------------------------------

    def show_talk(self) -> None:
        """Show the conversation that is open already."""
        self._on_talk_replaced(0)

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    @property
    def words(self) -> str:
        """The line under the text."""
        return self._caption.text()

    @property
    def trouble(self) -> Trouble | None:
        return self._trouble

    @property
    def ideas(self) -> list[PromptButton]:
        """The beginnings to click."""
        return list(self._buttons)

    def show_words(self, about: str, beginnings: Sequence[str]) -> None:
        """What it says about the model, and the beginnings to click."""
        self._about.setText(about)
        if not self._buttons:
            self._buttons = [PromptButton(beginning) for beginning in beginnings]
            for button in self._buttons:
                button.clicked.connect(lambda _checked=False, button=button: self._begin_with(button.text()))
                self._idea_column.addWidget(button)

    def set_sampling(self, sampling: Sampling) -> None:
        """Which preset it is."""
        key = preset_of(sampling)
        if key is not None:
            self.presets.set_value(key)

    def set_unavailable(self, reason: str) -> None:
        """Keep the text, but do not continue it; "" makes it usable again."""
        self._reason = reason
        self._say()

    @Slot()
    def go_on(self) -> None:
        """Ask for more."""
        if self._talk.is_busy or self._reason or not self.text.strip():
            return
        kept, added = kept_parts([entry.text for entry in self._talk.entries], self.text)
        self.continue_requested.emit(kept, added)

    @Slot()
    def undo_last(self) -> None:
        """Take the last continuation off the text; it stays as a version."""
        entries = self._talk.entries
        if self._talk.is_busy or not entries or not entries[-1].is_answer:
            return
        kept, _ = kept_parts([entry.text for entry in entries], self.text)
        if kept == len(entries):
            self.editor.show_parts([(entry.text, entry.is_answer) for entry in entries[:-1]])
            self.editor.go_to_end()
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._talk.is_busy:
            self._talk.stop()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        side = max(look.px(24), (self.width() - look.px(tokens.WIDTH_READING)) // 2)
        self._column.setContentsMargins(side, look.px(24), side, look.px(24))

    # --- inside -------------------------------------------------------------------------------------------------------

    def _begin_with(self, beginning: str) -> None:
        self.editor.show_parts([(beginning, False)])
        self.editor.go_to_end()
        self.go_on()

    def _last(self) -> Entry | None:
        entries = self._talk.entries
        return entries[-1] if entries and entries[-1].is_answer else None

    @Slot(int)
    def _on_talk_replaced(self, _start: int) -> None:
        if self._talk.mode != "continue":
            return
        shown = [(entry.text, entry.is_answer) for entry in self._talk.entries]
        if "".join(text for text, _ in shown) != self.text or self._talk.entries:
            self.editor.show_parts(shown)
            self.editor.go_to_end()
        self._show_last()

    @Slot(int, str)
    def _on_talk_text_added(self, _number: int, text: str) -> None:
        if self._talk.mode == "continue":
            self.editor.add_text(text, is_model=True)

    @Slot(int)
    def _on_talk_entry_changed(self, _number: int) -> None:
        if self._talk.mode != "continue":
            return
        if not self._talk.is_busy:
            shown = [(entry.text, entry.is_answer) for entry in self._talk.entries]
            if "".join(text for text, _ in shown) != self.text:
                self.editor.show_parts(shown)
            self.editor.go_to_end()
        self._show_last()

    @Slot()
    def _on_talk_activity_changed(self) -> None:
        if self._talk.mode != "continue":
            return
        busy = self._talk.is_busy
        self.editor.setReadOnly(busy)
        self.action.set_kind("secondary" if busy else "primary")
        self.action.set_label(self.tr("Stop") if busy else self.tr("Continue"), "square" if busy else "arrow-right")
        if busy:
            self._tick.start()
        else:
            self._tick.stop()
        self._show_last()

    def _show_last(self) -> None:
        last, busy = self._last(), self._talk.is_busy
        self.versions.show_versions(last.version if last else 1, last.versions if last else 1)
        if busy:
            self.versions.hide()
        code = failed_code(last.outcome) if last and not busy else None
        if self._trouble is not None and (code is None or last is not self._trouble_of):
            self._trouble.hide()
            self._trouble.deleteLater()
            self._trouble = None
        if last is not None and code is not None and self._trouble is None:
            self._trouble_of = last
            self._trouble = Trouble(last.error or AppError(code), has_text=bool(last.text), parent=self)
            self._trouble.try_again_requested.connect(self._on_try_again_requested)
            self._trouble.continue_requested.connect(self.go_on)
            self._column.addWidget(self._trouble)
        self._say()

    @Slot()
    def _say(self) -> None:
        busy, last = self._talk.is_busy, self._last()
        self._ideas.setVisible(not self.text and not busy)
        self._about.setVisible(not self._talk.entries)
        self._title.setVisible(not self._talk.entries)
        can_undo = not busy and last is not None
        self.undo.set_unavailable("" if can_undo else self.tr("There is no continuation to take back."))
        if not busy:
            reason = self._reason or ("" if self.text.strip() else self.tr("Write the beginning first."))
            self.action.set_unavailable(reason)
        else:
            self.action.set_unavailable("")
        if not busy and last is not None:
            figures = [*stats_words(last.stats)] if last.stats else []
            self._caption.setText("   ".join(part for part in [*figures, outcome_words(last.outcome)] if part))
        elif busy:
            self._caption.setText(self._busy_words())
        else:
            self._caption.setText(self.action.unavailable_reason or self.tr("Ctrl+Enter continues"))

    def _busy_words(self) -> str:
        talk, answering = self._talk, self._talk.answering
        if talk.activity is Activity.STOPPING:
            return self.tr("Stopping…")
        if talk.activity is not Activity.ANSWERING or answering is None:
            state = self._engines.state(talk.model_path)
            loading = state.status in {EngineStatus.OFF, EngineStatus.LOADING}
            return self.tr("Waking the model…") if loading else self.tr("Reading your text…")
        words = self.tr("Writing: {count} tokens").format(count=number_words(answering.tokens))
        speed = answering.tokens_per_second
        return f"{words}, {rate_words(speed)}" if speed else words

    @Slot()
    def _on_editor_text_changed(self) -> None:
        if not self._talk.is_busy:
            self._say()

    @Slot(int)
    def _on_version_requested(self, version: int) -> None:
        if self._talk.entries:
            self._talk.show_version(len(self._talk.entries) - 1, version)

    @Slot()
    def _on_action_clicked(self) -> None:
        if self._talk.is_busy:
            self._talk.stop()
        else:
            self.go_on()

    @Slot()
    def _on_try_again_requested(self) -> None:
        self._talk.regenerate(len(self._talk.entries) - 1)


