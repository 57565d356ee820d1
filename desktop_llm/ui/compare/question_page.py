"""One question to several checkpoints: the card, the columns, the marks and the votes.

Choosing checkpoints, the drawer and the list of comparisons are `place`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.comparison import Comparison, ComparisonColumn
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.messages import TextPiece
from desktop_llm.core.sampling import USUAL, Sampling, preset_of
from desktop_llm.ui.compare.asking import Asking, all_fit
from desktop_llm.ui.compare.columns import LETTERS, Columns
from desktop_llm.ui.compare.question import QuestionCard
from desktop_llm.ui.compare.shown import Said, Shown, origin_words
from desktop_llm.ui.compare.vote_bar import VoteBar
from desktop_llm.ui.compare.voting import Voting, shuffled
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Column, FlowLayout, Row, Scroll
from desktop_llm.ui.look.notices import EmptyState
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Toggle

LOWEST_COLUMNS = 320


class QuestionPage(QWidget):
    """Asks, shows, marks, hides and reveals.

    Signals:
        asked, stopped, preset_chosen: As the card says.
        over: Every answer is there (or ended in trouble).
        add_requested: The person wants to add a checkpoint.
        chat_requested: Go on with one checkpoint; its path.
        removed: A checkpoint was taken away.
        next_requested: On to the next question.
        votes_changed: The store holds other votes.
        failed: An `AppError` to say above the page.
    """

    asked = Signal()
    stopped = Signal()
    preset_chosen = Signal(str)
    over = Signal()
    add_requested = Signal()
    chat_requested = Signal(str)
    removed = Signal()
    next_requested = Signal()
    votes_changed = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.shown: list[Shown] = []
        self._asking: Asking | None = None
        self._marked = 0
        self._is_hidden = False
        self._topic = ""
        self._sampling = USUAL
        self.columns = Columns()
        self.question = QuestionCard()
        self.question.asked.connect(self.asked)
        self.question.stopped.connect(self.stopped)
        self.question.preset_chosen.connect(self.preset_chosen)
        self.marks = Toggle(self.tr("Mark words that differ from {letter}").format(letter="A"))
        self.marks.toggled.connect(self.mark)
        self.linked = Toggle(self.tr("Scroll together"))
        self.linked.toggled.connect(self.columns.set_linked)
        self.blind = Toggle(self.tr("Blind"))
        self.blind.setToolTip(self.tr("Answers in random order; names and speeds are shown after your vote."))
        self.blind.toggled.connect(self._on_blind_toggled)
        self._how = Text("small", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        switches = QWidget()
        FlowLayout(self.marks, self.linked, self.blind, gap=16, on=switches)
        self._line = Row(gap=12)
        self._line.addWidget(switches, 1)
        self._line.addWidget(self._how, 1)
        self._empty = EmptyState(
            self.tr("Add two models or more, ask one question, and read their answers next to each other."),
            self.tr("Add a model"),
        )
        self._empty.action_requested.connect(self.add_requested)
        inside = QWidget()
        content = Column(gap=14, margins=(24, 16, 24, 20), on=inside)
        content.addWidget(self.question)
        content.addLayout(self._line)
        content.addWidget(self._empty)
        content.addWidget(self.columns, 1)
        content.addStretch(0)
        self.area = Scroll(inside)
        self.votes = VoteBar()
        self.voting = Voting(desk.store, self.votes, self)
        self.voting.voted.connect(self._on_voting_voted)
        self.voting.taken_back.connect(self._on_voting_taken_back)
        self.voting.votes_changed.connect(self.votes_changed)
        self.voting.failed.connect(self.failed)
        self.votes.next_requested.connect(self.next_requested)
        whole = Column(gap=0, on=self)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.votes)

    # --- what the place calls ---

    @property
    def is_asking(self) -> bool:
        return self._asking is not None

    @property
    def is_hidden(self) -> bool:
        """Whether names wait for a vote."""
        return self._is_hidden

    @property
    def empty(self) -> EmptyState:
        """What stands there without any checkpoint."""
        return self._empty

    def here(self) -> list[Checkpoint]:
        """The checkpoints that are on this computer."""
        return [item.checkpoint for item in self.shown if item.checkpoint is not None]

    def said(self) -> list[Said]:
        """What stands in the columns."""
        columns = [self.columns.at(index) for index in range(self.columns.count)]
        return [Said(column.text, column.outcome, column.stats) for column in columns]

    def ask(self, indices: Iterable[int], sampling: Sampling) -> bool:
        """Ask some of the checkpoints; whether there was anything to ask."""
        indices = list(indices)
        prompt = self.question.text.strip()
        asked = [(i, found) for i in indices if (found := self.shown[i].checkpoint) is not None]
        if not prompt or not asked or self._asking is not None:
            return False
        if len(indices) == len(self.shown):
            self.voting.end()
            self._is_hidden = self.blind.isChecked() and len(self.shown) > 1
            if self._is_hidden:
                self.shown = shuffled(self.shown)
                self.show_columns([])
                asked = [(i, found) for i in indices if (found := self.shown[i].checkpoint) is not None]
        in_turns = not all_fit([checkpoint for _, checkpoint in asked], self._desk.engines)
        self._say_how(in_turns)
        self._sampling = sampling
        self._asking = Asking(self._desk.engines, in_turns, self)
        self._asking.began.connect(self._on_asking_began)
        self._asking.text_added.connect(self._on_asking_text_added)
        self._asking.finished.connect(self._on_asking_finished)
        self._asking.failed.connect(self._on_asking_failed)
        self._asking.over.connect(self._on_asking_over)
        for index, checkpoint in asked:
            self.columns.at(index).begin(self.tr("Waiting for its turn") if in_turns else "")
            self._asking.ask(index, checkpoint, prompt, sampling)
        self.question.show_busy(True)
        self.blind.set_unavailable(self.tr("Wait until the answers are done."))
        if self.question.field.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # the keys of the vote are letters and digits
        self._asking.start()
        return True

    @Slot()
    def stop(self) -> None:
        """Stop all answers; what is written stays."""
        if self._asking is not None:
            self._asking.stop()

    def show_columns(self, said: Sequence[Said]) -> None:
        """The columns anew, with what was said in the first of them."""
        self.columns.clear()
        self._marked = min(self._marked, max(0, len(self.shown) - 1))
        for index, item in enumerate(self.shown):
            column = self.columns.add(item.name, origin_words(item.checkpoint))
            column.remove_requested.connect(lambda index=index: self._remove(index))
            column.marks_requested.connect(lambda index=index: self._mark_against(index))
            column.go_on_requested.connect(lambda path=item.path: self.chat_requested.emit(path))
            column.retry_requested.connect(lambda index=index: self.ask([index], self._sampling))
            if index < len(said) and said[index].text:
                column.add_text(said[index].text)
            if index < len(said) and said[index].outcome:
                stats = said[index].stats
                if stats is not None:
                    column.show_figures(stats)
                column.finish(said[index].outcome)
            if item.checkpoint is None:
                column.show_missing()
            if self._is_hidden:
                column.set_hidden(True)
        here = self.here()
        self.columns.setVisible(bool(self.shown))
        self._empty.setVisible(not self.shown)
        for toggle in (self.marks, self.linked, self.blind):
            toggle.setVisible(len(self.shown) > 1)
        self.question.set_unavailable("" if here else self.tr("Add a model first."))
        self._say_how(bool(here) and not all_fit(here, self._desk.engines))
        self.mark(self.marks.isChecked())
        self._offer_vote()

    def begin(self, items: Sequence[Shown], question: str) -> None:
        """Other checkpoints and another question; nothing is said."""
        self.voting.end()
        self._is_hidden = False
        self._marked = 0
        self._topic = ""
        self.shown = list(items)
        self.question.set_question(question)
        self.question.forget_asked()
        self.question.button.set_kind("primary")
        self.show_columns([])

    def show_blind(self, answers: Sequence[tuple[Shown, Said]], question: str, topic: str) -> None:
        """Answers that were given before, to be voted on without names."""
        mixed = shuffled(answers)
        self.begin([item for item, _ in mixed], question)
        self._topic = topic
        self._is_hidden = True
        self.blind.setChecked(True)
        self.show_columns([said for _, said in mixed])
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_comparison(self, comparison: Comparison, items: Sequence[Shown]) -> None:
        """A comparison as it was saved."""
        self.begin(items, comparison.prompt)
        self.question.set_preset(preset_of(comparison.sampling) or "")
        self.question.show_busy(False)
        self.show_columns([Said(column.text, column.outcome, column.stats) for column in comparison.columns])

    def comparison(self, comparison_id: int, sampling: Sampling) -> Comparison:
        """What stands here, to be saved."""
        columns = tuple(
            ComparisonColumn(LETTERS[index], item.name, item.path, said.text, said.outcome, said.stats)
            for index, (item, said) in enumerate(zip(self.shown, self.said(), strict=True))
        )
        return Comparison(comparison_id, "", self.question.text.strip(), sampling, 0.0, columns)

    def show_settings(self, sampling: Sampling) -> None:
        """The settings that hold for all, in words."""
        self._sampling = sampling
        words = {"careful": self.tr("Careful"), "balanced": self.tr("Balanced"), "wild": self.tr("Wild")}
        self.question.show_settings(
            self.tr("Same settings for all: {preset}, seed {seed}").format(
                preset=words.get(preset_of(sampling) or "", self.tr("your own")), seed=sampling.seed
            )
        )

    def fold(self, width: float) -> None:
        """Lay out for an effective width."""
        self.columns.setMinimumHeight(theme().px(LOWEST_COLUMNS))
        directions = QBoxLayout.Direction
        is_narrow = width < tokens.FOLD_ONE_COLUMN
        self._line.setDirection(directions.TopToBottom if width < tokens.FOLD_RAIL else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if width < tokens.FOLD_RAIL else Qt.AlignmentFlag.AlignRight
        self._how.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.columns.set_tabbed(is_narrow)

    # --- inside ---

    def _say_how(self, in_turns: bool) -> None:
        if len(self.here()) < 2:
            self._how.setText("")
        elif in_turns:
            self._how.setText(self.tr("Together they do not fit in memory, so they answer in turns"))
        else:
            self._how.setText(self.tr("All fit in memory and answer at once"))

    def _remove(self, index: int) -> None:
        if self._asking is None and index < len(self.shown):
            said = self.said()
            del self.shown[index], said[index]
            self._reveal()
            self.show_columns(said)
            self.removed.emit()

    def _offer_vote(self) -> None:
        """A vote needs two answers or more, all of them there."""
        said = self.said()
        if self._asking is None and len(said) > 1 and all(item.text and item.outcome for item in said):
            letters = [LETTERS[index] for index in range(len(said))]
            self.voting.begin(self.shown, letters, self.question.text.strip(), self._is_hidden, self._topic)
        else:
            self.voting.end()

    def _reveal(self) -> None:
        self._is_hidden = False
        for index in range(self.columns.count):
            column = self.columns.at(index)
            column.lift()
            column.set_hidden(False)

    @Slot()
    def _on_voting_taken_back(self) -> None:
        self.question.button.set_kind("primary")
        for index in range(self.columns.count):
            self.columns.at(index).set_chosen(False)

    @Slot()
    def _on_voting_voted(self) -> None:
        choice = self.votes.choice
        self.question.button.set_kind("secondary")  # the next question is what comes next
        for index in range(self.columns.count):
            self.columns.at(index).set_chosen(index == choice)
        if self._is_hidden:
            self._reveal()
            self.mark(self.marks.isChecked())

    @Slot(bool)
    def _on_blind_toggled(self, is_on: bool) -> None:
        if not is_on and self._is_hidden:
            self._reveal()
            self._offer_vote()
            self.mark(self.marks.isChecked())

    @Slot(int)
    def _on_asking_began(self, index: int) -> None:
        loading = self._desk.engines.state(self.shown[index].path).model is None
        self.columns.at(index).say_waiting(self.tr("Waking the model…") if loading else "")

    @Slot(int, object)
    def _on_asking_text_added(self, index: int, piece: TextPiece) -> None:
        self.columns.at(index).add_text(piece.text)

    @Slot(int, object, str)
    def _on_asking_finished(self, index: int, stats: TurnStats, outcome: str) -> None:
        column = self.columns.at(index)
        column.show_figures(stats)
        column.finish(outcome)

    @Slot(int, object)
    def _on_asking_failed(self, index: int, error: AppError) -> None:
        self.columns.at(index).finish(str(error.code), error)

    @Slot()
    def _on_asking_over(self) -> None:
        self._asking = None
        self.question.show_busy(False)
        self.blind.set_unavailable("")
        for index in range(self.columns.count):
            self.columns.at(index).lift()
            self.columns.at(index).set_chosen(False)
        self.mark(self.marks.isChecked())
        self._offer_vote()
        if self._is_hidden and not self.voting.is_open:
            self._reveal()  # one of them failed: there is nothing to vote on
        self.over.emit()

    def _mark_against(self, index: int) -> None:
        self._marked = index
        words = self.tr("Mark words that differ from {letter}").format(letter=LETTERS[index])
        self.marks.setText(words)
        self.marks.setAccessibleName(words)
        self.marks.updateGeometry()
        self.marks.setChecked(True)
        self.mark(True)

    @Slot(bool)
    def mark(self, is_on: bool) -> None:
        """Mark the words that differ from the chosen answer, or take the marks away."""
        if self._asking is not None or not self.columns.count:
            return
        chosen = self.columns.at(min(self._marked, self.columns.count - 1)).view.plain_text()
        for index in range(self.columns.count):
            self.columns.at(index).mark_against(chosen if is_on and index != self._marked else None)
