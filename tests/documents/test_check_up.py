"""Reading files of every sort: a bad one is reported and never stops the others."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.documents import load_texts, read_corpus, reading

STORY = "It was the best of times, and he said that this is how it was to be.\n\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text("".join(f"{number}. {STORY}" for number in range(60)), "utf-8")
    return path


def trouble_of(path: Path) -> ErrorCode:
    with pytest.raises(AppError) as caught:
        read_corpus([str(path)])
    assert caught.value.values.get("file", path.name) == path.name
    return caught.value.code


def test_report_of_a_good_file(story: Path) -> None:
    report = read_corpus([str(story)])
    text = story.read_text("utf-8")
    (file,) = report.files
    assert (file.words, file.characters, file.encoding) == (len(text.split()), len(text), "utf-8")
    assert not file.trouble and not file.encoding_guessed and file.repeated_paragraphs == 0
    assert report.languages == ("en",)
    assert 0.07 < report.held_back_words / report.words < 0.13
    assert text.startswith(report.training_excerpt) and len(report.training_excerpt) <= 600
    assert report.held_back_excerpt in text[len(text) * 8 // 10 :]


def test_bad_files_do_not_stop_a_good_one(story: Path, tmp_path: Path) -> None:
    (tmp_path / "renamed.txt").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (tmp_path / "empty.md").write_text(" \n\t\n", "utf-8")
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "nothing").mkdir()
    names = ["renamed.txt", "empty.md", "story.txt", "gone.txt", "report.docx", "sound.mp3", "nothing"]
    (tmp_path / "sound.mp3").write_bytes(b"ID3")
    report = read_corpus([str(tmp_path / name) for name in names])
    assert [file.trouble for file in report.files] == [
        ErrorCode.TEXT_BINARY,
        ErrorCode.TEXT_EMPTY,
        "",
        ErrorCode.TEXT_MISSING,
        ErrorCode.TEXT_DAMAGED,
        ErrorCode.TEXT_KIND_UNKNOWN,
        ErrorCode.TEXT_EMPTY,
    ]
    assert report.words == read_corpus([str(story)]).words
    assert load_texts([str(tmp_path / name) for name in names]) == [story.read_text("utf-8")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", ErrorCode.TEXT_EMPTY),
        ("blank.txt", b" \n\n\t ", ErrorCode.TEXT_EMPTY),
        ("one.txt", b"\xef\xbb\xbf", ErrorCode.TEXT_EMPTY),
        ("program.txt", b"MZ\x90\x00\x03", ErrorCode.TEXT_BINARY),
        ("table.xlsx", b"PK\x03\x04", ErrorCode.TEXT_DAMAGED),
    ],
)
def test_a_file_that_cannot_be_learned_from(tmp_path: Path, name: str, content: bytes, code: ErrorCode) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert trouble_of(path) is code


def test_too_short_says_how_much_it_takes(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Buy flour, milk and eggs.", "utf-8")
    with pytest.raises(AppError) as caught:
        read_corpus([str(path)])
    assert caught.value.code is ErrorCode.TEXT_TOO_SHORT
    assert caught.value.values["words"] == 5
    assert int(caught.value.values["minimum"]) > 5


def test_two_short_files_are_enough_together(tmp_path: Path) -> None:
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for start, path in enumerate(paths):
        path.write_text("".join(f"{start * 4 + n}. {STORY}" for n in range(4)), "utf-8")
    assert read_corpus([str(path) for path in paths]).words == 144


def test_a_text_that_only_repeats_itself_is_too_short(tmp_path: Path) -> None:
    path = tmp_path / "again.txt"
    path.write_text(STORY * 100, "utf-8")
    assert trouble_of(path) is ErrorCode.TEXT_TOO_SHORT


def test_pipe_and_link_loop_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    before = time.perf_counter()
    for name in ("pipe.txt", "loop.txt"):
        assert trouble_of(tmp_path / name) is ErrorCode.TEXT_UNREADABLE
    assert time.perf_counter() - before < 5


def test_name_with_a_nul_and_no_file_at_all() -> None:
    with pytest.raises(AppError) as caught:
        read_corpus(["a\x00b.txt"])
    assert caught.value.code is ErrorCode.TEXT_UNREADABLE
    with pytest.raises(AppError) as caught:
        read_corpus([])
    assert caught.value.code is ErrorCode.TEXT_MISSING


@pytest.fixture
def as_plain_user() -> Iterator[None]:
    """Permissions mean nothing to the superuser."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_file_without_permission(tmp_path: Path, as_plain_user: None) -> None:
    folder = Path("/proc/1")  # somebody else's, whoever runs the test
    assert trouble_of(folder / "environ.txt") in (ErrorCode.TEXT_MISSING, ErrorCode.TEXT_UNREADABLE)


def test_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(reading.MAXIMUM_BYTES + 1)
    before = psutil.Process().memory_info().rss
    assert trouble_of(path) is ErrorCode.TEXT_TOO_LARGE
    assert psutil.Process().memory_info().rss - before < 20_000_000


@pytest.mark.parametrize("share", [0.0, -0.1, 0.6, float("nan")])
def test_impossible_share(story: Path, share: float) -> None:
    with pytest.raises(AppError) as caught:
        read_corpus([str(story)], Reading(held_out_share=share))
    assert caught.value.code is ErrorCode.BAD_OPTION


@pytest.mark.oracle
def test_real_texts(shared_data: Path) -> None:
    texts = shared_data / "texts"
    paths = [texts / "alice_gutenberg11.txt", texts / "zh_lunyu.txt", texts / "names.txt"]
    report = read_corpus([str(path) for path in paths])
    assert [file.encoding for file in report.files] == ["utf-8-sig", "utf-8", "utf-8"]
    assert report.languages[:2] == ("en", "zh")
    assert report.files[2].words == 32033  # as its publisher states
    assert not any(file.trouble or file.encoding_guessed for file in report.files)
