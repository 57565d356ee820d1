"""One question to several checkpoints: the card, the columns, the marks and the votes.

Choosing checkpoints, the drawer and the list of comparisons are `place`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.comparison import Comparison, ComparisonColumn
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import Message, TextPiece
from desktop_llm.core.room import Room
from desktop_llm.core.sampling import PRESETS, USUAL, Sampling, preset_of
from desktop_llm.core.store_rows import title_from
from desktop_llm.ui.compare.after_answers import AfterAnswers
from desktop_llm.ui.compare.asking import Asking, share_memory
from desktop_llm.ui.compare.columns import LETTERS, Columns
from desktop_llm.ui.compare.pieces import Pieces
from desktop_llm.ui.compare.question import QuestionCard
from desktop_llm.ui.compare.room_words import room_words, too_big_words
from desktop_llm.ui.compare.shown import Said, Shown, column_words, first_remedy, requests_of
from desktop_llm.ui.compare.switches import Switches
from desktop_llm.ui.compare.vote_bar import VoteBar
from desktop_llm.ui.compare.voting import Voting, shuffled
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import EmptyState
from desktop_llm.ui.look.theme import theme

LOWEST_COLUMNS = 320


class QuestionPage(QWidget):
    """Asks, shows, marks, hides and reveals.

    Signals:
        asked, stopped, preset_chosen: As the card says.
        over: Every answer is there (or ended in trouble).
        add_requested: The person wants to add a checkpoint.
        go_on_requested: Chat on with one column; its place.
        removed: A checkpoint was taken away, or one more column came.
        next_requested: On to the next question.
        votes_changed: The store holds other votes.
        failed: An `AppError` to say above the page.
        failed_words: A sentence to say there.
    """

    asked = Signal()
    stopped = Signal()
    preset_chosen = Signal(str)
    over = Signal()
    add_requested = Signal()
    go_on_requested = Signal(int)
    removed = Signal()
    next_requested = Signal()
    votes_changed = Signal()
    failed = Signal(object)
    failed_words = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.shown: list[Shown] = []
        self._asking: Asking | None = None
        self._marked = 0
        self._is_hidden = False
        self._topic = self._prompt = ""
        self._sampling = USUAL
        self.columns = Columns()
        self.question = QuestionCard()
        self.question.asked.connect(self.asked)
        self.question.stopped.connect(self.stopped)
        self.question.preset_chosen.connect(self.preset_chosen)
        self.switches = Switches()
        self.marks, self.blind = self.switches.marks, self.switches.blind
        self.marks.toggled.connect(self.mark)
        self.switches.linked.toggled.connect(self.columns.set_linked)
        self.blind.toggled.connect(self._on_blind_toggled)
        self._empty = EmptyState(
            self.tr("Add two models or more, ask one question, and read their answers next to each other."),
            self.tr("Add a model"),
        )
        self._empty.action_requested.connect(self.add_requested)
        inside = QWidget()
        content = Column(gap=14, margins=(24, 16, 24, 20), on=inside)
        content.addWidget(self.question)
        content.addWidget(self.switches)
        content.addWidget(self._empty)
        content.addWidget(self.columns, 1)
        self.after = AfterAnswers(desk.engines)
        self.after.go_on_requested.connect(self.go_on_with_all)
        self.after.failed.connect(self.failed)
        self.after.grew.connect(lambda: QTimer.singleShot(0, self, self._show_after))
        content.addWidget(self.after)
        content.addStretch(0)
        self.area = Scroll(inside)
        self.votes = VoteBar()
        self.voting = Voting(desk.store, self.votes, self)
        self.voting.voted.connect(self._on_voting_voted)
        self.voting.taken_back.connect(self._on_voting_taken_back)
        self.voting.votes_changed.connect(self.votes_changed)
        self.voting.failed.connect(self.failed)
        self.votes.next_requested.connect(self.next_requested)
        answers = QWidget()
        whole = Column(gap=0, on=answers)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.votes)
        stack = QStackedWidget()
        stack.addWidget(answers)
        Column(stack, gap=0, on=self)
        self.pieces = Pieces(desk.engines, stack, answers, self)
        self.pieces.branch_requested.connect(self._on_pieces_branch_requested)

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

    def common_history(self) -> tuple[Message, ...]:
        """The conversation that all columns have before the question; () where they went different ways."""
        histories = {item.history for item in self.shown}
        return histories.pop() if len(histories) == 1 else ()

    @property
    def prompt(self) -> str:
        """What was asked last."""
        return self._prompt

    def ask(self, indices: Iterable[int], sampling: Sampling) -> bool:
        """Ask some of the checkpoints; whether there was anything to ask."""
        indices = list(indices)
        prompt = self.question.text.strip()
        if not prompt or self._asking is not None or all(self.shown[i].checkpoint is None for i in indices):
            return False
        self.after.forget()
        if len(indices) == len(self.shown):
            self.voting.end()
            self._is_hidden = self.blind.isChecked() and len(self.shown) > 1
            if self._is_hidden:
                self.shown = shuffled(self.shown)
                self.show_columns([])
            self._prompt = prompt
        room = self._say_how()
        too_big = next((self.shown[i] for i in indices if self.shown[i].path in room.too_big()), None)
        if too_big is not None and too_big.checkpoint is not None:
            remedy = first_remedy(too_big.checkpoint, machine_memory())
            self.failed_words.emit(too_big_words(room, too_big.path, too_big.name, remedy))
            return False
        self._sampling = sampling
        self._asking = self._new_asking(room)
        asked_before: set[str] = set()
        for places, path, request in requests_of(self.shown, indices, self._prompt, sampling):
            waits = path in room.in_turns or path in asked_before
            asked_before.add(path)
            for place in places:
                self.columns.at(place).begin(self.tr("Waiting for its turn") if waits else "")
            self._asking.ask(places, path, request)
        self._begin_asking()
        return True

    def _new_asking(self, room: Room) -> Asking:
        asking = Asking(self._desk.engines, room, self)
        asking.began.connect(self._on_asking_began)
        asking.text_added.connect(self._on_asking_text_added)
        asking.finished.connect(self._on_asking_finished)
        asking.failed.connect(self._on_asking_failed)
        asking.over.connect(self._on_asking_over)
        return asking

    def _begin_asking(self) -> None:
        assert self._asking is not None
        self.after.forget()
        self.question.show_busy(True)
        self.blind.set_unavailable(self.tr("Wait until the answers are done."))
        if self.question.field.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # the keys of the vote are letters and digits
        self._asking.start()

    def _add_another(self, index: int) -> None:
        """One more column of the same checkpoint: the next seed."""
        if self._asking is None and len(self.shown) < len(LETTERS):
            said = self.said()
            self.shown.insert(index + 1, self.shown[index])
            said.insert(index + 1, Said())
            self.show_columns(said)
            self.removed.emit()

    def _set_style(self, index: int, key: str) -> None:
        """A column's own style; what it said in another is gone."""
        if self._asking is not None:
            return
        style = {"": None, "now": self._sampling}.get(key, PRESETS.get(key))
        said = self.said()
        self.shown[index] = replace(self.shown[index], sampling=style)
        said[index] = Said()
        self.show_columns(said)
        self.removed.emit()

    def _look_at_pieces(self, index: int) -> None:
        if self._asking is None and not self.after.is_reading:
            self.pieces.show_answer(index, self.shown[index], self._prompt, self.columns.at(index).text)

    @Slot(int, str)
    def _on_pieces_branch_requested(self, index: int, beginning: str) -> None:
        """One more column beside it: the same answer until here, and from here on another."""
        item = self.shown[index]
        if self._asking is not None or item.checkpoint is None:
            return
        if len(self.shown) >= len(LETTERS):
            self.failed_words.emit(self.tr("Eight columns at most. Take one away first."))
            return
        self._add_another(index)
        place = index + 1
        self.columns.at(place).begin("")
        self.columns.at(place).add_text(beginning)
        room = self._say_how()
        self._asking = self._new_asking(room)
        for places, path, request in requests_of(self.shown, [place], self._prompt, self._sampling, beginning):
            self._asking.ask(places, path, request)
        self._begin_asking()

    @Slot()
    def _show_after(self) -> None:
        """The table comes below the columns: bring it into sight."""
        self.area.ensureWidgetVisible(self.after)

    @Slot()
    def go_on_with_all(self) -> None:
        """The next message to all: each goes on from its own answer."""
        if self._asking is not None or self._is_hidden or not self._prompt:
            return
        for index, said in enumerate(self.said()):
            if said.text.strip():
                more = (Message("user", self._prompt), Message("assistant", said.text))
                self.shown[index] = replace(self.shown[index], history=(*self.shown[index].history, *more))
        self.voting.end()
        self.after.forget()
        self._prompt = ""
        self.question.set_question("")
        self.question.forget_asked()
        self.question.button.set_kind("primary")
        self.show_columns([])
        self.removed.emit()
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

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
            column = self.columns.add(item.name, column_words(self.shown, index))
            column.show_before(item.history)
            column.pieces_requested.connect(lambda index=index: self._look_at_pieces(index))
            column.another_requested.connect(lambda index=index: self._add_another(index))
            column.style_requested.connect(lambda key, index=index: self._set_style(index, key))
            column.remove_requested.connect(lambda index=index: self._remove(index))
            column.marks_requested.connect(lambda index=index: self._mark_against(index))
            column.go_on_requested.connect(lambda index=index: self.go_on_requested.emit(index))
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
        self.switches.show_columns(len(self.shown))
        self.question.set_unavailable("" if here else self.tr("Add a model first."))
        self._say_how()
        self.mark(self.marks.isChecked())
        self._offer_vote()

    def begin(self, items: Sequence[Shown], question: str) -> None:
        """Other checkpoints and another question; nothing is said."""
        self.voting.end()
        self._is_hidden = False
        self._marked = 0
        self._topic = self._prompt = ""
        self.pieces.close()
        self.shown = list(items)
        self.question.set_question(question)
        self.question.forget_asked()
        self.question.button.set_kind("primary")
        self.show_columns([])

    def show_blind(self, answers: Sequence[tuple[Shown, Said]], question: str, topic: str) -> None:
        """Answers that were given before, to be voted on without names."""
        mixed = shuffled(answers)
        self.begin([item for item, _ in mixed], question)
        self._topic, self._prompt = topic, question
        self._is_hidden = True
        self.blind.setChecked(True)
        self.show_columns([said for _, said in mixed])
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_comparison(self, comparison: Comparison, items: Sequence[Shown]) -> None:
        """A comparison as it was saved."""
        self.begin(items, comparison.prompt)
        self._prompt = comparison.prompt
        self.question.set_preset(preset_of(comparison.sampling) or "")
        self.question.show_busy(False)
        self.show_columns([Said(column.text, column.outcome, column.stats) for column in comparison.columns])

    def comparison(self, comparison_id: int, sampling: Sampling) -> Comparison:
        """What stands here, to be saved."""
        columns = tuple(
            ComparisonColumn(
                LETTERS[index], item.name, item.path, said.text, said.outcome, said.stats, item.sampling, item.history
            )
            for index, (item, said) in enumerate(zip(self.shown, self.said(), strict=True))
        )
        first = next((item.history[0].text for item in self.shown if item.history), "")
        title = title_from(first) if first else ""
        return Comparison(comparison_id, title, self._prompt, sampling, 0.0, columns)

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
        self.switches.fold(width)
        self.columns.set_tabbed(width < tokens.FOLD_ONE_COLUMN)

    # --- inside ---

    def _say_how(self) -> Room:
        """Say who is in memory when, and give it."""
        room = share_memory(self.here(), self._desk.engines)
        letters: dict[str, list[str]] = {}
        for index, item in enumerate(self.shown):
            letters.setdefault(item.path, []).append(LETTERS[index])
        is_told = len(room.needs) > 1
        is_hidden = self._is_hidden or self.blind.isChecked()
        self.switches.say_how(room_words(room, letters, is_hidden) if is_told else "")
        return room

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
        is_done = self._asking is None and all(item.outcome for item in said) and any(item.text for item in said)
        if is_done and self._prompt and not self._is_hidden and self.here():
            self.after.show_answers(self.shown, said, self._prompt)
        else:
            self.after.forget()
        if self._asking is None and len(said) > 1 and all(item.text and item.outcome for item in said):
            letters = [LETTERS[index] for index in range(len(said))]
            self.voting.begin(self.shown, letters, self._prompt, self._is_hidden, self._topic)
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
            self.after.show_answers(self.shown, self.said(), self._prompt)

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
        self.switches.mark_against(index)
        self.mark(True)

    @Slot(bool)
    def mark(self, is_on: bool) -> None:
        """Mark the words that differ from the chosen answer, or take the marks away."""
        if self._asking is not None or not self.columns.count:
            return
        chosen = self.columns.at(min(self._marked, self.columns.count - 1)).view.plain_text()
        for index in range(self.columns.count):
            self.columns.at(index).mark_against(chosen if is_on and index != self._marked else None)
