"""JSON and JSON Lines -> dialogues and a table. What the columns mean is left to `columns`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.chats import messages_of
from desktop_llm.documents.material import Dialogue, Findings, Material, Row

LISTS_OF_RECORDS = ("data", "rows", "train", "examples", "items", "records", "conversations", "questions", "dialogs")
MOST_COLUMNS = 200
Record = tuple[int, object]
"""A row's number and its JSON value; `_BROKEN` where there is none."""
_BROKEN = object()


def read_records(text: str, name: str, path: str, is_lines: bool) -> Material:
    """The records of a JSON file.

    Args:
        text: The whole file.
        name: The file's name as the person knows it.
        path: The file on the disk.
        is_lines: Whether its name says that each line is a record; a file that is not one JSON value is tried as such.

    Raises:
        AppError: TEXT_DAMAGED where nothing of it can be read.
    """
    findings = Findings()
    records = _lines(text) if is_lines else _whole(text, name, findings)
    columns: dict[str, int] = {}
    rows: list[tuple[int, dict[str, str]]] = []
    dialogues: list[Dialogue] = []
    for number, value in records:
        if value is _BROKEN:
            findings.add(ProblemCode.ROW_BROKEN, name, number)
            continue
        messages = messages_of(value)
        if messages is not None:
            dialogues.append(Dialogue(number, messages))
            continue
        cells = _flat(value)
        for column in cells:
            if column not in columns and len(columns) < MOST_COLUMNS:
                columns[column] = len(columns)
        rows.append((number, cells))
    if not rows and not dialogues:
        raise AppError(ErrorCode.TEXT_DAMAGED, "no record can be read", file=name)
    table = tuple(Row(number, tuple(cells.get(column, "") for column in columns)) for number, cells in rows)
    return Material(
        name, path, columns=tuple(columns), rows=table, dialogues=tuple(dialogues), problems=findings.problems()
    )


def _lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _parsed(line)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _BROKEN


def _whole(text: str, name: str, findings: Findings) -> Iterator[Record]:
    """Records of a JSON value, of JSON Lines under another name, or of what is left of an array that was cut off."""
    value = _parsed(text)
    if value is not _BROKEN:
        return enumerate(_records_in(value), 1)
    lines = list(_lines(text))
    if sum(isinstance(value, dict | list) for _, value in lines) > len(lines) / 2:
        return iter(lines)
    findings.add(ProblemCode.FILE_CUT, name)
    return enumerate(_beginning_of_array(text), 1)


def _records_in(value: object) -> list[object]:
    """The list of records in a JSON value, wherever it stands."""
    if isinstance(value, list):
        return [value] if messages_of(value) is not None else value
    if not isinstance(value, Mapping):
        return [value]
    if messages_of(value) is not None:
        return [value]
    for key in (*LISTS_OF_RECORDS, *value):
        inner = value.get(key)
        if isinstance(inner, list) and inner and all(isinstance(entry, Mapping | list) for entry in inner):
            return [flat for entry in inner for flat in _questions_of(entry)]
    inner_values = list(value.values())
    if _are_columns(inner_values):
        return [dict(zip(value, cells, strict=True)) for cells in zip(*inner_values, strict=True)]
    if len(inner_values) > 1 and all(isinstance(entry, Mapping) for entry in inner_values):
        return inner_values
    return [value]


def _are_columns(values: list[object]) -> bool:
    """Whether a table is written column by column."""
    lists = [value for value in values if isinstance(value, list)]
    return len(lists) == len(values) > 1 and len(lists[0]) > 1 and len({len(column) for column in lists}) == 1


def _questions_of(entry: object) -> list[object]:
    """Questions and answers of a SQuAD article; anything else as it is.

    Source: Rajpurkar et al. 2016, https://rajpurkar.github.io/SQuAD-explorer/
    """
    if not isinstance(entry, Mapping) or not isinstance(entry.get("paragraphs"), list):
        return [entry]
    found: list[object] = []
    for paragraph in entry["paragraphs"]:
        if not isinstance(paragraph, Mapping) or not isinstance(paragraph.get("qas"), list):
            return [entry]
        for question in paragraph["qas"]:
            if isinstance(question, Mapping):
                answers = question.get("answers")
                first = answers[0] if isinstance(answers, list) and answers else {}
                answer = first.get("text", "") if isinstance(first, Mapping) else first
                found.append({"context": paragraph.get("context", ""), **_kept(question), "answer": answer})
    return found


def _kept(question: Mapping[str, object]) -> dict[str, object]:
    return {"question": question.get("question", "")}


def _beginning_of_array(text: str) -> Iterator[object]:
    """Whole values at the start of an array (alone, or in an object) that is cut off or damaged later."""
    decoder = json.JSONDecoder()
    position = text.find("[") + 1
    while 0 < position < len(text):
        while position < len(text) and text[position] in " \t\n,":
            position += 1
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield value


def _flat(value: object) -> dict[str, str]:
    """A record's fields as text; what lies deeper is named "outer.inner"."""
    if not isinstance(value, Mapping):
        return {"text": _as_text(value)}
    cells: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            cells.update({f"{key}.{name}": _as_text(deeper) for name, deeper in inner.items()})
        else:
            cells[str(key)] = _as_text(inner)
        if len(cells) >= MOST_COLUMNS:
            break
    return cells


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list) and all(isinstance(entry, str | int | float) for entry in value):
        return "\n".join(map(str, value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
