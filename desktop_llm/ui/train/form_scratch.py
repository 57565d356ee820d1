"""The size of a model from nothing: three sliders, and what they come to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.machine import machine_memory
from desktop_llm.core.new_model import VOCABULARY, vocabulary_of
from desktop_llm.core.training import TrainJob
from desktop_llm.ui.figures import memory_here_words, parameters_words, size_words
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.slider import Slider
from desktop_llm.ui.look.text import Text

BYTES_WHILE_TRAINING = 16  # fp32 weight, gradient, and two moments of AdamW
PROCESS_BYTES = 700_000_000


def parameters_of(layers: int, width: int, vocabulary: int) -> int:
    """Weights of a small decoder: attention 4 width^2 and gated MLP 8 width^2 a layer, and a shared embedding."""
    return layers * 12 * width * width + vocabulary * width


def fitting_heads(width: int, wanted: int) -> int:
    """The number of heads nearest to the wanted one that parts the width into even pieces."""
    possible = [heads for heads in range(1, 17) if width % heads == 0 and (width // heads) % 2 == 0]
    return min(possible, key=lambda heads: (abs(heads - wanted), heads))


class ScratchSize(QWidget):
    """Depth, width and heads.

    Signals:
        changed: One of them.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = VOCABULARY[0]
        self.layers = Slider(
            self.tr("Depth"), self.tr("layers"), 1, 16, 4, step=1, decimals=0,
            low_word=self.tr("quick"), high_word=self.tr("thorough"),
        )  # fmt: skip
        self.width_slider = Slider(
            self.tr("Width"), self.tr("numbers for each token"), 64, 1024, 256, step=64, decimals=0,
            low_word=self.tr("narrow"), high_word=self.tr("wide"),
        )  # fmt: skip
        self.heads = Slider(
            self.tr("Heads"), self.tr("attention heads"), 1, 16, 4, step=1, decimals=0,
            low_word=self.tr("one glance"), high_word=self.tr("many glances"),
        )  # fmt: skip
        self._size = Text("body.strong", "")
        self._second = Text("small", "", color="text.2")
        column = Column(self._size, self._second, gap=12, margins=(26, 4, 0, 16), on=self)
        for slider in (self.layers, self.width_slider, self.heads):
            column.addWidget(slider)
            slider.value_changed.connect(self._on_slider_value_changed)
        self._show_size()

    @property
    def parameters(self) -> int:
        """Weights of the model that the sliders describe."""
        return parameters_of(round(self.layers.value), round(self.width_slider.value), self._vocabulary)

    def show_text(self, characters: int) -> None:
        """How much text there is: its vocabulary grows with it."""
        self._vocabulary = vocabulary_of(characters)
        self._show_size()

    def show_job(self, job: TrainJob) -> None:
        """The sizes of an earlier run."""
        for slider, value in ((self.layers, job.layers), (self.width_slider, job.width), (self.heads, job.heads)):
            if value:
                slider.set_value(value)
        self._show_size()

    def applied_to(self, job: TrainJob) -> TrainJob:
        """The job for a model of this size, from no base."""
        layers, width = round(self.layers.value), round(self.width_slider.value)
        heads = fitting_heads(width, round(self.heads.value))
        return replace(job, base_path="", layers=layers, width=width, heads=heads)

    @Slot()
    def _on_slider_value_changed(self) -> None:
        width = round(self.width_slider.value)
        self.heads.set_value(fitting_heads(width, round(self.heads.value)))
        self._show_size()
        self.changed.emit()

    def _show_size(self) -> None:
        parameters = self.parameters
        self._size.setText(self.tr("About {parameters}").format(parameters=parameters_words(parameters)))
        memory = parameters * BYTES_WHILE_TRAINING + PROCESS_BYTES
        self._second.setText(
            self.tr("About {disk} on disk, {memory} to train. How long it takes is measured next.").format(
                disk=size_words(parameters * 4), memory=memory_here_words(memory, machine_memory().total_bytes)
            )
        )
