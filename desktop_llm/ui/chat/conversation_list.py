"""The conversations in the sidebar: by day, searched in full text, renamed in place, exported, thrown away and back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.core.conversation import ConversationSummary
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.icons import icon
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.rows import ListRow, RowList, SideRow
from desktop_llm.ui.look.text import Text

SEARCH_MS = 180
FORMATS = ("md", "html", "json")


class ConversationList(QWidget):
    """What there is; the store is asked by `ChatPlace`.

    Signals:
        opened: The id of a conversation.
        new_requested: An empty one.
        search_changed: (words, whether in the trash).
        rename_requested: (id, title).
        export_requested: (id, "md" | "html" | "json").
        trash_requested, restore_requested, erase_requested: The id.
    """

    opened = Signal(int)
    new_requested = Signal()
    search_changed = Signal(str, bool)
    rename_requested = Signal(int, str)
    export_requested = Signal(int, str)
    trash_requested = Signal(int)
    restore_requested = Signal(int)
    erase_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summaries: tuple[ConversationSummary, ...] = ()
        self._trashed_count = 0
        self._shown: tuple[object, int, bool] | None = None
        self._is_trash = False
        self._current: int | None = None
        self._renamed: int | None = None
        self._editor: TextField | None = None
        self.find_button = IconButton("search", self.tr("Search conversations"), checkable=True)
        self.find_button.toggled.connect(self._on_find_toggled)
        self.new_button = IconButton("plus", self.tr("New conversation"))
        self.new_button.clicked.connect(self.new_requested)
        self._head = SectionCaption(self.tr("Conversations"), self.find_button, self.new_button)
        self.search = TextField(
            self.tr("Search"), placeholder=self.tr("Search"), show_name=False, icon="search", height=32
        )
        self.search.edit.setClearButtonEnabled(False)
        self.search.hide()
        self._timer = QTimer(self, interval=SEARCH_MS, singleShot=True)
        self._timer.timeout.connect(self._on_search_due)
        self.search.edited.connect(lambda _text: self._timer.start())
        self._nothing = Text("caption", "", color="text.2")
        self.rows = RowList(gap=0)
        self.rows.chosen.connect(self._on_rows_chosen)
        self.rows.menu_requested.connect(self._on_rows_menu_requested)
        self.trash = Button("", "quiet", "trash-2", size="small")
        self.trash.clicked.connect(self._on_trash_clicked)
        self.trash.hide()
        inside = QWidget()
        Column(Column(self._nothing, margins=(10, 0)), self.rows, None, gap=4, on=inside)
        column = Column(self._head, self.search, gap=4, margins=(8, 16, 8, 0), on=self)
        column.addWidget(Scroll(inside), 1)
        column.addWidget(self.trash, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_list((), 0)

    # --- what others see ----------------------------------------------------------------------------------------------

    @property
    def is_trash(self) -> bool:
        return self._is_trash

    @property
    def search_words(self) -> str:
        return self.search.text if not self.search.isHidden() else ""

    @property
    def nothing_words(self) -> str:
        """What stands in place of rows, "" when there are any."""
        return self._nothing.text() if not self._nothing.isHidden() else ""

    @property
    def rename_field(self) -> TextField | None:
        """The field of a renaming under way."""
        return self._editor

    def show_list(self, summaries: Sequence[ConversationSummary], trashed_count: int) -> None:
        """Show what the store found."""
        if self._editor is not None and not self._editor.edit.text():
            self._editor = None
        if self._editor is not None:
            return  # the list waits until the name is typed
        shown = [(item.id, item.title, item.found, day_group(item.updated_at)) for item in summaries]
        if (shown, trashed_count, self._is_trash) != self._shown:
            self._shown = (shown, trashed_count, self._is_trash)
            self._summaries, self._trashed_count = tuple(summaries), trashed_count
            self._fill()

    def title_of(self, conversation_id: int) -> str:
        """The title of a row, "" where it is not shown."""
        return next((item.title for item in self._summaries if item.id == conversation_id), "")

    def select(self, conversation_id: int | None) -> None:
        """Mark the one that is open."""
        self._current = conversation_id
        self.rows.select(conversation_id)

    @Slot()
    def start_search(self) -> None:
        """Ctrl+F."""
        self.find_button.setChecked(True)
        self.search.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.edit.selectAll()

    def start_renaming(self, conversation_id: int) -> None:
        """Put a field in the place of the row."""
        title = next((item.title for item in self._summaries if item.id == conversation_id), "")
        self._renamed = conversation_id
        self._fill()
        if self._editor is not None:
            self._editor.set_text(title)
            self._editor.edit.selectAll()
            self._editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = next((key for key in self.rows.keys() if self._has_focus(key)), None)  # noqa: SIM118
        if event.key() == Qt.Key.Key_Escape and self._editor is not None:
            self._end_renaming(None)
        elif event.key() == Qt.Key.Key_Escape and not self.search.isHidden():
            self.find_button.setChecked(False)
        elif event.key() == Qt.Key.Key_F2 and isinstance(current, int):
            self.start_renaming(current)
        elif event.key() == Qt.Key.Key_Delete and isinstance(current, int) and not self._is_trash:
            self.trash_requested.emit(current)
        else:
            super().keyPressEvent(event)

    def menu_for(self, conversation_id: int) -> QMenu:
        """What can be done with one."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._is_trash:
            back = menu.addAction(icon("undo-2"), self.tr("Restore"))
            back.triggered.connect(lambda: self.restore_requested.emit(conversation_id))
            gone = menu.addAction(icon("x"), self.tr("Delete for good"))
            gone.triggered.connect(lambda: self.erase_requested.emit(conversation_id))
            return menu
        name = menu.addAction(icon("pencil"), self.tr("Rename"))
        name.triggered.connect(lambda: self.start_renaming(conversation_id))
        saving = menu.addMenu(icon("save"), self.tr("Save a copy"))
        for ending, words in zip(FORMATS, (self.tr("Text (Markdown)"), self.tr("Web page"), "JSON"), strict=True):
            action = saving.addAction(words)
            action.triggered.connect(
                lambda _checked=False, ending=ending: self.export_requested.emit(conversation_id, ending)
            )
        menu.addSeparator()
        away = menu.addAction(icon("trash-2"), self.tr("Move to the trash"))
        away.triggered.connect(lambda: self.trash_requested.emit(conversation_id))
        return menu

    # --- inside -------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.rows.clear()
        self._editor = None
        heading = ""
        for summary in self._summaries:
            words = "" if self._is_trash or self.search_words else day_group(summary.updated_at)
            if words and words != heading:
                heading = words
                self.rows.add_caption(group_caption(words))
            if summary.id == self._renamed:
                self._add_editor()
            else:
                self._add_row(summary)
        self._renamed = None if self._editor is None else self._renamed
        self.rows.select(self._current)
        self._nothing.setText(self._words_for_nothing())
        self._nothing.setVisible(not self._summaries)
        self.trash.setVisible(self._is_trash or self._trashed_count > 0)
        self.trash.set_label(
            self.tr("Back to conversations")
            if self._is_trash
            else self.tr("Trash, {count}").format(count=self._trashed_count),
            "arrow-left" if self._is_trash else "trash-2",
        )
        self._head.set_text(self.tr("Trash") if self._is_trash else self.tr("Conversations"))

    def _words_for_nothing(self) -> str:
        if self.search_words:
            return self.tr("Nothing found.")
        if self._is_trash:
            return self.tr("The trash is empty.")
        return self.tr("Your conversations will appear here.")

    def _add_row(self, summary: ConversationSummary) -> None:
        title = summary.title or self.tr("New conversation")
        row: SideRow | ListRow
        if summary.found and self.search_words:
            row = ListRow(title, summary.found, height=48, rule=False, margins=(10, 0))
        else:
            row = SideRow(title)
        row.setToolTip(title)
        self.rows.add_row(summary.id, row)

    def _add_editor(self) -> None:
        field = TextField(self.tr("New name"), show_name=False, height=32)
        field.edit.returnPressed.connect(lambda: self._end_renaming(field.text))
        field.finished.connect(lambda text: self._end_renaming(text))
        self._editor = field
        self.rows.add_caption(field)

    def _end_renaming(self, title: str | None) -> None:
        conversation_id, self._renamed = self._renamed, None
        if conversation_id is None:
            return
        self._editor = None
        before = next((item.title for item in self._summaries if item.id == conversation_id), "")
        if title is not None and title.strip() and title.strip() != before:
            self.rename_requested.emit(conversation_id, title.strip())
        QTimer.singleShot(0, self, self._fill)

    def _has_focus(self, key: object) -> bool:
        row = self.rows.row(key)
        return row is not None and row.hasFocus()

    @Slot(bool)
    def _on_find_toggled(self, is_on: bool) -> None:
        self.search.setVisible(is_on)
        if is_on:
            self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.search.set_text("")
            self._on_search_due()

    @Slot()
    def _on_search_due(self) -> None:
        self.search_changed.emit(self.search_words, self._is_trash)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        if isinstance(key, int):
            self.opened.emit(key)

    @Slot(object, QPoint)
    def _on_rows_menu_requested(self, key: object, at: QPoint) -> None:
        if isinstance(key, int):
            self.menu_for(key).popup(at)

    @Slot()
    def _on_trash_clicked(self) -> None:
        self._is_trash = not self._is_trash
        self.search_changed.emit(self.search_words, self._is_trash)


def group_caption(words: str) -> QWidget:
    """A heading with room above it."""
    holder = QWidget()
    Column(SectionCaption(words), margins=(0, 10, 0, 6), on=holder)
    return holder


def day_group(timestamp: float, now: float | None = None) -> str:
    """The heading a conversation stands under: today, yesterday, last week, earlier."""
    _t = QCoreApplication.translate
    today = datetime.fromtimestamp(now if now is not None else time.time()).date()
    day = datetime.fromtimestamp(timestamp).date()
    if day >= today:
        return _t("ConversationList", "Today")
    if day == today - timedelta(days=1):
        return _t("ConversationList", "Yesterday")
    if day > today - timedelta(days=8):
        return _t("ConversationList", "Last week")
    return _t("ConversationList", "Earlier")
