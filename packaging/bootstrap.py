#!/usr/bin/env python3
"""Set Desktop LLM up from a plain checkout and start it; or set it up and run its tests.

    python3 packaging/bootstrap.py             open the window (without a display: the tour, offscreen)
    python3 packaging/bootstrap.py test        ruff, mypy and the tests; more words go to pytest
    python3 packaging/bootstrap.py native      build llama.cpp for this processor (optional, some minutes)
    python3 packaging/bootstrap.py models ...  any other word goes to the `desktop-llm` command

Standard library only, one file for Linux, Windows and macOS. It keeps to `.venv` in the checkout and asks
before it downloads more than 1 GB. The versions stand in `requirements.txt` beside this file; what the
program needs at all is said by `pyproject.toml`. Must stay readable for Python 3.7, to refuse it in words.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PINS = ROOT / "packaging" / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 13)
TORCH_WHEELS = "https://download.pytorch.org/whl/"
"""PyTorch's own builds: `cpu`, `cu130`. The package index has one build per system only."""
REACH_S = 4.0
ASK_OVER_GB = 1.0

OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt opens even without a window, and the Debian package that has it."""
WINDOW_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What a window on X11 needs besides; without them Qt aborts, which no program can catch."""


class TorchBuild(NamedTuple):
    """One way to get torch."""

    what: str
    pip_words: tuple[str, ...]
    download_gb: float


class Computer(NamedTuple):
    """What the choice of a torch build depends on."""

    system: str
    machine: str
    has_nvidia: bool
    wheel_folder: str
    reaches_pytorch: bool


def say(text: str) -> None:
    """Tell the person what is being done."""
    print(f"[desktop-llm] {text}", flush=True)


def main(words: list[str]) -> int:
    """Set up what is missing, then hand over; the exit status."""
    refuse_or_change_python()
    testing = words[:1] == ["test"]
    windowed = not testing and not words and has_display()
    set_up(with_tests=testing, windowed=windowed)
    if testing:
        return run_tests(words[1:])
    if words == ["native"]:
        return subprocess.call([str(python_of(VENV)), str(Path(__file__).with_name("native.py"))], cwd=ROOT)
    if words or windowed:
        return run_program(words)
    pictures = ROOT / "tour-pictures"
    say("There is no display here, so the program shows itself: the tour runs offscreen.")
    status = run_program(["tour", "--out", str(pictures)])
    say(f"The tour's pictures and its report.json are in {pictures}")
    return status


# --- Python and the virtual environment ---------------------------------------------------------------------


def refuse_or_change_python() -> None:
    """Go on in a Python that fits; end with one sentence where there is none."""
    if platform.system() == "Darwin" and platform.machine() == "x86_64":
        sys.exit("PyTorch has no build for Intel Macs. On an Apple silicon Mac, use its own build of Python.")
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    other = another_python()
    if other is None:
        sys.exit(
            f"Desktop LLM needs Python 3.11, 3.12 or 3.13; this is {platform.python_version()}. "
            "Install one (python.org, or your system's packages) and run this again with it."
        )
    say(f"This is Python {platform.python_version()}; going on with {' '.join(other)}.")
    sys.exit(subprocess.call([*other, str(Path(__file__).resolve()), *sys.argv[1:]]))


def another_python() -> list[str] | None:
    """The command of an installed Python that fits."""
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        command = ["py", f"-3.{minor}"] if os.name == "nt" else [f"python3.{minor}"]
        if shutil.which(command[0]):
            test = f"import sys; sys.exit(sys.version_info[:2] != (3, {minor}))"
            if subprocess.run([*command, "-c", test], capture_output=True, check=False).returncode == 0:
                return command
    return None


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv(venv: Path) -> None:
    """A fresh virtual environment with pip; what stood there is removed if ours, else moved aside."""
    mark = venv / "desktop-llm.mark"
    if mark.exists():
        say("An earlier set-up was not finished; starting it afresh.")
        shutil.rmtree(venv)
    elif venv.exists() or venv.is_symlink():
        asides = (venv.with_name(f".venv-old-{number}") for number in range(1, 1000))
        aside = next(path for path in asides if not path.exists())
        say(f"There is a {venv.name} that this program did not finish; moving it to {aside.name}.")
        venv.rename(aside)
    say(f"Making a virtual environment in {venv}")
    venv.mkdir(parents=True)
    mark.write_text("made by packaging/bootstrap.py\n", "utf-8")
    command = [sys.executable, "-m", "venv", str(venv)]
    package = f"python3.{sys.version_info[1]}-venv"
    if runs(command) or make_venv_by_virtualenv(venv) or (apt_install([package]) and runs(command)):
        return
    shutil.rmtree(venv)
    hint = f"sudo apt-get install {package}" if shutil.which("apt-get") else "Is its venv module installed?"
    sys.exit(f"This Python cannot make a virtual environment.\n  {hint}")


