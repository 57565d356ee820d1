"""Words, languages and repeated paragraphs of a text."""

import pytest

from desktop_llm.documents.held_out import split_held_out
from desktop_llm.documents.measuring import (
    PIECE_CHARACTERS,
    count_repeated_paragraphs,
    count_words,
    languages_of,
    pieces_of,
)

ENGLISH = "It was the best of times, and he said that this is how it was to be.\n"
GERMAN = "Die Bäckerei ist nicht groß, und sie öffnet früh mit dem ersten Licht.\n"
FRENCH = "La maison est dans la rue, et elle n'est pas grande pour nous.\n"
SPANISH = "La casa no es grande, pero los niños y las niñas del barrio la quieren más que a una escuela.\n"
CHINESE = "学而时习之，不亦说乎？有朋自远方来，不亦乐乎？\n"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n"
RUSSIAN = "Быстрая коричневая лиса прыгает через ленивую собаку.\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two  three\n\nfour", 4),
        ("学而时习之", 5),
        ("我有 3 apples", 4),
        ("学而时习之，不亦说乎？", 9),
        (ENGLISH * 10, 170),
    ],
)
def test_words_are_counted_and_characters_of_chinese(text: str, words: int) -> None:
    assert count_words(text) == words


def test_words_do_not_depend_on_where_the_pieces_are_cut() -> None:
    text = ENGLISH * (3 * PIECE_CHARACTERS // len(ENGLISH))
    assert "".join(pieces_of(text)) == text
    assert count_words(text) == len(text.split())


def test_a_text_without_any_space_is_still_cut_into_pieces() -> None:
    assert max(map(len, pieces_of("x" * (5 * PIECE_CHARACTERS)))) <= 2 * PIECE_CHARACTERS


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (ENGLISH * 20, ("en",)),
        (GERMAN * 20, ("de",)),
        (FRENCH * 20, ("fr",)),
        (SPANISH * 20, ("es",)),
        (CHINESE * 20, ("zh",)),
        (JAPANESE * 20, ("ja",)),
        (RUSSIAN * 20, ("ru",)),
        (ENGLISH * 20 + CHINESE * 10, ("en", "zh")),
        ("0123 4567\n" * 20, ()),
    ],
)
def test_languages(text: str, languages: tuple[str, ...]) -> None:
    assert languages_of(text) == languages


def test_repeated_paragraphs() -> None:
    first, second = ENGLISH * 2, GERMAN * 2
    assert count_repeated_paragraphs(f"{first}\n\n{second}\n\n{first}\n\nYes.\n\nYes.\n\n{first}") == 2
    assert count_repeated_paragraphs(ENGLISH * 3) == 2  # without blank lines, lines are compared
    assert count_repeated_paragraphs(f"{ENGLISH}{GERMAN}{FRENCH}") == 0


def test_held_out_part_is_the_last_tenth_from_a_paragraph_on() -> None:
    text = "\n\n".join(f"Paragraph number {number} has its own few words." for number in range(100))
    training, held_out = split_held_out(text, 0.1)
    assert f"{training}\n\n{held_out}" == text
    assert held_out.startswith("Paragraph number 9")
    assert 0.08 < len(held_out) / len(text) < 0.12


@pytest.mark.parametrize("joint", ["\n", ". ", " ", ""])
def test_held_out_part_of_a_text_without_paragraphs(joint: str) -> None:
    text = joint.join(f"word{number}" for number in range(400))
    training, held_out = split_held_out(text, 0.1)
    assert text.startswith(training) and text.endswith(held_out)
    assert len(training) + len(held_out) >= len(text) - 1
    assert 0.06 < len(held_out) / len(text) < 0.14


def test_nothing_is_held_out_where_nothing_is_asked_for() -> None:
    assert split_held_out("some text", 0.0) == ("some text", "")
