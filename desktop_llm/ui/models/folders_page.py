"""The shelf with the folders at work: what its buttons do. How it looks is `folders`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.errors import AppError
from desktop_llm.core.library import FolderFacts
from desktop_llm.core.other_programs import ForeignModel
from desktop_llm.ui.models.folders import FoldersShelf
from desktop_llm.ui.state import LibraryList


class FoldersPage(FoldersShelf):
    """Folders and other programs of this computer.

    Args:
        library: The list that they fill.

    Signals:
        model_added: Path of a model that came out of an archive.
        failed: An `AppError`.
    """

    model_added = Signal(str)
    failed = Signal(object)

    def __init__(self, library: LibraryList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._foreign: tuple[ForeignModel, ...] = ()
        self.add_requested.connect(self._on_add_requested)
        self.archive_requested.connect(self._on_archive_requested)
        self.remove_requested.connect(self._on_remove_requested)
        self.program_requested.connect(self._on_program_requested)
        library.changed.connect(self._on_library_changed)

    def read(self) -> None:
        """Look at the folders and for other programs, in the task thread."""
        self._library.read_folders(self._on_folders_read, self._on_failed)
        self._library.read_foreign(self._on_foreign_read, self._on_failed)

    def add_folder(self, folder: Path) -> None:
        """Look into a further folder from now on, or say why not."""
        self._library.add_folder(folder, self._on_folders_changed, self._on_failed)

    def open_archive(self, archive: Path) -> None:
        """Take a model out of an archive, or say why not."""
        self._library.import_zip(archive, self._on_archive_imported, self._on_failed)

    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)

    def _on_folders_read(self, folders: tuple[FolderFacts, ...]) -> None:
        self.show_folders(folders)

    def _on_foreign_read(self, models: tuple[ForeignModel, ...]) -> None:
        self._foreign = models
        self.show_programs(models, [checkpoint.path for checkpoint in self._library.checkpoints()])

    def _on_folders_changed(self, _nothing: object) -> None:
        self.read()

    def _on_archive_imported(self, checkpoint: Checkpoint) -> None:
        self.model_added.emit(str(checkpoint.path))

    @Slot()
    def _on_library_changed(self) -> None:
        if self.isVisible():
            self.read()

    @Slot()
    def _on_add_requested(self) -> None:
        dialog = QFileDialog(self, self.tr("A folder that holds models"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.add_folder(Path(folder)))
        dialog.open()

    @Slot()
    def _on_archive_requested(self) -> None:
        dialog = QFileDialog(self, self.tr("A zip archive with a model"), "", "*.zip")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda archive: self.open_archive(Path(archive)))
        dialog.open()

    @Slot(str)
    def _on_remove_requested(self, folder: str) -> None:
        self._library.remove_folder(Path(folder), self._on_folders_changed, self._on_failed)

    @Slot(str)
    def _on_program_requested(self, program: str) -> None:
        models = tuple(model for model in self._foreign if str(model.program) == program)
        self._library.open_foreign(models, self._on_folders_changed, self._on_failed)
