"""The figures of a result: before and after in a card each, four beside each other or two by two."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_llm.ui.look.facts import IconWords
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

CARD_WIDTH = 200


class BeforeAfter(Card):
    """What is measured, its value before and after, and a note of what the change means."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 12), gap=4, parent=parent)
        self._caption_text = caption
        self._before = Text("figure", "", color="text.2", wrap=False)
        self._arrow = IconWords("arrow-right", "")
        self._after = Text("figure", "–", wrap=False)
        self._note_at = Row(gap=0)
        self._note: IconWords | None = None
        values = Row(gap=8)
        for part in (self._before, self._arrow, self._after):
            values.addWidget(part)
        values.addStretch(1)
        self.content.addWidget(Text("caption", caption, color="text.2"))
        self.content.addLayout(values)
        self.content.addLayout(self._note_at)

    def show_values(self, before: str, after: str) -> None:
        """One value alone where there is no before."""
        self._before.setText(before)
        self._after.setText(after)
        for part in (self._before, self._arrow):
            part.setVisible(bool(before))
        words = self.tr("{before}, then {after}").format(before=before, after=after) if before else after
        self.setAccessibleName(f"{self._caption_text}: {words}")

    def set_note(self, icon: str, words: str, token: str) -> None:
        """What it means."""
        if self._note is not None:
            self._note.hide()
            self._note.deleteLater()
        self._note = IconWords(icon, words, token=token)
        self._note_at.addWidget(self._note)


class CardGrid(QWidget):
    """As many beside each other as have room: all, two, or one; cards of a line are equally high."""

    def __init__(self, *cards: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for card in cards:
            card.setParent(self)
        theme().changed.connect(self._on_theme_changed)
        self._lay(len(cards))

    @property
    def across(self) -> int:
        """How many stand beside each other."""
        return self._across

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(CARD_WIDTH), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._fold()

    def _fold(self) -> None:
        look = theme()
        room = (self.width() + look.px(16)) // (look.px(CARD_WIDTH) + look.px(16))
        across = next((count for count in (len(self._cards), 2) if count <= room), 1)
        self._lay(across)

    def _lay(self, across: int) -> None:
        self._grid.setSpacing(theme().px(16))
        if across == self._across:
            return
        self._across = across
        for card in self._cards:
            self._grid.removeWidget(card)
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // across, number % across, Qt.AlignmentFlag(0))
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
