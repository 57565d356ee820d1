"""A full or unwritable disk: what is there stays and can be read, deleting makes room, the program starts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.store import Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and mounts of POSIX")
ROOT = Path(__file__).parents[2]

FULL = """
import errno, json, os, sys
from pathlib import Path
from desktop_llm.core.errors import AppError
from desktop_llm.core.settings import Settings, load_settings, save_settings
from desktop_llm.core.store import Store
home = Path(sys.argv[1])
report = {}
def outcome(act):
    try:
        act()
        return "ok"
    except AppError as error:
        return str(error.code)
save_settings(Settings(theme="dark"), home / "settings.json")
store = Store(home / "store.sqlite3")
chat = store.create_conversation()
store.add_turn(chat, None, "user", "y" * 300_000)
second = store.create_conversation()
turn = store.add_turn(second, None, "assistant")
(home / "ballast").write_bytes(os.urandom(1_500_000))
filler = open(home / "filler", "wb", buffering=0)
try:
    while True:
        filler.write(os.urandom(4096))
except OSError as error:
    report["filler"] = error.errno == errno.ENOSPC
pieces = 0
try:
    while True:
        store.append_text(turn.id, "z" * 2000)
        pieces += 1
except AppError as error:
    report["append"] = str(error.code)
report["settings"] = outcome(lambda: save_settings(Settings(theme="light"), home / "settings.json"))
report["theme"] = load_settings(home / "settings.json")[0].theme
report["kept"] = len(store.conversation(second).turns[0].text) == 2000 * pieces
report["found"] = [row.id for row in store.conversations("yyy")] == [chat]
store.close()
store = Store(home / "store.sqlite3")
report["reopened"] = [str(notice) for notice in store.notices]
report["listed"] = len(store.conversations())
report["erase"] = outcome(lambda: store.erase_conversation(chat))
report["ballast given up"] = not (home / "ballast").exists()
report["listed then"] = len(store.conversations())
filler.close()
os.unlink(home / "filler")
report["append then"] = outcome(lambda: store.append_text(turn.id, "more"))
report["kept then"] = len(store.conversation(second).turns[0].text) == 2000 * pieces + 4
store.close()
print(json.dumps(report))
"""


def can_mount() -> bool:
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="a small disk needs a mount of its own (unshare -rm)")
def test_on_a_full_disk_nothing_is_lost_and_deleting_works(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size=6m tmpfs "{disk}" && exec "$0" -c "$1" "{disk}"'
    command = ["unshare", "-rm", "sh", "-c", mounted, sys.executable, FULL]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "filler": True,
        "append": "disk_full",
        "settings": "disk_full",
        "theme": "dark",
        "kept": True,
        "found": True,
        "reopened": [],
        "listed": 2,
        "erase": "ok",
        "ballast given up": True,
        "listed then": 1,
        "append then": "ok",
        "kept then": True,
    }


LIMITED = """
import json, resource, signal, sys
from pathlib import Path
from desktop_llm.core.errors import AppError
from desktop_llm.core.files import write_atomically
from desktop_llm.core.store import Store
home = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(home / "store.sqlite3")
chat = store.create_conversation()
turn = store.add_turn(chat, None, "assistant")
write_atomically(home / "kept.txt", "old")
report = {"codes": [], "files": []}
kept = 0
for limit in range(60_000, 140_000, 4_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        while True:
            store.append_text(turn.id, "p" * 1000)
            kept += 1000
    except AppError as error:
        report["codes"].append(str(error.code))
    try:
        write_atomically(home / "kept.txt", "x" * (limit + 1))
    except AppError as error:
        report["files"].append(str(error.code))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert len(store.conversation(chat).turns[0].text) == kept, limit
report["old"] = (home / "kept.txt").read_text() == "old"
store.append_text(turn.id, "end")
store.close()
store = Store(home / "store.sqlite3")
report["whole"] = len(store.conversation(chat).turns[0].text) == kept + 3
report["notices"] = [str(notice) for notice in store.notices]
store.close()
print(json.dumps(report))
"""


def test_writes_that_fail_at_many_sizes_leave_what_was_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["codes"]) == len(report["files"]) == 20
    assert set(report["codes"]) <= {"disk_full", "disk_unwritable"}
    assert set(report["files"]) == {"disk_full"}
    assert (report["old"], report["whole"], report["notices"]) == (True, True, [])


def test_a_folder_that_cannot_be_made_still_gives_a_store_to_read(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    store = Store(tmp_path / "data" / "store.sqlite3")
    assert [notice.code for notice in store.notices] == [ErrorCode.DISK_UNWRITABLE]
    assert (store.read_only, store.conversations(), store.comparisons()) == (True, (), ())
    with pytest.raises(AppError) as caught:
        store.create_conversation()
    assert caught.value.code is ErrorCode.DISK_UNWRITABLE
    store.close()


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    store = Store(tmp_path / "store.sqlite3")
    assert [notice.code for notice in store.notices] == [ErrorCode.DISK_UNWRITABLE]
    assert store.conversations() == ()
    store.close()
    assert (tmp_path / "store.sqlite3").is_dir()


READ_ONLY = """
import json, sys
from pathlib import Path
from desktop_llm.core.store import Store
store = Store(Path(sys.argv[1]))
print(json.dumps([[str(notice.code) for notice in store.notices], [row.title for row in store.conversations()]]))
store.close()
"""


@pytest.mark.skipif(not can_mount(), reason="a read-only disk needs a mount of its own (unshare -rm)")
def test_on_a_read_only_disk_the_conversations_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = Store(folder / "store.sqlite3")
    store.add_turn(store.create_conversation(), None, "user", "still here")
    store.close()
    mounted = f'mount --bind "{folder}" "{folder}" && mount -o remount,bind,ro "{folder}" && exec "$0" -c "$1" "$2"'
    command = ["unshare", "-rm", "sh", "-c", mounted, sys.executable, READ_ONLY, str(folder / "store.sqlite3")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["disk_unwritable"], ["still here"]]
