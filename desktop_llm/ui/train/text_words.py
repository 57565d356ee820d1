"""What the check-up of a person's text says, as plain sentences. QtCore only: the command line uses it too."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.check_up import Amount, FileReport, TextReport
from desktop_llm.core.examples import ExampleKind
from desktop_llm.ui.figures import in_one_line, number_words
from desktop_llm.ui.train.words import language_words

SURE = 0.7
"""From this confidence on a guess is said as a fact."""
_MADE_UP = re.compile(r"column (\d+)")


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def file_words(file: FileReport, languages: tuple[str, ...] = ()) -> str:
    """Under a file's name: "8,420 words, English" or "1,100 examples, 19,602 words"."""
    parts = [_t("check-up", "{n} words").format(n=number_words(file.words))]
    if file.kind not in ("", ExampleKind.PROSE):
        parts.insert(0, _t("check-up", "{n} examples").format(n=number_words(file.examples)))
    if languages:
        parts.append(language_words(languages))
    return _t("check-up", ", ").join(parts)


def kind_name(kind: str) -> str:
    """A kind in one or two words, for a choice."""
    return {
        ExampleKind.PROSE: _t("check-up", "Running text"),
        ExampleKind.DIALOGUE: _t("check-up", "Questions with answers"),
        ExampleKind.LABELLED: _t("check-up", "Texts with labels"),
        ExampleKind.PAIRS: _t("check-up", "Pairs of texts"),
        ExampleKind.PREFERENCE: _t("check-up", "Better and worse answers"),
    }[ExampleKind(kind)]


def kind_sentence(report: TextReport) -> str:
    """What the texts were taken for."""
    if report.kind in ("", ExampleKind.PROSE):
        is_sure = _t("check-up", "This is running text.")
        is_guess = _t("check-up", "This looks like running text.")
    elif report.kind == ExampleKind.DIALOGUE:
        is_sure = _t("check-up", "These are questions with answers: {n} examples.")
        is_guess = _t("check-up", "These look like questions with answers: {n} examples.")
    elif report.kind == ExampleKind.LABELLED:
        is_sure = _t("check-up", "These are texts with labels: {n} examples, {labels} labels.")
        is_guess = _t("check-up", "These look like texts with labels: {n} examples, {labels} labels.")
    else:
        is_sure = _t("check-up", "These are pairs of texts: {n} examples.")
        is_guess = _t("check-up", "These look like pairs of texts: {n} examples.")
    examples = number_words(report.training_examples + report.held_out_examples)
    words = is_sure if report.kind_confidence >= SURE else is_guess
    return words.format(n=examples, labels=number_words(len(report.labels)))


def amount_sentence(report: TextReport) -> str:
    """How much there is and what that is enough for."""
    words = _t("check-up", "{n} words:").format(n=number_words(report.words))
    if report.labels:
        enough = {
            Amount.TRY: _t("check-up", "few for the rarest label. Enough to see how it works."),
            Amount.STYLE: _t("check-up", "enough for a first sorting, with mistakes."),
            Amount.MORE: _t("check-up", "enough to sort well, if the labels are clear."),
        }
    elif report.kind in ("", ExampleKind.PROSE):
        enough = {
            Amount.TRY: _t("check-up", "few. Enough to see how it works, not to learn a style."),
            Amount.STYLE: _t("check-up", "enough for the style, not for facts."),
            Amount.MORE: _t("check-up", "enough for the style and what recurs. Rare facts may not stick."),
        }
    else:
        enough = {
            Amount.TRY: _t("check-up", "few examples. Enough to see how it works."),
            Amount.STYLE: _t("check-up", "enough for the manner, not for facts."),
            Amount.MORE: _t("check-up", "enough for the manner and what recurs. Rare facts may not stick."),
        }
    return in_one_line(words, enough[report.amount])


def language_sentence(report: TextReport) -> str:
    """The languages, most common first."""
    return _t("check-up", "Language: {languages}").format(languages=language_words(report.languages))


def held_back_sentence(report: TextReport) -> str:
    """How much is kept for the exam."""
    return _t("check-up", "{n} words are held back for the exam and never trained on.").format(
        n=number_words(report.held_back_words)
    )


def personal_words(kind: str, count: int) -> str:
    """How many of one kind of personal data were found."""
    found = {
        "mail": _t("check-up", "Mail addresses found: {n}. The model could repeat them."),
        "phone": _t("check-up", "Phone numbers found: {n}. The model could repeat them."),
        "card": _t("check-up", "Card numbers found: {n}. The model could repeat them."),
    }[kind]
    return found.format(n=number_words(count))


def column_words(name: str) -> str:
    """A column's name; one that was made up in the person's language."""
    match = _MADE_UP.fullmatch(name)
    return _t("check-up", "Column {n}").format(n=match[1]) if match else name


def role_words(role: str) -> str:
    """What a column is for."""
    return {
        "text": _t("check-up", "Text"),
        "target": _t("check-up", "What it becomes"),
        "label": _t("check-up", "Label"),
        "user": _t("check-up", "Question"),
        "assistant": _t("check-up", "Answer"),
        "system": _t("check-up", "Instructions"),
    }[role]
