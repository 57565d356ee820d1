"""Facts in words: a labelled fact, a checked sentence, a figure over its caption, and headings with their buttons."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.chips import IconSign, StepNumber
from desktop_llm.ui.look.layout import Column, Divider, Row
from desktop_llm.ui.look.text import Text

CheckState = Literal["good", "check", "bad", "open"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_STATES = {
    "good": ("circle-check", "success"),
    "check": ("circle-alert", "warn"),
    "bad": ("circle-x", "danger"),
    "open": ("minus", "text.2"),
}


class FactRow(QWidget):
    """A label left, its value right with the expert word in caption, and a line below."""

    def __init__(
        self, label: str, value: str = "", expert: str = "", *, rule: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value = Text("small.strong", value, align=_RIGHT)
        self._expert = Text("caption", expert, color="text.3", wrap=False)
        if not expert:  # showing it before it has a parent would make it a window
            self._expert.hide()
        row = Row(gap=8, margins=(0, 10))
        row.addWidget(Text("small", label, color="text.2", wrap=False))
        row.addWidget(self._value, 1)
        row.addWidget(self._expert)
        column = Column(row, gap=0, on=self)
        if rule:
            column.addWidget(Divider())

    def set_value(self, value: str, expert: str = "") -> None:
        self._value.setText(value)
        self._expert.setText(expert)
        self._expert.setVisible(bool(expert))


class CheckRow(QWidget):
    """A sentence behind a round sign (good, check, bad, open), with controls at the right; 40 high."""

    def __init__(self, state: CheckState, sentence: str, *controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = IconSign("minus")
        self._sentence = Text("body", "")
        row = Row(gap=10, margins=(0, 6), on=self)
        row.addWidget(self._sign)
        row.addWidget(self._sentence, 1)
        for control in controls:
            row.addWidget(control)
        self.set_state(state, sentence)

    def set_state(self, state: CheckState, sentence: str) -> None:
        icon, token = _STATES[state]
        self._sign.set_icon(icon, token)
        self._sentence.setText(sentence)


class Figure(QWidget):
    """A figure over the words that say what it is."""

    def __init__(
        self, value: str = "", caption: str = "", *, role: str = "card", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value = Text(role, value, wrap=False)
        self._caption = Text("caption", caption, color="text.2")
        Column(self._value, self._caption, gap=0, on=self)

    def set_value(self, value: str, caption: str = "") -> None:
        """Another figure; an empty caption keeps the words."""
        self._value.setText(value)
        if caption:
            self._caption.setText(caption)


class SectionCaption(QWidget):
    """A quiet heading ("Conversations") with icon buttons at its right."""

    def __init__(self, text: str, *buttons: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Text("caption.strong", text, color="text.2", wrap=False)
        row = Row(gap=0, margins=(10, 0, 0, 0), on=self)
        row.addWidget(self._text)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self._text.setText(text)


class StepTitle(QWidget):
    """The number and title of a step ("1 Your text")."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        Row(StepNumber(number), Text("card", title, wrap=False), None, gap=10, on=self)


class IconWords(QWidget):
    """An icon before one line of quiet words ("118 GB free on this disk")."""

    def __init__(
        self,
        icon: str,
        words: str,
        *,
        token: str = "text.2",
        role: str = "caption",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign = IconSign(icon, token, size=tokens.ICON_SMALL)
        self._words = Text(role, words, color=token)
        row = Row(gap=6, on=self)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)

    def set_words(self, words: str, icon: str = "") -> None:
        self._words.setText(words)
        if icon:
            self._sign.set_icon(icon)
