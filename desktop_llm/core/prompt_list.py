"""Lists of questions: typed or pasted, read from a file, or from the sets that ship. What is asked is `list_run`'s."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.resources import resource_path

MOST_PROMPTS = 10_000
MOST_BYTES = 20_000_000
SUFFIXES = (".txt", ".csv", ".tsv", ".jsonl")
SHIPPED = ("everyday", "summarising", "rewriting", "sums", "safety", "chinese")
"""Keys of the sets in resources/prompt_sets, 20 questions each."""

_PROMPT_NAMES = ("prompt", "question", "input", "instruction", "text", "问题", "提示", "提示词", "输入")
_EXPECTED_NAMES = ("expected", "answer", "reference", "output", "target", "label", "答案", "期望", "参考答案", "标签")
_TOPIC_NAMES = ("topic", "category", "主题", "类别")
_ARROW = re.compile(r"\t+|\s+=>\s+")
_OTHER_WAY = re.compile(r"\s+\|\s+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question.

    Attributes:
        expected: What a right answer is or says, "" where there is none; ways to say it are divided by " | ".
        topic: What it belongs to, for counting votes.
    """

    text: str
    expected: str = ""
    topic: str = ""

    @property
    def references(self) -> tuple[str, ...]:
        """The ways to say the expected answer."""
        return tuple(part for part in _OTHER_WAY.split(self.expected.strip()) if part)


def prompts_from_text(text: str, topic: str = "") -> tuple[Prompt, ...]:
    """One question on each line; after a tab or " => " the expected answer."""
    found = []
    for line in text.splitlines():
        prompt, *rest = _ARROW.split(line.strip(), maxsplit=1)
        if prompt:
            found.append(Prompt(prompt, rest[0].strip() if rest else "", topic))
    return tuple(found[:MOST_PROMPTS])


def read_prompts(path: Path) -> tuple[Prompt, ...]:
    """The questions of a .txt, .csv, .tsv or .jsonl file.

    Raises:
        AppError: TEXT_MISSING, TEXT_UNREADABLE, TEXT_TOO_LARGE, TEXT_KIND_UNKNOWN, TEXT_ENCODING, TEXT_DAMAGED with
            its line, or TEXT_EMPTY.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AppError(ErrorCode.TEXT_KIND_UNKNOWN, suffix, file=path.name, kind=suffix or "?")
    text = _decoded(_bytes_of(path), path.name)
    topic = path.stem
    if suffix == ".jsonl":
        prompts = _from_jsonl(text, topic, path.name)
    elif suffix == ".txt":
        prompts = list(prompts_from_text(text, topic))
    else:
        prompts = _from_table(text, "\t" if suffix == ".tsv" else _delimiter(text), topic, path.name)
    if not prompts:
        raise AppError(ErrorCode.TEXT_EMPTY, path.name, file=path.name)
    if len(prompts) > MOST_PROMPTS:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, f"{len(prompts)} questions", file=path.name, limit=MOST_PROMPTS)
    return tuple(prompts)


def shipped_prompts(key: str) -> tuple[Prompt, ...]:
    """A set that ships."""
    return read_prompts(resource_path("prompt_sets", f"{key}.jsonl"))


def text_of(prompts: tuple[Prompt, ...]) -> str:
    """Questions as they would be typed; line breaks inside one become spaces."""
    lines = [
        " ".join(prompt.text.split()) + (f" => {' '.join(prompt.expected.split())}" if prompt.expected else "")
        for prompt in prompts
    ]
    return "\n".join(lines)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise AppError(ErrorCode.TEXT_MISSING, str(path), file=path.name) from error
    except OSError as error:
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error), file=path.name) from error
    if len(data) > MOST_BYTES:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, f"over {MOST_BYTES} bytes", file=path.name, limit=MOST_BYTES)
    return data


def _decoded(data: bytes, name: str) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AppError(ErrorCode.TEXT_ENCODING, name, file=name)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _from_table(text: str, delimiter: str, topic: str, name: str) -> list[Prompt]:
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error
    if not rows:
        return []
    head = [cell.strip().casefold() for cell in rows[0]]
    at_prompt = _column(head, _PROMPT_NAMES)
    if at_prompt is None:  # no names above the columns: question first, expected answer second
        columns: tuple[int, int | None, int | None] = (0, 1, None)
    else:
        columns = (at_prompt, _column(head, _EXPECTED_NAMES), _column(head, _TOPIC_NAMES))
        rows = rows[1:]

    def cell(row: list[str], at: int | None) -> str:
        return row[at].strip() if at is not None and at < len(row) else ""

    prompts = (Prompt(cell(row, columns[0]), cell(row, columns[1]), cell(row, columns[2]) or topic) for row in rows)
    return [prompt for prompt in prompts if prompt.text]


def _column(head: list[str], names: tuple[str, ...]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _from_jsonl(text: str, topic: str, name: str) -> list[Prompt]:
    prompts = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise AppError(ErrorCode.TEXT_DAMAGED, f"line {number}: {error}", file=name, line=number) from error
        if isinstance(entry, str):
            entry = {"prompt": entry}
        if not isinstance(entry, dict):
            raise AppError(ErrorCode.TEXT_DAMAGED, f"line {number}", file=name, line=number)
        prompt = _entry(entry, _PROMPT_NAMES)
        if prompt:
            prompts.append(Prompt(prompt, _entry(entry, _EXPECTED_NAMES), _entry(entry, _TOPIC_NAMES) or topic))
    return prompts


def _entry(entry: dict[str, object], names: tuple[str, ...]) -> str:
    value = next((entry[name] for name in names if name in entry), "")
    return str(value).strip() if isinstance(value, str | int | float) else ""
