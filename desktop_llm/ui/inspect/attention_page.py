"""Attention: which pieces of a short text a head looks at, and how little that proves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.inspect_messages import ATTENTION_TOKENS, Attention, AttentionFound
from desktop_llm.core.messages import Failed
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.inspect.attention_picture import HeadGrid, HeadPicture
from desktop_llm.ui.inspect.heat_text import HeatText
from desktop_llm.ui.inspect.model_choice import ModelChoice
from desktop_llm.ui.inspect.words import shown_piece
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.job import Job

SHARE_LIMITS = (0.03, 0.1, 0.3, 0.6)
TEXT_HEIGHT = 96


class AttentionPage(QWidget):
    """The page.

    Signals:
        get_model_requested: The person wants a model that is not here.
    """

    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._shares = np.zeros((0, 0, 0, 0), np.uint8)
        self._pieces: tuple[str, ...] = ()
        self.model = ModelChoice(desk, self.tr("Model"), self._cannot, self.tr("Choose a model"))
        self.model.changed.connect(self._update)
        self.model.get_model_requested.connect(self.get_model_requested)
        self.text = TextBox(
            self.tr("A short text"), self.tr("The cat sat on the mat because it was tired."), min_lines=2, max_lines=4
        )
        self.text.field.edited.connect(self._update)
        self.button = Button(self.tr("Show attention"), "primary")
        self.button.clicked.connect(self.look)
        self._reason = Text("caption", "", color="text.2")
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        ask = Card(gap=12)
        ask.content.addWidget(Text("card", self.tr("Where does it look?")))
        ask.content.addWidget(self.model)
        ask.content.addWidget(self.text)
        foot = Row(gap=12)
        foot.addWidget(self.button)
        foot.addWidget(self._reason, 100)
        foot.addStretch(1)
        ask.content.addLayout(foot)
        ask.content.addWidget(self._trouble)
        self.grid = HeadGrid()
        self.grid.chosen.connect(self._on_grid_chosen)
        self.picture = HeadPicture()
        self.picture.hovered.connect(self._on_picture_hovered)
        self.pieces = HeatText(self.tr("The text, coloured by where the chosen piece looks"))
        self.pieces.hovered.connect(self._on_pieces_hovered)
        self.pieces.picked.connect(self._on_pieces_hovered)
        self._head = Text("card", "")
        self._sentence = Text("small", "", color="text.2")
        note = Banner(
            "neutral",
            self.tr(
                "Take this with care. Attention shows what a head mixes in, not why the model answers as it does: "
                "much of it lands on the first piece out of habit, and other parts can undo it."
            ),
        )
        self._result = Card(gap=12)
        content = self._result.content
        for part in (note, self._head, self._sentence, self.pieces):
            content.addWidget(part)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll = Scroll(self.grid, sideways=True)
        self._scroll.setWidgetResizable(False)
        self._beside.addWidget(self._scroll, 1)
        content.addLayout(self._beside)
        column = Column(gap=16, margins=(24, 20), on=self)
        column.addWidget(ask)
        column.addWidget(self._result)
        column.addStretch(1)
        self._result.hide()
        theme().changed.connect(self._fold)
        desk.library.changed.connect(self._choose_first)
        self._choose_first()
        self._update()
        self._fold()
        self.setFocusProxy(self.text)

    def _cannot(self, item: Checkpoint) -> str:
        if item.kind.generates or item.kind is Kind.MASKED:
            return ""
        return self.tr("It does not read text piece by piece.")

    @Slot()
    def look(self) -> None:
        """Ask the model."""
        if self._job is not None or not self.model.path:
            return
        self._trouble.hide()
        self._job = self._desk.engines.ask(self.model.path, Attention(text=self.text.field.text))
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)
        self._update()

    @Slot(object)
    def _on_job_finished(self, event: AttentionFound) -> None:
        self._job = None
        count = len(event.pieces)
        self._pieces = event.pieces
        self._shares = np.frombuffer(event.shares, np.uint8).reshape(event.layers, event.heads, count, count)
        self._result.show()
        self.grid.show_shares(self._shares)
        self.grid.resize(self.grid.sizeHint())
        self._fold()
        self._on_grid_chosen(0, 0)
        self._update()

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        self._job = None
        self._trouble.set_sentence(sentence_for(failed.error()).line)
        self._trouble.show()
        self._update()

    @Slot()
    def _on_job_cancelled(self) -> None:
        self._job = None
        self._update()

    @Slot(int, int)
    def _on_grid_chosen(self, layer: int, head: int) -> None:
        self._head.setText(
            self.tr("Layer {layer} of {layers}, head {head} of {heads}").format(
                layer=layer + 1, layers=self._shares.shape[0], head=head + 1, heads=self._shares.shape[1]
            )
        )
        self.picture.show_shares(self._shares[layer, head], self._pieces)
        self._show_row(len(self._pieces) - 1)

    @Slot(int, int)
    def _on_picture_hovered(self, row: int, column: int) -> None:
        if row < 0:
            return
        self._show_row(row, moves_mark=False)
        share = self._row_of(row)[column]
        self._sentence.setText(
            self.tr("“{one}” looks at “{other}” with {share} of its attention.").format(
                one=shown_piece(self._pieces[row]).strip(), other=shown_piece(self._pieces[column]).strip(),
                share=percent_words(float(share)),
            )
        )  # fmt: skip

    @Slot(int, QRect)
    def _on_pieces_hovered(self, cell: int, _area: QRect) -> None:
        if 0 <= cell < len(self._pieces):
            self._show_row(cell)

    def _row_of(self, row: int) -> np.ndarray:
        layer, head = self.grid.at
        return self._shares[layer, head, row] / 255.0

    def _show_row(self, row: int, moves_mark: bool = True) -> None:
        """Colour the text by where one piece looks."""
        shares = self._row_of(row)
        steps = np.searchsorted(SHARE_LIMITS, shares, side="right").astype(np.int8)
        self.pieces.show_pieces(self._pieces, steps)
        if moves_mark:
            self.picture.show_row(row)
        best = int(shares.argmax())
        self._sentence.setText(
            self.tr("“{one}” looks most at “{other}”: {share}. Move over a piece to see where it looks.").format(
                one=shown_piece(self._pieces[row]).strip(), other=shown_piece(self._pieces[best]).strip(),
                share=percent_words(float(shares[best])),
            )
        )  # fmt: skip

    @Slot()
    def _choose_first(self) -> None:
        if self.model.checkpoint is None:
            usable = [item for item in self._desk.library.checkpoints() if not self.model.refuses(item)]
            if usable:
                self.model.choose(usable[0])

    @Slot()
    def _update(self) -> None:
        reason = ""
        if self._job is not None:
            reason = self.tr("Asking the model…")
        elif not self.model.path:
            reason = self.tr("Choose a model first.")
        elif not self.text.field.text.strip():
            reason = self.tr("Write a short text first, {n} pieces at most.").format(n=number_words(ATTENTION_TOKENS))
        self.button.set_unavailable(reason, self._reason)

    def resizeEvent(self, event: object) -> None:
        self._fold()

    def _fold(self) -> None:
        is_narrow = self.width() < theme().px(960)
        directions = QBoxLayout.Direction
        self._beside.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._beside.setSpacing(theme().px(20))
        self.pieces.setFixedHeight(theme().px(TEXT_HEIGHT))
        self._scroll.setMinimumHeight(min(theme().px(440), self.grid.sizeHint().height() + theme().px(20)))
