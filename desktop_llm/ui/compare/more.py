"""More controls of a comparison; they hold for all columns."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.sampling import Sampling
from desktop_llm.ui.look.drawer import Drawer
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.slider import Slider, Stepper
from desktop_llm.ui.look.text import Text


class CompareMore(Drawer):
    """Boldness, range of words, longest answer, seed.

    Signals:
        sampling_changed: A `Sampling`.
    """

    sampling_changed = Signal(object)

    def __init__(self, sampling: Sampling, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("More"), parent=parent)
        self._sampling = sampling
        self.temperature = Slider(
            self.tr("Boldness"), "temperature", 0.0, 2.0, 0.7, decimals=2,
            low_word=self.tr("likely words"), high_word=self.tr("takes chances"),
        )  # fmt: skip
        self.top_p = Slider(
            self.tr("Range of words"), "top-p", 0.05, 1.0, 0.9, step=0.01, low_word=self.tr("narrow"),
            high_word=self.tr("wide"),
        )  # fmt: skip
        self.longest = Stepper(self.tr("Longest answer"), 256, 1, 32_768, step=64)
        self.seed = Stepper(self.tr("Seed"), 42, 0, 9_999)
        self.temperature.value_changed.connect(lambda value: self._change(temperature=value))
        self.top_p.value_changed.connect(lambda value: self._change(top_p=value))
        self.longest.value_changed.connect(lambda value: self._change(max_new_tokens=value))
        self.seed.value_changed.connect(lambda value: self._change(seed=value))
        self.content.addWidget(Text("caption", self.tr("The same for all models."), color="text.2"))
        self.content.addWidget(self.temperature)
        self.content.addWidget(self.top_p)
        self.content.addLayout(self._line(self.tr("Longest answer"), self.tr("in tokens"), self.longest))
        self.content.addLayout(self._line(self.tr("Seed"), self.tr("same seed, same answer"), self.seed))
        self.set_sampling(sampling)

    def set_sampling(self, sampling: Sampling) -> None:
        """Show controls without saying so."""
        self._sampling = sampling
        self.temperature.set_value(sampling.temperature)
        self.top_p.set_value(sampling.top_p)
        self.longest.set_value(sampling.max_new_tokens)
        self.seed.set_value(sampling.seed or 0)

    def _change(self, **changes: float | int) -> None:
        self._sampling = replace(self._sampling, **changes)  # type: ignore[arg-type]
        self.sampling_changed.emit(self._sampling)

    def _line(self, name: str, expert: str, control: QWidget) -> Row:
        row = Row(gap=8)
        row.addLayout(Column(Text("body.strong", name), Text("caption", expert, color="text.2"), gap=0), 1)
        row.addWidget(control)
        return row
