"""The bar below the answers: which is best, by mouse or by key, and taking it back. Where votes go is `voting`'s."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.compare.topic_button import TopicButton
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import IconWords
from desktop_llm.ui.look.layout import Column, FlowLayout
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

TIE, NONE_GOOD = -1, -2
_LOW = 640


class VoteBar(Surface):
    """One button for each answer, a tie, none is good; then Undo and the next question.

    Signals:
        voted: Place of the answer from 0, `TIE` or `NONE_GOOD`.
        undo_requested: Take the vote back.
        next_requested: On to the next question.
    """

    voted = Signal(int)
    undo_requested = Signal()
    next_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface.side", line_on=("top",), parent=parent)
        self._buttons: dict[int, Button] = {}
        self._choice: int | None = None
        self._has_room = True
        self.undo = Button(self.tr("Undo"), "quiet", "undo-2")
        self.undo.clicked.connect(self.undo_requested)
        self.next = Button(self.tr("Next question"), "primary", trailing_icon="arrow-right")
        self.next.clicked.connect(self.next_requested)
        self.topic = TopicButton()
        self._question = Text("body.strong", self.tr("Which is best?"), wrap=False)
        self._line = QWidget()
        self._flow = FlowLayout(gap=8, line_gap=6, on=self._line)
        self._said = IconWords("eye-off", "")
        self._count = ""
        column = Column(gap=6, margins=(24, 12), on=self)
        column.addWidget(self._line)
        column.addWidget(self._said)
        self.show_answers("")

    @property
    def choice(self) -> int | None:
        """What was voted, None while nothing was."""
        return self._choice

    def show_answers(self, letters: Sequence[str]) -> None:
        """Buttons for these answers; nothing is voted."""
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget in self._buttons.values():
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        self._flow.addWidget(self._question)
        for place, letter in enumerate(letters):
            self._add(place, letter, str(place + 1))
        self._add(TIE, self.tr("Tie"), "0")
        self._add(NONE_GOOD, self.tr("None is good"), "9")
        self._flow.addWidget(self.undo)
        self._flow.addWidget(self.next)
        self._flow.addWidget(self.topic)
        self.show_choice(None)

    def show_choice(self, choice: int | None) -> None:
        """What is voted now; None is nothing."""
        self._choice = choice
        for place, button in self._buttons.items():
            button.setChecked(place == choice)
        self.undo.setVisible(choice is not None)
        self.next.setVisible(choice is not None)

    def say(self, icon: str, words: str, count_words: str) -> None:
        """The second line: how it was voted, and what all votes say."""
        self._count = count_words
        gap = "   "
        self._said.set_words(gap.join(part for part in (words, count_words) if part), icon)
        self.setAccessibleDescription(f"{words} {count_words}".strip())
        self.setToolTip("" if self._has_room else f"{words} {count_words}".strip())

    def take_key(self, event: QKeyEvent) -> bool:
        """Vote by key: 1 to 8, 0 for a tie, 9 or N for none, Ctrl+Z to undo, N or Enter for the next question."""
        if not self.isVisible():
            return False
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_Z and self._choice is not None:
                self.undo_requested.emit()
                return True
            return False
        if self._choice is not None and key in (Qt.Key.Key_N, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_requested.emit()
            return True
        keys = {Qt.Key.Key_0: TIE, Qt.Key.Key_9: NONE_GOOD, Qt.Key.Key_N: NONE_GOOD}
        keys |= {Qt.Key(Qt.Key.Key_1.value + place): place for place in self._buttons if place >= 0}
        if len(self._buttons) == 4:  # two answers: the arrows point at them
            keys |= {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: TIE, Qt.Key.Key_Down: NONE_GOOD}
        if key not in keys:
            return False
        self._on_voted(keys[Qt.Key(key)])
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._has_room = self.window().height() >= theme().px(_LOW)
        self._said.setVisible(self._has_room)

    def button(self, place: int) -> Button:
        """The button of an answer, of `TIE` or of `NONE_GOOD`."""
        return self._buttons[place]

    def _add(self, place: int, word: str, key: str) -> None:
        button = Button(word, "vote", key_hint=key)
        button.clicked.connect(lambda _checked=False, place=place: self._on_voted(place))
        self._buttons[place] = button
        self._flow.addWidget(button)

    @Slot(int)
    def _on_voted(self, place: int) -> None:
        self.voted.emit(place)
