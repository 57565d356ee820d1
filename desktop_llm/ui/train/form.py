"""A new training: text, forecast, Start. Reading and measuring run in processes of their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Kind, Origin
from desktop_llm.core.messages import Failed
from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import Forecast, Task, TextReport, TrainJob
from desktop_llm.core.training_messages import Probe, ProbeFinished, ProbeProgress, ReadTexts, TextsRead
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.header import Header
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.model_picker import ModelPicker
from desktop_llm.ui.side_pane import lay_beside, lay_over
from desktop_llm.ui.train.form_exam import FormExam
from desktop_llm.ui.train.form_plan import WIDTH as PLAN_WIDTH
from desktop_llm.ui.train.form_plan import FormPlan, cannot_train
from desktop_llm.ui.train.form_task import FormTask
from desktop_llm.ui.train.form_text import FormText
from desktop_llm.ui.train.more import TrainMore
from desktop_llm.workers.job import Job

PROBE_AFTER_MS = 400


class NewTraining(QWidget):
    """The form.

    Signals:
        start_requested: The `TrainJob` and its `Forecast` (or None).
        get_model_requested: The person wants another model.
        elsewhere_requested: The person wants another computer to do it.
    """

    start_requested = Signal(object, object)
    get_model_requested = Signal()
    elsewhere_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._base: Checkpoint | None = None
        self._report: TextReport | None = None
        self._forecast: Forecast | None = None
        self._reading: Job | None = None
        self._probing: Job | None = None
        self._name_is_own = False
        self._is_blocked = ""
        self.more_button = Button(self.tr("More"), "quiet", "sliders-horizontal", checkable=True)
        self.elsewhere_button = Button(self.tr("Train elsewhere"), "quiet", "monitor")
        self.elsewhere_button.clicked.connect(self.elsewhere_requested)
        self.text = FormText()
        self.text.texts_changed.connect(self._on_texts_changed)
        self.text.reading_changed.connect(self._read)
        self.text.sample_requested.connect(self._on_sample_requested)
        self.task = FormTask()
        self.task.changed.connect(self._on_task_changed)
        self.exam = FormExam()
        self.exam.changed.connect(self._on_more_changed)
        content = QWidget()
        column = Column(gap=20, margins=24, on=content)
        column.addWidget(self.text)
        column.addWidget(self.task)
        column.addWidget(self.exam)
        column.addStretch(1)
        self.plan = FormPlan(self)
        self.plan.bar.open_requested.connect(self._on_bar_open_requested)
        self.plan.base_requested.connect(self._on_base_requested)
        self.plan.start_requested.connect(self._on_start_requested)
        self.plan.name.edited.connect(self._on_name_edited)
        self.more = TrainMore(self)
        self.more.changed.connect(self._on_more_changed)
        self.more.closed.connect(lambda: self.more_button.setChecked(False))
        self.more_button.clicked.connect(self._on_more_clicked)
        self.more.hide()
        self._row = Row(gap=0)
        self._scroll = Scroll(content)
        self._row.addWidget(self._scroll, 1)
        self._row.addWidget(self.more)
        self._row.addWidget(self.plan)
        self._pane_is_open = False
        whole = Column(gap=0, on=self)
        whole.addWidget(Header(self.tr("New training"), self.elsewhere_button, self.more_button))
        whole.addLayout(self._row, 1)
        whole.addWidget(self.plan.bar)
        QShortcut(QKeySequence("Ctrl+."), self, self._on_more_clicked)
        self._probe_timer = QTimer(self, interval=PROBE_AFTER_MS, singleShot=True)
        self._probe_timer.timeout.connect(self._probe)
        desk.library.changed.connect(self._on_library_changed)
        self._on_library_changed()
        theme().changed.connect(self._on_theme_changed)
        self.plan.show_no_forecast()
        self._update_start()

    # --- what the place calls ---

    def begin_with(self, path: str) -> None:
        """Start from this checkpoint."""
        self._take_base(self._desk.library.find(path) if path else self._base)

    def drop(self, paths: list[Path]) -> None:
        """Texts from elsewhere."""
        self.text.add(paths)

    def take_over(self, other: NewTraining) -> None:
        """The texts of another window's form, read in the same way."""
        self.text.set_reading(other.text.reading)
        self.text.add(other.text.paths)

    def job(self) -> tuple[TrainJob | None, str]:
        """What would be trained, and the name of its base; None where something is missing."""
        base_name = self._base.name if self._base is not None and self.task.task is not Task.SCRATCH else ""
        return self._job() if self._report is not None and not self.task.reason else None, base_name

    def begin_again(self, job: TrainJob) -> None:
        """An earlier run's texts, base, task and settings, to change and start again."""
        if job.base_path:
            self.begin_with(job.base_path)
        self.text.clear()
        self.text.set_reading(job.reading)
        self.task.choose(job.task)
        self.task.size_choice.show_job(job)
        self.exam.show_questions(job.questions)
        self.more.show_job(job)
        self.plan.name.set_text(self.tr("{name}, again").format(name=job.name))
        self._name_is_own = True
        self.text.add([Path(path) for path in job.texts])

    def block(self, reason: str) -> None:
        """Another training runs: say so at Start; "" lifts it."""
        was_blocked, self._is_blocked = bool(self._is_blocked), reason
        self._update_start()
        if was_blocked and not reason and self._forecast is None:
            self._probe_later()

    @property
    def is_measured(self) -> bool:
        """Whether the forecast for what is chosen now is there."""
        return self._forecast is not None

    # --- folding ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fold)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Pane and drawer beside the text where the window has room, else over it, with a bar at the foot."""
        look = theme()
        window_width = self.window().width() / look.text_factor
        is_narrow = window_width < tokens.FOLD_RAIL
        self.plan.set_bar(is_narrow)
        self.plan.bar.set_stacked(window_width < tokens.FOLD_ONE_COLUMN)
        if not is_narrow:
            self._pane_is_open = False
            lay_beside(self._row, self.more, 1)
            lay_beside(self._row, self.plan)
            self.plan.show()
            return
        self.plan.setVisible(self._pane_is_open)
        if (layout := self.layout()) is not None:
            layout.activate()
        area = self._scroll.geometry()
        area.setWidth(self.width())
        lay_over(self._row, self.plan, area, look.px(PLAN_WIDTH))
        lay_over(self._row, self.more, area, look.px(tokens.WIDTH_DRAWER))

    @Slot()
    def _on_bar_open_requested(self) -> None:
        self._show_pane(not self._pane_is_open)

    def _show_pane(self, is_open: bool) -> None:
        self._pane_is_open = is_open
        self._fold()
        (self.plan.base if is_open else self.plan.bar.open).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.more.isVisible():
            self.more.close_drawer()
        elif event.key() == Qt.Key.Key_Escape and self._pane_is_open:
            self._show_pane(False)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pane_is_open:
            self._show_pane(False)
        super().mousePressEvent(event)

    # --- base ---

    @Slot()
    def _on_library_changed(self) -> None:
        if self._base is not None and self._desk.library.find(str(self._base.path)) is not None:
            return
        trainable = [item for item in self._desk.library.checkpoints() if item.facts and not cannot_train(item)]
        last = self._desk.library.find(self._desk.settings.value.last_model_path)
        bundled = [item for item in trainable if item.origin is Origin.BUNDLED and item.kind is Kind.BASE]
        choices = ([last] if last in trainable and last is not None and last.kind is Kind.BASE else []) + bundled
        self._take_base((choices + trainable)[0] if choices or trainable else None)

    def _take_base(self, checkpoint: Checkpoint | None) -> None:
        if checkpoint is not None and checkpoint == self._base:
            return
        self._base = checkpoint
        self.plan.show_base(checkpoint)
        self._show_tasks()
        self._probe_later()

    @Slot()
    def _on_base_requested(self) -> None:
        selected = str(self._base.path) if self._base else ""
        picker = ModelPicker(
            self.plan.base, self._desk.library.checkpoints(), self._desk.engines, selected, cannot_train
        )
        picker.chosen.connect(self.begin_with)
        picker.get_model_requested.connect(self.get_model_requested)
        picker.open_below()

    # --- text ---

    @Slot(list)
    def _on_texts_changed(self, paths: list[Path]) -> None:
        self.exam.offer_sample(paths)
        if paths and not self._name_is_own:
            self.plan.name.set_text(self.tr("My {text}").format(text=paths[0].stem.replace("_", " ")))
        self._read()

    @Slot()
    def _read(self) -> None:
        """Read the files as they are wanted now; what was known of them before does not hold any more."""
        self._report, self._forecast = None, None
        self._show_tasks()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._probe_later()
        self.plan.show_no_forecast()
        if not self.text.paths:
            return
        self.text.show_reading()
        paths = tuple(str(path) for path in self.text.paths)
        job = self._desk.engines.ask_apart(ReadTexts(paths=paths, reading=self.text.reading))
        job.finished.connect(self._on_reading_finished)
        job.failed.connect(self._on_reading_failed)
        self._reading = job
        self._update_start()

    @Slot()
    def _on_sample_requested(self) -> None:
        self.text.add([resource_path("texts", "bakery_handbook.md")])

    @Slot(object)
    def _on_reading_finished(self, event: TextsRead) -> None:
        if self._reading is None or event.job_id != self._reading.id:
            return
        self._reading = None
        self._report = event.report
        self.text.show_report(event.report)
        self._show_tasks()
        self._probe_later()

    @Slot(object)
    def _on_reading_failed(self, failed: Failed) -> None:
        if self._reading is None or failed.job_id != self._reading.id:
            return
        self._reading = None
        self.text.show_error(failed.error())
        self._update_start()

    # --- what it should learn ---

    def _show_tasks(self) -> None:
        self.task.show_choices(self._report, self._base)
        self.plan.set_from_nothing(self.task.task is Task.SCRATCH)

    @Slot()
    def _on_task_changed(self) -> None:
        self.plan.set_from_nothing(self.task.task is Task.SCRATCH)
        self._probe_later()

    # --- forecast ---

    def _job(self) -> TrainJob | None:
        base_path = str(self._base.path) if self._base is not None else ""
        if not self.text.paths or not (base_path or self.task.task is Task.SCRATCH):
            return None
        name = self.plan.name.text.strip() or self.tr("My checkpoint")
        job = TrainJob(name, base_path, tuple(map(str, self.text.paths)), reading=self.text.reading)
        return self.exam.applied_to(self.task.applied_to(self.more.applied_to(job)))

    def _probe_later(self) -> None:
        self._forecast = None
        if self._probing is not None:
            self._probing.cancel()
            self._probing = None
        self._probe_timer.start()
        self._update_start()

    @Slot()
    def _probe(self) -> None:
        job = self._job()
        if job is None or self._report is None:
            return
        if self._is_blocked:
            return
        self.plan.show_measuring(0.0)
        self._probing = self._desk.engines.ask_apart(Probe(job=job))
        self._probing.event_received.connect(self._on_probing_event_received)
        self._probing.finished.connect(self._on_probing_finished)
        self._probing.failed.connect(self._on_probing_failed)
        self._update_start()

    @Slot(object)
    def _on_probing_event_received(self, event: object) -> None:
        if isinstance(event, ProbeProgress) and self._probing is not None and event.job_id == self._probing.id:
            self.plan.show_measuring(event.fraction)

    @Slot(object)
    def _on_probing_finished(self, event: ProbeFinished) -> None:
        if self._probing is None or event.job_id != self._probing.id or event.forecast is None:
            return
        self._probing = None
        self._forecast = event.forecast
        self.plan.show_forecast(event.forecast)
        self._update_start()

    @Slot(object)
    def _on_probing_failed(self, failed: Failed) -> None:
        if self._probing is None or failed.job_id != self._probing.id:
            return
        self._probing = None
        self.plan.show_error(failed.error())
        self._update_start()

    # --- start ---

    def _update_start(self) -> None:
        if self._is_blocked:
            reason = self._is_blocked
        elif self._base is None and self.task.task is not Task.SCRATCH:
            reason = self.tr("Choose a model to start from.")
        elif not self.text.paths:
            reason = self.tr("Drop a text first.")
        elif self._reading is not None:
            reason = self.tr("Your text is being read.")
        elif self._report is None:
            reason = self.tr("This text can not be used.")
        elif self.task.reason:
            reason = self.task.reason
        else:
            reason = ""
        self.plan.set_start(reason)

    @Slot(str)
    def _on_name_edited(self, text: str) -> None:
        self._name_is_own = bool(text.strip())

    @Slot()
    def _on_more_clicked(self) -> None:
        if self.more.isVisible():
            self.more.close_drawer()
            self.more_button.setChecked(False)
        else:
            self.more.open_drawer()
            self.more_button.setChecked(True)
            self._fold()

    @Slot()
    def _on_more_changed(self) -> None:
        self._probe_later()

    @Slot()
    def _on_start_requested(self) -> None:
        job = self._job()
        if job is None:
            return
        if self._probing is not None:
            self._probing.cancel()
            self._probing = None
        self._probe_timer.stop()
        self.start_requested.emit(job, self._forecast)
