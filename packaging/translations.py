"""Brings the Chinese translation up to the words in the code: collects them, drops those gone, makes the .qm.

    python packaging/translations.py           update resources/translations/ and say what is left to translate
    python packaging/translations.py --check   change nothing; exit code 1 when something is missing or stale

The words are translated in `desktop_llm_zh.ts` with a text editor or Qt Linguist. Which language a window speaks is
left to `desktop_llm/ui/language.py`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QTranslator

ROOT = Path(__file__).resolve().parents[1]
TS = ROOT / "resources" / "translations" / "desktop_llm_zh.ts"
QM = TS.with_suffix(".qm")
ALIASES = ("translate+=_t", "QT_TRANSLATE_NOOP+=_N")
"""What the code calls `QCoreApplication.translate` and `QT_TRANSLATE_NOOP` besides."""

Messages = dict[tuple[str, str], str]
"""Translation by (context, source text); empty where there is none yet."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Update or check the Chinese translation.")
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 when something is wrong")
    if parser.parse_args().check:
        wrong = faults()
    else:
        TS.parent.mkdir(parents=True, exist_ok=True)
        collect(TS)
        compile_to(QM)
        wrong = faults()
    for line in wrong:
        print(line)
    count = len(read_messages(TS))
    print(f"{count} texts, {len(wrong)} to look at" if wrong else f"{count} texts, all translated")
    return 1 if wrong else 0


def faults() -> list[str]:
    """What is wrong with the files as they are, one line each."""
    if not TS.exists() or not QM.exists():
        return [f"{path.name} is missing" for path in (TS, QM) if not path.exists()]
    stored = read_messages(TS)
    with tempfile.TemporaryDirectory() as folder:
        fresh_file = Path(folder) / TS.name
        shutil.copyfile(TS, fresh_file)
        collect(fresh_file)
        fresh = read_messages(fresh_file)
    lines = [f"not collected yet: {_shown(key)}" for key in fresh if key not in stored]
    lines += [f"not in the code any more: {_shown(key)}" for key in stored if key not in fresh]
    lines += [f"not translated: {_shown(key)}" for key, words in stored.items() if not words]
    lines += [
        f"other placeholders: {_shown(key)} -> {words!r}"
        for key, words in stored.items()
        if words and placeholders(key[1]) != placeholders(words)
    ]
    compiled = QTranslator()
    if not compiled.load(str(QM)):
        return [*lines, f"{QM.name} can not be read"]
    lines += [
        f"older in {QM.name}: {_shown(key)}"
        for key, words in stored.items()
        if words and compiled.translate(key[0], key[1]) != words
    ]
    return lines


def collect(ts: Path) -> None:
    """Take the texts of the code into a .ts file; keep translations, drop what is gone, note no line numbers."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop_llm").rglob("*.py"))
    aliases = [word for alias in ALIASES for word in ("-tr-function-alias", alias)]
    kept = ("-no-obsolete", "-locations", "none", "-source-language", "en_US", "-target-language", "zh_CN")
    _run("pyside6-lupdate", *sources, *aliases, *kept, "-ts", str(ts))


def compile_to(qm: Path) -> None:
    """Make the file that the window loads."""
    _run("pyside6-lrelease", "-silent", str(TS), "-qm", str(qm))


def read_messages(ts: Path) -> Messages:
    """Every text of a .ts file with its translation."""
    messages: Messages = {}
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            words = "".join(translation.itertext()) if translation is not None and done else ""
            messages[context.findtext("name", ""), message.findtext("source", "")] = words
    return messages


def placeholders(text: str) -> list[str]:
    """The names in curly brackets, sorted, each as often as it stands there."""
    return sorted(re.findall(r"\{\w*\}", text))


def _shown(key: tuple[str, str]) -> str:
    return f"{key[0]}: {key[1]!r}"


def _run(tool: str, *arguments: str) -> None:
    path = shutil.which(tool, path=sysconfig.get_path("scripts")) or shutil.which(tool)
    if path is None:
        sys.exit(f"{tool} is not there; it comes with PySide6-Essentials")
    done = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool} failed: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
