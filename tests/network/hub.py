"""A model hub on loopback: the few addresses of the real one that are used, and faults on demand.

Also a program: `python -m tests.network.hub FOLDER` serves every `OWNER/NAME` in a folder and prints its address.
"""

import hashlib
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

REVISION = "0123456789abcdef0123456789abcdef01234567"
APART = (".safetensors", ".gguf", ".bin")
Fault = Callable[["Answer", bytes, int], bool]
"""Given the answer to be, the file and where it begins; True when it has answered by itself."""


class Hub(ThreadingHTTPServer):
    """Serves models from memory.

    Attributes:
        models: Content by path, by repo.
        faults: What happens to the next requests of a file, one after the other.
        seen: Method, path, range and whether a token came, of each request.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.models: dict[str, dict[str, bytes]] = {}
        self.facts: dict[str, dict[str, Any]] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.gated: set[str] = set()
        self.token = ""
        self.bytes_per_s = 0
        self.seen: list[tuple[str, str, str, bool]] = []
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Who was served hung up: that is what the tests are about."""

    def add(self, repo: str, files: dict[str, bytes], **facts: Any) -> None:
        """Put a model on the hub."""
        self.models[repo], self.facts[repo] = files, facts

    def ranges(self, path: str) -> list[str]:
        """The ranges asked of a file, in order."""
        return [asked for method, where, asked, _ in self.seen if method == "GET" and where.endswith(path)]


@contextmanager
def running():  # type: ignore[no-untyped-def]
    """A hub in a thread of its own."""
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join(5)


