"""A conversation as values: a tree of turns of which one path is shown, so that old answers stay reachable."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.sampling import Sampling


@dataclass(frozen=True, slots=True)
class TurnStats:
    """Figures under an answer; None where unknown."""

    tokens: int = 0
    tokens_per_second: float = 0.0
    seconds_to_first_token: float = 0.0
    prompt_tokens: int = 0
    context_used: int = 0
    context_tokens: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. Versions are turns with the same parent and role.

    Attributes:
        parent_id: The turn before it; None for the first.
        outcome: "" while it streams, then a finish_reason, "interrupted" (the program or engine died) or an
            ErrorCode value.
        version, versions: This turn is number `version` (from 1) of `versions` siblings.
    """

    id: int
    conversation_id: int
    parent_id: int | None
    role: str
    text: str
    created_at: float
    model_name: str = ""
    model_path: str = ""
    outcome: str = ""
    stats: TurnStats | None = None
    version: int = 1
    versions: int = 1


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A row of the list of conversations. `found` is an excerpt around the match of a search."""

    id: int
    title: str
    updated_at: float
    mode: str = "chat"
    trashed_at: float | None = None
    found: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with the path of turns that is shown, oldest first.

    Attributes:
        mode: "chat", or "continue" for a base model's text.
        system: Instructions for every answer.
    """

    id: int
    title: str
    created_at: float
    updated_at: float
    mode: str = "chat"
    model_path: str = ""
    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    turns: tuple[Turn, ...] = ()
    trashed_at: float | None = None
