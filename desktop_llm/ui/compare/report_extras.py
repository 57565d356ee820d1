"""What a report says beyond answers and figures: the conversation before, surprise at others' answers, the judge."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.judging import JudgeSummary
from desktop_llm.core.messages import Message
from desktop_llm.ui.compare.after_answers import choices_words
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.cross_reading import CrossFigure
from desktop_llm.ui.compare.judge_card import judge_words


@dataclass(frozen=True, slots=True)
class Extras:
    """What was looked at besides.

    Attributes:
        histories: What was said before the question, for each column.
        readings: By (reader, answer) how expected an answer was.
        judges: What models said of the answers.
    """

    histories: tuple[tuple[Message, ...], ...] = ()
    readings: Mapping[tuple[int, int], CrossFigure] = field(default_factory=dict)
    judges: tuple[JudgeSummary, ...] = ()


def conversation_html(histories: Sequence[tuple[Message, ...]]) -> str:
    """What was said before the question: once where it was the same for all."""
    if not any(histories):
        return ""
    parts = []
    for place, history in enumerate(histories[:1] if len(set(histories)) == 1 else histories):
        if len(set(histories)) > 1:
            parts.append(f"<p><b>{LETTERS[place]}</b></p>")
        for message in history:
            names = {"user": _t("Report", "Person"), "assistant": _t("Report", "Model")}
            who = names.get(message.role, _t("Report", "Instructions"))
            parts.append(f"<div class=answer><b>{html.escape(who)}</b>\n{html.escape(message.text.strip())}</div>")
    return "\n".join(parts)


def readings_html(readings: Mapping[tuple[int, int], CrossFigure]) -> str:
    """Readers down, answers across."""
    answers = sorted({answer for _, answer in readings})
    readers = sorted({reader for reader, _ in readings})
    head = ["", *(_t("Report", "answer {letter}").format(letter=LETTERS[answer]) for answer in answers)]
    lines = ["".join(f"<th>{html.escape(word)}</th>" for word in head)]
    for reader in readers:
        found = (readings.get((reader, answer)) for answer in answers)
        words = [_t("Report", "{letter} reads").format(letter=LETTERS[reader])]
        words += [choices_words(figure.choices) if figure else "–" for figure in found]
        lines.append("".join(f"<td>{html.escape(word)}</td>" for word in words))
    note = _t(
        "Report", "As if each word of the answer had been one of so many equally likely words; small means expected."
    )
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>{rows}</table><p class=dim>{html.escape(note)}</p>"


def judges_html(judges: Sequence[JudgeSummary]) -> str:
    """Each judge's words."""
    note = _t(
        "Report", "Asked about every two answers twice, with the order swapped; only what was said both times counts."
    )
    words = "".join(f"<p>{html.escape(judge_words(summary)).replace(chr(10), '<br>')}</p>" for summary in judges)
    return f"{words}<p class=dim>{html.escape(note)}</p>"


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)
