"""`desktop-llm fit`: what a model takes here, by part, before anything of it is loaded."""

from __future__ import annotations

import argparse
from dataclasses import fields

from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.fit import ChatMemory, Memory, TrainMemory, chat_memory, fit_of, machine_memory, train_memory
from desktop_llm.core.library import Library
from desktop_llm.core.remedies import remedies
from desktop_llm.core.training import Method


def add_fit(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("model", metavar="MODEL", help="a folder, or a name from the list")
    parser.add_argument("--context", type=int, default=0, help="tokens of conversation; 0 takes the usual")
    parser.add_argument("--tokens", type=int, default=512, help="tokens that are trained on at once")
    parser.add_argument("--precision", default="auto", help="auto, fp32, bf16, fp16, 8bit or 4bit")


def fit(options: argparse.Namespace, console: Console) -> int:
    """The command."""
    for name, most in (("context", 1 << 30), ("tokens", 1 << 24)):
        if not 0 <= getattr(options, name) <= most:
            raise AppError(ErrorCode.BAD_OPTION, str(getattr(options, name)), option=f"--{name}", bounds=f"0 to {most}")
    checkpoint = Library().find(options.model)
    facts, memory = checkpoint.facts, machine_memory()
    assert facts is not None  # `find` refuses the others
    chat = chat_memory(facts, options.context, options.precision)
    training = {}
    if facts.trains:
        training = {
            str(method): train_memory(facts, method, options.tokens or 512, precision=options.precision)
            for method in (Method.FULL, Method.LORA)
        }
    if console.is_json:
        console.print_json(fit_as_json(checkpoint.name, facts, chat, training, memory))
        return 0
    from desktop_llm.ui.models.fit_words import fit_lines

    console.print("\n".join(fit_lines(facts, chat, training, memory)))
    return 0


def fit_as_json(
    name: str, facts: ModelFacts, chat: ChatMemory, training: dict[str, TrainMemory], memory: Memory
) -> dict[str, JsonValue]:
    """The figures in the shape that other programs rely on: bytes by part, and whether they fit here."""
    return {
        "model": name,
        "parameters": facts.parameters,
        "stored_bytes": facts.weights_bytes,
        "memory_bytes": memory.total_bytes,
        "available_bytes": memory.available_bytes,
        "chat": _parts(chat, memory),
        "train": {method: _parts(parts, memory) for method, parts in training.items()},
        "remedies": [str(remedy.kind) for remedy in remedies(facts, chat.total, memory)],
    }


def _parts(parts: ChatMemory | TrainMemory, memory: Memory) -> dict[str, JsonValue]:
    shown: dict[str, JsonValue] = {}
    for field in fields(parts):
        value = getattr(parts, field.name)
        about = field.name in ("context_tokens", "precision", "method", "trained_parameters", "tokens_at_once")
        shown[field.name if about else f"{field.name}_bytes"] = value
    return shown | {"total_bytes": parts.total, "fit": str(fit_of(parts.total, memory))}
