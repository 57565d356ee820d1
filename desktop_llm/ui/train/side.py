"""The runs in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.runs import RunRecord, RunState
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import RowList, SideRow

NEW = "new"


class RunList(QWidget):
    """New training first, then the runs, newest first.

    Signals:
        chosen: A run's id, or "new".
        continue_requested: The id of a paused or cut-off run.
    """

    chosen = Signal(str)
    continue_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plus = IconButton("plus", self.tr("New training"))
        plus.clicked.connect(lambda: self.chosen.emit(NEW))
        self._rows = RowList()
        self._rows.chosen.connect(self._on_rows_chosen)
        self._selected = NEW
        self._running_id = self._running_note = ""
        column = Column(gap=4, margins=(8, 20, 8, 8), on=self)
        column.addWidget(SectionCaption(self.tr("Runs"), plus))
        column.addWidget(self._rows)
        column.addStretch(1)
        self.show_runs(())

    def show_runs(self, records: tuple[RunRecord, ...], running_id: str = "", running_name: str = "") -> None:
        """The list; the one that runs stands first even before its folder is there, with its progress."""
        notes = self._running_note if running_id == self._running_id else ""
        self._running_id, self._running_note = running_id, notes
        self._rows.clear()
        self._rows.add_row(NEW, SideRow(self.tr("New training")))
        if running_id and all(record.id != running_id for record in records):
            self._rows.add_row(running_id, SideRow(running_name, notes))
        for record in records:
            is_running = record.id == running_id
            note = notes if is_running and notes else self.tr("running") if is_running else self._note(record)
            row = SideRow(record.name, note)
            if record.resumable and not is_running:
                self._add_continue(row, record, bool(running_id))
            self._rows.add_row(record.id, row)
        self._rows.select(self._selected)

    def show_note(self, run_id: str, note: str) -> None:
        """Progress behind one run's name."""
        self._running_note = note
        row = self._rows.row(run_id)
        if isinstance(row, SideRow):
            row.set_texts(row.name, note)

    def select(self, key: str) -> None:
        self._selected = key
        self._rows.select(key)

    def _add_continue(self, row: SideRow, record: RunRecord, is_busy: bool) -> None:
        button = IconButton("play", self.tr("Continue {name}").format(name=record.name), size=24)
        button.clicked.connect(lambda _checked=False, run_id=record.id: self.continue_requested.emit(run_id))
        button.set_unavailable(self.tr("Another training runs.") if is_busy else "")
        if (layout := row.layout()) is not None:
            layout.addWidget(button)

    def _note(self, record: RunRecord) -> str:
        return {
            RunState.RUNNING: self.tr("running"),
            RunState.DONE: self.tr("done"),
            RunState.STOPPED: self.tr("stopped"),
            RunState.FAILED: self.tr("failed"),
            RunState.INTERRUPTED: self.tr("cut off"),
            RunState.PAUSED: self.tr("paused"),
        }[record.state]

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self._selected = str(key)
        self.chosen.emit(str(key))
