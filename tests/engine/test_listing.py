"""A list of prompts answered side by side gives what each would give alone."""

from pathlib import Path

import pytest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.list_messages import GenerateList, ListDone, ListItemDone
from desktop_llm.core.messages import Failed, Generate, GenerationFinished
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine import listing
from tests.engine.asking import Asked

TEXTS = ["abc", "a longer text than the first one", "x", "numbers: 1 2 3 4", "abc abc abc", "z" * 300, "last"]


def asked(text: str, **options: object) -> Generate:
    return Generate(0, raw_prompt=text, sampling=Sampling(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [1, 3, 16])
@pytest.mark.parametrize("options", [{"temperature": 0.0}, {"temperature": 1.2, "repetition_penalty": 1.2}])
def test_the_same_as_alone(base: Asked, most: int, options: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_ROWS", most)
    requests = tuple(
        asked(text, seed=number, max_new_tokens=5 + 7 * (number % 3), **options) for number, text in enumerate(TEXTS)
    )
    assert isinstance(base.ask(GenerateList(base.next_id(), requests=requests)), ListDone)
    done = {item.number: item for item in base.of(ListItemDone)}
    assert sorted(done) == list(range(len(TEXTS)))
    too_long = done[5].result
    assert isinstance(too_long, Failed) and too_long.code is ErrorCode.PROMPT_TOO_LONG
    for number, text in enumerate(TEXTS):
        found = done[number].result
        if number == 5:
            continue
        assert isinstance(found, GenerationFinished)
        alone = base.generate(text, **{"seed": number, "max_new_tokens": 5 + 7 * (number % 3), **options})
        assert found.answers[0].token_ids == alone.answers[0].token_ids
        assert found.answers[0].text == alone.answers[0].text
        assert found.answers[0].finish_reason == alone.answers[0].finish_reason
        assert found.answers[0].logprobs == pytest.approx(alone.answers[0].logprobs, abs=1e-4)
        assert found.prompt_tokens == alone.prompt_tokens and done[number].seconds > 0


def test_a_cancel_ends_the_list(base: Asked) -> None:
    job = base.next_id()
    requests = tuple(asked("abc", max_new_tokens=200, temperature=1.0, seed=number) for number in range(40))
    base.events.clear()
    emit = base.session._emit

    def stop_at_first(event: object) -> None:
        emit(event)  # type: ignore[arg-type]
        if isinstance(event, ListItemDone):
            base.session.cancel(job)

    base.session._emit = stop_at_first
    try:
        base.session.handle(GenerateList(job, requests=requests))
    finally:
        base.session._emit = emit
    assert isinstance(base.events[-1], ListDone)
    assert 1 <= len(base.of(ListItemDone)) < 40


def test_one_after_another_where_there_is_no_other_way(tiny_mamba: Path) -> None:
    asked_one = Asked().load(tiny_mamba)
    requests = (asked("abc", max_new_tokens=4, temperature=0.0), asked("de", max_new_tokens=4, temperature=0.0))
    assert isinstance(asked_one.ask(GenerateList(9, requests=requests)), ListDone)
    assert [item.number for item in asked_one.of(ListItemDone)] == [0, 1]
