"""The place Models: the list of this computer, the trash, and a pane with the chosen checkpoint."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.errors import AppError
from desktop_llm.core.gguf_file import is_gguf
from desktop_llm.core.library_trash import TrashedCheckpoint
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import Failed
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import IconWords, SectionCaption
from desktop_llm.ui.look.floating import Toast
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.rows import RowList, SideRow
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.models.detail import Detail
from desktop_llm.ui.models.export import Export
from desktop_llm.ui.models.fit_words import fit_figures
from desktop_llm.ui.models.folders_page import FoldersPage
from desktop_llm.ui.models.hub_pages import KEYS as HUB_KEYS
from desktop_llm.ui.models.hub_pages import HubPages
from desktop_llm.ui.models.rows import ColumnTitles, checkpoint_row
from desktop_llm.ui.models.trash import TrashShelf
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.side_pane import lay_beside, lay_over


class ModelsPlace(QWidget):
    """What is on this computer.

    Signals:
        chat_requested, train_requested, compare_requested: A checkpoint's path, as text.
    """

    chat_requested = Signal(str)
    train_requested = Signal(str)
    compare_requested = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._loaded_rows: set[str] = set()
        self._detail_is_open = False
        self._is_narrow = self._is_slim = False
        self._chosen = ""
        self._trashed: tuple[TrashedCheckpoint, ...] = ()
        self.open_button = Button(self.tr("Open a folder"), "secondary", "folder-open")
        self.open_button.clicked.connect(self._on_open_clicked)
        self.open_file_button = Button(self.tr("Open a file"), "secondary", "file-text")
        self.open_file_button.clicked.connect(self._on_open_file_clicked)
        self._header = Header(self.tr("On this computer"), self.open_file_button, self.open_button)
        self.export = Export(desk.engines.ask_apart)
        self._banner = Banner("danger", "")
        self._banner.hide()
        self.rows = RowList()
        self.rows.chosen.connect(self._on_rows_chosen)
        self.rows.opened.connect(self._on_rows_opened)
        self._disk = IconWords("hard-drive", "")
        self._hint = IconWords(
            "info", self.tr("Have a model already? Open its folder or file; it stays where it lies. Nothing is copied.")
        )
        shelf = QWidget()
        column = Column(gap=0, margins=(12, 16, 12, 24), on=shelf)
        self._titles = ColumnTitles()
        column.addWidget(self._titles)
        column.addWidget(self.rows)
        column.addSpacing(theme().px(12))
        column.addLayout(Row(self._disk, gap=0, margins=(12, 0)))
        column.addLayout(Row(self._hint, gap=0, margins=(12, 8)))
        column.addStretch(1)
        self.trash = TrashShelf()
        self.trash.restore_requested.connect(self._on_trash_restore_requested)
        self.trash.erase_requested.connect(self._on_trash_erase_requested)
        self._shelves = QStackedWidget()
        self._shelves.addWidget(Scroll(shelf))
        self._shelves.addWidget(Scroll(self.trash))
        self.folders = FoldersPage(desk.library)
        self.folders.failed.connect(self._on_failed)
        self.folders.model_added.connect(self._on_model_added)
        self._shelves.addWidget(Scroll(self.folders))
        self._hub: HubPages | None = None
        self.detail = Detail(self)
        self._connect_detail()
        self._content = Row(gap=0)
        self._content.addWidget(self._shelves, 1)
        self._content.addWidget(self.detail)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(self._banner)
        whole.addWidget(self.export)
        whole.addLayout(self._content, 1)
        self._toast = Toast(self)
        self._toast.action_requested.connect(self._on_toast_action_requested)
        self._undo_id = ""
        self._side = self._make_side()
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.rows, self._on_delete_pressed)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        theme().changed.connect(self._on_theme_changed)
        desk.library.changed.connect(self._on_library_changed)
        desk.engines.state_changed.connect(self._on_engines_state_changed)
        desk.settings.changed.connect(self._on_settings_changed)
        self._on_library_changed()

    # --- what the window calls ---

    def sidebar_list(self) -> QWidget:
        """The shelves: this computer, the trash."""
        return self._side

    def open_folder(self, folder: Path) -> None:
        """Add a folder or a GGUF file to the list, or say why not."""
        self._desk.library.open_folder(folder, self._on_folder_opened, self._on_failed)

    def choose(self, path: str) -> None:
        """Show one checkpoint in the pane."""
        self._detail_is_open = True
        self._chosen = path
        self.rows.select(path)
        self._show_chosen()

    def show_shelf(self, key: str) -> None:
        """Show "here", "folders", "trash" or, where there is a hub, one of its shelves."""
        if key in HUB_KEYS and self._desk.hub is None:
            key = "here"
        self._shelf_rows.select(key)
        self._on_shelf_chosen(key)

    # --- inside ---

    def _hub_pages(self) -> HubPages:
        """The shelves of the hub, made when first looked at."""
        if self._hub is None:
            assert self._desk.hub is not None
            self._hub = HubPages(self._desk.hub, self._desk.settings)
            self._hub.page_requested.connect(self.show_shelf)
            self._hub.chat_requested.connect(self.chat_requested)
            self._shelves.addWidget(self._hub)
        return self._hub

    def _make_side(self) -> QWidget:
        side = QWidget()
        self._shelf_rows = RowList()
        self._here_row = SideRow(self.tr("On this computer"))
        self._trash_row = SideRow(self.tr("Trash"))
        self._shelf_rows.add_row("here", self._here_row)
        self._shelf_rows.add_row("folders", SideRow(self.tr("Folders")))
        self._shelf_rows.add_row("trash", self._trash_row)
        if self._desk.hub is not None:
            caption = QWidget()
            Column(SectionCaption(self.tr("Get a model")), margins=(0, 16, 0, 4), on=caption)
            self._shelf_rows.add_caption(caption)
            for key, words in (
                ("recommended", self.tr("Recommended")),
                ("search", self.tr("Search")),
                ("downloads", self.tr("Downloads")),
            ):
                self._shelf_rows.add_row(key, SideRow(words))
        self._shelf_rows.select("here")
        self._shelf_rows.chosen.connect(self._on_shelf_chosen)
        column = Column(gap=4, margins=(8, 20, 8, 8), on=side)
        column.addWidget(SectionCaption(self.tr("Models")))
        column.addWidget(self._shelf_rows)
        column.addStretch(1)
        return side

    def _connect_detail(self) -> None:
        detail = self.detail
        detail.chat_requested.connect(self.chat_requested)
        detail.train_requested.connect(self.train_requested)
        detail.compare_requested.connect(self.compare_requested)
        detail.load_requested.connect(self._on_detail_load_requested)
        detail.unload_requested.connect(self._desk.engines.unload)
        detail.trash_requested.connect(self._on_detail_trash_requested)
        detail.show_files_requested.connect(self._on_detail_show_files_requested)
        detail.export_requested.connect(self._on_detail_export_requested)
        detail.renamed.connect(self._on_detail_renamed)
        detail.closed.connect(self._on_detail_closed)

    @Slot()
    def _on_library_changed(self) -> None:
        memory = machine_memory()
        states = {state.path for state in self._desk.engines.loaded() if state.model is not None}
        checkpoints = self._desk.library.checkpoints()
        had_focus = self.rows.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.rows.clear()
        for checkpoint in checkpoints:
            path = str(checkpoint.path)
            row = checkpoint_row(checkpoint, fit_figures(checkpoint, memory), path in states, self._is_slim)
            self.rows.add_row(path, row)
        self._here_row.set_texts(self.tr("On this computer"), str(len(checkpoints)))
        used = sum(item.size_bytes for item in checkpoints)
        self._disk.set_words(self.tr("{size} used by models").format(size=size_words(used)))
        if self._desk.library.find(self._chosen) is None:
            self._chosen = str(checkpoints[0].path) if checkpoints else ""
        self.rows.select(self._chosen)
        chosen_row = self.rows.row(self._chosen)
        if had_focus and chosen_row is not None:
            chosen_row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_chosen()
        self._desk.library.read_trash(self._on_trash_read)

    def _show_chosen(self) -> None:
        checkpoint = self._desk.library.find(self._chosen)
        self.detail.setVisible(checkpoint is not None and self._shelves.currentIndex() == 0 and self._has_room())
        if checkpoint is not None:
            memory = machine_memory()
            state = self._desk.engines.state(str(checkpoint.path))
            self.detail.show_checkpoint(checkpoint, fit_figures(checkpoint, memory), memory, state)

    def _has_room(self) -> bool:
        return self._detail_is_open or not self._is_narrow

    @Slot(object)
    def _on_trash_read(self, trashed: tuple[TrashedCheckpoint, ...]) -> None:
        self._trashed = trashed
        self.trash.show_checkpoints(trashed)
        self._trash_row.set_texts(self.tr("Trash"), str(len(trashed)) if trashed else "")

    @Slot(object)
    def _on_shelf_chosen(self, key: object) -> None:
        if key in HUB_KEYS:
            pages = self._hub_pages()
            pages.show_page(str(key))
            self._shelves.setCurrentWidget(pages)
            hub_titles = (self.tr("Recommended"), self.tr("Search"), self.tr("Downloads"))
            self._header.set_title(hub_titles[HUB_KEYS.index(str(key))])
            self._show_chosen()
            return
        titles = {"here": self.tr("On this computer"), "trash": self.tr("Trash"), "folders": self.tr("Folders")}
        self._shelves.setCurrentIndex(list(titles).index(str(key)))
        self._header.set_title(titles[str(key)])
        if key == "folders":
            self.folders.read()
        self._show_chosen()

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self._detail_is_open = True
        self._chosen = str(key)
        self._show_chosen()

    @Slot(object)
    def _on_rows_opened(self, key: object) -> None:
        checkpoint = self._desk.library.find(str(key))
        if checkpoint is not None and checkpoint.facts is not None and self.detail.chat.isEnabled():
            self.chat_requested.emit(str(key))

    @Slot(str)
    def _on_engines_state_changed(self, path: str) -> None:
        checkpoint = self._desk.library.find(path)
        if checkpoint is None:
            return
        is_loaded = self._desk.engines.state(path).model is not None
        if is_loaded != (path in self._loaded_rows):
            self._loaded_rows.symmetric_difference_update({path})
            self._on_library_changed()
        elif path == self._chosen:
            self._show_chosen()

    @Slot(object)
    def _on_settings_changed(self, _settings: object) -> None:
        self._desk.library.refresh()

    @Slot(str)
    def _on_detail_load_requested(self, path: str) -> None:
        checkpoint = self._desk.library.find(path)
        if checkpoint is not None and fit_figures(checkpoint, machine_memory()).chat is Fit.TOO_BIG:
            return
        self._desk.engines.load(path).failed.connect(self._on_load_failed)

    @Slot(object)
    def _on_load_failed(self, failed: Failed) -> None:
        self._on_failed(failed.error())

    def _on_failed(self, error: AppError) -> None:
        self._banner.set_sentence(sentence_for(error).line)
        self._banner.show()
        if self._is_narrow:  # the pane would lie over the sentence
            self._detail_is_open = False
            self._show_chosen()

    @Slot(object)
    def _on_folder_opened(self, checkpoint: Checkpoint) -> None:
        self._banner.hide()
        self.choose(str(checkpoint.path))

    @Slot(str)
    def _on_model_added(self, path: str) -> None:
        self.show_shelf("here")
        self._banner.hide()
        self.choose(path)

    @Slot(str)
    def _on_detail_trash_requested(self, checkpoint_id: str) -> None:
        checkpoint = self._desk.library.find(checkpoint_id)
        if checkpoint is None:
            return
        if checkpoint.origin is Origin.BUNDLED:
            self._banner.set_sentence(
                self.tr("“{name}” ships with Desktop LLM and stays.").format(name=checkpoint.name)
            )
            self._banner.show()
            return
        self._banner.hide()
        self._desk.engines.unload(str(checkpoint.path))
        forgotten = checkpoint.origin is Origin.OPENED
        words = self.tr("Taken off the list; its files stay") if forgotten else self.tr("Moved to the trash")
        self._desk.library.trash(
            checkpoint_id,
            lambda trashed: self._offer_undo(trashed, words),
            self._on_failed,
        )

    def _offer_undo(self, trashed: TrashedCheckpoint, words: str) -> None:
        self._undo_id = trashed.id
        self._detail_is_open = False
        self._show_chosen()
        self._toast.say(words, self.tr("Undo"))

    @Slot()
    def _on_delete_pressed(self) -> None:
        paths = [str(item.path) for item in self._desk.library.checkpoints()]
        focused = next((path for path in paths if self.rows.row(path) is self.focusWidget()), self._chosen)
        checkpoint = self._desk.library.find(focused)
        if checkpoint is not None:
            self._on_detail_trash_requested(checkpoint.id)

    @Slot()
    def _on_toast_action_requested(self) -> None:
        if self._undo_id:
            self._desk.library.restore(self._undo_id, failed=self._on_failed)

    @Slot(str)
    def _on_trash_restore_requested(self, checkpoint_id: str) -> None:
        self._desk.library.restore(
            checkpoint_id, lambda _result: self._toast.say(self.tr("It is back")), self._on_failed
        )

    @Slot(str)
    def _on_trash_erase_requested(self, checkpoint_id: str) -> None:
        self._desk.library.erase(
            checkpoint_id, lambda _result: self._desk.library.read_trash(self._on_trash_read), self._on_failed
        )

    @Slot(str)
    def _on_detail_export_requested(self, checkpoint_id: str) -> None:
        checkpoint = self._desk.library.find(checkpoint_id)
        if checkpoint is not None and not self.export.is_busy:
            anchor = self.detail.export
            self.export.menu_for(checkpoint, anchor).popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    @Slot(str)
    def _on_detail_show_files_requested(self, checkpoint_id: str) -> None:
        checkpoint = self._desk.library.find(checkpoint_id)
        if checkpoint is not None:
            folder = checkpoint.path.parent if is_gguf(checkpoint.path) else checkpoint.path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot(str, str)
    def _on_detail_renamed(self, checkpoint_id: str, name: str) -> None:
        self._desk.library.rename(checkpoint_id, name, failed=self._on_failed)

    @Slot()
    def _on_detail_closed(self) -> None:
        self._detail_is_open = False
        self._show_chosen()
        row = self.rows.row(self._chosen)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_open_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("A model's folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.open_folder(Path(folder)))
        dialog.open()

    @Slot()
    def _on_open_file_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("A model in one file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("GGUF (*.gguf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.open_folder(Path(file)))
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_narrow and self._detail_is_open:
            self._on_detail_closed()
        elif event.key() == Qt.Key.Key_Escape and self._banner.isVisible():
            self._banner.hide()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fold)

    def _fold(self) -> None:
        """The pane beside the list, or over it; fewer columns where the window is very narrow."""
        look = theme()
        width = self.window().width() / look.text_factor
        was_slim, self._is_slim = self._is_slim, width < tokens.FOLD_ONE_COLUMN
        self._is_narrow = width < tokens.FOLD_RAIL
        self.detail.close_button.setVisible(self._is_narrow)
        self.detail.set_width(tokens.WIDTH_DETAIL_WIDE if width >= tokens.FOLD_WIDE else tokens.WIDTH_DETAIL)
        if self._is_narrow:
            top = self._header.height()
            area = QRect(0, top, self.width(), self.height() - top)
            lay_over(self._content, self.detail, area, self.detail.minimumWidth())
        else:
            lay_beside(self._content, self.detail)
        if was_slim != self._is_slim:
            self._titles.set_slim(self._is_slim)
            self._on_library_changed()
        else:
            self._show_chosen()
