"""What would make a model fit that does not: a shorter conversation, a packed copy, a smaller one, less beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_llm.core.checkpoint import Fit, ModelFacts
from desktop_llm.core.fit import COMFORTABLE_SHARE, Memory, chat_memory, fit_of

_SHORTEST_TOKENS = 512
_PACKED = ("8bit", "4bit")


class RemedyKind(StrEnum):
    """Ways to make a model fit."""

    CLOSE_PROGRAMS = "close_programs"  # it fits this computer, but not beside what runs now
    SHORTER = "shorter"  # conversations of `tokens`
    PACKED = "packed"  # a copy with `bits` for each number
    SMALLER = "smaller"  # a model of at most `parameters`


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way, with what it takes then.

    Attributes:
        value: Tokens for SHORTER, bits for PACKED, parameters for SMALLER, bytes to set free for CLOSE_PROGRAMS.
        needed_bytes: To chat, afterwards.
    """

    kind: RemedyKind
    value: int
    needed_bytes: int


def remedies(facts: ModelFacts, needed_bytes: int, memory: Memory) -> tuple[Remedy, ...]:
    """The ways that would really help, the least painful first; none where it fits."""
    if fit_of(needed_bytes, memory) is Fit.FITS:
        return ()
    found = []
    if fit_of(needed_bytes, Memory(memory.total_bytes, memory.total_bytes)) is Fit.FITS:
        missing = int(needed_bytes / COMFORTABLE_SHARE) - memory.available_bytes
        found.append(Remedy(RemedyKind.CLOSE_PROGRAMS, missing, needed_bytes))
    usual = chat_memory(facts)
    tokens = usual.context_tokens // 2
    while tokens >= _SHORTEST_TOKENS:
        shorter = chat_memory(facts, tokens).total
        if fit_of(shorter, memory) is Fit.FITS:
            found.append(Remedy(RemedyKind.SHORTER, tokens, shorter))
            break
        tokens //= 2
    for precision in _PACKED:
        packed = chat_memory(facts, precision=precision).total
        if packed < needed_bytes and fit_of(packed, memory) is Fit.FITS:
            found.append(Remedy(RemedyKind.PACKED, int(precision.removesuffix("bit")), packed))
            break
    if not found and facts.parameters:
        room = COMFORTABLE_SHARE * memory.available_bytes
        parameters = int(facts.parameters * room / needed_bytes)
        found.append(Remedy(RemedyKind.SMALLER, parameters, int(room)))
    return tuple(found)
