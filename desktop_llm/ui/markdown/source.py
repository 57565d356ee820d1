"""Cuts Markdown into pieces by looking at lines only: prose, fenced code, tables, displayed formulas.

Each piece is small enough to be parsed and laid out without a noticeable pause; prose that is too tangled for that
(thousands of brackets, quotes in quotes in quotes) comes out as plain text. What a piece means is left to the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RUN_CHARS = 2_000
"""A longer run without a space makes Qt's layout quadratic (1,000,000 characters: 110 s)."""
PROSE_CHARS = 1_500
PROSE_CHARS_MOST = 6_000
TANGLED_SIGNS = 400
TANGLED_DEPTH = 12

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_MANY_MARKS = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{6})"
                         "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")  # fmt: skip
_LONG_RUN = re.compile(rf"(\S{{{RUN_CHARS}}})(?=\S)")
_FENCE = re.compile(r"^( {0,6})(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_GOES_ON = re.compile(r"^(\s+\S|[-*+] |\d{1,9}[.)] |>)")
_SIGNS = re.compile(r"[\[\]*_`~<&$!\\(]")
_DISPLAY = (("$$", "$$"), ("\\[", "\\]"))


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, headings, lists and quotes, to be parsed."""

    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that is shown as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Fenced code. `language` is the first word after the fence."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as its lines: header, rule and rows, still unparsed."""

    header: str
    rule: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula in TeX."""

    tex: str


Piece = Prose | Plain | Code | Grid | Formula


def size_of(piece: Piece) -> int:
    """About how many characters of the source a piece is."""
    if isinstance(piece, Grid):
        return len(piece.header) * (len(piece.rows) + 2)
    return len(piece.tex if isinstance(piece, Formula) else piece.text)


def clean_text(text: str) -> str:
    """The text without signs that hide or reorder others: control signs, direction overrides, towers of accents."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _MANY_MARKS.sub(r"\1", _CONTROL.sub("", text))


def break_runs(text: str) -> str:
    """The text with a place to break (U+200B) in every run without a space that is too long to lay out."""
    return _LONG_RUN.sub("\\1\u200b", text) if len(text) > RUN_CHARS else text


def split_source(text: str) -> tuple[Piece, ...]:
    """The pieces of a whole answer, in order."""
    pieces: list[Piece] = []
    prose: list[str] = []
    lines = clean_text(text).split("\n")
    at = chars = 0
    while at < len(lines):
        special, after = _special_at(lines, at)
        if special is not None:
            _flush(prose, pieces)
            pieces.append(special)
            at, chars = after, 0
            continue
        line = lines[at]
        if chars > PROSE_CHARS_MOST or (chars >= PROSE_CHARS and not line.strip() and _may_cut(lines, at)):
            _flush(prose, pieces)
            chars = 0
        prose.append(line)
        chars += len(line) + 1
        at += 1
    _flush(prose, pieces)
    return tuple(pieces)


def _special_at(lines: list[str], at: int) -> tuple[Piece | None, int]:
    """A piece that is no prose and starts at this line, and the line after it."""
    line = lines[at]
    fence = _FENCE.match(line)
    if fence:
        return _code_at(lines, at, fence)
    if "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _RULE.match(lines[at + 1]):
        end = at + 2
        while end < len(lines) and "|" in lines[end] and lines[end].strip():
            end += 1
        return Grid(line, lines[at + 1], tuple(lines[at + 2 : end])), end
    stripped = line.strip()
    for opening, closing in _DISPLAY:
        if stripped.startswith(opening):
            return _formula_at(lines, at, opening, closing)
    return None, at


def _code_at(lines: list[str], at: int, fence: re.Match[str]) -> tuple[Piece, int]:
    indent, mark, info = len(fence[1]), fence[2], fence[3].strip()
    closing = re.compile(rf"^ {{0,6}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    body: list[str] = []
    end = at + 1
    while end < len(lines) and not closing.match(lines[end]):
        line = lines[end]
        body.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        end += 1
    words = info.split()
    return Code("\n".join(body), words[0].strip("{}.").lower() if words else ""), end + 1


def _formula_at(lines: list[str], at: int, opening: str, closing: str) -> tuple[Piece | None, int]:
    """A formula that stands alone on its lines; None where it does not end or text follows it."""
    first = lines[at].strip()[len(opening) :]
    if first.rstrip().endswith(closing):
        tex = first.rstrip()[: -len(closing)].strip()
        return (Formula(tex), at + 1) if tex and closing not in tex else (None, at)
    if closing in first:
        return None, at
    body = [first]
    for end in range(at + 1, min(at + 60, len(lines))):
        line = lines[end].rstrip()
        if line.endswith(closing):
            body.append(line[: -len(closing)])
            return Formula("\n".join(body).strip()), end + 1
        if not line.strip():
            break
        body.append(line)
    return None, at


def _may_cut(lines: list[str], at: int) -> bool:
    """Whether what follows this blank line stands on its own."""
    following = next((line for line in lines[at : at + 5] if line.strip()), "")
    return not _GOES_ON.match(following)


def _flush(prose: list[str], pieces: list[Piece]) -> None:
    text = "\n".join(prose).strip("\n")
    prose.clear()
    if not text.strip():
        return
    if not is_tangled(text):
        pieces.append(Prose(text))
        return
    for start in range(0, len(text), PROSE_CHARS_MOST):
        pieces.append(Plain(text[start : start + PROSE_CHARS_MOST]))


def is_tangled(text: str) -> bool:
    """Whether prose would take a parser too long, or nest deeper than anyone reads."""
    if len(text) > 2 * PROSE_CHARS_MOST:
        return True
    signs = len(_SIGNS.findall(text))
    if signs > TANGLED_SIGNS and signs * 6 > len(text):
        return True
    for line in text.split("\n"):
        marks = line[: len(line) - len(line.lstrip(" >\t"))]
        if marks.count(">") > TANGLED_DEPTH or len(marks) > 80:
            return True
    return False
