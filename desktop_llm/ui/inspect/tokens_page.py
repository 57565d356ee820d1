"""An answer in its pieces, coloured by how likely each was; it goes on from any other piece one chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.messages import Failed, Message
from desktop_llm.ui.inspect.heat_text import HeatText
from desktop_llm.ui.inspect.legend import Legend
from desktop_llm.ui.inspect.reading import Reading
from desktop_llm.ui.inspect.surprise_result import pieces_of
from desktop_llm.ui.inspect.token_card import TokenCard
from desktop_llm.ui.inspect.words import often_words, share_words, shown_piece, unsure_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job

ALTERNATIVES = 10
WIDTH = 320


class TokensPage(QWidget):
    """The page.

    Signals:
        closed: Back to the conversation.
        branch_requested: The beginning of another answer.
    """

    closed = Signal()
    branch_requested = Signal(str)

    def __init__(self, engines: Engines, back_words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._job: Job | None = None
        self._reading: Reading | None = None
        self._card: TokenCard | None = None
        self._popover: Popover | None = None
        self.rows: RowList | None = None
        self._anchor = QWidget(self)
        self._anchor.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.back = Button(back_words or self.tr("Back to the conversation"), "quiet", "arrow-left", size="small")
        self.back.clicked.connect(self.closed)
        self._sentence = Text("card", "")
        self._hint = Text(
            "small",
            self.tr("Point at a piece to see what else was likely. Click one to let the answer go on differently."),
            color="text.2",
        )
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self.legend = Legend()
        self.heat = HeatText(self.tr("The answer in its pieces"))
        self.heat.hovered.connect(self._on_heat_hovered)
        self.heat.picked.connect(self._on_heat_picked)
        frame = Card(margins=2)
        frame.content.addWidget(self.heat)
        column = Column(gap=8, margins=(24, 16, 24, 16), on=self)
        column.addLayout(Row(self.back, None))
        for part in (self._sentence, self._hint, self._trouble, self.legend):
            column.addWidget(part)
        column.addWidget(frame, 1)
        self.setFocusProxy(self.heat)

    @property
    def reading(self) -> Reading | None:
        """What the model made of the answer; None until it has read it."""
        return self._reading if self._reading is not None and self._reading.finished is not None else None

    def show_answer(self, path: str, messages: Sequence[Message], text: str) -> None:
        """Let a checkpoint read an answer again, after what it answers."""
        self.read(path, Surprise(text=text, messages=tuple(messages), alternatives=ALTERNATIVES))

    def read(self, path: str, request: Surprise) -> None:
        """Let a checkpoint read a text, and colour it."""
        self._close_popover()
        self._trouble.hide()
        self._sentence.setText(self.tr("Looking at each piece…"))
        self.heat.show_pieces((), Reading(request.text).steps())
        self._reading = Reading(request.text)
        job = self._job = self._engines.ask(path, request)
        job.event_received.connect(lambda event: self._on_event(job, event))
        job.finished.connect(lambda event: self._on_finished(job, event))
        job.failed.connect(lambda failed: self._on_failed(job, failed))

    def _on_event(self, job: Job, event: object) -> None:
        if job is self._job and self._reading is not None and isinstance(event, SurprisePart):
            self._reading.add(event)

    def _on_finished(self, job: Job, event: SurpriseFinished) -> None:
        if job is self._job and self._reading is not None:
            self._job = None
            self._reading.finish(event)
            self._sentence.setText(unsure_words(self._reading))
            self.heat.show_pieces(pieces_of(self._reading), self._reading.steps())

    def _on_failed(self, job: Job, failed: Failed) -> None:
        if job is self._job:
            self._job = None
            self._sentence.setText("")
            self._trouble.set_sentence(sentence_for(failed.error()).line)
            self._trouble.show()

    @Slot(int, QRect)
    def _on_heat_hovered(self, cell: int, area: QRect) -> None:
        if self._card is None:
            self._card = TokenCard(self.window())
        if cell < 0 or self.reading is None or area.isEmpty() or self._popover is not None:
            self._card.hide()
        else:
            self._card.show_piece(self.reading, cell, area, self.heat)

    @Slot(int, QRect)
    def _on_heat_picked(self, cell: int, area: QRect) -> None:
        reading = self.reading
        if reading is None or area.isEmpty():
            return
        if self._card is not None:
            self._card.hide()
        self._close_popover()
        self._anchor.setGeometry(QRect(self.heat.mapTo(self, area.topLeft()), area.size()))
        popover = self._popover = Popover(self._anchor, width=WIDTH)
        popover.closed.connect(self._on_popover_closed)
        popover.content.addWidget(Text("small.strong", self.tr("What if it had said…"), color="text.2"))
        self.rows = RowList()
        said = reading.piece(cell)
        for number, one in enumerate(reading.alternatives(cell)):
            row = ListRow(shown_piece(one.text), height=32, rule=False, margins=(10, 0))
            row.add_column(Text("small", share_words(one.logprob), color="text.2", wrap=False))
            self.rows.add_row(number, row)
            if not one.is_whole:
                row.set_unavailable(self.tr("This ends the answer, or is a part of a letter."))
            elif one.text == said:
                row.set_unavailable(self.tr("This is what it said."))
        self.rows.chosen.connect(lambda key, cell=cell: self._branch(cell, key))
        popover.content.addWidget(self.rows)
        popover.content.addWidget(Text("caption", often_words(float(reading.surprise[cell])), color="text.2"))
        popover.open_below()

    def _branch(self, cell: int, key: object) -> None:
        reading = self.reading
        if reading is None or not isinstance(key, int):
            return
        before = reading.text[: int(reading.starts[cell])]
        piece = reading.alternatives(cell)[key].text
        self._close_popover()
        self.branch_requested.emit(before + (piece if before else piece.lstrip(" ")))

    def _close_popover(self) -> None:
        if self._popover is not None:
            self._popover.close_popover()

    @Slot()
    def _on_popover_closed(self) -> None:
        popover, self._popover = self._popover, None
        if popover is not None:
            popover.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        self._close_popover()
        if self._card is not None:
            self._card.hide()
