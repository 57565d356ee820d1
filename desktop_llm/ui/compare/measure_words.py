"""Measures in plain words: what each figure says, how it is written, and whether a difference means anything."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.measures import HIGHER_IS_BETTER, Difference, Interval, ListTable, Measure
from desktop_llm.ui.figures import number_words, short_duration_words, size_words

_SHARES = (
    Measure.CONTAINS, Measure.EXACT, Measure.ACCURACY, Measure.F1, Measure.REFUSALS, Measure.REPETITION,
)  # fmt: skip
FIRST = (Measure.CONTAINS, Measure.ACCURACY, Measure.CHRF, Measure.EXACT)
"""By which the checkpoints are ordered in the sentence; the first that the list has."""


def measure_words(measure: Measure) -> tuple[str, str]:
    """A plain name, and the expert's word beside it."""
    _t = QCoreApplication.translate
    return {
        Measure.CONTAINS: (_t("Measure", "Has the expected answer"), "contains"),
        Measure.EXACT: (_t("Measure", "Is exactly the expected answer"), "exact match"),
        Measure.ACCURACY: (_t("Measure", "Right label"), "accuracy"),
        Measure.F1: (_t("Measure", "Right label, each label counted alike"), "macro F1"),
        Measure.CHRF: (_t("Measure", "Likeness in letters, of 100"), "chrF"),
        Measure.BLEU: (_t("Measure", "Likeness in phrases, of 100"), "BLEU"),
        Measure.ROUGE_L: (_t("Measure", "Words in the same order, of 1"), "ROUGE-L"),
        Measure.REFUSALS: (_t("Measure", "Declines to answer"), "refusals"),
        Measure.REPETITION: (_t("Measure", "Repeats itself"), "repeated 4-grams"),
        Measure.OWN_SURPRISE: (_t("Measure", "Unsure of its own words, among so many"), "perplexity"),
        Measure.WORDS: (_t("Measure", "Words in an answer"), ""),
        Measure.SPEED: (_t("Measure", "Tokens per second"), "tokens/s"),
        Measure.FIRST_TOKEN: (_t("Measure", "Time to the first word"), "TTFT"),
        Measure.SECONDS: (_t("Measure", "Time for an answer"), ""),
        Measure.MEMORY: (_t("Measure", "Memory in use"), ""),
    }[measure]


def value_words(measure: Measure, value: float) -> str:
    """A figure with its unit."""
    if measure in _SHARES:
        return f"{number_words(100 * value)}\u00a0%"
    if measure in (Measure.FIRST_TOKEN, Measure.SECONDS):
        return short_duration_words(value)
    if measure is Measure.MEMORY:
        return size_words(value)
    if measure is Measure.ROUGE_L:
        return number_words(value, 2)
    return number_words(value, 1 if abs(value) < 100 else 0)


def interval_words(measure: Measure, interval: Interval) -> str:
    """Like "between 40 % and 80 %", "" where there is no width."""
    if interval.low == interval.high:
        return ""
    return QCoreApplication.translate("Measure", "between {low} and {high}").format(
        low=value_words(measure, interval.low), high=value_words(measure, interval.high)
    )


def verdict_words(table: ListTable, names: list[str]) -> str:
    """One sentence on the measure that counts most, with its limit."""
    _t = QCoreApplication.translate
    measure = next((item for item in FIRST if item in table.figures), None)
    if measure is None:
        return _t("Measure", "These questions have no expected answers, so only reading tells which is better.")
    row = [(interval.mean, number) for number, interval in enumerate(table.figures[measure]) if interval is not None]
    row.sort(reverse=measure in HIGHER_IS_BETTER)
    if len(row) < 2:
        return ""
    (best, first), (_, second) = row[0], row[1]
    interval = table.figures[measure][first]
    count = interval.count if interval is not None else 0
    difference = difference_of(table, measure, first, second)
    if difference is None or not difference.is_real:
        return _t(
            "Measure",
            "No real difference between {first} and {second} on these {n} questions: chance alone could make it.",
        ).format(first=names[first], second=names[second], n=count)
    if measure in (Measure.CONTAINS, Measure.EXACT, Measure.ACCURACY):
        words = _t("Measure", "{first} was right most often: {right} of {n}. That is more than chance would make.")
        return words.format(first=names[first], right=round(best * count), n=count)
    words = _t(
        "Measure", "The answers of {first} are nearest to the expected ones. That is more than chance would make."
    )
    return words.format(first=names[first])


def difference_of(table: ListTable, measure: Measure, first: int, second: int) -> Difference | None:
    """The paired difference of two checkpoints, in either direction."""
    return next((d for d in table.differences if d.measure is measure and {d.first, d.second} == {first, second}), None)


def against_words(table: ListTable, measure: Measure, model: int) -> str:
    """For a checkpoint other than the first: whether it differs from the first for certain."""
    _t = QCoreApplication.translate
    difference = difference_of(table, measure, 0, model)
    if model == 0 or difference is None:
        return ""
    return _t("Measure", "differs from A") if difference.is_real else _t("Measure", "no real difference from A")
