"""The rows of the list: name, one line, size on disk, and whether it fits for chatting and for training."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.errors import AppError
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look.chips import Chip, Dot
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.rows import Cell, ListRow
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.models.fit_words import FitFigures
from desktop_llm.ui.sentences import sentence_for

SIZE_WIDTH = 80
FIT_WIDTH = 92
RIGHT = Qt.AlignmentFlag.AlignRight


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


class ColumnTitles(QWidget):
    """The line above the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(gap=12, margins=(12, 0, 12, 8), on=self)
        row.addWidget(Text("small", self.tr("Name"), color="text.2"), 1)
        self._size = Cell(SIZE_WIDTH, Text("small", self.tr("On disk"), color="text.2", wrap=False), RIGHT)
        self._train = Cell(FIT_WIDTH, Text("small", self.tr("To train"), color="text.2", wrap=False))
        row.addWidget(self._size)
        row.addWidget(Cell(FIT_WIDTH, Text("small", self.tr("To chat"), color="text.2", wrap=False)))
        row.addWidget(self._train)

    def set_slim(self, is_slim: bool) -> None:
        """Fewer columns, as in the rows."""
        self._size.setVisible(not is_slim)
        self._train.setVisible(not is_slim)


def fit_sign(fit: Fit | None) -> QWidget:
    """A chip, or a dash where the question does not arise."""
    if fit is None:
        return Text("small", "–", color="text.3", wrap=False)
    return Chip({Fit.FITS: "fits", Fit.TIGHT: "tight", Fit.TOO_BIG: "too_big"}[fit])  # type: ignore[arg-type]


def checkpoint_row(checkpoint: Checkpoint, figures: FitFigures, is_loaded: bool, is_slim: bool = False) -> ListRow:
    """A row for the list of this computer; a slim one leaves out what the pane says as well."""
    if checkpoint.trouble is not None:
        error = AppError(checkpoint.trouble, checkpoint.trouble_detail, name=checkpoint.name)
        row = ListRow(checkpoint.name, sentence_for(error).title)
        row.add_sign(Chip("wrong", _t("rows", "Not usable")))
    else:
        row = ListRow(checkpoint.name, second_line(checkpoint))
        if checkpoint.origin is Origin.TRAINED:
            row.add_sign(Chip("yours"))
    if is_loaded:
        row.add_sign(Dot())
        row.add_sign(Text("small", _t("rows", "in memory"), color="text.2", wrap=False))
    if not is_slim:
        row.add_column(Text("small", size_words(checkpoint.size_bytes), color="text.2", wrap=False), SIZE_WIDTH, RIGHT)
    row.add_column(fit_sign(figures.chat), FIT_WIDTH)
    if not is_slim:
        row.add_column(fit_sign(figures.train), FIT_WIDTH)
    return row
