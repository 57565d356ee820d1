"""`desktop-llm merge` and `desktop-llm export`: a checkpoint with its adapter put in, or as a folder to give away."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_llm.cli import EXIT_INTERRUPTED, Engine, find
from desktop_llm.cli_console import Console
from desktop_llm.core.export_messages import CheckpointWritten, ExportFolder, MergeAdapter
from desktop_llm.core.messages import Event


def merge(options: argparse.Namespace, console: Console) -> int:
    """Put an adapter's changes into its base's weights."""
    base = str(find(options.model).path) if options.model else ""
    engine = Engine()
    return _print(
        engine.ask(MergeAdapter(engine.next_id(), _absolute(options.adapter), base, _absolute(options.out))), console
    )


def export(options: argparse.Namespace, console: Console) -> int:
    """Write a checkpoint as a Hugging Face folder."""
    path = str(find(options.model).path)
    engine = Engine()
    return _print(engine.ask(ExportFolder(engine.next_id(), path, _absolute(options.out), options.precision)), console)


def _print(done: Event, console: Console) -> int:
    if not isinstance(done, CheckpointWritten):
        return EXIT_INTERRUPTED
    if console.is_json:
        console.print_json({"path": done.path, "size_bytes": done.size_bytes})
    else:
        console.print(f"{done.path} ({done.size_bytes / 1e6:.1f} MB)")
    return 0


def _absolute(name: str) -> str:
    return str(Path(name).expanduser().absolute())
