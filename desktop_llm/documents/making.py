"""Material of all files -> examples of one kind. What is held back of them is `held_out`'s affair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Example, ExampleKind, Reading, Said
from desktop_llm.documents.columns import Roles, guess_table, roles_for
from desktop_llm.documents.material import Dialogue, Findings, Material, Row

LARGEST_EXAMPLE_CHARACTERS = 100_000
"""Of an example that is not prose."""
MOST_LABELS = 200


@dataclass(frozen=True, slots=True)
class Numbered:
    """An example and its row in its file (0 for a whole text)."""

    example: Example
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What all the files together seem to be."""

    kind: ExampleKind
    confidence: float


def guess_kind(materials: Sequence[Material]) -> KindGuess:
    """The kind that holds most of the characters."""
    weights: Counter[ExampleKind] = Counter()
    sure: dict[ExampleKind, float] = {}
    for material in materials:
        guess = _guess(material)
        weights[guess.kind] += material.characters + 1
        sure[guess.kind] = min(sure.get(guess.kind, 1.0), guess.confidence)
    kind, weight = weights.most_common(1)[0]
    return KindGuess(kind, round(sure[kind] * weight / weights.total(), 3))


def roles_of(material: Material, kind: ExampleKind, reading: Reading) -> Roles:
    """Which column is which: as the person said, else as it looks."""
    said = []
    for entry in reading.columns:
        role, _, column = entry.partition("=")
        if column in material.columns:
            said.append((role.strip(), material.columns.index(column)))
    wanted = NEEDED[kind]
    if {role for role, _ in said} >= wanted:
        return tuple(said)
    guessed = roles_for(kind, material.columns, material.rows)
    taken = {role for role, _ in said}
    return (*said, *((role, index) for role, index in guessed if role not in taken))


NEEDED: dict[ExampleKind, frozenset[str]] = {
    ExampleKind.PROSE: frozenset({"text"}),
    ExampleKind.DIALOGUE: frozenset({"user", "assistant"}),
    ExampleKind.PAIRS: frozenset({"text", "target"}),
    ExampleKind.LABELLED: frozenset({"text", "label"}),
    ExampleKind.PREFERENCE: frozenset(),
}
"""Roles without which a row is no example of a kind."""


def make_examples(material: Material, kind: ExampleKind, reading: Reading, findings: Findings) -> list[Numbered]:
    """The examples of one file; rows that are none are noted, and never stop the others."""
    if kind is ExampleKind.PROSE and material.text:
        return [Numbered(Example(text=material.text, source=material.name), material.name, 0)]
    if material.is_prose:
        findings.add(ProblemCode.ROW_OTHER_KIND, material.name)
        return []
    made = [_of_dialogue(dialogue, kind) for dialogue in material.dialogues]
    rows: list[Row | Dialogue] = [*material.dialogues]
    if material.rows:
        roles = roles_of(material, kind, reading)
        made += [_of_row(row, kind, roles) for row in material.rows]
        rows += material.rows
    numbered: list[Numbered] = []
    for row, result in zip(rows, made, strict=True):
        if isinstance(result, ProblemCode):
            findings.add(result, material.name, row.number)
        elif kind is not ExampleKind.PROSE and _length(result) > LARGEST_EXAMPLE_CHARACTERS:
            findings.add(ProblemCode.ROW_ENORMOUS, material.name, row.number)
        else:
            source = f"{material.name}, {row.number}"
            placed = Example(result.text, result.target, result.label, result.messages, source)
            numbered.append(Numbered(placed, material.name, row.number))
    return numbered


def refuse_untrainable(kind: ExampleKind, examples: Sequence[Numbered]) -> None:
    """Raise where nothing can be learned from these: TEXT_PREFERENCE, TEXT_NO_EXAMPLES, TEXT_LABELS."""
    if kind is ExampleKind.PREFERENCE:
        raise AppError(ErrorCode.TEXT_PREFERENCE, "chosen and rejected answers")
    if not examples:
        raise AppError(ErrorCode.TEXT_NO_EXAMPLES, f"no {kind}", kind=kind.value)
    if kind is ExampleKind.LABELLED:
        labels = {numbered.example.label for numbered in examples}
        limit = min(MOST_LABELS, max(2, len(examples) // 2))  # a label for each row is a number, not a label
        if not 2 <= len(labels) <= limit:
            raise AppError(ErrorCode.TEXT_LABELS, f"{len(labels)} labels", labels=len(labels), limit=limit)


def _guess(material: Material) -> KindGuess:
    if material.dialogues and len(material.dialogues) >= len(material.rows):
        return KindGuess(ExampleKind.DIALOGUE, 0.85 if material.text else 1.0)
    if material.rows:
        guess = guess_table(material.columns, material.rows)
        return KindGuess(guess.kind, guess.confidence)
    return KindGuess(ExampleKind.PROSE, 1.0)


def _of_row(row: Row, kind: ExampleKind, roles: Roles) -> Example | ProblemCode:
    if not any(row.cells):
        return ProblemCode.ROW_EMPTY
    cells: dict[str, str] = {}
    for role, index in roles:
        text = row.cells[index].strip()
        cells[role] = f"{cells[role]}\n{text}" if cells.get(role) and text else cells.get(role) or text
    if not any(cells.get(role) for role in NEEDED[kind]):
        return ProblemCode.ROW_EMPTY
    if not all(cells.get(role) for role in NEEDED[kind]):
        return ProblemCode.ROW_INCOMPLETE
    if kind is ExampleKind.DIALOGUE:
        said = [Said(role, cells[role]) for role in ("system", "user", "assistant") if cells.get(role)]
        return Example(messages=tuple(said))
    return Example(text=cells["text"], target=cells.get("target", ""), label=cells.get("label", ""))


def _of_dialogue(dialogue: Dialogue, kind: ExampleKind) -> Example | ProblemCode:
    messages = dialogue.messages
    if not messages:
        return ProblemCode.ROW_EMPTY
    if kind is ExampleKind.PROSE:
        return Example(text="\n\n".join(message.text for message in messages))
    while messages and messages[-1].role != "assistant":
        messages = messages[:-1]
    messages = _from_first_question(messages)
    roles = [message.role for message in messages if message.role != "system"]
    if "user" not in roles or "assistant" not in roles:
        return ProblemCode.ROW_INCOMPLETE
    if any(not message.text for message in messages):
        return ProblemCode.ROW_INCOMPLETE
    if kind is ExampleKind.DIALOGUE:
        return Example(messages=messages)
    if kind is ExampleKind.PAIRS and roles == ["user", "assistant"]:
        user, assistant = (message for message in messages if message.role != "system")
        return Example(text=user.text, target=assistant.text)
    return ProblemCode.ROW_OTHER_KIND


def _from_first_question(messages: tuple[Said, ...]) -> tuple[Said, ...]:
    """Without a greeting, which answers nothing."""
    first = next((index for index, message in enumerate(messages) if message.role == "user"), len(messages))
    return (*(message for message in messages[:first] if message.role == "system"), *messages[first:])


def _length(example: Example) -> int:
    return len(example.text) + len(example.target) + sum(len(message.text) for message in example.messages)
