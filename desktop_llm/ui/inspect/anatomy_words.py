"""Plain words for what a model is made of."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.inspect_messages import AnatomyFound
from desktop_llm.ui.figures import number_words, parameters_words, percent_words, size_words


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def part_words(name: str) -> str:
    """What a part is called, and what it does."""
    return {
        "embedding": _t("inspect", "Word table (embedding)"),
        "attention": _t("inspect", "Looking back (attention)"),
        "feed_forward": _t("inspect", "Thinking it over (feed-forward)"),
        "norm": _t("inspect", "Keeping the scale (norms)"),
        "head": _t("inspect", "Choosing the word (head)"),
        "other": _t("inspect", "Other"),
    }[name]


def summary_words(found: AnatomyFound) -> str:
    """One sentence about a model."""
    words = _t("inspect", "{parameters} in {layers} layers, {size} on disk.").format(
        parameters=parameters_words(found.parameters),
        layers=number_words(found.layers),
        size=size_words(found.size_bytes),
    )
    if not found.parts or not found.size_bytes:
        return words
    largest = max(found.parts, key=lambda part: part.size_bytes)
    most = _t("inspect", "{share} of it is: {part}.").format(
        share=percent_words(largest.size_bytes / found.size_bytes), part=part_words(largest.name)
    )
    return _t("inspect", "{first} {then}").format(first=words, then=most)


def fact_rows(found: AnatomyFound) -> list[tuple[str, str, str]]:
    """Plain name, value, expert name."""
    nothing = _t("inspect", "not stated")

    def count(value: int) -> str:
        return number_words(value) if value else nothing

    heads = count(found.heads)
    if found.kv_heads and found.kv_heads != found.heads:
        heads = _t("inspect", "{heads}, sharing {groups} memories").format(
            heads=number_words(found.heads), groups=number_words(found.kv_heads)
        )
    formats = ", ".join(f"{name} {size_words(size)}" for name, size in found.formats)
    special = ", ".join(f"{name} {token}" for name, token in found.special_tokens)
    return [
        (_t("inspect", "Family"), found.architecture or nothing, found.model_type),
        (_t("inspect", "Layers"), count(found.layers), "layers"),
        (_t("inspect", "Width"), count(found.hidden), "hidden size"),
        (_t("inspect", "Heads in a layer"), heads, "attention heads"),
        (_t("inspect", "Inner width"), count(found.intermediate), "intermediate size"),
        (_t("inspect", "Reads at once"), count(found.context_tokens), "context, tokens"),
        (_t("inspect", "Number format"), formats or nothing, "dtype"),
        (
            _t("inspect", "Word table also chooses"),
            _t("inspect", "yes") if found.tied_embeddings else _t("inspect", "no"),
            "tied embeddings",
        ),
        (_t("inspect", "Pieces it knows"), count(found.vocabulary), "vocabulary"),
        (_t("inspect", "Cuts text with"), found.tokenizer or nothing, "tokenizer"),
        (_t("inspect", "Special pieces"), special or nothing, "special tokens"),
        (
            _t("inspect", "Starts each text with one"),
            _t("inspect", "yes") if found.adds_start else _t("inspect", "no"),
            "BOS",
        ),
        (_t("inspect", "Licence"), found.licence or nothing, ""),
        (_t("inspect", "Made from"), found.base or nothing, "base model"),
    ]
