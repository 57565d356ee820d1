"""Votes on the answers that are shown: kept in the store, taken back, and counted in a sentence under the buttons."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop_llm.core.errors import AppError
from desktop_llm.core.store import Store
from desktop_llm.core.votes import Candidate, Scoreboard, Verdict, Vote, scoreboard
from desktop_llm.ui.compare.shown import Shown
from desktop_llm.ui.compare.vote_bar import NONE_GOOD, TIE, VoteBar
from desktop_llm.workers.store_thread import StoreThread

T = TypeVar("T")


def shuffled(items: Sequence[T]) -> list[T]:
    """The same in a random order, so that a letter says nothing."""
    found = list(items)
    random.SystemRandom().shuffle(found)
    return found


class Voting(QObject):
    """The vote of one set of answers.

    Signals:
        voted: The vote is cast: names may be shown.
        taken_back: It is open again.
        votes_changed: The store holds others than before.
        failed: An `AppError`.
    """

    voted = Signal()
    taken_back = Signal()
    votes_changed = Signal()
    failed = Signal(object)

    def __init__(self, store: StoreThread, bar: VoteBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._bar = store, bar
        self._candidates: tuple[Candidate, ...] = ()
        self._prompt = self._topic = ""
        self._is_blind = False
        self._comparison_id = 0
        self._kept: list[int] = []
        self._vote: Vote | None = None
        self._board = Scoreboard()
        bar.voted.connect(self._on_bar_voted)
        bar.undo_requested.connect(self.undo)
        bar.topic.topic_chosen.connect(self._on_bar_topic_chosen)
        bar.hide()

    @property
    def is_open(self) -> bool:
        """Answers stand there and no vote was cast."""
        return bool(self._candidates) and self._bar.choice is None

    def begin(
        self, items: Sequence[Shown], letters: Sequence[str], prompt: str, is_blind: bool, topic: str = ""
    ) -> None:
        """Answers to vote on are there."""
        self._candidates = tuple(Candidate(item.candidate_name, item.candidate_path) for item in items)
        self._prompt, self._topic, self._is_blind, self._kept = prompt, topic, is_blind, []
        self._bar.show_answers(letters)
        self._bar.topic.set_topic(topic)
        self._bar.show()
        self._count()

    def end(self) -> None:
        """There is nothing to vote on."""
        self._candidates = ()
        self._bar.hide()

    def set_comparison(self, comparison_id: int) -> None:
        """Which stored comparison the answers belong to."""
        self._comparison_id = comparison_id

    @Slot()
    def undo(self) -> None:
        """Take the vote back; what was blind stays known, and counts as not blind from now on."""
        if self._bar.choice is None:
            return
        self._take_back()
        self._is_blind = False
        self._bar.show_choice(None)
        self.taken_back.emit()
        self._count()

    def _take_back(self) -> None:
        kept, self._kept = self._kept, []  # filled in the store's thread, before what is submitted now is done

        def remove(store: Store) -> None:
            for vote_id in kept:
                store.remove_vote(vote_id)

        self._store.submit(remove, self._on_changed, self.failed.emit)

    @Slot(int)
    def _on_bar_voted(self, place: int) -> None:
        if not self._candidates:
            return
        again = self._bar.choice is not None
        if again:
            self._take_back()
        verdict = {TIE: Verdict.TIE, NONE_GOOD: Verdict.NONE_GOOD}.get(place, Verdict.WIN)
        vote = Vote(
            0, 0.0, self._prompt, self._candidates, verdict, place if verdict is Verdict.WIN else -1,
            self._is_blind and not again, self._topic, self._comparison_id,
        )  # fmt: skip
        self._bar.show_choice(place)
        self._keep(vote)
        self.voted.emit()

    def _keep(self, vote: Vote) -> None:
        self._vote, kept = vote, self._kept
        self._store.submit(lambda store: kept.append(store.add_vote(vote)), self._on_changed, self._on_not_kept)

    @Slot(str)
    def _on_bar_topic_chosen(self, topic: str) -> None:
        """Of the vote that is cast, or of the one to come."""
        self._topic = topic
        if self._bar.choice is not None and self._vote is not None:
            self._take_back()
            self._keep(replace(self._vote, topic=topic))

    def _on_not_kept(self, error: AppError) -> None:
        self._bar.show_choice(None)
        self.failed.emit(error)

    def _on_changed(self, _result: object) -> None:
        self.votes_changed.emit()
        self._count()

    def _count(self) -> None:
        """Only votes on exactly these checkpoints: that is what can be said of them in one line."""
        paths = {item.path for item in self._candidates}

        def count(store: Store) -> tuple[Scoreboard, set[str]]:
            votes = store.votes()
            board = scoreboard([vote for vote in votes if {one.path for one in vote.candidates} == paths])
            return board, {vote.topic for vote in votes}

        self._store.submit(count, self._show_count)

    def _show_count(self, found: tuple[Scoreboard, set[str]]) -> None:
        board, topics = found
        self._bar.topic.set_known(topics)
        self._board = board
        if self._bar.choice is None:
            how = self.tr("The order is shuffled.") if self._is_blind else self.tr("Names are shown.")
            icon = "eye-off" if self._is_blind else "eye"
        else:
            how = self.tr("You voted blind; names came after.") if self._is_blind else self.tr("You saw the names.")
            icon = "eye-off" if self._is_blind else "eye"
        self._bar.say(icon, how, self._count_words(board))

    def _count_words(self, board: Scoreboard) -> str:
        if not board.votes:
            return self.tr("Read first, then press a number.")
        words = self.tr("{n} votes on these models.").format(n=board.votes)
        if board.votes == 1:
            words = self.tr("1 vote on these models.")
        if not self._is_blind or self._bar.choice is not None:  # before a blind vote, standings would push it
            words += " " + settled_words(board)
        return words.strip()


def settled_words(board: Scoreboard) -> str:
    """Whether the first of the scoreboard is ahead for certain, and what it would take."""
    _t = QCoreApplication.translate
    if len(board.standings) < 2:
        return ""
    first, second = (item.candidate.name for item in board.standings[:2])
    if board.more_votes is None:
        return _t("Votes", "{first} and {second} are too close to tell apart yet.").format(first=first, second=second)
    if not board.more_votes:
        return _t("Votes", "{first} is ahead of {second}, and more votes would hardly change that.").format(
            first=first, second=second
        )
    return _t("Votes", "{first} is ahead; about {n} more votes would settle it against {second}.").format(
        first=first, second=second, n=board.more_votes
    )
