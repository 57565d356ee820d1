"""Search the hub by name, task, licence, language and size; or paste a link. Asks nobody until one says so."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.hub import HubQuery, HubRow, repo_of
from desktop_llm.ui.figures import number_words, parameters_words
from desktop_llm.ui.kind_words import licence_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.choices import Choice, Option
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.rows import ListRow
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.models.hub_shelf import HubShelf
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.hub_thread import HubThread


class SearchPage(HubShelf):
    """A field, choices, and what was found."""

    def __init__(self, hub: HubThread, settings: SettingsHolder, parent: QWidget | None = None) -> None:
        super().__init__(hub, settings, parent)
        self._searched = 0
        self.field = TextField(
            self.tr("Name, or a link to a model"), placeholder="Qwen3, owner/name, https://…", icon="search"
        )
        self.field.edit.returnPressed.connect(self.begin)
        self.go = Button(self.tr("Search"), "primary", "search")
        self.go.clicked.connect(self.begin)
        self.task = Choice(
            self.tr("Kind"),
            [
                Option("text-generation", self.tr("Chat and write")),
                Option("fill-mask", self.tr("Fill gaps")),
                Option("text-classification", self.tr("Sort texts")),
                Option("translation", self.tr("Translate")),
                Option("", self.tr("Any kind")),
            ],
        )
        self.licence = Choice(
            self.tr("Licence"),
            [
                Option("", self.tr("Any licence")),
                Option("apache-2.0", "Apache 2.0"),
                Option("mit", "MIT"),
            ],
        )
        languages = [("en", "English"), ("zh", "中文"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
        languages += [("it", "Italiano"), ("pt", "Português"), ("ja", "日本語"), ("ko", "한국어"), ("ar", "العربية")]
        self.language = Choice(
            self.tr("Language"),
            [Option("", self.tr("Any language")), *(Option(key, name) for key, name in languages)],
        )
        self.largest = Choice(
            self.tr("Size"),
            [
                Option(0, self.tr("Any size")),
                Option(1_000_000_000, self.tr("Up to {size}").format(size=parameters_words(1_000_000_000))),
                Option(4_000_000_000, self.tr("Up to {size}").format(size=parameters_words(4_000_000_000))),
                Option(8_000_000_000, self.tr("Up to {size}").format(size=parameters_words(8_000_000_000))),
            ],
        )
        self.trainable = Toggle(self.tr("Can be taught here"), label="after")
        choices = QWidget()
        FlowLayout(self.task, self.licence, self.language, self.largest, self.trainable, gap=8, on=choices)
        line = Row(gap=8)
        line.addWidget(self.field, 1)
        line.addWidget(self.go)
        self.said = Text("body", self.tr("Searching asks the hub; nothing is asked before."), color="text.2")
        top = Column(line, choices, self.said, gap=12, margins=(12, 0, 12, 12))
        self.list_column.addLayout(top)
        self.list_column.addWidget(self.rows)
        self.list_column.addStretch(1)

    @Slot()
    def begin(self) -> None:
        """Search; or, where a link or an id was given, look at that model."""
        words = self.field.text.strip()
        if "/" in words:
            try:
                self.look_at(repo_of(words))
                self.go.set_kind("secondary")
            except AppError as error:
                self.said.setText(sentence_for(error).line)
            return
        self._searched += 1
        number = self._searched
        query = HubQuery(
            words,
            str(self.task.value or ""),
            str(self.licence.value or ""),
            str(self.language.value or ""),
            int(str(self.largest.value or 0)),
            self.trainable.isChecked(),
        )
        self.go.set_busy(self.tr("Searching…"))

        def show(found: tuple[HubRow, ...]) -> None:
            if number == self._searched:
                self._show_rows(found)

        def fail(error: AppError) -> None:
            if number == self._searched:
                self.go.set_busy("")
                self.said.setText(sentence_for(error).line)

        self._hub.ask(lambda service: service.search(query), show, fail)

    def _show_rows(self, found: tuple[HubRow, ...]) -> None:
        self.go.set_busy("")
        self.go.set_kind("secondary" if found else "primary")  # the next step is in the pane then
        self.rows.clear()
        for one in found:
            self.rows.add_row(one.repo, self._row(one))
        self.said.setText(
            self.tr("{count} found, the most used first.").format(count=number_words(len(found)))
            if found
            else self.tr("Nothing found. Try a shorter name or fewer conditions.")
        )

    def _row(self, one: HubRow) -> ListRow:
        words = [licence_words(one.licence)[0]]
        if one.parameters:
            words.insert(0, parameters_words(one.parameters))
        words.append(self.tr("fetched {count} times in a month").format(count=number_words(one.downloads)))
        row = ListRow(one.repo, " · ".join(words))
        if one.is_gated:
            row.add_sign(Chip("neutral", self.tr("Asks for consent")))
        if one.has_gguf and not one.has_safetensors:
            row.add_sign(Chip("neutral", self.tr("Made smaller")))
        return row
