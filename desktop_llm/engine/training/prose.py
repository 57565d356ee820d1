"""Running text for a model that continues it: rows across paragraphs where the texts are long, packed where short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.batch import Ids, next_labels
from desktop_llm.engine.training.exam import Exam
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.rows import Rows
from desktop_llm.engine.training.study import Material
from desktop_llm.engine.training.tokenising import tokenise_all

LARGEST_EXAM_CHARACTERS = 50_000
"""Of a larger held-out part only the beginning of each document's is scored; none of it is trained on."""
SHORT_ROWS = 2
"""Texts that fill fewer rows than this, on the average, are packed whole."""


class Prose:
    """Texts in their order, the end-of-text token between them. See `study.Study`."""

    longest = 0
    cut = measured_texts = 0

    def __init__(
        self, job: TrainJob, base: LoadedModel, corpus: Corpus, objective: Continuing, go_on: Callable[[float], None]
    ) -> None:
        self.objective = objective
        self._job, self._base = job, base
        self.held_out_text = exam_text([as_text(example) for example in corpus.held_out])
        self._held_out_ids = tokenise(self.held_out_text, base)
        self._texts = tokenise_all([as_text(example) for example in corpus.training], base, go_on)
        self.training_tokens = sum(map(len, self._texts)) + max(0, len(self._texts) - 1)
        self.held_out_tokens = len(self._held_out_ids)

    @property
    def ids(self) -> Ids:
        """The whole training part."""
        end = self._base.tokenizer.eos_token_id
        between = [] if end is None else [np.asarray([end], np.int32)]
        parts = [array for text in self._texts for array in (*between, text)][len(between) :]
        return np.concatenate(parts) if parts else np.empty(0, np.int32)

    def material(self, block_tokens: int) -> Material:
        is_shuffled = self._job.order == "shuffled"
        are_short = self.training_tokens < SHORT_ROWS * block_tokens * len(self._texts)
        if are_short and len(self._texts) > 1 and self.objective.packs:
            items = [item for text in self._texts for item in _items(text, block_tokens, self._end)]
            return PackedRows(items, block_tokens, self._filler, self._job.seed, is_shuffled)
        ids, self._texts = self.ids, []  # not twice in memory
        return Rows(ids, block_tokens, 1, self._job.seed, is_shuffled)

    def exam(self, _block_tokens: int) -> Exam:
        if len(self._held_out_ids) < 2:
            raise AppError(ErrorCode.TEXT_TOO_SHORT, "no held-out text", tokens=len(self._held_out_ids))
        base = self._base
        return Exam(self._held_out_ids, base.context_tokens, base.vocabulary, objective=self.objective)

    def metrics(self, _model: Any, _texts: int) -> dict[str, Any]:
        return {}

    @property
    def _end(self) -> int | None:
        end = self._base.tokenizer.eos_token_id
        return end if isinstance(end, int) else None

    @property
    def _filler(self) -> int:
        pad = self._base.tokenizer.pad_token_id
        return int(pad if pad is not None else self._end or 0)


def as_text(example: Example) -> str:
    """Any example as running text."""
    if example.messages:
        return "\n\n".join(message.text for message in example.messages)
    return "\n\n".join(part for part in (example.text, example.target) if part)


def exam_text(held_out: list[str]) -> str:
    """The held-out parts as one text; each cut to its share of `LARGEST_EXAM_CHARACTERS` where they are longer."""
    total = sum(map(len, held_out))
    if total > LARGEST_EXAM_CHARACTERS:
        held_out = [_beginning(part, len(part) * LARGEST_EXAM_CHARACTERS // total) for part in held_out]
    return "\n\n".join(part for part in held_out if part)


def tokenise(text: str, base: LoadedModel) -> Ids:
    """Ids of a text, without special tokens around it."""
    return np.asarray(base.encode(text, special=False), dtype=np.int32)


def _items(text: Ids, block_tokens: int, end: int | None) -> list[Item]:
    """A short text with its end as one example; a longer one in pieces of a row."""
    if end is not None:
        text = np.append(text, np.int32(end))
    pieces = [text[start : start + block_tokens] for start in range(0, len(text), block_tokens)]
    return [Item(piece, next_labels(piece[None])[0]) for piece in pieces if len(piece) > 1]


def _beginning(text: str, characters: int) -> str:
    """About that many characters from the start, to the end of a line or a word."""
    cut = text[:characters]
    border = max(cut.rfind("\n"), cut.rfind(" ") if cut.rfind("\n") < characters // 2 else -1)
    return (cut[:border] if border > 0 else cut).rstrip()
