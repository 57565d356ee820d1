"""One shown message while the window lives: what the store knows of it, and what is newer than that.

Ids come back from the store thread later than they are needed, so operations are handed a `Place` and read its id when
they run; the store thread runs them in order, so it is filled by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.conversation import Conversation, Turn, TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store import Store


@dataclass(slots=True)
class Place:
    """Where something lies in the store; `id` is None until it is written, and stays so when that failed."""

    id: int | None = None
    version: int = 1


@dataclass(slots=True)
class Entry:
    """A message on the screen.

    Attributes:
        outcome: As `Turn.outcome`: "" while it streams.
        error: Why it failed, where that happened just now.
        sisters: The other answers of the same question that are being written with it.
    """

    role: str
    text: str
    place: Place = field(default_factory=Place)
    model_name: str = ""
    model_path: str = ""
    outcome: str = ""
    stats: TurnStats | None = None
    version: int = 1
    versions: int = 1
    error: AppError | None = None
    sisters: list[Entry] = field(default_factory=list)

    @property
    def is_answer(self) -> bool:
        return self.role == "assistant"

    @classmethod
    def of(cls, turn: Turn) -> Entry:
        """The entry for a stored turn."""
        return cls(
            role=turn.role,
            text=turn.text,
            place=Place(turn.id),
            model_name=turn.model_name,
            model_path=turn.model_path,
            outcome=turn.outcome,
            stats=turn.stats,
            version=turn.version,
            versions=turn.versions,
        )


# --- what the store thread runs -------------------------------------------------------------------------------------


def write_conversation(store: Store, place: Place, made: Conversation) -> int:
    """Create the conversation unless it is there."""
    if place.id is None:
        place.id = store.create_conversation(made.mode, made.model_path, made.system, made.sampling)
    return place.id


def write_turn(store: Store, place: Place, parent: Place | None, conversation: Place, entry: Entry) -> Turn | None:
    """Add a turn; None where the conversation or the turn before it could not be written."""
    if conversation.id is None or (parent is not None and parent.id is None):
        return None
    turn = store.add_turn(
        conversation.id,
        parent.id if parent else None,
        entry.role,
        entry.text,
        model_name=entry.model_name,
        model_path=entry.model_path,
        outcome="stop" if entry.role == "user" else "",
    )
    place.id, place.version = turn.id, turn.version
    return turn


def append_text(store: Store, place: Place, text: str) -> None:
    """Write streamed text."""
    if place.id is not None:
        store.append_text(place.id, text)


def finish_turn(store: Store, place: Place, outcome: str, stats: TurnStats | None, text: str) -> None:
    """Write how an answer ended."""
    if place.id is not None:
        store.finish_turn(place.id, outcome, stats, text)


def show_version(store: Store, place: Place, version: int, conversation: Place) -> Conversation | None:
    """Show another version of a turn; the conversation as it is shown then."""
    if place.id is None or conversation.id is None:
        return None
    store.show_version(place.id, version)
    return store.conversation(conversation.id)


def show_first(store: Store, place: Place) -> None:
    """Of several answers show the first: adding each made it the shown one."""
    if place.id is not None:
        store.show_version(place.id, place.version)


def set_model_path(store: Store, place: Place, path: str) -> None:
    """Write which checkpoint answers next."""
    if place.id is not None:
        store.set_model_path(place.id, path)


def set_sampling(store: Store, place: Place, sampling: Sampling) -> None:
    """Write the controls."""
    if place.id is not None:
        store.set_sampling(place.id, sampling)


def set_system(store: Store, place: Place, system: str) -> None:
    """Write the instructions for every answer."""
    if place.id is not None:
        store.set_system(place.id, system)
