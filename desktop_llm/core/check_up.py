"""What a look at the person's files found, as values: how much, of which kind, and what is wrong with which rows.

`documents` fills it in, `ui` and the command line put it into words. What is learned from is `core.examples`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_llm.core.examples import Example, ExampleKind


class ProblemCode(StrEnum):
    """What can be wrong with rows of a file. `ui` has one sentence for each; whole files fail with an `ErrorCode`."""

    # Left out
    ROW_BROKEN = "row_broken"  # cannot be read: bad JSON, a message without a text
    ROW_EMPTY = "row_empty"
    ROW_INCOMPLETE = "row_incomplete"  # no answer, no label, no target
    ROW_ENORMOUS = "row_enormous"  # longer than any example should be: most often an unclosed quotation mark
    ROW_DUPLICATE = "row_duplicate"  # word for word as one before
    ROW_IN_EXAM = "row_in_exam"  # stands in the held-back part too, so that it may not be learned
    ROW_OTHER_KIND = "row_other_kind"  # of another kind than the rest
    # Kept, and worth a look
    NEAR_DUPLICATE = "near_duplicate"
    LABELS_DISAGREE = "labels_disagree"  # the same text with two labels
    LABEL_RARE = "label_rare"  # a label with too few rows to learn or to examine
    LINES_REPEATED = "lines_repeated"  # what looks like a header of pages that are pages no more
    HEADERS_LEFT_OUT = "headers_left_out"  # headers and footers of pages: the line is left out of each
    LETTERS_LOST = "letters_lost"  # marks that stand where letters were lost before the file was saved
    FILE_CUT = "file_cut"  # the file ends in the middle; what came before was read
    FILE_SKIPPED = "file_skipped"  # in a folder or an archive, of a type that is not read
    PAGE_EMPTY = "page_empty"  # pages without text in a PDF that has some


LEFT_OUT = frozenset(
    {
        ProblemCode.ROW_BROKEN,
        ProblemCode.ROW_EMPTY,
        ProblemCode.ROW_INCOMPLETE,
        ProblemCode.ROW_ENORMOUS,
        ProblemCode.ROW_DUPLICATE,
        ProblemCode.ROW_IN_EXAM,
        ProblemCode.ROW_OTHER_KIND,
    }
)
"""Rows with these are not learned from; the others are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of trouble in one file.

    Attributes:
        code: A `ProblemCode` value, or an `ErrorCode` value where the whole file is meant.
        file: The file's name as the person knows it ("letters.zip: may.txt").
        rows: Numbers of the rows (lines of a text, pages of a PDF) as the file's own program counts them.
        detail: A name or text that belongs to it: the repeated line, the rare label.
    """

    code: str
    file: str
    rows: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: how it was read, or why not (`trouble` is an ErrorCode value, "" when read)."""

    path: str
    words: int
    characters: int
    encoding: str
    encoding_guessed: bool
    repeated_paragraphs: int
    trouble: str = ""
    trouble_detail: str = ""
    kind: str = ""
    examples: int = 0


class Amount(StrEnum):
    """What so much text is enough for."""

    TRY = "try"  # to see how it works
    STYLE = "style"  # the style, or the manner of answering, or a rough sorting
    MORE = "more"  # what recurs as well


ENOUGH_WORDS = (1_500, 8_000)
ENOUGH_EXAMPLES = (50, 500)
ENOUGH_OF_A_LABEL = (20, 200)
"""From where on an amount is STYLE, and MORE. Of labels the rarest counts."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """What was read from the person's files, for the check-up before training.

    Attributes:
        files: One entry per file.
        words: Words (for Chinese, characters) over all files.
        held_back_words: The part kept for the exam.
        languages: ISO 639-1 codes, most common first ("en", "zh").
        training_excerpt, held_back_excerpt: First lines, as the model will see them.
        kind: An `ExampleKind` value.
        kind_confidence: 0 to 1; 1 where the person or the form of the file says it.
        columns: Names of the columns of tables and records, in order.
        roles: Which column was taken for which, as in `Reading.columns`.
        labels: Each label with its number of examples.
        duplicates: Examples (of prose, paragraphs) that stand there before, word for word.
        near_duplicates: Examples (of prose, paragraphs) that are nearly the same as one before.
        personal: Personal data found, "mail", "phone", "card", with how many.
        problems: What is wrong, file by file.
        training, held_out: Some examples, shortened, as the model will see them.
        training_examples, held_out_examples: How many there are.
    """

    files: tuple[FileReport, ...]
    words: int
    characters: int
    held_back_words: int
    languages: tuple[str, ...]
    training_excerpt: str
    held_back_excerpt: str
    kind: str = ""
    kind_confidence: float = 0.0
    columns: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    labels: tuple[tuple[str, int], ...] = ()
    duplicates: int = 0
    near_duplicates: int = 0
    personal: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    training: tuple[Example, ...] = ()
    held_out: tuple[Example, ...] = ()
    training_examples: int = 0
    held_out_examples: int = 0

    @property
    def amount(self) -> Amount:
        """What it is enough for."""
        count, (some, much) = self.words, ENOUGH_WORDS
        if self.labels:
            count, (some, much) = min(count for _, count in self.labels), ENOUGH_OF_A_LABEL
        elif self.kind not in ("", ExampleKind.PROSE):
            count, (some, much) = self.training_examples + self.held_out_examples, ENOUGH_EXAMPLES
        return Amount.TRY if count < some else Amount.STYLE if count < much else Amount.MORE

    @property
    def encoding(self) -> str:
        """The encoding of most of the text that has one."""
        characters: dict[str, int] = {}
        for file in self.files:
            if file.encoding:
                characters[file.encoding] = characters.get(file.encoding, 0) + file.characters
        return max(characters, key=lambda name: characters[name], default="")
