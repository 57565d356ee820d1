"""What the hub says of its models: search, and one model with its files, card and facts, before any weight is fetched.

Lists and descriptions come by the hub's own client (`huggingface_hub`), small files and the heads of weights by ours.
Its calls block, so they run in threads.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import struct
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpx2

from desktop_llm.core.architectures import architectures
from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.hub import FileKind, HubFile, HubModel, HubQuery, HubRow, check_files, repo_of, variants_of
from desktop_llm.core.preflight_config import CONFIG_LIMIT_BYTES, check_config, sizes
from desktop_llm.core.preflight_weights import Weights, is_tied
from desktop_llm.core.safetensors_header import HEADER_LIMIT_BYTES, TensorEntry, read_header
from desktop_llm.network.connection import Connection, status_error, transport_error

_ANSWER_S = 20.0
_CARD_BYTES = 400_000
_ROW_PARTS = ["downloads", "tags", "pipeline_tag", "gated", "safetensors", "library_name", "config"]
T = TypeVar("T")


async def search(connection: Connection, query: HubQuery) -> tuple[HubRow, ...]:
    """The most fetched models that fit a query.

    Raises:
        AppError: As the hub or the line object.
    """
    tags = [query.language] if query.language else []
    if query.licence:
        tags.append(f"license:{query.licence}")
    if query.trainable:
        tags.append("safetensors")

    def ask(api: Any) -> list[Any]:
        return list(
            api.list_models(
                search=query.words or None,
                pipeline_tag=query.task or None,
                filter=tags or None,
                num_parameters=f"max:{query.most_parameters}" if query.most_parameters else None,
                sort="downloads",
                limit=query.limit,
                expand=_ROW_PARTS,
            )
        )

    rows = [_row(info) for info in await _asked(connection, query.words, ask)]
    if query.most_parameters:
        rows = [row for row in rows if row.parameters <= query.most_parameters]
    return tuple(row for row in rows if row.trainable or not query.trainable)


async def model(connection: Connection, text: str) -> HubModel:
    """All about one model.

    Args:
        connection: Where the hub is.
        text: Its id, or a link to it.

    Raises:
        AppError: HUB_ADDRESS, UNSAFE_PATH, or as the hub or the line object.
    """
    repo = repo_of(text)
    info = await _asked(connection, repo, lambda api: api.model_info(repo))
    revision = str(info.sha or "")
    if not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise AppError(ErrorCode.HUB_ODD_ANSWER, f"revision {revision[:60]!r}", host=connection.host)

    def ask_files(api: Any) -> list[HubFile]:
        return _files(api.list_repo_tree(repo, recursive=True, revision=revision))

    files = tuple(
        file
        for file in await _asked(connection, repo, ask_files)
        if not any(part.startswith(".") for part in file.path.split("/"))  # .gitattributes and the like
    )
    check_files(files)
    row = _row(info)
    known = {file.path: file for file in files}
    async with connection.client() as client:
        reader = _Reader(client, connection, repo, revision, known)
        card, facts, trouble = "", None, None
        try:
            card = (await reader.read("README.md", _CARD_BYTES)).decode("utf-8", "replace")
            facts, trouble = await _facts(reader, row.licence, files)
        except AppError as error:
            if error.code is not ErrorCode.HUB_GATED:
                raise
            trouble = error.code
    return HubModel(
        repo, revision, files, row.licence, row.task, row.languages, row.is_gated, row.downloads, card, facts, trouble,
        variants_of(files),
    )  # fmt: skip


class _Client(httpx2.Client):
    """Says at once what is wrong; the hub's own client would try again for half a minute without a word."""

    def __init__(self, connection: Connection, name: str) -> None:
        super().__init__(follow_redirects=True, timeout=_ANSWER_S, proxy=connection.proxy or None)
        self._connection, self._name = connection, name

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        try:
            response = super().send(request, **options)
        except httpx2.TransportError as error:
            raise transport_error(error, self._connection, began=False) from error
        refusal = status_error(response, self._connection, self._name)
        if refusal is not None:
            response.close()
            raise refusal
        return response


