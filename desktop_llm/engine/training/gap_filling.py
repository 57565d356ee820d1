"""Running text for a masked model: some tokens hidden, to be told from what stands on both sides.

Source: Devlin et al. 2018, BERT, section 3.1: 15 % of the tokens are to be told; of these 80 % are hidden, 10 % are
others by chance, 10 % stand as they are. What is hidden follows from the seed, the epoch and the row, and in the exam
it is the same each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.batch import NOTHING, Batch, Ids
from desktop_llm.engine.training.exam import ExamOfExamples
from desktop_llm.engine.training.objective import Filling
from desktop_llm.engine.training.prose import as_text, exam_text, tokenise
from desktop_llm.engine.training.rows import Rows
from desktop_llm.engine.training.study import Material

TOLD = 0.15
HIDDEN, OTHER = 0.8, 0.1
"""Of the told ones; the rest stand as they are."""
EXAM_SEED = 20_260_101
EXAM_ROWS = 8


class GapFilling:
    """Texts in rows between the tokenizer's own marks. See `study.Study`."""

    longest = 0
    cut = measured_texts = 0

    def __init__(self, job: TrainJob, base: LoadedModel, corpus: Corpus, go_on: Callable[[float], None]) -> None:
        if base.tokenizer.mask_token_id is None:
            raise AppError(ErrorCode.WRONG_KIND, "no mask token", kind=base.facts.kind.value)
        self.objective = Filling(base.vocabulary)
        self._job, self._base = job, base
        self.held_out_text = exam_text([as_text(example) for example in corpus.held_out])
        self._held_out_ids = tokenise(self.held_out_text, base)
        parts: list[Ids] = []
        for number, example in enumerate(corpus.training):
            go_on(number / len(corpus.training))
            parts.append(tokenise(as_text(example), base))
        self._ids = np.concatenate(parts) if parts else np.empty(0, np.int32)
        self.training_tokens, self.held_out_tokens = len(self._ids), len(self._held_out_ids)

    def material(self, block_tokens: int) -> Material:
        return MaskedRows(self._ids, block_tokens, self._job, self._base)

    def exam(self, block_tokens: int) -> ExamOfExamples:
        block = min(block_tokens, max(4, len(self._held_out_ids)))
        if len(self._held_out_ids) < 2:
            raise AppError(ErrorCode.TEXT_TOO_SHORT, "no held-out text", tokens=len(self._held_out_ids))
        rows = MaskedRows(self._held_out_ids, block, self._job, self._base, EXAM_SEED)
        numbers = list(range(rows.rows))
        batches = [rows.of([(0, n) for n in numbers[at : at + EXAM_ROWS]]) for at in range(0, len(numbers), EXAM_ROWS)]
        return ExamOfExamples(batches, self.objective)

    def metrics(self, _model: Any, _texts: int) -> dict[str, Any]:
        return {}


class MaskedRows:
    """Rows of a text with hidden tokens, in an order that follows from the seed and the step alone.

    Args:
        block_tokens: Length of a row, the tokenizer's marks around it included.
        seed: Of an exam; None takes the job's.
    """

    def __init__(self, ids: Ids, block_tokens: int, job: TrainJob, base: LoadedModel, seed: int | None = None) -> None:
        self._seed = job.seed if seed is None else seed
        is_shuffled = job.order == "shuffled" and seed is None
        self._before, self._after = _marks(base)
        inner = max(2, block_tokens - len(self._before) - len(self._after))
        self._text = Rows(ids, min(inner, max(2, len(ids))), 1, self._seed, is_shuffled)
        self._mask = int(base.tokenizer.mask_token_id)
        special = set(base.tokenizer.all_special_ids)
        self._plain = np.asarray([i for i in range(base.vocabulary) if i not in special], np.int32)

    @property
    def rows(self) -> int:
        """In one epoch."""
        return self._text.rows

    @property
    def tokens(self) -> int:
        """Of one epoch."""
        return self._text.tokens

    def begin(self, rows_per_step: int) -> None:
        """From now on so many rows make a step."""
        self._text.begin(rows_per_step)

    def batch(self, step: int) -> Batch:
        """The rows of step number `step` (from 0)."""
        return self.of(self._text.order.step(step))

    def of(self, rows: list[tuple[int, int]]) -> Batch:
        """Some rows by epoch and number."""
        made = [self._masked(epoch, row) for epoch, row in rows]
        return Batch(np.stack([ids for ids, _ in made]), np.stack([labels for _, labels in made]))

    def _masked(self, epoch: int, row: int) -> tuple[Ids, Ids]:
        text = self._text.row(epoch, row)
        chance = np.random.default_rng((self._seed % 2**63, epoch, row, 3))
        told = chance.random(len(text)) < TOLD
        if not told.any():
            told[chance.integers(len(text))] = True
        fate = chance.random(len(text))
        ids = np.where(told & (fate < HIDDEN), np.int32(self._mask), text)
        others = chance.choice(self._plain, len(text))
        ids = np.where(told & (fate >= HIDDEN) & (fate < HIDDEN + OTHER), others, ids)
        labels = np.where(told, text, np.int32(NOTHING))
        nothing = (np.full(len(self._before), NOTHING, np.int32), np.full(len(self._after), NOTHING, np.int32))
        whole = np.concatenate([self._before, ids, self._after]).astype(np.int32)
        return whole, np.concatenate([nothing[0], labels, nothing[1]]).astype(np.int32)


def _marks(base: LoadedModel) -> tuple[Ids, Ids]:
    """What the tokenizer puts before and after a text ([CLS] and [SEP])."""
    plain, marked = base.encode("a", special=False), base.encode("a")
    for start in range(len(marked) - len(plain) + 1):
        if marked[start : start + len(plain)] == plain:
            after = marked[start + len(plain) :]
            return np.asarray(marked[:start], np.int32), np.asarray(after, np.int32)
    return np.empty(0, np.int32), np.empty(0, np.int32)
