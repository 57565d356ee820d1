"""The set-up: which torch it takes, what it asks and says, and that a half-made state is put right."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILE = ROOT / "packaging" / "bootstrap.py"
VERSION = "2.13.0"


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


# --- which torch -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "machine", "nvidia", "folder", "reaches", "expected"),
    [
        # No NVIDIA on Linux: the CPU build wherever it can be had; several GB only as the last way.
        ("Linux", "x86_64", False, "wheels", False, [("+cpu", 0.0), ("==2.13.0", 2.7)]),
        ("Linux", "x86_64", False, "", True, [("+cpu", 0.2), ("==2.13.0", 2.7)]),
        ("Linux", "x86_64", False, "", False, [("==2.13.0", 2.7)]),
        ("Linux", "aarch64", False, "", False, [("==2.13.0", 0.2)]),
        # An NVIDIA GPU on Linux: the index's own build, and the CPU build for someone who says no to it.
        ("Linux", "x86_64", True, "", True, [("===2.13.0", 2.7), ("+cpu", 0.2)]),
        ("Linux", "x86_64", True, "wheels", False, [("===2.13.0", 2.7), ("+cpu", 0.0)]),
        ("Windows", "AMD64", True, "", True, [("+cu130", 2.0), ("==2.13.0", 0.2)]),
        ("Windows", "AMD64", True, "", False, [("==2.13.0", 0.2)]),
        ("Windows", "AMD64", False, "", False, [("==2.13.0", 0.2)]),
        ("Darwin", "arm64", False, "", False, [("==2.13.0", 0.2)]),
    ],
)
def test_torch_fits_the_computer(
    bootstrap: ModuleType,
    system: str,
    machine: str,
    nvidia: bool,
    folder: str,
    reaches: bool,
    expected: list[tuple[str, float]],
) -> None:
    computer = bootstrap.Computer(system, machine, nvidia, folder, reaches)
    builds = bootstrap.torch_builds(computer, VERSION)
    seen = [(next(word for word in build.pip_words if word.startswith("torch")), build.download_gb) for build in builds]
    assert len(seen) == len(expected)
    for (word, size), (ending, expected_size) in zip(seen, expected, strict=True):
        assert word.endswith(ending)
        assert size == expected_size


def test_cpu_build_never_leaves_the_choice_to_pip(bootstrap: ModuleType) -> None:
    """With an index beside it, pip would quietly take the several GB when the CPU build is not found."""
    for folder, reaches in (("wheels", False), ("", True)):
        build = bootstrap.torch_builds(bootstrap.Computer("Linux", "x86_64", False, folder, reaches), VERSION)[0]
        assert f"torch=={VERSION}+cpu" in build.pip_words
        assert "--no-index" in build.pip_words or "--index-url" in build.pip_words


def test_large_download_is_said_and_done_without_a_terminal(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", (ROOT / "LICENSE").open(encoding="utf-8"))
    assert bootstrap.agreed(bootstrap.TorchBuild("torch", (), 2.7))
    assert "2.7 GB" in capsys.readouterr().out
    sys.stdin.close()


@pytest.mark.parametrize(("typed", "agreed"), [("y\n", True), ("\n", False), ("n\n", False)])
@pytest.mark.skipif(os.name == "nt", reason="pseudo terminals are a Unix thing")
def test_large_download_is_asked_for_at_a_terminal(typed: str, agreed: bool) -> None:
    import pty

    program = (
        "import importlib.util as u, sys; s = u.spec_from_file_location('b', sys.argv[1]); m = u.module_from_spec(s); "
        "sys.modules['b'] = m; s.loader.exec_module(m); print('agreed', m.agreed(m.TorchBuild('torch', (), 2.7)))"
    )
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        [sys.executable, "-c", program, str(FILE)], stdin=theirs, capture_output=True, text=True, timeout=60, check=True
    )
    os.close(ours)
    os.close(theirs)
    assert "Download it now?" in done.stdout
    assert f"agreed {agreed}" in done.stdout


# --- looking around ----------------------------------------------------------------------------------------


class _Answer(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404 if self.path == "/missing" else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[str]:
    http = HTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join()


def test_server_that_answers_is_reachable(bootstrap: ModuleType, server: str) -> None:
    assert bootstrap.is_reachable(server + "/")
    assert bootstrap.is_reachable(server + "/missing")


def test_server_that_is_silent_is_given_up_soon(bootstrap: ModuleType) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.monotonic()
        assert not bootstrap.is_reachable(address)
        assert time.monotonic() - start < bootstrap.REACH_S + 2
    assert not bootstrap.is_reachable(address)


def test_wheel_in_a_folder_known_to_pip_is_found(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(bootstrap, "python_of", lambda venv: Path(sys.executable))
    places = bootstrap.find_links()
    assert str(folder) in places
    assert not bootstrap.folder_with_cpu_wheel([str(folder)], VERSION)
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    name = f"torch-{VERSION}+cpu-{tag}-{tag}-manylinux_2_28_{bootstrap.platform.machine()}.whl"
    (folder / name).touch()
    assert bootstrap.folder_with_cpu_wheel([str(folder)], VERSION) == str(folder)
    assert bootstrap.folder_with_cpu_wheel([f"file://{folder}"], VERSION) == str(folder)
    assert not bootstrap.folder_with_cpu_wheel([str(folder)], "2.99.0")


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for nvidia-smi")
@pytest.mark.parametrize(
    ("script", "found"),
    [("echo 'GPU 0: Some Card'", True), ("echo 'No devices were found'", False), ("exit 9", False)],
)
def test_nvidia_counts_only_with_a_working_driver(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, found: bool
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.has_nvidia() is found


@pytest.mark.skipif(sys.platform != "linux", reason="system libraries are checked on Linux only")
def test_missing_library_is_named_in_one_line(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 100\n", "utf-8")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))  # an apt-get that may not install, no sudo
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "OFFSCREEN_LIBRARIES", {"libc.so.6": "libc6", "libnowhere.so.9": "libnowhere9"})
    with pytest.raises(SystemExit) as ended:
        bootstrap.provide_libraries(windowed=False, with_fonts=False)
    assert "sudo apt-get install libnowhere9" in str(ended.value)
    assert "libc6" not in str(ended.value)


# --- the virtual environment ---------------------------------------------------------------------------------


def test_half_made_environment_is_made_anew(bootstrap: ModuleType, tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "desktop-llm.mark").touch()
    (venv / "bin" / "python").write_text("torn", "utf-8")
    bootstrap.make_venv(venv)
    subprocess.run([bootstrap.python_of(venv), "-m", "pip", "--version"], check=True, capture_output=True)
    assert not list(tmp_path.glob(".venv-old-*"))


def test_environment_of_someone_else_is_kept(bootstrap: ModuleType, tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / "mine.txt").write_text("mine", "utf-8")
    bootstrap.make_venv(venv)
    assert (tmp_path / ".venv-old-1" / "mine.txt").read_text("utf-8") == "mine"
    assert bootstrap.python_of(venv).exists()


def checkout_copy(folder: Path) -> Path:
    """The files a set-up looks at, in a folder of their own."""
    (folder / "packaging").mkdir(parents=True)
    for name in ("pyproject.toml", "packaging/requirements.txt", "packaging/bootstrap.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_set_up_is_stale_after_a_new_pin_and_in_another_place(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = checkout_copy(tmp_path / "one")
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(bootstrap, "PINS", checkout / "packaging" / "requirements.txt")
    first = bootstrap.fingerprint()
    assert bootstrap.fingerprint() == first
    bootstrap.PINS.write_text(bootstrap.PINS.read_text("utf-8") + "extra==1.0\n", "utf-8")
    second = bootstrap.fingerprint()
    monkeypatch.setattr(bootstrap, "ROOT", checkout_copy(tmp_path / "two"))
    assert len({first, second, bootstrap.fingerprint()}) == 3


def test_failed_install_is_said_and_gone_on_with(tmp_path: Path) -> None:
    """No index at all: a sentence and exit status 1, and the next run does not begin from nothing."""
    checkout = checkout_copy(tmp_path / "checkout")
    env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    env["https_proxy"] = "http://127.0.0.1:9"  # PyTorch's server cannot be reached either
    command = [sys.executable, str(checkout / "packaging" / "bootstrap.py"), "models"]
    first = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert first.returncode == 1
    assert "PyTorch could not be installed" in first.stderr
    assert "Traceback" not in first.stderr
    again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert again.returncode == 1
    assert "Making a virtual environment" in first.stdout
    assert "Making a virtual environment" not in again.stdout


def test_python_that_does_not_fit_is_refused_in_a_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 99))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        bootstrap.refuse_or_change_python()
    assert "needs Python 3.11, 3.12 or 3.13; this is" in str(ended.value)


# --- the pins ------------------------------------------------------------------------------------------------


def pins() -> dict[str, str]:
    lines = (ROOT / "packaging" / "requirements.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["test"]]
    versions = pins()
    outside = [str(r) for r in wanted if not r.specifier.contains(versions.get(canonicalize_name(r.name), "0.dev0"))]
    assert not outside


def test_pins_are_versions_and_no_addresses() -> None:
    text = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines)
    assert len(lines) == len(pins())
