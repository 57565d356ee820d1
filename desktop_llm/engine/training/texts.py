"""The job's files -> token ids to train on and to be examined on, and what the run's record says of the files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop_llm.core.training import TrainJob
from desktop_llm.documents import load_documents, split_held_out
from desktop_llm.documents.check_up import refuse_too_short
from desktop_llm.documents.measuring import count_words
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.rows import Ids

LARGEST_EXAM_CHARACTERS = 100_000
"""Of a larger held-out part only the beginning of each document's is scored; none of it is trained on."""
PIECE_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class Source:
    """One text of the run: the file's name, the SHA-256 of its clean text in UTF-8, its characters."""

    name: str
    sha256: str
    characters: int


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """What the run reads.

    Attributes:
        ids: Training parts of all documents, the end-of-text token between them.
        held_out_text: The exam: held-out parts joined by an empty line, at most `LARGEST_EXAM_CHARACTERS`.
    """

    ids: Ids
    held_out_text: str
    held_out_ids: Ids
    sources: tuple[Source, ...]


def read_training_texts(
    job: TrainJob, base: LoadedModel, go_on: Callable[[float], None] = lambda _: None
) -> TrainingTexts:
    """Read and tokenise the job's files.

    Args:
        job: Names the files and the share to hold back.
        base: Its tokenizer is used.
        go_on: Called with the fraction done every some hundred milliseconds; may raise to stop.

    Raises:
        AppError: The files' trouble where none can be read, TEXT_TOO_SHORT.
    """
    documents = load_documents(job.texts)
    sources = tuple(
        Source(Path(document.path).name, _sha256(document.text), len(document.text)) for document in documents
    )
    refuse_too_short(sum(count_words(document.text) for document in documents))
    parts = [split_held_out(document.text, job.reading.held_out_share) for document in documents]
    del documents
    held_out_text = exam_text([held_out for _, held_out in parts])
    held_out_ids = tokenise(held_out_text, base)
    ids = _training_ids([training for training, _ in parts], base, go_on)
    return TrainingTexts(ids, held_out_text, held_out_ids, sources)


def exam_text(held_out: list[str]) -> str:
    """The held-out parts as one text; each cut to its share of `LARGEST_EXAM_CHARACTERS` where they are longer."""
    total = sum(map(len, held_out))
    if total > LARGEST_EXAM_CHARACTERS:
        held_out = [_beginning(part, len(part) * LARGEST_EXAM_CHARACTERS // total) for part in held_out]
    return "\n\n".join(part for part in held_out if part)


def tokenise(text: str, base: LoadedModel) -> Ids:
    """Ids of a text, without special tokens around it."""
    return np.asarray(base.encode(text, special=False), dtype=np.int32)


def _training_ids(texts: list[str], base: LoadedModel, go_on: Callable[[float], None]) -> Ids:
    """All training parts, read piece by piece: a list of Python numbers takes ten times the memory of an array."""
    end_of_text = base.tokenizer.eos_token_id
    total = max(1, sum(map(len, texts)))
    arrays: list[Ids] = []
    done = 0
    for text in texts:
        if arrays and end_of_text is not None:
            arrays.append(np.asarray([end_of_text], dtype=np.int32))
        for piece in _pieces(text):
            go_on(done / total)
            arrays.append(tokenise(piece, base))
            done += len(piece)
    return np.concatenate(arrays) if arrays else np.empty(0, np.int32)


def _pieces(text: str) -> list[str]:
    """The text in pieces that end with a line, so that hardly a token is cut."""
    pieces = []
    start = 0
    while start < len(text):
        end = start + PIECE_CHARACTERS
        if end < len(text):
            border = text.rfind("\n", start + 1, end)
            end = border if border > start else end
        pieces.append(text[start:end])
        start = end
    return pieces


def _beginning(text: str, characters: int) -> str:
    """About that many characters from the start, to the end of a line or a word."""
    cut = text[:characters]
    border = max(cut.rfind("\n"), cut.rfind(" ") if cut.rfind("\n") < characters // 2 else -1)
    return (cut[:border] if border > 0 else cut).rstrip()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
