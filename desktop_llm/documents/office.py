"""Word processors' files -> running text: .docx, .odt and .rtf. Tables become lines with tabs."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.limits import MEMBER_BYTES, Deadline, check_archive, read_member
from desktop_llm.documents.material import Material

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RTF_BYTES = 30_000_000
DEEPEST_TABLE = 5
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_NOT_SHOWN = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"})
_RTF_PICTURE = re.compile(r"[0-9a-fA-F\s]{400,}")


def read_docx(raw: bytes, name: str, path: str) -> Material:
    """The paragraphs and tables of a Word document, in order.

    Raises:
        AppError: TEXT_LOCKED, TEXT_DAMAGED, TEXT_ARCHIVE_UNSAFE, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    with open_archive(raw, name) as archive:
        entries = check_archive(archive, len(raw), name)
        if any(entry.filename.endswith((".xml", ".rels")) and entry.file_size > MEMBER_BYTES for entry in entries):
            raise AppError(ErrorCode.TEXT_TOO_LARGE, "a part of it", file=name, limit_bytes=MEMBER_BYTES)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(raw))
        lines = list(_docx_lines(document, Deadline(name)))
    except (OpcError, LxmlError, BadZipFile, KeyError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error
    return Material(name, path, _paragraphs(lines))


def read_odt(raw: bytes, name: str, path: str) -> Material:
    """The paragraphs and tables of an OpenDocument text, in order.

    Raises:
        AppError: TEXT_LOCKED, TEXT_DAMAGED, TEXT_ARCHIVE_UNSAFE, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    with open_archive(raw, name) as archive:
        check_archive(archive, len(raw), name)
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = parse_xml(read_member(archive, "META-INF/manifest.xml", name), name)
            if manifest.find(f".//{_MANIFEST}encryption-data") is not None:
                raise AppError(ErrorCode.TEXT_LOCKED, "encrypted entries", file=name)
        content = parse_xml(read_member(archive, "content.xml", name), name)
    try:
        lines = list(_odt_lines(content, Deadline(name)))
    except RecursionError as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, "nested too deeply", file=name) from error
    return Material(name, path, _paragraphs(lines))


def read_rtf(raw: bytes, name: str, path: str) -> Material:
    """The text of a Rich Text file.

    Raises:
        AppError: TEXT_DAMAGED, TEXT_TOO_LARGE.
    """
    if not raw.lstrip()[:5].startswith(b"{\\rtf"):
        raise AppError(ErrorCode.TEXT_DAMAGED, "does not begin as RTF does", file=name)
    source = _RTF_PICTURE.sub(" ", raw.decode("cp1252", errors="replace"))
    if len(source) > RTF_BYTES:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, "", file=name, actual_bytes=len(source), limit_bytes=RTF_BYTES)
    from striprtf.striprtf import rtf_to_text

    try:
        text = str(rtf_to_text(source, errors="replace"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error
    return Material(name, path, text.replace("\r\n", "\n").replace("\r", "\n").strip())


def open_archive(raw: bytes, name: str) -> ZipFile:
    """An office file as the archive that it is.

    Raises:
        AppError: TEXT_LOCKED for a file behind a password, TEXT_DAMAGED.
    """
    if raw.startswith(OLE):
        code = ErrorCode.TEXT_LOCKED if ENCRYPTED in raw else ErrorCode.TEXT_DAMAGED
        raise AppError(code, "an OLE file", file=name)
    try:
        return ZipFile(io.BytesIO(raw))
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error


def parse_xml(raw: bytes, name: str) -> Element:
    """XML without entities of its own, which could swell without end.

    Raises:
        AppError: TEXT_DAMAGED.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=name) from error
    assert isinstance(root, Element)
    return root


def _docx_lines(holder: Document | _Cell, deadline: Deadline, depth: int = 0) -> Iterator[str]:
    from docx.table import Table

    for block in holder.iter_inner_content():
        deadline.check()
        if isinstance(block, Table):
            if depth < DEEPEST_TABLE:
                yield from _docx_table(block, deadline, depth)
        else:
            yield block.text


def _docx_table(table: Table, deadline: Deadline, depth: int) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in table.rows:
            cells: list[str] = []
            seen: set[int] = set()
            for cell in row.cells:
                if id(cell._tc) not in seen:  # a merged cell comes once for each column
                    seen.add(id(cell._tc))
                    cells.append(" ".join(filter(None, _docx_lines(cell, deadline, depth + 1))))
            yield "\t".join(cells)
    yield ""


def _odt_lines(element: Element, deadline: Deadline) -> Iterator[str]:
    """Lines of headings, paragraphs, list entries and rows, in order."""
    for child in element:
        deadline.check()
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _odt_text(child)
        elif child.tag == f"{_TABLE}table-row":
            yield "\t".join(" ".join(filter(None, _odt_lines(cell, deadline))) for cell in child)
        else:
            yield from _odt_lines(child, deadline)


def _odt_text(element: Element) -> str:
    """A paragraph's text: white space collapsed but for what stands as elements."""
    parts = [" ".join((element.text or "").split("\n"))]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * min(100, int(count) if count.isdigit() else 1))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _NOT_SHOWN:
            parts.append(_odt_text(child))
        parts.append(" ".join((child.tail or "").split("\n")))
    return "".join(parts)


def _paragraphs(lines: list[str]) -> str:
    """Lines as paragraphs, an empty line between them; rows of a table stay together."""
    parts: list[str] = []
    for line in lines:
        text = line.strip(" \n")
        if not text.strip():
            continue
        is_row = "\t" in text and bool(parts) and "\t" in parts[-1]
        parts.append(f"\n{text}" if is_row else f"\n\n{text}")
    return "".join(parts).strip("\n")
