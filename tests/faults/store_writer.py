"""A process that writes to a store and is killed, 60 times over. Run by `test_store_kill`; prints one JSON report.

Forks its writers from a process with one thread, so that 60 kills cost 60 forks and not 60 starts of Python.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from desktop_llm.core.store import Store


def write_until_killed(path: Path, seed: int, acknowledge: int) -> None:
    """Stream answers; after each call that returned, say so."""
    choose = random.Random(seed)
    store = Store(path)
    store.mark_interrupted()
    store.keep_house()
    chat = store.create_conversation()
    while True:
        turn = store.add_turn(chat, None, "assistant")
        for number in range(choose.randrange(1, 12)):
            piece = f"<{turn.id}.{number}>" + "x" * choose.choice((0, 10, 3_000))
            store.append_text(turn.id, piece)
            os.write(acknowledge, f"{turn.id} {len(piece)}\n".encode())
        if choose.random() < 0.7:
            store.finish_turn(turn.id, "stop")
            os.write(acknowledge, f"{turn.id} end\n".encode())


def kill_a_writer(path: Path, seed: int) -> list[str]:
    """Start a writer, kill it at a random instant; what it had acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            write_until_killed(path, seed, writer)
        finally:
            os._exit(1)
    os.close(writer)
    choose = random.Random(1000 + seed)
    first = b""
    if choose.random() < 0.8:  # otherwise it is hit while it opens the file
        first = os.read(reader, 1)
    time.sleep(choose.random() * 0.12)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as file:
        text = (first + file.read()).decode()
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]


def main(path: Path, kills: int) -> None:
    """Kill, open, compare; again and again on the same file, and all of it once more at the end."""
    damaged: list[object] = []
    promised: dict[int, int] = {}
    ended: set[int] = set()
    acknowledged = interrupted = 0
    lost: list[int] = []
    for seed in range(kills + 1):
        fresh: dict[int, int] = {}
        for line in kill_a_writer(path, seed) if seed < kills else ():
            turn, what = line.split()
            acknowledged += 1
            if what == "end":
                ended.add(int(turn))
            else:
                fresh[int(turn)] = fresh.get(int(turn), 0) + int(what)
        promised.update(fresh)
        store = Store(path)
        if store.notices or store.read_only:
            damaged.append([seed, [str(notice) for notice in store.notices]])
        interrupted += store.mark_interrupted()
        newest = store.conversations(limit=1 if seed < kills else 1000)
        stored = {turn.id: turn for row in newest for turn in store.turn_tree(row.id)}
        for turn_id, length in (fresh if seed < kills else promised).items():
            turn = stored.get(turn_id)
            if turn is None or len(turn.text) < length or (turn_id in ended and turn.outcome != "stop"):
                lost.append(turn_id)
        if seed == kills:
            check = "INSERT INTO turns_fts (turns_fts, rank) VALUES ('integrity-check', 1)"
            store._database.connection.execute(check)
            damaged += [
                row[0] for row in store._database.connection.execute("PRAGMA integrity_check") if row[0] != "ok"
            ]
        store.close()
    rests = [entry.name for entry in path.parent.iterdir() if entry.name.endswith(".tmp")]
    report = {
        "acknowledged": acknowledged,
        "interrupted": interrupted,
        "lost": lost,
        "damaged": damaged,
        "rests": rests,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
