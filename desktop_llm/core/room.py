"""Which of several checkpoints stay in memory together, and which take turns: plain arithmetic with their sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROOM_SHARE = 0.9
"""Of the free memory; the rest is left to the window and to the system."""


@dataclass(frozen=True, slots=True)
class Room:
    """How checkpoints share the memory, by path.

    Attributes:
        together: They stay in memory and answer at once.
        in_turns: They come one after the other, in this order.
        needs: Bytes that each takes.
        room_bytes: What there is for all of them.
    """

    together: tuple[str, ...]
    in_turns: tuple[str, ...]
    needs: Mapping[str, int]
    room_bytes: int

    @property
    def all_needed_bytes(self) -> int:
        return sum(self.needs.values())

    def too_big(self) -> tuple[str, ...]:
        """Those that do not fit even alone."""
        return tuple(path for path, needed in self.needs.items() if needed > self.room_bytes)

    def has_room_beside(self, paths: Sequence[str], path: str) -> bool:
        """Whether `path` fits while all of `paths` are in memory."""
        return sum(self.needs.get(other, 0) for other in {*paths, path}) <= self.room_bytes


def room_for(needs: Mapping[str, int], free_bytes: int, held_bytes: int = 0) -> Room:
    """Share the memory: all together where they fit, else as many of the smaller ones as leave room for the largest.

    Args:
        needs: Bytes that each takes, by path, in the order they are shown.
        free_bytes: What the machine has available now.
        held_bytes: What checkpoints that are loaded already hold: it is theirs, or given up for them.
    """
    room_bytes = int(free_bytes * ROOM_SHARE) + held_bytes
    if sum(needs.values()) <= room_bytes:
        return Room(tuple(needs), (), dict(needs), room_bytes)
    smallest_first = sorted(needs, key=lambda path: needs[path])
    stay: list[str] = []
    largest = needs[smallest_first[-1]]
    for path in smallest_first[:-1]:
        if sum(needs[other] for other in stay) + needs[path] + largest > room_bytes:
            break
        stay.append(path)
    together = tuple(path for path in needs if path in stay)
    return Room(together, tuple(path for path in needs if path not in stay), dict(needs), room_bytes)
