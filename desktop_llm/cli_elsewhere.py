"""`desktop-llm train --pack-for-elsewhere` and `desktop-llm bring-back`: a training on another computer."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_llm.cli_console import Console
from desktop_llm.core import elsewhere
from desktop_llm.core.runs import read_run
from desktop_llm.core.training import TrainJob


def pack(job: TrainJob, folder: Path, console: Console) -> int:
    """Write the folder to take along, and say what to type there."""
    packed = elsewhere.pack_for_elsewhere(job, folder)
    if console.is_json:
        commands = {command.machine: command.line for command in packed.commands}
        console.print_json({"folder": str(packed.folder), "size_bytes": packed.size_bytes, "commands": {**commands}})
    else:
        lines = "\n".join(f"    {command.line}" for command in packed.commands)
        console.print(f"{packed.folder} ({packed.size_bytes / 1e6:.1f} MB)\n{lines}")
    return 0


def bring_back(options: argparse.Namespace, console: Console) -> int:
    """Copy the result into the runs of this computer."""
    run = elsewhere.bring_back(Path(options.folder).expanduser().absolute())
    record = read_run(run)
    checkpoint = record.checkpoint if record else None
    if console.is_json:
        console.print_json({"run": str(run), "checkpoint": str(checkpoint) if checkpoint else None})
    else:
        console.print(str(checkpoint or run))
    return 0
