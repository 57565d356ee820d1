"""Other runs' curves in the same chart: a button, a list of runs to tick, and their letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.runs import Curve, RunRecord, load_curve
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.train.chart_lines import Line, Overlay, SmoothedLine
from desktop_llm.workers.task_thread import TaskThread

LETTERS = "CDEFGH"
MOST_LISTED = 40
LISTED_HEIGHT = 260


class OverlayChoice(Button):
    """The button "Other runs".

    Signals:
        overlays_changed: The `Overlay`s to draw, as a tuple.
    """

    overlays_changed = Signal(object)

    def __init__(self, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__("", "secondary", "activity", size="small", parent=parent)
        self._tasks = tasks
        self._others: list[RunRecord] = []
        self._chosen: list[RunRecord] = []
        self._shown_id = ""
        self.set_label(self.tr("Other runs"), "activity")
        self.clicked.connect(self._on_clicked)

    def show_others(self, records: Sequence[RunRecord], shown_id: str) -> None:
        """The runs there are, and the one whose chart this is."""
        if shown_id != self._shown_id:
            self._chosen = []
        self._shown_id = shown_id
        self._others = [record for record in records if record.id != shown_id and record.steps > 0][:MOST_LISTED]
        self.set_unavailable("" if self._others else self.tr("There is no other run with a curve."))

    def choose(self, record: RunRecord, is_chosen: bool) -> None:
        """Lay a run's curve over the chart, or take it away."""
        self._chosen = [other for other in self._chosen if other.id != record.id]
        if is_chosen:
            self._chosen = [*self._chosen, record][-len(LETTERS) :]
        chosen, shown_id = tuple(self._chosen), self._shown_id

        def read() -> list[Curve]:
            return [load_curve(run.folder) for run in chosen]

        def show(curves: list[Curve]) -> None:
            if shown_id == self._shown_id and chosen == tuple(self._chosen):
                made = zip(LETTERS, chosen, curves, strict=False)
                self.overlays_changed.emit(tuple(_overlay(*one) for one in made))

        self._tasks.submit(read, show, self._on_failed)

    @Slot()
    def _on_clicked(self) -> None:
        popover = Popover(self, width=320, margins=12)
        popover.content.addWidget(Text("caption", self.tr("Lay their curves over this one"), color="text.2"))
        inside = QWidget()
        column = Column(gap=2, on=inside)
        for record in self._others:
            toggle = Toggle(record.name, is_on=any(run.id == record.id for run in self._chosen))
            toggle.toggled.connect(lambda is_on, record=record: self.choose(record, is_on))
            column.addWidget(toggle)
        scroll = Scroll(inside)
        scroll.want_height(min(inside.sizeHint().height() + 4, theme().px(LISTED_HEIGHT)), theme().px(96))
        popover.content.addWidget(scroll)
        popover.closed.connect(popover.deleteLater)
        popover.open_below()

    def _on_failed(self, _error: AppError) -> None:
        self.overlays_changed.emit(())


def _overlay(letter: str, record: RunRecord, curve: Curve) -> Overlay:
    """The held-out line, as this chart's own; the smoothed training line where there is none."""
    line = Line(curve.held_out) if len(curve.held_out) > 1 else SmoothedLine(curve.training)
    return Overlay(letter, record.name, line, record.steps)
