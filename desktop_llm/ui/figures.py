"""Words for numbers: sizes, times, speeds, dates as a person says them. QtCore only: the command line uses it too."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

NBSP = "\u00a0"
_EACH_ONE = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_EACH_ONE}]|[^\W{_EACH_ONE}]+(?:[-'’.,]\w+)*")


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def number_words(value: float, decimals: int = 0) -> str:
    """A number by the locale: 12,000 or 12.000."""
    return QLocale().toString(float(value), "f", decimals)


def size_words(size_bytes: float) -> str:
    """Bytes as a person says them: "14 MB", "1.5 GB" (decimal units, as disks are sold)."""
    for limit, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size_bytes >= limit * 0.9995:
            value = size_bytes / limit
            return f"{number_words(value, 1 if value < 9.95 and unit in ('GB', 'TB') else 0)}{NBSP}{unit}"
    return f"{number_words(size_bytes)}{NBSP}B"


def memory_words(used_bytes: float, total_bytes: float) -> str:
    """Like "3.1 of 16 GB": both in GB."""
    return _t("figures", "{used} of {total} GB").format(
        used=number_words(used_bytes / 1e9, 1), total=number_words(total_bytes / 1e9)
    )


def memory_here_words(used_bytes: float, total_bytes: float) -> str:
    """Like "3.1 GB of the 16 GB here"."""
    return _t("figures", "{used} of the {total} here").format(
        used=size_words(used_bytes), total=size_words(total_bytes)
    )


def duration_words(seconds: float) -> str:
    """A length of time, rounded as one would say it: "4 minutes", "1 h 20 min", "12 seconds"."""
    if seconds < 0 or not math.isfinite(seconds):
        return "–"
    if seconds < 1:
        return _t("figures", "under a second")
    if seconds < 55:
        whole = max(1, round(seconds))
        return _t("figures", "1 second") if whole == 1 else _t("figures", "{n} seconds").format(n=whole)
    if seconds < 90:
        return _t("figures", "1 minute")
    if seconds < 3570:
        return _t("figures", "{n} minutes").format(n=round(seconds / 60))
    hours, minutes = divmod(round(seconds / 60), 60)
    return (
        _t("figures", "{h} h {m} min").format(h=hours, m=minutes)
        if hours < 48
        else _t("figures", "{n} days").format(n=round(hours / 24))
    )


def about_duration_words(seconds: float) -> str:
    """Like "About 5 minutes"."""
    if seconds < 1:
        return _t("figures", "Under a second")
    return _t("figures", "About {duration}").format(duration=duration_words(seconds))


def short_duration_words(seconds: float) -> str:
    """Exact and short, for figures: "40 ms", "0.6 s", "3 min 13 s"."""
    if 0 < seconds < 0.095:
        words = _t("figures", "{n} ms").format(n=number_words(max(1, round(seconds * 1000))))
    elif seconds < 10:
        words = _t("figures", "{n} s").format(n=number_words(seconds, 1))
    elif seconds < 59.5:
        words = _t("figures", "{n} s").format(n=number_words(round(seconds)))
    else:
        minutes, rest = divmod(round(seconds), 60)
        if minutes < 60:
            words = _t("figures", "{m} min {s} s").format(m=minutes, s=rest)
        else:
            words = _t("figures", "{h} h {m} min").format(h=minutes // 60, m=minutes % 60)
    return words.replace(" ", NBSP)


def rate_words(tokens_per_second: float) -> str:
    """Like "18.4 tokens/s"."""
    decimals = 1 if tokens_per_second < 100 else 0
    return _t("figures", "{rate} tokens/s").format(rate=number_words(tokens_per_second, decimals))


def parameters_words(parameters: int) -> str:
    """Like "596 million parameters"."""
    if QLocale().language() == QLocale.Language.Chinese:
        return _chinese_parameters_words(parameters)
    if parameters >= 1e9:
        return _t("figures", "{n} billion parameters").format(n=number_words(parameters / 1e9, 1))
    if parameters >= 1e6:
        return _t("figures", "{n} million parameters").format(
            n=number_words(parameters / 1e6, 1 if parameters < 1e7 else 0)
        )
    return _t("figures", "{n} thousand parameters").format(n=number_words(parameters / 1e3))


def _chinese_parameters_words(parameters: int) -> str:
    """Like "5.96 亿参数": Chinese counts in ten thousands and hundred millions, which no translation can turn into."""
    unit, word = (1e8, "亿") if parameters >= 1e8 else (1e4, "万")
    value = parameters / unit
    return f"{number_words(value, 2 if value < 10 else 0)}{NBSP}{word}参数"


def context_words(context_tokens: int) -> str:
    """How much text a model reads at once, in words: three quarters of its tokens, rounded."""
    words = context_tokens * 0.75
    if words < 1:
        return _t("figures", "not stated")
    digits = max(1, 10 ** (int(math.log10(words)) - 1))
    return _t("figures", "about {n} words").format(n=number_words(round(words / digits) * digits))


def in_one_line(*sentences: str) -> str:
    """Sentences one after the other; Chinese sets no space between them. Empty ones are left out."""
    line = ""
    for sentence in sentences:
        if sentence:
            line = _t("figures", "{first} {then}").format(first=line, then=sentence) if line else sentence
    return line


def count_words(text: str) -> int:
    """Words of an answer; each Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text))


def percent_words(share: float) -> str:
    """Like "60 %" of a share from 0 to 1."""
    return f"{number_words(share * 100)}{NBSP}%"


def date_words(timestamp: float) -> str:
    """Like "12 October", with the year when it is not this one."""
    moment, now = datetime.fromtimestamp(timestamp), datetime.now()
    if moment.date() == now.date():
        return _t("figures", "today")
    if moment.date() == (now - timedelta(days=1)).date():
        return _t("figures", "yesterday")
    day = QDate(moment.year, moment.month, moment.day)
    # The order of day, month and year, as Qt writes date formats.
    form = _t("figures", "d MMMM") if moment.year == now.year else _t("figures", "d MMMM yyyy")
    return QLocale().toString(day, form)
