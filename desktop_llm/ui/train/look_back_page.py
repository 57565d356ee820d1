"""A held-back page, word by word: the base's surprise beside the checkpoint's, or the difference on the page itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.look_back import PageReading, Review
from desktop_llm.ui.figures import in_one_line, number_words, percent_words
from desktop_llm.ui.inspect.heat_text import HeatText
from desktop_llm.ui.inspect.legend import Legend
from desktop_llm.ui.inspect.reading import Reading, difference, difference_steps
from desktop_llm.ui.inspect.surprise_result import pieces_of
from desktop_llm.ui.inspect.token_card import TokenCard
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import LetterBadge
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented
from desktop_llm.ui.train.words import choices

MAP_HEIGHT = 260
STACKED_BELOW = 560


class PageCard(Card):
    """The page under a sentence that says where the two differ.

    Signals:
        read_requested: More of the held-back part, under Look inside.
    """

    read_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._readings: list[Reading] = []
        self._shown_card: TokenCard | None = None
        self._sentence = Text("card", self.tr("A page it never saw, word by word"))
        self._words = Text("small", "", color="text.2")
        self.views = Segmented(
            self.tr("What to show"), [("both", self.tr("Side by side")), ("change", self.tr("Difference"))], small=True
        )
        self.views.chosen.connect(self._on_views_chosen)
        self.legend = Legend()
        names = self.tr("The page as the base sees it"), self.tr("The page as mine sees it")
        self._sides = [_Side("A", names[0]), _Side("B", names[1])]
        self.change = HeatText(self.tr("Where the two differ"))
        self._both = QWidget()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._box.setContentsMargins(0, 0, 0, 0)
        for side in self._sides:
            self._box.addWidget(side, 1)
        controls = QWidget()
        FlowLayout(self.views, self.legend, gap=16, on=controls)
        self.read = Button(self.tr("Look inside"), "secondary", "eye", size="small")
        self.read.setToolTip(self.tr("More of the held-back part, measured anew, under Look inside."))
        self.read.clicked.connect(self.read_requested)
        head = Row(gap=12)
        head.addLayout(Column(self._sentence, self._words, gap=2), 1)
        head.addWidget(self.read, 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(head)
        self.content.addWidget(controls)
        self.content.addWidget(self._both)
        self.content.addWidget(self.change)
        for index, heat in enumerate((self._sides[0].heat, self._sides[1].heat, self.change)):
            number = min(index, 1)
            heat.hovered.connect(lambda cell, area, heat=heat, number=number: self._tell(number, heat, cell, area))
            heat.picked.connect(lambda cell, area, heat=heat, number=number: self._tell(number, heat, cell, area))
        for index in (0, 1):
            self._sides[index].heat.scrolled.connect(lambda cell, index=index: self._follow(index, cell))
        theme().changed.connect(self._fit)
        self._fit()

    @property
    def maps(self) -> tuple[HeatText, HeatText]:
        """The base's page and mine."""
        return self._sides[0].heat, self._sides[1].heat

    def show_review(self, review: Review, base_name: str, name: str) -> None:
        """Show the page of a look back."""
        assert review.after is not None
        mine = _as_reading(review.page, review.after)
        base = _as_reading(review.page, review.before) if review.before is not None else None
        self._readings = [mine if base is None else base, mine]
        self._sides[0].setVisible(base is not None)
        self.views.setVisible(base is not None)
        self.read.setVisible(base is not None)
        self._sides[1].show_reading(mine, name)
        self._words.setText(
            self.tr("The stronger the colour, the less it expected the piece. Point at one to see what it expected.")
        )
        if base is not None:
            self._sides[0].show_reading(base, base_name)
            gains = difference(base, mine)
            self.change.show_pieces(pieces_of(mine), difference_steps(gains), is_difference=True)
            self._words.setText(in_one_line(self._gain_words(gains), self._words.text()))
        self.views.set_value("both")
        self._show_view("both")

    def _gain_words(self, gains: np.ndarray) -> str:
        """How many pieces it expects at least twice as much, or half as much, as the base."""
        steps = difference_steps(gains)
        count = max(1, len(steps))
        better, worse = float((steps > 0).sum()) / count, float((steps < 0).sum()) / count
        return self.tr(
            "Of {n} pieces it expects {better} clearly more than the base, and {worse} clearly less."
        ).format(n=number_words(count), better=percent_words(better), worse=percent_words(worse))

    @Slot(object)
    def _on_views_chosen(self, key: object) -> None:
        self._show_view(str(key))

    def _show_view(self, key: str) -> None:
        self._both.setVisible(key == "both")
        self.change.setVisible(key == "change")
        self.legend.show_difference(key == "change")

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._shown_card is not None:
            self._shown_card.hide()

    @Slot()
    def _fit(self) -> None:
        for heat in (*self.maps, self.change):
            heat.setFixedHeight(theme().px(MAP_HEIGHT))
        self._fold()

    def _fold(self) -> None:
        is_stacked = self.width() < theme().px(STACKED_BELOW)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)
        self._box.setSpacing(theme().px(12))

    def _follow(self, index: int, cell: int) -> None:
        """The other page scrolls along."""
        heat = self._sides[index].heat
        if cell < 0 or len(self._readings) < 2 or not (heat.underMouse() or heat.hasFocus()):
            return
        place = int(self._readings[index].starts[cell])
        self._sides[1 - index].heat.scroll_to(self._readings[1 - index].cell_at(place))

    def _tell(self, index: int, heat: HeatText, cell: int, area: QRect) -> None:
        if cell < 0 or area.isEmpty() or not self._readings:
            if self._shown_card is not None:
                self._shown_card.hide()
            return
        if self._shown_card is None:
            self._shown_card = TokenCard(self.window())
        self._shown_card.show_piece(self._readings[index], cell, area, heat)


class _Side(QWidget):
    """Whose page it is, how unsure it is there, and the page."""

    def __init__(self, letter: str, name: str) -> None:
        super().__init__()
        self._name = ElidedText("body.strong", "")
        self._words = Text("small", "", color="text.2")
        self.heat = HeatText(name)
        head = Row(gap=8)
        head.addWidget(LetterBadge(letter))
        head.addWidget(self._name, 1)
        Column(head, self._words, self.heat, gap=4, on=self)

    def show_reading(self, reading: Reading, name: str) -> None:
        self._name.setText(name)
        self._words.setText(self.tr("as unsure as among {n} next pieces").format(n=choices(reading.mean)))
        self.heat.show_pieces(pieces_of(reading), reading.steps())


def _as_reading(text: str, page: PageReading) -> Reading:
    reading = Reading(text)
    for part in page.parts:
        reading.add(part)
    reading.finish(page.finished)
    return reading
