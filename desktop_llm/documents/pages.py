"""Pages of text -> running text: headers, footers and page numbers go, lines that the page's width cut are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

FEWEST_PAGES = 3
REPEATED_SHARE = 0.4
"""Of the pages; books have one header on the left and another on the right."""
EDGE_LINES = 3
"""Lines at the top and the foot of a page among which headers and footers are looked for."""
_DIGITS = re.compile(r"\d+|(?<=\s)[ivxlc]+$")
_PAGE_NUMBER = re.compile(
    r"[\s\-–—|\[(]*(?:page|seite|p\.|第)?\s*\d{1,4}\s*(?:(?:of|/|von)\s*\d{1,4}|页)?[\s\-–—|\])]*", re.I
)
_SENTENCE_END = (".", "!", "?", ":", "。", "！", "？", "”", '"', "…", ";", "；")
_BULLET = re.compile(r"(?:[•·▪‣\-–*]|\d{1,3}[.)]|[a-z][.)])\s")
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def text_of_pages(pages: Sequence[str], joins_lines: bool = True) -> tuple[str, tuple[str, ...]]:
    """The running text, and the lines that were left out because they repeat on the pages (one example of each)."""
    split = [[line.rstrip() for line in page.split("\n")] for page in pages]
    repeated = _repeated(split)
    bodies = [_body(lines, repeated) if len(split) >= FEWEST_PAGES else lines for lines in split]
    if sum(not any(body) for body in bodies) > len(split) / 2:  # pages that are all alike: a form, not headers
        bodies = split
    left_out: dict[str, str] = {}
    for lines, body in zip(split, bodies, strict=True):
        for line in {*lines} - {*body}:
            if _masked(line) in repeated:
                left_out.setdefault(_masked(line), line.strip())
    kept = [line for body in bodies for line in [*body, "\f"]]
    text = _joined(kept) if joins_lines else "\n".join(line for line in kept if line != "\f")
    return text, tuple(left_out.values())


def _body(lines: Sequence[str], repeated: set[str]) -> list[str]:
    """A page without its header and footer, which are taken off from outside."""
    start, end = 0, len(lines)
    for _ in range(EDGE_LINES):
        first = next((index for index in range(start, end) if lines[index].strip()), end)
        if first < end and _is_edge(lines[first], repeated):
            start = first + 1
    for _ in range(EDGE_LINES):
        last = next((index for index in range(end - 1, start - 1, -1) if lines[index].strip()), start - 1)
        if last >= start and _is_edge(lines[last], repeated):
            end = last
    return list(lines[start:end])


def _is_edge(line: str, repeated: set[str]) -> bool:
    return _masked(line) in repeated or _PAGE_NUMBER.fullmatch(line.strip()) is not None


def _edges(lines: Sequence[str]) -> set[int]:
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return {*filled[:EDGE_LINES], *filled[-EDGE_LINES:]}


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at the edges of many pages, figures apart."""
    if len(pages) < FEWEST_PAGES:
        return set()
    counts = Counter(line for lines in pages for line in {_masked(lines[index]) for index in _edges(lines)})
    return {line for line, count in counts.items() if line and count >= max(FEWEST_PAGES, REPEATED_SHARE * len(pages))}


def _masked(line: str) -> str:
    masked = _DIGITS.sub("#", " ".join(line.split()).casefold())
    return masked if re.search(r"[^\W\d_]", masked) else ""


def _joined(lines: Sequence[str]) -> str:
    """Paragraphs from lines: a line goes on where it is nearly as long as the others and no sentence ends."""
    longest = sorted(len(line) for line in lines if line.strip())
    usual = longest[len(longest) * 8 // 10] if longest else 0
    parts: list[str] = []
    goes_on = False
    for line in lines:
        text = line.strip()
        if line == "\f":
            continue
        if not text:
            goes_on = False
            if parts and parts[-1]:
                parts.append("")
            continue
        if goes_on and not _BULLET.match(text):
            parts[-1] = _glued(parts[-1], text)
        else:
            parts.append(text)
        goes_on = _goes_on(text, usual)
    return "\n".join(parts).strip()


def _goes_on(text: str, usual: int) -> bool:
    if text.endswith(("\u00ad", "\ufffe", "-")):
        return True
    if len(text) < 0.6 * usual:
        return False
    return len(text) >= 0.85 * usual or not text.endswith(_SENTENCE_END)


def _glued(before: str, text: str) -> str:
    if before.endswith(("\u00ad", "\ufffe")):
        return before[:-1] + text
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and text[0].islower():
        return before[:-1] + text
    if _WIDE.match(before[-1]) or _WIDE.match(text[0]):
        return before + text
    return f"{before} {text}"
