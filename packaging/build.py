#!/usr/bin/env python3
"""Builds what people install, by one command on each system, into `build/out`.

    python3 packaging/build.py             a .deb and a .tar.gz (Linux), an .exe (Windows), a .dmg (macOS)
    python3 packaging/build.py --sizes     only say what the parts of the program folder weigh
    python3 packaging/build.py --folder    stop at the program folder, without an installer around it

The libraries come into an environment of their own (`build/venv`): pinned, without tests, torch for the processor. What
goes into the folder is said by `installers/desktop-llm.spec`, what is put around it by the files beside that.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap
from installers import linux, macos, windows
from installers.icons import make_icons

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
VENV = BUILD / "venv"
SPEC = ROOT / "packaging" / "installers" / "desktop-llm.spec"
TOOLS = ROOT / "packaging" / "installers" / "requirements.txt"
WRAPPERS = {"Linux": linux.wrap, "Windows": windows.wrap, "Darwin": macos.wrap}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Build the installers of this system.")
    parser.add_argument("--folder", action="store_true", help="no installer around the program folder")
    parser.add_argument("--keep", action="store_true", help="wrap the program folder of the last build")
    parser.add_argument("--sizes", action="store_true", help="say what the parts of the last build weigh")
    options = parser.parse_args()
    folder = BUILD / "dist" / "desktop-llm"
    if not options.sizes and not options.keep:
        prepare()
        make_icons(ROOT / "resources" / "app.svg", BUILD / "icons", bootstrap.python_of(VENV))
        freeze()
    report(folder)
    if options.sizes or options.folder:
        return 0
    out = BUILD / "out"
    out.mkdir(parents=True, exist_ok=True)
    for made in WRAPPERS[platform.system()](ROOT, BUILD / "dist", out, version()):
        bootstrap.say(f"{made.name}: {made.stat().st_size / 1e6:.0f} MB")
    return 0


def version() -> str:
    """Of the program, from pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return next(found[1] for found in re.finditer(r'^version = "(.+)"', text, re.MULTILINE))


def prepare() -> None:
    """The environment that the program is frozen from: only what ships, and the tool that freezes it."""
    bootstrap.refuse_or_change_python()
    bootstrap.VENV = VENV
    wanted = f"{bootstrap.fingerprint()} {TOOLS.read_text('utf-8')}"
    stamp = VENV / "desktop-llm.stamp"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.make_venv(VENV)
    install_torch()
    bootstrap.say("Installing the other libraries and the tool that freezes them")
    if not bootstrap.pip("-c", str(bootstrap.PINS), "-r", str(TOOLS), "--editable", str(ROOT)):
        sys.exit("The libraries could not be installed; pip's own words stand above.")
    stamp.write_text(wanted, "utf-8")


def install_torch() -> None:
    """Torch for the processor, whatever cards the building computer has."""
    pins = bootstrap.PINS.read_text("utf-8")
    torch = next(found[1] for found in re.finditer(r"^torch==(\S+)", pins, re.MULTILINE))
    computer = bootstrap.look_at_computer(torch)._replace(has_nvidia=False)
    for build in bootstrap.torch_builds(computer, torch):
        if build.download_gb <= bootstrap.ASK_OVER_GB and bootstrap.pip(*build.pip_words):
            return
    sys.exit("There is no build of torch for the processor to be had here.")


def freeze() -> None:
    """The program folder: `build/dist/desktop-llm`."""
    bootstrap.say("Freezing the program: some minutes")
    words = ["--noconfirm", "--distpath", str(BUILD / "dist"), "--workpath", str(BUILD / "work"), "--log-level", "WARN"]
    command = [str(bootstrap.python_of(VENV)), "-m", "PyInstaller", *words, str(SPEC)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        sys.exit("The program could not be frozen; the reason stands above.")


def report(folder: Path) -> None:
    """Say what the folder weighs, by part."""
    if not folder.is_dir():
        return
    inside = folder / "_internal"
    parts: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(inside).parts[0] if path.is_relative_to(inside) else path.name
            parts[name] = parts.get(name, 0) + path.stat().st_size
    for name, size in sorted(parts.items(), key=lambda part: -part[1])[:15]:
        print(f"{size / 1e6:8.1f} MB  {name}")
    print(f"{sum(parts.values()) / 1e6:8.1f} MB  in all")


if __name__ == "__main__":
    sys.exit(main())
