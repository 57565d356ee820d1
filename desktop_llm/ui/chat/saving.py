"""Saving a copy of a conversation: read in the store thread, written in the task thread, asked for by a file dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core.conversation import Conversation, Turn
from desktop_llm.core.errors import AppError
from desktop_llm.core.export import (
    ExportWords,
    conversation_as_html,
    conversation_as_json,
    conversation_as_markdown,
)
from desktop_llm.core.files import safe_file_name, write_atomically
from desktop_llm.core.store import Store
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread

Saved = tuple[Conversation, tuple[Turn, ...]]


def ask_where(title: str, ending: str, parent: QWidget, chosen: Callable[[str], None]) -> QFileDialog:
    """Ask where to put the copy; does not block."""
    _t = QCoreApplication.translate
    dialog = QFileDialog(parent, _t("ChatSaving", "Save a copy"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    filters = {
        "md": _t("ChatSaving", "Text (*.md)"),
        "html": _t("ChatSaving", "Web page (*.html)"),
        "json": "JSON (*.json)",
        "jsonl": "JSONL (*.jsonl)",
        "csv": _t("ChatSaving", "Table (*.csv)"),
        "pdf": "PDF (*.pdf)",
    }
    dialog.setNameFilter(filters[ending])
    dialog.selectFile(f"{safe_file_name(title or _t('ChatSaving', 'Conversation'))}.{ending}")
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def save_copy(
    store: StoreThread,
    tasks: TaskThread,
    conversation_id: int,
    path: Path,
    done: Callable[[Path], object],
    failed: Callable[[AppError], object],
) -> None:
    """Write a conversation to `path`; its ending says how."""

    def read(stored: Store) -> Saved:
        return stored.conversation(conversation_id), stored.turn_tree(conversation_id)

    def write(found: Saved) -> None:
        tasks.submit(lambda: _write(path, found), done, failed)

    store.submit(read, write, failed)


def _write(path: Path, found: Saved) -> Path:
    conversation, tree = found
    if path.suffix.lower() == ".json":
        text = conversation_as_json(conversation, tree)
    elif path.suffix.lower() in {".html", ".htm"}:
        text = conversation_as_html(conversation, _words())
    else:
        text = conversation_as_markdown(conversation, _words())
    write_atomically(path, text)
    return path


def _words() -> ExportWords:
    _t = QCoreApplication.translate
    return ExportWords(
        untitled=_t("ChatSaving", "Conversation"), person=_t("ChatSaving", "You"), model=_t("ChatSaving", "Model")
    )
