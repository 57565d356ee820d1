"""Plain words for surprise: how often, how open a choice, how a piece of text is shown."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop_llm.ui.figures import NBSP, in_one_line, number_words
from desktop_llm.ui.inspect.reading import Reading

_SHOWN = {"\n": "↵", "\t": "⇥", " ": "␣"}


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def shown_piece(text: str) -> str:
    """A piece with its spaces and line ends visible at its ends."""
    text = text.replace("\r\n", "\n").replace("\n", "↵").replace("\t", "⇥")
    if not text.strip(" "):
        return "␣" * len(text)
    return text


def share_words(logprob: float) -> str:
    """A probability in percent, as fine as it needs to be."""
    share = math.exp(min(logprob, 0.0)) * 100 if math.isfinite(logprob) else 0.0
    if share >= 9.95:
        return f"{number_words(share)}{NBSP}%"
    if share >= 0.0995:
        return f"{number_words(share, 1)}{NBSP}%"
    return _t("inspect", "under 0.1 %").replace(" %", f"{NBSP}%")


def often_words(surprise: float) -> str:
    """How often the model would have written it: "once in 40 times"."""
    if not math.isfinite(surprise):
        return _t("inspect", "The first piece: nothing stands before it.")
    times = math.exp(min(surprise, 50.0))
    if times < 1.5:
        return _t("inspect", "It expected this.")
    if times > 1e9:
        return _t("inspect", "It would hardly ever have written this.")
    digits = 10 ** max(0, int(math.log10(times)) - 1)
    return _t("inspect", "It would have written this once in {n} times.").format(
        n=number_words(round(times / digits) * digits)
    )


def unsure_words(reading: Reading) -> str:
    """The one sentence about a text."""
    return _t("inspect", "On each piece of this text it is as unsure as if choosing among {n} next pieces.").format(
        n=number_words(reading.perplexity, 1 if reading.perplexity < 9.95 else 0)
    )


def method_words(reading: Reading) -> str:
    """How it was measured, so that it can be held against a paper's figure."""
    event = reading.finished
    if event is None:
        return ""
    scored = _t("inspect", "{scored} of {tokens} tokens scored.").format(
        scored=number_words(event.scored_tokens), tokens=number_words(event.tokens)
    )
    window = _t("inspect", "Windows of {context} tokens, every {stride}; natural logarithm, no special tokens.").format(
        context=number_words(event.context), stride=number_words(event.stride)
    )
    return in_one_line(scored, window)


def verdict_words(base: Reading, mine: Reading, base_name: str, mine_name: str) -> str:
    """Which of two knows the text better, by letters, since their pieces may differ."""
    ours, theirs = mine.bits_per_letter, base.bits_per_letter
    if not math.isfinite(ours) or not math.isfinite(theirs):
        return ""
    if abs(ours - theirs) < 0.01 * theirs:
        return _t("inspect", "Both know this text about equally well.")
    better, worse, share = (mine_name, base_name, ours / theirs) if ours < theirs else (
        base_name, mine_name, theirs / ours
    )  # fmt: skip
    return _t("inspect", "{better} knows this text better: {share} % less surprise than {worse}.").format(
        better=better, worse=worse, share=number_words((1 - share) * 100)
    )
