"""One model's anatomy: a sentence, where the bytes are, facts, the template on a sample, and every shape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Origin
from desktop_llm.core.inspect_messages import AnatomyFound, Part, TensorFact
from desktop_llm.ui.figures import number_words, percent_words, size_words
from desktop_llm.ui.inspect.anatomy_words import fact_rows, part_words, summary_words
from desktop_llm.ui.inspect.words import shown_piece
from desktop_llm.ui.look import paint
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.facts import FactRow
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme

COLOURS = {
    "embedding": "series.c", "attention": "accent", "feed_forward": "base", "norm": "series.e", "head": "series.d",
    "other": "control",
}  # fmt: skip
ROW = 24
MOST_SHAPES = 120


class PartsBar(Themed, QWidget):
    """Where the bytes are: one bar cut into parts, and each part's name, share and size below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        whole = sum(part.size_bytes for part in parts) or 1
        rows = (f"{part_words(part.name)} {percent_words(part.size_bytes / whole)}" for part in parts)
        self.setAccessibleName(", ".join(rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(28 + ROW * len(self._parts)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(180), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        whole = sum(part.size_bytes for part in self._parts) or 1
        x, high, row = 0.0, look.px(16), look.px(ROW)
        for number, part in enumerate(self._parts):
            wide = self.width() * part.size_bytes / whole
            painter.fillRect(QRectF(x, 0, max(1.0, wide - 1), high), look.colour(COLOURS[part.name]))
            x += wide
            area = QRectF(0, look.px(26) + number * row, self.width(), row)
            paint.box(
                painter, QRectF(0, area.center().y() - look.px(5), look.px(10), look.px(10)), 2, COLOURS[part.name]
            )
            figures = f"{percent_words(part.size_bytes / whole)}, {size_words(part.size_bytes)}"
            taken = look.text_width("small", figures)
            room = self.width() - taken - look.px(30)
            words = paint.elided("small", part_words(part.name), room)
            paint.draw_text(painter, "small", "text.1", words, area.adjusted(look.px(18), 0, 0, 0))
            at = area.adjusted(self.width() - taken - 2, 0, 0, 0)
            paint.draw_text(painter, "small", "text.2", figures, at)


class AnatomyColumn(QWidget):
    """All of it.

    Signals:
        shapes_toggled: The list of shapes was opened or closed.
    """

    shapes_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedText("card", "")
        self.summary = Text("body", "")
        self.parts = PartsBar()
        self._facts = Column(gap=0)
        self._pieces = Text("code", "", selectable=True)
        self._template_title = Text("small.strong", self.tr("A question as it reaches the model"), color="text.2")
        self.template = Text("code", "", selectable=True)
        self.shapes_button = Button(self.tr("Show every shape"), "link", size="small", checkable=True)
        self.shapes_button.toggled.connect(self._on_shapes_toggled)
        self.shapes = Text("code", "", selectable=True)
        self.shapes.hide()
        top = Card(gap=12)
        for part in (self.name, self.summary, self.parts):
            top.content.addWidget(part)
        facts = Card(gap=0)
        facts.content.addLayout(self._facts)
        sample = Card(gap=6)
        sample.content.addWidget(Text("small.strong", self.tr("A sentence cut into pieces"), color="text.2"))
        sample.content.addWidget(self._pieces)
        sample.content.addWidget(self._template_title)
        sample.content.addWidget(self.template)
        shapes = Card(gap=6)
        shapes.content.addWidget(self.shapes_button)
        shapes.content.addWidget(self.shapes)
        Column(top, facts, sample, shapes, None, gap=12, on=self)

    def show_anatomy(self, found: AnatomyFound, item: Checkpoint) -> None:
        """Show a model."""
        self.name.setText(item.name)
        self.summary.setText(summary_words(found))
        self.parts.show_parts(found.parts)
        while (old := self._facts.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        rows = fact_rows(found)
        if item.base_name and not found.base:
            rows[-1] = (rows[-1][0], item.base_name, rows[-1][2])
        elif item.origin is Origin.BUNDLED and not found.base:
            rows[-1] = (rows[-1][0], self.tr("nothing: trained for this program"), rows[-1][2])
        for number, (label, value, expert) in enumerate(rows):
            self._facts.addWidget(FactRow(label, value, expert, rule=number < len(rows) - 1))
        self._pieces.setText(" | ".join(shown_piece(piece) for piece in found.sample_pieces))
        trouble = self.tr("The template fails: {detail}").format(detail=found.template_trouble[:300])
        nothing = self.tr("It has no chat template: it goes on where a text ends.")
        self.template.setText(found.template or (trouble if found.template_trouble else nothing))
        self.shapes.setText(_table(found.tensors))

    def _on_shapes_toggled(self, is_on: bool) -> None:
        self.shapes.setVisible(is_on)
        self.shapes_button.set_label(self.tr("Hide the shapes") if is_on else self.tr("Show every shape"))
        self.shapes_toggled.emit(is_on)


def _table(tensors: Sequence[TensorFact]) -> str:
    lines = []
    for fact in tensors[:MOST_SHAPES]:
        times = f" × {number_words(fact.count)}" if fact.count > 1 else ""
        shape = " × ".join(str(side) for side in fact.shape) or "1"
        lines.append(f"{fact.name}\n    {shape}{times}, {fact.dtype}, {size_words(fact.size_bytes)}")
    return "\n".join(lines)
