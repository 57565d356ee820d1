"""What every test runs in: offscreen Qt, no network, a throw-away home, and nothing left running after."""

import contextlib
import os
import tempfile
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
# For what starts outside a test function (module fixtures, their children): never the person's own home.
os.environ["DESKTOP_LLM_HOME"] = tempfile.mkdtemp(prefix="desktop-llm-tests-")

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QThread

from desktop_llm.core.resources import resource_path

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
LEAVE_S = 3.0
"""How long a child or a thread that was told to stop may take to be gone."""

_deselected: dict[str, int] = {}
_started_threads: list[weakref.ReferenceType[QThread]] = []


def _record_thread_starts() -> None:
    start: Callable[..., None] = QThread.start

    def start_and_record(self: QThread, *args: QThread.Priority) -> None:
        _started_threads.append(weakref.ref(self))
        start(self, *args)

    QThread.start = start_and_record


_record_thread_starts()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here (oracle) or was not asked for (benchmark), and count it."""
    absent = set() if SHARED_DATA.is_dir() else {"oracle"}
    asked = config.option.markexpr or any("benchmarks" in argument for argument in config.args)
    unwanted = absent if asked else absent | {"benchmark"}
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        marker = next((name for name in sorted(unwanted) if item.get_closest_marker(name)), None)
        if marker is None:
            kept.append(item)
        else:
            left_out.append(item)
            _deselected[marker] = _deselected.get(marker, 0) + 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist tells the process that prints the summary what it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["deselected"] = dict(_deselected)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The other end of it: every worker collects all tests and leaves out the same."""
    _deselected.update(getattr(node, "workeroutput", {}).get("deselected", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why."""
    reasons = {
        "oracle": "need the reference checkpoints of ../shared/data, which is not here",
        "benchmark": "are benchmarks; run them with: pytest tests/benchmarks",
    }
    for marker, count in sorted(_deselected.items()):
        terminalreporter.write_line(f"{count} tests left out: they {reasons[marker]}")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's data folder for this test: empty, and gone afterwards."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("DESKTOP_LLM_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Checkpoints and texts made by others, with oracles; tests that use it are marked `oracle`."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def starter() -> Path:
    """The base checkpoint that ships."""
    return resource_path("checkpoints", "starter")


@pytest.fixture(scope="session")
def starter_chat() -> Path:
    """The chat-tuned checkpoint that ships."""
    return resource_path("checkpoints", "starter-chat")


@pytest.fixture(scope="session")
def starter_encoder() -> Path:
    """The encoder that ships."""
    return resource_path("checkpoints", "starter-encoder")


@pytest.fixture(autouse=True)
def nothing_left_running(home: Path) -> Iterator[None]:
    """Fail the test that leaves a child process or a Qt thread running, and end what it left."""
    before = {child.pid for child in _children()}
    first_thread = len(_started_threads)
    yield
    left = [*_processes_left(before), *_threads_left(_started_threads[first_thread:])]
    del _started_threads[first_thread:]
    if left:
        pytest.fail("left running: " + "; ".join(left))


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _processes_left(before: set[int]) -> list[str]:
    fresh = [child for child in _children() if child.pid not in before]
    _, alive = psutil.wait_procs([child for child in fresh if not _belongs_to_python(child)], timeout=LEAVE_S)
    names = []
    for child in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            names.append(f"process {child.pid} {' '.join(child.cmdline())[:200]}")
            child.kill()
            child.wait(LEAVE_S)
    return names


def _belongs_to_python(child: psutil.Process) -> bool:
    """Whether it is multiprocessing's own resource tracker, which lives as long as the test run."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return any("resource_tracker" in word for word in child.cmdline())
    return True


def _threads_left(started: list[weakref.ReferenceType[QThread]]) -> list[str]:
    names = []
    for reference in started:
        thread = reference()
        if thread is None or not shiboken6.isValid(thread) or not thread.isRunning():
            continue
        if not thread.wait(int(LEAVE_S * 1000)):
            names.append(f"thread {type(thread).__name__} '{thread.objectName()}'")
            thread.requestInterruption()
            thread.quit()
            thread.wait(int(LEAVE_S * 1000))
    return names
