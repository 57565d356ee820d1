"""What can be done once all answers are there: go on with all, and see how surprised each is by the others'."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.cross_reading import CrossFigure, CrossReading, readers_of
from desktop_llm.ui.compare.shown import Said, Shown
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import LetterBadge
from desktop_llm.ui.look.layout import Column, FlowLayout, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.workers.engines import Engines

_CELL = 110


class AfterAnswers(QWidget):
    """Two buttons and, once asked for, the table of readings.

    Signals:
        go_on_requested: The next message to all.
        grew: The table is there, below what was there before.
        failed: An `AppError` to say above the page.
    """

    go_on_requested = Signal()
    grew = Signal()
    failed = Signal(object)

    def __init__(self, engines: Engines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._items: tuple[Shown, ...] = ()
        self._said: tuple[Said, ...] = ()
        self._prompt = ""
        self._reading: CrossReading | None = None
        self.figures: dict[tuple[int, int], CrossFigure] = {}
        self.go_on = Button(self.tr("Continue with all"), "secondary", "message-square", size="small")
        self.go_on.setToolTip(self.tr("Your next message goes to each of them, after its own answer."))
        self.go_on.clicked.connect(self.go_on_requested)
        self.read = Button(self.tr("How surprised is each by the others?"), "secondary", "eye", size="small")
        self.read.clicked.connect(self._on_read_clicked)
        buttons = QWidget()
        FlowLayout(self.go_on, self.read, on=buttons)
        self._sentence = Text("card", "", max_width=720)
        self._how = Text(
            "small",
            self.tr("Each figure says how expected an answer was: as if each of its words had been one of so many "
                    "equally likely words. A small figure means that it might have written that itself."),
            color="text.2", max_width=720,
        )  # fmt: skip
        self._area = Scroll(sideways=True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card = Card(gap=8)
        for part in (self._sentence, self._how, self._area):
            self._card.content.addWidget(part)
        self._card.hide()
        Column(buttons, self._card, gap=12, on=self)
        theme().changed.connect(self._on_theme_changed)
        self.hide()

    @property
    def is_reading(self) -> bool:
        return self._reading is not None

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_answers(self, items: Sequence[Shown], said: Sequence[Said], prompt: str) -> None:
        """Answers that are all there; nothing was read."""
        self.forget()
        self._items, self._said, self._prompt = tuple(items), tuple(said), prompt
        several = sum(bool(one.text.strip()) for one in said) > 1
        self.read.setVisible(several and bool(readers_of(items)))
        self.show()

    def forget(self) -> None:
        """There are no answers any more."""
        self.stop()
        self.figures = {}
        self._card.hide()
        self.hide()

    def stop(self) -> None:
        """Read no further."""
        if self._reading is not None:
            self._reading.stop()

    @Slot()
    def _on_read_clicked(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            return
        self.figures = {}
        self._reading = CrossReading(self._engines, self._items, self._said, self._prompt, self)
        self._reading.found.connect(self._on_reading_found)
        self._reading.failed.connect(self._on_reading_failed)
        self._reading.over.connect(self._on_reading_over)
        self.read.set_label(self.tr("Stop reading"), "square")
        self.go_on.set_unavailable(self.tr("Wait until the answers are read."))
        self._sentence.setText(self.tr("Each reads the others' answers…"))
        self._card.show()
        self.grew.emit()
        self._reading.start()

    @Slot(object)
    def _on_reading_found(self, figure: CrossFigure) -> None:
        self.figures[figure.reader, figure.answer] = figure
        self._fill()

    @Slot(object)
    def _on_reading_failed(self, error: AppError) -> None:
        self.failed.emit(error)

    @Slot()
    def _on_reading_over(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.deleteLater()
        self.read.set_label(self.tr("How surprised is each by the others?"), "eye")
        self.go_on.set_unavailable("")
        self._sentence.setText(surprise_sentence(self.figures, self._items) if self.figures else "")
        self._card.setVisible(bool(self.figures))
        self.grew.emit()

    def _fill(self) -> None:
        look = theme()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, look.px(4), 0, look.px(4))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        answers = [place for place, one in enumerate(self._said) if one.text.strip()]
        for column, answer in enumerate(answers, 1):
            words = self.tr("{letter}'s answer").format(letter=LETTERS[answer])
            grid.addWidget(Text("caption", words, color="text.2", wrap=False), 0, column)
            grid.setColumnMinimumWidth(column, look.px(_CELL))
        for line, reader in enumerate(readers_of(self._items), 1):
            who = QWidget()
            name = Text("body", self.tr("{letter} reads").format(letter=LETTERS[reader]), wrap=False)
            Row(LetterBadge(LETTERS[reader]), name, None, gap=8, on=who)
            grid.addWidget(who, line, 0)
            for column, answer in enumerate(answers, 1):
                figure = self.figures.get((reader, answer))
                words = choices_words(figure.choices) if figure is not None else "–"
                is_own = self._items[reader].path == self._items[answer].path
                cell = Text("body.strong" if is_own else "body", words, wrap=False)
                cell.setAccessibleName(
                    self.tr("{reader} reads {answer}'s answer: {figure}").format(
                        reader=LETTERS[reader], answer=LETTERS[answer], figure=words
                    )
                )
                grid.addWidget(cell, line, column)
        grid.setColumnStretch(len(answers) + 1, 1)
        self._area.set_content(inside)
        self._area.setFixedHeight(inside.sizeHint().height() + look.px(14))

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.figures:
            self._fill()


def choices_words(choices: float) -> str:
    """Like "1 of 14"."""
    words = number_words(choices, 1 if choices < 10 else 0) if choices < 1_000_000 else "1 000 000+"
    return QCoreApplication.translate("AfterAnswers", "1 of {n}").format(n=words)


def surprise_sentence(figures: dict[tuple[int, int], CrossFigure], items: Sequence[Shown]) -> str:
    """Who would hardly have written whose answer."""
    _t = QCoreApplication.translate
    others = [figure for (r, a), figure in figures.items() if items[r].path != items[a].path]
    if not others:
        return _t("AfterAnswers", "How expected each answer was")
    most = max(others, key=lambda figure: figure.choices)
    least = min(others, key=lambda figure: figure.choices)
    own = figures.get((most.reader, most.reader))
    if own is not None and most.choices < 1.5 * own.choices:
        return _t("AfterAnswers", "They might have written each other's answers.")
    if len(others) == 1 or (most.reader == least.reader and most.answer == least.answer):
        return _t("AfterAnswers", "{reader} would hardly have written {answer}'s answer.").format(
            reader=LETTERS[most.reader], answer=LETTERS[most.answer]
        )
    return _t(
        "AfterAnswers", "{reader} would hardly have written {answer}'s answer; {other} expects {its}'s the most."
    ).format(
        reader=LETTERS[most.reader], answer=LETTERS[most.answer], other=LETTERS[least.reader], its=LETTERS[least.answer]
    )
