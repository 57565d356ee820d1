"""Comma-, tab- and semicolon-separated values -> a table: the separator, the quoting and the header are found out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.columns import names_a_role
from desktop_llm.documents.material import Findings, Material, Row

SEPARATORS = ",;\t|"
SAMPLE_CHARACTERS = 200_000
LONGEST_CELL = 2_000_000
MOST_COLUMNS = 200
LONGEST_NAME = 40
_Line = tuple[int, list[str]]


def read_table(text: str, name: str, path: str, is_tabbed: bool = False) -> Material:
    """The table of a text file.

    Args:
        text: The whole file.
        name: The file's name as the person knows it.
        path: The file on the disk.
        is_tabbed: Whether the file's name says that tabs separate.

    Raises:
        AppError: TEXT_DAMAGED.
    """
    text = text.replace("\x00", "")
    sample = text[:SAMPLE_CHARACTERS]
    separator = "\t" if is_tabbed and "\t" in sample else _separator(sample)
    lines = _parsed(text, separator, csv.QUOTE_MINIMAL)
    if '"' in text:
        plain = _parsed(text, separator, csv.QUOTE_NONE)
        if len(plain) > len(lines) and _regular(plain) > _regular(lines):  # a stray quotation mark swallows lines
            lines = plain
    return table_of(lines, name, path)


def table_of(lines: Sequence[_Line], name: str, path: str) -> Material:
    """A table from its cells: the header found or made up, short and broken rows noted.

    Args:
        lines: Row number and cells; row numbers count from 1 with the header.
        name: The file's name as the person knows it.
        path: The file on the disk.

    Raises:
        AppError: TEXT_DAMAGED.
    """
    findings = Findings()
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            findings.add(ProblemCode.ROW_EMPTY, name, number)
    if not filled:
        raise AppError(ErrorCode.TEXT_EMPTY, "no cells", file=name)
    width = min(MOST_COLUMNS, Counter(len(cells) for _, cells in filled[:5000]).most_common(1)[0][0])
    header = _header(filled, width)
    columns = header or tuple(f"column {index + 1}" for index in range(width))
    rows: list[Row] = []
    for number, cells in filled[1:] if header else filled:
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            findings.add(ProblemCode.ROW_BROKEN, name, number)
            continue
        rows.append(Row(number, tuple(cell.strip() for cell in cells[:width]) + ("",) * (width - len(cells))))
    if not rows:
        raise AppError(ErrorCode.TEXT_EMPTY, "a header and no rows", file=name)
    return Material(
        name, path, columns=columns, has_header=bool(header), rows=tuple(rows), problems=findings.problems()
    )


def _parsed(text: str, separator: str, quoting: int) -> list[_Line]:
    """Every row with the number of the line on which it begins."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    lines: list[_Line] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return lines
        except csv.Error:
            cells = [""] * MOST_COLUMNS + ["too long"]  # more cells than any table: noted as broken
        lines.append((number, cells))


def _separator(sample: str) -> str:
    """The one that gives the most rows of the same width, over one."""
    if "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    scores = {separator: _regular(_parsed(sample, separator, csv.QUOTE_MINIMAL)) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _regular(lines: Iterable[_Line]) -> int:
    widths = Counter(len(cells) for _, cells in lines)
    del widths[0], widths[1]
    return max(widths.values(), default=0)


def _header(filled: Sequence[_Line], width: int) -> tuple[str, ...]:
    """The columns' names where the first row is made of such; empty where it is a row like the others."""
    first = [cell.strip().lstrip("\ufeff") for cell in filled[0][1]]
    if len(first) != width:
        return ()
    if not all(first) or len({cell.casefold() for cell in first}) < width:
        return ()
    known = sum(names_a_role(cell) for cell in first)
    if known >= max(1, width / 2):
        return tuple(first)
    if len(filled) < 2:
        return ()
    if any(len(cell) > LONGEST_NAME or cell.replace(".", "").isdigit() or cell[-1] in ".!?。！？" for cell in first):
        return ()
    rest = filled[1:200]
    again = any(cells[index].strip() == first[index] for _, cells in rest for index in range(min(width, len(cells))))
    longer = any(
        sum(len(cells[index]) for _, cells in rest if index < len(cells)) > 2.5 * len(rest) * len(first[index])
        for index in range(width)
    )
    return tuple(first) if longer and not again else ()
