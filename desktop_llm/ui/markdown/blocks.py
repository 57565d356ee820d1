"""The widgets of prose: a frameless text area as high as its text, which loads nothing and asks before it opens."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QMimeData, QSizeF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.formulas import formula_image, nothing_image
from desktop_llm.ui.markdown.ink import Ink, current_ink
from desktop_llm.ui.markdown.prose import Html

_ZERO_WIDTH_SPACE = "\u200b"


class ProseBlock(Themed, QTextBrowser):
    """Prose of an answer.

    Args:
        write: Makes the HTML with the ink of the moment; called again when the theme changes.
        source: The text it is made from (Chinese gets more room between lines).
        width_px: The width it will have, so that it is laid out once.

    Signals:
        link_requested: An address was clicked; whoever owns the window asks.
    """

    link_requested = Signal(str)

    def __init__(
        self, write: Callable[[Ink], Html], source: str, width_px: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._write, self._source = write, source
        self._formulas: list[tuple[str, bool]] = []
        self._pictures: dict[str, QImage] = {}
        self._fits_soon = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(theme().px(24))
        self.resize(width_px, 10)
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.follow_theme()
        has_links = "href=" in self._written
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus)

    def refresh_look(self) -> None:
        ink = current_ink(self._source)
        html = self._write(ink)
        self._formulas, self._pictures = html.formulas, {}
        self.document().setDefaultFont(theme().font("reading"))
        self._written = html.text()
        for number, (tex, displayed) in enumerate(self._formulas):
            picture = formula_image(tex, ink.text, ink.size_px, displayed)
            mark = f'<img src="formula:{number}"'
            if picture is None:
                self._written = self._written.replace(mark, f'<img alt="" src="gone:{number}"', 1)
                self._written = self._written.replace(
                    f'<img alt="" src="gone:{number}" style="vertical-align:middle">', _as_code(tex, ink), 1
                )
                continue
            self._pictures[f"formula:{number}"] = picture
            size = picture.deviceIndependentSize()
            sized = f'{mark} width="{round(size.width())}" height="{round(size.height())}"'
            self._written = self._written.replace(mark, sized, 1)
        self.setHtml(f'<div style="color:{ink.text}">{self._written}</div>')
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Our own formulas, and one transparent pixel for anything else: None would make Qt read the file itself."""
        address = name.toString() if isinstance(name, QUrl) else name
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._pictures.get(address) or nothing_image()
        return nothing_image()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls, not the block

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(_ZERO_WIDTH_SPACE, ""))
        return data

    def plain_text(self) -> str:
        """What is read on the screen."""
        return self.toPlainText().replace(_ZERO_WIDTH_SPACE, "")

    @Slot(QSizeF)
    def _on_document_size_changed(self, _size: QSizeF) -> None:
        # The size told is that of what is laid out so far; asked for later, all of it is.
        self._fit()
        if not self._fits_soon:
            self._fits_soon = True
            QTimer.singleShot(0, self, self._fit_once_more)

    @Slot()
    def _fit_once_more(self) -> None:
        self._fits_soon = False
        self._fit()

    def _fit(self) -> None:
        height = int(self.document().size().height() + 0.999)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        self.link_requested.emit(bytes(url.toEncoded().data()).decode("ascii", "replace"))


def _as_code(tex: str, ink: Ink) -> str:
    return f"<span style=\"font-family:'{ink.mono}'; font-size:{ink.code_px}px\">{escape(tex)}</span>"
