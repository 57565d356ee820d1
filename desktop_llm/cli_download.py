"""`desktop-llm download`: a model from the hub into the library, told line by line; begun again, it goes on."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import time

from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.core.downloads import Download, load_downloads, plan_for
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import make_folder
from desktop_llm.core.hub import USUAL_ENDPOINT, FileKind, HubModel, Variant, repo_of
from desktop_llm.core.paths import library_folder
from desktop_llm.core.settings import load_settings

EXIT_INTERRUPTED = 130
_LINE_EVERY_S = 1.0


def add_download(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("repo", metavar="ID", help="such as Qwen/Qwen3-0.6B, or a link to it")
    parser.add_argument("--variant", default="", help="part of a GGUF file's name, such as Q4_K_M; else safetensors")
    parser.add_argument("--endpoint", default="", help="address of the hub or of a mirror")
    parser.add_argument("--proxy", default="", help="such as http://127.0.0.1:3128")
    parser.add_argument("--token", default="", help="access token; else HF_TOKEN or the system's keyring")


def download(options: argparse.Namespace, console: Console) -> int:
    """Fetch it; returns the exit status.

    Raises:
        AppError: As the hub, the line or the disk object.
    """
    try:
        return asyncio.run(_download(options, console))
    except asyncio.CancelledError:
        return EXIT_INTERRUPTED


async def _download(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.network import hub
    from desktop_llm.network.connection import Connection
    from desktop_llm.network.download import run_download
    from desktop_llm.network.token import load_token

    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C ends it as it is, and nothing is lost
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    settings, _ = load_settings()
    connection = Connection(
        options.endpoint or settings.hub_endpoint or USUAL_ENDPOINT,
        options.proxy or settings.proxy,
        options.token or load_token()[0],
        settings.is_offline,
    )
    library = make_folder(library_folder(settings.library_folder))
    repo = repo_of(options.repo)
    begun = [one for one in load_downloads(library) if one.plan.repo == repo and not options.variant]
    if begun:
        plan = begun[0].plan
    else:
        found = await hub.model(connection, repo)
        plan = plan_for(found, _variant(found, options.variant), connection.endpoint)
    told_at = 0.0

    def tell(one: Download) -> None:
        nonlocal told_at
        if not one.waits_s and time.monotonic() - told_at < _LINE_EVERY_S:
            return
        told_at = time.monotonic()
        line: dict[str, JsonValue] = {
            "downloaded_bytes": one.done_bytes,
            "total_bytes": plan.size_bytes,
            "bytes_per_second": round(one.bytes_per_second),
            "remaining_s": None if one.remaining_s is None else round(one.remaining_s, 1),
            "file": one.file,
            "waits_s": one.waits_s,
        }
        if console.is_json:
            console.print_json(line)
        else:
            speed = f"{one.bytes_per_second / 1e6:.1f} MB/s"
            console.print(f"{one.done_bytes / 1e6:.1f} of {plan.size_bytes / 1e6:.1f} MB  {speed}  {one.file}")

    done = await run_download(library, Download(plan, added_at=time.time()), connection, tell)
    result: dict[str, JsonValue] = {"done": True, "folder": done.folder, "total_bytes": plan.size_bytes}
    if console.is_json:
        console.print_json(result)
    else:
        console.print(f"done: {done.folder}")
    return 0


def _variant(model: HubModel, wanted: str) -> Variant:
    matching = [one for one in model.variants if wanted.lower() in one.key.lower()]
    if wanted and not matching:
        names = ", ".join(one.key for one in model.variants) or "none"
        raise AppError(ErrorCode.BAD_OPTION, wanted, option="--variant", bounds=f"one of: {names}")
    if not matching:
        raise AppError(ErrorCode.HUB_NO_WEIGHTS, model.repo, name=model.repo)
    if matching[0].kind is FileKind.PICKLED:
        raise AppError(ErrorCode.WEIGHTS_PICKLED, model.repo, name=model.repo)
    return matching[0]
