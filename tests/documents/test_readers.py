"""Every type of file: what a reader of it would see, and what is said of files that are locked, broken or a trap."""

import zipfile
from pathlib import Path

import pytest

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import ExampleKind
from desktop_llm.documents import limits, load_corpus
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.sources import materials_of, read_each
from tests.documents import made

LINE = "It was the best of times, and he said that this is how it was to be"


def read(name: str, raw: bytes) -> Material:
    (material,) = materials_of(raw, name, name)
    return material


def trouble(name: str, raw: bytes) -> ErrorCode:
    with pytest.raises(AppError) as caught:
        materials_of(raw, name, name)
    assert caught.value.values["file"] == name
    return caught.value.code


def ole(text: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + text.encode("utf-16-le")


WORDS = "north south east west sea land".split()


def test_pdf_lines_become_paragraphs_without_headers() -> None:
    pages = [
        f"The Bakery Handbook {number}\nIn the {word} {LINE} on every\nsingle day of the {word} week, and that was "
        f"more than they had ever thought it\nwould be in the {word}.\nThe {word} ends here.\n- {number} -"
        for number, word in enumerate(WORDS, 1)
    ]
    material = read("book.pdf", made.pdf(pages))
    assert (
        f"In the east {LINE} on every single day of the east week, and that was more than they had ever thought it "
        "would be in the east.\nThe east ends here.\nIn the west"
    ) in material.text
    assert "Handbook" not in material.text and "- 3 -" not in material.text
    (problem,) = material.problems
    assert (problem.code, problem.detail) == (ProblemCode.HEADERS_LEFT_OUT, "The Bakery Handbook 1")


def test_pages_that_are_all_alike_are_kept() -> None:
    text = read("form.pdf", made.pdf([f"Ticket {number}" for number in range(9)])).text
    assert text.count("Ticket") == 9


def test_pages_without_text_are_counted() -> None:
    material = read("book.pdf", made.pdf([LINE, "", LINE]))
    assert [(p.code, p.rows) for p in material.problems] == [(ProblemCode.PAGE_EMPTY, (2,))]


def test_word_paragraphs_and_tables_in_order() -> None:
    raw = made.word(["Our prices", "That is all."], [["Bread", "3 €"], ["Cake", "5 €"]])
    assert read("prices.docx", raw).text == "Our prices\n\nBread\t3 €\nCake\t5 €\n\nThat is all."


def test_opendocument_text() -> None:
    body = (
        "<text:tracked-changes>deleted</text:tracked-changes><text:h>Title</text:h>"
        '<text:p>One<text:s text:c="2"/>two <text:span>three</text:span><text:line-break/>four</text:p>'
        "<text:list><text:list-item><text:p>entry</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert read("text.odt", made.opendocument(body)).text == "Title\n\nOne  two three\nfour\n\nentry\n\na\tb"


def test_book_chapters_come_in_reading_order() -> None:
    raw = made.book({"b": "<h1>Two</h1><p>second</p>", "a": "<h1>One</h1><p>first</p>", "c": "unread"}, ["a", "b"])
    assert read("book.epub", raw).text == "One\n\nfirst\n\nTwo\n\nsecond"


def test_web_page_is_read_as_a_person_does() -> None:
    page = (
        "<!doctype html><html><head><title>T</title><style>p{}</style></head><body><nav>menu</nav><!-- hidden -->"
        "<h1>Title</h1><p>One\n   two <b>bold</b>&amp;more<br>next</p><script>x()</script><ul><li>a<li>b</ul>"
        "<pre>  keep\n    this</pre><table><tr><td>1<td>2</tr></table><footer>foot</footer>"
    )
    text = read("page.html", page.encode()).text
    assert text == "Title\n\nOne two bold&more\nnext\n\n- a\n- b\n\n  keep\n    this\n\n1\t2"


def test_web_page_in_the_encoding_that_it_states() -> None:
    page = '<html><meta charset="windows-1251"><p>Быстрая лиса</p>'.encode("cp1251")
    material = read("page.htm", page)
    assert (material.text, material.encoding) == ("Быстрая лиса", "cp1251")


def test_rich_text() -> None:
    raw = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\pict\pngblip " + b"89ab" * 300
    raw += rb"}\f0 Gr\'fc\'dfe \b bold\b0\par Second \u8364? line\par}"
    assert read("text.rtf", raw).text == "Grüße bold\nSecond € line"


def test_every_filled_sheet_is_a_table() -> None:
    rows = [["question", "answer"], *([f"How much is {n}?", n * 1.0] for n in range(12))]
    materials = materials_of(made.sheets({"One": rows, "Empty": [], "Two": rows[:4]}), "book.xlsx", "book.xlsx")
    assert [(m.name, m.columns, len(m.rows)) for m in materials] == [
        ("book.xlsx: One", ("question", "answer"), 12),
        ("book.xlsx: Two", ("question", "answer"), 3),
    ]
    assert materials[0].rows[3].cells == ("How much is 3?", "3") and materials[0].rows[3].number == 5


def test_text_with_form_feeds_loses_its_headers_and_keeps_its_lines() -> None:
    pages = [f"Report    page {n}\nthe {word} verse\nby {word}\n" for n, word in enumerate(WORDS, 1)]
    material = read("report.txt", "\f".join(pages).encode())
    assert "Report" not in material.text and "the west verse\nby west" in material.text


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.pdf", b"%PDF-1.4 and nothing more", ErrorCode.TEXT_DAMAGED),
        ("a.pdf", made.locked_pdf(), ErrorCode.TEXT_LOCKED),
        ("a.pdf", made.pdf(["", ""]), ErrorCode.TEXT_SCANNED),
        ("a.pdf", made.pdf([LINE])[:200], ErrorCode.TEXT_DAMAGED),
        ("a.docx", b"no archive", ErrorCode.TEXT_DAMAGED),
        ("a.docx", made.packed({"word/document.xml": "<a/>"}), ErrorCode.TEXT_DAMAGED),
        ("a.docx", made.word([LINE])[:-300], ErrorCode.TEXT_DAMAGED),
        ("a.docx", ole("EncryptedPackage"), ErrorCode.TEXT_LOCKED),
        ("a.docx", ole("WordDocument"), ErrorCode.TEXT_DAMAGED),
        ("a.docx", made.word([]), ErrorCode.TEXT_EMPTY),
        ("a.xlsx", ole("EncryptedPackage"), ErrorCode.TEXT_LOCKED),
        ("a.xlsx", made.packed({"xl/workbook.xml": "<workbook/>"}), ErrorCode.TEXT_DAMAGED),
        ("a.xlsx", made.sheets({"One": []}), ErrorCode.TEXT_EMPTY),
        ("a.odt", made.packed({"content.xml": "<a>"}), ErrorCode.TEXT_DAMAGED),
        ("a.odt", made.packed({"mimetype": "x"}), ErrorCode.TEXT_DAMAGED),
        (
            "a.odt",
            made.opendocument("", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
            ErrorCode.TEXT_LOCKED,
        ),
        (
            "a.odt",
            made.packed({"content.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
            ErrorCode.TEXT_DAMAGED,
        ),
        ("a.odt", made.opendocument("<text:list>" * 3000 + "</text:list>" * 3000), ErrorCode.TEXT_DAMAGED),
        ("a.epub", made.packed({"a": "b"}), ErrorCode.TEXT_DAMAGED),
        ("a.epub", made.book({"a": "text"}, ["a"], {"META-INF/rights.xml": "<r/>"}), ErrorCode.TEXT_LOCKED),
        ("a.epub", made.book({"a": ""}, ["a"]), ErrorCode.TEXT_EMPTY),
        ("a.rtf", b"plain", ErrorCode.TEXT_DAMAGED),
        ("a.html", b"<html><script>only()</script>", ErrorCode.TEXT_EMPTY),
        ("a.json", b"", ErrorCode.TEXT_EMPTY),
    ],
)
def test_files_that_cannot_be_read(name: str, raw: bytes, code: ErrorCode) -> None:
    assert trouble(name, raw) is code


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.epub", "a.xlsx"])
def test_an_archive_that_swells_is_not_unpacked(name: str) -> None:
    assert trouble(name, made.packed({"content.xml": bytes(50_000_000)})) is ErrorCode.TEXT_ARCHIVE_UNSAFE


def test_deeply_nested_page_is_read_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read("deep.html", b"<div>" * 3_000 + b"words").text == "words"
    monkeypatch.setattr(limits, "READING_S", 0.0)
    assert trouble("long.html", b"<p>a" * 20_000) is ErrorCode.TEXT_TOO_SLOW


@pytest.mark.parametrize("entry", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt"])
def test_an_archive_whose_names_lead_out_is_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "letters.zip"
    path.write_bytes(made.packed({"good.txt": LINE, entry: LINE}))
    with pytest.raises(AppError) as caught:
        load_corpus([str(path)])
    assert caught.value.code is ErrorCode.TEXT_ARCHIVE_UNSAFE
    assert sorted(tmp_path.rglob("out.txt")) == []


def test_an_archive_with_a_link_too_many_files_or_a_password_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    locked = bytearray(made.packed({"a.txt": LINE}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    monkeypatch.setattr(limits, "MOST_FILES", 20)
    (tmp_path / "many.zip").write_bytes(made.packed({f"{n}.txt": "a" for n in range(21)}))
    for name, code in (
        ("link.zip", ErrorCode.TEXT_ARCHIVE_UNSAFE),
        ("locked.zip", ErrorCode.TEXT_LOCKED),
        ("many.zip", ErrorCode.TEXT_ARCHIVE_UNSAFE),
    ):
        with pytest.raises(AppError) as caught:
            load_corpus([str(tmp_path / name)])
        assert caught.value.code is code, name


def test_folder_and_archive_are_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    (folder / "old").mkdir(parents=True)
    (folder / "may.txt").write_text("\n\n".join(f"{LINE}, {n} in May." for n in range(20)))
    (folder / "old" / "june.md").write_text("\n\n".join(f"{LINE}, {n} in June." for n in range(20)))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.txt").write_text("never")
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "broken.docx").write_bytes(b"no archive")
    (folder / "more.zip").write_bytes(made.packed({"__MACOSX/._x.txt": "a", "x/july.txt": f"{LINE} as well.\n\n" * 20}))
    findings = Findings()
    found = dict(read_each([str(folder)], "", findings))
    assert [name for name, read in found.items() if isinstance(read, Material)] == [
        "letters/may.txt",
        "more.zip: x/july.txt",
        "letters/old/june.md",
    ]
    assert [name for name, read in found.items() if isinstance(read, AppError)] == ["letters/broken.docx"]
    assert [(p.code, p.file) for p in findings.problems()] == [(ProblemCode.FILE_SKIPPED, "letters/photo.jpg")]
    assert load_corpus([str(folder)]).kind is ExampleKind.PROSE


def test_a_damaged_entry_does_not_stop_the_others(tmp_path: Path) -> None:
    raw = bytearray(made.packed({"a.txt": f"{LINE}. " * 50, "b.txt": f"{LINE}! " * 50}))
    raw[60] ^= 0xFF
    path = tmp_path / "torn.zip"
    path.write_bytes(raw)
    found = dict(read_each([str(path)], "", Findings()))
    assert isinstance(found["torn.zip: b.txt"], Material)
    assert isinstance(broken := found["torn.zip: a.txt"], AppError) and broken.code is ErrorCode.TEXT_DAMAGED


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        (
            "alice_11.pdf",
            (26_000, 31_000),
            "Alice was beginning to get very tired of sitting by her sister on the bank",
        ),
        (
            "alice_11.htm",
            (26_000, 31_000),
            "Alice was beginning to get very tired of sitting by her sister on the bank",
        ),
        ("winter_sports.epub", (50_000, 70_000), "Winter Sports in Switzerland"),
        ("word_sample.docx", (100, 200), "Swimming in the lake"),
    ],
)
def test_real_documents(shared_data: Path, name: str, words: tuple[int, int], sentence: str) -> None:
    text = " ".join(read(name, (shared_data / "texts" / "docs" / name).read_bytes()).text.split())
    assert sentence in text
    assert words[0] < len(text.split()) < words[1]
