"""What is wrong with rows of the person's files, in words: a sentence for each code, and a list to save. QtCore only.

The command line uses the same sentences. What fails a whole file is said by `sentences`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_llm.core.check_up import LEFT_OUT, FileReport, Problem, ProblemCode, TextReport
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.sentences import sentence_for

_N = QT_TRANSLATE_NOOP
_SENTENCES: dict[ProblemCode, str] = {
    ProblemCode.ROW_BROKEN: str(_N("problems", "Rows that can not be read, left out: {n}")),
    ProblemCode.ROW_EMPTY: str(_N("problems", "Empty rows, left out: {n}")),
    ProblemCode.ROW_INCOMPLETE: str(_N("problems", "Rows with one part missing, left out: {n}")),
    ProblemCode.ROW_ENORMOUS: str(_N("problems", "Rows far too long for an example, left out: {n}")),
    ProblemCode.ROW_DUPLICATE: str(_N("problems", "Rows that repeat one before, word for word: {n}")),
    ProblemCode.ROW_IN_EXAM: str(_N("problems", "Rows that are in the exam too, so not trained on: {n}")),
    ProblemCode.ROW_OTHER_KIND: str(_N("problems", "Of another kind than the rest, left out: {n}")),
    ProblemCode.NEAR_DUPLICATE: str(_N("problems", "Rows that nearly repeat one before, kept: {n}")),
    ProblemCode.LABELS_DISAGREE: str(_N("problems", "Rows whose text has another label elsewhere: {n}")),
    ProblemCode.LABEL_RARE: str(_N("problems", "Rows with a label that is too rare to learn: {n}")),
    ProblemCode.LINES_REPEATED: str(_N("problems", "Lines that come back again and again, kept: {n}")),
    ProblemCode.HEADERS_LEFT_OUT: str(_N("problems", "Headers and footers of pages, left out: {n}")),
    ProblemCode.LETTERS_LOST: str(_N("problems", "Lines in which letters were lost before: {n}")),
    ProblemCode.FILE_CUT: str(_N("problems", "Files that end in the middle; what came before was read: {n}")),
    ProblemCode.FILE_SKIPPED: str(_N("problems", "Files of types that are not read: {n}")),
    ProblemCode.PAGE_EMPTY: str(_N("problems", "Pages without text: {n}")),
}


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """All problems of one code. `left_out` where the rows are not learned from; `detail` is an example of them."""

    text: str
    left_out: bool
    detail: str = ""


def problem_lines(problems: Sequence[Problem]) -> list[ProblemLine]:
    """One line for each code, over all files."""
    counts: dict[ProblemCode, int] = {}
    details: dict[ProblemCode, str] = {}
    for problem in problems:
        code = ProblemCode(problem.code)
        counts[code] = counts.get(code, 0) + max(1, len(problem.rows))
        details.setdefault(code, problem.detail or problem.file)
    return [ProblemLine(_sentence(code, count), code in LEFT_OUT, details[code]) for code, count in counts.items()]


def problem_message(problem: Problem) -> str:
    """One problem of one file: "prices.csv: Empty rows, left out: 3 (“Page 1”)"."""
    detail = f" (“{problem.detail}”)" if problem.detail else ""
    return f"{problem.file}: {_sentence(ProblemCode(problem.code), max(1, len(problem.rows)))}{detail}"


def trouble_message(file: FileReport) -> str:
    """Why a file could not be read at all."""
    return sentence_for(AppError(ErrorCode(file.trouble), file.trouble_detail, file=file.path)).line


def problem_list(report: TextReport) -> str:
    """Everything that is wrong as CSV: file, row, reason. Opens in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_tr(text) for text in _HEADER)
    writer.writerows(_safe(row) for row in _rows(report))
    return out.getvalue()


_HEADER = (str(_N("problems", "File")), str(_N("problems", "Row")), str(_N("problems", "Reason")))
_REASONS: dict[ProblemCode, str] = {
    ProblemCode.ROW_BROKEN: str(_N("problems", "can not be read")),
    ProblemCode.ROW_EMPTY: str(_N("problems", "empty")),
    ProblemCode.ROW_INCOMPLETE: str(_N("problems", "one part is missing")),
    ProblemCode.ROW_ENORMOUS: str(_N("problems", "far too long, perhaps a quotation mark is not closed")),
    ProblemCode.ROW_DUPLICATE: str(_N("problems", "repeats one before, word for word")),
    ProblemCode.ROW_IN_EXAM: str(_N("problems", "is in the exam too")),
    ProblemCode.ROW_OTHER_KIND: str(_N("problems", "of another kind than the rest")),
    ProblemCode.NEAR_DUPLICATE: str(_N("problems", "nearly repeats one before (kept)")),
    ProblemCode.LABELS_DISAGREE: str(_N("problems", "its text has another label elsewhere (kept)")),
    ProblemCode.LABEL_RARE: str(_N("problems", "its label is too rare to learn (kept)")),
    ProblemCode.LINES_REPEATED: str(_N("problems", "a line that comes back again and again (kept)")),
    ProblemCode.HEADERS_LEFT_OUT: str(_N("problems", "header or footer of pages")),
    ProblemCode.LETTERS_LOST: str(_N("problems", "letters were lost before (kept)")),
    ProblemCode.FILE_CUT: str(_N("problems", "ends in the middle")),
    ProblemCode.FILE_SKIPPED: str(_N("problems", "a type that is not read")),
    ProblemCode.PAGE_EMPTY: str(_N("problems", "page without text")),
}


def _rows(report: TextReport) -> Iterable[tuple[str, str, str]]:
    for file in report.files:
        if file.trouble:
            yield file.path, "", trouble_message(file)
    for problem in report.problems:
        reason = _tr(_REASONS[ProblemCode(problem.code)])
        reason += f": {problem.detail}" if problem.detail else ""
        for row in problem.rows or ("",):
            yield problem.file, str(row), reason


def _safe(row: tuple[str, str, str]) -> tuple[str, ...]:
    """Cells that no spreadsheet takes for a formula."""
    return tuple(f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in row)


def _sentence(code: ProblemCode, count: int) -> str:
    return _tr(_SENTENCES[code]).format(n=number_words(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("problems", text)
