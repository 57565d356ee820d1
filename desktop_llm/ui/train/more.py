"""More controls of a training: how, how often, how fast it learns, seed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.training import Method, TrainJob
from desktop_llm.ui.look.drawer import Drawer
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.slider import Stepper
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.toggles import Segmented, Toggle


class TrainMore(Drawer):
    """The drawer.

    Signals:
        changed: Anything in it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("More"), parent=parent)
        self.method = Segmented(
            self.tr("How it learns"),
            [(Method.AUTO, self.tr("Choose for me")), (Method.LORA, self.tr("Light")), (Method.FULL, self.tr("Whole"))],
            wide=True,
        )
        self.method.chosen.connect(self._on_changed)
        self.chooses_times = Toggle(self.tr("Choose how often for me"))
        self.chooses_times.setChecked(True)
        self.chooses_times.toggled.connect(self._on_changed)
        self.times = Stepper(self.tr("Reads your text"), 4, 1, 50)
        self.times.value_changed.connect(self._on_changed)
        self.stops_early = Toggle(self.tr("Stop when it gets no better"))
        self.stops_early.setChecked(True)
        self.stops_early.toggled.connect(self._on_changed)
        self.rate = TextField(self.tr("Learning rate"), placeholder=self.tr("chosen for you"))
        self.rate.finished.connect(self._on_rate_finished)
        self.seed = Stepper(self.tr("Seed"), 0, 0, 9999)
        self.seed.value_changed.connect(self._on_changed)
        self.content.addLayout(
            Column(
                Text("small.strong", self.tr("How it learns")),
                self.method,
                Text(
                    "caption",
                    self.tr(
                        "Light trains a small add-on (LoRA) and mixes it in at the end. Whole changes all weights."
                    ),
                    color="text.2",
                ),
                gap=6,
            )
        )
        self.content.addWidget(self.chooses_times)
        self.content.addLayout(self._line(self.tr("Reads your text"), self.tr("times (epochs)"), self.times))
        self.content.addWidget(self.stops_early)
        self.content.addWidget(self.rate)
        self.content.addLayout(self._line(self.tr("Seed"), self.tr("same seed, same result"), self.seed))
        self.content.addStretch(1)
        self._update()

    def applied_to(self, job: TrainJob) -> TrainJob:
        """The job with what is chosen here."""
        method = self.method.value
        assert isinstance(method, Method)
        epochs = None if self.chooses_times.isChecked() else float(self.times.value)
        return replace(
            job,
            method=method,
            epochs=epochs,
            seed=self.seed.value,
            early_stopping=self.stops_early.isChecked(),
            learning_rate=self.learning_rate or 0.0,
        )

    @property
    def learning_rate(self) -> float | None:
        """What is typed; 0 for nothing, None for what is no rate."""
        text = self.rate.text.strip().replace(",", ".")
        try:
            rate = float(text) if text else 0.0
        except ValueError:
            return None
        return rate if 0 <= rate <= 1 else None

    def show_job(self, job: TrainJob) -> None:
        """The settings of an earlier run."""
        self.method.set_value(job.method)
        self.chooses_times.setChecked(job.epochs is None)
        if job.epochs is not None:
            self.times.set_value(round(job.epochs))
        self.stops_early.setChecked(job.early_stopping)
        self.rate.set_text(f"{job.learning_rate:g}" if job.learning_rate else "")
        self.seed.set_value(job.seed)
        self._update()

    def _line(self, name: str, expert: str, control: QWidget) -> Row:
        row = Row(gap=8)
        row.addLayout(Column(Text("body", name), Text("caption", expert, color="text.2"), gap=0), 1)
        row.addWidget(control)
        return row

    def _on_rate_finished(self, _text: str) -> None:
        is_rate = self.learning_rate is not None
        self.rate.set_error("" if is_rate else self.tr("A number between 0 and 1, like 0.0002."))
        if is_rate:
            self._on_changed()

    def _on_changed(self) -> None:
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        is_automatic = self.chooses_times.isChecked()
        self.times.set_unavailable(self.tr("It is chosen for you. Switch that off to set it.") if is_automatic else "")
