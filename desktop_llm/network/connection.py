"""How the hub is reached: address, proxy, access token, offline; and what a failure to reach it is called.

The token is sent to the hub's own host alone: a redirect to another one goes without it.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2

from desktop_llm.core.errors import AppError, ErrorCode, Value
from desktop_llm.core.hub import USUAL_ENDPOINT

_CONNECT_S = 15.0
_LONGEST_RETRY_AFTER_S = 900.0


@dataclass(frozen=True, slots=True)
class Connection:
    """Where and as whom. The token stays out of every repr.

    Attributes:
        stall_s: Without a byte for so long a line counts as cut.
    """

    endpoint: str = USUAL_ENDPOINT
    proxy: str = ""
    token: str = field(default="", repr=False)
    is_offline: bool = False
    stall_s: float = 30.0

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or self.endpoint

    def check(self) -> None:
        """Pass where a request may be made.

        Raises:
            AppError: OFFLINE, or BAD_OPTION for an address or proxy that is none.
        """
        if self.is_offline:
            raise AppError(ErrorCode.OFFLINE)
        for name, address in (("Address of the hub", self.endpoint), ("Proxy", self.proxy)):
            parts = urlsplit(address)
            schemes = ("http", "https") if name != "Proxy" else ("http", "https", "socks5")
            if address and (parts.scheme not in schemes or not parts.hostname):
                raise AppError(ErrorCode.BAD_OPTION, address, option=name, bounds="like https://example.org")

    def client(self) -> httpx2.AsyncClient:
        """A client for files; the caller closes it.

        Raises:
            AppError: As `check`.
        """
        self.check()
        return httpx2.AsyncClient(
            follow_redirects=True,
            max_redirects=8,
            proxy=self.proxy or None,
            timeout=httpx2.Timeout(self.stall_s, connect=_CONNECT_S),
            headers={"User-Agent": "desktop-llm"},
        )

    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def status_error(response: httpx2.Response, connection: Connection, name: str, file: str = "") -> AppError | None:
    """What a status means; None for success and for 416, which the caller knows more about."""
    status = response.status_code
    if status < 400 or status == 416:
        return None
    said = response.headers.get("x-error-code", "")
    detail = f"{status} {said} {response.url.host}{response.url.path}"[:400]
    values: dict[str, Value] = {"host": connection.host, "name": name, "file": file, "status": status}
    if said == "GatedRepo" or (status == 403 and "gated" in response.headers.get("x-error-message", "").lower()):
        return AppError(ErrorCode.HUB_GATED, detail, **values)
    if status == 401:
        return AppError(ErrorCode.HUB_TOKEN, detail, **values)
    if status == 403:
        return AppError(ErrorCode.HUB_FORBIDDEN, detail, **values)
    if status in (404, 410):
        code = ErrorCode.HUB_FILE_GONE if file and said != "RepoNotFound" else ErrorCode.HUB_NOT_FOUND
        return AppError(code, detail, **values)
    if status == 429 or status >= 500:
        return AppError(ErrorCode.HUB_BUSY, detail, retry_after_s=retry_after_s(response), **values)
    return AppError(ErrorCode.HUB_ODD_ANSWER, detail, **values)


def retry_after_s(response: httpx2.Response) -> float:
    """So long the hub asks one to wait; 0 where it does not say."""
    stated = 0.0
    with contextlib.suppress(ValueError):
        stated = float(response.headers.get("retry-after", "0"))
    return min(max(0.0, stated), _LONGEST_RETRY_AFTER_S)


def transport_error(error: httpx2.TransportError, connection: Connection, began: bool) -> AppError:
    """What a broken line means: never reached, or cut on the way."""
    code = ErrorCode.DOWNLOAD_CUT if began else ErrorCode.HUB_UNREACHABLE
    return AppError(code, f"{type(error).__name__}: {error}"[:400], host=connection.host)
