"""The look back on a result's page: asked for, under way, or there as a page word by word and two cards in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.look_back import Recital, Review
from desktop_llm.ui.figures import percent_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import CheckRow
from desktop_llm.ui.look.layout import Column, Divider, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.train.look_back_page import PageCard
from desktop_llm.ui.train.look_back_words import (
    forgot_words,
    has_forgotten,
    personal_words,
    prompt_words,
    recital_note,
    recites_words,
)

MOST_SHOWN = 5


class LookBackSection(QWidget):
    """What the engine found when it looked back on the run.

    Signals:
        requested: Measure it now.
        stop_requested: Stop measuring.
    """

    requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ask = _AskCard()
        self.ask.begin.clicked.connect(self.requested)
        self.ask.stop.clicked.connect(self.stop_requested)
        self.page = PageCard()
        self.forgot = _WordsCard(self.tr("What it forgot"))
        self.recites = _WordsCard(self.tr("What it recites"))
        self._personal = Banner("warn", "")
        self._list = Column(gap=8)
        self.recites.content.addWidget(self._personal)
        self.recites.content.addLayout(self._list)
        Column(self.ask, self.page, self.forgot, self.recites, gap=16, on=self)
        self.show_nothing("")

    def show_nothing(self, trouble: str) -> None:
        """Not looked back on yet; `trouble` says why an attempt failed."""
        self.ask.show_offer(trouble)
        self._show_found(False, False)

    def show_measuring(self, share: float) -> None:
        """It is under way."""
        self.ask.show_measuring(share)
        self._show_found(False, False)

    def show_review(self, review: Review, base_name: str, name: str) -> None:
        """What was found."""
        self.ask.hide()
        self._show_found(review.after is not None, True)
        if review.after is not None:
            self.page.show_review(review, base_name, name)
        advice = (
            self.tr("The light add-on, a lower rate, or reading the text less often keeps more of it.")
            if has_forgotten(review)
            else ""
        )
        self.forgot.show_rows([CheckRow(state, words) for state, words in forgot_words(review)], advice)
        state, words = recites_words(review)
        self.recites.show_rows([CheckRow(state, words)], "")
        warning = personal_words(review.recitals)
        self._personal.set_sentence(warning)
        self._personal.setVisible(bool(warning))
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for recital in review.recitals[:MOST_SHOWN]:
            self._list.addWidget(_RecitalRow(recital))

    def _show_found(self, has_page: bool, has_words: bool) -> None:
        self.page.setVisible(has_page)
        self.forgot.setVisible(has_words)
        self.recites.setVisible(has_words)


class _AskCard(Card):
    """A sentence with its button, or how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("body", "", color="text.2", max_width=820)
        self._bar = ProgressBar(self.tr("Looking back"))
        self.begin = Button(self.tr("Look back"), "secondary", "eye", size="small")
        self.stop = Button(self.tr("Stop looking"), "quiet", size="small")
        row = Row(gap=12)
        row.addWidget(self._words, 1)
        row.addWidget(self.begin)
        row.addWidget(self.stop)
        self.content.addWidget(Text("card", self.tr("What did it forget, and what does it recite?")))
        self.content.addLayout(row)
        self.content.addWidget(self._bar)

    def show_offer(self, trouble: str) -> None:
        offer = self.tr("Base and result read a held-back page and an everyday text, and go on from your own text.")
        self._words.setText(trouble or offer)
        self._show(is_measuring=False)

    def show_measuring(self, share: float) -> None:
        self._words.setText(
            self.tr("Base and result are reading: {share}. You can do something else meanwhile.").format(
                share=percent_words(share)
            )
        )
        self._bar.set_share(share)
        self._show(is_measuring=True)

    def _show(self, is_measuring: bool) -> None:
        self.begin.setVisible(not is_measuring)
        self.stop.setVisible(is_measuring)
        self._bar.setVisible(is_measuring)
        self.show()


class _WordsCard(Card):
    """A title, sentences behind signs, and what to do."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._rows = Column(gap=0)
        self._advice = Text("small", "", color="text.2")
        self.content.addWidget(Text("card", title))
        self.content.addLayout(self._rows)
        self.content.addWidget(self._advice)

    @property
    def rows(self) -> list[CheckRow]:
        """The sentences that stand there."""
        items = [self._rows.itemAt(number) for number in range(self._rows.count())]
        return [row for item in items if item is not None and isinstance(row := item.widget(), CheckRow)]

    def show_rows(self, rows: list[CheckRow], advice: str) -> None:
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row in rows:
            self._rows.addWidget(row)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))


class _RecitalRow(QWidget):
    """What it was given, what it recited, and how long that is."""

    def __init__(self, recital: Recital) -> None:
        super().__init__()
        column = Column(gap=4, on=self)
        column.addWidget(Divider())
        column.addWidget(Text("small", prompt_words(recital), color="text.2", selectable=True))
        column.addWidget(Text("body", " ".join(recital.text.split()), selectable=True))
        column.addWidget(Text("caption", recital_note(recital), color="text.2"))
