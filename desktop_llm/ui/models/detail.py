"""The pane beside the list: one checkpoint, what can be done with it, and its facts in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import Memory
from desktop_llm.core.preflight_gguf import GGUF
from desktop_llm.ui.figures import context_words, number_words, parameters_words, size_words
from desktop_llm.ui.kind_words import kind_words, licence_words, second_line
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.facts import FactRow
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.models.fit_words import FitFigures, bits_words, fit_sentence, quality_words
from desktop_llm.ui.models.name_field import NameField
from desktop_llm.ui.models.rows import fit_sign
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.engines import EngineState, EngineStatus

WIDTH = 340


class Detail(Surface):
    """Facts and actions of the chosen checkpoint.

    Signals:
        chat_requested, train_requested, compare_requested: The checkpoint's path, as text.
        load_requested, unload_requested: The path.
        trash_requested, show_files_requested, export_requested: The checkpoint's id.
        renamed: Id and the new name.
        closed: The pane's x, where it lies over the list.
    """

    chat_requested = Signal(str)
    train_requested = Signal(str)
    compare_requested = Signal(str)
    load_requested = Signal(str)
    unload_requested = Signal(str)
    trash_requested = Signal(str)
    show_files_requested = Signal(str)
    export_requested = Signal(str)
    renamed = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._wanted_width = WIDTH
        super().__init__("surface.side", line_on=("left",), parent=parent)
        self._checkpoint: Checkpoint | None = None
        self._state: EngineState | None = None
        self.name = NameField()
        self.name.renamed.connect(self._on_name_renamed)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        self._origin = Text("small", "", color="text.2")
        self.chat = Button(self.tr("Chat"), "primary", "message-square", wide=True)
        self.train = Button(self.tr("Train"), "secondary", "graduation-cap", wide=True)
        self.compare = Button(self.tr("Compare"), "secondary", wide=True)
        self.chat.clicked.connect(lambda: self._say(self.chat_requested))
        self.train.clicked.connect(lambda: self._say(self.train_requested))
        self.compare.clicked.connect(lambda: self._say(self.compare_requested))
        self._facts = QWidget()
        self._facts_column = Column(gap=0, on=self._facts)
        self.load = Button(self.tr("Load"), "secondary", "memory-stick")
        self.load.clicked.connect(self._on_load_clicked)
        self.show_files = Button(self.tr("Show files"), "quiet", "folder-open")
        self.show_files.clicked.connect(lambda: self._say_id(self.show_files_requested))
        self.export = Button(self.tr("Export for other programs"), "secondary", "upload")
        self.export.clicked.connect(lambda: self._say_id(self.export_requested))
        self.trash = IconButton("trash-2", self.tr("Move to the trash"))
        self.trash.clicked.connect(lambda: self._say_id(self.trash_requested))
        head = Row(gap=8)
        head.addWidget(self.name, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        column = Column(gap=12, margins=20, on=content)
        column.addLayout(Column(head, self._origin, gap=0))
        column.addLayout(Row(self.chat, self.train, self.compare, gap=8))
        column.addWidget(self._facts)
        column.addWidget(self.export)
        column.addStretch(1)
        whole = Column(gap=0, margins=(1, 0, 0, 0), on=self)
        whole.addWidget(Scroll(content), 1)
        whole.addWidget(Divider())
        whole.addLayout(Row(self.load, self.show_files, None, self.trash, gap=8, margins=(20, 16)))
        self.refresh_look()

    def show_checkpoint(self, checkpoint: Checkpoint, figures: FitFigures, memory: Memory, state: EngineState) -> None:
        """Show one checkpoint as the engine has it now."""
        self._checkpoint, self._state = checkpoint, state
        self.name.show_name(checkpoint.name)
        self._origin.setText(self._origin_words(checkpoint))
        self._show_actions(checkpoint, figures, state)
        while (item := self._facts_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if checkpoint.trouble is not None:
            self._add_trouble(checkpoint)
        else:
            self._add_facts(checkpoint, figures, memory, state)

    def set_width(self, width: int) -> None:
        """Wider on wide windows."""
        self._wanted_width = width
        self.refresh_look()

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(self._wanted_width))

    def _origin_words(self, checkpoint: Checkpoint) -> str:
        return {
            Origin.BUNDLED: self.tr("ships with Desktop LLM"),
            Origin.LIBRARY: self.tr("in your library"),
            Origin.OPENED: self.tr("opened where it lies"),
            Origin.TRAINED: second_line(checkpoint),
        }[checkpoint.origin]

    def _show_actions(self, checkpoint: Checkpoint, figures: FitFigures, state: EngineState) -> None:
        broken = self.tr("This model can not be used.") if checkpoint.facts is None else ""
        too_big = self.tr("It does not fit in this computer's memory.") if figures.chat is Fit.TOO_BIG else ""
        no_talk = "" if checkpoint.kind.generates else self.tr("This model does not write text.")
        self.chat.set_label(
            self.tr("Chat") if checkpoint.kind.value != "masked" else self.tr("Fill gaps"), "message-square"
        )
        opens = "" if checkpoint.kind.generates or checkpoint.kind.value == "masked" else no_talk
        self.chat.set_unavailable(broken or too_big or opens)
        too_big_to_train = self.tr("Training it takes more memory than there is here.")
        in_one_file = ""
        if checkpoint.facts is not None and checkpoint.facts.format == GGUF:
            in_one_file = self.tr("A GGUF file is for chatting; it can not be trained.")
        self.export.setVisible(not broken and not no_talk and not in_one_file)
        too_big_to_train = too_big_to_train if figures.train is Fit.TOO_BIG else ""
        self.train.set_unavailable(broken or no_talk or in_one_file or too_big_to_train)
        self.compare.set_unavailable(broken or too_big or no_talk)
        is_off = state.status is EngineStatus.OFF
        if state.status is EngineStatus.LOADING:
            self.load.set_busy(self.tr("Loading"))
        else:
            self.load.set_busy("")
            self.load.set_label(self.tr("Load") if is_off else self.tr("Unload"), "memory-stick")
            self.load.set_unavailable(broken or too_big if is_off else "")
        bundled = self.tr("It ships with Desktop LLM and stays.") if checkpoint.origin is Origin.BUNDLED else ""
        self.trash.set_unavailable(bundled)

    def _add_trouble(self, checkpoint: Checkpoint) -> None:
        assert checkpoint.trouble is not None
        sentence = sentence_for(AppError(checkpoint.trouble, checkpoint.trouble_detail, name=checkpoint.name))
        for part in (sentence.title, sentence.why, sentence.safe, sentence.next_step):
            if part:
                self._facts_column.addWidget(Text("body", part, color="text.1" if part == sentence.title else "text.2"))

    def _add_facts(self, checkpoint: Checkpoint, figures: FitFigures, memory: Memory, state: EngineState) -> None:
        facts = checkpoint.facts
        assert facts is not None
        for action, needed, fit in (
            (self.tr("To chat"), figures.chat_bytes, figures.chat),
            (self.tr("To train"), figures.train_bytes, figures.train),
        ):
            if needed is not None:
                line = QWidget()
                words = Text("small", fit_sentence(action, needed, memory))
                row = Row(fit_sign(fit), gap=8, on=line)
                row.addWidget(words, 1)
                self._facts_column.addWidget(line)
        self._facts_column.addSpacing(theme().px(8))
        self._facts_column.addWidget(Divider())
        model = state.model
        work, licence = licence_words(facts.licence)
        rows = [
            (self.tr("Size"), parameters_words(facts.parameters), ""),
            (self.tr("On disk"), size_words(checkpoint.size_bytes), "" if facts.format == GGUF else facts.dtype),
            (self.tr("Kind"), kind_words(facts.kind), ""),
            (
                self.tr("Reads at once"),
                context_words(facts.context_tokens),
                self.tr("{n} tokens").format(n=number_words(facts.context_tokens)) if facts.context_tokens else "",
            ),
            (self.tr("At work?"), work, licence),
            (self.tr("Type"), facts.architecture, ""),
        ]
        if facts.format == GGUF:
            rows.insert(2, (self.tr("Numbers"), bits_words(facts), facts.dtype))
        if model is not None:
            rows.append((self.tr("In memory"), size_words(state.memory_bytes), f"{model.device}, {model.precision}"))
            if model.quality_loss is not None:
                rows.append((self.tr("Quality"), *quality_words(model.quality_loss)))
        for label, value, expert in rows:
            self._facts_column.addWidget(FactRow(label, value, expert))

    def _say(self, signal: SignalInstance) -> None:
        if self._checkpoint is not None:
            signal.emit(str(self._checkpoint.path))

    def _say_id(self, signal: SignalInstance) -> None:
        if self._checkpoint is not None:
            signal.emit(self._checkpoint.id)

    def _on_load_clicked(self) -> None:
        is_off = self._state is None or self._state.status is EngineStatus.OFF
        self._say(self.load_requested if is_off else self.unload_requested)

    def _on_name_renamed(self, name: str) -> None:
        if self._checkpoint is not None:
            self.renamed.emit(self._checkpoint.id, name)
