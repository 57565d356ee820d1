"""Which column of a table is which, told from its name and, where that says nothing, from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_llm.core.examples import ExampleKind
from desktop_llm.documents.material import Row

LOOKED_AT_ROWS = 2000
NAMES: dict[str, tuple[str, ...]] = {
    # likeliest first; compared without case, blanks, underscores and hyphens
    "system": ("system", "systemprompt", "系统", "系统提示"),
    "user": (
        "user", "instruction", "question", "prompt", "query", "problem", "human", "request", "q", "frage",
        "pregunta", "domanda", "问题", "提问", "指令", "问",
    ),
    "assistant": (
        "assistant", "output", "answer", "response", "completion", "reply", "solution", "answers", "bot", "a",
        "antwort", "réponse", "respuesta", "risposta", "回答", "答案", "回复", "答", "输出",
    ),
    "text": (
        "text", "content", "sentence", "message", "review", "comment", "tweet", "sms", "body", "source", "src",
        "input", "original", "document", "article", "paragraphs", "paragraph", "story", "description", "title",
        "原文", "文本", "内容", "正文", "句子",
    ),
    "target": (
        "target", "tgt", "translation", "summary", "highlights", "rewritten", "rewrite", "simplified", "headline",
        "corrected", "output", "reference", "译文", "翻译", "摘要", "改写",
    ),
    "label": (
        "label", "labels", "class", "category", "sentiment", "intent", "sort", "topic", "emotion", "genre", "kind",
        "type", "rating", "stars", "spam", "tag", "kategorie", "标签", "类别", "分类", "情感",
    ),
}  # fmt: skip
MORE_OF_USER = ("input", "context", "passage", "background", "输入", "上下文")
"""Further columns that belong to the question: Alpaca's "input" after it, a passage before it."""
BEFORE_USER = frozenset({"context", "passage", "background", "上下文"})
LANGUAGES = frozenset(
    "en de fr es it pt nl ru ja ko zh ar tr pl sv da fi cs el he hi th vi uk eng deu ger fra fre spa ita por rus jpn "
    "zho english german french spanish italian portuguese dutch russian japanese korean chinese arabic turkish polish "
    "deutsch englisch français anglais español 英文 中文 英语 汉语 日文 法文".split()
)
PREFERENCE = (("chosen", "rejected"), ("preferred", "rejected"), ("better", "worse"), ("responsea", "responseb"))
MOST_LABELS = 50
LONGEST_LABEL = 40
Roles = tuple[tuple[str, int], ...]
"""Role and column, in the order in which texts of one role are joined."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table seems to be. Confidence is 0 to 1."""

    kind: ExampleKind
    confidence: float
    roles: Roles


def names_a_role(name: str) -> bool:
    """Whether it is one of the usual names of a column."""
    plain = _plain(name)
    return plain in LANGUAGES or plain in MORE_OF_USER or any(plain in names for names in NAMES.values())


def guess_table(columns: Sequence[str], rows: Sequence[Row]) -> Guess:
    """What the table seems to be, and which column is which."""
    plain = [_plain(column) for column in columns]
    if any(one in plain and other in plain for one, other in PREFERENCE):
        return Guess(ExampleKind.PREFERENCE, 1.0, ())
    found = {role: _named(role, plain) for role in NAMES}
    if found["user"] is not None and found["assistant"] is not None:
        return Guess(ExampleKind.DIALOGUE, 0.95, _dialogue_roles(plain))
    looks = [_Look.at(index, rows) for index in range(len(columns))]
    if found["label"] is not None and looks[found["label"]].is_label and found["text"] is not None:
        return Guess(ExampleKind.LABELLED, 0.95, _given(("text", found["text"]), ("label", found["label"])))
    if found["text"] is not None and found["target"] is not None and found["text"] != found["target"]:
        kind = ExampleKind.DIALOGUE if plain[found["target"]] == "output" else ExampleKind.PAIRS
        names = ("user", "assistant") if kind is ExampleKind.DIALOGUE else ("text", "target")
        return Guess(kind, 0.7, _given((names[0], found["text"]), (names[1], found["target"])))
    languages = [index for index, name in enumerate(plain) if name in LANGUAGES]
    if len(languages) == 2:
        return Guess(ExampleKind.PAIRS, 0.9, _given(("text", languages[0]), ("target", languages[1])))
    guess = _by_looks(looks)
    if found["text"] is not None and guess.kind is not ExampleKind.LABELLED:
        named = looks[found["text"]]
        if all(look.mean_length <= named.mean_length for look in looks if look.is_text):  # the others go with it
            return Guess(ExampleKind.PROSE, 0.8, (("text", named.index),))
    return guess


