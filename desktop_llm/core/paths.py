"""Where the program keeps what is the person's: one folder, and the names in it.

Nothing is created by asking for a path. Files that ship with the program are `core.resources`.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_FOLDER_NAME = "desktop-llm"


def data_home() -> Path:
    """The data folder: `DESKTOP_LLM_HOME` where set (tests, portable use), else the system's place for it."""
    chosen = os.environ.get("DESKTOP_LLM_HOME", "")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(platformdirs.user_data_dir(_FOLDER_NAME, appauthor=False))


def library_folder(chosen: str = "") -> Path:
    """Where models lie: the folder `chosen` in the settings, or `library/` in the data folder for ""."""
    return Path(chosen).expanduser().absolute() if chosen else data_home() / "library"


def runs_folder() -> Path:
    """One folder for each training."""
    return data_home() / "runs"


def trash_folder() -> Path:
    """What was thrown away and can come back."""
    return data_home() / "trash"


def store_path() -> Path:
    """The database of conversations and comparisons."""
    return data_home() / "store.sqlite3"


def settings_path() -> Path:
    """What the person chose (`core.settings`)."""
    return data_home() / "settings.json"


def converted_folder() -> Path:
    """Weights in 8 and 4 bit, kept so that the next load is quick. May be deleted at any time."""
    return data_home() / "converted"


def logs_folder() -> Path:
    """What to look at when something went wrong; no prompt text goes there."""
    return data_home() / "logs"
