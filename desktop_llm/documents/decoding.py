"""Bytes of a text file -> a clean string, and which encoding it was.

UTF-8 is tried first and strictly; then byte order marks, UTF-16 without a mark, a UTF-8 text with some foreign lines,
and last a guess. A guess is marked as one, so that the person can look at the excerpt and choose another.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.binary import is_binary, looks_like

SAMPLE_BYTES = 65536
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "äöüÄÖÜßéèêëÉÈÊàáâãåÀÁÂÃÅçÇñÑíìîïÍóòôõøÓÒÔÕØúùûÚæÆœŒ“”„‘’‚–—…«»£€©®°·§½¿¡×•™\u00a0"
WESTERN_SHARE = 0.97
FOREIGN_SHARE = 0.1
"""A text is UTF-8 with foreign lines where at most this share of its lines beyond ASCII are not UTF-8."""

_MISREAD = re.compile(
    "[\u00c2\u00c3\u00c4\u00c5\u00ce\u00cf\u00d0\u00d1][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122]|\u00e2\u20ac"
)
"""UTF-8 letters of Latin, Greek and Cyrillic, and quotation marks, as cp1252 shows them."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes were read. `guessed` is False for what the bytes themselves prove."""

    text: str
    encoding: str
    guessed: bool


def decode(raw: bytes, encoding: str = "") -> Decoded:
    """The clean text of a file's bytes: decoded, without byte order mark, lines ended by a line feed.

    Args:
        raw: All bytes of the file.
        encoding: Python's name of an encoding to force; "" finds it out.

    Raises:
        AppError: TEXT_BINARY (`looks_like` where it is known), TEXT_ENCODING.
    """
    kind = looks_like(raw)
    if kind:
        raise AppError(ErrorCode.TEXT_BINARY, f"begins like {kind}", looks_like=kind)
    found = _forced(raw, encoding) if encoding else _found_out(raw)
    text = _clean(found.text)
    repaired = text if encoding else _repaired(text)
    return Decoded(repaired, found.encoding, found.guessed or repaired is not text)


def _forced(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding), codecs.lookup(encoding).name, False)
    except LookupError as error:
        raise AppError(ErrorCode.BAD_OPTION, str(error), option="encoding") from error
    except UnicodeError as error:
        raise AppError(ErrorCode.TEXT_ENCODING, str(error), encoding=encoding) from error


def _found_out(raw: bytes) -> Decoded:
    marked = next((name for mark, name in MARKS if raw.startswith(mark)), "")
    if marked:
        return _forced(raw, marked)
    wide = _wide_encoding(raw[:SAMPLE_BYTES])
    if wide:
        return Decoded(_forced(raw, wide).text, wide, True)
    if is_binary(raw[:SAMPLE_BYTES]) or b"\x00" in raw:
        raise AppError(ErrorCode.TEXT_BINARY, "control bytes")
    try:
        return Decoded(raw.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        return _mixed(raw) or _guessed(raw)


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark shows in zeros on one side of each pair (or none, in Chinese, where we give up)."""
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if high > 0.3 * pairs and low < 0.02 * pairs:
        return "utf-16-le"
    if low > 0.3 * pairs and high < 0.02 * pairs:
        return "utf-16-be"
    return ""


def _mixed(raw: bytes) -> Decoded | None:
    """A UTF-8 text in which a few lines were pasted in another encoding: those lines are read as Western."""
    lines = raw.split(b"\n")
    foreign = beyond_ascii = 0
    for line in lines:
        if line.isascii():
            continue
        beyond_ascii += 1
        foreign += not _is_utf8(line)
    if foreign > FOREIGN_SHARE * beyond_ascii:
        return None
    return Decoded("\n".join(map(_utf8_or_western, lines)), "utf-8", True)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf8_or_western(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _guessed(raw: bytes) -> Decoded:
    for encoding in _likely_encodings(raw[:SAMPLE_BYTES]):
        try:
            return Decoded(raw.decode(encoding), encoding, True)
        except UnicodeDecodeError:
            continue
    raise AppError(ErrorCode.TEXT_ENCODING, "no encoding reads all of it")


def _likely_encodings(sample: bytes) -> list[str]:
    """Encodings to try, likeliest first."""
    western = ["cp1252"] if _is_western(sample) else []
    return [*western, *_best_guess(sample), "gb18030", "cp1252"]


def _is_western(sample: bytes) -> bool:
    """charset-normalizer 3.5 takes cp1252 for cp1250 or cp1257; letters of Western languages settle it."""
    beyond = [letter for letter in sample.decode("cp1252", errors="replace") if letter > "\x7f"]
    alone = sum(letter in WESTERN for letter in beyond)
    return alone >= WESTERN_SHARE * len(beyond) and len(beyond) < 0.3 * len(sample)


def _best_guess(sample: bytes) -> list[str]:
    import charset_normalizer

    cut = sample if len(sample) < SAMPLE_BYTES else sample[: sample.rfind(b"\n") + 1] or sample
    best = charset_normalizer.from_bytes(cut).best()
    if best is None:
        return []
    # The whole of an East Asian family, so that one rare character later on does not spoil the reading.
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "big5": "big5hkscs"}
    return [wider.get(best.encoding, best.encoding)]


def _repaired(text: str) -> str:
    """The text, with the lines put right that a program once read as Western though they were UTF-8 ("schÃ¶n")."""
    if not _MISREAD.search(text):
        return text
    return "\n".join(_read_again(line) if _MISREAD.search(line) else line for line in text.split("\n"))


def _read_again(line: str) -> str:
    try:
        raw = b"".join(letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252") for letter in line)
        return raw.decode("utf-8")
    except UnicodeError:
        return line


def _clean(text: str) -> str:
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
