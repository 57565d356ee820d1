"""Surprise: the form, the measuring, and what came of it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import about_duration_words, percent_words
from desktop_llm.ui.inspect.measuring import Measuring
from desktop_llm.ui.inspect.reading import Reading
from desktop_llm.ui.inspect.surprise_form import SurpriseForm
from desktop_llm.ui.inspect.surprise_result import SurpriseResult
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.sentences import sentence_for

ALTERNATIVES = 10
MEASURING_S = 2.0


class SurprisePage(QWidget):
    """The page.

    Signals:
        get_model_requested: The person wants a model that is not here.
    """

    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._measuring: Measuring | None = None
        self._names: list[str] = []
        self._began_at = 0.0
        self.form = SurpriseForm(desk)
        self.form.measure_requested.connect(self.measure)
        self.form.stop_requested.connect(self.stop)
        self.form.get_model_requested.connect(self.get_model_requested)
        self.result = SurpriseResult()
        self.result.again_requested.connect(self._on_again_requested)
        inside = QWidget()
        Column(self.form, gap=0, margins=(24, 20), on=inside)
        self._stack = QStackedWidget()
        self._stack.addWidget(Scroll(inside))
        self._stack.addWidget(self.result)
        Column(self._stack, gap=0, on=self)
        self.setFocusProxy(self.form.text)

    @property
    def shows_result(self) -> bool:
        return self._stack.currentWidget() is self.result

    def begin(self, text: str, first: str, second: str = "") -> None:
        """A text and checkpoints from elsewhere."""
        if self._measuring is None:
            self._stack.setCurrentIndex(0)
            self.form.set_text(text)
            self.form.choose(first, second)

    @Slot()
    def measure(self) -> None:
        """Let each chosen checkpoint read the text."""
        if self._measuring is not None:
            return
        self._names = [item.name for item in self.form.checkpoints]
        self._measuring = Measuring(self._desk.engines, self.form.checkpoints, self.form.request(ALTERNATIVES), self)
        self._measuring.progressed.connect(self._on_measuring_progressed)
        self._measuring.finished.connect(self._on_measuring_finished)
        self._measuring.failed.connect(self._on_measuring_failed)
        self._measuring.cancelled.connect(self._on_measuring_cancelled)
        self._began_at = time.monotonic()
        self.form.show_busy(True)
        self._measuring.start()

    @Slot()
    def stop(self) -> None:
        """Stop; nothing is kept."""
        if self._measuring is not None:
            self._measuring.cancel()

    def _close(self) -> None:
        if self._measuring is not None:
            self._measuring.deleteLater()
            self._measuring = None
        self.form.show_busy(False)

    @Slot(float, int)
    def _on_measuring_progressed(self, share: float, index: int) -> None:
        spent = time.monotonic() - self._began_at
        left = self.tr("Measuring…")
        if share > 0.02 and spent > MEASURING_S:
            left = self.tr("{duration} left").format(duration=about_duration_words(spent * (1 - share) / share))
        details = self.tr("{percent}, {name}").format(percent=percent_words(share), name=self._names[index])
        self.form.show_progress(share, left, details)

    @Slot(list)
    def _on_measuring_finished(self, readings: list[Reading]) -> None:
        self._close()
        if not any(reading.finished and reading.finished.scored_tokens for reading in readings):
            self.form.say_trouble(self.tr("The text is too short: nothing stands before its one piece."))
            return
        self.result.show_readings(readings, self._names)
        self._stack.setCurrentWidget(self.result)
        self.result.maps[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_measuring_failed(self, error: AppError) -> None:
        self._close()
        self.form.say_trouble(sentence_for(error).line)

    @Slot()
    def _on_measuring_cancelled(self) -> None:
        self._close()

    @Slot()
    def _on_again_requested(self) -> None:
        self._stack.setCurrentIndex(0)
        self.form.text.setFocus(Qt.FocusReason.OtherFocusReason)
