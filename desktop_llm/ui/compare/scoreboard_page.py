"""The private scoreboard over all votes: who is preferred, how sure that is, and what it would take to settle it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.files import write_atomically
from desktop_llm.core.store_votes import as_csv, as_jsonl
from desktop_llm.core.votes import Scoreboard, Standing, Vote, scoreboard
from desktop_llm.ui.chat.saving import ask_where
from desktop_llm.ui.compare.topic_button import topic_words
from desktop_llm.ui.compare.voting import settled_words
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text


class ScoreboardPage(QWidget):
    """Best first, with the range each rating may lie in.

    Signals:
        failed: An `AppError` to say above the page.
    """

    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._board = Scoreboard()
        self._sentence = Text("verdict", "", max_width=720)
        self._how = Text("small", "", color="text.2", max_width=720)
        self._card = Card(margins=(20, 8), gap=0)
        self.csv = Button(self.tr("Save the votes as table (CSV)"), "quiet", "download")
        self.csv.clicked.connect(lambda: self._save("csv"))
        self.jsonl = Button(self.tr("Save the votes as JSONL"), "quiet", "download")
        self.jsonl.clicked.connect(lambda: self._save("jsonl"))
        self._saving = QWidget()
        FlowLayout(self.csv, self.jsonl, on=self._saving)
        inside = QWidget()
        column = Column(gap=14, margins=(24, 16, 24, 24), on=inside)
        for part in (self._sentence, self._how, self._card, self._saving):
            column.addWidget(part)
        column.addStretch(1)
        Column(Scroll(inside), gap=0, on=self)
        self.show_board(Scoreboard())

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @Slot()
    def refresh(self) -> None:
        """Count again."""
        self._desk.store.submit(lambda store: scoreboard(store.votes()), self.show_board, self.failed.emit)

    def show_board(self, board: Scoreboard) -> None:
        """Rows for each checkpoint that was voted on."""
        self._board = board
        while self._card.content.count():
            item = self._card.content.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        has_rows = bool(board.standings)
        self._card.setVisible(has_rows)
        self._saving.setVisible(has_rows)
        if not has_rows:
            self._sentence.setText(self.tr("No votes yet"))
            self._how.setText(
                self.tr("Ask two models or more one question, read, and say which answer is best. "
                        "With Blind switched on, names are shown only after the vote.")
            )  # fmt: skip
            return
        self._sentence.setText(settled_words(board))
        self._how.setText(
            self.tr(
                "{n} votes, {blind} of them blind. They stay on this computer. The rating is like that of chess: 400 "
                "points more means preferred ten times of eleven. Below stands the range it lies in, 95 times of 100."
            ).format(n=board.votes, blind=board.blind_votes)
        )
        for number, standing in enumerate(board.standings):
            if number:
                self._card.content.addWidget(Divider())
            self._card.content.addWidget(self._row(standing))

    def _row(self, standing: Standing) -> QWidget:
        found = QWidget()
        rating = number_words(standing.rating)
        span = self.tr("{low} to {high}").format(low=number_words(standing.low), high=number_words(standing.high))
        record = self.tr("{wins} won, {ties} even, {losses} lost").format(
            wins=standing.wins, ties=standing.ties, losses=standing.losses
        )
        topics = ", ".join(
            self.tr("{topic}: {wins} of {votes}").format(topic=topic_words(topic), wins=wins, votes=votes)
            for topic, wins, votes in standing.wins_by_topic
            if topic
        )
        who = Column(ElidedText("body.strong", standing.candidate.name), gap=0)
        who.addWidget(Text("caption", record, color="text.2"))
        if topics:
            who.addWidget(Text("caption", topics, color="text.2"))
        figures = Column(Text("figure", rating, wrap=False), Text("caption", span, color="text.2", wrap=False), gap=0)
        row = Row(gap=16, margins=(0, 12), on=found)
        row.addLayout(who, 1)
        row.addLayout(figures)
        found.setAccessibleName(f"{standing.candidate.name}, {rating}, {span}, {record}")
        return found

    def _save(self, ending: str) -> None:
        ask_where(self.tr("Votes"), ending, self, lambda name: self._write(Path(name)))

    def _write(self, path: Path) -> None:
        def write(votes: tuple[Vote, ...]) -> None:
            text = as_csv(votes) if path.suffix.lower() == ".csv" else as_jsonl(votes)
            self._desk.tasks.submit(lambda: write_atomically(path, text), None, self.failed.emit)

        self._desk.store.submit(lambda store: store.votes(), write, self.failed.emit)
