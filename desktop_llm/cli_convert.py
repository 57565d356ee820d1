"""`desktop-llm convert`: a checkpoint as one GGUF file for other programs. The writing is the engine's."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_llm.cli import EXIT_INTERRUPTED, Engine, find
from desktop_llm.cli_console import Console
from desktop_llm.core.convert_messages import Convert, Converted


def convert(options: argparse.Namespace, console: Console) -> int:
    """The command."""
    checkpoint = find(options.model)
    engine = Engine()
    out = str(Path(options.out).expanduser().absolute())
    done = engine.ask(Convert(engine.next_id(), str(checkpoint.path), out, options.bits, checkpoint.name))
    if not isinstance(done, Converted):
        return EXIT_INTERRUPTED
    if console.is_json:
        console.print_json(
            {"path": done.path, "size_bytes": done.size_bytes, "bits_per_weight": round(done.bits_per_weight, 3)}
        )
    else:
        console.print(f"{done.path}\t{done.size_bytes:,} bytes\t{done.bits_per_weight:.2f} bits for each number")
    return 0
