"""Plain everyday text for the base model: notices, recipes, letters, days, places, explanations.

A small grammar in `everyday.txt`: `[name]` in a line is replaced by one of the lines of that name. Stories come from
`starter.kinds.story`.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from random import Random

from starter.words import GROUP_NAMES, GROUPS, LEXICON, NAMES_EN, NAMES_ZH

_TOPS = ("notice", "notice", "recipe", "letter", "day", "day", "facts", "tips")
_ANIMALS = tuple(word for group in ("farm", "forest", "sea", "insect") for word in GROUPS[group])


def write(rng: Random, language: str) -> str:
    """A short piece of everyday text."""
    names = rng.sample(NAMES_EN, 2)
    names_zh = rng.sample(NAMES_ZH, 2)
    fixed = {"name": names[0], "name2": names[1], "name_zh": names_zh[0], "name2_zh": names_zh[1]}
    fixed["animal_zh"], fixed["fruit_zh"] = rng.choice(_ANIMALS).zh, rng.choice(GROUPS["fruit"]).zh
    top = "zh" if language == "zh" else rng.choice(_TOPS)
    text = _expand(rng, f"[{top}]", fixed).replace("\\n", "\n")
    if language == "en":
        text = re.sub(r"\ba (?=[aeiou])", "an ", text)
    return text


def define(rng: Random, language: str) -> str:
    """Sentences that say which group a thing belongs to."""
    group = rng.choice(tuple(GROUPS))
    words = rng.sample(GROUPS[group], rng.randint(2, 4))
    if language == "zh":
        return "、".join(word.zh for word in words) + f"都是{GROUP_NAMES[group][2]}。"
    listed = ", ".join(word.plural for word in words[:-1]) + " and " + words[-1].plural
    return f"{listed[0].upper()}{listed[1:]} are {GROUP_NAMES[group][1]}."


def repeated(rng: Random, language: str) -> str:
    """A line of words, two or three times over: where copying from what stands above is learned."""
    words = [pair[0 if language == "en" else 1] for pair in rng.sample(LEXICON, rng.randint(3, 14))]
    line = (" " if language == "en" else "").join(words)
    return "\n".join([line] * rng.randint(2, 3))


def _expand(rng: Random, line: str, fixed: dict[str, str]) -> str:
    used: set[str] = set()

    def fill(found: re.Match[str]) -> str:
        slot = found.group(1)
        if slot in fixed:
            return fixed[slot]
        drawn = _draw(rng, slot)
        for _ in range(4):  # avoid the same sentence twice in one piece
            if drawn not in used:
                break
            drawn = _draw(rng, slot)
        used.add(drawn)
        return re.sub(r"\[(\w+)\]", fill, drawn)

    return re.sub(r"\[(\w+)\]", fill, line)


@functools.cache
def _rules() -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            name = header.group(1)
            rules[name] = []
        elif line and name:
            rules[name].append(line)
    return rules


def _draw(rng: Random, slot: str) -> str:
    if slot in _rules():
        return rng.choice(_rules()[slot])
    if slot.lower() in ("animals",):
        word = rng.choice(_ANIMALS).plural
    elif slot == "fruits":
        word = rng.choice(GROUPS["fruit"]).plural
    elif slot == "Afruit":
        word = rng.choice(GROUPS["fruit"]).a
    else:
        word = rng.choice(GROUPS[slot]).en
    return word[0].upper() + word[1:] if slot[0].isupper() else word
