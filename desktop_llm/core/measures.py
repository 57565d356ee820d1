"""What a list of answers is worth, as values: figures with their intervals, and differences that are real or not.

The figures are worked out in `desktop_llm.engine.measures`; their plain words are `ui`'s.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum

from desktop_llm.core.list_run import ListRun
from desktop_llm.core.messages import Closing, Request


class Measure(StrEnum):
    """Every figure that a list can have, in the order they are shown."""

    CONTAINS = "contains"  # the expected answer stands in it, word by word
    EXACT = "exact"  # it is the expected answer, but for case and punctuation
    ACCURACY = "accuracy"  # the right label
    F1 = "f1"  # mean over the labels (macro)
    CHRF = "chrf"  # Popović 2015, by sacrebleu, 0 to 100
    BLEU = "bleu"  # Papineni et al. 2002, of the whole list, by sacrebleu, 0 to 100
    ROUGE_L = "rouge_l"  # Lin 2004, F1 of the longest common subsequence of words, 0 to 1
    REFUSALS = "refusals"
    REPETITION = "repetition"  # share of 4 words in a row that came before
    OWN_SURPRISE = "own_perplexity"  # perplexity of the answer under the checkpoint that wrote it
    WORDS = "words"
    SPEED = "tokens_per_second"
    FIRST_TOKEN = "seconds_to_first_token"
    SECONDS = "seconds"  # for one answer
    MEMORY = "memory_bytes"


HIGHER_IS_BETTER = frozenset(
    (Measure.CONTAINS, Measure.EXACT, Measure.ACCURACY, Measure.F1, Measure.CHRF, Measure.BLEU, Measure.ROUGE_L,
     Measure.SPEED)
)  # fmt: skip
LOWER_IS_BETTER = frozenset((Measure.REPETITION, Measure.FIRST_TOKEN, Measure.SECONDS, Measure.MEMORY))
"""Of refusals, length and the surprise at one's own words neither is said: it depends on the questions."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its bootstrap 95 % interval over `count` answers."""

    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`second` minus `first` (numbers of checkpoints), over the questions that both answered.

    `is_real`: the 95 % interval leaves out 0.
    """

    measure: Measure
    first: int
    second: int
    mean: float
    low: float
    high: float
    count: int

    @property
    def is_real(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class ListTable:
    """The measures of a list.

    Attributes:
        figures: For each measure that fits one entry for each checkpoint, None where it has no answer.
        differences: Every pair of checkpoints, for each measure that is one of the answers.
        scores: By (model, prompt) the measures of one answer.
    """

    figures: dict[Measure, tuple[Interval | None, ...]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    scores: dict[tuple[int, int], dict[Measure, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureList(Request):
    """Work out the measures of a list's folder. Answered by `ListMeasured`."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class ListMeasured(Closing):
    """Closes `MeasureList`."""

    table: ListTable = field(default_factory=ListTable)


def table_as_json(run: ListRun, table: ListTable) -> dict[str, object]:
    """The table with the answers, as one JSON value: what the command prints and `table.json` holds."""
    plan = run.plan
    models = [
        {
            "name": model.name,
            "path": model.path,
            "answers": sum(1 for (m, _), answer in run.answers.items() if m == number and not answer.has_failed),
            "failed": sum(1 for (m, _), answer in run.answers.items() if m == number and answer.has_failed),
            "seconds": sum(answer.seconds for (m, _), answer in run.answers.items() if m == number),
            "measures": {
                str(measure): asdict(interval)
                for measure, row in table.figures.items()
                if (interval := row[number]) is not None
            },
        }
        for number, model in enumerate(plan.models)
    ]
    differences = [
        {
            "measure": str(item.measure), "first": plan.models[item.first].name,
            "second": plan.models[item.second].name, "places": [item.first, item.second],
            "mean": item.mean, "low": item.low, "high": item.high, "count": item.count, "real": item.is_real,
        }
        for item in table.differences
    ]  # fmt: skip
    prompts = [
        {
            "prompt": prompt.text,
            "expected": prompt.expected,
            "topic": prompt.topic,
            "answers": [_answer_as_json(run, table, model, number) for model in range(len(plan.models))],
        }
        for number, prompt in enumerate(plan.prompts)
    ]
    return {
        "title": plan.title,
        "settings": {**asdict(plan.sampling), "stop": list(plan.sampling.stop), "system": plan.system},
        "models": models,
        "differences": differences,
        "prompts": prompts,
    }


def table_from_json(value: object) -> ListTable | None:
    """The table that `table_as_json` wrote, or None where it can not be read."""
    if not isinstance(value, dict):
        return None
    try:
        models, prompts = value["models"], value["prompts"]
        names = [model["name"] for model in models]
        known = {str(measure) for measure in Measure}
        kinds = {key for model in models for key in model["measures"]} & known
        figures = {
            measure: tuple(_interval_from(model["measures"].get(str(measure))) for model in models)
            for measure in Measure
            if str(measure) in kinds
        }
        differences = tuple(
            Difference(
                Measure(item["measure"]), item["places"][0], item["places"][1], float(item["mean"]),
                float(item["low"]), float(item["high"]), int(item["count"]),
            )
            for item in value["differences"]
            if item["measure"] in known and max(item["places"]) < len(names)
        )  # fmt: skip
        scores = {
            (model, prompt): {Measure(key): float(score) for key, score in answer["scores"].items() if key in known}
            for prompt, entry in enumerate(prompts)
            for model, answer in enumerate(entry["answers"])
            if answer is not None
        }
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return ListTable(figures, differences, scores)


def _interval_from(entry: dict[str, float] | None) -> Interval | None:
    if entry is None:
        return None
    return Interval(float(entry["mean"]), float(entry["low"]), float(entry["high"]), int(entry["count"]))


def _answer_as_json(run: ListRun, table: ListTable, model: int, prompt: int) -> dict[str, object] | None:
    answer = run.answers.get((model, prompt))
    if answer is None:
        return None
    return {
        "model": run.plan.models[model].name,
        "text": answer.text,
        "outcome": answer.outcome,
        "tokens": answer.stats.tokens,
        "seed": answer.stats.seed,
        "seconds": answer.seconds,
        "scores": {str(measure): value for measure, value in table.scores.get((model, prompt), {}).items()},
    }
