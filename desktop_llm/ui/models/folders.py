"""Where models are looked for: the library, further folders, and what other programs have fetched already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.library import FolderFacts
from desktop_llm.core.other_programs import ForeignModel
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.text import Text


class FoldersShelf(QWidget):
    """Rows of folders and of other programs, each with what can be done.

    Signals:
        add_requested, archive_requested: The buttons above the list.
        remove_requested: A folder, as text.
        program_requested: The name of a program whose models are to be listed.
    """

    add_requested = Signal()
    archive_requested = Signal()
    remove_requested = Signal(str)
    program_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sentence = Text(
            "body",
            self.tr("Models are looked for in these folders. What comes or goes in them shows by itself."),
            color="text.2",
            max_width=720,
        )
        self.add = Button(self.tr("Add a folder"), "secondary", "plus")
        self.add.clicked.connect(self.add_requested)
        self.archive = Button(self.tr("Open a zip archive"), "secondary", "upload")
        self.archive.clicked.connect(self.archive_requested)
        self.folders = RowList()
        self._programs_caption = SectionCaption(self.tr("From other programs"))
        self._programs_sentence = Text("body", "", color="text.2", max_width=720)
        self.programs = RowList()
        column = Column(
            sentence, Row(self.add, self.archive, None, gap=8), self.folders, self._programs_caption,
            self._programs_sentence, self.programs, None, gap=12, margins=(24, 16), on=self,
        )  # fmt: skip
        column.setStretch(6, 1)
        self.show_folders(())
        self.show_programs((), ())

    def show_folders(self, folders: Sequence[FolderFacts]) -> None:
        self.folders.clear()
        for number, folder in enumerate(folders):
            row = ListRow(str(folder.path), self._folder_words(folder))
            if number:
                button = Button(self.tr("Look here no more"), "secondary", size="small")
                button.clicked.connect(lambda _c=False, path=str(folder.path): self.remove_requested.emit(path))
                row.add_column(button)
            self.folders.add_row(str(folder.path), row)

    def show_programs(self, models: Sequence[ForeignModel], listed: Sequence[Path]) -> None:
        """The programs of this computer with models that are not in the list yet."""
        known = set(listed)
        waiting: dict[str, int] = {}
        for model in models:
            if model.path not in known:
                waiting[str(model.program)] = waiting.get(str(model.program), 0) + 1
        self.programs.clear()
        for program, number in waiting.items():
            row = ListRow(program, self.tr("Models to add: {n}, read where they lie").format(n=number))
            button = Button(self.tr("Add them to the list"), "secondary", "plus", size="small")
            button.clicked.connect(lambda _c=False, name=program: self.program_requested.emit(name))
            row.add_column(button)
            self.programs.add_row(program, row)
        self._programs_sentence.setText(
            self.tr("Nothing is copied or changed.")
            if waiting
            else self.tr("No other models were found of Hugging Face, LM Studio, Ollama, GPT4All or Jan.")
        )

    def _folder_words(self, folder: FolderFacts) -> str:
        if not folder.is_there:
            return self.tr("Not connected; its models come back with it")
        return self.tr("Models: {n}, {size}; {free} free on this drive").format(
            n=folder.models, size=size_words(folder.size_bytes), free=size_words(folder.free_bytes)
        )
