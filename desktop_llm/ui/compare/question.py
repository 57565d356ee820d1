"""The card with the question: written here, asked to all."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented


class QuestionCard(InputBox):
    """One question, the presets, and Ask, which becomes Stop in the same place.

    Signals:
        asked, stopped: The button or Enter.
        preset_chosen: "careful", "balanced" or "wild".
    """

    asked = Signal()
    stopped = Signal()
    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._is_busy = False
        self._unavailable = ""
        self.field = GrowingText(
            self.tr("Question"),
            placeholder=self.tr("One question for all of them"),
            max_lines=6,
            enter_submits=True,
        )
        self.field.submitted.connect(self._on_submitted)
        self.watch(self.field)
        self.presets = Segmented(
            self.tr("Style of the answers"),
            [("careful", self.tr("Careful")), ("balanced", self.tr("Balanced")), ("wild", self.tr("Wild"))],
        )
        self.presets.set_value("balanced")
        self.presets.chosen.connect(lambda key: self.preset_chosen.emit(str(key)))
        self._settings = Text("caption", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        self._settings_words = self._reason = ""
        self.button = Button(self.tr("Ask"), "primary", "arrow-up")
        self.button.clicked.connect(self._on_button_clicked)
        self.content.addWidget(self.field)
        self._line = Row(gap=12)
        self._line.addWidget(self.presets)
        self._line.addWidget(self._settings, 1)
        self._line.addWidget(self.button)
        self.content.addLayout(self._line)
        self.field.edited.connect(self._update_button)
        self.setFocusProxy(self.field)
        self._update_button()

    @property
    def text(self) -> str:
        return self.field.text

    def set_question(self, text: str) -> None:
        self.field.set_text(text)
        self._update_button()

    def set_preset(self, key: str) -> None:
        """Mark one; "" where the settings are the person's own."""
        if key:
            self.presets.set_value(key)
        else:
            self.presets.clear()

    def show_settings(self, words: str) -> None:
        self._settings_words = words
        self._settings.setText(self._reason or words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        words = look.text_width("caption", self._settings.text())
        needed = self.presets.sizeHint().width() + words + self.button.sizeHint().width() + look.px(72)
        is_below = self._line.indexOf(self._settings) < 0
        if (self.width() < needed) != is_below:
            self._settings.setAlignment(
                Qt.AlignmentFlag.AlignVCenter
                | (Qt.AlignmentFlag.AlignRight if is_below else Qt.AlignmentFlag.AlignLeft)
            )
            if is_below:
                self.content.removeWidget(self._settings)
                self._line.takeAt(1)
                self._line.insertWidget(1, self._settings, 1)
            else:
                self._line.removeWidget(self._settings)
                self._line.insertStretch(1, 1)
                self.content.addWidget(self._settings)

    def show_busy(self, is_busy: bool) -> None:
        """Ask becomes Stop and back, in the same place."""
        self._is_busy = is_busy
        self.button.set_kind("secondary" if is_busy else "primary")
        if is_busy:
            self.button.set_label(self.tr("Stop"), "square")
        else:
            self.button.set_label(self.tr("Ask again"), "refresh-cw")
        self._update_button()

    def forget_asked(self) -> None:
        """A new question: "Ask again" becomes "Ask"."""
        self.button.set_label(self.tr("Ask"), "arrow-up")

    def set_unavailable(self, reason: str) -> None:
        """Ask says why it can not be used; "" makes it usable."""
        self._unavailable = reason
        self._update_button()

    @Slot()
    def _update_button(self) -> None:
        """Without models or without a question there is nothing to ask; Stop always works."""
        reason = self._unavailable or ("" if self.text.strip() else self.tr("Write a question first."))
        self._reason = "" if self._is_busy else reason
        self.button.set_unavailable(self._reason)
        self._settings.setText(self._reason if self._unavailable and self._reason else self._settings_words)

    @Slot()
    def _on_submitted(self) -> None:
        if not self._is_busy:
            self.asked.emit()

    @Slot()
    def _on_button_clicked(self) -> None:
        (self.stopped if self._is_busy else self.asked).emit()
