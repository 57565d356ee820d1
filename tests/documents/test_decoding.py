"""Encodings: what is proven, what is guessed, what is refused."""

import codecs

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.decoding import decode

GERMAN = "Die Bäckerei öffnet früh am Morgen. „Grüß Gott“, sagt sie – und lächelt.\nFünf Brötchen, bitte!\n"
RUSSIAN = "Быстрая коричневая лиса прыгает через ленивую собаку, и собака этого не замечает.\n"
CHINESE = "学而时习之，不亦说乎？有朋自远方来，不亦乐乎？人不知而不愠，不亦君子乎？\n"
TRADITIONAL = "學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？\n"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found", "guessed"),
    [
        (GERMAN, "utf-8", "utf-8", False),
        (GERMAN, "utf-8-sig", "utf-8-sig", False),
        (GERMAN, "utf-16", "utf-16", False),
        (GERMAN, "utf-32", "utf-32", False),
        (GERMAN, "utf-16-le", "utf-16-le", True),
        (GERMAN, "utf-16-be", "utf-16-be", True),
        (GERMAN, "cp1252", "cp1252", True),
        (RUSSIAN, "cp1251", "cp1251", True),
        (RUSSIAN, "koi8-r", "koi8_r", True),
        (CHINESE, "utf-8", "utf-8", False),
        (CHINESE, "gbk", "gb18030", True),
        (TRADITIONAL, "big5", "big5hkscs", True),
        (JAPANESE, "shift_jis", "cp932", True),
        (CHINESE, "utf-16", "utf-16", False),
    ],
)
def test_encoding_is_found_and_read_without_a_changed_letter(
    text: str, encoding: str, found: str, guessed: bool
) -> None:
    decoded = decode((text * 4).encode(encoding))
    assert decoded.text == text * 4
    assert (decoded.encoding, decoded.guessed) == (found, guessed)


def test_big_endian_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be")).text == GERMAN


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"one\r\ntwo\rthree\nfour").text == "one\ntwo\nthree\nfour"


def test_utf8_text_with_one_foreign_line_keeps_its_other_letters() -> None:
    raw = (GERMAN * 10).encode() + "Zum Schluß: Käse.\n".encode("cp1252")
    decoded = decode(raw)
    assert decoded.text == GERMAN * 10 + "Zum Schluß: Käse.\n"
    assert decoded.guessed


def test_a_forced_encoding_is_used() -> None:
    raw = "Příliš žluťoučký kůň úpěl ďábelské ódy.".encode("cp1250")
    assert decode(raw, "cp1250").text == "Příliš žluťoučký kůň úpěl ďábelské ódy."


@pytest.mark.parametrize(
    ("raw", "encoding", "code"),
    [
        (GERMAN.encode("cp1252"), "utf-8", ErrorCode.TEXT_ENCODING),
        (b"hello", "no-such-encoding", ErrorCode.BAD_OPTION),
        (codecs.BOM_UTF8 + b"ab\xff\xfe", "", ErrorCode.TEXT_ENCODING),
        (codecs.BOM_UTF16_LE + b"a\x00b", "", ErrorCode.TEXT_ENCODING),
    ],
)
def test_what_cannot_be_decoded_is_said(raw: bytes, encoding: str, code: ErrorCode) -> None:
    with pytest.raises(AppError) as caught:
        decode(raw, encoding)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00word/document.xml", "DOCX"),
        (b"PK\x03\x04\x14\x00\x00\x00mimetypeapplication/epub+zip", "EPUB"),
        (b"PK\x03\x04\x14\x00\x00\x00something", "ZIP"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "EXE"),
        (b"\x7fELF\x02\x01\x01\x00", "EXE"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "DOC"),
        (bytes(range(256)) * 8, ""),
        (b"text with a \x00 in it, and more text after it", ""),
        (b"\x01\x02\x03\x04 many control bytes \x05\x06\x07", ""),
    ],
)
def test_what_is_no_text_is_named(raw: bytes, kind: str) -> None:
    with pytest.raises(AppError) as caught:
        decode(raw)
    assert caught.value.code is ErrorCode.TEXT_BINARY
    assert caught.value.values.get("looks_like", "") == kind


def test_a_text_may_begin_like_a_program() -> None:
    assert decode(b"MZ is how programs for DOS begin.").text.startswith("MZ")


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, "It’s “quoted” – like this…\n"])
def test_letters_that_a_program_misread_are_put_right(text: str) -> None:
    misread = "".join(bytes([byte]).decode("cp1252", "replace") for byte in text.encode())
    misread = (
        misread.replace("\ufffd", "")
        if "\ufffd" not in misread
        else "".join(
            bytes([byte]).decode("latin-1" if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252")
            for byte in text.encode()
        )
    )
    decoded = decode((misread + "untouched\n").encode())
    assert decoded.text == text + "untouched\n" and decoded.guessed


def test_letters_that_only_look_misread_stay() -> None:
    text = "NÃO, Â€5 e 20 Â°C: “Ã”\n"
    assert decode(text.encode()).text == text
