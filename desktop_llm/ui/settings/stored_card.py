"""What is stored where and how large, each with a copy to take along; what may go has a button to erase it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core import stored
from desktop_llm.core.errors import AppError
from desktop_llm.core.stored import Kind, Stored
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Divider
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.settings.row import SettingRow


class StoredCard(Card):
    """One row for each kind of data. Measured in the task thread whenever it comes into view.

    Signals:
        told: A sentence about what was done or could not be done.
    """

    told = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(gap=0, parent=parent)
        self._desk = desk
        self.content.addWidget(Text("card", self.tr("What is stored")))
        self.content.addWidget(
            Text("small", self.tr("All of it on this computer, none of it anywhere else."), color="text.2")
        )
        self.rows: dict[Kind, SettingRow] = {}
        self.erase_buttons: dict[Kind, Button] = {}
        self._asked: Kind | None = None
        for number, (kind, name) in enumerate(self._names().items()):
            if number:
                self.content.addWidget(Divider())
            show = Button(self.tr("Show"), "quiet", "folder-open", size="small")
            show.setAccessibleName(self.tr("Show: {what}").format(what=name))
            show.clicked.connect(lambda _checked=False, kind=kind: self._show_folder(kind))
            copy = Button(self.tr("Save a copy"), size="small")
            copy.setAccessibleName(self.tr("Save a copy: {what}").format(what=name))
            copy.clicked.connect(lambda _checked=False, kind=kind: self._ask_where(kind))
            buttons = [show, copy]
            if kind in stored.MAY_GO:
                erase = Button(self.tr("Erase"), size="small")
                erase.setAccessibleName(self.tr("Erase: {what}").format(what=name))
                erase.clicked.connect(lambda _checked=False, kind=kind: self._on_erase_clicked(kind))
                self.erase_buttons[kind] = erase
                buttons.append(erase)
            self.rows[kind] = SettingRow(name, self.tr("Measuring…"), *buttons)
            self.content.addWidget(self.rows[kind])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure()

    def measure(self) -> None:
        """Look at the disk again."""
        library = self._desk.settings.value.library_folder
        self._desk.tasks.submit(lambda: stored.look(library), self._on_measured)

    def save(self, kind: Kind, path: Path) -> None:
        """Write one part into an archive."""
        library = self._desk.settings.value.library_folder
        self._desk.tasks.submit(lambda: stored.save_copy(kind, path, library), self._on_saved, self._on_failed)

    def _names(self) -> dict[Kind, str]:
        return {
            Kind.CONVERSATIONS: self.tr("Conversations and comparisons"),
            Kind.MODELS: self.tr("Models"),
            Kind.RUNS: self.tr("Training runs and their checkpoints"),
            Kind.TRASH: self.tr("Trash"),
            Kind.LOGS: self.tr("Notes on errors, without your texts"),
        }

    @Slot(object)
    def _on_measured(self, parts: list[Stored]) -> None:
        for part in parts:
            words = self.tr("{size}, in {folder}").format(size=size_words(part.size_bytes), folder=part.path)
            self.rows[part.kind].sentence.setText(words if part.files else self.tr("Nothing yet."))
            if part.kind in self.erase_buttons:
                reason = "" if part.size_bytes else self.tr("There is nothing to erase.")
                self.erase_buttons[part.kind].set_unavailable(reason)

    def _show_folder(self, kind: Kind) -> None:
        def done(parts: list[Stored]) -> None:
            path = next(part.path for part in parts if part.kind is kind)
            folder = path.parent if kind is Kind.CONVERSATIONS else path
            folder.mkdir(parents=True, exist_ok=True)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        library = self._desk.settings.value.library_folder
        self._desk.tasks.submit(lambda: stored.look(library), done)

    def _ask_where(self, kind: Kind) -> None:
        dialog = QFileDialog(self, self.tr("Save a copy"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setNameFilter("ZIP (*.zip)")
        dialog.selectFile(f"desktop-llm-{kind}.zip")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save(kind, Path(name)))
        dialog.open()

    def _on_erase_clicked(self, kind: Kind) -> None:
        """The first click asks in the button itself, the second one erases."""
        if self._asked is not kind:
            self._asked = kind
            for other, button in self.erase_buttons.items():
                button.set_label(self.tr("Erase for good?") if other is kind else self.tr("Erase"))
            return
        self._asked = None
        self.erase_buttons[kind].set_label(self.tr("Erase"))
        self._desk.tasks.submit(lambda: stored.erase(kind), self._on_erased, self._on_failed)

    @Slot(object)
    def _on_erased(self, freed_bytes: int) -> None:
        self.told.emit(self.tr("Erased: {size} came free.").format(size=size_words(freed_bytes)))
        self.measure()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.told.emit(self.tr("A copy is in {file}.").format(file=path))

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.told.emit(sentence_for(error).line)
