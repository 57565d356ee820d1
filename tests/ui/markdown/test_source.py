"""Cutting Markdown into pieces."""

import time

import pytest

from desktop_llm.ui.markdown.source import (
    RUN_CHARS,
    Code,
    Formula,
    Grid,
    Plain,
    Prose,
    break_runs,
    clean_text,
    split_source,
)


def test_pieces_in_order() -> None:
    text = "Before\n\n```python\nx = 1\n\ny = 2\n```\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n$$\nE = mc^2\n$$\nAfter"
    assert split_source(text) == (
        Prose("Before"),
        Code("x = 1\n\ny = 2", "python"),
        Grid("| a | b |", "|---|--:|", ("| 1 | 2 |",)),
        Formula("E = mc^2"),
        Prose("After"),
    )


def test_code_in_a_list_keeps_its_inner_indent() -> None:
    pieces = split_source("1. one:\n   ```sh\n   if x\n     then\n   ```\n2. two")
    assert pieces == (Prose("1. one:"), Code("if x\n  then", "sh"), Prose("2. two"))


def test_open_fence_runs_to_the_end() -> None:
    assert split_source("```\nleft open") == (Code("left open", ""),)


def test_formula_in_brackets_and_one_line() -> None:
    assert split_source("\\[ a + b \\]") == (Formula("a + b"),)
    assert split_source("$$x$$") == (Formula("x"),)
    assert split_source("costs $$ and more") == (Prose("costs $$ and more"),)


def test_long_prose_is_cut_only_between_paragraphs() -> None:
    paragraph = "word " * 200
    text = "\n\n".join([paragraph.strip()] * 10)
    pieces = split_source(text)
    assert len(pieces) > 3
    assert all(isinstance(piece, Prose) for piece in pieces)
    assert "\n\n".join(piece.text for piece in pieces if isinstance(piece, Prose)) == text


def test_loose_list_is_not_cut() -> None:
    items = "\n\n".join(f"{n}. " + "word " * 60 for n in range(1, 9))
    assert len(split_source(items)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a" * 20_000,
        ">" * 20_000 + "x",
        "\n".join("  " * depth + "- a" for depth in range(1_500)),
        "![a](b" * 5_000,
        "\\(" * 10_000,
        "`" * 20_000 + "x",
    ],
    ids=["brackets", "stars", "quotes", "lists", "images", "formulas", "backticks"],
)
def test_tangled_prose_becomes_plain(text: str) -> None:
    began = time.thread_time()  # own work: a busy machine does not lengthen it
    pieces = split_source(text)
    assert time.thread_time() - began < 1.0
    assert pieces
    assert all(isinstance(piece, Plain | Code) for piece in pieces)


def test_signs_that_hide_or_reorder_are_gone() -> None:
    hostile = "a\u202eb\u0000c\x1b[31md\u2066e\u0301" + "\u0301" * 10_000
    clean = clean_text(hostile)
    assert clean.startswith("abc[31mde")
    assert len(clean) < 20
    assert clean_text("line\r\nnext\tcell") == "line\nnext\tcell"


def test_runs_get_a_place_to_break() -> None:
    broken = break_runs("x" * 10 * RUN_CHARS)
    assert max(map(len, broken.split("\u200b"))) == RUN_CHARS
    assert broken.replace("\u200b", "") == "x" * 10 * RUN_CHARS
    assert break_runs("short words stay") == "short words stay"
