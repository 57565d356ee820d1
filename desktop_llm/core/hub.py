"""What a model hub says of a model, as plain values; and which of its files are worth having.

The hub itself is asked by `network`; nothing here opens a connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import safe_file_name

USUAL_ENDPOINT = "https://huggingface.co"
MANY_FILES = 2_000
_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?", re.ASCII)
_DEEPEST = 4
_NOT_OWNERS = {"datasets", "spaces", "models", "api", "docs", "blog", "papers", "collections"}
_SHARD = re.compile(r"(.+?)-\d{5}-of-\d{5}(\.\w+)")
_QUANTISED = re.compile(r"(?:^|[-_.])((?:UD-)?I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|BF16|F16|F32|MXFP4\w*)$", re.IGNORECASE)
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_OTHER_FORMATS = (".h5", ".msgpack", ".ot", ".onnx", ".onnx_data", ".tflite", ".mlmodel", ".mlpackage", ".npz", ".nemo")
_TEXT_NAMES = re.compile(
    r"(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|modules|"
    r"preprocessor_config|processor_config|sentence_bert_config|config_sentence_transformers|chat_template|"
    r"adapter_config)\.json|merges\.txt|vocab\.txt|spiece\.model|tokenizer\.model(\.v\d+)?|sentencepiece\.bpe\.model|"
    r"spm\.model|.*\.tiktoken|.*\.jinja|(readme|licen[cs]e|notice|use_policy|copying)[\w.-]*(\.md|\.txt)?",
    re.IGNORECASE,
)
_LARGEST_TEXT_BYTES = 100_000_000


class FileKind(StrEnum):
    """What a file of a model is for."""

    WEIGHTS = "weights"  # safetensors
    QUANTISED = "quantised"  # GGUF
    PICKLED = "pickled"  # an old format that can run programs
    OTHER_FORMAT = "other_format"  # the same weights for other programs
    TEXT = "text"  # settings, tokenizer, template, card, licence
    CODE = "code"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a model on the hub.

    Attributes:
        sha256: Of the content, where the hub keeps it apart (all weights).
        blob_sha1: Git's hash of the content, for all other files.
    """

    path: str
    size_bytes: int
    sha256: str = ""
    blob_sha1: str = ""

    @property
    def kind(self) -> FileKind:
        name = PurePosixPath(self.path).name.lower()
        if name.endswith(".safetensors"):
            return FileKind.WEIGHTS
        if name.endswith(".gguf"):
            return FileKind.QUANTISED
        if name.endswith(_PICKLED):
            return FileKind.PICKLED
        if name.endswith(_OTHER_FORMATS):
            return FileKind.OTHER_FORMAT
        if name.endswith((".py", ".ipynb", ".sh")):
            return FileKind.CODE
        if _TEXT_NAMES.fullmatch(name) or name == "model.safetensors.index.json":
            return FileKind.TEXT if self.size_bytes <= _LARGEST_TEXT_BYTES else FileKind.REST
        return FileKind.REST


@dataclass(frozen=True, slots=True)
class HubQuery:
    """What the person looks for; "" and 0 ask for nothing.

    Attributes:
        task: A pipeline tag of the hub, such as "text-generation".
        licence: Such as "apache-2.0".
        language: Such as "de".
        most_parameters: The largest size wanted.
        trainable: Only what can be taught here: safetensors, of a family this version trains.
    """

    words: str = ""
    task: str = ""
    licence: str = ""
    language: str = ""
    most_parameters: int = 0
    trainable: bool = False
    limit: int = 40


