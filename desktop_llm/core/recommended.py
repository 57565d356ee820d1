"""The short list of models that ships: data in `resources/recommended.json`, read without any network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from desktop_llm.core.checkpoint import Fit, Kind, ModelFacts
from desktop_llm.core.fit import fit_of, memory_to_chat
from desktop_llm.core.machine import Memory
from desktop_llm.core.resources import resource_path


@dataclass(frozen=True, slots=True)
class Recommended:
    """One model of the list. `sentence` says in English what it is good at; `ui` translates it."""

    repo: str
    name: str
    sentence: str
    is_gated: bool
    languages: tuple[str, ...]
    size_bytes: int
    facts: ModelFacts


@cache
def recommended() -> tuple[Recommended, ...]:
    """The list, smallest first."""
    entries = json.loads(resource_path("recommended.json").read_text("utf-8"))["models"]
    return tuple(
        Recommended(
            repo=one["repo"],
            name=one["name"],
            sentence=one["sentence"],
            is_gated=one["gated"],
            languages=tuple(one["languages"]),
            size_bytes=one["bytes"],
            facts=ModelFacts(
                kind=Kind.CHAT,
                architecture=one["architecture"],
                model_type=one["model_type"],
                parameters=one["parameters"],
                weights_bytes=2 * one["parameters"],
                dtype=one["dtype"],
                context_tokens=one["context_tokens"],
                layers=one["layers"],
                hidden=one["hidden"],
                heads=one["heads"],
                kv_heads=one["kv_heads"],
                head_size=one["head_size"],
                intermediate=one["intermediate"],
                vocabulary=one["vocabulary"],
                tied_embeddings=one["tied"],
                has_chat_template=True,
                licence=one["licence"],
            ),
        )
        for one in entries
    )


def start_with(memory: Memory) -> Recommended:
    """The one for this computer: the best of several languages that fits with ease and asks for no account."""
    open_ones = [one for one in recommended() if not one.is_gated and len(one.languages) > 1]
    fitting = [one for one in open_ones if fit_of(memory_to_chat(one.facts), memory) is Fit.FITS]
    quick = [one for one in fitting if one.facts.parameters <= 2_200_000_000]  # above it a processor answers slowly
    return max(quick, key=lambda one: one.facts.parameters, default=recommended()[0])
