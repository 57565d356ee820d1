"""Every word is explained in both languages, and is found where it stands on a screen."""

import re

import pytest

from desktop_llm.core.glossary import load_glossary

ENGLISH, CHINESE = load_glossary("en"), load_glossary("zh")


def test_both_languages_explain_the_same_words_in_one_sentence() -> None:
    assert [term.id for term in ENGLISH.terms] == [term.id for term in CHINESE.terms]
    assert [page.id for page in ENGLISH.pages] == [page.id for page in CHINESE.pages]
    assert len({term.id for term in ENGLISH.terms}) == len(ENGLISH.terms) >= 30
    for glossary, end in ((ENGLISH, "."), (CHINESE, "。")):
        for term in glossary.terms:
            assert term.sentence.endswith(end) and len(term.sentence) < 140, term
            assert term.names and term.more, term
    assert not [term for term in CHINESE.terms if not re.search("[\u4e00-\u9fff]", term.sentence)]
    names = [name for term in ENGLISH.terms for name in term.names]
    assert len(set(names)) == len(names), "one name, two terms"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Learning rate", "learning_rate"),
        ("Least likely word, or the range of words", "top_p"),
        ("Held-out loss", "held_out"),
        ("This is a runner", None),
        ("2 checkpoints", "checkpoint"),
        ("", None),
    ],
)
def test_finds_the_word_that_a_text_is_about(words: str, expected: str | None) -> None:
    found = ENGLISH.term_in(words)
    assert (found.id if found else None) == expected


def test_finds_chinese_words_without_spaces() -> None:
    found = CHINESE.term_in("选择学习率的大小")
    assert found is not None and found.id == "learning_rate"


def test_search_wants_every_word() -> None:
    pages, terms = ENGLISH.find("word Pdf")
    assert pages == {"teach"} and terms == set()
    assert "lora" in ENGLISH.find("less memory")[1]
    assert ENGLISH.find("zebra") == (set(), set())
