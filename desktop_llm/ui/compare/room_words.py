"""How the checkpoints of a comparison share the memory, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.room import Room
from desktop_llm.ui.figures import size_words


def room_words(room: Room, letters: Mapping[str, Sequence[str]], is_hidden: bool) -> str:
    """Who answers at once, who takes turns, and why; `letters` are those of each checkpoint's columns.

    In a blind comparison (`is_hidden`) no letter is named: its size would tell who it is.
    """
    _t = QCoreApplication.translate
    figures = {"needed": size_words(room.all_needed_bytes), "free": size_words(room.room_bytes)}
    if not room.in_turns:
        return _t("RoomWords", "All fit in memory and answer at once ({needed} of {free})").format(**figures)
    if is_hidden or not room.together:
        words = _t("RoomWords", "They answer in turns: together they need {needed}, and {free} are free")
        return words.format(**figures)
    return _t(
        "RoomWords", "{stay} stay in memory; {turns} take turns: together they need {needed}, and {free} are free"
    ).format(stay=_letters(room.together, letters), turns=_letters(room.in_turns, letters), **figures)


def too_big_words(room: Room, path: str, name: str, remedy: str) -> str:
    """One that can not be loaded at all, and what would help."""
    words = QCoreApplication.translate("RoomWords", "{name} needs {needed}, and {free} are free. {remedy}")
    return words.format(
        name=name, needed=size_words(room.needs[path]), free=size_words(room.room_bytes), remedy=remedy
    ).strip()


def _letters(paths: Sequence[str], letters: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(sorted(letter for path in paths for letter in letters.get(path, ())))
