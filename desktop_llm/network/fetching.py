"""One file from the hub to the disk, through whatever the line does: cut, stalled, redirected, refused, too busy.

Goes on where it stopped (`Range`), in steps of 256 KiB. A cut costs nothing but the wait; a wrong hash costs this
file alone. What a failure is called is `network.connection`, what lies on the disk `network.part_file`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.hub import HubFile
from desktop_llm.network.connection import Connection, status_error, transport_error
from desktop_llm.network.part_file import PartFile
from desktop_llm.network.threads import in_thread

STEP_BYTES = 256 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often in a row something may fail without a byte between, and how long to wait."""

    cuts: int = 7
    busy: int = 7
    wrong: int = 3
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def wait_s(self, failures: int) -> float:
        return min(self.longest_wait_s, self.first_wait_s * 2.0 ** (failures - 1))


class Fetching:
    """Fetches files over one client.

    Args:
        on_bytes: Told how many bytes came (or, negative, were thrown away), and for how long nothing will.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient,
        connection: Connection,
        on_bytes: Callable[[int, float], None],
        patience: Patience | None = None,
    ) -> None:
        self._client, self._connection, self._on_bytes = client, connection, on_bytes
        self._patience = patience or Patience()

    async def fetch(self, url: str, file: HubFile, target: Path, name: str) -> None:
        """Bring one file to its place, its hash verified.

        Raises:
            AppError: What no patience helps against.
        """
        opening = asyncio.ensure_future(asyncio.to_thread(PartFile, target, file))
        try:
            part = await asyncio.shield(opening)
        except asyncio.CancelledError:
            (await opening).close()
            raise
        cuts = busy = wrong = 0
        try:
            while True:
                before = part.size_bytes
                try:
                    if not part.is_whole:
                        await self._go_on(url, file, part, name)
                except httpx2.TransportError as error:
                    cuts = 1 if part.size_bytes > before else cuts + 1
                    if isinstance(error, httpx2.UnsupportedProtocol) or cuts > self._patience.cuts:
                        raise _named(error, self._connection, part.size_bytes > 0) from error
                    await self._wait(self._patience.wait_s(cuts))
                    continue
                except AppError as error:
                    busy = 1 if part.size_bytes > before else busy + 1
                    if error.code is not ErrorCode.HUB_BUSY or busy > self._patience.busy:
                        raise
                    asked_s = float(error.values.get("retry_after_s", 0))
                    await self._wait(asked_s or self._patience.wait_s(busy))
                    continue
                if not part.is_whole:  # the other side ended early and politely
                    cuts = 1 if part.size_bytes > before else cuts + 1
                    if cuts > self._patience.cuts:
                        raise AppError(ErrorCode.DOWNLOAD_CUT, "ended early", host=self._connection.host)
                    await self._wait(self._patience.wait_s(cuts))
                    continue
                size = part.size_bytes
                if await in_thread(part.finish):
                    return
                self._on_bytes(-size, 0.0)
                wrong += 1
                if wrong >= self._patience.wrong:
                    raise AppError(ErrorCode.DOWNLOAD_WRONG, file.path, file=file.path, name=name)
        finally:
            part.close()

    async def _go_on(self, url: str, file: HubFile, part: PartFile, name: str) -> None:
        headers = {**self._connection.headers(), "Accept-Encoding": "identity"}
        if part.size_bytes:
            headers["Range"] = f"bytes={part.size_bytes}-"
        async with self._client.stream("GET", url, headers=headers) as response:
            self._check_place(response, url)
            error = status_error(response, self._connection, name, file.path)
            if error is not None:
                raise error
            if response.status_code == 416 or not _continues(response, part.size_bytes, file.size_bytes):
                self._on_bytes(-part.size_bytes, 0.0)
                await in_thread(part.restart)
            if response.status_code == 416:
                raise AppError(ErrorCode.HUB_BUSY, "416", host=self._connection.host, name=name)
            self._check_is_the_file(response, file, part.size_bytes)
            await self._take(response, part)

    async def _take(self, response: httpx2.Response, part: PartFile) -> None:
        """Write what comes, step by step; of a line that is cut, also the last bytes before it."""
        waiting = bytearray()
        try:
            async for content in response.aiter_raw():
                waiting += content
                if len(waiting) >= STEP_BYTES:
                    step, waiting = bytes(waiting), bytearray()
                    await in_thread(part.add, step)
                    self._on_bytes(len(step), 0.0)
        except httpx2.TransportError:
            self._add_last(part, waiting)
            raise
        self._add_last(part, waiting)

    def _add_last(self, part: PartFile, rest: bytearray) -> None:
        if rest:
            part.add(bytes(rest))
            self._on_bytes(len(rest), 0.0)

    def _check_place(self, response: httpx2.Response, url: str) -> None:
        """Whoever asked over TLS is not sent on without it."""
        if url.startswith("https:") and response.url.scheme != "https":
            raise AppError(ErrorCode.HUB_REDIRECT, str(response.url.host), host=response.url.host)

    def _check_is_the_file(self, response: httpx2.Response, file: HubFile, have_bytes: int) -> None:
        """A web page in place of a file is no reason to try again."""
        length = response.headers.get("content-length", "")
        is_page = response.headers.get("content-type", "").startswith("text/html")
        if is_page or (length.isdigit() and int(length) != file.size_bytes - have_bytes):
            detail = f"{response.headers.get('content-type')} of {length} bytes for {file.path}"
            raise AppError(ErrorCode.HUB_ODD_ANSWER, detail[:300], host=self._connection.host, file=file.path)

    async def _wait(self, wait_s: float) -> None:
        self._on_bytes(0, wait_s)
        await asyncio.sleep(wait_s)
        self._on_bytes(0, 0.0)


def _continues(response: httpx2.Response, have_bytes: int, size_bytes: int) -> bool:
    """Whether what comes belongs at the end of what is there."""
    if response.status_code != 206:
        return have_bytes == 0
    match = _CONTENT_RANGE.match(response.headers.get("content-range", ""))
    return match is not None and int(match[1]) == have_bytes and match[2] in ("*", str(size_bytes))


def _named(error: httpx2.TransportError, connection: Connection, began: bool) -> AppError:
    if isinstance(error, httpx2.UnsupportedProtocol):
        return AppError(ErrorCode.HUB_REDIRECT, str(error)[:300], host=connection.host)
    return transport_error(error, connection, began)