def _api(connection: Connection, name: str) -> Any:
    """The hub's client, for this address and token alone; it never looks for a token or an address by itself."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read when the library is imported
    import huggingface_hub

    huggingface_hub.set_client_factory(lambda: _Client(connection, name))
    return huggingface_hub.HfApi(endpoint=connection.endpoint.rstrip("/"), token=connection.token or False)


async def _asked(connection: Connection, name: str, ask: Callable[[Any], T]) -> T:
    connection.check()
    try:
        return await asyncio.to_thread(lambda: ask(_api(connection, name)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # a web page in place of JSON, or other JSON
        detail = f"{type(error).__name__}: {error}"[:400]
        raise AppError(ErrorCode.HUB_ODD_ANSWER, detail, host=connection.host) from error


def _row(info: Any) -> HubRow:
    tags = [str(tag) for tag in info.tags or ()]
    licence = next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), "")
    counts = info.safetensors.parameters if info.safetensors else {}
    config = info.config if isinstance(getattr(info, "config", None), dict) else {}
    model_type = str(config.get("model_type", ""))
    has_safetensors = "safetensors" in tags or bool(counts)
    known = model_type in architectures().causal or not model_type
    return HubRow(
        repo=str(info.id),
        downloads=int(info.downloads or 0),
        licence=licence,
        task=str(info.pipeline_tag or ""),
        languages=tuple(tag for tag in tags if re.fullmatch("[a-z]{2}", tag)),
        parameters=int(info.safetensors.total) if info.safetensors else 0,
        is_gated=bool(info.gated),
        has_safetensors=has_safetensors,
        has_gguf="gguf" in tags,
        trainable=has_safetensors and known and "gguf" not in tags,
    )


def _files(entries: Iterable[Any]) -> list[HubFile]:
    found = []
    for entry in entries:
        if not hasattr(entry, "blob_id"):  # a folder
            continue
        lfs = entry.lfs
        size = int(lfs.size if lfs else entry.size)
        found.append(HubFile(str(entry.path), size, str(lfs.sha256) if lfs else "", "" if lfs else str(entry.blob_id)))
    return found


class _Reader:
    """Reads the beginnings of a model's files."""

    def __init__(
        self, client: httpx2.AsyncClient, connection: Connection, repo: str, revision: str, known: dict[str, HubFile]
    ) -> None:
        self._client, self._connection, self._repo, self._known = client, connection, repo, known
        self._base = f"{connection.endpoint.rstrip('/')}/{repo}/resolve/{revision}"

    async def read(self, path: str, limit_bytes: int, begin: int = 0) -> bytes:
        """At most so many bytes of a file, b"" where it is not there.

        Raises:
            AppError: As the hub or the line object.
        """
        if path not in self._known:
            return b""
        headers = {**self._connection.headers(), "Accept-Encoding": "identity"}
        if begin or self._known[path].size_bytes > limit_bytes:
            headers["Range"] = f"bytes={begin}-{begin + limit_bytes - 1}"
        content = bytearray()
        try:
            async with self._client.stream("GET", f"{self._base}/{path}", headers=headers) as response:
                error = status_error(response, self._connection, self._repo, path)
                if error is not None:
                    raise error
                skip = begin if response.status_code == 200 else 0
                async for piece in response.aiter_raw():
                    content += piece
                    if len(content) >= skip + limit_bytes:
                        break
        except httpx2.TransportError as error:
            raise transport_error(error, self._connection, began=False) from error
        return bytes(content[skip : skip + limit_bytes])

    async def header(self, file: HubFile) -> dict[str, TensorEntry]:
        """The tensors of a safetensors file, from its first bytes alone."""
        start = await self.read(file.path, 8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 0 < length <= HEADER_LIMIT_BYTES:
            raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"a header of {length} bytes", file=file.path)
        head = await self.read(file.path, 8 + length)
        return read_header(io.BytesIO(head), file.size_bytes, file.path)


async def _facts(
    reader: _Reader, licence: str, files: tuple[HubFile, ...]
) -> tuple[ModelFacts | None, ErrorCode | None]:
    """The facts as the pre-flight would find them, or why the model can not be used here."""
    variants = variants_of(files)
    if not variants:
        return None, ErrorCode.HUB_NO_WEIGHTS
    if variants[0].kind is not FileKind.WEIGHTS:
        return None, ErrorCode.WEIGHTS_PICKLED if variants[0].kind is FileKind.PICKLED else None
    try:
        config = json.loads(await reader.read("config.json", CONFIG_LIMIT_BYTES) or b"null")
        if not isinstance(config, dict):
            return None, ErrorCode.NOT_A_MODEL
        model_type, text = check_config(config)
        numbers = sizes(text, model_type)
        weights = [file for file in variants[0].files if file.kind is FileKind.WEIGHTS]
        headers = await asyncio.gather(*(reader.header(file) for file in weights[:64]))
    except AppError as error:
        if error.code in (ErrorCode.HUB_GATED, ErrorCode.HUB_UNREACHABLE, ErrorCode.HUB_BUSY, ErrorCode.HUB_TOKEN):
            raise
        return None, error.code
    except ValueError:
        return None, ErrorCode.CONFIG_DAMAGED
    weights_read = Weights({name: tensor for header in headers for name, tensor in header.items()})
    named = config.get("architectures") or [""]
    architecture = str(named[0]) if isinstance(named, list) else ""
    causal = architectures().causal
    template = b"chat_template" in await reader.read("tokenizer_config.json", 2_000_000)
    template = template or any(file.path.endswith("chat_template.jinja") for file in files)
    writes = model_type in causal and (causal[model_type] == architecture or architecture.endswith("ForCausalLM"))
    kind = (Kind.CHAT if template else Kind.BASE) if writes else Kind.OTHER
    if architectures().masked.get(model_type) == architecture:
        kind = Kind.MASKED
    return (
        ModelFacts(
            kind=kind,
            architecture=architecture,
            model_type=model_type,
            parameters=weights_read.parameters,
            weights_bytes=weights_read.size_bytes,
            dtype=weights_read.dtype,
            context_tokens=numbers.context_tokens,
            layers=numbers.layers,
            hidden=numbers.hidden,
            heads=numbers.heads,
            kv_heads=numbers.kv_heads,
            head_size=numbers.head_size,
            intermediate=numbers.intermediate,
            vocabulary=numbers.vocabulary,
            experts=numbers.experts,
            experts_per_token=numbers.experts_per_token,
            expert_width=numbers.expert_width,
            window_tokens=numbers.window_tokens,
            windowed_layers=numbers.windowed_layers,
            tied_embeddings=is_tied(weights_read, config, text),
            has_chat_template=template,
            licence=licence,
        ),
        None,
    )
