"""Expected trouble as values: a code that crosses every border, and a native detail for "Copy details".

The sentences for the codes live in `desktop_llm.ui.sentences`, one per code.
"""

from __future__ import annotations

from enum import StrEnum

Value = str | int | float


class ErrorCode(StrEnum):
    """Every kind of trouble the application expects. `ui.sentences` has one sentence for each."""

    # A model folder
    NOT_A_MODEL = "not_a_model"  # no config.json, or not a folder
    FOLDER_MISSING = "folder_missing"  # it was there and is gone
    CONFIG_DAMAGED = "config_damaged"  # config.json is empty, not JSON, a web page, or holds impossible numbers
    WEIGHTS_MISSING = "weights_missing"  # no safetensors file, or a shard of the index is not there
    WEIGHTS_INCOMPLETE = "weights_incomplete"  # file shorter or longer than its header says (a download cut off)
    WEIGHTS_DAMAGED = "weights_damaged"  # header lies, overlaps, NaN, placeholder file, tensors missing
    WEIGHTS_PICKLED = "weights_pickled"  # only .bin/.pt: an old format that can run programs
    WEIGHTS_MISMATCH = "weights_mismatch"  # tensors do not match what config.json describes
    UNSAFE_PATH = "unsafe_path"  # an entry points outside the folder, or is no regular file
    TOKENIZER_MISSING = "tokenizer_missing"
    TOKENIZER_DAMAGED = "tokenizer_damaged"
    UNKNOWN_ARCHITECTURE = "unknown_architecture"
    REMOTE_CODE = "remote_code"  # the model asks to run its own program
    WRONG_KIND = "wrong_kind"  # this checkpoint can not do that (an encoder asked to chat)
    TEMPLATE_DAMAGED = "template_damaged"  # the chat template fails
    TOO_BIG = "too_big"  # would not fit in memory; said before loading
    NAME_TAKEN = "name_taken"
    UNKNOWN_MODEL = "unknown_model"  # a name that is neither in the list nor a folder
    ARCHIVE_UNSAFE = "archive_unsafe"  # a zip with names that lead out of it, links, or more than it can hold
    ARCHIVE_DAMAGED = "archive_damaged"  # no zip, or a broken one
    ADAPTER_NO_BASE = "adapter_no_base"  # no model of the list is the one that an adapter was made for
    ADAPTER_UNKNOWN = "adapter_unknown"  # an adapter of a kind that is not read
    IN_USE = "in_use"  # the checkpoint is answering or training just now
    # A text
    TEXT_MISSING = "text_missing"
    TEXT_EMPTY = "text_empty"
    TEXT_BINARY = "text_binary"
    TEXT_ENCODING = "text_encoding"  # no encoding reads it without damage
    TEXT_TOO_SHORT = "text_too_short"
    TEXT_TOO_LARGE = "text_too_large"
    TEXT_UNREADABLE = "text_unreadable"  # permissions, a folder, a device
    TEXT_KIND_UNKNOWN = "text_kind_unknown"  # a file type this version does not read
    TEXT_DAMAGED = "text_damaged"  # the file is not what its name says, or broken
    TEXT_LOCKED = "text_locked"  # a password stands before it
    TEXT_SCANNED = "text_scanned"  # a PDF of pictures without a text layer
    TEXT_ARCHIVE_UNSAFE = "text_archive_unsafe"  # names that lead out of it, too many or too large files in it
    TEXT_TOO_SLOW = "text_too_slow"  # reading it took longer than any honest file does
    TEXT_TOO_FEW = "text_too_few"  # not enough examples
    TEXT_NO_EXAMPLES = "text_no_examples"  # no example of the kind that was asked for
    TEXT_LABELS = "text_labels"  # one label only, or as many as rows
    TEXT_PREFERENCE = "text_preference"  # better and worse answers: for later
    # Running
    OUT_OF_MEMORY = "out_of_memory"
    PROMPT_TOO_LONG = "prompt_too_long"  # longer than the context even when alone
    DEVICE_MISSING = "device_missing"
    LLAMA_CPP_MISSING = "llama_cpp_missing"  # no llama.cpp on this system that can be called
    CONVERT_UNSUPPORTED = "convert_unsupported"  # this kind of model or tokenizer is not written as GGUF
    FOLDER_ONLY = "folder_only"  # a GGUF file can be chatted with and scored, not trained or looked into
    PRECISION_UNAVAILABLE = "precision_unavailable"
    LOSS_NOT_FINITE = "loss_not_finite"
    RUN_NOT_FINISHED = "run_not_finished"  # a folder said to hold a training's result holds none
    ENGINE_DIED = "engine_died"
    ENGINE_HANGS = "engine_hangs"
    ENGINE_PROTOCOL = "engine_protocol"
    ENGINE_CRASH_LOOP = "engine_crash_loop"
    BAD_OPTION = "bad_option"  # an option with an impossible value
    # The disk and the data folder
    DISK_FULL = "disk_full"
    DISK_UNWRITABLE = "disk_unwritable"
    COPY_DIFFERS = "copy_differs"  # what was written is not what was read: a failing disk
    STORE_DAMAGED = "store_damaged"  # the database was moved aside
    STORE_NEWER = "store_newer"  # written by a newer version
    STORE_LOCKED = "store_locked"  # another instance writes
    SETTINGS_DAMAGED = "settings_damaged"
    # The hub and downloads
    OFFLINE = "offline"  # the person switched the network off
    HUB_ADDRESS = "hub_address"  # neither an id nor a link to a model
    HUB_UNREACHABLE = "hub_unreachable"  # no connection, no such host, no answer
    HUB_TOKEN = "hub_token"  # 401: it wants an access token, or another one
    HUB_GATED = "hub_gated"  # its terms have to be accepted on its page first
    HUB_FORBIDDEN = "hub_forbidden"  # 403 without a word about terms
    HUB_NOT_FOUND = "hub_not_found"  # no such model, or a private one
    HUB_FILE_GONE = "hub_file_gone"  # the model is there, this file or version of it is not
    HUB_BUSY = "hub_busy"  # 429 or 5xx, more often than patience allows
    HUB_ODD_ANSWER = "hub_odd_answer"  # a web page in place of a file (a sign-in page of the network), or nonsense
    HUB_REDIRECT = "hub_redirect"  # sent on to an unsafe or endless place
    HUB_NO_WEIGHTS = "hub_no_weights"  # nothing in it that this version can use
    DOWNLOAD_CUT = "download_cut"  # the line breaks again and again
    DOWNLOAD_WRONG = "download_wrong"  # the hash was wrong each time
    DOWNLOAD_ELSEWHERE = "download_elsewhere"  # another process fetches it
    # Not expected
    BUG = "bug"  # caught once per border; detail holds the report


class AppError(Exception):
    """Expected trouble.

    Args:
        code: What happened.
        detail: Native text for "Copy details"; never shown as the sentence.
        **values: Numbers and names that the sentence for this code may use, e.g. `needed_bytes`, `free_bytes`,
            `file`, `limit`.
    """

    def __init__(self, code: ErrorCode, detail: str = "", **values: Value) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.values: dict[str, Value] = dict(values)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else str(self.code)
