"""The held-back page that base and checkpoint read: running text as it stands, or dialogues with their answers told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from desktop_llm.core import runs
from desktop_llm.core.examples import Corpus, ExampleKind
from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.look_back import PageReading
from desktop_llm.core.messages import Event, Message
from desktop_llm.engine.control import Control
from desktop_llm.engine.inspect.surprise import surprise
from desktop_llm.engine.model import LoadedModel

PAGE_CHARACTERS = 2400
ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the page. What stands in `messages` is read before it and not scored; `shown` is how it is shown."""

    text: str
    messages: tuple[Message, ...] = ()
    shown: str = ""


def passages_of(folder: Path, corpus: Corpus | None) -> list[Passage]:
    """The page: held-back dialogues where the run learned from such, else the beginning of its held-back text."""
    if corpus is None or corpus.kind is not ExampleKind.DIALOGUE:
        text = _beginning_of(folder)
        return [Passage(text)] if text else []
    found, characters = [], 0
    for example in corpus.held_out:
        said = [Message(one.role, one.text) for one in example.messages]
        at = next((number for number, message in enumerate(said) if message.role == "assistant" and number), 0)
        if not at or not said[at].text.strip():
            continue
        shown = "\n".join(message.text for message in said[:at]) + "\n"
        found.append(Passage(said[at].text, tuple(said[:at]), shown))
        characters += len(shown) + len(said[at].text)
        if characters > PAGE_CHARACTERS:
            break
    return found


def text_of(passages: Sequence[Passage]) -> str:
    """The page as a person reads it."""
    return "\n\n".join(passage.shown + passage.text for passage in passages)


def read_page(loaded: LoadedModel, passages: Sequence[Passage], control: Control) -> PageReading | None:
    """A model's figures for the page; None for an empty one.

    Raises:
        Stopped: The job was cancelled.
    """
    reads_chats = bool(loaded.tokenizer.chat_template)
    parts: list[SurprisePart] = []
    closed: list[SurpriseFinished] = []
    end = 0
    for number, passage in enumerate(passages):
        start = end + (2 if number else 0) + len(passage.shown)
        if start > end:
            parts.append(_unscored(start))
        messages = passage.messages if reads_chats else ()
        before = "" if reads_chats else passage.shown
        wanted = Surprise(0, text=passage.text, messages=messages, before=before, alternatives=ALTERNATIVES)
        closed.append(surprise(loaded, wanted, _shifted_into(parts, start), control))
        end = start + len(passage.text)
    if not closed:
        return None
    whole = replace(
        closed[0],
        tokens=sum(one.tokens for one in closed),
        scored_tokens=sum(one.scored_tokens for one in closed),
        nll_sum=sum(one.nll_sum for one in closed),
        seconds=sum(one.seconds for one in closed),
    )
    return PageReading(tuple(parts), whole)


def _shifted_into(parts: list[SurprisePart], start: int) -> Callable[[Event], None]:
    def take(event: Event) -> None:
        if isinstance(event, SurprisePart):
            ends = np.frombuffer(event.ends, np.int32) + np.int32(start)
            parts.append(replace(event, ends=ends.astype(np.int32).tobytes()))

    return take


def _unscored(end: int) -> SurprisePart:
    """What was only read, as one piece."""
    wide = np.full(ALTERNATIVES, -1, np.int32), np.full(ALTERNATIVES, np.nan, np.float32)
    return SurprisePart(
        0,
        ids=np.zeros(1, np.int32).tobytes(),
        ends=np.asarray([end], np.int32).tobytes(),
        logprobs=np.asarray([np.nan], np.float32).tobytes(),
        ranks=np.zeros(1, np.int32).tobytes(),
        entropies=np.zeros(1, np.float32).tobytes(),
        top_ids=wide[0].tobytes(),
        top_logprobs=wide[1].tobytes(),
        alternatives=ALTERNATIVES,
    )


def _beginning_of(folder: Path) -> str:
    """Of the held-back text, to the end of a paragraph, a line or a sentence; "" where there is none."""
    try:
        with (folder / runs.HELD_OUT).open(encoding="utf-8", errors="replace") as file:
            text = file.read(2 * PAGE_CHARACTERS).strip()
    except OSError:
        return ""
    if len(text) <= PAGE_CHARACTERS:
        return text
    for border in ("\n\n", "\n", ". ", "。", " "):
        end = text.rfind(border, PAGE_CHARACTERS // 2, PAGE_CHARACTERS)
        if end > 0:
            return text[: end + len(border)].rstrip()
    return text[:PAGE_CHARACTERS]
