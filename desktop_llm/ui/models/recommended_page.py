"""Recommended: the short list that ships, with what each is good at and whether it fits; read without a network."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.fit import fit_of, memory_to_chat, memory_to_train
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.recommended import recommended, start_with
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.facts import IconWords
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.rows import ListRow
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.models.hub_shelf import HubShelf
from desktop_llm.ui.models.hub_words import recommended_words
from desktop_llm.ui.models.rows import FIT_WIDTH, RIGHT, SIZE_WIDTH, ColumnTitles, fit_sign
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.hub_thread import HubThread


class RecommendedPage(HubShelf):
    """The list, the one to start with marked and shown."""

    def __init__(self, hub: HubThread, settings: SettingsHolder, parent: QWidget | None = None) -> None:
        super().__init__(hub, settings, parent)
        memory = machine_memory()
        first = start_with(memory)
        about = Text(
            "body",
            self.tr("Open models of kinds that this version runs and trains. Nothing is fetched until you say so."),
            color="text.2",
        )
        self.list_column.addLayout(Row(about, gap=0, margins=(12, 0, 12, 12)))
        self.list_column.addWidget(ColumnTitles())
        for entry in recommended():
            row = ListRow(entry.name, recommended_words(entry.sentence))
            if entry is first:
                row.add_sign(Chip("suggested", self.tr("Start with this one")))
            row.add_column(Text("small", size_words(entry.size_bytes), color="text.2", wrap=False), SIZE_WIDTH, RIGHT)
            row.add_column(fit_sign(fit_of(memory_to_chat(entry.facts), memory)), FIT_WIDTH)
            row.add_column(fit_sign(fit_of(memory_to_train(entry.facts), memory)), FIT_WIDTH)
            self.rows.add_row(entry.repo, row)
        self.list_column.addWidget(self.rows)
        note = IconWords("info", self.tr("Larger models answer better and slower; they also need more memory."))
        self.list_column.addLayout(Row(note, gap=0, margins=(12, 12)))
        self.list_column.addStretch(1)
        self._first = first.repo
        self.show_first()

    def show_first(self) -> None:
        """Show the one to start with."""
        self.rows.select(self._first)
        self._show_entry(self._first, is_chosen=False)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self._show_entry(str(key), is_chosen=True)

    def _show_entry(self, key: str, is_chosen: bool) -> None:
        entry = next(one for one in recommended() if one.repo == key)
        self._asked += 1
        self.detail.show_recommended(entry, self.endpoint)
        self._show_download()
        self._open_detail(is_chosen)
