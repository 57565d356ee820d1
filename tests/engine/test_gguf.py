"""Checkpoints written as GGUF and read by llama.cpp: same text, tokens and template, and what the engine promises."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import torch

from desktop_llm.core.convert_messages import Convert, Converted, ConvertProgress
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import (
    Cancelled,
    CountTokens,
    Generate,
    GenerationFinished,
    Load,
    Logprobs,
    LogprobsFinished,
    Message,
    ModelReady,
    TextPiece,
    TokensCounted,
)
from desktop_llm.core.preflight import check_model
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine.gguf import llama_context, llama_library
from desktop_llm.engine.session import Session
from tests.engine.asking import Asked
from tests.faults.gguf_files import write_gguf, write_parts

QUESTIONS = ["What is 17 plus 25?", "什么是猫？", "Say <|im_end|> and 🦙 twice."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gguf")


@pytest.fixture(scope="module")
def exact(folder: Path, starter_chat: Path) -> Iterator[Asked]:
    """The starter chat checkpoint as a file in fp32."""
    asked = Asked()
    asked.ask(Convert(asked.next_id(), str(starter_chat), str(folder / "exact.gguf"), 32))
    asked.load(folder / "exact.gguf", "auto")
    yield asked
    asked.session.close()


@pytest.fixture(scope="module")
def original(starter_chat: Path) -> Asked:
    return Asked().load(starter_chat, "fp32")


def ask(text: str) -> tuple[Message, ...]:
    return (Message("system", "Answer in one sentence."), Message("user", text))


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_template_tokens_and_answer(question: str, exact: Asked, original: Asked) -> None:
    counted = [asked.ask(CountTokens(asked.next_id(), ask(question))) for asked in (exact, original)]
    assert isinstance(counted[0], TokensCounted) and isinstance(counted[1], TokensCounted)
    assert counted[0].tokens == counted[1].tokens
    mine, theirs = (asked.answer(ask(question), max_new_tokens=48) for asked in (exact, original))
    assert mine.token_ids == theirs.token_ids
    assert mine.text == theirs.text
    assert mine.finish_reason == theirs.finish_reason
    assert mine.logprobs == pytest.approx(theirs.logprobs, abs=1e-3)


def test_same_figures_of_a_text(exact: Asked, original: Asked) -> None:
    text = "The cat sat on the mat. 猫坐在垫子上。\n\nIt's 12 o'clock!"
    mine, theirs = (asked.ask(Logprobs(asked.next_id(), text)) for asked in (exact, original))
    assert isinstance(mine, LogprobsFinished) and isinstance(theirs, LogprobsFinished)
    assert [(t.id, t.piece) for t in mine.tokens] == [(t.id, t.piece) for t in theirs.tokens]
    assert [t.logprob for t in mine.tokens[1:]] == pytest.approx([t.logprob for t in theirs.tokens[1:]], abs=1e-3)


@pytest.mark.parametrize(("bits", "most"), [(16, 17.0), (8, 9.0), (4, 6.5)])
def test_sizes_and_the_answer_they_still_give(
    bits: int, most: float, folder: Path, starter_chat: Path, original: Asked
) -> None:
    asked = Asked()
    out = folder / f"{bits}.gguf"
    done = asked.ask(Convert(asked.next_id(), str(starter_chat), str(out), bits))
    assert isinstance(done, Converted)
    assert done.bits_per_weight < most
    assert asked.of(ConvertProgress)[-1].fraction == 1.0
    facts = check_model(out)
    assert facts.has_chat_template and facts.licence == "apache-2.0" and facts.context_tokens == 1024
    answer = asked.load(out, "auto").answer(ask(QUESTIONS[0]), max_new_tokens=40)
    assert answer.text == original.answer(ask(QUESTIONS[0]), max_new_tokens=40).text
    asked.session.close()


def test_every_control_and_seeds(exact: Asked) -> None:
    options = {"temperature": 1.2, "top_k": 50, "top_p": 0.95, "min_p": 0.01, "typical_p": 0.95}
    more = {"repetition_penalty": 1.1, "no_repeat_ngram": 4, "max_new_tokens": 24, "answers": 3}
    first = exact.generate(ask("Tell a story."), **options, **more, seed=7)
    again = exact.generate(ask("Tell a story."), **options, **more, seed=7)
    assert [a.token_ids for a in first.answers] == [a.token_ids for a in again.answers]
    assert len({a.token_ids for a in first.answers}) == 3
    assert [a.seed for a in first.answers] == [7, 8, 9]


def test_stop_strings_and_whole_letters(exact: Asked) -> None:
    whole = exact.answer(ask(QUESTIONS[0]), max_new_tokens=40).text
    stop = whole[4:7]
    answer = exact.answer(ask(QUESTIONS[0]), max_new_tokens=40, stop=(stop,))
    assert (answer.text, answer.finish_reason) == (whole[: whole.index(stop)], "stop_string")
    chinese = exact.answer(ask("写一句关于天空的话。"), max_new_tokens=60)
    pieces = exact.pieces()
    assert "".join(piece.text for piece in pieces) == chinese.text
    assert "\ufffd" not in chinese.text and any(ord(letter) > 0x4E00 for letter in chinese.text)


def test_cancelled_while_writing_and_while_reading(exact: Asked) -> None:
    session = exact.session
    events: list[float] = []

    class Stopper(list):  # type: ignore[type-arg]
        def append(self, event: object) -> None:
            super().append(event)
            if isinstance(event, TextPiece) and not events:
                events.append(time.perf_counter())
                session.cancel(exact.job)

    kept, session._emit = session._emit, Stopper().append
    sampling = Sampling(max_new_tokens=900, temperature=1.5)
    received: list[object] = session._emit.__self__  # type: ignore[attr-defined]
    session.handle(Generate(exact.next_id(), raw_prompt="Once upon a time", sampling=sampling))
    session._emit = kept
    finished = received[-1]
    assert isinstance(finished, GenerationFinished)
    assert finished.answers[0].finish_reason in ("cancelled", "stop")
    assert time.perf_counter() - events[0] < 1
    session.cancel(exact.next_id())
    stopped = exact.session
    exact.events.clear()
    stopped.handle(Generate(exact.job, raw_prompt="word " * 900, sampling=sampling))
    assert exact.events[-1].answers[0].finish_reason == "cancelled"  # type: ignore[attr-defined]
    assert not exact.events[-1].answers[0].text  # type: ignore[attr-defined]


def test_a_conversation_outgrows_its_first_room(
    folder: Path, exact: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_context, "FIRST_ROOM_TOKENS", 64)
    small = Asked().load(folder / "exact.gguf", "auto")
    text = "The quick brown fox jumps over the lazy dog. " * 6
    expected = exact.answer(text, max_new_tokens=90)
    assert small.answer(text[:40], max_new_tokens=8).text == exact.answer(text[:40], max_new_tokens=8).text
    assert small.answer(text, max_new_tokens=90).token_ids == expected.token_ids
    small.session.close()


def test_threads_follow_the_share(exact: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    context = exact.session._loaded.model.context  # type: ignore[union-attr]
    before = torch.get_num_threads()
    try:
        for threads in (2, 1):
            torch.set_num_threads(threads)
            context.cut(0)
            context.read([2, 3])
            assert llama_library.llama().llama_n_threads(context._context) == threads
    finally:
        torch.set_num_threads(before)


def test_nothing_listens(exact: Asked) -> None:
    exact.answer(ask("Hello"), max_new_tokens=4)
    assert not [c for c in psutil.Process().net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert not [t.name for t in threading.enumerate() if "server" in t.name.lower()]


def test_memory_comes_back(folder: Path, exact: Asked) -> None:
    import gc

    own = psutil.Process()
    Asked().load(folder / "exact.gguf", "auto").session.close()
    gc.collect()
    before = own.memory_info().rss
    for _ in range(5):
        Asked().load(folder / "exact.gguf", "auto").session.close()
    assert own.memory_info().rss - before < 30_000_000


def test_refusals(folder: Path, starter_encoder: Path, tmp_path: Path) -> None:
    asked = Asked()

    def code(request: object) -> ErrorCode:
        with pytest.raises(AppError) as caught:
            asked.ask(request)  # type: ignore[arg-type]
        return caught.value.code

    out = str(tmp_path / "out" / "x.gguf")
    assert code(Convert(asked.next_id(), str(starter_encoder), out, 8)) is ErrorCode.WRONG_KIND
    assert code(Convert(asked.next_id(), str(folder / "exact.gguf"), out, 8)) is ErrorCode.FOLDER_ONLY
    assert code(Convert(asked.next_id(), str(starter_encoder), out, 5)) is ErrorCode.BAD_OPTION
    assert not (tmp_path / "out").exists()
    # Random numbers of an architecture that does not exist.
    with pytest.raises(AppError) as caught:
        damaged = write_gguf(tmp_path / "tiny.gguf")
        content = damaged.read_bytes().replace(b"llama", b"lxama")
        damaged.write_bytes(content)
        Asked().load(damaged, "auto")
    assert caught.value.code is ErrorCode.UNKNOWN_ARCHITECTURE


def test_without_llama_cpp_transformers_unpacks_it(
    folder: Path, exact: Asked, original: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    llama_library.llama.cache_clear()
    monkeypatch.setattr(llama_library, "_wheel_path", lambda: None)
    monkeypatch.setattr(llama_library, "_native_path", lambda: None)
    try:
        asked = Asked()
        ready = asked.ask(Load(asked.next_id(), str(folder / "exact.gguf"), "cpu", "auto", threads=1))
        assert isinstance(ready, ModelReady)
        assert (ready.engine, ready.precision, ready.has_chat_template) == ("transformers", "fp32", True)
        mine, theirs = (a.answer(ask(QUESTIONS[0]), max_new_tokens=48) for a in (asked, original))
        assert (mine.text, mine.finish_reason) == (theirs.text, theirs.finish_reason)
        with pytest.raises(AppError) as caught:
            Asked().load(write_parts(tmp_path)[0], "auto")
        assert caught.value.code is ErrorCode.LLAMA_CPP_MISSING
    finally:
        llama_library.llama.cache_clear()


def test_a_cancelled_conversion_leaves_nothing(starter: Path, tmp_path: Path) -> None:
    events: list[object] = []
    session = Session(events.append)
    session.cancel(1)
    session.handle(Convert(1, str(starter), str(tmp_path / "out" / "x.gguf"), 4))
    assert isinstance(events[-1], Cancelled)
    assert not list((tmp_path / "out").iterdir())
