"""The check-up of a person's files before training: what was read, what is held back, what is wrong with each file.

A bad file never stops the others. Tokens and the forecast are left to the engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.training import FileReport, TextReport
from desktop_llm.documents.held_out import split_held_out
from desktop_llm.documents.measuring import count_repeated_paragraphs, count_words, languages_of
from desktop_llm.documents.reading import Document, read_document

MINIMUM_WORDS = 100
"""Fewer words over all files leave no exam worth the name beside something to learn from."""
EXCERPT_CHARACTERS = 600
LARGEST_SHARE = 0.5


def read_texts(paths: Sequence[str], encoding: str = "", held_out_share: float = 0.1) -> TextReport:
    """Read the files and say in figures what they hold.

    Args:
        paths: Files to read; one that cannot be read is reported in its `FileReport.trouble`.
        encoding: Forces an encoding on all of them; "" finds out each one's.
        held_out_share: Last part of each document that is kept for the exam, above 0 and at most 0.5.

    Raises:
        AppError: The first file's trouble where none can be read, TEXT_TOO_SHORT (`words`, `minimum`) where all
            of them together are not enough, BAD_OPTION.
    """
    if not 0 < held_out_share <= LARGEST_SHARE:
        raise AppError(ErrorCode.BAD_OPTION, f"held_out_share {held_out_share}", option="held_out_share")
    files: list[FileReport] = []
    languages: Counter[str] = Counter()
    held_back_words = 0
    excerpts = ("", "")
    for path, read in _read_each(paths, encoding):
        if isinstance(read, AppError):
            files.append(_trouble_report(path, read))
            continue
        training, held_back = split_held_out(read.text, held_out_share)
        files.append(_file_report(read))
        held_back_words += count_words(held_back)
        languages.update(dict.fromkeys(languages_of(read.text), files[-1].words))
        excerpts = excerpts if any(excerpts) else (_excerpt(training), _excerpt(held_back))
        del read, training, held_back  # before the next file is read: they may be large
    report = TextReport(
        files=tuple(files),
        words=sum(file.words for file in files),
        characters=sum(file.characters for file in files),
        held_back_words=held_back_words,
        languages=tuple(code for code, _ in languages.most_common()),
        training_excerpt=excerpts[0],
        held_back_excerpt=excerpts[1],
    )
    refuse_too_short(report.words)
    return report


def load_texts(paths: Sequence[str], encoding: str = "") -> list[str]:
    """The clean text of each file that can be read, in order.

    Raises:
        AppError: The first file's trouble where none can be read.
    """
    return [document.text for document in load_documents(paths, encoding)]


def load_documents(paths: Sequence[str], encoding: str = "") -> list[Document]:
    """As `load_texts`, with each text's path and encoding."""
    return [read for _, read in _read_each(paths, encoding) if isinstance(read, Document)]


def refuse_too_short(words: int) -> None:
    """Raise TEXT_TOO_SHORT for fewer than `MINIMUM_WORDS`."""
    if words < MINIMUM_WORDS:
        raise AppError(ErrorCode.TEXT_TOO_SHORT, f"{words} words", words=words, minimum=MINIMUM_WORDS)


def _read_each(paths: Sequence[str], encoding: str) -> Iterator[tuple[str, Document | AppError]]:
    """One document in memory at a time. Raises the first trouble at the end if nothing could be read."""
    if not paths:
        raise AppError(ErrorCode.TEXT_MISSING, "no file given", file="")
    first_trouble: AppError | None = None
    was_read = False
    for path in paths:
        try:
            document = read_document(path, encoding)
        except AppError as error:
            first_trouble = first_trouble or error
            yield path, error
            continue
        was_read = True
        yield path, document
        del document
    if not was_read and first_trouble is not None:
        raise first_trouble


def _file_report(document: Document) -> FileReport:
    return FileReport(
        path=document.path,
        words=count_words(document.text),
        characters=len(document.text),
        encoding=document.encoding,
        encoding_guessed=document.guessed,
        repeated_paragraphs=count_repeated_paragraphs(document.text),
    )


def _trouble_report(path: str, error: AppError) -> FileReport:
    return FileReport(path, 0, 0, "", False, 0, trouble=error.code.value, trouble_detail=error.detail)


def _excerpt(text: str) -> str:
    """The first lines, cut at a line's or a word's end."""
    text = text.lstrip()
    if len(text) <= EXCERPT_CHARACTERS:
        return text.rstrip()
    cut = text[:EXCERPT_CHARACTERS]
    border = max(cut.rfind("\n"), EXCERPT_CHARACTERS // 2)
    if border == EXCERPT_CHARACTERS // 2:
        border = max(cut.rfind(" "), border)
    return cut[:border].rstrip()
