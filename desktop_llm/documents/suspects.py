"""What is worth a look though it can be learned from: copies, odd labels, repeated lines, lost letters.

Rows that cannot be learned from at all are `making`'s affair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.examples import Example, ExampleKind
from desktop_llm.documents.making import Numbered
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.measuring import paragraphs_of
from desktop_llm.documents.similarity import near_duplicates

FEWEST_OF_A_LABEL = 5
FEWEST_REPEATS = 8
SHORTEST_REPEATED, LONGEST_REPEATED = 8, 120
MOST_REPEATED_LINES = 10
_DIGITS = re.compile(r"\d+")
LOST = "\ufffd"


def plain_text(example: Example) -> str:
    """All words of an example."""
    said = [message.text for message in example.messages]
    return "\n".join(part for part in (example.text, example.target, *said) if part)


def note_suspects(
    materials: Sequence[Material], numbered: Sequence[Numbered], kind: ExampleKind, findings: Findings
) -> int:
    """Note what is worth a look; returns how many examples (of prose, paragraphs) nearly repeat one before."""
    for material in materials:
        _note_lost_letters(material, findings)
        if material.text and kind is ExampleKind.PROSE:
            for line in repeated_lines(material.text):
                findings.add(ProblemCode.LINES_REPEATED, material.name, detail=line)
    if kind is ExampleKind.LABELLED:
        _note_labels(numbered, findings)
    whole = [one for one in numbered if not one.row]
    rows = [one for one in numbered if one.row]
    near = sum(1 for _ in near_duplicates(part for one in whole for part in paragraphs_of(one.example.text)))
    for place in near_duplicates(plain_text(one.example) for one in rows):
        findings.add(ProblemCode.NEAR_DUPLICATE, rows[place].file, rows[place].row)
        near += 1
    return near


def repeated_lines(text: str) -> list[str]:
    """Lines that come back at even distances, figures apart: headers of pages that are pages no more.

    A refrain or a speaker's name comes back too, but unevenly, or it is short or ends with a colon.
    """
    places: dict[str, list[int]] = {}
    examples: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if not SHORTEST_REPEATED <= len(stripped) <= LONGEST_REPEATED or stripped.endswith((":", "：")):
            continue
        masked = _DIGITS.sub("#", stripped)
        places.setdefault(masked, []).append(number)
        examples.setdefault(masked, stripped)
    found = [masked for masked, at in places.items() if len(at) >= FEWEST_REPEATS and _is_even(at)]
    return [examples[masked] for masked in found[:MOST_REPEATED_LINES]]


def _is_even(places: Sequence[int]) -> bool:
    """Whether distances are at least ten lines, and hardly one is far from the middle one."""
    distances = sorted(later - earlier for earlier, later in pairwise(places))
    middle = distances[len(distances) // 2]
    near = sum(0.7 * middle <= distance <= 1.3 * middle for distance in distances)
    return middle >= 10 and near >= 0.7 * len(distances)


def _note_lost_letters(material: Material, findings: Findings) -> None:
    if LOST in material.text:
        for number, line in enumerate(material.text.split("\n"), 1):
            if LOST in line:
                findings.add(ProblemCode.LETTERS_LOST, material.name, number)
    for row in material.rows:
        if any(LOST in cell for cell in row.cells):
            findings.add(ProblemCode.LETTERS_LOST, material.name, row.number)
    for dialogue in () if material.text else material.dialogues:
        if any(LOST in message.text for message in dialogue.messages):
            findings.add(ProblemCode.LETTERS_LOST, material.name, dialogue.number)


def _note_labels(numbered: Sequence[Numbered], findings: Findings) -> None:
    counts = Counter(one.example.label for one in numbered)
    first: dict[str, str] = {}
    for one in numbered:
        label = first.setdefault(" ".join(one.example.text.split()), one.example.label)
        if label != one.example.label:
            findings.add(ProblemCode.LABELS_DISAGREE, one.file, one.row)
        if counts[one.example.label] < FEWEST_OF_A_LABEL:
            findings.add(ProblemCode.LABEL_RARE, one.file, one.row, one.example.label)
