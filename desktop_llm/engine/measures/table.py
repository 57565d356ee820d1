"""The table of a list: which measures fit its questions, each with its interval, and which differences are real."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np

from desktop_llm.core.list_run import ListAnswer, ListRun
from desktop_llm.core.measures import Difference, Interval, ListTable, Measure
from desktop_llm.core.prompt_list import Prompt
from desktop_llm.engine.measures.answers import contains, is_exact, is_refusal, repetition, rouge_l
from desktop_llm.engine.measures.intervals import Floats, Numbers, bounds, draws, mean_interval, statistic_interval
from desktop_llm.engine.measures.labels import label_in, labels_of, macro_f1
from desktop_llm.engine.measures.translation import bleu_of_list, chrf
from desktop_llm.engine.measures.words import words_of

LONG_EXPECTED_WORDS = 5
"""From so many words on (the median over the list) an expected answer is a text, and likeness to it means something."""

Scores = dict[tuple[int, int], dict[Measure, float]]


def measure_list(run: ListRun) -> ListTable:
    """Every measure that fits, over the answers that are there."""
    prompts = run.plan.prompts
    expected = {number: prompt for number, prompt in enumerate(prompts) if prompt.references}
    labels = labels_of([prompt.references[0] for prompt in expected.values()]) if expected else ()
    lengths = [len(words_of(prompt.references[0])) for prompt in expected.values()]
    is_text = bool(lengths) and float(np.median(lengths)) >= LONG_EXPECTED_WORDS
    scores: Scores = {}
    for key, answer in run.answers.items():
        if not answer.has_failed:
            scores[key] = _scores(answer, prompts[answer.prompt], labels, is_text)
    models = range(len(run.plan.models))
    figures: dict[Measure, tuple[Interval | None, ...]] = {}
    for measure in Measure:
        row = tuple(_interval(scores, model, measure) for model in models)
        if any(item is not None for item in row):
            figures[measure] = row
    differences = [
        difference
        for measure in figures
        if measure is not Measure.MEMORY
        for first, second in combinations(models, 2)
        if (difference := _difference(scores, measure, first, second)) is not None
    ]
    if is_text:
        _add_figure(run, figures, differences, Measure.BLEU, lambda model, places: _bleu(run, model, places))
    if labels:
        right = {n: label_in(prompt.references[0], labels) for n, prompt in expected.items()}
        given = {key: label_in(answer.text, labels) for key, answer in run.answers.items()}

        def f1(model: int, places: list[int]) -> Callable[[Numbers], Floats]:
            return macro_f1([given[model, n] for n in places], [right[n] for n in places], len(labels))

        _add_figure(run, figures, differences, Measure.F1, f1)
    ordered = {measure: figures[measure] for measure in Measure if measure in figures}
    return ListTable(ordered, tuple(differences), scores)


def _scores(answer: ListAnswer, prompt: Prompt, labels: tuple[str, ...], is_text: bool) -> dict[Measure, float]:
    stats = answer.stats
    found: dict[Measure, float] = {
        Measure.REFUSALS: float(is_refusal(answer.text)),
        Measure.REPETITION: repetition(answer.text),
        Measure.WORDS: float(len(words_of(answer.text))),
        Measure.SECONDS: answer.seconds,
    }
    if answer.mean_logprob is not None:
        found[Measure.OWN_SURPRISE] = math.exp(min(-answer.mean_logprob, 700.0))
    if stats.tokens_per_second > 0:
        found[Measure.SPEED] = stats.tokens_per_second
    if stats.tokens:
        found[Measure.FIRST_TOKEN] = stats.seconds_to_first_token
    if answer.memory_bytes:
        found[Measure.MEMORY] = float(answer.memory_bytes)
    references = prompt.references
    if references:
        found[Measure.CONTAINS] = float(contains(answer.text, references))
        found[Measure.EXACT] = float(is_exact(answer.text, references))
        if labels:
            found[Measure.ACCURACY] = float(label_in(answer.text, labels) == label_in(references[0], labels))
        if is_text:
            found[Measure.CHRF] = chrf(answer.text, references)
            found[Measure.ROUGE_L] = rouge_l(answer.text, references)
    return found


def _interval(scores: Scores, model: int, measure: Measure) -> Interval | None:
    values = [score[measure] for (m, _), score in sorted(scores.items()) if m == model and measure in score]
    if not values:
        return None
    if measure is Measure.MEMORY:
        most = max(values)
        return Interval(most, most, most, len(values))
    return mean_interval(np.asarray(values))


def _difference(scores: Scores, measure: Measure, first: int, second: int) -> Difference | None:
    pairs = [
        scores[second, prompt][measure] - score[measure]
        for (model, prompt), score in sorted(scores.items())
        if model == first and measure in score and measure in scores.get((second, prompt), {})
    ]
    if not pairs:
        return None
    found = mean_interval(np.asarray(pairs))
    return Difference(measure, first, second, found.mean, found.low, found.high, found.count)


def _add_figure(
    run: ListRun,
    figures: dict[Measure, tuple[Interval | None, ...]],
    differences: list[Difference],
    measure: Measure,
    statistic: Callable[[int, list[int]], Callable[[Numbers], Floats]],
) -> None:
    """A figure that belongs to the list and not to one answer, with its paired differences."""
    models = range(len(run.plan.models))
    places = {model: _answered(run, model) for model in models}
    figures[measure] = tuple(
        statistic_interval(len(places[model]), statistic(model, places[model])) if places[model] else None
        for model in models
    )
    for first, second in combinations(models, 2):
        both = [place for place in places[first] if place in places[second]]
        if not both:
            continue
        one, other = statistic(first, both), statistic(second, both)
        whole = np.arange(len(both))
        drawn = draws(len(both))
        low, high = bounds(other(drawn) - one(drawn))
        mean = float(other(whole) - one(whole))
        differences.append(Difference(measure, first, second, mean, low, high, len(both)))


def _answered(run: ListRun, model: int) -> list[int]:
    return [
        number
        for number, prompt in enumerate(run.plan.prompts)
        if prompt.references and (answer := run.answers.get((model, number))) is not None and not answer.has_failed
    ]


def _bleu(run: ListRun, model: int, places: list[int]) -> Callable[[Numbers], Floats]:
    answers = [run.answers[model, number].text for number in places]
    return bleu_of_list(answers, [run.plan.prompts[number].references for number in places])
