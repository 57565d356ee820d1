"""Several answers side by side are those that would have been written one after another."""

from pathlib import Path

import pytest

from desktop_llm.core.messages import Message, PromptRead
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine import rows
from desktop_llm.engine.own_cache import OwnCache
from desktop_llm.engine.rows import Rows
from tests.engine.asking import Asked

HELLO = (Message("user", "hello there"),)


@pytest.mark.parametrize("controls", [{}, {"top_k": 9}, {"repetition_penalty": 1.3, "top_p": 0.8}, {"typical_p": 0.8}])
def test_the_same_answers(chat: Asked, controls: dict[str, float]) -> None:
    options = {"max_new_tokens": 24, "temperature": 1.1, "top_p": 1.0, "seed": 40, **controls}
    many = chat.generate(HELLO, answers=5, **options)
    pieces = {number: chat.pieces(number) for number in range(5)}
    assert len(chat.of(PromptRead)) == 1
    for number, answer in enumerate(many.answers):
        assert "".join(piece.text for piece in pieces[number]) == answer.text
        alone = chat.answer(HELLO, **{**options, "seed": 40 + number})
        assert answer.token_ids == alone.token_ids
        assert answer.logprobs == pytest.approx(alone.logprobs, abs=1e-4)
        assert (answer.text, answer.finish_reason, answer.seed) == (alone.text, alone.finish_reason, 40 + number)


def test_answers_end_one_by_one(base: Asked) -> None:
    answers = base.generate("abc", max_new_tokens=60, temperature=5.0, top_p=1.0, seed=0, answers=12).answers
    assert len({len(answer.token_ids) for answer in answers}) > 3
    alone = base.answer("abc", max_new_tokens=60, temperature=5.0, top_p=1.0, seed=11)
    assert alone.token_ids == answers[11].token_ids


def test_more_than_fit_beside_each_other(base: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"max_new_tokens": 10, "temperature": 1.0, "top_p": 1.0, "seed": 3, "answers": 5}
    expected = [answer.token_ids for answer in base.generate("abc", **options).answers]
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    assert [answer.token_ids for answer in base.generate("abc", **options).answers] == expected


def test_a_prompt_at_the_end_of_the_context(tmp_path: Path, base: Asked) -> None:
    many = base.generate("x" * 250, max_new_tokens=50, temperature=1.0, seed=1, answers=3)
    assert {answer.finish_reason for answer in many.answers} <= {"context_full", "stop"}
    assert many.context_used <= 257


def test_rows_join_and_leave(base: Asked) -> None:
    cache = base.session._cache
    assert isinstance(cache, OwnCache)
    texts = {1: [5, 6, 7, 8], 2: [9, 10], 3: [11, 12, 13, 14, 15, 16]}
    together = Rows(cache.network)
    expected = {}
    for key, ids in texts.items():
        known = cache.rewind_to(ids)
        cache.feed(ids[known:])
        together.join(cache.held, len(ids))
        if key == 2:
            together.step([20, 21])  # two go on before the third comes
            texts[1], texts[2] = [*texts[1], 20], [*texts[2], 21]
    together.keep([2, 0])
    logits = together.step([30, 31])
    for row, (key, token) in enumerate(((3, 30), (1, 31))):
        ids = [*texts[key], token]
        known = cache.rewind_to(ids)
        expected[key] = cache.feed(ids[known:])
        assert logits[row].tolist() == pytest.approx(expected[key].tolist(), abs=1e-4)
    assert Sampling().answers == 1
