"""The borders between the parts: read from the source text, and proven in processes of their own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "desktop_llm"
CORE = "desktop_llm.core"
MAY_IMPORT: dict[str, set[str]] = {
    # besides the standard library and the part itself
    "core": {"platformdirs", "psutil", "tomli_w"},
    "documents": {
        CORE, "charset_normalizer", "pypdfium2", "docx", "lxml", "bs4", "striprtf", "openpyxl", "defusedxml",
    },
    "engine": {  # psutil: the memory of its own process
        CORE, "desktop_llm.documents", "psutil", "numpy", "torch", "transformers", "peft", "accelerate",
        "safetensors", "tokenizers", "sentencepiece", "sacrebleu", "gguf", "xllamacpp", "tensorboardX",
    },
    "network": {CORE, "huggingface_hub", "httpx2", "keyring"},
    "workers": {CORE, "PySide6.QtCore"},
    "ui": {
        CORE, "desktop_llm.workers", "PySide6", "numpy", "markdown_it", "mdit_py_plugins",
        "pygments", "ziamath",
    },
}  # fmt: skip
NOT_IN_UI = {"sqlite3", "http", "urllib.request", "socket", "asyncio"}


def imported(path: Path) -> Iterator[str]:
    """Every name that a file imports, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def modules_of(part: str) -> list[str]:
    """Dotted names of all modules of a part."""
    names = []
    for path in sorted((ROOT / part).rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def test_every_part_is_known() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert folders <= set(MAY_IMPORT), "a folder that the table of borders does not know"
    assert {path.name for path in ROOT.glob("*.py")} <= {
        "__init__.py", "__main__.py", "app.py", "cli.py", "cli_check.py", "cli_compare.py", "cli_console.py",
        "cli_convert.py", "cli_download.py", "cli_elsewhere.py", "cli_export.py", "cli_fit.py", "cli_options.py",
        "cli_read.py", "cli_train.py", "instance.py",
    }  # fmt: skip


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_part_imports_only_what_it_may(part: str) -> None:
    allowed = MAY_IMPORT[part] | {f"desktop_llm.{part}", "desktop_llm.__version__"}
    bad = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / part).rglob("*.py"))
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not is_within(name, allowed)
    ]
    assert not bad, "\n".join(bad)


def test_ui_has_no_sql_and_no_http() -> None:
    bad = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for name in imported(path)
        if is_within(name, NOT_IN_UI)
    ]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(
    ("parts", "forbidden"),
    [
        (["core", "documents", "workers", "ui"], {"torch", "transformers", "desktop_llm.engine"}),
        (["core", "documents", "engine"], {"PySide6", "shiboken6"}),
        (["core"], {"torch", "numpy", "PySide6"}),
    ],
    ids=["window", "engine", "core"],
)
def test_process_does_not_load(parts: list[str], forbidden: set[str]) -> None:
    """Importing all of a part in a fresh process must not bring the other side's libraries along."""
    modules = [name for part in parts for name in modules_of(part)]
    program = (
        f"import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {sorted(forbidden)!r} if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"
