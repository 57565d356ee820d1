"""The look back on a finished run: what it knows better, what it forgot, what it recites. Messages, values, their file.

The engine measures it after the run, in a process of its own, and keeps it beside the run in `look_back.json`; a run of
an older version has none and can still be looked back on.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from desktop_llm.core.files import write_atomically
from desktop_llm.core.inspect_messages import SurpriseFinished, SurprisePart
from desktop_llm.core.messages import Closing, Event, Request

LOOK_BACK = "look_back.json"
FORMAT = 1
LARGEST_FILE = 64_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LookBack(Request):
    """Look back on the run in `folder`. Answered by `LookingBack`*, then `LookedBack`; kept in the run's folder."""

    folder: str = ""
    device: str = "auto"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class LookingBack(Event):
    """How far it is, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class PageReading:
    """One model's figures for the held-back page, as `Surprise` gave them."""

    parts: tuple[SurprisePart, ...]
    finished: SurpriseFinished


@dataclass(frozen=True, slots=True)
class General:
    """Surprise on a general text, in mean nats per token. `language` is a code ("en")."""

    language: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Recital:
    """A stretch that the trained model wrote word for word as it stands in the training text.

    Attributes:
        prompt: What it was given; "" where it wrote freely.
        text: The stretch.
        words: How long it is; a Chinese, Japanese or Korean letter counts as half a word.
        base_words: The longest such stretch that the base wrote after the same prompt.
        personal: Kinds of personal data in it: "mail", "phone", "card".
    """

    prompt: str
    text: str
    words: int
    base_words: int = 0
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What was found. Parts that could not be measured are empty, and `missing` says why.

    Attributes:
        page: The held-back text that both read; "" where none was.
        before, after: The base's and the checkpoint's reading of it; `before` is None for a model from nothing.
        general: A general text for each language that the base knows.
        prompts: How many beginnings from the training text the checkpoint went on from.
        recited, recited_by_base: After how many of them it wrote at least `RECITED_WORDS` words of the training text
            in a row.
        recitals: The longest first.
        missing: "base" (it is gone), "texts" (they are gone), "kind" (it does not write text).
    """

    page: str = ""
    before: PageReading | None = None
    after: PageReading | None = None
    general: tuple[General, ...] = ()
    prompts: int = 0
    recited: int = 0
    recited_by_base: int = 0
    recitals: tuple[Recital, ...] = ()
    missing: tuple[str, ...] = ()
    seconds: float = 0.0


RECITED_WORDS = 10
"""So many words of the training text in a row count as recited."""


@dataclass(frozen=True, slots=True)
class LookedBack(Closing):
    """Closes `LookBack`."""

    review: Review = field(default_factory=Review)


def load_review(folder: Path) -> Review | None:
    """What was found when the run was looked back on; None where it was not, or cannot be read."""
    path = folder / LOOK_BACK
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        content = json.loads(path.read_bytes())
        return _review(content) if content.get("format") == FORMAT else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def save_review(folder: Path, review: Review) -> None:
    """Keep it beside the run.

    Raises:
        OSError: Of the disk.
    """
    content = {"format": FORMAT, **_plain(review)}
    write_atomically(folder / LOOK_BACK, json.dumps(content, ensure_ascii=False))


def _plain(value: Any) -> Any:
    """Dataclasses as objects, bytes as base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}


def _review(content: dict[str, Any]) -> Review:
    return Review(
        page=str(content["page"]),
        before=_reading(content["before"]),
        after=_reading(content["after"]),
        general=tuple(_of(General, one) for one in content["general"]),
        prompts=int(content["prompts"]),
        recited=int(content["recited"]),
        recited_by_base=int(content["recited_by_base"]),
        recitals=tuple(_recital(one) for one in content["recitals"]),
        missing=tuple(str(one) for one in content["missing"]),
        seconds=float(content["seconds"]),
    )


def _reading(content: dict[str, Any] | None) -> PageReading | None:
    if content is None:
        return None
    return PageReading(tuple(_part(one) for one in content["parts"]), _of(SurpriseFinished, content["finished"]))


def _part(content: dict[str, Any]) -> SurprisePart:
    arrays = ("ids", "ends", "logprobs", "ranks", "entropies", "top_ids", "top_logprobs")
    plain = {name: base64.b64decode(content[name], validate=True) for name in arrays}
    pieces = tuple((int(token), str(text), bool(is_whole)) for token, text, is_whole in content["pieces"])
    return _of(SurprisePart, content | plain | {"pieces": pieces})


def _recital(content: dict[str, Any]) -> Recital:
    return _of(Recital, content | {"personal": tuple(str(kind) for kind in content["personal"])})


def _of(kind: type[T], content: dict[str, Any]) -> T:
    """A value of that class; what a later version wrote besides is passed over."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in content.items() if name in known})