@dataclass(frozen=True, slots=True)
class HubRow:
    """One find of a search."""

    repo: str
    downloads: int = 0
    licence: str = ""
    task: str = ""
    languages: tuple[str, ...] = ()
    parameters: int = 0
    is_gated: bool = False
    has_safetensors: bool = False
    has_gguf: bool = False
    trainable: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A set of files that belong together: one of them is taken, never all.

    Attributes:
        key: "safetensors", "pickled", or the name of the GGUF file.
        precision: For GGUF what its name says, such as "Q4_K_M".
        files: With the text files that go with it.
    """

    key: str
    kind: FileKind
    files: tuple[HubFile, ...]
    precision: str = ""

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class HubModel:
    """All that can be known of a model before its weights are fetched.

    Attributes:
        revision: The commit, so that all files come from one state.
        card: The model card's Markdown.
        facts: From the config and the headers of the weights; None where they do not tell.
        trouble: Why it can not be used here, as far as that is known before fetching.
    """

    repo: str
    revision: str
    files: tuple[HubFile, ...]
    licence: str = ""
    task: str = ""
    languages: tuple[str, ...] = ()
    is_gated: bool = False
    downloads: int = 0
    card: str = ""
    facts: ModelFacts | None = None
    trouble: ErrorCode | None = None
    variants: tuple[Variant, ...] = field(default=())


def repo_of(text: str) -> str:
    """The id of a model from what a person pastes: `owner/name`, or a link to any of its pages.

    Raises:
        AppError: HUB_ADDRESS.
    """
    words = text.strip().strip("<>\"'")
    path = words.removeprefix("hf://")
    if "://" in words and not words.startswith("hf://"):
        path = unquote(urlsplit(words).path)
    elif re.match(r"[\w.-]+\.\w{2,}/", words) and words.count("/") >= 2:
        path = words.partition("/")[2]
    parts = [part for part in path.split("?")[0].split("#")[0].split("/") if part]
    repo = "/".join(parts[:2])
    if not _REPO.fullmatch(repo) or parts[0] in _NOT_OWNERS or ".." in repo or "--" in repo or repo.endswith(".git"):
        raise AppError(ErrorCode.HUB_ADDRESS, text[:300], address=words[:80])
    return repo


def check_files(files: tuple[HubFile, ...]) -> None:
    """Pass files whose names stay inside one folder on any system.

    Raises:
        AppError: UNSAFE_PATH, or HUB_ODD_ANSWER for sizes and numbers of files that can not be.
    """
    if len(files) > MANY_FILES:
        raise AppError(ErrorCode.HUB_ODD_ANSWER, f"{len(files)} files")
    seen: set[str] = set()
    for file in files:
        parts = file.path.split("/")
        plain = all(part and safe_file_name(part) == part and not part.startswith(".") for part in parts)
        if not plain or len(parts) > _DEEPEST or file.path.casefold() in seen or file.path.endswith(".part"):
            raise AppError(ErrorCode.UNSAFE_PATH, f"the hub names {file.path[:200]!r}", file=file.path[:80])
        seen.add(file.path.casefold())
        if not 0 <= file.size_bytes < 1 << 45:
            raise AppError(ErrorCode.HUB_ODD_ANSWER, f"{file.path} of {file.size_bytes} bytes", file=file.path)
        if not (re.fullmatch("[0-9a-f]{64}", file.sha256) or re.fullmatch("[0-9a-f]{40}", file.blob_sha1)):
            raise AppError(ErrorCode.HUB_ODD_ANSWER, f"{file.path} without a hash", file=file.path)


def variants_of(files: tuple[HubFile, ...]) -> tuple[Variant, ...]:
    """The sets of files to choose from, safest first; what belongs to none of them is left on the hub."""
    texts = tuple(file for file in files if file.kind is FileKind.TEXT and _is_near(file))
    found: list[Variant] = []
    weights = _safetensors(files)
    if weights:
        found.append(Variant("safetensors", FileKind.WEIGHTS, (*texts, *weights)))
    groups: dict[str, list[HubFile]] = {}
    for file in files:
        if file.kind is FileKind.QUANTISED and "mmproj" not in file.path.lower():
            match = _SHARD.fullmatch(file.path)
            groups.setdefault(match[1] + match[2] if match else file.path, []).append(file)
    cards = tuple(file for file in texts if file.path.lower().startswith(("readme", "licen", "notice")))
    for name, parts in sorted(groups.items(), key=lambda group: sum(file.size_bytes for file in group[1])):
        stem = PurePosixPath(name).stem
        match = _QUANTISED.search(stem)
        found.append(Variant(name, FileKind.QUANTISED, (*cards, *parts), match[1].upper() if match else ""))
    pickled = tuple(
        file
        for file in files
        if "/" not in file.path and re.fullmatch(r"(pytorch_model|adapter_model).*\.bin", file.path)
    )
    if pickled and not weights:
        found.append(Variant("pickled", FileKind.PICKLED, (*texts, *pickled)))
    return tuple(found)


def _safetensors(files: tuple[HubFile, ...]) -> tuple[HubFile, ...]:
    """The weights transformers would open: those called `model…` or `adapter_model…` where there are any."""
    top = [file for file in files if file.kind is FileKind.WEIGHTS and "/" not in file.path]
    named = [file for file in top if re.match(r"(adapter_)?model([-.]|\.safetensors)", file.path)]
    whole = [file for file in named if file.path in ("model.safetensors", "adapter_model.safetensors")]
    return tuple(whole or named or top)


def _is_near(file: HubFile) -> bool:
    """At the top, or in one of the folders that libraries look into."""
    folder = file.path.rpartition("/")[0]
    return folder in ("", "additional_chat_templates") or folder.endswith("_Pooling")
