"""Which text, which checkpoints, which window: what "Surprise" asks before it measures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.inspect_messages import OpenText, Surprise, TextOpened
from desktop_llm.core.messages import Failed
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.inspect.model_choice import ModelChoice
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.dropzone import DropZone
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import Progress
from desktop_llm.ui.look.slider import Stepper
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.model_picker import writes_text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.job import Job

CONTEXT = 512
MOST_LETTERS = 2_000_000


class SurpriseForm(QWidget):
    """The form.

    Signals:
        measure_requested, stop_requested: The button.
        get_model_requested: From a picker.
    """

    measure_requested = Signal()
    stop_requested = Signal()
    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading: Job | None = None
        self._is_busy = False
        self.text = TextBox(
            self.tr("Your text"), placeholder=self.tr("Type or paste a text, or drop a file below"), min_lines=5,
            max_lines=10,
        )  # fmt: skip
        self.text.field.edited.connect(self._update)
        self.zone = DropZone(
            self.tr("Drop a text here, or"),
            self.tr("choose"),
            self.tr("Let go to read it"),
            name_filter=self.tr("Texts ({types})").format(types="*.txt *.md"),
        )
        self.zone.files_dropped.connect(self.open_files)
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self.first = ModelChoice(desk, self.tr("Model A"), writes_text, self.tr("Choose a model"))
        self.second = ModelChoice(
            desk, self.tr("Model B"), writes_text, self.tr("Compare with another (if you like)"), is_optional=True
        )
        for choice in (self.first, self.second):
            choice.changed.connect(self._on_choice_changed)
            choice.get_model_requested.connect(self.get_model_requested)
        self._models = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._models.addWidget(self.first, 1)
        self._models.addWidget(self.second, 1)
        self.context = Stepper(self.tr("Tokens it sees at once"), CONTEXT, 16, 4096, step=16)
        self.stride = Stepper(self.tr("Tokens it moves on by"), CONTEXT // 2, 1, 4096, step=16)
        self.context.value_changed.connect(self._on_context_changed)
        window = QWidget()
        FlowLayout(
            Text("small", self.tr("Sees at once"), color="text.2", wrap=False), self.context,
            Text("small", self.tr("tokens, then moves on by"), color="text.2", wrap=False), self.stride,
            Text("caption", self.tr("context and stride"), color="text.3", wrap=False), on=window,
        )  # fmt: skip
        self.button = Button(self.tr("Measure"), "primary")
        self.button.clicked.connect(self._on_button_clicked)
        self._reason = Text("caption", "", color="text.2")
        self.progress = Progress(self.tr("Measuring"), role="card")
        self.progress.hide()
        card = Card(gap=14)
        about = self.tr(
            "See how well a model knows a text: where it saw each word coming, and where the text surprised it."
        )
        card.content.addWidget(Text("card", self.tr("How well does a model know this text?")))
        card.content.addWidget(Text("small", about, color="text.2"))
        card.content.addWidget(self.text)
        card.content.addWidget(self.zone)
        card.content.addWidget(self._trouble)
        card.content.addLayout(self._models)
        card.content.addWidget(window)
        foot = Row(gap=12)
        foot.addWidget(self.button)
        foot.addWidget(self._reason, 100)
        foot.addStretch(1)
        card.content.addLayout(foot)
        card.content.addWidget(self.progress)
        Column(card, None, on=self)
        self._choose_first()
        desk.library.changed.connect(self._choose_first)
        theme().changed.connect(self._update)
        self._update()

    @property
    def checkpoints(self) -> list[Checkpoint]:
        """Those chosen, one or two."""
        return [one.checkpoint for one in (self.first, self.second) if one.checkpoint is not None]

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def request(self, alternatives: int) -> Surprise:
        """What to ask of each checkpoint."""
        limits = [item.facts.context_tokens for item in self.checkpoints if item.facts and item.facts.context_tokens]
        context = min([self.context.value, *limits])
        return Surprise(
            text=self.text.field.text,
            context=context,
            stride=min(self.stride.value, context),
            alternatives=alternatives,
        )

    def set_text(self, text: str) -> None:
        """A text from elsewhere."""
        self.text.field.set_text(text)

    def choose(self, first: str, second: str = "") -> None:
        """Checkpoints from elsewhere, by path."""
        for path, choice in ((first, self.first), (second, self.second)):
            item = self._desk.library.find(path) if path else None
            if item is not None and not choice.refuses(item):
                choice.choose(item)

    @Slot(list)
    def open_files(self, paths: list[Path]) -> None:
        """Read the first of some files, in a process apart."""
        self._trouble.hide()
        self._reading = self._desk.engines.ask_apart(OpenText(path=str(paths[0])))
        self._reading.finished.connect(self._on_reading_finished)
        self._reading.failed.connect(self._on_reading_failed)
        self._update()

    def show_busy(self, is_busy: bool) -> None:
        """Measure becomes Stop and back."""
        self._is_busy = is_busy
        self.button.set_kind("secondary" if is_busy else "primary")
        if is_busy:
            self.button.set_label(self.tr("Stop"), "square")
            self._trouble.hide()
        else:
            self.button.set_label(self.tr("Measure"))
        self.progress.setVisible(is_busy)
        self._update()

    def show_progress(self, share: float, words: str, details: str) -> None:
        self.progress.show_progress(share, words, details)

    def say_trouble(self, sentence: str) -> None:
        self._trouble.set_sentence(sentence)
        self._trouble.show()

    @Slot()
    def _choose_first(self) -> None:
        if self.first.checkpoint is None:
            usable = [item for item in self._desk.library.checkpoints() if not self.first.refuses(item)]
            if usable:
                self.first.choose(usable[0])

    @Slot(object)
    def _on_reading_finished(self, event: TextOpened) -> None:
        self._reading = None
        self.set_text(event.text[:MOST_LETTERS])
        self._update()

    @Slot(object)
    def _on_reading_failed(self, failed: Failed) -> None:
        self._reading = None
        self.say_trouble(sentence_for(failed.error()).line)
        self._update()

    @Slot()
    def _on_choice_changed(self) -> None:
        self._update()

    @Slot(int)
    def _on_context_changed(self, context: int) -> None:
        self.stride.set_value(max(1, context // 2))

    @Slot()
    def _on_button_clicked(self) -> None:
        (self.stop_requested if self._is_busy else self.measure_requested).emit()

    @Slot()
    def _update(self) -> None:
        reason = ""
        if self._is_busy:
            reason = ""
        elif self._reading is not None:
            reason = self.tr("Reading…")
        elif not self.text.field.text.strip():
            reason = self.tr("A text is needed first.")
        elif not self.checkpoints:
            reason = self.tr("Choose a model first.")
        elif self.first.path == self.second.path:
            reason = self.tr("Choose two different models.")
        self.button.set_unavailable(reason, self._reason)
        is_narrow = self.window().width() < theme().px(tokens.FOLD_ONE_COLUMN)
        directions = QBoxLayout.Direction
        self._models.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._models.setSpacing(theme().px(12))
