"""More controls of a training: how, how often, how fast it learns, seed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.training import Method, TrainJob
from desktop_llm.ui.look.drawer import Drawer
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
        self.content.addLayout(self._line(self.tr("Seed"), self.tr("same seed, same result"), self.seed))
        self.content.addStretch(1)
        self._update()

    def applied_to(self, job: TrainJob) -> TrainJob:
        """The job with what is chosen here."""
        method = self.method.value
        assert isinstance(method, Method)
        epochs = None if self.chooses_times.isChecked() else float(self.times.value)
        return replace(job, method=method, epochs=epochs, seed=self.seed.value)

    def _line(self, name: str, expert: str, control: QWidget) -> Row:
        row = Row(gap=8)
        row.addLayout(Column(Text("body", name), Text("caption", expert, color="text.2"), gap=0), 1)
        row.addWidget(control)
        return row

    def _on_changed(self) -> None:
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        is_automatic = self.chooses_times.isChecked()
        self.times.set_unavailable(self.tr("It is chosen for you. Switch that off to set it.") if is_automatic else "")
