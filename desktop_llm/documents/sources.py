"""The person's files -> material, each by the reader for its type. A bad file never stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.decoding import decode
from desktop_llm.documents.gathering import gather
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.pages import FEWEST_PAGES, text_of_pages
from desktop_llm.documents.records import read_records
from desktop_llm.documents.tables import read_table
from desktop_llm.documents.turns import dialogues_in

TEXTS = frozenset({".txt", ".md", ".markdown", ".text"})
RECORDS = frozenset({".json", ".jsonl", ".ndjson"})
TABLES = frozenset({".csv", ".tsv", ".tab"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
SUFFIXES = TEXTS | RECORDS | TABLES | PAGES | {".pdf", ".docx", ".odt", ".epub", ".rtf", ".xlsx", ".xlsm"}


def read_each(paths: Sequence[str], encoding: str, findings: Findings) -> Iterator[tuple[str, Material | AppError]]:
    """Name and content of each file, one in memory at a time.

    Args:
        paths: Files, folders and zip archives.
        encoding: Forces one on the files that are plain text; "" finds out each one's.
        findings: Gets what was passed over.

    Raises:
        AppError: At the end, the first file's trouble where none could be read; TEXT_MISSING without any file.
    """
    if not paths:
        raise AppError(ErrorCode.TEXT_MISSING, "no file given", file="")
    first_trouble: AppError | None = None
    was_read = False
    for path in paths:
        for name, read in _read_at(path, encoding, findings):
            if isinstance(read, AppError):
                read.values.setdefault("file", Path(name).name)
                first_trouble = first_trouble or read
            else:
                was_read = True
            yield name, read
            del read
    if not was_read and first_trouble is not None:
        raise first_trouble


def _read_at(path: str, encoding: str, findings: Findings) -> Iterator[tuple[str, Material | AppError]]:
    found_files = gather(path, SUFFIXES, findings)
    while True:
        try:
            found = next(found_files)
        except StopIteration:
            return
        except AppError as error:
            yield path, error
            return
        if found.trouble is not None:
            yield found.name, found.trouble
            continue
        try:
            materials = materials_of(found.raw, found.name, found.path, encoding)
        except AppError as error:
            yield found.path if found.name == Path(found.path).name else found.name, error
            continue
        for material in materials:
            yield material.name, material


def materials_of(raw: bytes, name: str, path: str, encoding: str = "") -> list[Material]:
    """The content of a file's bytes: one piece, or one for each sheet of a spreadsheet.

    Raises:
        AppError: TEXT_BINARY, TEXT_ENCODING, TEXT_EMPTY, TEXT_DAMAGED, TEXT_LOCKED, TEXT_SCANNED,
            TEXT_ARCHIVE_UNSAFE, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    if not raw.strip():
        raise AppError(ErrorCode.TEXT_EMPTY, "no bytes", file=name)
    sha256 = hashlib.sha256(raw).hexdigest()
    materials = [replace(material, sha256=sha256) for material in _read(raw, name, path, encoding)]
    if all(not material.characters or (material.is_prose and material.text.isspace()) for material in materials):
        raise AppError(ErrorCode.TEXT_EMPTY, "no words", file=name)
    return materials


def _read(raw: bytes, name: str, path: str, encoding: str) -> list[Material]:
    """By the reader for the name's ending; the libraries are loaded with the first file that needs them."""
    suffix = Path(name).suffix.lower()
    if suffix == ".pdf":
        from desktop_llm.documents.pdf import read_pdf

        return [read_pdf(raw, name, path)]
    if suffix in (".docx", ".odt", ".rtf"):
        from desktop_llm.documents.office import read_docx, read_odt, read_rtf

        return [{".docx": read_docx, ".odt": read_odt, ".rtf": read_rtf}[suffix](raw, name, path)]
    if suffix in (".xlsx", ".xlsm"):
        from desktop_llm.documents.spreadsheets import read_xlsx

        return read_xlsx(raw, name, path)
    if suffix == ".epub" or suffix in PAGES:
        from desktop_llm.documents.web_pages import read_epub, read_html

        return [read_epub(raw, name, path) if suffix == ".epub" else read_html(raw, name, path, encoding)]
    return [_of_plain_text(raw, name, path, encoding)]


def _of_plain_text(raw: bytes, name: str, path: str, encoding: str) -> Material:
    suffix = Path(name).suffix.lower()
    decoded = decode(raw, encoding)
    if not decoded.text or decoded.text.isspace():
        raise AppError(ErrorCode.TEXT_EMPTY, "no words", file=name)
    if suffix in RECORDS:
        material = read_records(decoded.text, name, path, suffix != ".json")
    elif suffix in TABLES:
        material = read_table(decoded.text, name, path, suffix != ".csv")
    else:
        material = _prose(decoded.text, name, path)
    return replace(material, encoding=decoded.encoding, guessed=decoded.guessed)


def _prose(text: str, name: str, path: str) -> Material:
    pages = text.split("\f")
    if len(pages) < FEWEST_PAGES:
        return Material(name, path, text, dialogues=dialogues_in(text))
    findings = Findings()
    text, repeated = text_of_pages(pages, joins_lines=False)
    for line in repeated:
        findings.add(ProblemCode.HEADERS_LEFT_OUT, name, detail=line)
    return Material(name, path, text, problems=findings.problems())
