"""What the colours of a heat map mean, in words beside a patch of each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look import paint
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import FlowLayout
from desktop_llm.ui.look.theme import theme


class _Patch(Themed, QWidget):
    """A patch and its words."""

    def __init__(self, token: str, words: str, mark: str) -> None:
        super().__init__()
        self._token, self._words, self._mark = token, words, mark
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(look.px(22) + look.text_width("caption", self._words), look.px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        side = look.px(14)
        spot = QRectF(0, (self.height() - side) / 2, side, side)
        paint.box(painter, spot, 3, self._token, "line.strong")
        if self._mark == "_":
            painter.fillRect(spot.adjusted(1, side - 3, -1, -1), look.colour("text.1"))
        elif self._mark:
            paint.draw_text(painter, "caption.strong", "text.1", self._mark, spot.adjusted(side * 0.2, 0, 0, 0))
        paint.draw_text(painter, "caption", "text.2", self._words, self.rect().adjusted(look.px(20), 0, 0, 0))


class Legend(QWidget):
    """The patches of surprise, or of a difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surprise = (
            ("surface.card", self.tr("expected"), ""),
            ("heat.1", self.tr("1 in 2"), ""),
            ("heat.2", self.tr("1 in 10"), ""),
            ("heat.3", self.tr("1 in 100"), ""),
            ("heat.4", self.tr("1 in 1,000 or rarer"), "_"),
        )
        change = (
            ("better.2", self.tr("B knows it much better"), "+"),
            ("better.1", self.tr("better"), ""),
            ("surface.card", self.tr("alike"), ""),
            ("worse.1", self.tr("worse"), ""),
            ("worse.2", self.tr("much worse"), "−"),
        )
        self._surprise = [_Patch(*patch) for patch in surprise]
        self._change = [_Patch(*patch) for patch in change]
        FlowLayout(*self._surprise, *self._change, gap=14, line_gap=0, on=self)
        self.show_difference(False)

    def show_difference(self, is_difference: bool) -> None:
        """Explain a difference instead of surprise."""
        for patch in self._surprise:
            patch.setVisible(not is_difference)
        for patch in self._change:
            patch.setVisible(is_difference)
