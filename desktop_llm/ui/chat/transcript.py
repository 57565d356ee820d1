"""The messages below each other: built in slices from the newest up, following the end only while the person is there.

Long conversations show their last messages and "Show earlier". Which messages there are is `Talk`'s to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.chat.answer_message import AnswerMessage
from desktop_llm.ui.chat.entries import Entry
from desktop_llm.ui.chat.own_message import OwnMessage
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.theme import theme

SHOWN_MESSAGES = 20
AT_ONCE = 2
"""Messages built before the first paint; the rest follow one by one."""
NEAR_PX = 24

Message = OwnMessage | AnswerMessage


class Transcript(Scroll):
    """A scrolling column of messages.

    Signals (the first value is the message's number in the conversation):
        edit_requested, version_requested, again_requested, continue_requested, compare_requested,
        try_again_requested: What the buttons of a message ask for.
        link_requested: An address was clicked.
        built: All shown messages stand.
    """

    edit_requested = Signal(int, str)
    version_requested = Signal(int, int)
    again_requested = Signal(int)
    continue_requested = Signal(int)
    compare_requested = Signal(int)
    pieces_requested = Signal(int)
    try_again_requested = Signal(int)
    link_requested = Signal(str)
    built = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._body = QWidget()
        super().__init__(self._body, parent=parent)
        self.setAccessibleName(self.tr("Conversation"))
        self._column = Column(gap=16, margins=(0, 24, 0, 24), on=self._body)
        self._earlier = Button(self.tr("Show earlier messages"), "link", size="small")
        self._earlier.clicked.connect(self._on_earlier_clicked)
        self._earlier.hide()
        self._column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._entries: Sequence[Entry] = ()
        self._messages: dict[int, Message] = {}
        self._first = 0
        self._newest = -1
        self._is_busy = False
        self._sticks = True
        self._from_bottom: int | None = None
        self._is_moved_by_us = False
        self._width_px = theme().px(tokens.WIDTH_READING)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._on_slice_due)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_value_changed)
        theme().changed.connect(self._set_widths)

    # --- what others see ----------------------------------------------------------------------------------------------

    @property
    def is_built(self) -> bool:
        return not self._slices.isActive()

    @property
    def earlier_button(self) -> Button:
        return self._earlier

    @property
    def follows_end(self) -> bool:
        """Whether new text keeps the end in sight."""
        return self._sticks

    def message(self, number: int) -> Message | None:
        """The widget of a message, None while it is not built."""
        return self._messages.get(number)

    def messages(self) -> list[Message]:
        """The widgets that stand, from top to bottom."""
        return [self._messages[number] for number in sorted(self._messages)]

    def show_entries(self, entries: Sequence[Entry], start: int) -> None:
        """The messages from number `start` on are others now."""
        self._slices.stop()
        self._entries = entries
        for number in [number for number in self._messages if number >= start]:
            widget = self._messages.pop(number)
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        if start == 0:
            self._first = max(0, len(entries) - SHOWN_MESSAGES)
            self._sticks = True
            self._from_bottom = None
        elif len(entries) > start:
            self._sticks = True
        self._build(AT_ONCE)

    def show_entry(self, number: int) -> None:
        """Outcome, figures or versions of a message are different."""
        message = self._messages.get(number)
        if message is not None and number < len(self._entries):
            message.show_entry(self._entries[number])

    def add_text(self, number: int, text: str) -> None:
        """A message grew."""
        message = self._messages.get(number)
        if isinstance(message, AnswerMessage):
            message.add_text(text)

    def set_waiting(self, number: int, words: str | None, share: float = 0.0) -> None:
        """What happens before the first word of an answer."""
        message = self._messages.get(number)
        if isinstance(message, AnswerMessage):
            message.set_waiting(words, share)

    def set_busy(self, is_busy: bool) -> None:
        """While an answer is written nothing else can be asked."""
        self._is_busy = is_busy
        for message in self._messages.values():
            message.set_busy(is_busy)

    def to_end(self) -> None:
        """Show the end and follow it from now on."""
        self._sticks = True
        self._from_bottom = None
        self._move_to(self.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths()

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self, how_many: int) -> None:
        missing = [n for n in range(self._first, len(self._entries)) if n not in self._messages]
        for number in list(reversed(missing))[:how_many]:
            self._insert(number)
        self._mark_last()
        if len(missing) > how_many:
            self._slices.start()
        else:
            self._slices.stop()
            self._earlier.setVisible(self._first > 0)
            self.built.emit()

    def _insert(self, number: int) -> None:
        entry = self._entries[number]
        message: Message
        if entry.is_answer:
            message = AnswerMessage(entry, self._width_px, parent=self._body)
            message.again_requested.connect(partial(self.again_requested.emit, number))
            message.continue_requested.connect(partial(self.continue_requested.emit, number))
            message.compare_requested.connect(partial(self.compare_requested.emit, number))
            message.pieces_requested.connect(partial(self.pieces_requested.emit, number))
            message.try_again_requested.connect(partial(self.try_again_requested.emit, number))
            message.link_requested.connect(self.link_requested)
        else:
            message = OwnMessage(entry, self._width_px, self._body)
            message.edit_requested.connect(partial(self.edit_requested.emit, number))
        message.version_requested.connect(partial(self.version_requested.emit, number))
        message.set_busy(self._is_busy)
        self._keep_from_bottom()
        later = [other for other in sorted(self._messages) if other > number]
        at = self._column.indexOf(self._messages[later[0]]) if later else self._column.count() - 1
        self._column.insertWidget(at, message)
        self._messages[number] = message
        self._newest = number
        self._fit_sides()

    def _mark_last(self) -> None:
        for number, message in self._messages.items():
            if isinstance(message, AnswerMessage):
                message.set_is_last(number == len(self._entries) - 1)

    @Slot()
    def _on_slice_due(self) -> None:
        """One message after the other: several that build their blocks at once would add up to a gap."""
        newest = self._messages.get(self._newest)
        if not isinstance(newest, AnswerMessage) or newest.is_settled:
            self._build(1)

    @Slot()
    def _on_earlier_clicked(self) -> None:
        self._sticks = False
        self._first = max(0, self._first - SHOWN_MESSAGES)
        self._build(1)

    # --- widths and scrolling -----------------------------------------------------------------------------------------

    @Slot()
    def _set_widths(self) -> None:
        room = self.width() - 2 * theme().px(24)
        widest = tokens.WIDTH_READING_WIDE if self.width() >= theme().px(1600) else tokens.WIDTH_READING
        width = max(200, min(room, theme().px(widest)))
        if width != self._width_px:
            self._width_px = width
            for message in self._messages.values():
                if isinstance(message, OwnMessage):
                    message.set_width(width)
        self._fit_sides()

    def _fit_sides(self) -> None:
        left = max(0, (self.width() - self._width_px) // 2)
        right = max(0, self.viewport().width() - left - self._width_px)
        above = theme().px(24)
        margins = self._column.contentsMargins()
        if (margins.left(), margins.right()) != (left, right):
            self._column.setContentsMargins(left, above, right, above)

    def _keep_from_bottom(self) -> None:
        """What is added above must not move what is read."""
        bar = self.verticalScrollBar()
        if not self._sticks:
            self._from_bottom = bar.maximum() - bar.value()

    def _move_to(self, value: int) -> None:
        self._is_moved_by_us = True
        self.verticalScrollBar().setValue(value)
        self._is_moved_by_us = False

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        if self._sticks:
            self._move_to(most)
        elif self._from_bottom is not None and self._slices.isActive():
            self._move_to(most - self._from_bottom)

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        if self._is_moved_by_us:
            return
        bar = self.verticalScrollBar()
        self._sticks = value >= bar.maximum() - theme().px(NEAR_PX)
        self._from_bottom = bar.maximum() - value



