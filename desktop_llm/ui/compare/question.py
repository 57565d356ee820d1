"""The card with the question: written here, asked to all."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import Text
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
        self._settings = Text("caption", "", color="text.2", wrap=False)
        self.button = Button(self.tr("Ask"), "primary", "arrow-up")
        self.button.clicked.connect(self._on_button_clicked)
        self.content.addWidget(self.field)
        line = Row(gap=12)
        line.addWidget(self.presets)
        line.addStretch(1)
        line.addWidget(self._settings)
        line.addWidget(self.button)
        self.content.addLayout(line)
        self.setFocusProxy(self.field)

    @property
    def text(self) -> str:
        return self.field.text

    def set_question(self, text: str) -> None:
        self.field.set_text(text)

    def set_preset(self, key: str) -> None:
        self.presets.set_value(key)

    def show_settings(self, words: str) -> None:
        self._settings.setText(words)

    def show_busy(self, is_busy: bool) -> None:
        """Ask becomes Stop and back, in the same place."""
        self._is_busy = is_busy
        self.button.set_kind("secondary" if is_busy else "primary")
        if is_busy:
            self.button.set_label(self.tr("Stop"), "square")
        else:
            self.button.set_label(self.tr("Ask again"), "refresh-cw")

    def set_unavailable(self, reason: str) -> None:
        """Ask says why it can not be used; "" makes it usable."""
        self.button.set_unavailable(reason)

    @Slot()
    def _on_submitted(self) -> None:
        if not self._is_busy:
            self.asked.emit()

    @Slot()
    def _on_button_clicked(self) -> None:
        (self.stopped if self._is_busy else self.asked).emit()
