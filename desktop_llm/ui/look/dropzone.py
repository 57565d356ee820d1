"""Where files are let go: a dashed field that also opens the file chooser, with what was dropped as rows inside."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme


class DropZone(Control, QAbstractButton):
    """A field for files. `files_dropped(list[Path])` is said for dropped and for chosen ones.

    Args:
        words: "Drop a text, or".
        choose_word: The word in accent that opens the chooser: "choose".
        dragging_words: While files hang over it: "Let go to read it".
        name_filter: For the chooser, "Texts (*.txt *.md)".
        height: At text factor 1, while nothing was dropped.

    What cannot be read is not refused here: the caller says in words why.
    """

    files_dropped = Signal(list)

    def __init__(
        self,
        words: str,
        choose_word: str,
        dragging_words: str,
        *,
        name_filter: str = "",
        height: int = 68,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._choose_word, self._dragging_words = words, choose_word, dragging_words
        self._more_words = words
        self._name_filter, self._height, self._is_dragged_over = name_filter, height, False
        self._dialog: QFileDialog | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName(f"{words} {choose_word}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows = Column(gap=8)
        self._column = Column(gap=0, margins=8, on=self)
        self._column.addLayout(self.rows)
        self._column.addStretch(1)
        self.clicked.connect(self.choose_files)
        self.follow_theme()

    @property
    def is_dragged_over(self) -> bool:
        return self._is_dragged_over

    def set_rows(self, rows: Sequence[QWidget], more_words: str = "") -> None:
        """Show what was dropped, with "Drop more files here, or" (`more_words`) below it; no rows empties the field."""
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self.rows.addWidget(row)
            row.show()
        self._more_words = more_words or self._words
        self.refresh_look()
        self.updateGeometry()
        self.update()

    def choose_files(self) -> None:
        """Open the file chooser beside the window; it does not block."""
        dialog = QFileDialog(self.window(), self.accessibleName())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if self._name_filter:
            dialog.setNameFilter(self._name_filter)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_dialog_files_selected)
        self._dialog = dialog
        dialog.open()

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body", f"{self._words} {self._choose_word}") + look.px(64)
        if self.rows.count() == 0:
            return QSize(width, look.px(self._height))
        inside = self.rows.sizeHint()
        return QSize(max(width, inside.width() + look.px(16)), inside.height() + look.px(8 + 52))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), self.sizeHint().height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.isEnabled() and _local_files(event.mimeData()):
            event.acceptProposedAction()
            self._set_dragged_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dragged_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dragged_over(False)
        paths = _local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, works = paint.painter_for(self), self.isEnabled()
        if self._is_dragged_over:
            paint.box(painter, self.rect(), tokens.RADIUS_CARD, "accent.soft", "accent", 2)
        else:
            ground = "surface.hover" if works and self.underMouse() and self.rows.count() == 0 else ""
            outline = "control" if works else "line.strong"
            paint.box(painter, self.rect(), tokens.RADIUS_CARD, ground, outline, 1.5, dashed=True)
        self._paint_words(painter, works)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_CARD)

    def _paint_words(self, painter: QPainter, works: bool) -> None:
        look = theme()
        area = QRect(self.rect())
        if self.rows.count():
            area.setTop(self.rows.geometry().bottom() + 1)
        if self._is_dragged_over:
            pieces = [(self._dragging_words, "body.strong", "accent.text")]
            icon, ink = "file-text", "accent.text"
        else:
            words = self._more_words if self.rows.count() else self._words
            pieces = [(words, "body", "text.2" if works else "text.3")]
            pieces.append((self._choose_word, "body.strong", "accent.text" if works else "text.3"))
            icon, ink = "upload", "text.2" if works else "text.3"
        space = QFontMetricsF(look.font("body")).horizontalAdvance(" ")
        widths = [look.text_width(role, text) for text, role, _ in pieces]
        side, gap = look.px(tokens.ICON_NAV), look.px(9)
        wide = round(sum(widths) + space * (len(pieces) - 1))
        room = self.width() - look.px(24)
        if wide > room:  # the first words give way, the one to click stays whole
            first, role, token = pieces[0]
            pieces[0] = (paint.elided(role, first, widths[0] - (wide - room)), role, token)
            widths[0] -= wide - room
            wide = room
        x = (self.width() - wide) // 2
        if wide + side + gap <= room:
            x -= (side + gap) // 2
            paint.draw_icon(painter, icon, ink, tokens.ICON_NAV, x, area.center().y() + 1)
            x += side + gap
        for (text, role, token), width in zip(pieces, widths, strict=True):
            paint.draw_text(painter, role, token, text, QRect(x, area.y(), width + 2, area.height()))
            x += width + round(space)

    def _set_dragged_over(self, is_over: bool) -> None:
        self._is_dragged_over = is_over
        self.update()

    def _on_dialog_files_selected(self, names: list[str]) -> None:
        if names:
            self.files_dropped.emit([Path(name) for name in names])


class FileRow(Card):
    """A dropped file inside a drop zone: tile, name, what was read, and controls at the right."""

    def __init__(self, name: str, second: str, *controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(margins=12, radius=tokens.RADIUS, parent=parent)
        self._name = ElidedText("body.strong", name)
        self._second = ElidedText("small", second, color="text.2", mode=Qt.TextElideMode.ElideRight)
        row = Row(gap=12)
        row.addWidget(IconSign("file-text", "accent.text", size=tokens.ICON_CHOICE, ground="accent.soft"))
        row.addLayout(Column(self._name, self._second, gap=0), 1)
        for control in controls:
            row.addWidget(control)
        self.content.addLayout(row)

    def set_second(self, second: str) -> None:
        self._second.setText(second)


def _local_files(data: QMimeData) -> list[Path]:
    """The files in what is being dragged; addresses of the network are not files."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]
