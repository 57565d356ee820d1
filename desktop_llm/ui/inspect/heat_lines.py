"""Where each piece of a coloured text stands: lines broken between words, made a slice of time at a go.

Knows widths and no widgets, so that a text of many thousand pieces never holds the window up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

RETURN = "↵"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or the part of one that stands on a line."""

    cell: int
    text: str
    x: float
    width: float


class Lines:
    """Boxes by line.

    Args:
        pieces: Text of each cell.
        width_of: Pixels of a text on one line.
        room: Pixels of a line.
    """

    def __init__(self, pieces: Sequence[str], width_of: Callable[[str], float], room: float) -> None:
        self.lines: list[list[Box]] = []
        self.first_cells: list[int] = []
        self._room = max(room, 1.0)
        self._width_of = width_of
        self._widths: dict[str, float] = {}
        self._work = self._lay(pieces)
        self.is_done = False

    def go_on(self, seconds: float) -> None:
        """Work for so long at most."""
        end = time.perf_counter() + seconds
        for _ in self._work:
            if time.perf_counter() >= end:
                return
        self.is_done = True

    def line_of(self, cell: int) -> int:
        """The first line that holds a cell."""
        for number in range(max(0, _before(self.first_cells, cell) - 1), len(self.lines)):
            if any(box.cell == cell for box in self.lines[number]):
                return number
            if self.first_cells[number] > cell:
                return max(0, number - 1)
        return max(0, len(self.lines) - 1)

    def _width(self, text: str) -> float:
        found = self._widths.get(text)
        if found is None:
            found = self._widths[text] = self._width_of(text)
        return found

    def _lay(self, pieces: Sequence[str]) -> Iterator[None]:
        line: list[Box] = []
        word: list[tuple[int, str, float]] = []
        x = wide = 0.0

        def end_line() -> None:
            nonlocal line, x
            self.first_cells.append(line[0].cell if line else (self.first_cells[-1] if self.first_cells else 0))
            self.lines.append(line)
            line, x = [], 0.0

        def end_word() -> None:
            nonlocal word, wide, x
            if line and x + wide > self._room:
                end_line()
            for cell, text, width in word:
                for part, part_width in self._parts(text, width):
                    if line and x + part_width > self._room:
                        end_line()
                    if not line and part.startswith(" ") and part.strip(" "):
                        part = part.lstrip(" ")
                        part_width = self._width(part)
                    line.append(Box(cell, part, x, part_width))
                    x += part_width
            word, wide = [], 0.0

        for cell, piece in enumerate(pieces):
            rows = piece.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
            for number, row in enumerate(rows):
                is_broken = number < len(rows) - 1
                text = row + RETURN if is_broken else row
                if text:
                    if word and (text[0].isspace() or _breaks_after(word[-1][1])):
                        end_word()
                    width = self._width(text)
                    word.append((cell, text, width))
                    wide += width
                if is_broken:
                    end_word()
                    end_line()
            if cell % 64 == 63:
                yield
        end_word()
        if line or not self.lines:
            end_line()
        yield

    def _parts(self, text: str, width: float) -> Iterator[tuple[str, float]]:
        """A text that is wider than a line is cut."""
        while width > self._room and len(text) > 1:
            count = max(1, min(len(text) - 1, int(len(text) * self._room / width)))
            while count > 1 and self._width_of(text[:count]) > self._room:
                count -= 1
            yield text[:count], self._width_of(text[:count])
            text = text[count:]
            width = self._width_of(text)
        yield text, width


def _breaks_after(text: str) -> bool:
    last = text[-1]
    return last.isspace() or last in "-–—/" or ord(last) >= 0x2E80


def _before(numbers: Sequence[int], wanted: int) -> int:
    """How many of the rising numbers are at most the one wanted."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] <= wanted:
            low = middle + 1
        else:
            high = middle
    return low
