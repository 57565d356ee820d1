"""Killed at any instant: what was acknowledged is there, and the file is whole."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_llm.core.store import Store
from desktop_llm.core.store_schema import MIGRATIONS, version_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL")
ROOT = Path(__file__).parents[2]


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
    )


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """In memory where there is such a place: a kill is the fault here, not a power cut, and a disk is slow."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def test_sixty_kills_lose_nothing_that_was_acknowledged(quick_folder: Path) -> None:
    done = python("-m", "tests.faults.store_writer", str(quick_folder / "store.sqlite3"), "60")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["acknowledged"] > 60, "the writers wrote something"
    assert report["interrupted"] > 5, "some were killed in the middle of an answer"
    assert (report["lost"], report["damaged"], report["rests"]) == ([], [], [])


WRITE_FILE = """
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from desktop_llm.core.files import write_atomically
path = Path(sys.argv[1])
size = int(sys.argv[2])
number = 0
while True:
    number += 1
    write_atomically(path, f"{number:08d}" * size)
    print(number, flush=True)
"""


@pytest.mark.parametrize("kill", range(4))
def test_a_killed_writer_leaves_the_old_file_or_the_new(tmp_path: Path, kill: int) -> None:
    path = tmp_path / "settings.json"
    size = 200_000
    command = [sys.executable, "-c", WRITE_FILE, str(path), str(size)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(kill + 1):
            acknowledged = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *(int(line) for line in child.stdout if line.endswith("\n"))])
    text = path.read_text()
    assert text == text[:8] * size, "no half, no mixture"
    assert int(text[:8]) >= acknowledged
    Store(tmp_path / "store.sqlite3").close()  # a start in this folder sweeps
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".tmp")] == []


MIGRATE = """
import os, signal, sys
from pathlib import Path
from desktop_llm.core.store_database import _connect
from desktop_llm.core.store_schema import MIGRATIONS, migrate
kill_at = int(sys.argv[2])
done = 0
def step(sql):
    def run(connection):
        global done
        for statement in sql:
            done += 1
            if done == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            connection.execute(statement)
    return run
second = step(["ALTER TABLE turns ADD COLUMN stars INTEGER", "UPDATE turns SET stars = 3, text = text || '!'"])
third = step(["CREATE TABLE stars (id INTEGER)", "DELETE FROM comparisons"])
migrate(_connect(Path(sys.argv[1])), (*MIGRATIONS, second, third))
"""


@pytest.mark.parametrize(("kill_at", "version"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_a_killed_migration_leaves_a_whole_version(tmp_path: Path, kill_at: int, version: int) -> None:
    path = tmp_path / "store.sqlite3"
    store = Store(path)
    chat = store.create_conversation()
    store.add_turn(chat, None, "user", "hello")
    store.close()
    done = python("-c", MIGRATE, str(path), str(kill_at))
    assert done.returncode == -signal.SIGKILL, done.stderr
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    assert version_of(connection) == version + len(MIGRATIONS) - 1
    columns = {row["name"] for row in connection.execute("PRAGMA table_info(turns)")}
    assert ("stars" in columns) == (version == 2)
    assert connection.execute("SELECT text FROM turns").fetchone()[0] == ("hello!" if version == 2 else "hello")
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'stars'").fetchone()
    connection.close()
