"""Plain words for what a checkpoint is: its kind, its licence, what it was made from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Checkpoint, Kind, Origin
from desktop_llm.ui.figures import date_words


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def kind_words(kind: Kind) -> str:
    """What it does, as a sentence part: "Chat, answers questions"."""
    return {
        Kind.BASE: _t("kind", "Continues a text"),
        Kind.CHAT: _t("kind", "Chat: answers and follows"),
        Kind.MASKED: _t("kind", "Fills gaps in a text"),
        Kind.CLASSIFIER: _t("kind", "Sorts texts"),
        Kind.SEQ2SEQ: _t("kind", "Turns one text into another"),
        Kind.EMBEDDING: _t("kind", "Measures how alike texts are"),
        Kind.ADAPTER: _t("kind", "Light add-on to another model"),
        Kind.OTHER: _t("kind", "Not known to this version"),
    }[kind]


def second_line(checkpoint: Checkpoint) -> str:
    """The line under a checkpoint's name in a list."""
    if checkpoint.origin is Origin.TRAINED and checkpoint.base_name:
        return _t("kind", "Taught from {base}, {date}").format(
            base=checkpoint.base_name, date=date_words(checkpoint.added_at)
        )
    if checkpoint.origin is Origin.BUNDLED:
        return {
            Kind.CHAT: _t("kind", "Tiny demonstration model, made to talk"),
            Kind.BASE: _t("kind", "Tiny demonstration model, continues text"),
            Kind.MASKED: _t("kind", "Tiny demonstration model, fills gaps"),
        }.get(checkpoint.kind, _t("kind", "Tiny demonstration model"))
    return checkpoint.note or kind_words(checkpoint.kind)


def licence_words(licence: str) -> tuple[str, str]:
    """May I use it at work? A plain answer and the licence's name, for the licences people meet."""
    known = licence.lower()
    if not known:
        return _t("kind", "Not stated"), ""
    if known in ("apache-2.0", "mit", "bsd-3-clause", "bsd-2-clause", "isc", "cc0-1.0", "unlicense"):
        return _t("kind", "Yes, free to use"), licence
    if known.startswith("cc-by-nc") or "non-commercial" in known or "noncommercial" in known:
        return _t("kind", "No, private use only"), licence
    return _t("kind", "Read its licence first"), licence
