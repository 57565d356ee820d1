"""The living exam: questions answered by the base and by each saved moment, and a slider over the moments."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Dot
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row
from desktop_llm.ui.look.slider import SliderTrack
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

STACKED_BELOW = 640
QUESTION_WIDTH = 210
MOST_MARKS = 9


class ExamCard(Card):
    """Base and mine side by side for one moment.

    Signals:
        moment_changed: The step whose answers are shown now.
        keep_requested: "Keep this moment".
    """

    moment_changed = Signal(int)
    keep_requested = Signal()

    def __init__(self, title: str = "", *, can_keep: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._answers: dict[int, tuple[str, ...]] = {}
        self._questions: tuple[str, ...] = ()
        self._base_name = ""
        self.keep = Button(self.tr("Keep this moment"), "secondary", "bookmark", size="small")
        self.keep.setToolTip(self.tr("Keeps what it knows now as a checkpoint of its own, and goes on."))
        self.keep.clicked.connect(self.keep_requested)
        words = Column(Text("card", title or self.tr("Exam")), gap=0)
        self._caption = Text("small", "", color="text.2")
        words.addWidget(self._caption)
        head = Row(gap=12)
        head.addLayout(words, 1)
        head.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignTop)
        if not can_keep:  # showing it before it has a parent would make it a window
            self.keep.hide()
        self._moment = Text("small", "", wrap=False)
        self.slider = SliderTrack(self.tr("Saved moments"))
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self._slider_row = QWidget()
        Row(self._moment, gap=20, on=self._slider_row).addWidget(self.slider, 1)
        self._legend = QWidget()
        self._base_legend, self._mine_legend = _Legend("base"), _Legend("mine")
        FlowLayout(self._base_legend, self._mine_legend, gap=20, on=self._legend)
        self._rows: list[ExamRow] = []
        self._list = Column(gap=0)
        self.content.addLayout(head)
        self.content.addWidget(self._slider_row)
        self.content.addWidget(self._legend)
        self.content.addLayout(self._list)
        self.begin((), "")

    @property
    def shown_step(self) -> int:
        """The moment whose answers stand beside the base's; 0 where there is none yet."""
        steps = self._steps()
        return steps[self.slider.value()] if self.slider.value() < len(steps) else 0

    @property
    def steps(self) -> list[int]:
        """The moments there are answers of, the base first."""
        return self._steps()

    def begin(self, questions: tuple[str, ...], base_name: str) -> None:
        """A run with these questions; nothing is answered yet."""
        self._answers, self._questions, self._base_name = {}, questions, base_name
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = [ExamRow(question) for question in questions]
        for row in self._rows:
            self._list.addWidget(Divider())
            self._list.addWidget(row)
        self._caption.setText(
            self.tr("Your questions, asked again at each saved moment.")
            if questions
            else self.tr("You asked no questions. Up to ten can be written before Start.")
        )
        self._base_legend.set_words(self.tr("Base, {name}").format(name=base_name) if base_name else self.tr("Base"))
        self._show_steps(0)

    def add_answers(self, step: int, answers: tuple[str, ...]) -> None:
        """Answers of one moment; the slider goes along where it stood at the newest."""
        was_newest = self.slider.value() >= len(self._steps()) - 1
        shown = self.shown_step
        self._answers[step] = answers
        steps = self._steps()
        self._show_steps(len(steps) - 1 if was_newest else steps.index(shown))

    def choose(self, step: int) -> None:
        """Show the moment nearest to a step."""
        steps = self._steps()
        if steps:
            self.slider.setValue(steps.index(min(steps, key=lambda one: abs(one - step))))

    def _steps(self) -> list[int]:
        return sorted(self._answers)

    def _show_steps(self, index: int) -> None:
        steps = self._steps()
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(steps) - 1))
        self.slider.setValue(index)
        self.slider.blockSignals(False)
        every = max(1, -(-len(steps) // MOST_MARKS))
        shown = {*range(0, len(steps), every), len(steps) - 1} if steps else set()
        if every > 1 and (len(steps) - 1) % every:
            shown.discard((len(steps) - 1) // every * every)
        names = {number: self.tr("Base") if steps[number] == 0 else number_words(steps[number]) for number in shown}
        self.slider.set_marks(names)
        self._slider_row.setVisible(len(steps) > 1)
        self._legend.setVisible(bool(self._questions))
        self._show_moment()

    @Slot()
    def _on_slider_value_changed(self) -> None:
        self._show_moment()
        self.moment_changed.emit(self.shown_step)

    def _show_moment(self) -> None:
        step = self.shown_step
        words = self.tr("step {step}").format(step=number_words(step)) if step else self.tr("the base")
        self._moment.setText(self.tr("Moment shown: {moment}").format(moment=words))
        self._mine_legend.set_words(
            self.tr("Mine at step {step}").format(step=number_words(step)) if step else self.tr("Mine")
        )
        base, mine = self._answers.get(0, ()), self._answers.get(step, ()) if step else ()
        for number, row in enumerate(self._rows):
            row.show_answers(base[number] if number < len(base) else "", mine[number] if number < len(mine) else "")


class ExamRow(QWidget):
    """A question with two answers: beside it, or below where there is no room."""

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_stacked = False
        self._question = Text("body.strong", question, selectable=True)
        self._base, self._mine = _Answer("base"), _Answer("mine")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.addLayout(Column(self._question, None, gap=0))
        for answer in (self._base, self._mine):
            column = Column(answer, None, gap=0)
            self._box.addLayout(column, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self._on_theme_changed)
        self._fold()

    def show_answers(self, base: str, mine: str) -> None:
        """Answers as they are; empty ones are said to be missing."""
        self._base.show_words(base)
        self._mine.show_words(mine)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _on_theme_changed(self) -> None:
        self._fold()

    def _fold(self) -> None:
        look = theme()
        is_stacked = self.width() < look.px(STACKED_BELOW)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)
        self._box.setSpacing(look.px(4 if is_stacked else 20))
        self._box.setContentsMargins(0, look.px(8), 0, look.px(8))
        self._question.setMinimumWidth(0 if is_stacked else look.px(QUESTION_WIDTH))
        self._question.setMaximumWidth(16_777_215 if is_stacked else look.px(QUESTION_WIDTH))


class _Answer(QWidget):
    """The square of whose answer it is, and the answer."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._words = Text("body", "", color="text.2" if token == "base" else "text.1", selectable=True)
        self._quiet = "text.2" if token == "base" else "text.1"
        row = Row(gap=8, on=self)
        row.addLayout(Column(Dot(token, square=True), None, margins=(0, 6, 0, 0)))
        row.addWidget(self._words, 1)

    def show_words(self, words: str) -> None:
        self._words.setText(" ".join(words.split()) or self.tr("Not answered yet"))
        self._words.set_color(self._quiet if words.strip() else "text.3")


class _Legend(QWidget):
    """The square of a series and its name."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._words = Text("caption", "", color="text.2", wrap=False)
        Row(Dot(token, square=True), self._words, gap=6, on=self)

    def set_words(self, words: str) -> None:
        self._words.setText(words if len(words) <= 40 else words[:39] + "…")
        self.updateGeometry()
