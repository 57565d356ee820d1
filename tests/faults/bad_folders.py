"""The list of bad model folders: how each is broken, and the code it has to give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_llm.core.errors import ErrorCode

Break = Callable[[Path, Path], None]
"""Damages a whole folder; the second path is the canary."""


@dataclass(frozen=True)
class BadFolder:
    """A way to break a folder and the code it has to give; `needs_posix` where Windows has no such file."""

    name: str
    code: ErrorCode
    damage: Break
    needs_posix: bool = False


BAD_FOLDERS: list[BadFolder] = []


def bad(code: ErrorCode, needs_posix: bool = False) -> Callable[[Break], Break]:
    def add(damage: Break) -> Break:
        BAD_FOLDERS.append(BadFolder(damage.__name__, code, damage, needs_posix))
        return damage

    return add


def bad_each(name: str, code: ErrorCode, cases: Mapping[str, object], damage: Callable[[Path, Any], None]) -> None:
    """One bad folder for each value."""
    for key, value in cases.items():

        def apply(folder: Path, _: Path, value: object = value) -> None:
            damage(folder, value)

        BAD_FOLDERS.append(BadFolder(f"{name}_{key}", code, apply))
