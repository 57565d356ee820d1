"""The queue: one download after the other, each of them paused, resumed or cancelled at will; all of it on the disk.

Lives in one asyncio loop. Closing pauses what runs without saying so: at the next start it goes on.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_llm.core.downloads import (
    Download,
    DownloadPlan,
    DownloadState,
    load_downloads,
    remove_download,
    save_download,
)
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.network.connection import Connection
from desktop_llm.network.download import run_download
from desktop_llm.network.fetching import Patience
from desktop_llm.network.threads import in_thread

_log = logging.getLogger(__name__)


class Downloads:
    """All downloads of one library.

    Args:
        library: The library folder.
        connect: How the hub is reached now.
        changed: Called in the loop's thread with the whole list, at most some times a second.
    """

    def __init__(
        self,
        library: Path,
        connect: Callable[[], Connection],
        changed: Callable[[tuple[Download, ...]], None],
        patience: Patience | None = None,
    ) -> None:
        self._library, self._connect, self._changed, self._patience = library, connect, changed, patience
        self._list: dict[str, Download] = {}
        self._task: asyncio.Task[None] | None = None
        self._running = ""

    def all(self) -> tuple[Download, ...]:
        """The list, oldest first, with those finished since the start."""
        return tuple(self._list.values())

    async def open(self) -> None:
        """Read what an earlier start left; what was running goes on."""
        for download in await in_thread(load_downloads, self._library):
            state = DownloadState.WAITING if download.state.goes_on else download.state
            self._list.setdefault(download.key, replace(download, state=state))
        self._tell()
        self._work()

    async def add(self, plan: DownloadPlan) -> Download:
        """Put a model at the end of the queue; asked for twice, it is there once.

        Raises:
            AppError: DISK_FULL or DISK_UNWRITABLE.
        """
        known = self._list.get(plan.key)
        if known is not None and known.state is not DownloadState.DONE:
            return await self.resume(plan.key)
        download = Download(plan, added_at=time.time())
        await in_thread(save_download, self._library, download)
        self._set(download)
        self._work()
        return download

    async def resume(self, key: str) -> Download:
        """Let one go on that was paused or failed."""
        download = self._list[key]
        if download.state in (DownloadState.PAUSED, DownloadState.FAILED):
            download = replace(download, state=DownloadState.WAITING, trouble=None)
            await in_thread(save_download, self._library, download)
            self._set(download)
            self._work()
        return download

    async def pause(self, key: str) -> None:
        """Stop one; what it fetched stays."""
        if self._list[key].state.goes_on:
            await self._stop(key)
            paused = replace(self._list[key], state=DownloadState.PAUSED, bytes_per_second=0.0, waits_s=0.0)
            await in_thread(save_download, self._library, paused)
            self._set(paused)
            self._work()

    async def cancel(self, key: str) -> None:
        """Stop one and remove what it fetched; or take a finished one off the list."""
        await self._stop(key)
        download = self._list.pop(key)
        if download.state is not DownloadState.DONE:
            await in_thread(remove_download, self._library, key)
        self._tell()
        self._work()

    async def close(self) -> None:
        """Stop; what ran is still marked as running on the disk, and goes on with the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _stop(self, key: str) -> None:
        if self._running == key and self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
            self._running = ""

    def _work(self) -> None:
        """Begin with the first that waits, where nothing runs."""
        if self._task is not None and not self._task.done():
            return
        waiting = next((one for one in self._list.values() if one.state is DownloadState.WAITING), None)
        if waiting is not None:
            self._running = waiting.key
            self._task = asyncio.get_running_loop().create_task(self._fetch(waiting))

    async def _fetch(self, download: Download) -> None:
        key = download.key
        try:
            connection = self._connect()
            self._set(await run_download(self._library, download, connection, self._set, self._patience))
        except AppError as error:
            await self._fail(key, error)
        except asyncio.CancelledError:
            raise
        except Exception:  # the border of the queue: a bug stops this download and no other
            _log.exception("a download met a bug")
            await self._fail(key, AppError(ErrorCode.BUG, traceback.format_exc()))
        self._running, self._task = "", None
        self._work()

    async def _fail(self, key: str, error: AppError) -> None:
        error.values.setdefault("name", self._list[key].plan.repo)
        failed = self._list[key].failed(error)
        _log.warning("download of %s stopped: %s", failed.plan.repo, error)
        try:
            await in_thread(save_download, self._library, failed)
        except AppError as unsaved:
            _log.warning("its record could not be written: %s", unsaved)
        self._set(failed)

    def _set(self, download: Download) -> None:
        self._list[download.key] = download
        self._tell()

    def _tell(self) -> None:
        self._changed(self.all())
