"""Every code has words, and the words are such that a person can use them."""

from __future__ import annotations

import re

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.ui.sentences import sentence_for


@pytest.mark.parametrize("code", list(ErrorCode))
def test_each_code_says_what_happened_and_what_to_do(code: ErrorCode) -> None:
    sentence = sentence_for(AppError(code, "native detail"))
    assert sentence.title.endswith((".", "?")) and sentence.next_step.endswith(".")
    assert "native detail" not in sentence.line, "native text belongs to Copy details"
    assert not re.search(r"Traceback|KeyError|pip install|\ufffc|[{}]", sentence.line), sentence


def test_values_are_worded() -> None:
    error = AppError(ErrorCode.TOO_BIG, needed_bytes=5_200_000_000, free_bytes=3_100_000_000)
    assert sentence_for(error).why == "It needs about 5.2\u00a0GB; 3.1\u00a0GB are free."


def test_a_part_whose_value_is_missing_is_left_out() -> None:
    assert sentence_for(AppError(ErrorCode.TOO_BIG)).why == ""
    assert sentence_for(AppError(ErrorCode.TEXT_EMPTY)).title == "There is nothing to learn from in the file."


def test_only_the_name_of_a_file_is_shown() -> None:
    assert sentence_for(AppError(ErrorCode.TEXT_MISSING, file="/some/where/letters.txt")).title.count("/") == 0


def test_a_brace_in_a_value_is_shown_as_it_is() -> None:
    assert "{x}" in sentence_for(AppError(ErrorCode.UNKNOWN_MODEL, name="{x}")).title


def test_an_empty_suggestion_is_not_asked_about() -> None:
    assert sentence_for(AppError(ErrorCode.UNKNOWN_MODEL, name="x", suggestion="")).why == ""


def test_a_wrong_kind_says_what_it_is_for() -> None:
    assert "Fills gaps" in sentence_for(AppError(ErrorCode.WRONG_KIND, kind="masked")).why
