"""The hub and the downloads of one window, as `core.hub_service` promises them. Lives in one asyncio loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop_llm.core.downloads import Download, DownloadPlan
from desktop_llm.core.files import make_folder
from desktop_llm.core.hub import USUAL_ENDPOINT, HubModel, HubQuery, HubRow
from desktop_llm.core.paths import library_folder
from desktop_llm.core.settings import LiveSettings
from desktop_llm.network import hub
from desktop_llm.network.connection import Connection
from desktop_llm.network.downloads import Downloads
from desktop_llm.network.token import keep_token, load_token


class Service:
    """Asks with the settings as they are at that moment."""

    def __init__(self, live: LiveSettings, changed: Callable[[tuple[Download, ...]], None]) -> None:
        self._live = live
        library = make_folder(library_folder(live.value.library_folder))
        self._downloads = Downloads(library, self._connect, changed)
        self._token: str | None = None
        self._is_open = False

    async def search(self, query: HubQuery) -> tuple[HubRow, ...]:
        return await hub.search(await self._connection(), query)

    async def model(self, text: str) -> HubModel:
        return await hub.model(await self._connection(), text)

    async def open(self) -> None:
        """Read what an earlier start left; what was running goes on."""
        if not self._is_open:
            self._is_open = True
            await self._connection()
            await self._downloads.open()

    async def add(self, plan: DownloadPlan) -> None:
        await self.open()
        await self._downloads.add(plan)

    async def resume(self, key: str) -> None:
        await self._connection()
        await self._downloads.resume(key)

    async def pause(self, key: str) -> None:
        await self._downloads.pause(key)

    async def cancel(self, key: str) -> None:
        await self._downloads.cancel(key)

    async def token_place(self) -> str:
        token, place = await asyncio.to_thread(load_token)
        self._token = token
        return place

    async def keep_token(self, token: str) -> str:
        place = await asyncio.to_thread(keep_token, token)
        self._token = None
        return place

    async def close(self) -> None:
        await self._downloads.close()

    async def _connection(self) -> Connection:
        """The connection, with the token read once: a keyring can take its time."""
        if self._token is None and not self._live.value.is_offline:
            self._token, _ = await asyncio.to_thread(load_token)
        return self._connect()

    def _connect(self) -> Connection:
        settings = self._live.value
        endpoint = settings.hub_endpoint or USUAL_ENDPOINT
        return Connection(endpoint, settings.proxy, self._token or "", settings.is_offline)
