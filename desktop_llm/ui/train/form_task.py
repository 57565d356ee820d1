"""Step 2 of a new training: what it should learn. The app suggests, the person may choose; what cannot be says why."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.check_up import TextReport
from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.examples import ExampleKind
from desktop_llm.core.tasks import likeliest_task, trouble_with
from desktop_llm.core.training import Task, TrainJob
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.choices import RadioRow
from desktop_llm.ui.look.facts import StepTitle
from desktop_llm.ui.look.layout import Column, Divider
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.train.form_scratch import ScratchSize

TASKS = (Task.STYLE, Task.ANSWER, Task.SORT, Task.FILL, Task.REWRITE, Task.SCRATCH)
ENOUGH_WORDS = 200_000


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def task_words(task: Task) -> tuple[str, str]:
    """A task's name, and what comes of it in one sentence."""
    return {
        Task.AUTO: (_t("task", "Chosen for you"), ""),
        Task.STYLE: (_t("task", "The style of my text"), _t("task", "Reads on like it, and picks up what recurs.")),
        Task.ANSWER: (
            _t("task", "To answer like my examples"),
            _t("task", "Learns from questions and answers how you would answer."),
        ),
        Task.SORT: (_t("task", "To sort texts"), _t("task", "Says which of your sorts a new text belongs to.")),
        Task.FILL: (
            _t("task", "To fill gaps in my texts"),
            _t("task", "Learns the language of your texts by guessing hidden words."),
        ),
        Task.REWRITE: (
            _t("task", "To turn one text into another"),
            _t("task", "Translates, shortens or rewrites as your pairs do."),
        ),
        Task.SCRATCH: (
            _t("task", "A new model from nothing"),
            _t("task", "A small model that knows only your texts."),
        ),
    }[task]


def reason_against(task: Task, report: TextReport | None, base: Checkpoint | None) -> str:
    """Why a task cannot be chosen with these texts and this base; "" where it can. Unknown texts exclude nothing."""
    trouble = trouble_with(task, _texts_of(report), base.kind if base is not None else None)
    if trouble is None:
        return ""
    if trouble.code is ErrorCode.TEXT_PREFERENCE:
        return _t("task", "Your files hold better and worse answers. Learning from those comes later.")
    if trouble.code is ErrorCode.WRONG_KIND:
        name = base.name if base is not None else ""
        return _t("task", "Needs a model made for it. {name} is not.").format(name=name)
    return {
        Task.ANSWER: _t("task", "Needs questions with answers. None found here."),
        Task.SORT: _t("task", "Needs a label for each text. None found here."),
        Task.REWRITE: _t("task", "Needs pairs of texts. None found here."),
    }[task]


def _texts_of(report: TextReport | None) -> ExampleKind | None:
    return ExampleKind(report.kind) if report is not None and report.kind in set(ExampleKind) else None


class FormTask(QWidget):
    """One row for each task, and the size of a new model below the last.

    Signals:
        changed: The task, or the size of the new model.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: Task | None = None
        self._suggested = Task.STYLE
        self.rows: dict[Task, RadioRow] = {}
        self._chips: dict[Task, Chip] = {}
        card = Card(margins=(16, 0), gap=0)
        for number, task in enumerate(TASKS):
            if number:
                card.content.addWidget(Divider())
            row = RadioRow(*task_words(task), name_width=230)
            chip = Chip("suggested")
            row.add_sign(chip)
            chip.hide()
            row.clicked.connect(lambda _checked=False, task=task: self._choose(task))
            self.rows[task], self._chips[task] = row, chip
            card.content.addWidget(row)
        self.size_choice = ScratchSize()
        self.size_choice.changed.connect(self.changed)
        card.content.addWidget(self.size_choice)
        Column(StepTitle(2, self.tr("What it should learn")), card, gap=8, on=self)
        self.show_choices(None, None)

    @property
    def task(self) -> Task:
        """What is chosen."""
        return next((task for task, row in self.rows.items() if row.isChecked()), self._suggested)

    def show_choices(self, report: TextReport | None, base: Checkpoint | None) -> None:
        """Which tasks there are for these texts and this base; the person's own choice stays while it is possible."""
        self._suggested = likeliest_task(_texts_of(report), base.kind if base is not None else None)
        self.size_choice.show_text(report.characters if report is not None else 0)
        reasons = {task: reason_against(task, report, base) for task in TASKS}
        for task, row in self.rows.items():
            row.set_sentence(self._sentence(task, report))
            row.set_unavailable(reasons[task])
            self._chips[task].setVisible(task is self._suggested and not reasons[task])
        wanted = self._own if self._own is not None and not reasons[self._own] else self._suggested
        if reasons[wanted]:
            wanted = next((task for task in TASKS if not reasons[task]), wanted)
        self.rows[wanted].setChecked(True)
        self.size_choice.setVisible(self.task is Task.SCRATCH)

    def choose(self, task: Task) -> None:
        """The person's choice, from an earlier run ("again with changes")."""
        if task in self.rows:
            self._own = task
            if not self.rows[task].unavailable_reason:
                self.rows[task].setChecked(True)
                self.size_choice.setVisible(task is Task.SCRATCH)

    def applied_to(self, job: TrainJob) -> TrainJob:
        """The job with what is chosen here."""
        job = replace(job, task=self.task)
        return self.size_choice.applied_to(job) if self.task is Task.SCRATCH else job

    @property
    def reason(self) -> str:
        """Why none of the tasks can be started; "" where one can."""
        return self.rows[self.task].unavailable_reason

    @Slot()
    def _choose(self, task: Task) -> None:
        self._own = task
        self.size_choice.setVisible(task is Task.SCRATCH)
        self.changed.emit()

    def _sentence(self, task: Task, report: TextReport | None) -> str:
        if task is Task.SCRATCH and report is not None and report.words < ENOUGH_WORDS:
            return self.tr("Possible, but {n} words are very few.").format(n=number_words(report.words))
        return task_words(task)[1]
