"""Readings, lines and chances as values: no window."""

import numpy as np
import pytest
import torch
from transformers.generation import logits_process as library

from desktop_llm.core.inspect_messages import SurpriseFinished, SurprisePart
from desktop_llm.core.sampling import Sampling
from desktop_llm.ui.inspect.distribution import chances
from desktop_llm.ui.inspect.heat_lines import RETURN, Lines
from desktop_llm.ui.inspect.reading import Reading, difference, difference_steps
from tests.ui.inspect.made import reading


def test_steps_are_those_of_the_legend() -> None:
    found = reading("a b c d e f", [0, -0.5, -1.0, -3.0, -5.0, -8.0])
    assert found.steps().tolist() == [0, 0, 1, 2, 3, 4]
    assert found.most_surprising(2) == [5, 4]
    assert found.mean == pytest.approx(17.5 / 5)
    assert found.bits_per_letter == pytest.approx(17.5 / np.log(2) / 10)


def test_parts_of_a_letter_are_one_cell() -> None:
    made = Reading("né!")
    made.add(
        SurprisePart(
            ids=np.array([1, 2, 3, 4], np.int32).tobytes(),
            ends=np.array([1, 2, 2, 3], np.int32).tobytes(),
            logprobs=np.array([np.nan, -2.0, -0.5, -1.0], np.float32).tobytes(),
            ranks=np.zeros(4, np.int32).tobytes(),
            entropies=np.zeros(4, np.float32).tobytes(),
        )
    )
    made.finish(SurpriseFinished(tokens=4, scored_tokens=3, nll_sum=3.5))
    assert [made.piece(cell) for cell in range(made.cell_count)] == ["n", "é", "!"]
    assert made.surprise[1:].tolist() == [2.5, 1.0]
    assert list(made.tokens_of(1)) == [1, 2]
    assert made.alternatives(1) == ()


def test_nothing_was_read() -> None:
    made = Reading("")
    made.finish(SurpriseFinished())
    assert made.cell_count == 0 and made.most_surprising() == [] and np.isnan(made.mean)


def test_the_difference_counts_letters_where_pieces_differ() -> None:
    base = reading("ab cd ef", [0, -2.0, -4.0])
    mine = reading("ab cd ef", [0, -1.0, -7.0])
    assert difference(base, mine).tolist() == [0, 1.0, -3.0]
    assert difference_steps(difference(base, mine)).tolist() == [0, 1, -2]
    coarse = reading("ab cd ef", [0, -2.0, -4.0])
    joined = Reading("ab cd ef")  # " cd ef" in one piece
    joined.add(
        SurprisePart(
            ids=np.array([1, 2], np.int32).tobytes(),
            ends=np.array([2, 8], np.int32).tobytes(),
            logprobs=np.array([np.nan, -5.0], np.float32).tobytes(),
            ranks=np.zeros(2, np.int32).tobytes(),
            entropies=np.zeros(2, np.float32).tobytes(),
        )
    )
    joined.finish(SurpriseFinished(tokens=2, scored_tokens=1, nll_sum=5.0))
    assert difference(coarse, joined).tolist() == [0, 1.0]
    assert difference(joined, coarse).tolist() == [0, 0.5, -1.5]


def laid(pieces: list[str], room: float) -> list[list[str]]:
    lines = Lines(pieces, lambda text: 10.0 * len(text), room)
    lines.go_on(10)
    assert lines.is_done
    return [[box.text for box in line] for line in lines.lines]


def test_lines_break_between_words() -> None:
    assert laid(["The", " qui", "ck", " fox"], 85) == [["The"], ["qui", "ck"], ["fox"]]
    assert laid(["a\n\nb", " c"], 100) == [["a" + RETURN], [RETURN], ["b", " c"]]
    assert laid(["你", "好", "吗"], 20) == [["你", "好"], ["吗"]]
    assert laid(["abcdefgh"], 30) == [["abc"], ["def"], ["gh"]]
    assert laid([], 30) == [[]]


def test_lines_say_where_a_cell_is() -> None:
    lines = Lines(["The", " qui", "ck\n", "fox"], lambda text: 10.0 * len(text), 200)
    while not lines.is_done:
        lines.go_on(0)
    assert [lines.line_of(cell) for cell in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 1.7, 0.0])
@pytest.mark.parametrize("top_k", [0, 1, 7])
@pytest.mark.parametrize("top_p", [1.0, 0.9, 0.31, 0.0])
@pytest.mark.parametrize("min_p", [0.0, 0.2])
def test_chances_are_the_samplers(temperature: float, top_k: int, top_p: float, min_p: float) -> None:
    generator = torch.Generator().manual_seed(3)
    logits = (torch.randn(400, generator=generator) * 3).round(decimals=1)  # with ties
    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    order = torch.argsort(logits, descending=True, stable=True)
    found = chances(logits[order].numpy(), sampling)
    if temperature == 0:
        assert found.argmax() == 0 and found[0] == 1.0
        assert int(order[0]) == int(logits.argmax())
        return
    scores = library.TemperatureLogitsWarper(float(temperature))(None, logits[None])
    if sampling.top_k:
        scores = library.TopKLogitsWarper(top_k=sampling.top_k)(None, scores)
    if sampling.top_p < 1:
        scores = library.TopPLogitsWarper(top_p=float(sampling.top_p))(None, scores)
    if sampling.min_p:
        scores = library.MinPLogitsWarper(min_p=sampling.min_p)(None, scores)
    if sampling.typical_p < 1:
        scores = library.TypicalLogitsWarper(mass=sampling.typical_p)(None, scores)
    wanted = torch.softmax(scores[0].double(), -1).numpy()
    assert np.sort(found)[::-1] == pytest.approx(np.sort(wanted)[::-1], abs=1e-6)
    assert np.count_nonzero(found) == np.count_nonzero(wanted)
