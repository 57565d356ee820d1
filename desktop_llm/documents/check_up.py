"""The check-up of a person's files before training: what was read, what is held back, what is wrong with each file.

A bad file never stops the others, and a bad row never the other rows. Tokens and the forecast are left to the engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from desktop_llm.core.check_up import FileReport, TextReport
from desktop_llm.core.errors import AppError
from desktop_llm.core.examples import Example, ExampleKind, Reading
from desktop_llm.documents.corpus import (
    Assembled,
    assemble,
    check_reading,
    load_held_out,
    refuse_too_little,
)
from desktop_llm.documents.making import roles_of
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.measuring import count_repeated_paragraphs, count_words, languages_of
from desktop_llm.documents.personal import KINDS, count_personal
from desktop_llm.documents.sources import read_each
from desktop_llm.documents.suspects import note_suspects, plain_text

EXCERPT_CHARACTERS = 600
SHOWN_TRAINING, SHOWN_HELD_OUT = 4, 2
"""Examples in a report."""
SAMPLE_CHARACTERS = 100_000
"""Of a table, from which its languages are told."""


def read_corpus(paths: Sequence[str], reading: Reading | None = None) -> TextReport:
    """Read the files as `load_corpus` does, and say what they hold and what is wrong with them.

    Args:
        paths: Files, folders and zip archives; a file that cannot be read is reported in its `FileReport.trouble`.
        reading: How; by default everything is found out.

    Raises:
        AppError: As `load_corpus`.
    """
    reading = reading or Reading()
    check_reading(reading)
    findings = Findings()
    materials: list[Material] = []
    read: list[tuple[str, Material | AppError]] = []
    for name, found in read_each(paths, reading.encoding, findings):
        read.append((name, found))
        if isinstance(found, Material):
            materials.append(found)
    made = assemble(materials, load_held_out(reading, findings), reading, findings)
    refuse_too_little(made.corpus)
    near = note_suspects(materials, made.numbered, made.corpus.kind, findings)
    files = tuple(
        _trouble_report(name, found) if isinstance(found, AppError) else _material_report(name, found, made)
        for name, found in read
    )
    return _report(made, materials, files, near, reading, findings)


def _report(
    made: Assembled,
    materials: Sequence[Material],
    files: tuple[FileReport, ...],
    near_duplicates: int,
    reading: Reading,
    findings: Findings,
) -> TextReport:
    corpus = made.corpus
    training, held_out = corpus.training[:SHOWN_TRAINING], corpus.held_out[:SHOWN_HELD_OUT]
    table = max(materials, key=lambda material: len(material.rows))
    languages: Counter[str] = Counter()
    personal: Counter[str] = Counter()
    for material, report in zip(materials, (file for file in files if not file.trouble), strict=True):
        languages.update(dict.fromkeys(languages_of(_sample(material)), report.words))
    for one in made.numbered:
        personal.update(count_personal(plain_text(one.example)))
    labels = Counter(example.label for example in (*corpus.training, *corpus.held_out))
    return TextReport(
        files=files,
        words=sum(file.words for file in files),
        characters=sum(file.characters for file in files),
        held_back_words=sum(count_words(plain_text(example)) for example in corpus.held_out),
        languages=tuple(code for code, _ in languages.most_common()),
        training_excerpt=_excerpt(plain_text(training[0])) if training else "",
        held_back_excerpt=_excerpt(plain_text(held_out[0])) if held_out else "",
        kind=corpus.kind.value,
        kind_confidence=made.guess.confidence,
        columns=table.columns if table.rows else (),
        roles=tuple(f"{role}={table.columns[index]}" for role, index in roles_of(table, corpus.kind, reading))
        if table.rows
        else (),
        labels=tuple((label, labels[label]) for label in corpus.labels),
        duplicates=made.duplicates + sum(file.repeated_paragraphs for file in files),
        near_duplicates=near_duplicates,
        personal=tuple((kind, personal[kind]) for kind in KINDS if personal[kind]),
        problems=findings.problems(),
        training=tuple(map(_shortened, training)),
        held_out=tuple(map(_shortened, held_out)),
        training_examples=len(corpus.training),
        held_out_examples=len(corpus.held_out),
    )


def _material_report(name: str, material: Material, made: Assembled) -> FileReport:
    own = [one.example for one in made.numbered if one.file == material.name]
    is_prose = bool(material.text) and made.corpus.kind is ExampleKind.PROSE
    return FileReport(
        path=material.path if name == Path(material.path).name else name,
        words=sum(count_words(plain_text(example)) for example in own),
        characters=sum(len(plain_text(example)) for example in own),
        encoding=material.encoding,
        encoding_guessed=material.guessed,
        repeated_paragraphs=count_repeated_paragraphs(material.text) if is_prose else 0,
        kind=made.corpus.kind.value if own else "",
        examples=len(own),
    )


def _sample(material: Material) -> str:
    if material.text:
        return material.text
    parts: list[str] = []
    length = 0
    cells = (cell for row in material.rows for cell in row.cells)
    said = (message.text for dialogue in material.dialogues for message in dialogue.messages)
    for part in chain(cells, said):
        parts.append(part)
        length += len(part)
        if length > SAMPLE_CHARACTERS:
            break
    return "\n".join(parts)


def _shortened(example: Example) -> Example:
    messages = tuple(replace(message, text=_excerpt(message.text)) for message in example.messages)
    return replace(example, text=_excerpt(example.text), target=_excerpt(example.target), messages=messages)


def _trouble_report(path: str, error: AppError) -> FileReport:
    return FileReport(path, 0, 0, "", False, 0, trouble=error.code.value, trouble_detail=error.detail)


def _excerpt(text: str) -> str:
    """The first lines, cut at a line's or a word's end."""
    text = text.lstrip()
    if len(text) <= EXCERPT_CHARACTERS:
        return text.rstrip()
    cut = text[:EXCERPT_CHARACTERS]
    border = max(cut.rfind("\n"), EXCERPT_CHARACTERS // 2)
    if border == EXCERPT_CHARACTERS // 2:
        border = max(cut.rfind(" "), border)
    return cut[:border].rstrip()
