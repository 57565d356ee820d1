"""The terminal of the `desktop-llm` command: results on one stream, a sentence on the other, all else in the log."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from dataclasses import dataclass
from typing import TextIO

from desktop_llm.core.errors import AppError
from desktop_llm.core.paths import logs_folder

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
EXIT_TROUBLE = 2
_LOG_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Console:
    """The person's terminal. The streams that libraries know lead to the log."""

    out: TextIO
    err: TextIO
    is_json: bool

    @classmethod
    def take(cls, is_json: bool) -> Console:
        """Keep the real streams for ourselves and point the process's own at the log file."""
        sys.stdout.flush()
        out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
        err = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")
        log = _open_log()
        for stream in (1, 2):
            os.dup2(log, stream)
        os.close(log)
        return cls(out, err, is_json)

    def print_json(self, value: JsonValue) -> None:
        """One JSON value on a line of its own."""
        self.print(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False))

    def print(self, text: str, end: str = "\n") -> None:
        self.out.write(text + end)
        self.out.flush()

    def report(self, error: AppError) -> int:
        """Say what went wrong and what to do; details go to the log."""
        from desktop_llm.ui.sentences import sentence_for

        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {error.code} {error.values}\n{error.detail}\n")
        sys.stderr.flush()
        sentence = sentence_for(error)
        if self.is_json:
            message = " ".join(part for part in (sentence.title, sentence.why) if part)
            found: JsonValue = {"code": str(error.code), "message": message, "next_step": sentence.next_step}
            self.print_json({"error": found})
        self.err.write(sentence.line + "\n")
        self.err.flush()
        return EXIT_TROUBLE


def _open_log() -> int:
    path = logs_folder() / "command.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_name("command.1.log"))
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def _plain(value: JsonValue) -> JsonValue:
    """The value with null for what JSON can not say (infinity, not a number)."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