def roles_for(kind: ExampleKind, columns: Sequence[str], rows: Sequence[Row]) -> Roles:
    """Which column is which if the table is of this kind; empty where it has not enough columns."""
    guess = guess_table(columns, rows)
    if guess.kind is kind:
        return guess.roles
    plain = [_plain(column) for column in columns]
    looks = [_Look.at(index, rows) for index in range(len(columns))]
    wanted = {
        ExampleKind.PROSE: ("text",),
        ExampleKind.DIALOGUE: ("user", "assistant"),
        ExampleKind.PAIRS: ("text", "target"),
        ExampleKind.LABELLED: ("label", "text"),
    }.get(kind, ())
    taken: list[tuple[str, int]] = []
    for role in wanted:
        left = [look for look in looks if look.index not in {index for _, index in taken}]
        if not left:
            return ()
        named = _named(role, plain)
        if named is None or all(look.index != named for look in left):
            named = _fewest_values(left) if role == "label" else _first_long(left, len(wanted) > 1)
        taken.append((role, named))
    return tuple(taken)


@dataclass(frozen=True, slots=True)
class _Look:
    """What stands in a column, over a sample of its rows."""

    index: int
    mean_length: float
    distinct: int
    filled: int
    numeric: float
    questions: float

    @classmethod
    def at(cls, index: int, rows: Sequence[Row]) -> _Look:
        step = max(1, len(rows) // LOOKED_AT_ROWS)
        cells = [cell for row in rows[::step] if (cell := row.cells[index])]
        count = max(1, len(cells))
        return cls(
            index,
            sum(map(len, cells)) / count,
            len(set(cells)),
            len(cells),
            sum(_NUMBER.fullmatch(cell) is not None for cell in cells) / count,
            sum(cell.rstrip(" \"'”」").endswith(("?", "？")) for cell in cells) / count,
        )

    @property
    def is_label(self) -> bool:
        return 2 <= self.distinct <= min(MOST_LABELS, max(2, self.filled / 3)) and self.mean_length <= LONGEST_LABEL

    @property
    def is_text(self) -> bool:
        return self.filled > 0 and self.numeric < 0.5 and self.mean_length >= 3


_NUMBER = re.compile(r"[\s\d.,:/%+\-$€£]+|(?=\S*\d)[0-9A-Fa-f\-]{8,}")
"""Figures, dates and identifiers."""


def _by_looks(looks: Sequence[_Look]) -> Guess:
    texts = [look for look in looks if look.is_text and not look.is_label]
    labels = [look for look in looks if look.is_label and look.filled]
    if texts and labels:
        longest = max(texts, key=lambda look: look.mean_length)
        label = min(labels, key=lambda look: (look.numeric >= 0.5, look.distinct))
        others = [look for look in texts if look is not longest and look.mean_length > longest.mean_length / 4]
        if not others:
            return Guess(ExampleKind.LABELLED, 0.8, (("text", longest.index), ("label", label.index)))
    longest_two = sorted(sorted(texts, key=lambda look: -look.mean_length)[:2], key=lambda look: look.index)
    if len(longest_two) == 2:
        first, second = longest_two
        if first.questions >= 0.5 or second.mean_length > 6 * first.mean_length:
            return Guess(ExampleKind.DIALOGUE, 0.75, (("user", first.index), ("assistant", second.index)))
        return Guess(ExampleKind.PAIRS, 0.6, (("text", first.index), ("target", second.index)))
    best = max(texts or looks, key=lambda look: look.mean_length)
    return Guess(ExampleKind.PROSE, 0.8 if texts else 0.4, (("text", best.index),))


def _dialogue_roles(plain: Sequence[str]) -> Roles:
    user, assistant, system = (_named(role, plain) for role in ("user", "assistant", "system"))
    further = [index for index, name in enumerate(plain) if name in MORE_OF_USER and index not in (user, assistant)]
    before = [index for index in further if plain[index] in BEFORE_USER]
    after = [index for index in further if index not in before]
    order = [("system", system), *(("user", index) for index in [*before, user, *after]), ("assistant", assistant)]
    return _given(*order)


def _given(*pairs: tuple[str, int | None]) -> Roles:
    return tuple((role, index) for role, index in pairs if index is not None)


def _named(role: str, plain: Sequence[str]) -> int | None:
    return next((plain.index(name) for name in NAMES[role] if name in plain), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+", "", name.rpartition(".")[2]).casefold()  # "translation.en" is "en"


def _fewest_values(looks: Sequence[_Look]) -> int:
    return min(looks, key=lambda look: (not look.is_label, look.distinct)).index


def _first_long(looks: Sequence[_Look], in_order: bool) -> int:
    """The longest column, or the first of those about as long."""
    longest = max(look.mean_length for look in looks)
    if not in_order:
        return max(looks, key=lambda look: look.mean_length).index
    return next(look.index for look in looks if look.mean_length >= min(longest, max(3.0, longest / 20)))
