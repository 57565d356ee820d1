"""What else changed: whether ordinary language suffered, what of the text is known by heart, and where it learned."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.look_back import LookBack, Ordinary, Recital
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import CheckRow, CheckState
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text

LITTLE, MUCH = 0.05, 0.30
"""Growth of perplexity on ordinary language up to which nothing, or little, was lost."""
SHOWN = 3
BEGINNING_CHARACTERS = 90


class LookBackCard(Card):
    """A sentence for each finding, the passages known by heart, and the way to the held-back page word by word.

    Signals:
        read_requested: The held-back page is wanted, base beside mine.
    """

    read_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.read = Button(self.tr("See it word by word"), "secondary", "eye")
        self.read.clicked.connect(self.read_requested)
        self._findings = Column(gap=0)
        self._parts: list[QWidget] = []
        self.sentences: tuple[str, ...] = ()
        head = Row(gap=12)
        head.addWidget(Text("card", self.tr("What else changed")), 1)
        head.addWidget(self.read, 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(head)
        self.content.addWidget(
            Text(
                "small",
                self.tr("Which words of a page it never saw surprise it less now, and which more: base beside mine."),
                color="text.2",
                max_width=720,
            )
        )
        self.content.addLayout(self._findings)

    def show_look(self, look: LookBack | None) -> None:
        """Another run's findings; without any only the way to the page is offered."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts.clear()
        findings: list[tuple[CheckState, str]] = []
        if look is not None:
            findings += [self._about(one) for one in look.ordinary if one.is_known]
            if look.passages:
                findings.append(self._by_heart(look))
        self.sentences = tuple(sentence for _, sentence in findings)
        for state, sentence in findings:
            self._add(CheckRow(state, sentence))
        if look is not None:
            for recital in look.recitals[:SHOWN]:
                self._add(_Passage(recital))

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._findings.addWidget(part)

    def _about(self, one: Ordinary) -> tuple[CheckState, str]:
        share = percent_words(abs(one.growth))
        is_english = one.language == "en"
        if one.growth <= LITTLE:
            if one.growth < -LITTLE:
                words = (
                    self.tr("Ordinary English it knows better than before: {share} fewer pieces to choose from.")
                    if is_english
                    else self.tr("Ordinary Chinese it knows better than before: {share} fewer pieces to choose from.")
                )
                return "good", words.format(share=share)
            return "good", (
                self.tr("Ordinary English it knows as well as before.")
                if is_english
                else self.tr("Ordinary Chinese it knows as well as before.")
            )
        if one.growth <= MUCH:
            words = (
                self.tr("Ordinary English it knows a little less: {share} more pieces to choose from.")
                if is_english
                else self.tr("Ordinary Chinese it knows a little less: {share} more pieces to choose from.")
            )
            return "check", words.format(share=share)
        words = (
            self.tr("It has forgotten ordinary English: {share} more pieces to choose from.")
            if is_english
            else self.tr("It has forgotten ordinary Chinese: {share} more pieces to choose from.")
        )
        hint = self.tr("For your own kind of text that may not matter. Fewer rounds or the light add-on forget less.")
        return "check", " ".join((words.format(share=share), hint))

    def _by_heart(self, look: LookBack) -> tuple[CheckState, str]:
        tried, known = number_words(look.passages), len(look.recitals)
        if not known:
            return "good", self.tr("It knows none of {tried} passages of your text by heart.").format(tried=tried)
        words = self.tr("It goes on word for word with {known} of {tried} passages of your text.")
        warning = self.tr("Whoever gets this checkpoint can read them: share it only if the text may be shared.")
        return "check", " ".join((words.format(known=number_words(known), tried=tried), warning))


class _Passage(QWidget):
    """The beginning that was given, and what followed by heart."""

    def __init__(self, recital: Recital) -> None:
        super().__init__()
        given = " ".join(recital.beginning.split())
        given = given if len(given) <= BEGINNING_CHARACTERS else "…" + given[-BEGINNING_CHARACTERS:]
        given_text = Text("caption", self.tr("given: {words}").format(words=given), color="text.2")
        recited_text = Text("small", " ".join(recital.recited.split()), selectable=True)
        Column(given_text, recited_text, gap=2, margins=(30, 4, 0, 8), on=self)
