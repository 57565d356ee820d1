"""Numbers as a person says them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from desktop_llm.ui import figures


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (14_000_000, "14 MB"),
        (1_500_000_000, "1.5 GB"),
        (118e9, "118 GB"),
        (999_999, "1 MB"),
    ],
)
def test_sizes(size: float, words: str) -> None:
    assert figures.size_words(size).replace(figures.NBSP, " ") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "under a second"),
        (1.2, "1 second"),
        (12.4, "12 seconds"),
        (62, "1 minute"),
        (240, "4 minutes"),
        (4800, "1 h 20 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert figures.duration_words(seconds) == words


def test_a_time_that_is_not_known_is_a_dash() -> None:
    assert figures.duration_words(float("inf")) == "–"


def test_context_in_words_of_text() -> None:
    assert figures.context_words(32768) == "about 25,000 words"
    assert figures.context_words(64) == "about 48 words"


def test_parameters() -> None:
    assert figures.parameters_words(596_000_000) == "596 million parameters"
    assert figures.parameters_words(4_700_000) == "4.7 million parameters"
    assert figures.parameters_words(260_032) == "260 thousand parameters"


def test_words_are_counted_in_english_and_in_chinese() -> None:
    assert figures.count_words("It's well-known: rye rests 1,000 minutes.") == 6
    assert figures.count_words("黑麦要发十四个小时。OK") == 10
