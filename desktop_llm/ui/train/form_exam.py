"""Step 3 of a new training: up to ten questions of the person's own, asked again at each saved moment."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import MOST_QUESTIONS, TrainJob
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.facts import StepTitle
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.text import Text

SAMPLE = "bakery_handbook.md"
TELL_AFTER_MS = 1500


class FormExam(QWidget):
    """A box with one question on each line.

    Signals:
        changed: The questions, a moment after the last key.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = TextBox(
            self.tr("Questions, one on each line"),
            placeholder=self.tr("One question on each line, up to ten"),
            min_lines=2,
            max_lines=12,
        )
        self.box.field.edited.connect(self._on_field_edited)
        self.sample = Button(self.tr("Use five questions about the sample text"), "link", "list", size="small")
        self.sample.clicked.connect(self.use_sample)
        self.sample.hide()
        self._caption = Text("caption", "", color="text.2")
        self._told: tuple[str, ...] = ()
        self._timer = QTimer(self, interval=TELL_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer)
        column = Column(StepTitle(3, self.tr("Questions for the exam (optional)")), gap=8, on=self)
        column.addWidget(self.box)
        column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._caption)
        self._show_caption()

    @property
    def questions(self) -> tuple[str, ...]:
        """The first ten, without empty lines and repetitions."""
        lines = (" ".join(line.split()) for line in self.box.field.text.splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))[:MOST_QUESTIONS]

    def show_questions(self, questions: tuple[str, ...]) -> None:
        """Questions of an earlier run, or of the sample text."""
        self.box.field.set_text("\n".join(questions))

    def offer_sample(self, paths: list[Path]) -> None:
        """The sample text's questions are offered while it is the text and nothing is asked yet."""
        has_sample = any(path.name == SAMPLE for path in paths)
        self.sample.setVisible(has_sample and not self.questions)

    @Slot()
    def use_sample(self) -> None:
        """Take the five questions that ship with the sample text."""
        entries = json.loads(resource_path("texts", "bakery_questions.json").read_text("utf-8"))
        self.show_questions(tuple(entry["question"] for entry in entries))
        self.sample.hide()

    def applied_to(self, job: TrainJob) -> TrainJob:
        """The job with these questions."""
        return replace(job, questions=self.questions)

    @Slot(str)
    def _on_field_edited(self, _text: str) -> None:
        self._show_caption()
        self._timer.start()

    @Slot()
    def _on_timer(self) -> None:
        if self.questions != self._told:
            self._told = self.questions
            self.changed.emit()

    def _show_caption(self) -> None:
        count = len([line for line in self.box.field.text.splitlines() if line.strip()])
        if count > MOST_QUESTIONS:
            words = self.tr("Only the first {most} are asked.").format(most=MOST_QUESTIONS)
        elif count:
            words = self.tr("{n} of {most}. You see the answers change while it learns.").format(
                n=count, most=MOST_QUESTIONS
            )
        else:
            words = self.tr("Base and mine answer them side by side while it learns.")
        self._caption.setText(words)
