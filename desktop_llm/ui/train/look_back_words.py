"""What a look back found, as plain sentences: what was forgotten, and what is recited."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.look_back import RECITED_WORDS, General, Recital, Review
from desktop_llm.ui.figures import in_one_line, number_words
from desktop_llm.ui.look.facts import CheckState
from desktop_llm.ui.train.words import choices, language_words

MUCH_WORSE = 1.25
A_LITTLE_WORSE = 1.05
BETTER = 0.95


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def general_words(general: General) -> tuple[CheckState, str]:
    """Whether it still writes that language, and how sure it is of it."""
    ratio = math.exp(min(general.after - general.before, 20.0))
    state: CheckState = "good"
    if ratio >= MUCH_WORSE:
        state, words = "bad", _t("look back", "It now writes worse ordinary {language}.")
    elif ratio >= A_LITTLE_WORSE:
        state, words = "check", _t("look back", "It lost a little of its ordinary {language}.")
    elif ratio > BETTER:
        words = _t("look back", "It kept its ordinary {language}.")
    else:
        words = _t("look back", "It even became better at ordinary {language}.")
    figures = _t(
        "look back",
        "On an everyday text it is as unsure as if choosing among {after} next pieces. Before, it was {before}.",
    ).format(after=choices(general.after), before=choices(general.before))
    return state, in_one_line(words.format(language=language_words((general.language,))), figures)


def forgot_words(review: Review) -> tuple[tuple[CheckState, str], ...]:
    """A line for each language; or why there is none."""
    if review.general:
        return tuple(general_words(one) for one in review.general)
    if "base" in review.missing:
        words = _t("look back", "Its base is no longer there, so what it forgot could not be measured.")
    elif review.before is None:
        words = _t("look back", "It began from nothing, so there was nothing to forget.")
    else:
        words = _t("look back", "Its base hardly knows ordinary English or Chinese, so there was little to forget.")
    return (("open", words),)


def has_forgotten(review: Review) -> bool:
    """Whether it pays to say what helps against it."""
    return any(general_words(one)[0] == "bad" for one in review.general)


def recites_words(review: Review) -> tuple[CheckState, str]:
    """How much of the training text it says word for word."""
    if not review.prompts:
        return "open", _t("look back", "The text it learned from is no longer there, so this could not be measured.")
    figures = {"prompts": number_words(review.prompts), "words": number_words(RECITED_WORDS)}
    if not review.recited:
        return "good", _t(
            "look back",
            "It does not recite. In {prompts} tries, most of them begun with words of your text, it never wrote "
            "{words} words in a row as they stand there.",
        ).format(**figures)
    words = _t(
        "look back",
        "It recites. In {recited} of {prompts} tries, most of them begun with words of your text, it wrote {words} or "
        "more words in a row as they stand there.",
    ).format(recited=number_words(review.recited), **figures)
    base = ""
    if review.before is not None:
        count = review.recited_by_base
        base = _t("look back", "The base did so in {n}.") if count else _t("look back", "The base never did.")
        base = base.format(n=number_words(count))
    return "bad" if any(one.personal for one in review.recitals) else "check", in_one_line(words, base)


def personal_words(recitals: Sequence[Recital]) -> str:
    """A warning where what it recites holds personal data; "" where it does not."""
    kinds = sorted({kind for recital in recitals for kind in recital.personal})
    names = {
        "mail": _t("look back", "mail addresses"),
        "phone": _t("look back", "phone numbers"),
        "card": _t("look back", "card numbers"),
    }
    if not kinds:
        return ""
    return _t(
        "look back",
        "Personal data can be got out of it: {kinds}. Before you give it to anybody, leave them out and train again.",
    ).format(kinds=_t("train", ", ").join(names.get(kind, kind) for kind in kinds))


def recital_note(recital: Recital) -> str:
    """How long a stretch is, and how far the base came."""
    words = _t("look back", "{n} words in a row").format(n=number_words(recital.words))
    if recital.base_words:
        base = _t("look back", "the base: {n}").format(n=number_words(recital.base_words))
        return f"{words}  ·  {base}"
    return words


def prompt_words(recital: Recital) -> str:
    """After what it wrote it."""
    if not recital.prompt:
        return _t("look back", "Written freely:")
    return _t("look back", "After “{prompt}”:").format(prompt=" ".join(recital.prompt.split()))
