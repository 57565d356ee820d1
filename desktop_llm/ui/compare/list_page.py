"""A list of questions to several checkpoints: the form, the progress, the result. Who asks is `list_asking`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.list_run import (
    TABLE,
    ListAnswer,
    ListModel,
    ListPlan,
    ListRun,
    create_list,
    lists_folder,
    open_list,
)
from desktop_llm.core.measures import ListMeasured, ListTable, MeasureList, table_as_json, table_from_json
from desktop_llm.core.messages import Failed
from desktop_llm.core.prompt_list import read_prompts
from desktop_llm.core.sampling import USUAL, Sampling, preset_of
from desktop_llm.ui.chat.saving import ask_where
from desktop_llm.ui.compare.judge_card import JudgeCard
from desktop_llm.ui.compare.list_asking import ListAsking
from desktop_llm.ui.compare.list_form import ListForm
from desktop_llm.ui.compare.list_result import ListResult
from desktop_llm.ui.compare.list_saving import write_answers
from desktop_llm.ui.compare.shown import Shown
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import about_duration_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.progress import Progress
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text


class ListPage(QWidget):
    """One list: before, while and after it is asked.

    Signals:
        add_requested: Another checkpoint.
        removed: Place of a checkpoint to take away.
        lists_changed: A list is new, or further than before.
        begun: A list's folder, as it is opened.
        report_requested: The page for others.
        vote_requested: Vote on the answers from a question's number on.
        failed: An `AppError` to say above the page.
    """

    add_requested = Signal()
    removed = Signal(int)
    lists_changed = Signal()
    begun = Signal(object)
    report_requested = Signal()
    vote_requested = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._models: list[Shown] = []
        self._sampling = USUAL
        self.run: ListRun | None = None
        self.table = ListTable()
        self._asking: ListAsking | None = None
        self._loading_words = ""
        self.form = ListForm()
        self.form.started.connect(self.start)
        self.form.file_chosen.connect(self._on_form_file_chosen)
        self.form.add_requested.connect(self.add_requested)
        self.form.remove_requested.connect(self.removed)
        self.add_button = self.form.add_button
        self._title = Text("card", "")
        self.progress = Progress(self.tr("Progress of the list"))
        self._now = Text("small", "", color="text.2")
        self.pause = Button(self.tr("Pause"), "secondary", "pause")
        self.pause.clicked.connect(self._on_pause_clicked)
        self._card = Card()
        for part in (self._title, self.progress, self._now):
            self._card.content.addWidget(part)
        self._card.content.addLayout(Row(self.pause, None))
        self.result = ListResult()
        self.result.save_requested.connect(self._on_result_save_requested)
        self.result.report_requested.connect(self.report_requested)
        self.result.vote_requested.connect(self.vote_requested)
        self.judge = JudgeCard(desk)
        self.judge.failed.connect(self.failed)
        inside = QWidget()
        column = Column(self.form, self._card, self.result, self.judge, gap=16, margins=(24, 16, 24, 24), on=inside)
        column.addStretch(1)
        self.area = Scroll(inside)
        whole = Column(self.area, gap=0, on=self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._show_progress)
        self.begin()

    @property
    def is_running(self) -> bool:
        return self._asking is not None

    @property
    def has_answers(self) -> bool:
        return self.run is not None and bool(self.run.answers)

    # --- what the place calls ---

    def begin(self) -> None:
        """The form for a new list."""
        if self._asking is not None:
            return
        self.run, self.table = None, ListTable()
        self.form.show()
        self._card.hide()
        self.result.hide()
        self.judge.show_run(None)

    def set_models(self, models: Sequence[Shown]) -> None:
        """Whom the next list goes to."""
        here = [item for item in models if item.checkpoint is not None]
        self._models = list({item.candidate_path: item for item in here}.values())  # one answer for each style
        self.form.set_models([item.candidate_name for item in self._models])

    def candidate_at(self, place: int) -> str:
        """Whom the next list goes to, at a place of the form."""
        return self._models[place].candidate_path

    def set_sampling(self, sampling: Sampling) -> None:
        """Settings of the next list."""
        self._sampling = sampling
        words = {"careful": self.tr("Careful"), "balanced": self.tr("Balanced"), "wild": self.tr("Wild")}
        self.form.show_settings(
            self.tr("Same settings for all: {preset}, seed {seed}, at most {n} tokens. Change them under More.").format(
                preset=words.get(preset_of(sampling) or "", self.tr("your own")),
                seed=sampling.seed,
                n=sampling.max_new_tokens,
            )
        )

    def open_list(self, folder: Path) -> None:
        """A list of before; it can go on where it was."""
        if self._asking is not None:
            if self.run is not None and self.run.folder == folder:
                return
            self._asking.pause()
        self._desk.tasks.submit(lambda: _opened(folder), self._show_opened, self.failed.emit)

    @Slot()
    def start(self) -> None:
        """A new list out of the form, and the first question."""
        plan = ListPlan(
            self.form.title,
            self.form.prompts,
            tuple(
                ListModel(
                    item.candidate_name, item.path, str(item.checkpoint.kind),
                    item.settings(self._sampling) if item.sampling is not None else None,
                )
                for item in self._models
                if item.checkpoint
            ),
            self._sampling,
        )
        folder = lists_folder() / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
        self._desk.tasks.submit(lambda: create_list(folder, plan), self._begin_asking, self.failed.emit)

    def fold(self, width: float) -> None:
        """Nothing but the text reflows."""

    # --- asking ---

    def _show_opened(self, opened: tuple[ListRun, ListTable | None]) -> None:
        self.run, table = opened
        self.table = table or ListTable()
        self.form.hide()
        self._card.setVisible(not self.run.is_done)
        self._show_paused()
        self._show_result()
        if self.run.answers and (table is None or not table.figures):
            self._measure()

    def _begin_asking(self, run: ListRun) -> None:
        self.run, self.table = run, ListTable()
        self.form.hide()
        self.begun.emit(str(run.folder))
        self.lists_changed.emit()
        self._go_on()

    def _go_on(self) -> None:
        assert self.run is not None
        self._card.show()
        self.pause.set_label(self.tr("Pause"), "pause")
        self.pause.set_kind("secondary")
        self._asking = ListAsking(self._desk, self.run, self)
        self._asking.loading.connect(self._on_asking_loading)
        self._asking.answered.connect(self._on_asking_answered)
        self._asking.over.connect(self._on_asking_over)
        self._asking.paused.connect(self._on_asking_paused)
        self._asking.failed.connect(self._on_asking_failed)
        self._asking.start()
        self._tick.start()
        self.pause.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_progress()
        self._show_result()

    @Slot()
    def _show_progress(self) -> None:
        if self.run is None:
            return
        size = self.run.plan.size
        done = size - sum(1 for _ in self.run.open_pairs())
        details = self.tr("{done} of {n} answers").format(done=done, n=size)
        left = self._asking.remaining_s if self._asking is not None else None
        self.pause.setVisible(done < size)
        if done == size:
            words = self.tr("All answers are there")
        elif self._asking is None:
            words = self.tr("Paused")
        elif left is None:
            words = self.tr("Measuring…")
        else:
            words = self.tr("{time} left").format(time=about_duration_words(left))
        self._title.setText(self.run.plan.title or self.tr("A list"))
        self.progress.show_progress(done / size if size else 1.0, words, details)
        self._now.setText(self._loading_words)

    def _show_paused(self) -> None:
        self._tick.stop()
        self._loading_words = self.tr("What is done is kept.")
        self.pause.set_label(self.tr("Resume"), "play")
        self.pause.set_kind("primary")
        self._show_progress()

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._asking is not None:
            self._asking.pause()
        elif self.judge.is_judging:
            self._loading_words = self.tr("A model is judging. Wait for it, or stop it.")
            self._show_progress()
        elif self.run is not None:
            missing = [item.name for item in self.run.plan.models if self._desk.library.find(item.path) is None]
            if missing:
                self._loading_words = self.tr("Not on this computer any more: {names}").format(names=", ".join(missing))
                self._show_progress()
            else:
                self._go_on()

    @Slot(int)
    def _on_asking_loading(self, model: int) -> None:
        assert self.run is not None
        names = self.run.plan.models
        self._loading_words = self.tr(
            "{name}, model {n} of {count}. They take turns, so that each is loaded once."
        ).format(name=names[model].name, n=model + 1, count=len(names))
        self._show_progress()
        self.lists_changed.emit()

    @Slot(object)
    def _on_asking_answered(self, answer: ListAnswer) -> None:
        if self.run is not None and len(self.run.answers) == 1:
            self._show_result()
        elif answer.prompt == self.result.question:
            self.result.show_question(answer.prompt)

    @Slot()
    def _on_asking_over(self) -> None:
        self._asking = None
        self._tick.stop()
        self._loading_words = self.tr("Working out the figures…")
        self._show_progress()
        self.lists_changed.emit()
        self._show_result()
        self._measure()

    @Slot()
    def _on_asking_paused(self) -> None:
        self._asking = None
        self._show_paused()
        self.lists_changed.emit()
        self._show_result()
        if self.has_answers:
            self._measure()

    @Slot(object)
    def _on_asking_failed(self, error: AppError) -> None:
        self._asking = None
        self._show_paused()
        self.failed.emit(error)

    # --- measures ---

    def _measure(self) -> None:
        assert self.run is not None
        run = self.run
        job = self._desk.engines.ask_apart(MeasureList(folder=str(run.folder)))
        job.finished.connect(lambda event: self._on_measured(run, event))
        job.failed.connect(lambda failed: self._on_measure_failed(failed))

    def _on_measured(self, run: ListRun, event: object) -> None:
        if not isinstance(event, ListMeasured) or self.run is not run or self._asking is not None:
            return
        self.table = event.table
        self._desk.tasks.submit(lambda: run.write_table(table_as_json(run, event.table)), None, self.failed.emit)
        if run.is_done:
            self._card.hide()
        self._show_result()

    def _on_measure_failed(self, failed: Failed) -> None:
        self._card.hide()
        self.failed.emit(failed.error())

    def _show_result(self) -> None:
        has_answers = self.has_answers
        self.result.setVisible(has_answers)
        self.result.saving.setVisible(self._asking is None)
        self.judge.show_run(self.run if has_answers and self._asking is None else None)
        if has_answers and self.run is not None:
            self.result.show_table(self.run, self.table)

    # --- files ---

    @Slot(object)
    def _on_form_file_chosen(self, path: Path) -> None:
        self._desk.tasks.submit(
            lambda: read_prompts(path), lambda found: self.form.show_prompts(found, path.stem), self.failed.emit
        )

    @Slot(str)
    def _on_result_save_requested(self, ending: str) -> None:
        if self.run is not None:
            run, table = self.run, self.table
            ask_where(
                run.plan.title,
                ending,
                self,
                lambda name: self._desk.tasks.submit(
                    lambda: write_answers(run, table, Path(name)), None, self.failed.emit
                ),
            )


def _opened(folder: Path) -> tuple[ListRun, ListTable | None]:
    """A list and the table that was kept with it, None where there is none that fits its answers."""
    run = open_list(folder)
    try:
        table = table_from_json(json.loads((folder / TABLE).read_text("utf-8")))
    except (OSError, ValueError):
        return run, None
    done = {key for key, answer in run.answers.items() if not answer.has_failed}
    return run, table if table is not None and done <= set(table.scores) else None