class Answer(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub, parts = self.server, urlsplit(self.path)
        path, asked = unquote(parts.path), self.headers.get("Range") or ""
        has_token = bool(self.headers.get("Authorization"))
        hub.seen.append((self.command, path, asked, has_token))
        if path == "/api/models":
            self.say(200, self.found(parse_qs(parts.query)))
            return
        pieces = path.strip("/").split("/")
        if pieces[0] == "api":
            self.describe("/".join(pieces[2:4]), pieces[4:])
        else:
            self.serve("/".join(pieces[:2]), "/".join(pieces[4:]), asked)

    def found(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """The models that a search finds."""
        words = query.get("search", [""])[0].lower()
        tags = query.get("filter", [])
        about = [self.about(repo) for repo in self.server.models if words in repo.lower()]
        return [one for one in about if all(tag in one["tags"] or tag == one["pipeline_tag"] for tag in tags)]

    def about(self, repo: str) -> dict[str, Any]:
        """As the real hub describes a model."""
        hub = self.server
        entries: dict[str, Any] = {
            "id": repo, "modelId": repo, "sha": REVISION, "private": False, "downloads": 1234, "likes": 5,
            "gated": "manual" if repo in hub.gated else False, "pipeline_tag": "text-generation",
            "tags": ["transformers", "safetensors", "text-generation", "en", "license:apache-2.0"],
            "createdAt": "2026-01-01T00:00:00.000Z", "lastModified": "2026-01-01T00:00:00.000Z",
            "siblings": [{"rfilename": path} for path in hub.models[repo]],
        }  # fmt: skip
        return entries | hub.facts[repo]

    def describe(self, repo: str, rest: list[str]) -> None:
        hub = self.server
        if repo not in hub.models:
            self.say(404, {"error": "Repository not found"}, X_Error_Code="RepoNotFound")
        elif rest[:1] == ["tree"]:
            self.say(200, [tree_entry(path, content) for path, content in hub.models[repo].items()])
        else:
            self.say(200, self.about(repo))

    def serve(self, repo: str, path: str, asked: str) -> None:
        hub = self.server
        if repo in hub.gated and not (hub.token and hub.token in (self.headers.get("Authorization") or "")):
            message = f"Access to model {repo} is restricted."
            self.say(403, {"error": message}, X_Error_Code="GatedRepo", X_Error_Message=message)
            return
        content = hub.models.get(repo, {}).get(path)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        begin = int(first or 0)
        if content is None:
            known = repo in hub.models
            self.say(404, {"error": "no"}, X_Error_Code="EntryNotFound" if known else "RepoNotFound")
            return
        if last:  # only the beginning is wanted; no fault happens to that
            piece = content[begin : int(last) + 1]
            self.say(206, piece, Content_Range=f"bytes {begin}-{begin + len(piece) - 1}/{len(content)}")
            return
        faults = hub.faults.get(path, [])
        if faults and self.command == "GET" and faults.pop(0)(self, content, begin):
            return
        self.head(content, begin)
        if self.command == "GET":
            self.write(content[begin:])

    def head(self, content: bytes, begin: int) -> None:
        """Promise the rest of a file."""
        self.send_response(206 if begin else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(content) - begin))
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.end_headers()

    def write(self, content: bytes) -> None:
        """Send bytes, no faster than the hub is to be."""
        rate = self.server.bytes_per_s
        step = max(16_384, rate // 50) if rate else len(content) or 1
        for start in range(0, len(content), step):
            self.wfile.write(content[start : start + step])
            if rate:
                time.sleep(step / rate)

    def say(self, status: int, value: object, **headers: str) -> None:
        """A JSON answer."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def tree_entry(path: str, content: bytes) -> dict[str, Any]:
    """A file as the hub lists it, with its hashes."""
    oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content), "oid": oid}
    if path.endswith(APART):
        sha256 = hashlib.sha256(content).hexdigest()
        entry["lfs"] = {"oid": sha256, "size": len(content), "pointerSize": 134}
    return entry


# --- faults ---


def cut(after_bytes: int, reset: bool = False) -> Fault:
    """Promise everything, send so much, hang up; with a reset or politely."""

    def fault(answer: Answer, content: bytes, begin: int) -> bool:
        answer.head(content, begin)
        answer.wfile.write(content[begin : begin + after_bytes])
        answer.wfile.flush()
        answer.close_connection = True
        if reset:
            time.sleep(0.05)
            answer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            answer.connection.close()
        return True

    return fault


def stall(after_bytes: int, for_s: float) -> Fault:
    """Send so much, then nothing for a while."""

    def fault(answer: Answer, content: bytes, begin: int) -> bool:
        answer.head(content, begin)
        answer.wfile.write(content[begin : begin + after_bytes])
        answer.wfile.flush()
        time.sleep(for_s)
        answer.close_connection = True
        return True

    return fault


def wrong(answer: Answer, content: bytes, begin: int) -> bool:
    """One bit is not as it was."""
    answer.head(content, begin)
    answer.write((content[:-1] + bytes([content[-1] ^ 1]))[begin:])
    return True


def status(code: int, **headers: str) -> Fault:
    """An answer of the hub that is no file."""

    def fault(answer: Answer, _content: bytes, _begin: int) -> bool:
        answer.say(code, {"error": "no"}, **headers)
        return True

    return fault


def page(answer: Answer, _content: bytes, _begin: int) -> bool:
    """The sign-in page of a hotel."""
    answer.say(200, b"<!doctype html><title>Sign in</title>", Content_Type="text/html")
    return True


def whole(answer: Answer, content: bytes, _begin: int) -> bool:
    """The range is ignored, as some mirrors do."""
    answer.head(content, 0)
    answer.write(content)
    return True


def sent_on(url: str) -> Fault:
    """A redirect."""

    def fault(answer: Answer, _content: bytes, _begin: int) -> bool:
        answer.say(302, {}, Location=url)
        return True

    return fault


def longer(answer: Answer, content: bytes, _begin: int) -> bool:
    """More than the file has, without saying how much."""
    answer.send_response(200)
    answer.send_header("Connection", "close")
    answer.end_headers()
    answer.wfile.write(content + b"more")
    answer.close_connection = True
    return True


if __name__ == "__main__":
    root = Path(sys.argv[1])
    with running() as served:
        for model in root.glob("*/*"):
            names = [path for path in sorted(model.rglob("*")) if path.is_file()]
            served.add(
                model.relative_to(root).as_posix(),
                {path.relative_to(model).as_posix(): path.read_bytes() for path in names},
            )
        served.bytes_per_s = int(sys.argv[2]) if len(sys.argv) > 2 else 0
        print(served.url, flush=True)
        threading.Event().wait()
