"""Where the files that ship with the program lie: icons, texts, translations, starter checkpoints.

They stand in `resources/` beside the package in a checkout and inside the package in an installed copy. What
the files mean is left to whoever asks for them.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder; it is not checked whether it exists."""
    return _resource_root().joinpath(*parts)


def _resource_root() -> Path:
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
