"""Between the list in the sidebar and the store: searching, renaming, the trash and its undo, saving copies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.conversation import ConversationSummary
from desktop_llm.core.errors import AppError
from desktop_llm.core.store import Store
from desktop_llm.ui.chat.conversation_list import ConversationList
from desktop_llm.ui.chat.saving import ask_where, save_copy
from desktop_llm.ui.look.floating import Toast
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread

Found = tuple[tuple[ConversationSummary, ...], int]


class Shelf(QObject):
    """Fills the list and does what it asks for.

    Args:
        place: Over it toasts and dialogs stand.

    Signals:
        thrown_away: The id of a conversation that is in the trash now.
        renamed: (id, title).
    """

    thrown_away = Signal(int)
    renamed = Signal(int, str)

    def __init__(self, list_: ConversationList, store: StoreThread, tasks: TaskThread, place: QWidget) -> None:
        super().__init__(place)
        self._list, self._store, self._tasks, self._place = list_, store, tasks, place
        self._toast: Toast | None = None
        self._undo: Callable[[], None] | None = None
        self._asked = 0
        list_.search_changed.connect(self.refresh)
        list_.rename_requested.connect(self._on_list_rename_requested)
        list_.export_requested.connect(self._on_list_export_requested)
        list_.trash_requested.connect(self.throw_away)
        list_.restore_requested.connect(self.bring_back)
        list_.erase_requested.connect(self._on_list_erase_requested)

    @property
    def toast(self) -> Toast:
        """Made when first needed, over the window the place is in by then."""
        if self._toast is None:
            self._toast = Toast(self._place)
            self._toast.action_requested.connect(self._on_toast_action_requested)
        return self._toast

    @Slot()
    def refresh(self, *_: object) -> None:
        """Read the list again, as it is searched now."""
        self._asked += 1
        words, is_trash = self._list.search_words, self._list.is_trash

        def read(store: Store) -> Found:
            return store.conversations(words, is_trash), len(store.conversations("", True))

        self._store.submit(read, partial(self._on_read, self._asked), self.say_trouble)

    @Slot(int)
    def throw_away(self, conversation_id: int) -> None:
        """To the trash, with a way back."""

        def done(_result: object) -> None:
            self.thrown_away.emit(conversation_id)
            self._say(self.tr("Moved to the trash"), lambda: self.bring_back(conversation_id))
            self.refresh()

        self._store.submit(lambda store: store.trash_conversation(conversation_id), done, self.say_trouble)

    @Slot(int)
    def bring_back(self, conversation_id: int) -> None:
        """Out of the trash."""
        self._store.submit(
            lambda store: store.restore_conversation(conversation_id), self.refresh, self.say_trouble
        )

    def say_trouble(self, error: AppError) -> None:
        """Something could not be written or read."""
        self._say(sentence_for(error).line, None)

    def _say(self, words: str, undo: Callable[[], None] | None) -> None:
        self._undo = undo
        self.toast.say(words, self.tr("Undo") if undo else "")

    def _on_read(self, asked: int, found: Found) -> None:
        if asked == self._asked:
            self._list.show_list(*found)

    @Slot(int, str)
    def _on_list_rename_requested(self, conversation_id: int, title: str) -> None:
        def done(_result: object) -> None:
            self.renamed.emit(conversation_id, title)
            self.refresh()

        self._store.submit(lambda store: store.set_title(conversation_id, title), done, self.say_trouble)

    @Slot(int)
    def _on_list_erase_requested(self, conversation_id: int) -> None:
        self._store.submit(lambda store: store.erase_conversation(conversation_id), self.refresh, self.say_trouble)

    @Slot(int, str)
    def _on_list_export_requested(self, conversation_id: int, ending: str) -> None:
        title = self._list.title_of(conversation_id)
        ask_where(title, ending, self._place.window(), partial(self._save, conversation_id))

    def _save(self, conversation_id: int, path: str) -> None:
        def done(written: Path) -> None:
            self._say(self.tr("Saved as {name}").format(name=written.name), None)

        save_copy(self._store, self._tasks, conversation_id, Path(path), done, self.say_trouble)

    @Slot()
    def _on_toast_action_requested(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()
