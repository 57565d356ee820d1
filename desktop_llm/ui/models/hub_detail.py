"""The pane beside a list of the hub: one model that is not here yet, whether it fits, and the way to get it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.downloads import Download, DownloadState
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.fit import fit_of, memory_to_chat, memory_to_train
from desktop_llm.core.hub import FileKind, HubModel, Variant
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.recommended import Recommended
from desktop_llm.ui.figures import context_words, parameters_words, size_words
from desktop_llm.ui.kind_words import licence_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.choices import Choice, Option
from desktop_llm.ui.look.facts import FactRow, IconWords
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.view import MarkdownView
from desktop_llm.ui.models.fit_words import fit_sentence
from desktop_llm.ui.models.hub_words import files_words, left_words, recommended_words, state_words, variant_words
from desktop_llm.ui.models.rows import fit_sign
from desktop_llm.ui.sentences import sentence_for

WIDTH = 340


class HubDetail(Surface):
    """Facts of one model of the hub, and its download.

    Signals:
        download_requested: The repo, and the `Variant` or None for the usual one.
        look_requested: The repo whose card and files are wanted.
        downloads_requested: The list of downloads is wanted.
        closed: The pane's x, where it covers the list.
    """

    download_requested = Signal(str, object)
    look_requested = Signal(str)
    downloads_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface.side", line_on=("left",), parent=parent)
        self._repo = self._page = ""
        self._variants: tuple[Variant, ...] = ()
        self._model: HubModel | None = None
        self._name = ElidedText("figure", "")
        self._owner = Text("small", "", color="text.2")
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        self._sentence = Text("body", "")
        self.get = Button(self.tr("Download"), "primary", "download", wide=True)
        self.get.clicked.connect(self._on_get_clicked)
        self.look = Button(self.tr("Read its card"), "secondary", "file-text", wide=True)
        self.look.clicked.connect(lambda: self.look_requested.emit(self._repo))
        self.web = Button(self.tr("Open its page"), "secondary", "globe", wide=True)
        self.web.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._page)))
        self._state = Text("small", "", color="text.2")
        self._bar = ProgressBar(self.tr("Download"))
        self.show_downloads = Button(self.tr("Show downloads"), "quiet", size="small")
        self.show_downloads.clicked.connect(self.downloads_requested)
        self._progress = QWidget()
        Column(self._bar, self._state, self.show_downloads, gap=6, on=self._progress)
        self.variant = Choice(self.tr("Version"), [])
        self.variant.chosen.connect(self._on_variant_chosen)
        self._gate = IconWords("shield-check", "")
        self._facts = QWidget()
        self._facts_column = Column(gap=0, on=self._facts)
        self._files = Text("small", "", color="text.2")
        self._card_title = Text("card", self.tr("What its makers say"))
        self.card = MarkdownView()
        self.card.link_requested.connect(lambda link: QDesktopServices.openUrl(QUrl(link)))
        head = Row(gap=8)
        head.addWidget(self._name, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        column = Column(gap=12, margins=20, on=content)
        column.addLayout(Column(head, self._owner, gap=0))
        for part in (
            self._sentence, self._gate, self.variant, self.get, self.web, self.look, self._progress, self._facts,
            self._files, Divider(), self._card_title, self.card,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        whole = Column(gap=0, margins=(1, 0, 0, 0), on=self)
        whole.addWidget(Scroll(content), 1)
        self.refresh_look()

    @property
    def repo(self) -> str:
        """The model that is shown, or ""."""
        return self._repo

    def show_recommended(self, entry: Recommended, endpoint: str) -> None:
        """Show what ships about a model; nothing was asked of anybody."""
        self._begin(entry.repo, entry.name, endpoint, recommended_words(entry.sentence))
        self._show_gate(entry.is_gated)
        self._show_facts(entry.facts, entry.size_bytes, entry.languages)
        self.get.show()
        self.look.show()

    def show_model(self, model: HubModel, endpoint: str) -> None:
        """Show what the hub says of a model."""
        self._begin(model.repo, model.repo.rpartition("/")[2], endpoint, "")
        self._model, self._variants = model, model.variants
        self._show_gate(model.is_gated)
        options = [Option(one.key, *variant_words(one), self._refusal(one)) for one in self._variants]
        self.variant.set_options(options)
        self.variant.setVisible(len(options) > 1)
        if model.trouble is not None and model.trouble is not ErrorCode.HUB_GATED:
            error = sentence_for(AppError(model.trouble, name=model.repo, file="config.json"))
            self._sentence.setText(error.line)
            self._sentence.show()
        self.get.show()
        first = self._chosen()
        self._show_facts(model.facts, first.size_bytes if first else 0, model.languages)
        self._on_variant_chosen(None)
        text = model.card.partition("\n---")[2].partition("\n")[2] if model.card.startswith("---") else model.card
        for part in (self._card_title, self.card):
            part.setVisible(bool(text.strip()))
        self.card.show_markdown(text[:60_000], theme().px(WIDTH - 42))

    def show_waiting(self, repo: str, endpoint: str) -> None:
        """The hub was asked about a model."""
        self._begin(repo, repo.rpartition("/")[2], endpoint, self.tr("Asking the hub about it…"))

    def show_error(self, error: AppError) -> None:
        """The hub could not say."""
        self.get.set_busy("")
        self._sentence.setText(sentence_for(error).line)
        self._sentence.show()
        self.web.setVisible(error.code is ErrorCode.HUB_GATED)

    def show_download(self, download: Download | None) -> None:
        """How its download stands; None where there is none."""
        runs = download is not None and download.state is not DownloadState.DONE
        self.get.set_busy("")
        is_here = download is not None and not runs
        self.get.set_label(self.tr("Download again") if is_here else self.tr("Download"), "download")
        if runs:
            self.get.hide()
        elif self._repo:
            self.get.show()
        self._progress.setVisible(download is not None)
        if download is not None:
            self._bar.set_share(download.share)
            left = left_words(download)
            self._state.setText(state_words(download) if not runs else f"{left}. {state_words(download)}")

    def set_busy(self) -> None:
        """The download was asked for."""
        self.get.set_busy(self.tr("Asking the hub…"))

    def refresh_look(self) -> None:
        self.setMinimumWidth(theme().px(WIDTH))

    def _begin(self, repo: str, name: str, endpoint: str, sentence: str) -> None:
        self._repo, self._model, self._variants = repo, None, ()
        self._page = f"{endpoint.rstrip('/')}/{repo}"
        self._name.setText(name)
        self._owner.setText(repo)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.get.set_busy("")
        self.get.set_unavailable("")
        for part in (
            self.get, self.look, self.web, self.variant, self._gate, self._files, self._card_title, self.card,
            self._progress, self._facts,
        ):  # fmt: skip
            part.hide()

    def _show_gate(self, is_gated: bool) -> None:
        self._gate.setVisible(is_gated)
        self.web.setVisible(is_gated)
        self._gate.set_words(
            self.tr(
                "Its makers want you to accept their terms: open its page, sign in and accept, make an access token "
                "there, and put it under Settings, Network."
            )
        )

    def _show_facts(self, facts: ModelFacts | None, size_bytes: int, languages: tuple[str, ...]) -> None:
        while (item := self._facts_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        memory = machine_memory()
        if facts is not None and facts.kind.generates:
            needs = (
                (self.tr("To chat"), memory_to_chat(facts)),
                (self.tr("To train"), memory_to_train(facts)),
            )
            for action, needed in needs:
                line = QWidget()
                row = Row(fit_sign(fit_of(needed, memory)), gap=8, on=line)
                row.addWidget(Text("small", fit_sentence(action, needed, memory)), 1)
                self._facts_column.addWidget(line)
            self._facts_column.addSpacing(theme().px(8))
        licence = facts.licence if facts is not None else self._model.licence if self._model else ""
        work, name = licence_words(licence)
        rows = [(self.tr("To fetch"), size_words(size_bytes), "")] if size_bytes else []
        rows.append((self.tr("At work?"), work, name))
        if facts is not None:
            rows.append((self.tr("Size"), parameters_words(facts.parameters), ""))
            rows.append((self.tr("Reads at once"), context_words(facts.context_tokens), ""))
        if languages:
            rows.append((self.tr("Languages"), ", ".join(languages[:8]), ""))
        for label, value, expert in rows:
            self._facts_column.addWidget(FactRow(label, value, expert))
        self._facts.show()

    def _refusal(self, variant: Variant) -> str:
        if variant.kind is FileKind.PICKLED:
            return self.tr("An old format that can run programs.")
        trouble = self._model.trouble if self._model is not None else None
        if variant.kind is FileKind.WEIGHTS and trouble not in (None, ErrorCode.HUB_GATED):
            return self.tr("This version can not use these files.")
        return ""

    def _chosen(self) -> Variant | None:
        return next((one for one in self._variants if one.key == self.variant.value), None)

    @Slot(object)
    def _on_variant_chosen(self, _key: object) -> None:
        variant = self._chosen()
        refusal = self._refusal(variant) if variant is not None else self.tr("It has no files this version can use.")
        self.get.set_unavailable(refusal)
        if variant is not None and self._model is not None:
            self._files.setText(files_words(self._model, variant))
            self._files.show()

    @Slot()
    def _on_get_clicked(self) -> None:
        self.download_requested.emit(self._repo, self._chosen())
