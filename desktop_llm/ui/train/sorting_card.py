"""How well it sorts: each class with precision, recall and F1, and which classes it takes for which."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.task_figures import Sorting
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.look import paint
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

ROW_PX = 32
LABEL_PX, LEAST_LABEL_PX = 180, 96
CELL_PX, LEAST_CELL_PX = 84, 56
MARGIN_PX = 20
MOST_LABELS = 40


class SortingCard(Card):
    """Two tables under a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._sentence = Text("card", "")
        self.classes = _Table()
        self.confusion = _Table()
        self._second = Text("small", "", color="text.2")
        self.content.addWidget(self._sentence)
        for part, table in ((self._second, self.classes), (None, self.confusion)):
            if part is None:
                part = Text(
                    "small",
                    self.tr("Which it takes for which. Rows are what it is, columns what the model said."),
                    color="text.2",
                )
            scroll = Scroll(table, sideways=True)
            scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            table.area = scroll
            self.content.addLayout(Column(part, scroll, gap=4, margins=(0, 8, 0, 0)))
        theme().changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        for table in (self.classes, self.confusion):
            table.fit(self.width() - 2 * theme().px(MARGIN_PX))

    def show_sorting(self, sorting: Sorting) -> None:
        """The figures on the held-out rows."""
        total = sum(count for *_, count in sorting.classes)
        right = round(sorting.accuracy * total)
        self._sentence.setText(
            self.tr("It sorts {right} of {total} held-back texts right.").format(
                right=number_words(right), total=number_words(total)
            )
        )
        self._second.setText(
            self.tr("For each sort: how often its word can be trusted, how many of them it finds, and both in one.")
        )
        labels = sorting.labels[:MOST_LABELS]
        heads = [self.tr("trusted (precision)"), self.tr("found (recall)"), self.tr("both (F1)"), self.tr("texts")]
        rows = [
            (label, [percent_words(p), percent_words(r), percent_words(f), number_words(n)], [0.0] * 4)
            for label, (p, r, f, n) in zip(labels, sorting.classes, strict=False)
        ]
        self.classes.show_table(heads, rows, cell_px=130)
        cells = []
        for index, label in enumerate(labels):
            counts = sorting.confusion[index][:MOST_LABELS]
            own = max(1, sum(sorting.confusion[index]))
            shares = [count / own if other != index else -count / own for other, count in enumerate(counts)]
            cells.append((label, [number_words(count) if count else "·" for count in counts], shares))
        self.confusion.show_table(list(labels), cells, cell_px=CELL_PX)


class _Table(Themed, QWidget):
    """Labels at the left, cells with a ground that tells their share: blue where right, amber where wrong.

    Labels and cells give way, and heads take two lines, before it has to be scrolled sideways.
    """

    def __init__(self) -> None:
        super().__init__()
        self._room = 0
        self._label_width = self._cell_width = self._head_height = 0
        self.area: Scroll | None = None
        self._heads: list[str] = []
        self._rows: list[tuple[str, list[str], list[float]]] = []
        self._cell_px = CELL_PX
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def show_table(self, heads: list[str], rows: list[tuple[str, list[str], list[float]]], cell_px: int) -> None:
        """A share below 0 is right, above 0 wrong."""
        self._heads, self._rows, self._cell_px = heads, rows, cell_px
        lines = [", ".join([label, *(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True))])
                 for label, cells, _ in rows]  # fmt: skip
        self.setAccessibleName("\n".join(lines))
        self.refresh_look()
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> list[tuple[str, list[str], list[float]]]:
        """What is shown: label, cells, shares."""
        return self._rows

    def fit(self, room: int) -> None:
        """Take no more than so many pixels, where that can be read."""
        if room != self._room:
            self._room = room
            self.refresh_look()
            self.update()

    def refresh_look(self) -> None:
        look, count = theme(), max(1, len(self._heads))
        self._label_width, self._cell_width = look.px(LABEL_PX), look.px(self._cell_px)
        lines = 1
        if self._room and self._label_width + count * self._cell_width > self._room:
            self._label_width = max(look.px(LEAST_LABEL_PX), self._room - count * self._cell_width)
            self._cell_width = max(look.px(LEAST_CELL_PX), (self._room - self._label_width) // count)
            lines = 2
        self._head_height = look.px(ROW_PX) + (lines - 1) * look.line_height("caption")
        height = self._head_height + look.px(ROW_PX) * len(self._rows)
        self.setMinimumSize(self._label_width + self._cell_width * len(self._heads), height)
        if self.area is not None:
            self.area.setFixedHeight(height + look.px(10))

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        high, label, cell = look.px(ROW_PX), self._label_width, self._cell_width
        centre = Qt.AlignmentFlag.AlignHCenter
        for column, head in enumerate(self._heads):
            box = QRectF(label + column * cell, 0, cell - look.px(4), self._head_height)
            self._draw_head(painter, head, box)
        for number, (name, cells, shares) in enumerate(self._rows):
            top = self._head_height + number * high
            painter.fillRect(QRectF(0, top, self.width(), 1), look.colour("line"))
            words = paint.elided("small.strong", name, label - look.px(8))
            paint.draw_text(painter, "small.strong", "text.1", words, QRectF(0, top, label, high))
            for column, (word, share) in enumerate(zip(cells, shares, strict=True)):
                box = QRectF(label + column * cell, top + 3, cell - look.px(4), high - 5)
                if abs(share) > 0.005:
                    strong = abs(share) > 0.5
                    token = ("better" if share < 0 else "worse") + (".2" if strong else ".1")
                    paint.box(painter, box, 6, token)
                paint.draw_text(painter, "small", "text.1", word, box, centre)

    def _draw_head(self, painter: QPainter, head: str, box: QRectF) -> None:
        """On one line where it fits, else broken at its bracket, each line cut where it is too long."""
        look, centre = theme(), Qt.AlignmentFlag.AlignHCenter
        width, line = round(box.width()), look.line_height("caption")
        plain, bracket, expert = head.partition(" (")
        parts = [head] if look.text_width("caption", head) <= width or not bracket else [plain, f"({expert}"]
        top = box.center().y() - line * len(parts) / 2
        for number, part in enumerate(parts):
            words = paint.elided("caption", part, width)
            paint.draw_text(
                painter, "caption", "text.2", words, QRectF(box.left(), top + number * line, width, line), centre
            )
