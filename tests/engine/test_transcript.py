"""Tokens become text without torn characters, lost spaces or stop strings."""

import pytest

from desktop_llm.engine.transcript import Transcript
from tests.engine.tiny import byte_tokenizer

TEXT = "Grüße 你好 👩‍🚀 e\u0301 and plain words."


@pytest.fixture(scope="module")
def tokenizer():  # type: ignore[no-untyped-def]
    return byte_tokenizer()


def transcript(tokenizer, before: str = "", stop: tuple[str, ...] = ()) -> Transcript:  # type: ignore[no-untyped-def]
    return Transcript(tokenizer.decode, tokenizer.encode(before), stop)


def streamed(tokenizer, text: str, **options) -> tuple[Transcript, list[str]]:  # type: ignore[no-untyped-def]
    made = transcript(tokenizer, **options)
    pieces = []
    for token in tokenizer.encode(text):
        pieces.append(made.add(token))
        if made.met_stop_string:
            break
    return made, [*pieces, made.finish()]


def test_no_piece_tears_a_character(tokenizer) -> None:  # type: ignore[no-untyped-def]
    made, pieces = streamed(tokenizer, TEXT)
    assert not any("\N{REPLACEMENT CHARACTER}" in piece for piece in pieces)
    assert "".join(pieces) == made.text == made.whole() == TEXT


def test_an_answer_that_ends_inside_a_character_says_so(tokenizer) -> None:  # type: ignore[no-untyped-def]
    made = transcript(tokenizer)
    ids = tokenizer.encode("a👩")
    shown = "".join(made.add(token) for token in ids[:-1]) + made.finish()
    assert shown == "a\N{REPLACEMENT CHARACTER}"


def test_broken_bytes_do_not_hold_the_rest_back(tokenizer) -> None:  # type: ignore[no-untyped-def]
    lead = tokenizer.encode("👩")[0]
    made = transcript(tokenizer)
    shown = "".join(made.add(token) for token in [lead] * 20)
    assert shown.count("\N{REPLACEMENT CHARACTER}") >= 8


@pytest.mark.parametrize("stop", ["END", "plain", "好 👩", "words."])
def test_stop_string_across_pieces(tokenizer, stop: str) -> None:  # type: ignore[no-untyped-def]
    made, pieces = streamed(tokenizer, TEXT + "END more", stop=(stop, "never"))
    assert made.met_stop_string
    assert made.text == "".join(pieces) == made.whole() == (TEXT + "END more").split(stop)[0]


def test_what_only_looks_like_a_stop_string_is_shown_in_the_end(tokenizer) -> None:  # type: ignore[no-untyped-def]
    made, pieces = streamed(tokenizer, "one EN two ENENDE", stop=("ENDED",))
    assert not made.met_stop_string
    assert "".join(pieces) == "one EN two ENENDE"
    assert pieces[-1] == "ENDE"


@pytest.mark.oracle
def test_sentencepiece_spaces(shared_data) -> None:  # type: ignore[no-untyped-def]
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(shared_data / "models" / "stories260k-llama")
    before, text = "The dog was", " sad because  he ran. 你 Yes"
    known = tokenizer.encode(before)
    new = tokenizer.encode(before + text)[len(known) :]

    def decode(ids):  # type: ignore[no-untyped-def]
        return tokenizer.decode(ids, skip_special_tokens=True)

    within, alone = Transcript(decode, known), Transcript(decode)
    assert "".join(within.add(token) for token in new) + within.finish() == text == within.whole()
    assert "".join(alone.add(token) for token in new) + alone.finish() == text[1:] == alone.whole()
