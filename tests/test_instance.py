"""One window for each data folder, with real second processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop_llm.instance import Instance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_llm.instance import Instance
app = QCoreApplication([])
instance = Instance(Path(sys.argv[1]))
print(instance.is_first, flush=True)
if instance.is_first:
    app.exec()
else:
    print(instance.raise_first(["/a text.txt"]), flush=True)
"""


def _second(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", SECOND, str(home)], stdout=subprocess.PIPE, text=True)


def test_a_second_launch_raises_the_first_and_hands_its_files_over(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert first.is_first
    received: list[list[str]] = []
    first.paths_received.connect(received.append)
    with qtbot.waitSignal(first.raise_requested, timeout=20000):
        second = _second(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=10000)
    assert second.communicate()[0].split() == ["False", "True"]
    assert received == [["/a text.txt"]]
    first.close()


def test_after_a_kill_the_next_launch_is_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    assert QCoreApplication.instance() is not None
    killed = _second(tmp_path)
    assert killed.stdout is not None and killed.stdout.readline().strip() == "True"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    after = Instance(tmp_path)
    assert after.is_first
    after.close()


def test_two_data_folders_are_two_instances(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one, other = Instance(tmp_path / "a"), Instance(tmp_path / "b")
    assert one.is_first and other.is_first
    one.close()
    other.close()
