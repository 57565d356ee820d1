"""A training job as a file a person can read: `job.toml`. What a job means is `core.training`."""

from __future__ import annotations

import dataclasses
import tomllib
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

import tomli_w

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.training import TrainJob

VERSION = 2
_HINTS = {TrainJob: get_type_hints(TrainJob), Reading: get_type_hints(Reading)}


def job_to_toml(job: TrainJob) -> str:
    """The job as TOML text; what was left to the engine (None) is left out."""
    return tomli_w.dumps({"version": VERSION, **_values(job)}, multiline_strings=False)


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
    if "held_out_share" in values:  # stood beside the others until version 2
        values.setdefault("reading", {}).setdefault("held_out_share", values.pop("held_out_share"))
    for name in ("name", "base_path", "texts"):
        if name not in values:
            raise AppError(ErrorCode.BAD_OPTION, f"missing: {name}", option=name)
    return TrainJob(**_checked(TrainJob, values))


def _values(value: TrainJob | Reading) -> dict[str, object]:
    """The fields as TOML has them; tables come last, as TOML wants them."""
    plain: dict[str, object] = {}
    for field in dataclasses.fields(value):
        found = getattr(value, field.name)
        if isinstance(found, StrEnum):
            plain[field.name] = found.value
        elif isinstance(found, tuple):
            plain[field.name] = list(found)
        elif found is not None and not isinstance(found, Reading):
            plain[field.name] = found
    if isinstance(value, TrainJob):
        plain["reading"] = _values(value.reading)
    return plain


def _checked(owner: type[TrainJob | Reading], values: dict[str, Any]) -> dict[str, Any]:
    """The values with the types of a class's fields."""
    hints = _HINTS[owner]
    checked = {}
    for name, value in values.items():
        if name not in hints:
            raise AppError(ErrorCode.BAD_OPTION, f"unknown: {name}", option=name)
        if hints[name] is Reading and isinstance(value, dict):
            checked[name] = Reading(**_checked(Reading, value))
        else:
            checked[name] = _of_type(name, hints[name], value)
    return checked


def _of_type(name: str, hint: Any, value: Any) -> Any:
    kind = next((part for part in get_args(hint) if part is not type(None)), hint) if _is_optional(hint) else hint
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and is_number:
        return float(value)
    if kind is int and isinstance(value, int) and is_number:
        return value
    if kind in (bool, str) and isinstance(value, kind):
        return value
    if isinstance(kind, type) and issubclass(kind, StrEnum) and value in set(kind):
        return kind(value)
    if get_origin(kind) is tuple and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise AppError(ErrorCode.BAD_OPTION, f"{name} = {value!r}", option=name)


def _is_optional(hint: Any) -> bool:
    return type(None) in get_args(hint)
