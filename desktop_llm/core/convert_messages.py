"""Request and events of writing a checkpoint as a GGUF file for other programs."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_llm.core.messages import Closing, Event, Request

BITS = (16, 8, 4)
"""What a checkpoint can be written in; 32 as well, for comparisons."""


@dataclass(frozen=True, slots=True)
class Convert(Request):
    """Write a checkpoint's folder as one GGUF file. Needs no loaded checkpoint; a cancel leaves nothing behind.

    Answered by `ConvertProgress`*, then `Converted`.

    Attributes:
        path: The checkpoint's folder.
        out: The file; it is replaced where it is there.
        bits: 32, 16, 8 or 4.
        name: Written into the file; "" takes the folder's.
    """

    path: str = ""
    out: str = ""
    bits: int = 16
    name: str = ""


@dataclass(frozen=True, slots=True)
class ConvertProgress(Event):
    """Progress of a `Convert`, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Converted(Closing):
    """Closes `Convert`. `bits_per_weight` counts every number of the file, scales included."""

    path: str = ""
    size_bytes: int = 0
    bits_per_weight: float = 0.0
    seconds: float = 0.0
