"""What was measured: the figures in words, the coloured text of one model beside the other, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.ui.figures import number_words
from desktop_llm.ui.inspect.heat_text import HeatText
from desktop_llm.ui.inspect.legend import Legend
from desktop_llm.ui.inspect.places import Places
from desktop_llm.ui.inspect.reading import Reading, difference, difference_steps
from desktop_llm.ui.inspect.token_card import TokenCard
from desktop_llm.ui.inspect.words import method_words, unsure_words, verdict_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import LetterBadge
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.facts import Figure
from desktop_llm.ui.look.layout import Column, FlowLayout, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented

LOWEST_MAP = 280


class _Side(QWidget):
    """One model: letter, name, sentence, figures; and its text."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self.name = ElidedText("card", "")
        self.sentence = Text("small", "", color="text.2")
        self.mean = Figure(role="body.strong")
        self.perplexity = Figure(role="body.strong")
        self.bits = Figure(role="body.strong")
        figures = QWidget()
        FlowLayout(self.mean, self.perplexity, self.bits, gap=20, line_gap=4, from_top=True, on=figures)
        head = Row(gap=8)
        head.addWidget(LetterBadge(letter))
        head.addWidget(self.name, 1)
        column = Column(gap=4, on=self)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(figures)
        column.addStretch(1)

    def show_reading(self, reading: Reading, name: str) -> None:
        self.name.setText(name)
        self.sentence.setText(unsure_words(reading))
        self.mean.set_value(number_words(reading.mean, 3), self.tr("mean surprise, nats per token"))
        self.perplexity.set_value(
            number_words(reading.perplexity, 3 if reading.perplexity < 1000 else 0), self.tr("perplexity")
        )
        self.bits.set_value(number_words(reading.bits_per_letter, 3), self.tr("bits per letter"))


class SurpriseResult(QWidget):
    """The result.

    Signals:
        again_requested: Back to the form.
    """

    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings: list[Reading] = []
        self._gains = np.zeros(0)
        self._card: TokenCard | None = None
        self.back = Button(self.tr("Another text or model"), "quiet", "arrow-left", size="small")
        self.back.clicked.connect(self.again_requested)
        self.views = Segmented(
            self.tr("What to show"),
            [("map", self.tr("Surprise")), ("change", self.tr("Difference")), ("places", self.tr("Top ten"))],
            small=True,
        )
        self.views.chosen.connect(self._on_view_chosen)
        self.verdict = Text("card", "")
        self._sides = [_Side("A"), _Side("B")]
        self.method = Text("caption", "", color="text.3")
        self.legend = Legend()
        self.maps = [HeatText(self.tr("Text as model A sees it")), HeatText(self.tr("Text as model B sees it"))]
        self.change = HeatText(self.tr("Where the two differ"))
        self._map_cards = [self._framed(one) for one in self.maps]
        beside = QWidget()
        maps = Row(gap=12, on=beside)
        for card in self._map_cards:
            maps.addWidget(card, 1)
        self.places = [Places(), Places()]
        places = QWidget()
        row = Row(gap=12, on=places)
        for one in self.places:
            row.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(beside)
        self._stack.addWidget(self._framed(self.change))
        self._stack.addWidget(Scroll(places))
        top = QWidget()
        FlowLayout(self.back, self.views, gap=16, on=top)
        figures = Row(gap=24)
        for side in self._sides:
            figures.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        column = Column(gap=8, margins=(24, 12, 24, 16), on=inside)
        column.addWidget(top)
        column.addWidget(self.verdict)
        column.addLayout(figures)
        column.addWidget(self.legend)
        column.addWidget(self._stack, 1)
        column.addWidget(self.method)
        Column(Scroll(inside), gap=0, on=self)
        theme().changed.connect(self._fit)
        self._fit()
        self._connect()

    def _connect(self) -> None:
        for index, one in enumerate(self.maps):
            one.hovered.connect(lambda cell, area, index=index: self._show_card(index, self.maps[index], cell, area))
            one.picked.connect(lambda cell, area, index=index: self._show_card(index, self.maps[index], cell, area))
            one.scrolled.connect(lambda cell, index=index: self._follow(index, cell))
            self.places[index].chosen.connect(lambda cell, index=index: self._go_to(index, cell))
        self.change.hovered.connect(lambda cell, area: self._show_card(1, self.change, cell, area))
        self.change.picked.connect(lambda cell, area: self._show_card(1, self.change, cell, area))

    @Slot()
    def _fit(self) -> None:
        """The text keeps room to be read in, however large it is; then the page scrolls."""
        self._stack.setMinimumHeight(theme().px(LOWEST_MAP))

    def _framed(self, heat: HeatText) -> Card:
        card = Card(margins=2)
        card.content.addWidget(heat)
        return card

    def show_readings(self, readings: Sequence[Reading], names: Sequence[str]) -> None:
        """Show one or two."""
        self._readings = list(readings)
        is_two = len(readings) == 2
        for index, (side, heat, card, places) in enumerate(
            zip(self._sides, self.maps, self._map_cards, self.places, strict=True)
        ):
            is_there = index < len(readings)
            for part in (side, card, places):
                part.setVisible(is_there)
            if is_there:
                reading = readings[index]
                side.show_reading(reading, names[index])
                heat.show_pieces(pieces_of(reading), reading.steps())
                places.show_places(reading, names[index])
        self.verdict.setText(verdict_words(readings[0], readings[1], names[0], names[1]) if is_two else "")
        self.verdict.setVisible(is_two)
        if is_two:
            self._gains = difference(readings[0], readings[1])
            self.change.show_pieces(pieces_of(readings[1]), difference_steps(self._gains), is_difference=True)
        self.method.setText(method_words(readings[0]))
        change = self.views.button("change")
        if isinstance(change, Control):
            change.set_unavailable("" if is_two else self.tr("Measure two models to see where they differ."))
        self.views.set_value("map")
        self._show_view("map")

    @property
    def readings(self) -> list[Reading]:
        return self._readings

    @Slot(object)
    def _on_view_chosen(self, key: object) -> None:
        self._show_view(str(key))

    def _show_view(self, key: str) -> None:
        self._stack.setCurrentIndex(("map", "change", "places").index(key))
        self.legend.setVisible(key != "places")
        self.legend.show_difference(key == "change")

    def _go_to(self, index: int, cell: int) -> None:
        self.views.set_value("map")
        self._show_view("map")
        self.maps[index].mark(cell)
        self.maps[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, index: int, cell: int) -> None:
        """The other text scrolls along."""
        leads = self.maps[index].underMouse() or self.maps[index].hasFocus()
        if len(self._readings) < 2 or cell < 0 or not leads:
            return
        mine, other = self._readings[index], self._readings[1 - index]
        self.maps[1 - index].scroll_to(other.cell_at(int(mine.starts[cell])))

    def _show_card(self, index: int, heat: HeatText, cell: int, area: QRect) -> None:
        if cell < 0 or index >= len(self._readings) or area.isEmpty():
            if self._card is not None:
                self._card.hide()
            return
        if self._card is None:
            self._card = TokenCard(self.window())
        self._card.show_piece(self._readings[index], cell, area, heat)

    def hideEvent(self, event: object) -> None:
        if self._card is not None:
            self._card.hide()


def pieces_of(reading: Reading) -> list[str]:
    """The text cut into its cells."""
    text = reading.text
    return [text[a:b] for a, b in zip(reading.starts.tolist(), reading.ends.tolist(), strict=True)]
