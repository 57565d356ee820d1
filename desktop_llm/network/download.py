"""One model from the hub to the library: all its files, each verified, then the folder renamed whole."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from desktop_llm.core.downloads import (
    MODEL,
    SOURCE,
    Download,
    DownloadPlan,
    DownloadState,
    bytes_on_disk,
    claim,
    release,
    remove_download,
    save_download,
)
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, safe_file_name, sync_folder, unused_path, write_atomically
from desktop_llm.core.hub import FileKind, check_files
from desktop_llm.network.connection import Connection
from desktop_llm.network.fetching import Fetching, Patience
from desktop_llm.network.part_file import check_space
from desktop_llm.network.threads import in_thread

TOLD_EVERY_S = 0.25
_SPEED_OVER_S = 6.0
Told = Callable[[Download], None]


class _Meter:
    """Counts bytes, and tells at most four times a second how far the download is."""

    def __init__(self, download: Download, told: Told) -> None:
        self.download, self._told = download, told
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])
        self._came = 0
        self._told_at = 0.0

    def on_bytes(self, count: int, waits_s: float) -> None:
        now = time.monotonic()
        self._came += max(0, count)
        self._marks.append((now, self._came))
        while len(self._marks) > 2 and now - self._marks[0][0] > _SPEED_OVER_S:
            self._marks.popleft()
        span_s = max(now - self._marks[0][0], 0.05)
        speed = (self._came - self._marks[0][1]) / span_s if now - self._marks[0][0] > 0.2 else 0.0
        done = self.download.done_bytes + count
        self.download = replace(self.download, done_bytes=done, bytes_per_second=speed, waits_s=waits_s)
        if waits_s or now - self._told_at >= TOLD_EVERY_S:
            self.tell()

    def tell(self) -> None:
        self._told_at = time.monotonic()
        self._told(self.download)


async def run_download(
    library: Path, download: Download, connection: Connection, told: Told, patience: Patience | None = None
) -> Download:
    """Fetch what is missing and put the model into the library; told how far it is.

    A cancelled task leaves everything where it can go on from.

    Returns:
        The download as DONE, with `folder`.

    Raises:
        AppError: What stopped it. What was fetched is kept.
    """
    plan = download.plan
    check_files(plan.files)
    folder = await in_thread(save_download, library, replace(download, state=DownloadState.RUNNING))
    try:
        await in_thread(claim, folder)
    except AppError as error:
        error.values.setdefault("name", plan.name)
        raise
    try:
        have = await in_thread(bytes_on_disk, folder, plan)
        await in_thread(check_space, folder, plan.size_bytes - have)
        started = replace(download, state=DownloadState.RUNNING, done_bytes=have, trouble=None)
        meter = _Meter(started, told)
        meter.tell()
        async with connection.client() as client:
            fetching = Fetching(client, connection, meter.on_bytes, patience)
            for file in sorted(plan.files, key=lambda one: one.size_bytes):
                target = folder / MODEL / file.path
                if await in_thread(_is_there, target, file.size_bytes):
                    continue
                meter.download = replace(meter.download, file=file.path)
                await fetching.fetch(file_url(connection, plan, file.path), file, target, plan.repo)
        meter.tell()
        place = await in_thread(_put_into, library, folder, plan, connection)
    finally:
        await in_thread(release, folder)
    done = replace(meter.download, state=DownloadState.DONE, folder=str(place), bytes_per_second=0.0, waits_s=0.0)
    await in_thread(remove_download, library, plan.key)
    return done


def file_url(connection: Connection, plan: DownloadPlan, path: str) -> str:
    """The address of a file's bytes, at the mirror that is set now."""
    return f"{connection.endpoint.rstrip('/')}/{quote(plan.repo)}/resolve/{quote(plan.revision, safe='')}/{quote(path)}"


def _is_there(target: Path, size_bytes: int) -> bool:
    """A file has its name only after its hash was right."""
    try:
        return target.stat().st_size == size_bytes
    except FileNotFoundError:
        return False
    except OSError as error:
        raise disk_error(error, target) from error


def _put_into(library: Path, folder: Path, plan: DownloadPlan, connection: Connection) -> Path:
    """Rename the whole folder into the library, with a note of where it is from."""
    source = {
        "repo": plan.repo,
        "revision": plan.revision,
        "endpoint": connection.endpoint,
        "licence": plan.licence,
        "fetched_at": time.time(),
        "files": {
            file.path: {"bytes": file.size_bytes, "sha256": file.sha256, "git_sha1": file.blob_sha1}
            for file in plan.files
        },
    }
    model = make_folder(folder / MODEL)
    if all(file.path.lower().endswith((".md", ".txt")) for file in plan.files):
        raise AppError(ErrorCode.HUB_NO_WEIGHTS, plan.repo, name=plan.repo)
    write_atomically(model / SOURCE, json.dumps(source, ensure_ascii=False, indent=1) + "\n")
    place = unused_path(library / safe_file_name(plan.name, "model"))
    try:
        model.rename(place)
        sync_folder(library)
    except OSError as error:
        raise disk_error(error, place) from error
    files = [file.path for file in plan.files if file.kind is FileKind.QUANTISED]
    return place / min(files) if files else place
