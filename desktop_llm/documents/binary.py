"""Whether the bytes of a file are text at all, and what they look like where they are not.

Used for files with a text's name. Which encoding a text has is left to `decoding`.
"""

from __future__ import annotations

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),  # OLE: old Word, Excel, PowerPoint
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x7fELF", "EXE"),
    (b"MZ", "EXE"),
    (b"\xcf\xfa\xed\xfe", "EXE"),
    (b"\xca\xfe\xba\xbe", "EXE"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"GGUF", "GGUF"),
    (b"ID3", "MP3"),
    (b"OggS", "OGG"),
    (b"fLaC", "FLAC"),
    (b"RIFF", "RIFF"),
)
READABLE_SIGNATURES = frozenset({"EXE", "RIFF", "MP3", "GZIP", "BZIP2", "GGUF"})
"""Signatures so short or so plain that a text could begin with them: a NUL must follow somewhere."""
OFFICE_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "DOCX"),
    (b"xl/", "XLSX"),
    (b"ppt/", "PPTX"),
    (b"application/epub+zip", "EPUB"),
    (b"opendocument.text", "ODT"),
)
LOOKED_AT_BYTES = 8192
CONTROL_BYTES = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1b\x08\x00")
CONTROL_SHARE = 0.02


def looks_like(head: bytes) -> str:
    """The kind of file that these first bytes belong to, "" where they could be text in some encoding.

    Args:
        head: The first `LOOKED_AT_BYTES` or more of a file.
    """
    head = head[:LOOKED_AT_BYTES]
    for signature, kind in SIGNATURES:
        if head.startswith(signature) and (kind not in READABLE_SIGNATURES or b"\x00" in head):
            return _office_kind(head) if kind == "ZIP" else kind
    return ""


def is_binary(sample: bytes) -> bool:
    """Whether bytes that are in no UTF-16 or UTF-32 hold what no text holds: NULs, or many control bytes."""
    if b"\x00" in sample:
        return True
    controls = sum(sample.count(byte) for byte in CONTROL_BYTES)
    return controls > CONTROL_SHARE * len(sample)


def _office_kind(head: bytes) -> str:
    return next((kind for part, kind in OFFICE_PARTS if part in head), "ZIP")
