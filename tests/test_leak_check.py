"""The leak check of conftest.py, held against tests that do leave something running."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEAVES_A_PROCESS = """
import subprocess, sys
def test_it():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
"""
LEAVES_A_THREAD = """
from PySide6.QtCore import QThread
class Restless(QThread):
    def run(self):
        while not self.isInterruptionRequested():
            self.msleep(20)
kept = []
def test_it(qapp):
    kept.append(Restless())
    kept[0].start()
"""
LEAVES_NOTHING = """
import subprocess, sys
from PySide6.QtCore import QThread
class Brief(QThread):
    def run(self):
        self.msleep(50)
kept = []
def test_it(qapp):
    kept.append(Brief())
    kept[0].start()
    subprocess.Popen([sys.executable, "-c", "pass"]).wait()
"""
WARNS = """
import warnings
def test_it():
    warnings.warn("something new")
"""


def run_pytest(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    file = folder / "test_sample.py"
    file.write_text(source, "utf-8")
    words = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "tests.conftest", str(file)]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (LEAVES_A_PROCESS, "left running: process"),
        (LEAVES_A_THREAD, "left running: thread Restless"),
        (WARNS, "UserWarning: something new"),
    ],
    ids=["process", "thread", "warning"],
)
def test_what_is_left_fails_the_test(tmp_path: Path, source: str, said: str) -> None:
    done = run_pytest(tmp_path, source)
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout


def test_what_ends_by_itself_passes(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, LEAVES_NOTHING)
    assert done.returncode == 0, done.stdout + done.stderr
