"""Spreadsheets (.xlsx) -> one table for each sheet that holds something."""

from __future__ import annotations

import datetime
import io
import warnings
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.limits import UNPACKED_BYTES, Deadline, check_archive
from desktop_llm.documents.material import Material
from desktop_llm.documents.office import open_archive
from desktop_llm.documents.tables import MOST_COLUMNS, table_of

MOST_SHEETS = 100
MOST_EMPTY_ROWS = 10_000
"""So many empty rows one after the other end a sheet."""
SHARED_STRINGS_BYTES = 100_000_000


def read_xlsx(raw: bytes, name: str, path: str) -> list[Material]:
    """The sheets of a workbook, with the values that were last calculated.

    Raises:
        AppError: TEXT_LOCKED, TEXT_DAMAGED, TEXT_EMPTY, TEXT_ARCHIVE_UNSAFE, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    with open_archive(raw, name) as archive:
        entries = check_archive(archive, len(raw), name)
    shared = sum(entry.file_size for entry in entries if "sharedStrings" in entry.filename)
    if shared > SHARED_STRINGS_BYTES:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, "its texts", file=name, limit_bytes=SHARED_STRINGS_BYTES)
    deadline = Deadline(name)
    try:
        sheets = _sheets(raw, name, deadline)
    except (BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, f"{type(error).__name__}: {error}", file=name) from error
    tables: list[Material] = []
    for title, lines in sheets:
        try:
            tables.append(table_of(lines, name if len(sheets) == 1 else f"{name}: {title}", path))
        except AppError as error:
            if error.code is not ErrorCode.TEXT_EMPTY:
                raise
    if not tables:
        raise AppError(ErrorCode.TEXT_EMPTY, "no filled sheet", file=name)
    return tables


def _sheets(raw: bytes, name: str, deadline: Deadline) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    sheets: list[tuple[str, list[tuple[int, list[str]]]]] = []
    characters = 0
    for sheet in book.worksheets[:MOST_SHEETS]:
        sheet.reset_dimensions()
        lines: list[tuple[int, list[str]]] = []
        empty = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number % 500 == 0:
                deadline.check()
            cells = [_as_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            empty = 0 if cells else empty + 1
            if empty > MOST_EMPTY_ROWS:
                break
            characters += sum(map(len, cells))
            if characters > UNPACKED_BYTES:
                raise AppError(ErrorCode.TEXT_TOO_LARGE, "its cells", file=name, limit_bytes=UNPACKED_BYTES)
            lines.append((number, cells))
        while lines and not lines[-1][1]:
            lines.pop()
        if lines:
            sheets.append((str(sheet.title), lines))
    book.close()
    return sheets


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
