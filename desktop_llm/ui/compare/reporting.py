"""Saving a report: where to, what goes in, and the raw answers beside it. What the page says is `report`'s."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.core.comparison import Comparison
from desktop_llm.core.errors import AppError
from desktop_llm.core.files import disk_error, write_atomically
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.measures import ListTable
from desktop_llm.core.votes import Scoreboard, Vote, scoreboard
from desktop_llm.ui.chat.saving import ask_where
from desktop_llm.ui.compare.list_saving import answers_as_csv, answers_as_jsonl
from desktop_llm.ui.compare.report import report_as_html, run_of_comparison
from desktop_llm.ui.compare.report_extras import Extras
from desktop_llm.ui.desk import Desk

_PDF_DPI = 96


class Reporting(QObject):
    """Asks where to and writes.

    Signals:
        saved: The file's name.
        failed: An `AppError`.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, place: QWidget) -> None:
        super().__init__(place)
        self._desk, self._place = desk, place
        self.menu: QMenu | None = None

    def ask_for_comparison(self, comparison: Comparison, extras: Extras, anchor: QWidget) -> None:
        """Offer the ways to save one question."""
        self.ask_for_list(run_of_comparison(comparison), ListTable(), extras, anchor)

    def ask_for_list(self, run: ListRun, table: ListTable, extras: Extras, anchor: QWidget) -> None:
        """Offer the ways to save a list."""
        menu = QMenu(self._place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QAction(self.tr("Web page, with the answers as CSV and JSONL beside it"), menu)
        page.triggered.connect(lambda: self._ask_where(run, table, extras, "html"))
        pdf = QAction(self.tr("PDF"), menu)
        pdf.triggered.connect(lambda: self._ask_where(run, table, extras, "pdf"))
        menu.addActions([page, pdf])
        self.menu = menu
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def save(self, run: ListRun, table: ListTable, path: Path, extras: Extras | None = None) -> None:
        """Write the report to `path`; its ending says how."""
        paths = {model.path for model in run.plan.models}
        self._desk.store.submit(
            lambda store: scoreboard([vote for vote in store.votes() if _is_on(vote, paths)]),
            lambda board: self._write(run, table, board, path, extras),
            self.failed.emit,
        )

    def _ask_where(self, run: ListRun, table: ListTable, extras: Extras, ending: str) -> None:
        title = run.plan.title or self.tr("Comparison")
        ask_where(title, ending, self._place, lambda name: self.save(run, table, Path(name), extras))

    def _write(
        self, run: ListRun, table: ListTable, board: Scoreboard, path: Path, extras: Extras | None
    ) -> None:
        page = report_as_html(run, table, board, extras)
        if path.suffix.lower() == ".pdf":
            try:
                _write_pdf(page, path)
            except AppError as error:
                self.failed.emit(error)
            else:
                self.saved.emit(path.name)
            return

        def write() -> None:
            write_atomically(path, page)
            write_atomically(path.with_suffix(".csv"), answers_as_csv(run, table))
            write_atomically(path.with_suffix(".jsonl"), answers_as_jsonl(run, table))

        self._desk.tasks.submit(write, lambda _result: self.saved.emit(path.name), self.failed.emit)


def _is_on(vote: Vote, paths: set[str]) -> bool:
    """Whether a vote is on these checkpoints alone, in whatever style."""
    return all(
        candidate.path in paths or any(candidate.path.startswith(f"{path}#") for path in paths)
        for candidate in vote.candidates
    )


def _write_pdf(page: str, path: Path) -> None:
    try:
        path.touch()
    except OSError as error:
        raise disk_error(error, path) from error
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
    writer.setResolution(_PDF_DPI)
    document = QTextDocument()
    document.setHtml(page)
    document.print_(writer)
