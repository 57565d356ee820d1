"""The figures of a task by name, as `TrainingFinished.metrics` carries them: made by the engine, read by the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ACCURACY, MACRO_F1 = "accuracy", "macro_f1"
PRECISION, RECALL, F1, COUNT = "precision: ", "recall: ", "f1: ", "count: "
"""Before a label: its figures on the held-out rows; `COUNT` is how many rows have it."""

Metrics = tuple[tuple[str, float], ...]


def confused(label: str, said: str) -> str:
    """The name of how many held-out rows with a label were given another (or the same)."""
    return f"confusion: {label!r} as {said!r}"


@dataclass(frozen=True, slots=True)
class Sorting:
    """How well held-out rows were sorted.

    Attributes:
        labels: In a fixed order, for the rows and columns of `confusion`.
        classes: Precision, recall, F1 and number of rows of each label.
        confusion: Rows by their own label (first index) and the one they were given (second).
    """

    accuracy: float
    macro_f1: float
    labels: tuple[str, ...]
    classes: tuple[tuple[float, float, float, int], ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def most_common_share(self) -> float:
        """How often one would be right by always saying the commonest label."""
        counts = [count for *_, count in self.classes]
        return max(counts, default=0) / sum(counts) if any(counts) else 0.0


def sorting_metrics(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> Metrics:
    """All figures of a sorting, from its confusion matrix [own label, given label]. A figure of nothing is 0."""
    total = sum(map(sum, confusion))
    figures: dict[str, float] = {}
    f1s = []
    for index, label in enumerate(labels):
        right, own = confusion[index][index], sum(confusion[index])
        given = sum(row[index] for row in confusion)
        precision, recall = right / given if given else 0.0, right / own if own else 0.0
        f1s.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
        figures |= {PRECISION + label: precision, RECALL + label: recall, F1 + label: f1s[-1], COUNT + label: own}
        figures |= {confused(label, said): confusion[index][other] for other, said in enumerate(labels)}
    whole = {
        ACCURACY: sum(confusion[index][index] for index in range(len(labels))) / total if total else 0.0,
        MACRO_F1: sum(f1s) / len(f1s) if f1s else 0.0,
    }
    return tuple((name, float(value)) for name, value in (whole | figures).items())


def sorting_of(metrics: Metrics | Mapping[str, float]) -> Sorting | None:
    """The sorting that figures tell of; None where they tell of none."""
    figures = dict(metrics)
    labels = tuple(name.removeprefix(F1) for name in figures if name.startswith(F1))
    if ACCURACY not in figures or not labels:
        return None
    return Sorting(
        accuracy=figures[ACCURACY],
        macro_f1=figures.get(MACRO_F1, 0.0),
        labels=labels,
        classes=tuple(
            (
                figures.get(PRECISION + label, 0.0),
                figures.get(RECALL + label, 0.0),
                figures[F1 + label],
                int(figures.get(COUNT + label, 0)),
            )
            for label in labels
        ),
        confusion=tuple(
            tuple(int(figures.get(confused(label, said), 0)) for said in labels) for label in labels
        ),
    )
