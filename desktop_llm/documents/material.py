"""What one file holds before anyone decides how to learn from it: a text, a table, or dialogues.

Readers make it; `examples` turns it into examples of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_llm.core.check_up import Problem, ProblemCode
from desktop_llm.core.examples import Said


@dataclass(slots=True)
class Findings:
    """Problems of files while they are gathered."""

    _rows: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def add(self, code: ProblemCode, file: str, row: int | None = None, detail: str = "") -> None:
        """Note one row (or, without a number, the file)."""
        rows = self._rows.setdefault((code.value, file, detail), [])
        if row is not None:
            rows.append(row)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over what a reader found."""
        for problem in problems:
            self._rows.setdefault((problem.code, problem.file, problem.detail), []).extend(problem.rows)

    def problems(self) -> tuple[Problem, ...]:
        """One `Problem` for each code, file and detail, in the order in which they were met."""
        return tuple(Problem(code, file, tuple(rows), detail) for (code, file, detail), rows in self._rows.items())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or one flat record: a cell for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation of a chat export."""

    number: int
    messages: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One file's content.

    Attributes:
        name: As the person knows it: the file's name, or "letters.zip: may.txt".
        path: The file on the disk.
        text: Running text; "" for tables and chat exports (a text that is written as a dialogue has both).
        columns: Names of the table's columns.
        has_header: Whether the names stand in the file (else they are made up: "column 1").
        encoding: Python's name; "" where the file type knows no such choice. `guessed` where the bytes do not prove it.
        sha256: Of the file's bytes.
        pages: The text page by page where the file has pages; `text` is then made of them.
    """

    name: str
    path: str
    text: str = ""
    columns: tuple[str, ...] = ()
    has_header: bool = True
    rows: tuple[Row, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    encoding: str = ""
    guessed: bool = False
    sha256: str = ""
    pages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_prose(self) -> bool:
        """Whether it is running text."""
        return not self.rows and not self.dialogues

    @property
    def plain_text(self) -> str:
        """All of it as one text: rows as lines with tabs, what was said message by message."""
        lines = ["\t".join(row.cells) for row in self.rows]
        said = [message.text for dialogue in self.dialogues for message in dialogue.messages]
        return self.text or "\n".join((*lines, *said))

    @property
    def characters(self) -> int:
        """Letters in all of it."""
        cells = sum(len(cell) for row in self.rows for cell in row.cells)
        said = sum(len(message.text) for dialogue in self.dialogues for message in dialogue.messages)
        return len(self.text) or cells + said
