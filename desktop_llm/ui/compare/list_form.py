"""The questions of a list before it is asked: a set that ships, a file, or typed; and whom they go to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.prompt_list import SHIPPED, Prompt, prompts_from_text, shipped_prompts, text_of
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.choices import Choice, Option
from desktop_llm.ui.look.dropzone import DropZone
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text

OWN = "own"


class ListForm(QWidget):
    """Which questions, which models, and the button that begins.

    Signals:
        started: Ask all.
        file_chosen: A file with questions.
        add_requested: Another checkpoint.
        remove_requested: Take away the checkpoint at this place.
    """

    started = Signal()
    file_chosen = Signal(object)
    add_requested = Signal()
    remove_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompts: tuple[Prompt, ...] = ()
        self._models = 0
        self._unavailable = ""
        self._title = ""
        self._set_names = {
            OWN: self.tr("My own questions"), "everyday": self.tr("Everyday questions"),
            "summarising": self.tr("Summarising"), "rewriting": self.tr("Rewriting"), "sums": self.tr("Sums"),
            "safety": self.tr("Safety"), "chinese": self.tr("Chinese"),
        }  # fmt: skip
        self.sets = Choice(
            self.tr("Questions"),
            [
                Option(key, self._set_names[key], "" if key == OWN else self.tr("20 questions"))
                for key in (OWN, *SHIPPED)
            ],
        )
        self.sets.chosen.connect(self._on_sets_chosen)
        self.box = TextBox(
            self.tr("Questions, one on each line"),
            placeholder=self.tr("One question on each line. After => you may write the expected answer."),
            min_lines=6,
            max_lines=14,
        )
        self.box.field.edited.connect(self._on_box_edited)
        self.files = DropZone(
            self.tr("Drop a list (.txt, .csv, .jsonl), or"), self.tr("choose"), self.tr("Let go to read it"),
            name_filter=self.tr("Lists (*.txt *.csv *.tsv *.jsonl)"),
        )  # fmt: skip
        self.files.files_dropped.connect(self._on_files_dropped)
        self._count = Text("small", "", color="text.2")
        self._models_flow_on = QWidget()
        self._models_flow = FlowLayout(on=self._models_flow_on)
        self.add_button = Button(self.tr("Add a model"), "quiet", "plus", size="small")
        self.add_button.clicked.connect(self.add_requested)
        self._settings = Text("caption", "", color="text.2")
        self.start = Button(self.tr("Ask them all"), "primary", "play", size="start")
        self.start.clicked.connect(self.started)
        self._reason = Text("caption", "", color="text.2")
        questions = Card()
        parts: list[QWidget] = [Text("card", self.tr("Questions")), self.sets, self.box, self.files, self._count]
        for part in parts:
            questions.content.addWidget(part)
        models = Card()
        parts = [Text("card", self.tr("Models")), self._models_flow_on, self._settings]
        for part in parts:
            models.content.addWidget(part)
        column = Column(questions, models, gap=14, on=self)
        foot = Row(self.start, self._reason, gap=12)
        foot.setStretch(1, 1)
        column.addLayout(foot)
        self.set_models([])
        self._update()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return self._prompts

    @property
    def title(self) -> str:
        """What the list will be called."""
        return self._title or self._set_names.get(str(self.sets.value), "")

    def set_models(self, names: list[str]) -> None:
        """Whom the questions go to."""
        self._models = len(names)
        while self._models_flow.count():
            item = self._models_flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.add_button:
                widget.hide()
                widget.deleteLater()
        for place, name in enumerate(names):
            button = Button(name, "secondary", trailing_icon="x", size="small")
            button.setAccessibleName(self.tr("Take {name} away").format(name=name))
            button.clicked.connect(lambda _checked=False, place=place: self.remove_requested.emit(place))
            self._models_flow.addWidget(button)
        self._models_flow.addWidget(self.add_button)
        self._update()

    def show_settings(self, words: str) -> None:
        """Settings that hold for all."""
        self._settings.setText(words)

    def show_prompts(self, prompts: tuple[Prompt, ...], title: str, key: str = OWN) -> None:
        """Questions from elsewhere: each stays as it is until the box is edited."""
        self._prompts = prompts  # before the box says that it was edited
        self.box.field.set_text(text_of(prompts))
        self.sets.set_value(key)
        self._title = title
        self._update()

    def set_unavailable(self, reason: str) -> None:
        """Why nothing can be begun now; "" where it can."""
        self._unavailable = reason
        self._update()

    def _update(self) -> None:
        expected = sum(1 for prompt in self._prompts if prompt.expected)
        count = len(self._prompts)
        words = self.tr("{n} questions, {expected} with an expected answer").format(n=count, expected=expected)
        self._count.setText(words if count else "")
        if self._unavailable:
            reason = self._unavailable
        elif not count:
            reason = self.tr("Write a question first, or choose a set.")
        elif self._models < 2:
            reason = self.tr("Add two models or more.")
        else:
            reason = ""
        self.start.set_unavailable(reason)
        self._reason.setText(
            reason or self.tr("{n} answers in all; you can pause at any time.").format(n=count * self._models)
        )

    @Slot(object)
    def _on_sets_chosen(self, key: object) -> None:
        if key == OWN:
            self.show_prompts((), "")
        else:
            self.show_prompts(shipped_prompts(str(key)), "", str(key))

    @Slot(str)
    def _on_box_edited(self, text: str) -> None:
        found = prompts_from_text(text)
        if found != prompts_from_text(text_of(self._prompts)):
            self._prompts, self._title = found, ""
            self.sets.set_value(OWN)
        self._update()

    @Slot(list)
    def _on_files_dropped(self, paths: list[Path]) -> None:
        if paths:
            self.file_chosen.emit(paths[0])
