"""Text at the type roles: running text with the role's own line height, and names that elide in the middle.

Both are labels in plain text, so that a file name or an answer is never read as markup. Long answers with
Markdown are not drawn here.
"""

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

_WIDEST_HINT = 560
_ENDLESS = 1_000_000


class Text(Themed, QLabel):
    """Plain text in a role (`tokens.ROLES`); wraps unless told otherwise.

    Args:
        role: "body", "caption", "card", "verdict", ...
        text: Shown as it is, never as markup.
        color: A token.
        wrap: False keeps one line and asks for its full width.
        max_width: Reading width in pixels at text factor 1; 0 for none.
        selectable: Lets the person copy it. Qt then draws the lines, at the font's own distance.
    """

    def __init__(
        self,
        role: str,
        text: str = "",
        *,
        color: str = "text.1",
        wrap: bool = True,
        max_width: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._color, self._max_width = role, color, max_width
        self._laid_out: tuple[tuple[object, ...], QTextLayout, int] | None = None
        self._natural: tuple[tuple[str, str], int] | None = None
        self._heights: dict[int, int] = {}
        self._heights_of: tuple[str, str] = ("", "")
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum,
            QSizePolicy.Policy.Minimum,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)
        self.follow_theme()

    @property
    def role(self) -> str:
        return self._role

    def set_color(self, token: str) -> None:
        self._color = token
        self.refresh_look()

    def set_role(self, role: str) -> None:
        self._role = role
        self.refresh_look()
        self.updateGeometry()

    def refresh_look(self) -> None:
        self._laid_out = None
        self._natural = None
        self._heights.clear()
        self.setFont(theme().font(self._role))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), theme().colour(self._color))
        self.setPalette(palette)
        if self._max_width:
            self.setMaximumWidth(theme().px(self._max_width))
        self.update()

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return self._line_height()
        # Layouts ask with the width they have, even where the text may not grow that wide.
        return self._height(min(width, self.maximumWidth()))

    def sizeHint(self) -> QSize:
        natural = self._natural_width()
        width = min(natural, self.maximumWidth(), theme().px(_WIDEST_HINT)) if self.wordWrap() else natural
        return QSize(width, self._height(width))

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return self.sizeHint()
        return QSize(min(theme().px(48), self._natural_width()), self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().paintEvent(event)
            return
        area = self.contentsRect()
        layout, height = self._layout(area.width())
        painter = QPainter(self)
        token = self._color if self.isEnabled() else "text.3"
        painter.setPen(theme().colour(token))
        layout.draw(painter, QPointF(area.x(), area.y() + max(0, (area.height() - height) / 2)))

    def _line_height(self) -> int:
        return theme().line_height(self._role, self.text())

    def _natural_width(self) -> int:
        key = (self.text(), self._role)
        if self._natural is None or self._natural[0] != key:
            layout = QTextLayout("", theme().font(self._role))
            widest = 0.0
            for line_text in self.text().split("\n"):
                layout.setText(line_text)
                layout.beginLayout()
                line = layout.createLine()
                if line.isValid():
                    line.setLineWidth(_ENDLESS)
                    widest = max(widest, line.naturalTextWidth())
                layout.endLayout()
            self._natural = (key, math.ceil(widest))
        return self._natural[1]

    def _height(self, width: int) -> int:
        """Height at a width. Layouts ask for a handful of widths over and over, so each is worked out once."""
        key = (self.text(), self._role)
        if self._heights_of != key:
            self._heights.clear()
            self._heights_of = key
        if width not in self._heights:
            self._heights[width] = self._layout(width)[1]
        return self._heights[width]

    def _layout(self, width: int) -> tuple[QTextLayout, int]:
        wraps = self.wordWrap()
        key = (self.text(), width if wraps else self.width(), self._role, wraps)
        if self._laid_out is not None and self._laid_out[0] == key:
            return self._laid_out[1], self._laid_out[2]
        font = theme().font(self._role)
        layout = QTextLayout(self.text().replace("\n", chr(0x2028)), font)
        option = QTextOption(Qt.AlignmentFlag(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask))
        option.setWrapMode(
            QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wraps else QTextOption.WrapMode.ManualWrap
        )
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        line_px = self._line_height()
        metrics = QFontMetricsF(font)
        lead = (line_px - metrics.height()) / 2
        y = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            # A line with a fallback font (Chinese) is taller; its baseline stays on the grid.
            line.setPosition(QPointF(0, y + lead + metrics.ascent() - line.ascent()))
            y += line_px
        layout.endLayout()
        self._laid_out = (key, layout, max(line_px, round(y)))
        return layout, max(line_px, round(y))


class ElidedText(Themed, QLabel):
    """One line that loses its middle where there is no room, with the whole in the tooltip."""

    def __init__(
        self,
        role: str,
        text: str = "",
        *,
        color: str = "text.1",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._color, self._mode = role, color, mode
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.follow_theme()

    def set_color(self, token: str) -> None:
        self._color = token
        self.update()

    def set_role(self, role: str) -> None:
        self._role = role
        self.refresh_look()
        self.updateGeometry()

    def setText(self, text: str) -> None:  # noqa: N802  (Qt's name: a label is told its text this way everywhere)
        super().setText(text)
        self._tell_whole()

    def shown_text(self) -> str:
        """What stands on the screen now."""
        metrics = QFontMetricsF(theme().font(self._role))
        return metrics.elidedText(self.text().replace("\n", " "), self._mode, self.contentsRect().width() + 0.5)

    def refresh_look(self) -> None:
        self.setFont(theme().font(self._role))
        self._tell_whole()

    def sizeHint(self) -> QSize:
        return QSize(theme().text_width(self._role, self.text()) + 1, theme().line_height(self._role))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme().px(56)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme().font(self._role))
        painter.setPen(theme().colour(self._color if self.isEnabled() else "text.3"))
        flags = int(self.alignment()) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.contentsRect(), flags, self.shown_text())

    def _tell_whole(self) -> None:
        self.setToolTip(self.text() if self.shown_text() != self.text().replace("\n", " ") else "")
