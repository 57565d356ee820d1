"""What the person chose, in one readable JSON file; a bad line of it costs that line only.

Which choices mean what on screen is left to `ui`; who may change them while the window runs, to `ui.state`.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import move_aside, write_atomically
from desktop_llm.core.paths import settings_path

_LONGEST_FILE_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice with its default.

    Attributes:
        theme: "system", "light" or "dark".
        text_factor: Size of all text; 1 is the system's.
        language: "system", "en" or "zh".
        library_folder: Where models lie; "" for the usual place.
        more_folders: Further folders of models, also on drives that come and go.
        device: "auto", "cpu", "cuda:N" or "mps".
        precision: "auto", "fp32", "bf16", "fp16", "8bit" or "4bit"; a wish that models may not be able to fulfil.
        threads: CPU threads; 0 is automatic.
        opened_folders: Model folders elsewhere that the person opened.
        names: Names the person gave, by checkpoint id.
        window_geometry: Qt's saved geometry as base64 text.
        hub_endpoint: Address of the hub or of a mirror; "" for the usual one.
        proxy: For everything that leaves this computer; "" for the system's.
        is_offline: Nothing is asked of any other computer.
        last_place: "chat", "train", "compare", "models" or "settings".
    """

    theme: str = "system"
    text_factor: float = 1.0
    language: str = "system"
    library_folder: str = ""
    more_folders: tuple[str, ...] = ()
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    opened_folders: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    window_geometry: str = ""
    sidebar_open: bool = True
    reduced_motion: bool = False
    last_model_path: str = ""
    hub_endpoint: str = ""
    proxy: str = ""
    is_offline: bool = False
    last_place: str = "chat"


def load_settings(path: Path | None = None) -> tuple[Settings, AppError | None]:
    """The settings, and what could not be read of them.

    Args:
        path: The file; the usual one by default. A missing one gives the defaults.

    Returns:
        The settings with the default for every unreadable field, and SETTINGS_DAMAGED where there was one,
        with `fields` (their names, comma-separated) and `moved_to` (where a wholly unreadable file lies now,
        or "").
    """
    path = path or settings_path()
    entries, trouble = _read_entries(path)
    if trouble is not None:
        return Settings(), trouble
    values: dict[str, object] = {}
    bad: list[str] = []
    for name, accepts in _ACCEPTS.items():
        if name not in entries:
            continue
        value = accepts(entries[name])
        if value is None:
            bad.append(name)
        else:
            values[name] = value
    settings = Settings(**values)  # type: ignore[arg-type]
    if not bad:
        return settings, None
    names = ", ".join(bad)
    return settings, AppError(ErrorCode.SETTINGS_DAMAGED, f"{path}: {names}", fields=names, moved_to="")


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings; entries of the file that this version does not know stay in it.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    path = path or settings_path()
    entries, _ = _read_entries(path)
    entries.update(asdict(settings))
    write_atomically(path, json.dumps(entries, ensure_ascii=False, indent=2) + "\n", private=True)


class LiveSettings:
    """The settings of this process: read and changed from any thread; `save` writes what they are then."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings_path()
        self._changing = threading.Lock()
        self._saving = threading.Lock()
        self._value, self.trouble = load_settings(self._path)

    @property
    def value(self) -> Settings:
        """What is chosen now."""
        return self._value

    def change(self, **changes: object) -> Settings:
        """Choose anew, in memory; the settings after it."""
        return self.change_with(lambda value: replace(value, **changes))  # type: ignore[arg-type]

    def change_with(self, change: Callable[[Settings], Settings]) -> Settings:
        """Change depending on what is chosen, with no other thread's change between."""
        with self._changing:
            self._value = change(self._value)
            return self._value

    def save(self) -> None:
        """Write to the disk; takes some milliseconds.

        Raises:
            AppError: DISK_FULL or DISK_UNWRITABLE.
        """
        with self._saving:
            save_settings(self._value, self._path)


def _read_entries(path: Path) -> tuple[dict[str, object], AppError | None]:
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_FILE_BYTES + 1).decode("utf-8-sig")
        entries = json.loads(text) if len(text) <= _LONGEST_FILE_BYTES else None
        if isinstance(entries, dict):
            return entries, None
        reason = "not a JSON object"
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, AppError(ErrorCode.SETTINGS_DAMAGED, f"{path}: {error}", fields=_ALL, moved_to="")
    except (ValueError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
    try:
        moved_to = str(move_aside(path))
    except AppError:
        moved_to = ""
    return {}, AppError(ErrorCode.SETTINGS_DAMAGED, f"{path}: {reason}", fields=_ALL, moved_to=moved_to)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) < 100_000 and "\0" not in value else None


def _one_of(*choices: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in choices else None


def _starting(*starts: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and len(value) < 20 and value.startswith(starts) else None


def _number(low: float, high: float) -> Callable[[object], float | None]:
    def accepts(value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if low <= value <= high and math.isfinite(value) else None

    return accepts


def _count(high: int) -> Callable[[object], int | None]:
    return lambda value: value if type(value) is int and 0 <= value <= high else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or any(_text(item) is None for item in value):
        return None
    return tuple(value)


def _named(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict) or any(_text(item) is None for item in value.values()):
        return None
    return dict(value)


_ACCEPTS: dict[str, Callable[[object], object | None]] = {
    "theme": _one_of("system", "light", "dark"),
    "text_factor": _number(0.5, 4.0),
    "language": _one_of("system", "en", "zh"),
    "library_folder": _text,
    "more_folders": _texts,
    "device": _starting("auto", "cpu", "cuda", "mps"),
    "precision": _one_of("auto", "fp32", "bf16", "fp16", "8bit", "4bit"),
    "threads": _count(4096),
    "opened_folders": _texts,
    "names": _named,
    "window_geometry": _text,
    "sidebar_open": _flag,
    "reduced_motion": _flag,
    "last_model_path": _text,
    "hub_endpoint": _text,
    "proxy": _text,
    "is_offline": _flag,
    "last_place": _one_of("chat", "train", "compare", "models", "settings"),
}
"""For each field what turns an entry of the file into its value, or None where it cannot be."""
_ALL = ", ".join(entry.name for entry in fields(Settings))
