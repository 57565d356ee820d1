"""Web pages and electronic books -> running text: what is read, without menus, scripts and footers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.decoding import Decoded, decode
from desktop_llm.documents.limits import Deadline, check_archive, read_member
from desktop_llm.documents.material import Material
from desktop_llm.documents.office import open_archive, parse_xml

if TYPE_CHECKING:
    from bs4 import Tag

PAGE_BYTES = 30_000_000
MOST_TAGS = 3_000_000
NOT_READ = frozenset(
    "script style noscript template nav footer aside svg form button select iframe object head math[hidden]".split()
)
BLOCKS = frozenset(
    "address article blockquote body dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main "
    "ol p pre section summary table tbody tfoot thead title tr ul".split()
)
PARAGRAPHS = frozenset("article blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table ul".split())
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""", re.I
)
_KEPT_SPACE = "\x00"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
MOST_CHAPTERS = 5000


def read_html(raw: bytes, name: str, path: str, encoding: str = "") -> Material:
    """The text of a web page.

    Raises:
        AppError: TEXT_ENCODING, TEXT_BINARY, TEXT_TOO_LARGE, TEXT_DAMAGED, TEXT_TOO_SLOW.
    """
    decoded = _decoded(raw, encoding)
    text = text_of_html(decoded.text, name, Deadline(name))
    return Material(name, path, text, encoding=decoded.encoding, guessed=decoded.guessed)


def read_epub(raw: bytes, name: str, path: str) -> Material:
    """The chapters of an electronic book in reading order.

    Raises:
        AppError: TEXT_LOCKED, TEXT_DAMAGED, TEXT_ARCHIVE_UNSAFE, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    deadline = Deadline(name)
    with open_archive(raw, name) as archive:
        entries = {entry.filename for entry in check_archive(archive, len(raw), name)}
        if {"META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl"} & entries:
            raise AppError(ErrorCode.TEXT_LOCKED, "copy protection", file=name)
        container = parse_xml(read_member(archive, "META-INF/container.xml", name), name)
        root = container.find(f".//{_CONTAINER}rootfile")
        package_name = root.get("full-path", "") if root is not None else ""
        package = parse_xml(read_member(archive, package_name, name), name)
        items = {item.get("id", ""): item.get("href", "") for item in package.iter(f"{_OPF}item")}
        chapters: list[str] = []
        for reference in list(package.iter(f"{_OPF}itemref"))[:MOST_CHAPTERS]:
            deadline.check()
            href = unquote(urlsplit(items.get(reference.get("idref", ""), "")).path)
            member = posixpath.normpath(posixpath.join(posixpath.dirname(package_name), href))
            if href and member in entries:
                page = _decoded(read_member(archive, member, name), "").text
                chapters.append(text_of_html(page, name, deadline))
    text = "\n\n".join(chapter for chapter in chapters if chapter)
    if not text:
        raise AppError(ErrorCode.TEXT_EMPTY, "no chapter with a text", file=name)
    return Material(name, path, text)


def text_of_html(page: str, name: str, deadline: Deadline) -> str:
    """What a reader of a page sees, paragraph by paragraph.

    Raises:
        AppError: TEXT_TOO_LARGE, TEXT_DAMAGED, TEXT_TOO_SLOW.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    if len(page) > PAGE_BYTES or page.count("<") > MOST_TAGS:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, "", file=name, actual_bytes=len(page), limit_bytes=PAGE_BYTES)
    try:
        soup = BeautifulSoup(page, "html.parser")
        lines = "".join(_pieces(soup, deadline))
    except (ParserRejectedMarkup, RecursionError, ValueError, AssertionError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error
    lines = re.sub(r"[ \t]*\n[ \t]*", "\n", lines)
    return re.sub(r"\n{3,}", "\n\n", lines).strip().replace(_KEPT_SPACE, " ")


def _pieces(root: Tag, deadline: Deadline) -> Iterator[str]:
    """Text and line breaks in order; a stack of our own, because pages nest as deeply as they like."""
    from bs4 import NavigableString, Tag

    stack: list[tuple[Tag | NavigableString | str, bool]] = [(root, False)]
    steps = 0
    while stack:
        node, is_kept_as_is = stack.pop()
        steps += 1
        if steps % 10_000 == 0:
            deadline.check()
        if isinstance(node, Tag):
            if node.name in NOT_READ or (node.has_attr("hidden") and node.name != "body"):
                continue
            yield _break_before(node.name)
            stack.append((_break_after(node.name), True))
            inner = is_kept_as_is or node.name == "pre"
            stack.extend((child, inner) for child in reversed(node.contents))
        elif type(node) is NavigableString:
            yield str(node).replace(" ", _KEPT_SPACE) if is_kept_as_is else re.sub(r"\s+", " ", node)
        elif type(node) is str:
            yield node


def _break_before(tag: str) -> str:
    if tag == "br":
        return "\n"
    if tag == "li":
        return "\n- "
    if tag in ("td", "th"):
        return "\t"
    return "\n\n" if tag in PARAGRAPHS else "\n" if tag in BLOCKS else ""


def _break_after(tag: str) -> str:
    return "\n\n" if tag in PARAGRAPHS else "\n" if tag in BLOCKS else ""


def _decoded(raw: bytes, encoding: str) -> Decoded:
    """A page's text: the encoding that it states, where that reads it; else as any text."""
    stated = _CHARSET.search(raw[:4096])
    if not encoding and stated and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return decode(raw, stated[1].decode("ascii"))
        except AppError:
            return decode(raw)
    return decode(raw, encoding)
