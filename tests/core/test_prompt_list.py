"""Lists of questions from what people have: lines, tables, JSON; and the sets that ship."""

from pathlib import Path

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.prompt_list import (
    SHIPPED,
    Prompt,
    prompts_from_text,
    read_prompts,
    shipped_prompts,
    text_of,
)


def written(tmp_path: Path, name: str, data: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_typed_and_pasted() -> None:
    found = prompts_from_text("What is 2 + 2? => 4\n\n  Name a river.\nCapital of France?\tParis\n")
    assert [(p.text, p.expected) for p in found] == [
        ("What is 2 + 2?", "4"), ("Name a river.", ""), ("Capital of France?", "Paris"),
    ]  # fmt: skip
    assert prompts_from_text(text_of(found)) == found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "Capital of France? => Paris\nName a river.\n"),
        ("a.csv", "question,answer\nCapital of France?,Paris\nName a river.,\n"),
        ("a.csv", "\ufeffQuestion;Expected\r\nCapital of France?;Paris\r\nName a river.;\r\n"),
        ("a.csv", "Capital of France?,Paris\nName a river.\n"),
        ("a.tsv", "prompt\texpected\nCapital of France?\tParis\nName a river.\t\n"),
        ("a.jsonl", '{"prompt": "Capital of France?", "expected": "Paris"}\n\n"Name a river."\n'),
        ("a.txt", "Capital of France? => Paris\nName a river.\n".encode("utf-16")),
    ],
)
def test_files(tmp_path: Path, name: str, data: str | bytes) -> None:
    found = read_prompts(written(tmp_path, name, data))
    assert found == (Prompt("Capital of France?", "Paris", "a"), Prompt("Name a river.", "", "a"))


def test_chinese_tables_and_quoted_lines(tmp_path: Path) -> None:
    text = '问题,答案\n"中国的首都是哪里？\n请直接回答。",北京\n'
    for data in (text.encode(), text.encode("gb18030")):
        assert read_prompts(written(tmp_path, "q.csv", data)) == (
            Prompt("中国的首都是哪里？\n请直接回答。", "北京", "q"),
        )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", ErrorCode.TEXT_EMPTY),
        ("a.csv", b"prompt,expected\n", ErrorCode.TEXT_EMPTY),
        ("a.jsonl", b'{"prompt": "x"}\n{"prompt":', ErrorCode.TEXT_DAMAGED),
        ("a.jsonl", b"[1]", ErrorCode.TEXT_DAMAGED),
        ("a.txt", b"\x00\x01\x02\xff", ErrorCode.TEXT_ENCODING),
        ("a.doc", b"x", ErrorCode.TEXT_KIND_UNKNOWN),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, code: ErrorCode) -> None:
    with pytest.raises(AppError) as caught:
        read_prompts(written(tmp_path, name, data))
    assert caught.value.code == code
    with pytest.raises(AppError) as missing:
        read_prompts(tmp_path / "nothing.txt")
    assert missing.value.code == ErrorCode.TEXT_MISSING


def test_ways_to_say_it() -> None:
    assert Prompt("x", "4 | four").references == ("4", "four")
    assert Prompt("x", " ").references == ()


@pytest.mark.parametrize("key", SHIPPED)
def test_shipped_sets(key: str) -> None:
    prompts = shipped_prompts(key)
    assert len(prompts) == 20
    assert len({prompt.text for prompt in prompts}) == 20
    assert all(prompt.topic for prompt in prompts)
