"""Which model types the installed transformers can load and for what, from a table made from its own lists.

`packaging/make_architectures.py` makes the table, so that nothing here imports transformers. What a folder's
kind is, is decided in `core.preflight_kind`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from desktop_llm.core.resources import resource_path


@dataclass(frozen=True, slots=True)
class Architectures:
    """For each task the class for a model type.

    Attributes:
        causal, masked, classifier, seq2seq: Class name by model type.
        known: Every model type, those for pictures and sound too.
        activations: Names that a config may give for its activation function.
    """

    causal: Mapping[str, str]
    masked: Mapping[str, str]
    classifier: Mapping[str, str]
    seq2seq: Mapping[str, str]
    known: frozenset[str]
    activations: frozenset[str]


@cache
def architectures() -> Architectures:
    """The table that ships with the program."""
    table = json.loads(resource_path("architectures.json").read_text("utf-8"))
    return Architectures(
        causal=table["causal"],
        masked=table["masked"],
        classifier=table["classifier"],
        seq2seq=table["seq2seq"],
        known=frozenset(table["known"]),
        activations=frozenset(table["activations"]),
    )
