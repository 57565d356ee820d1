"""Small real files for the tests of the readers, made by the libraries people's programs use, or by hand."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl


def pdf(pages: Sequence[str]) -> bytes:
    """A PDF with a text layer: one line of each page's text below the other."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        shown = "".join(
            f"({line.replace(chr(92), '').replace('(', '[').replace(')', ']')}) Tj T*\n" for line in text.split("\n")
        )
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td\n{shown}ET".encode("latin-1")
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _numbered(objects)


def locked_pdf() -> bytes:
    """A PDF whose password nobody tells: its check values fit no password."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32),
    ]
    return _numbered(
        objects, b" /Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )


def _numbered(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def word(paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document with a header, paragraphs and a table after the first of them."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Never part of the text"
    for index, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if index == 0 and table:
            made = document.add_table(len(table), len(table[0]))
            for row, cells in zip(made.rows, table, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheets(content: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(entries: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def opendocument(body: str, manifest: str = "") -> bytes:
    """An .odt file with this body."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "text", "table", "manifest")
    )
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{text}</office:document-content>"
    listed = f"<manifest:manifest {names}>{manifest}</manifest:manifest>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": listed,
            "content.xml": content,
        }
    )


def book(chapters: Mapping[str, str], order: Sequence[str], extra: Mapping[str, str] | None = None) -> bytes:
    """An .epub file; `order` is the spine."""
    items = "".join(f'<item id="{name}" href="text/{name}.xhtml"/>' for name in chapters)
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    )
    pages = {f"OEBPS/text/{name}.xhtml": f"<html><body>{text}</body></html>" for name, text in chapters.items()}
    return packed({"META-INF/container.xml": container, "OEBPS/book.opf": package, **pages, **(extra or {})})
