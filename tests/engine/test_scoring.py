"""Scores of texts: independent of how the work is cut, bounded, and honest about impossible options."""

from pathlib import Path

import pytest
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import (
    Cancelled,
    FillGaps,
    GapsFilled,
    Logprobs,
    LogprobsFinished,
    Score,
    ScoreFinished,
    ScoreProgress,
)
from desktop_llm.engine import scoring
from tests.engine.asking import Asked

TEXT = "The quick brown fox jumps over the lazy dog. " * 20


def by_hand(asked: Asked, ids: list[int], context: int, stride: int) -> tuple[int, float]:
    """The method as its description says it, token by token, with no cache and no batch."""
    model = asked.session._loaded.model  # type: ignore[union-attr]
    total, count, seen = 0.0, 0, set()
    for start in range(0, len(ids), stride):
        window = ids[start : start + context]
        with torch.inference_mode():
            known = torch.log_softmax(model(torch.tensor([window])).logits[0].double(), -1)
        for offset, token in enumerate(window):
            if start + offset not in seen and offset > 0:
                total -= float(known[offset - 1, token])
                count += 1
            seen.add(start + offset)
        if start + context >= len(ids):
            break
    return count, total


@pytest.mark.parametrize(("context", "stride"), [(64, 32), (64, 64), (50, 7), (256, 100), (2, 1)])
@pytest.mark.parametrize("length", [300, 64, 65, 40, 2])
def test_score_equals_the_description(base: Asked, context: int, stride: int, length: int) -> None:
    found = base.ask(Score(1, TEXT, context, stride, length))
    assert isinstance(found, ScoreFinished)
    loaded = base.session._loaded
    assert loaded is not None
    count, total = by_hand(base, loaded.encode(TEXT)[:length], context, stride)
    assert (found.tokens, found.scored_tokens) == (length, count)
    assert found.nll_sum == pytest.approx(total, rel=1e-4)
    fractions = [event.fraction for event in base.of(ScoreProgress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_small_memory_gives_the_same_figures(base: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = base.ask(Score(1, TEXT, 128, 64, 400))
    known = base.ask(Logprobs(1, TEXT[:200]))
    monkeypatch.setattr(scoring, "_MOST_FIGURES", 259 * 10)  # ten tokens at a time
    cut = base.ask(Score(1, TEXT, 128, 64, 400))
    cut_known = base.ask(Logprobs(1, TEXT[:200]))
    assert isinstance(whole, ScoreFinished) and isinstance(cut, ScoreFinished)
    assert isinstance(known, LogprobsFinished) and isinstance(cut_known, LogprobsFinished)
    assert cut.nll_sum == pytest.approx(whole.nll_sum, rel=1e-5)
    pairs = zip(known.tokens[1:], cut_known.tokens[1:], strict=True)
    assert all(a.logprob == pytest.approx(b.logprob, abs=1e-4) for a, b in pairs)


def test_defaults(base: Asked) -> None:
    found = base.ask(Score(1, TEXT))
    assert isinstance(found, ScoreFinished)
    assert (found.context, found.stride, found.tokens) == (256, 128, len(TEXT))


def test_nothing_to_score(base: Asked) -> None:
    for text in ("", "a"):
        found = base.ask(Score(1, text, 16, 8))
        assert isinstance(found, ScoreFinished)
        assert found.scored_tokens == 0
    assert base.ask(Logprobs(1, "")) == LogprobsFinished(1, ())


@pytest.mark.parametrize(
    "request_", [Score(1, TEXT, 512, 8), Score(1, TEXT, 16, 17), Score(1, TEXT, 1, 1), Score(1, TEXT, 16, 8, 0)]
)
def test_impossible_windows(base: Asked, request_: Score) -> None:
    with pytest.raises(AppError) as caught:
        base.ask(request_)
    assert caught.value.code is ErrorCode.BAD_OPTION


def test_cancelled(base: Asked) -> None:
    base.session.cancel(7000)
    assert base.ask(Score(7000, TEXT, 16, 8)) == Cancelled(7000)


def test_a_text_longer_than_the_context_has_no_logprobs(base: Asked) -> None:
    with pytest.raises(AppError) as caught:
        base.ask(Logprobs(1, TEXT))
    assert caught.value.code is ErrorCode.PROMPT_TOO_LONG


def test_gaps(tiny_bert: Path) -> None:
    asked = Asked().load(tiny_bert)
    filled = asked.ask(FillGaps(1, "the ___ sat on ____ mat", 4))
    assert isinstance(filled, GapsFilled)
    loaded = asked.session._loaded
    assert loaded is not None
    ids = loaded.encode("the [MASK] sat on [MASK] mat")
    with torch.inference_mode():
        expected = torch.softmax(loaded.model(torch.tensor([ids])).logits[0], -1)
    assert len(filled.gaps) == 2
    for at, gap in zip([i for i, token in enumerate(ids) if token == 4], filled.gaps, strict=True):
        words = expected[at, 5:].topk(4)
        assert [choice.probability for choice in gap] == pytest.approx(words.values.tolist(), rel=1e-4)
        assert [choice.text for choice in gap] == [loaded.decode([5 + i]) for i in words.indices.tolist()]
    with pytest.raises(AppError) as caught:
        asked.ask(FillGaps(2, "no gap"))
    assert caught.value.code is ErrorCode.BAD_OPTION
    with pytest.raises(AppError) as caught:
        asked.generate("the cat")
    assert caught.value.code is ErrorCode.WRONG_KIND
