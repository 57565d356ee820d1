"""Labelled texts for a model that names the sort of a text; and how well it does, as people measure that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.exam import ExamOfExamples, evaluating
from desktop_llm.engine.training.objective import Sorting
from desktop_llm.engine.training.padded import Asked, PaddedRows
from desktop_llm.engine.training.study import Material

EXAM_ROWS = 16
LONGEST_TEXT = 512
"""Tokens of a text that are read; longer ones are cut, which is said."""


class Sorts:
    """Texts with the names of their sorts. See `study.Study`."""

    def __init__(self, job: TrainJob, base: LoadedModel, corpus: Corpus, go_on: Callable[[float], None]) -> None:
        if len(base.labels) < 2:
            raise AppError(ErrorCode.TEXT_LABELS, f"{len(base.labels)} sorts", labels=len(base.labels))
        self.objective = Sorting()
        self._job, self._labels = job, base.labels
        self._filler = int(base.model.config.get_text_config().pad_token_id or 0)
        most = min(base.context_tokens or LONGEST_TEXT, job.block_tokens or LONGEST_TEXT)
        self.cut = 0
        self._training = self._read(corpus.training, base, most, go_on)
        self._held_out = self._read(corpus.held_out, base, most, lambda _: None)
        self.held_out_text = "\n\n".join(f"{one.label}\t{one.text}" for one in corpus.held_out)
        self.training_tokens = sum(len(item.ids) for item in self._training)
        self.held_out_tokens = sum(len(item.ids) for item in self._held_out)
        self.longest = max((len(item.ids) for item in self._training), default=0)
        self.measured_texts = len(self._held_out)

    def material(self, _block_tokens: int) -> Material:
        return PaddedRows(self._training, self._filler, self._job.seed, self._job.order == "shuffled")

    def exam(self, _block_tokens: int) -> ExamOfExamples:
        self._exam = PaddedRows(self._held_out, self._filler, 0, False).batches(EXAM_ROWS)
        return ExamOfExamples(self._exam, self.objective)

    @torch.inference_mode()
    def metrics(self, model: Any, texts: int) -> dict[str, Any]:
        """As `measures` gives them."""
        true: list[int] = []
        told: list[int] = []
        with evaluating(model):
            for batch in self._exam[: -(-texts // EXAM_ROWS)]:
                told += self.objective.logits(model, batch).argmax(dim=1).tolist()
                true += batch.labels.tolist()
        return measures(true, told, self._labels)

    def _read(
        self, examples: Sequence[Example], base: LoadedModel, most: int, go_on: Callable[[float], None]
    ) -> list[Asked]:
        numbers = {label: number for number, label in enumerate(self._labels)}
        items = []
        for number, example in enumerate(examples):
            if number % 64 == 0:
                go_on(number / len(examples))
            ids = base.encode(example.text)
            if len(ids) > most:
                self.cut += 1
                ids = ids[: most - 1] + ids[-1:]  # the tokenizer's mark at the end stays
            if ids and example.label in numbers:
                items.append(Asked(np.asarray(ids, np.int32), numbers[example.label]))
        return items


def measures(true: Sequence[int], told: Sequence[int], labels: Sequence[str]) -> dict[str, Any]:
    """Accuracy, precision, recall and F1 (0 where undefined), their means over the sorts, and the confusion matrix.

    Args:
        true: Number of the sort of each text.
        told: What the model says that it is.
        labels: Names of the sorts.

    Returns:
        Figures by name, those of a sort as "precision: NAME"; "confusion" [true][told] and "labels" beside them.
    """
    confusion: npt.NDArray[np.int64] = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(confusion, (np.asarray(true, int), np.asarray(told, int)), 1)
    right = confusion.diagonal().astype(float)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    both = precision + recall
    f1 = np.where(both > 0, 2 * precision * recall / np.where(both > 0, both, 1), 0.0)
    found: dict[str, Any] = {"accuracy": float(right.sum() / max(1, len(true)))}
    rows = {"precision": precision, "recall": recall, "f1": f1}
    found |= {f"macro_{name}": float(values.mean()) for name, values in rows.items()}
    for number, label in enumerate(labels):
        found |= {f"{name}: {label}": float(values[number]) for name, values in rows.items()}
    return found | {"labels": list(labels), "confusion": confusion.tolist()}
