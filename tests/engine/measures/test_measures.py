"""Measures of texts, held against sacrebleu's and rouge-score's own figures and the papers, and right for Chinese."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
import sacrebleu
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.list_run import ListAnswer, ListModel, ListPlan, ListRun
from desktop_llm.core.measures import ListTable, Measure
from desktop_llm.core.prompt_list import Prompt
from desktop_llm.engine.measures.answers import (
    contains,
    is_exact,
    is_refusal,
    longest_common,
    repetition,
    rouge_l,
)
from desktop_llm.engine.measures.intervals import mean_interval
from desktop_llm.engine.measures.labels import label_in, labels_of, macro_f1
from desktop_llm.engine.measures.table import measure_list
from desktop_llm.engine.measures.translation import bleu_of_list, chrf
from desktop_llm.engine.measures.words import is_cjk, words_of

ANSWERS = (
    "The baker opens the shop at six in the morning.",
    "Rye bread should rest for fourteen hours before it is baked.",
    "I think you can call the shop on any weekday, or write.",
    "Water boils at 100 degrees; at the top of a mountain it boils sooner.",
)
REFERENCES = (
    "The bakery opens every morning at six.",
    "Let the rye bread rest fourteen hours before baking it.",
    "Call the shop on weekdays.",
    "At sea level water boils at 100 degrees, and sooner on a mountain.",
)


def run_of(prompts: list[Prompt], *texts: list[str]) -> ListRun:
    models = tuple(ListModel(f"m{number}", f"m{number}") for number in range(len(texts)))
    plan = ListPlan("t", tuple(prompts), models)
    answers = {
        (model, number): ListAnswer(model, number, text, "stop", TurnStats(3, 10.0 + number, 0.1), 0.5, -1.0, 1000)
        for model, column in enumerate(texts)
        for number, text in enumerate(column)
    }
    return ListRun(Path("nowhere"), plan, answers)


def test_words_keep_chinese_signs_apart() -> None:
    assert words_of("The cost: 1,000 Euro, don't_wait!") == ["the", "cost", "1000", "euro", "don", "t", "wait"]
    assert words_of("面包６点出炉。OK?") == ["面", "包", "6", "点", "出", "炉", "ok"]
    assert is_cjk("面包6点出炉") and not is_cjk("the 面 of bread") and not is_cjk("")


@pytest.mark.parametrize(
    ("answer", "expected", "stands", "exact"),
    [
        ("It is 14.", "4", False, False),
        ("It is 4, surely.", "4", True, False),
        ("  paris! ", "Paris", True, True),
        ("1,000 euros", "1000", True, False),
        ("北京是中国的首都。", "北京", True, False),
        ("北京。", "北京", True, True),
        ("", "x", False, False),
    ],
)
def test_contains_and_exact(answer: str, expected: str, stands: bool, exact: bool) -> None:
    assert (contains(answer, [expected]), is_exact(answer, [expected])) == (stands, exact)


def test_rouge_l_is_that_of_the_library_on_english() -> None:
    library = RougeScorer(["rougeL"], use_stemmer=False)
    words = " ".join(ANSWERS + REFERENCES).split()
    numbers = random.Random(3)
    pairs = [*zip(ANSWERS, REFERENCES, strict=True)]
    pairs += [(" ".join(numbers.choices(words, k=40)), " ".join(numbers.choices(words, k=30))) for _ in range(50)]
    for answer, reference in pairs:
        assert rouge_l(answer, [reference]) == pytest.approx(library.score(reference, answer)["rougeL"].fmeasure)


def test_rouge_l_of_the_paper_and_of_chinese() -> None:
    reference = "police killed the gunman"  # Lin 2004, section 3.1: S1, S2, S3
    assert rouge_l("police kill the gunman", [reference]) == pytest.approx(3 / 4)
    assert rouge_l("the gunman kill police", [reference]) == pytest.approx(2 / 4)
    assert rouge_l("the gunman police killed", [reference]) == pytest.approx(2 / 4)
    # 面 包 点 出 炉 of 6 and of 7 signs
    assert rouge_l("面包七点出炉", ["面包在八点出炉"]) == pytest.approx(2 * 5 / (6 + 7))
    assert RougeScorer(["rougeL"]).score("面包在八点出炉", "面包七点出炉")["rougeL"].fmeasure == 0
    assert rouge_l("words", ["other", "the words"]) == pytest.approx(2 / 3), "the reference that fits best"
    assert longest_common([], ["a"]) == 0


def test_chrf_and_bleu_are_sacrebleus() -> None:
    for answer, reference in zip(ANSWERS, REFERENCES, strict=True):
        assert chrf(answer, [reference]) == pytest.approx(sacrebleu.sentence_chrf(answer, [reference]).score)
    figure = bleu_of_list(ANSWERS, [[reference] for reference in REFERENCES])
    every = np.arange(len(ANSWERS))
    assert float(figure(every)) == pytest.approx(sacrebleu.corpus_bleu(ANSWERS, [REFERENCES]).score)
    part = np.array([[0, 1, 1, 3]])
    resampled = sacrebleu.corpus_bleu([ANSWERS[n] for n in part[0]], [[REFERENCES[n] for n in part[0]]]).score
    assert figure(part)[0] == pytest.approx(resampled)
    chinese, expected = ["面包在早上七点出炉。"], ["面包在早上八点出炉。"]
    zh = BLEU(tokenize="zh").corpus_score(chinese, [expected]).score
    assert float(bleu_of_list(chinese, [expected])(np.arange(1))) == pytest.approx(zh) and zh > 40


def test_repetition_and_refusals() -> None:
    assert repetition("a b c d e f") == 0
    assert repetition("one two three four " * 5) == pytest.approx(1 - 4 / 17)
    assert repetition("面包好吃" * 5) > 0.7
    refusing = ("I'm sorry, but I can't help with that.", "As an AI I have no view.", "抱歉，我无法提供这些信息。")
    helping = ("Yes: mix flour and water.", "I can't recommend this cafe enough!", "可以，先把面粉和水混合。")
    assert all(is_refusal(text) for text in refusing)
    assert not any(is_refusal(text) for text in helping)


def test_labels() -> None:
    assert labels_of(["good", "Bad", "good.", "bad"]) == ("bad", "good")
    assert labels_of(["one", "two", "three"]) == (), "as many as answers"
    assert labels_of(["4", "4", "8", "8"]) == (), "sums are no labels"
    assert label_in("I think this is good, not bad.", ("bad", "good")) == 1
    assert label_in("goodness", ("bad", "good")) == -1
    # By hand: label 0 has 1 hit of 2 given and 1 true, 1 has 1 hit of 1 given and 2 true
    figure = macro_f1([0, 0, 1], [0, 1, 1], 2)
    assert float(figure(np.arange(3))) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_interval_of_a_mean_is_the_known_one() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, 400)
    found = mean_interval(values)
    half = 1.96 * values.std(ddof=1) / math.sqrt(values.size)
    assert found.mean == pytest.approx(values.mean())
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.08)
    assert mean_interval(values) == found, "seeded"
    assert mean_interval(np.array([3.0])).low == 3.0


def test_table_says_which_difference_is_real() -> None:
    prompts = [Prompt(f"{n} + {n}?", str(2 * n)) for n in range(20)]
    right = [f"It is {2 * n}." for n in range(20)]
    nearly = [text if n != 3 else "I do not know." for n, text in enumerate(right)]
    wrong = ["No idea." for _ in right]
    table = measure_list(run_of(prompts, right, nearly, wrong))
    row = table.figures[Measure.CONTAINS]
    assert row[0] is not None and row[0].mean == 1 and row[2] is not None and row[2].mean == 0
    assert row[1] is not None and row[1].mean == pytest.approx(0.95) and row[1].low < 0.95 <= row[1].high
    real = {(d.first, d.second): d.is_real for d in table.differences if d.measure is Measure.CONTAINS}
    assert real == {(0, 1): False, (0, 2): True, (1, 2): True}
    assert not {Measure.BLEU, Measure.CHRF, Measure.ROUGE_L, Measure.ACCURACY, Measure.F1} & set(table.figures)
    own = table.figures[Measure.OWN_SURPRISE][0]
    assert own is not None and own.mean == pytest.approx(math.e)


def test_table_of_texts_and_of_labels() -> None:
    texts = measure_list(run_of([Prompt("?", reference) for reference in REFERENCES], list(ANSWERS), ["no"] * 4))
    assert {Measure.BLEU, Measure.CHRF, Measure.ROUGE_L} <= set(texts.figures)
    bleu = texts.figures[Measure.BLEU][0]
    assert bleu is not None and bleu.low <= bleu.mean <= bleu.high
    assert bleu.mean == pytest.approx(sacrebleu.corpus_bleu(ANSWERS, [REFERENCES]).score)
    assert any(d.measure is Measure.BLEU for d in texts.differences)
    kinds = [Prompt(f"{n}?", "good" if n % 2 else "bad") for n in range(8)]
    table = measure_list(run_of(kinds, ["good"] * 8, ["bad", "good"] * 4))
    f1, accuracy = table.figures[Measure.F1], table.figures[Measure.ACCURACY]
    assert f1[1] is not None and f1[1].mean == 1 and accuracy[0] is not None and accuracy[0].mean == 0.5
    assert f1[0] is not None and f1[0].mean == pytest.approx((2 / 3) / 2)


def test_table_of_nothing() -> None:
    assert measure_list(run_of([Prompt("x")], [])) == ListTable()
