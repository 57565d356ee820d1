"""The message box: a field that grows, presets at the left, Send (Stop while an answer is written) at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from desktop_llm.core.sampling import Sampling, preset_of
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import KeyCap
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented

LONGEST_MESSAGE = 1_000_000
HINT_FITS_PX = 600


class Composer(InputBox):
    """Where one writes.

    Signals:
        send_requested: The text to send; the field is empty by then.
        stop_requested: Stop writing.
        preset_chosen: "careful", "balanced" or "wild".
    """

    send_requested = Signal(str)
    stop_requested = Signal()
    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 14, 12, 12), gap=14, parent=parent)
        self._is_answering = False
        self._reason = ""
        self.field = GrowingText(
            self.tr("Message"), placeholder=self.tr("Write a message"), enter_submits=True, max_lines=8
        )
        self.field.submitted.connect(self._on_field_submitted)
        self.watch(self.field)
        self.presets = Segmented(
            self.tr("How bold the answers are"),
            [
                ("careful", self.tr("Careful")),
                ("balanced", self.tr("Balanced")),
                ("wild", self.tr("Wild")),
            ],
        )
        self.presets.set_value("balanced")
        self.presets.chosen.connect(lambda key: self.preset_chosen.emit(str(key)))
        self._progress = ElidedText("caption", "", color="text.2")
        self._left = QWidget()
        self._pages = QStackedLayout(self._left)
        self._pages.addWidget(_at_left(self.presets))
        self._pages.addWidget(self._progress)
        self._left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._hint = ElidedText("caption", self._usual_hint(), color="text.3")
        self._hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._escape = KeyCap(self.tr("Esc"))
        self._escape.hide()
        self.send = Button(self.tr("Send"), "primary", "arrow-up")
        self.send.clicked.connect(self._on_send_clicked)
        self.content.addWidget(self.field)
        row = Row(gap=12)
        row.addWidget(self._left, 1)
        row.addWidget(self._hint)
        row.addWidget(self._escape)
        row.addWidget(self.send)
        self.content.addLayout(row)
        self.setFocusProxy(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._fit_send)
        self._fit_send()

    @property
    def text(self) -> str:
        return self.field.text

    @property
    def is_answering(self) -> bool:
        return self._is_answering

    @property
    def progress_words(self) -> str:
        """What stands at the left while an answer is written."""
        return self._progress.text() if self._is_answering else ""

    @property
    def hint(self) -> str:
        return self._hint.text()

    def set_text(self, text: str) -> None:
        """Show a draft."""
        self.field.set_text(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)

    def set_sampling(self, sampling: Sampling) -> None:
        """Which preset it is."""
        key = preset_of(sampling)
        if key is not None:
            self.presets.set_value(key)

    def set_answering(self, is_answering: bool, words: str = "") -> None:
        """Stop in the place of Send, and how far the answer is in the place of the presets."""
        self._progress.setText(words)
        if is_answering == self._is_answering:
            return
        self._is_answering = is_answering
        self._pages.setCurrentIndex(1 if is_answering else 0)
        self._escape.setVisible(is_answering)
        self._show_hint()
        self.send.set_kind("secondary" if is_answering else "primary")
        if is_answering:
            self.send.set_label(self.tr("Stop"), "square")
            self.send.set_unavailable("")
        else:
            self.send.set_label(self.tr("Send"), "arrow-up")
            self.send.set_unavailable(self._reason)

    def set_unavailable(self, reason: str) -> None:
        """Keep what is written, but do not send it; "" makes it usable again."""
        self._reason = reason
        self._hint.setText(reason or self._usual_hint())
        self._show_hint()
        if not self._is_answering:
            self.send.set_unavailable(reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_hint()

    def _show_hint(self) -> None:
        """A usual hint goes where there is no room for it; a reason stays."""
        has_room = self.width() >= theme().px(HINT_FITS_PX)
        self._hint.setVisible(not self._is_answering and (has_room or bool(self._reason)))

    def _usual_hint(self) -> str:
        return self.tr("Enter sends, Shift+Enter starts a new line")

    def _send_now(self) -> None:
        text = self.field.text.strip()
        if not text or self._reason or self._is_answering:
            return
        self.field.set_text("")
        self.send_requested.emit(text[:LONGEST_MESSAGE])

    @Slot()
    def _on_field_submitted(self) -> None:
        self._send_now()

    @Slot()
    def _on_send_clicked(self) -> None:
        if self._is_answering:
            self.stop_requested.emit()
        else:
            self._send_now()

    @Slot()
    def _fit_send(self) -> None:
        """The same width for both words: what a hand is about to click does not move."""
        look = theme()
        widest = max(look.text_width("body.strong", word) for word in (self.tr("Send"), self.tr("Stop")))
        self.send.setFixedWidth(widest + look.px(2 * 14 + 16 + 8))
        self._left.setFixedHeight(look.px(36))


def _at_left(part: QWidget) -> QWidget:
    holder = QWidget()
    row = Row(gap=0, on=holder)
    row.addWidget(part)
    row.addStretch(1)
    return holder
