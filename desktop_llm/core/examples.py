"""What a person's files hold, as examples to train on: prose, dialogues, pairs of texts, labelled texts.

`documents` makes them of files, `engine` trains on them; how files are to be read is `Reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExampleKind(StrEnum):
    """What one example is."""

    PROSE = "prose"  # running text: learned as it stands
    DIALOGUE = "dialogue"  # messages by turns; questions with answers are dialogues of two
    PAIRS = "pairs"  # one text turned into another
    LABELLED = "labelled"  # a text and the name of its sort
    PREFERENCE = "preference"  # a better and a worse answer: recognised, not trained on yet


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a dialogue. Role is "system", "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Attributes:
        text: The prose, the text to turn into another, or the text that has a label.
        target: What `text` is turned into.
        label: The sort of `text`.
        messages: A dialogue's messages in order; the last is the assistant's.
        source: Where it stands, for lists of problems: "prices.csv, row 12".
    """

    text: str = ""
    target: str = ""
    label: str = ""
    messages: tuple[Said, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All examples of a run. Nothing of `held_out` stands in `training`.

    Attributes:
        labels: Names of the sorts in a fixed order; empty but for LABELLED.
        digests: File name, SHA-256 of its bytes and characters read, for the run's record.
    """

    kind: ExampleKind
    training: tuple[Example, ...]
    held_out: tuple[Example, ...]
    labels: tuple[str, ...] = ()
    digests: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read; everything has a default that looks for itself.

    Attributes:
        kind: An `ExampleKind` value, or "" to find out.
        columns: Which column is which, as "role=column name"; roles are text, target, label, system, user, assistant.
        encoding: Forces an encoding; "" finds out each file's.
        held_out_share: Part kept for the exam: of examples that many, of prose each document's last part.
        held_out_files: Files of the person's own as the exam, instead of the share.
        leave_out: Personal data to be replaced by a placeholder: "mail", "phone", "card".
        keep_duplicates: Whether exact duplicates of examples stay.
    """

    kind: str = ""
    columns: tuple[str, ...] = ()
    encoding: str = ""
    held_out_share: float = 0.1
    held_out_files: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    keep_duplicates: bool = False
