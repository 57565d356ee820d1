"""Ctrl+K: every command by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop_llm.ui.look.chips import KeyCap
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import RowList, SideRow
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

WIDTH = 520


@dataclass(frozen=True, slots=True)
class Command:
    """A name, its keys ("" for none), and what it does."""

    name: str
    keys: str
    act: Callable[[], None]


class CommandPalette(QFrame):
    """Floats over the window until a command is chosen, Esc is pressed or one clicks beside it."""

    def __init__(self, commands: list[Command], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(self.tr("Commands"))
        self._commands = commands
        self._field = TextField(self.tr("Find a command"), show_name=False, icon="search",
                                placeholder=self.tr("What do you want to do?"))  # fmt: skip
        self._field.edited.connect(self._on_field_edited)
        self._field.edit.installEventFilter(self)
        self._rows = RowList()
        self._rows.chosen.connect(self._on_rows_chosen)
        self._nothing = Text("small", self.tr("No command has these letters."), color="text.2")
        card = Card(margins=8, gap=8, outline="line.strong")
        card.content.addWidget(self._field)
        card.content.addWidget(self._rows)
        card.content.addWidget(self._nothing)
        Column(card, on=self)
        self._fill("")

    def open_over(self, window: QWidget) -> None:
        """Show in the upper middle of a window."""
        width = min(theme().px(WIDTH), window.width() - theme().px(48))
        self.setFixedWidth(width)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, theme().px(72))))
        self.show()
        self._field.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = self._rows.keys()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and keys:
                self._run(self._rows.selected if self._rows.selected in keys else keys[0])
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and keys:
                at = keys.index(self._rows.selected) if self._rows.selected in keys else 0
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._rows.select(keys[max(0, min(len(keys) - 1, at + step))])
                return True
        return super().eventFilter(watched, event)

    def _fill(self, letters: str) -> None:
        self._rows.clear()
        wanted = letters.casefold().split()
        for number, command in enumerate(self._commands):
            if all(part in command.name.casefold() for part in wanted):
                row = SideRow(command.name)
                if command.keys and (layout := row.layout()) is not None:
                    layout.addWidget(KeyCap(command.keys.replace("+", " ", 1)))
                self._rows.add_row(number, row)
        keys = self._rows.keys()
        self._nothing.setVisible(not keys)
        if keys:
            self._rows.select(keys[0])
        self.adjustSize()

    @Slot(str)
    def _on_field_edited(self, letters: str) -> None:
        self._fill(letters)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self._run(key)

    def _run(self, key: object) -> None:
        assert isinstance(key, int)
        act = self._commands[key].act
        self.close()
        act()
