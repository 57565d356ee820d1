"""The person's files -> a `Corpus`: examples of one kind, some held back for the exam and never among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example, ExampleKind, Reading
from desktop_llm.documents.held_out import choose_held_out, key_of, set_apart, split_held_out
from desktop_llm.documents.making import KindGuess, Numbered, guess_kind, make_examples, refuse_untrainable
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.measuring import count_words
from desktop_llm.documents.personal import leave_out
from desktop_llm.documents.sources import read_each

MINIMUM_WORDS = 100
"""Fewer words over all files leave no exam worth the name beside something to learn from."""
MINIMUM_EXAMPLES = 8
LARGEST_SHARE = 0.5
KINDS = frozenset(kind.value for kind in ExampleKind)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A corpus, what it seems to be, all examples as they were read, and how many of them stood there before."""

    corpus: Corpus
    guess: KindGuess
    numbered: tuple[Numbered, ...]
    duplicates: int


def load_corpus(paths: Sequence[str], reading: Reading | None = None) -> Corpus:
    """All examples that the files hold.

    Args:
        paths: Files to read; one that cannot be read is passed over.
        reading: How; by default everything is found out.

    Raises:
        AppError: The first file's trouble where none can be read; BAD_OPTION; TEXT_TOO_SHORT, TEXT_TOO_FEW,
            TEXT_NO_EXAMPLES, TEXT_LABELS, TEXT_PREFERENCE for all of them together.
    """
    reading = reading or Reading()
    check_reading(reading)
    findings = Findings()
    materials = [read for _, read in read_each(paths, reading.encoding, findings) if isinstance(read, Material)]
    corpus = assemble(materials, load_held_out(reading, findings), reading, findings).corpus
    refuse_too_little(corpus)
    return corpus


def load_texts(paths: Sequence[str], encoding: str = "") -> list[str]:
    """The plain text of each file that can be read, in order: of a table its cells, of a chat what was said.

    Raises:
        AppError: The first file's trouble where none can be read.
    """
    found = read_each(paths, encoding, Findings())
    return [read.plain_text for _, read in found if isinstance(read, Material)]


def load_held_out(reading: Reading, findings: Findings) -> list[Material] | None:
    """The files that are the exam; None where a share is."""
    if not reading.held_out_files:
        return None
    found = read_each(reading.held_out_files, reading.encoding, findings)
    return [read for _, read in found if isinstance(read, Material)]


def check_reading(reading: Reading) -> None:
    """Raise BAD_OPTION for values that no reading can have."""
    if not 0 < reading.held_out_share <= LARGEST_SHARE:
        raise AppError(ErrorCode.BAD_OPTION, f"held_out_share {reading.held_out_share}", option="held_out_share")
    if reading.kind and reading.kind not in KINDS:
        raise AppError(ErrorCode.BAD_OPTION, reading.kind, option="kind", bounds=", ".join(sorted(KINDS)))


def assemble(
    materials: Sequence[Material], exam: Sequence[Material] | None, reading: Reading, findings: Findings
) -> Assembled:
    """Examples of all files, split for training and exam.

    Args:
        materials: What the files hold.
        exam: What the person's own exam files hold; None to hold a share back.
        reading: How, already checked.
        findings: Gets what is wrong with rows.

    Raises:
        AppError: TEXT_NO_EXAMPLES, TEXT_LABELS, TEXT_PREFERENCE.
    """
    guess = KindGuess(ExampleKind(reading.kind), 1.0) if reading.kind else guess_kind(materials)
    for material in (*materials, *(exam or ())):
        findings.extend(material.problems)
    made = _made(materials, guess.kind, reading, findings)
    refuse_untrainable(guess.kind, made)
    numbered, duplicates = _without_duplicates(_left_out(made, reading), reading, findings)
    given = _left_out(_made(exam or (), guess.kind, reading, findings), reading)
    if exam is not None and not given:
        raise AppError(ErrorCode.TEXT_NO_EXAMPLES, "no exam", kind=guess.kind.value)
    if exam is None:
        training, held_out = _split(numbered, reading.held_out_share)
    else:
        training, held_out = _apart_from(numbered, given, findings)
    if guess.kind is ExampleKind.PROSE:
        training, held_out = set_apart(training, held_out)
    labels = tuple(sorted({one.label for one in (*training, *held_out) if one.label}))
    digests = tuple((material.name, material.sha256, material.characters) for material in (*materials, *(exam or ())))
    corpus = Corpus(guess.kind, tuple(training), tuple(held_out), labels, digests)
    return Assembled(corpus, guess, tuple(made), duplicates)


def refuse_too_little(corpus: Corpus) -> None:
    """Raise TEXT_TOO_SHORT or TEXT_TOO_FEW where an exam and something to learn from are not both there."""
    if corpus.kind is ExampleKind.PROSE:
        words = sum(count_words(example.text) for example in (*corpus.training, *corpus.held_out))
        if words < MINIMUM_WORDS or not corpus.training or not corpus.held_out:
            raise AppError(ErrorCode.TEXT_TOO_SHORT, f"{words} words", words=words, minimum=MINIMUM_WORDS)
        return
    examples = len(corpus.training) + len(corpus.held_out)
    if examples < MINIMUM_EXAMPLES or not corpus.training or not corpus.held_out:
        raise AppError(ErrorCode.TEXT_TOO_FEW, f"{examples} examples", examples=examples, minimum=MINIMUM_EXAMPLES)


def _made(materials: Sequence[Material], kind: ExampleKind, reading: Reading, findings: Findings) -> list[Numbered]:
    return [one for material in materials for one in make_examples(material, kind, reading, findings)]


def _left_out(numbered: list[Numbered], reading: Reading) -> list[Numbered]:
    if not reading.leave_out:
        return numbered
    return [replace(one, example=leave_out(one.example, reading.leave_out)) for one in numbered]


def _without_duplicates(numbered: list[Numbered], reading: Reading, findings: Findings) -> tuple[list[Numbered], int]:
    """The examples without those that stand there before word for word, and how many those were."""
    seen: set[bytes] = set()
    kept: list[Numbered] = []
    duplicates = 0
    for one in numbered:
        key = key_of(one.example)
        if key in seen:
            duplicates += 1
            findings.add(ProblemCode.ROW_DUPLICATE, one.file, one.row or None)
            if not reading.keep_duplicates:
                continue
        seen.add(key)
        kept.append(one)
    return kept, duplicates


def _split(numbered: list[Numbered], share: float) -> tuple[list[Example], list[Example]]:
    training: list[Example] = []
    held_out: list[Example] = []
    rows: list[Example] = []
    for one in numbered:
        if one.row:
            rows.append(one.example)
            continue
        parts = split_held_out(one.example.text, share)
        for part, texts in zip(parts, (training, held_out), strict=True):
            if part:
                texts.append(replace(one.example, text=part))
    chosen = choose_held_out(rows, share)
    training += [example for example, is_held_out in zip(rows, chosen, strict=True) if not is_held_out]
    held_out += [example for example, is_held_out in zip(rows, chosen, strict=True) if is_held_out]
    return training, held_out


def _apart_from(
    numbered: list[Numbered], given: list[Numbered], findings: Findings
) -> tuple[list[Example], list[Example]]:
    """Training examples without those that the exam holds too."""
    held_out = [one.example for one in given]
    keys = {key_of(example) for example in held_out}
    training: list[Example] = []
    for one in numbered:
        if key_of(one.example) in keys:
            findings.add(ProblemCode.ROW_IN_EXAM, one.file, one.row or None)
        else:
            training.append(one.example)
    return training, held_out
