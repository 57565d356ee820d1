"""PDF -> its text layer, page by page, by PDFium. Pictures of pages are said to be such, never guessed at."""

from __future__ import annotations

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.limits import Deadline
from desktop_llm.documents.material import Findings, Material
from desktop_llm.documents.pages import text_of_pages

MOST_PAGES = 20_000
MOST_CHARACTERS = 100_000_000


def read_pdf(raw: bytes, name: str, path: str) -> Material:
    """The text of a PDF.

    Raises:
        AppError: TEXT_LOCKED, TEXT_DAMAGED, TEXT_SCANNED, TEXT_TOO_LARGE, TEXT_TOO_SLOW.
    """
    pages = [_clean(page) for page in _pages(raw, name)]
    if not any(map(_has_letters, pages)):
        raise AppError(ErrorCode.TEXT_SCANNED, f"{len(pages)} pages without text", file=name)
    findings = Findings()
    for number, page in enumerate(pages, 1):
        if not _has_letters(page):
            findings.add(ProblemCode.PAGE_EMPTY, name, number)
    text, repeated = text_of_pages(pages)
    for line in repeated:
        findings.add(ProblemCode.HEADERS_LEFT_OUT, name, detail=line)
    return Material(name, path, text, problems=findings.problems())


def _pages(raw: bytes, name: str) -> list[str]:
    import pypdfium2

    deadline = Deadline(name)
    pages: list[str] = []
    characters = 0
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        code = ErrorCode.TEXT_LOCKED if "password" in str(error).lower() else ErrorCode.TEXT_DAMAGED
        raise AppError(code, str(error), file=name) from error
    try:
        if len(document) > MOST_PAGES:
            raise AppError(ErrorCode.TEXT_TOO_LARGE, f"{len(document)} pages", file=name)
        for index in range(len(document)):
            deadline.check()
            pages.append(_text_of(document, index))
            characters += len(pages[-1])
            if characters > MOST_CHARACTERS:
                raise AppError(ErrorCode.TEXT_TOO_LARGE, f"over {MOST_CHARACTERS} characters", file=name)
    finally:
        document.close()
    return pages


def _text_of(document: object, index: int) -> str:
    """A page's text; a page that cannot be read is an empty one."""
    import pypdfium2

    assert isinstance(document, pypdfium2.PdfDocument)
    try:
        page = document[index]
        try:
            content = page.get_textpage()
            try:
                return str(content.get_text_bounded())
            finally:
                content.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return ""


def _clean(page: str) -> str:
    return page.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x02", "\u00ad")


def _has_letters(page: str) -> bool:
    return any(map(str.isalnum, page))
