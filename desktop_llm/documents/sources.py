"""The person's files -> material, each by the reader for its type. A bad file never stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.decoding import Decoded, decode
from desktop_llm.documents.material import Material
from desktop_llm.documents.reading import read_bytes
from desktop_llm.documents.records import read_records
from desktop_llm.documents.tables import read_table
from desktop_llm.documents.turns import dialogues_in

TEXTS = frozenset({".txt", ".md", ".markdown", ".text"})
RECORDS = frozenset({".json", ".jsonl", ".ndjson"})
TABLES = frozenset({".csv", ".tsv", ".tab"})
SUFFIXES = TEXTS | RECORDS | TABLES


def read_each(paths: Sequence[str], encoding: str = "") -> Iterator[tuple[str, Material | AppError]]:
    """Path and content of each file, one in memory at a time.

    Raises:
        AppError: At the end, the first file's trouble where none could be read; TEXT_MISSING without any file.
    """
    if not paths:
        raise AppError(ErrorCode.TEXT_MISSING, "no file given", file="")
    first_trouble: AppError | None = None
    was_read = False
    for path in paths:
        try:
            material = read_material(path, encoding)
        except AppError as error:
            error.values.setdefault("file", Path(path).name)
            first_trouble = first_trouble or error
            yield path, error
            continue
        was_read = True
        yield path, material
        del material
    if not was_read and first_trouble is not None:
        raise first_trouble


def read_material(path: str, encoding: str = "") -> Material:
    """One file's content.

    Raises:
        AppError: TEXT_MISSING, TEXT_UNREADABLE, TEXT_KIND_UNKNOWN, TEXT_TOO_LARGE, TEXT_BINARY, TEXT_ENCODING,
            TEXT_EMPTY, TEXT_DAMAGED.
    """
    return material_of(read_bytes(Path(path), SUFFIXES), Path(path).name, path, encoding)


def material_of(raw: bytes, name: str, path: str, encoding: str = "") -> Material:
    """The content of a file's bytes; `name` decides which reader is taken."""
    suffix = Path(name).suffix.lower()
    sha256 = hashlib.sha256(raw).hexdigest()
    decoded = decode(raw, encoding)
    if not decoded.text or decoded.text.isspace():
        raise AppError(ErrorCode.TEXT_EMPTY, "no words", file=name)
    material = _of_text(decoded, suffix, name, path)
    return Material(
        name,
        path,
        material.text,
        material.columns,
        material.has_header,
        material.rows,
        material.dialogues,
        decoded.encoding,
        decoded.guessed,
        sha256,
        material.pages,
        material.problems,
    )


def _of_text(decoded: Decoded, suffix: str, name: str, path: str) -> Material:
    if suffix in RECORDS:
        return read_records(decoded.text, name, path, suffix != ".json")
    if suffix in TABLES:
        return read_table(decoded.text, name, path, suffix != ".csv")
    return Material(name, path, decoded.text, dialogues=dialogues_in(decoded.text))
