"""The words a person meets here, each with one plain sentence, and the help's few pages; in both languages.

Read from `resources/help/`. Where an explanation is shown is left to `ui`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from desktop_llm.core.resources import resource_path

_LONGEST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its explanation. `names` are how it stands on screens, the first as its title."""

    id: str
    names: tuple[str, ...]
    sentence: str
    more: str

    @property
    def title(self) -> str:
        """Its first name with a capital."""
        return self.names[0][:1].upper() + self.names[0][1:]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How something is done, in a few sentences."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Pages and terms of one language."""

    pages: tuple[HelpPage, ...]
    terms: tuple[Term, ...]

    def term_in(self, words: str) -> Term | None:
        """The term that a text on the screen is about: the longest name that stands in it, the first of equals."""
        text = words[:_LONGEST_WORDS].casefold()
        places = [(_place(name.casefold(), text), len(name), term) for term in self.terms for name in term.names]
        hits = [(length, -place, term) for place, length, term in places if place >= 0]
        return max(hits, key=lambda hit: hit[:2])[2] if hits else None

    def find(self, letters: str) -> tuple[set[str], set[str]]:
        """Ids of the pages and of the terms that hold every word of a search."""
        wanted = letters.casefold().split()
        pages = {page.id for page in self.pages if _holds(wanted, page.title, page.text)}
        terms = {term.id for term in self.terms if _holds(wanted, *term.names, term.sentence, term.more)}
        return pages, terms


def load_glossary(language: str) -> Glossary:
    """The glossary of "en" or "zh"."""
    entries = json.loads(resource_path("help", f"{'zh' if language == 'zh' else 'en'}.json").read_text("utf-8"))
    pages = tuple(HelpPage(page["id"], page["title"], page["text"]) for page in entries["pages"])
    terms = tuple(
        Term(term["id"], tuple(term["names"]), term["sentence"], term["more"]) for term in entries["terms"]
    )
    return Glossary(pages, terms)


def _place(name: str, text: str) -> int:
    """Where a name stands in a text as a word of its own; -1 for nowhere. Chinese knows no spaces."""
    if not name.isascii():
        return text.find(name)
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    return found.start() if found else -1


def _holds(wanted: list[str], *texts: str) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in wanted)
