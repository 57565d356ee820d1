"""The generated text: answers and checkers agree, and what is held out is never trained on."""

from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from starter import prose, stream
from starter.kinds import KINDS
from starter.request import ALWAYS_TRAINED, Request, is_held_out
from starter.words import LEXICON


def _some(kind: str, count: int = 300) -> list[Request]:
    rng = Random(f"test {kind}")
    return [KINDS[kind].make(rng, "zh" if place % 5 == 0 else "en") for place in range(count)]


def test_there_are_at_least_ten_kinds() -> None:
    assert len(KINDS) >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_checker_accepts_own_answers(kind: str) -> None:
    refused = [request for request in _some(kind) if not KINDS[kind].is_right(request, request.answer)]
    assert not refused, refused[:3]


@pytest.mark.parametrize("kind", KINDS)
def test_checker_refuses_wrong_answers(kind: str) -> None:
    requests = [request for request in _some(kind) if request.facts]
    accepted = 0
    for place, request in enumerate(requests):
        others = [
            one for one in requests[place + 1 :] if one.facts != request.facts and one.language == request.language
        ]
        wrong = next((one.answer for one in others if one.answer != request.answer), "")
        accepted += KINDS[kind].is_right(request, wrong)
        for nonsense in ("", "...", "I do not know.", "我不知道。"):
            assert not KINDS[kind].is_right(request, nonsense), request
    # An answer to another request is right now and then ("yes, ..." of the same group; another list of the same group).
    assert accepted <= len(requests) * 0.03, accepted


def test_checker_refuses_a_slip_of_one() -> None:
    for request in _some("sum", 100):
        right = request.facts[0]
        slipped = replace(request, facts=(str(int(right) + 1),))
        assert not KINDS["sum"].is_right(slipped, request.answer)


def test_held_out_combinations_are_never_drawn_for_training() -> None:
    rng = Random(11)
    held_out = {(request.kind, request.combination) for request in stream.held_out_requests(25)}
    held_out_prompts = {request.prompt for request in stream.held_out_requests(25)}
    trained = [stream.draw(rng, False) for _ in range(20_000)]
    assert not held_out & {(request.kind, request.combination) for request in trained}
    assert not held_out_prompts & {request.prompt for request in trained}


def test_no_training_stream_holds_a_held_out_prompt() -> None:
    prompts = [request.prompt for request in stream.held_out_requests(25)]
    documents = "\n".join(islice(stream.documents(Random(12)), 4000))
    lines = set(documents.splitlines())
    said = {
        message["content"]
        for conversation in islice(stream.conversations(Random(13)), 6000)
        for message in conversation
        if message["role"] == "user"
    }
    seen = [prompt for prompt in prompts if prompt in said or {prompt, f"Q: {prompt}", f"Question: {prompt}"} & lines]
    assert not seen


def test_held_out_set_is_large_enough_and_a_fifth_chinese() -> None:
    requests = stream.held_out_requests(40)
    assert all(is_held_out(request.kind, request.combination) for request in requests)
    for kind in KINDS:
        prompts = {request.prompt for request in requests if request.kind == kind}
        assert len(prompts) >= 20
    in_chinese = sum(request.language == "zh" for request in requests)
    assert in_chinese == len(requests) / 5


def test_the_first_screens_prompts_are_trained() -> None:
    wanted = {
        "Tell me a short story about a brave duck",
        "What is the opposite of warm?",
        "Name five animals that live in the sea",
    }
    rng = Random(14)
    found = {
        request.prompt
        for kind in ("story", "opposite", "list")
        for request in (stream.draw(rng, False, kind, "en") for _ in range(40_000))
    }
    assert wanted <= found
    assert not any(is_held_out(*combination) for combination in ALWAYS_TRAINED)


def test_about_a_fifth_of_the_text_is_chinese() -> None:
    rng = Random(15)
    share = sum(stream.pick_language(rng) == "zh" for _ in range(5000)) / 5000
    assert 0.18 < share < 0.26


def test_translation_is_one_to_one() -> None:
    english, chinese = zip(*LEXICON, strict=True)
    assert len(set(english)) == len(set(chinese)) == len(LEXICON)


def test_prose_fills_every_slot() -> None:
    rng = Random(16)
    for place in range(2000):
        text = prose.write(rng, "zh" if place % 5 == 0 else "en")
        assert "[" not in text and "\\n" not in text


def test_the_same_seed_gives_the_same_text() -> None:
    assert list(islice(stream.documents(Random("a")), 50)) == list(islice(stream.documents(Random("a")), 50))
    assert list(islice(stream.documents(Random("a")), 50)) != list(islice(stream.documents(Random("b")), 50))