def make_venv_by_virtualenv(venv: Path) -> bool:
    """The other way, where the venv module is missing but pip is there."""
    tools = venv / "virtualenv-tool"
    pip = [sys.executable, "-m", "pip", "install", "--target", str(tools), "virtualenv"]
    made = runs(pip) and runs([sys.executable, "-m", "virtualenv", str(venv)], PYTHONPATH=str(tools))
    shutil.rmtree(tools, ignore_errors=True)
    return made


def runs(command: list[str], **variables: str) -> bool:
    """Whether a command, run without a word on the screen, succeeds."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, **variables})
    except OSError:
        return False
    return done.returncode == 0


def fingerprint() -> str:
    """What a finished set-up depends on: another checkout, Python or list of versions makes it stale."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]} {platform.machine()}".encode())
    for path in (ROOT / "pyproject.toml", PINS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up(with_tests: bool, windowed: bool) -> None:
    """Bring `.venv` and the system's libraries to what this checkout needs; quick where they are."""
    stamp = VENV / "desktop-llm.stamp"
    found = stamp.read_text("utf-8").split() if stamp.exists() else ["", "", ""]
    kind = "test" if with_tests or found[1] == "test" else "app"
    wanted = [fingerprint(), kind, f"3.{sys.version_info[1]}"]
    provide_libraries(windowed, with_fonts=not found[0])
    fits = found[2] == wanted[2] and python_of(VENV).exists()
    if fits and found == wanted:
        return
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    say(f"Setting up Desktop LLM: some minutes, once, and about 2 GB of the {free_gb:.0f} GB free here.")
    if not fits:
        make_venv(VENV)
    stamp.unlink(missing_ok=True)  # a set-up that is killed from here on is begun afresh
    try:
        install_libraries(with_tests=kind == "test")
    except SystemExit:
        stamp.write_text(f"unfinished {kind} {wanted[2]}\n", "utf-8")
        raise
    stamp.write_text(" ".join(wanted) + "\n", "utf-8")
    say("Set-up done.")


def install_libraries(with_tests: bool) -> None:
    """Torch first, then all the rest at the pinned versions, then a try."""
    install_torch()
    tools = " and the test tools" if with_tests else ""
    say(f"Installing the other libraries{tools} (a download of about 0.2 GB)")
    if not pip("--constraint", str(PINS), "--editable", f"{ROOT}[test]" if with_tests else str(ROOT)):
        sys.exit(
            "The libraries could not be installed; pip's own words stand above. Does this computer have a "
            "network, and does pip reach its package index? Then run this again: it goes on from here."
        )
    say("Trying the libraries")
    trial = (
        "import torch, PySide6, PySide6.QtWidgets; "
        "print('  torch', torch.__version__, '  PySide6', PySide6.__version__)"
    )
    if subprocess.run([str(python_of(VENV)), "-c", trial], check=False).returncode != 0:
        sys.exit("The libraries are installed but do not start; the reason stands above.")


def pip(*words: str) -> bool:
    """Run pip's install in the virtual environment; whether it went well. In a log it only tells faults."""
    env = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    quiet = [] if sys.stdout.isatty() else ["-qq"]  # errors only
    command = [str(python_of(VENV)), "-m", "pip", "install", *quiet, *words]
    return subprocess.run(command, check=False, env=env).returncode == 0


# --- torch -------------------------------------------------------------------------------------------------


def install_torch() -> None:
    """Install the build of torch that fits this computer; nothing where one is there already."""
    version = next(m[1] for m in re.finditer(r"^torch==(\S+)", PINS.read_text("utf-8"), re.MULTILINE))
    probe = f"from importlib.metadata import version as v; exit(v('torch').split('+')[0] != '{version}')"
    if runs([str(python_of(VENV)), "-c", probe]):
        return
    computer = look_at_computer(version)
    for build in torch_builds(computer, version):
        size = f" (a download of about {build.download_gb:g} GB)" if build.download_gb else ""
        say(f"Installing {build.what}{size}")
        if agreed(build) and pip(*build.pip_words):
            return
    sys.exit(
        "PyTorch could not be installed. With a network, run this again; without one, put its wheel into a "
        "folder and name that folder to pip:  PIP_FIND_LINKS=FOLDER"
    )


def look_at_computer(torch_version: str) -> Computer:
    """The facts that decide which torch."""
    system, nvidia = platform.system(), has_nvidia()
    folder = folder_with_cpu_wheel(find_links(), torch_version) if system == "Linux" else ""
    say("NVIDIA GPU found." if nvidia else "No NVIDIA GPU found: PyTorch will use the processor.")
    needs_server = (system == "Linux" and not folder) or (system == "Windows" and nvidia)
    reaches = needs_server and is_reachable(TORCH_WHEELS + "cpu/torch/")
    if needs_server and not reaches:
        say("PyTorch's own server cannot be reached from here; left is the package index.")
    return Computer(system, platform.machine(), nvidia, folder, reaches)


def torch_builds(computer: Computer, version: str) -> list[TorchBuild]:
    """The builds to try, the best first. For Linux on x86-64 the package index has the CUDA build only."""
    linux, gpu = computer.system == "Linux", computer.has_nvidia
    index_gb = 2.7 if linux and computer.machine == "x86_64" else 0.2
    # `===` compares the text: "==" would take a "+cpu" wheel of a local folder for the newer one.
    exact = "===" if linux and gpu else "=="
    index = TorchBuild("PyTorch from the package index", (f"torch{exact}{version}",), index_gb)
    builds = [index] if linux and gpu else []
    if computer.system == "Windows" and gpu and computer.reaches_pytorch:
        cuda = ("--no-deps", f"torch=={version}+cu130", "--index-url", TORCH_WHEELS + "cu130")
        builds.append(TorchBuild("PyTorch for the NVIDIA GPU", cuda, 2.0))
    cpu = ("--no-deps", f"torch=={version}+cpu")
    if computer.wheel_folder:
        local = (*cpu, "--no-index", "--find-links", computer.wheel_folder)
        builds.append(TorchBuild(f"PyTorch for the processor from {computer.wheel_folder}", local, 0.0))
    if linux and computer.reaches_pytorch:
        server = (*cpu, "--index-url", TORCH_WHEELS + "cpu")
        builds.append(TorchBuild("PyTorch for the processor", server, 0.2))
    return builds if index in builds else [*builds, index]


def agreed(build: TorchBuild) -> bool:
    """Whether to download that much: asked where someone can answer, said where nobody can."""
    if build.download_gb <= ASK_OVER_GB:
        return True
    say(f"That is about {build.download_gb:g} GB to download and 6 GB on disk.")
    if not sys.stdin.isatty():
        say("There is no terminal to ask at, so it goes on.")
        return True
    return input("Download it now? [y/N] ").strip().lower() in {"y", "yes"}


def has_nvidia() -> bool:
    """Whether an NVIDIA GPU with a working driver is here."""
    if not shutil.which("nvidia-smi"):
        return False
    listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    return listed.returncode == 0 and "GPU" in listed.stdout


def find_links() -> list[str]:
    """The folders and pages that this computer's pip is told to look into as well."""
    command = [str(python_of(VENV)), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    values = re.findall(r"^\S*\.find-links=(['\"])(.*?)\1$", listed, re.MULTILINE)
    return [place for _, value in values for place in re.split(r"\s+|\\n", value) if place]


def folder_with_cpu_wheel(places: list[str], version: str) -> str:
    """The first local folder among them that holds a CPU wheel of torch for this Python; "" for none."""
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    for place in places:
        folder = Path(place[len("file://") :] if place.startswith("file://") else place)
        if any(folder.glob(f"torch-{version}+cpu-{tag}-*{platform.machine()}.whl")):
            return str(folder)
    return ""


def is_reachable(url: str) -> bool:
    """Whether a server answers a HEAD request soon; any answer below 500 counts."""
    answers: list[bool] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=REACH_S):
                answers.append(True)
        except urllib.error.HTTPError as error:
            answers.append(error.code < 500)
        except OSError:
            answers.append(False)

    thread = threading.Thread(target=ask, daemon=True)  # the search for an address heeds no time limit
    thread.start()
    thread.join(REACH_S + 1)
    return answers == [True]


# --- the system's libraries --------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window could be seen."""
    if platform.system() != "Linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Those that the loader does not find, by file name."""
    missing = []
    for name in libraries:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def provide_libraries(windowed: bool, with_fonts: bool) -> None:
    """Install the system libraries that Qt misses where that is allowed; else end with the line to copy."""
    if platform.system() != "Linux":
        return
    libraries = OFFSCREEN_LIBRARIES | WINDOW_LIBRARIES if windowed else OFFSCREEN_LIBRARIES
    missing = missing_libraries(libraries)
    fonts = missing_fonts() if with_fonts else []
    if not missing and not fonts:
        return
    say("This computer lacks what Qt needs: " + ", ".join([*missing, *fonts]))
    packages = [libraries[name] for name in missing] + fonts
    if apt_install(packages):
        missing = missing_libraries(libraries)
        if not missing:
            return
    line = copyable_line(missing, packages)
    wayland = windowed and "WAYLAND_DISPLAY" in os.environ and not set(missing) & set(OFFSCREEN_LIBRARIES)
    if missing and not wayland:
        sys.exit(f"Please install them and run this again:\n  {line}")
    say(f"It goes on without them. Should letters or the window be missing:  {line}")


def copyable_line(libraries: list[str], debian_packages: list[str]) -> str:
    """One line that installs them, where the system's way is known."""
    if shutil.which("apt-get"):
        return "sudo apt-get install " + " ".join(debian_packages)
    if shutil.which("dnf"):
        return "sudo dnf install " + " ".join(f"'{name}()(64bit)'" for name in libraries)
    return "the packages of your system that hold " + ", ".join(libraries)


def missing_fonts() -> list[str]:
    """The font packages to add: one for Latin letters, one for Chinese."""
    if not shutil.which("fc-list"):
        return ["fontconfig", "fonts-dejavu-core", "fonts-noto-cjk"]
    wanted = {"en": "fonts-dejavu-core", "zh": "fonts-noto-cjk"}
    return [wanted[language] for language in wanted if not fonts_for(language)]


def fonts_for(language: str) -> str:
    """What fontconfig lists for a language."""
    command = ["fc-list", f":lang={language}", "file"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages where that needs no password; whether it was done."""
    if not shutil.which("apt-get"):
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not runs(["sudo", "-n", "true"]):
        return False
    say("Installing system packages: " + " ".join(packages))
    apt_get = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    for option in ("Acquire::Retries=1", "Acquire::http::Timeout=20", "DPkg::Lock::Timeout=120"):
        apt_get += ["-o", option]
    install = [*apt_get, "install", "--no-install-recommends", *packages]
    if runs(install):
        return True
    say("Not found in the package lists that are here; fetching new ones")
    return runs([*apt_get, "update"]) and runs(install)


# --- handing over ------------------------------------------------------------------------------------------


def run_program(words: list[str]) -> int:
    """The program itself; its exit status."""
    with subprocess.Popen([str(python_of(VENV)), "-m", "desktop_llm", *words]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the program heard it as well and ends in its own way


def run_tests(words: list[str]) -> int:
    """Ruff and mypy, then pytest, whose summary ends the output. With words for pytest, only pytest."""
    python = str(python_of(VENV))
    status = 0
    checks = {} if words else {"ruff": ["ruff", "check", "."], "mypy": ["mypy"]}
    for name, command in checks.items():
        say(f"Running {name}")
        if subprocess.run([python, "-m", *command], cwd=ROOT, check=False).returncode != 0:
            say(f"{name} found something: this run fails, whatever the tests say.")
            status = 1
    say("Running the tests")
    # One process of tests per core, whole files to each; their engines must not spin for one another's cores.
    chosen = words or ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE"}
    tests = subprocess.run([python, "-m", "pytest", *chosen], cwd=ROOT, env=environment, check=False)
    return tests.returncode or status


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped. Run it again to go on.")
