"""`desktop-llm check`: the pre-flight's verdict on a model, for other programs. Exit status 1 where it is refused."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library
from desktop_llm.core.library_places import snapshot_in
from desktop_llm.core.preflight import check_model

EXIT_REFUSED = 1


def add_check(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("model", metavar="MODEL", help="a folder, a file, or a name from the list")


def check(options: argparse.Namespace, console: Console) -> int:
    """The command."""
    path = Path(options.model).expanduser()
    try:
        if path.exists():
            path = snapshot_in(path.absolute())
        else:
            path = Library().find(options.model).path
        facts = check_model(path)
    except AppError as error:
        if error.code is ErrorCode.UNKNOWN_MODEL:
            raise
        return _refuse(path, error, console)
    if console.is_json:
        console.print_json({"usable": True, "path": str(path), "facts": _facts(facts)})
    else:
        from desktop_llm.ui.kind_words import kind_words

        console.print(f"{path}: {kind_words(facts.kind)}")
    return 0


def _facts(facts: ModelFacts) -> dict[str, JsonValue]:
    return {name: str(value) if name == "kind" else value for name, value in asdict(facts).items()}


def _refuse(path: Path, error: AppError, console: Console) -> int:
    from desktop_llm.ui.sentences import sentence_for

    sentence = sentence_for(error)
    if console.is_json:
        console.print_json(
            {
                "usable": False,
                "path": str(path),
                "code": str(error.code),
                "message": " ".join(part for part in (sentence.title, sentence.why) if part),
                "next_step": sentence.next_step,
                "detail": error.detail[:2_000],
            }
        )
    else:
        console.print(sentence.line)
    return EXIT_REFUSED
