"""A training job as a file a person can read: `job.toml`. What a job means is `core.training`."""

from __future__ import annotations

import dataclasses
import tomllib
from typing import Any

import tomli_w

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.training import Method, TrainJob

VERSION = 1
_FIELDS = {field.name: field for field in dataclasses.fields(TrainJob)}
_NUMBERS = {"learning_rate", "weight_decay", "warmup_share", "gradient_clip", "lora_alpha", "lora_dropout"}
_NUMBERS |= {"epochs", "minutes", "held_out_share"}
_WHOLE_NUMBERS = {"steps", "seed", "block_tokens", "batch_tokens", "lora_rank", "threads"}


def job_to_toml(job: TrainJob) -> str:
    """The job as TOML text; what was left to the engine (None) is left out."""
    values: dict[str, object] = {"version": VERSION}
    for name in _FIELDS:
        value = getattr(job, name)
        if value is not None:
            values[name] = list(value) if isinstance(value, tuple) else value
    values["method"] = job.method.value
    return tomli_w.dumps(values, multiline_strings=False)


def job_from_toml(text: str) -> TrainJob:
    """The job that a TOML text describes. Fields that this version does not know are an error, not ignored.

    Raises:
        AppError: BAD_OPTION (`option` names the field, "" where the text is no TOML).
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AppError(ErrorCode.BAD_OPTION, str(error), option="") from error
    values.pop("version", None)
    missing = [name for name in ("name", "base_path", "texts") if name not in values]
    unknown = [name for name in values if name not in _FIELDS]
    if missing or unknown:
        name = (missing + unknown)[0]
        raise AppError(ErrorCode.BAD_OPTION, f"{'missing' if missing else 'unknown'}: {name}", option=name)
    return TrainJob(**{name: _checked(name, value) for name, value in values.items()})


def _checked(name: str, value: Any) -> Any:
    """The value with the field's type."""
    if name == "method" and value in set(Method):
        return Method(value)
    if name == "texts" and isinstance(value, list) and all(isinstance(path, str) for path in value):
        return tuple(value)
    if name in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if name in _WHOLE_NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return value
    if name not in _NUMBERS | _WHOLE_NUMBERS | {"method", "texts"} and isinstance(value, str):
        return value
    raise AppError(ErrorCode.BAD_OPTION, f"{name} = {value!r}", option=name)
