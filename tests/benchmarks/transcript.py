"""A 50,000-token conversation in the real Chat place: how long it takes to open, and the longest gaps.

python -m tests.benchmarks.transcript        (offscreen; prints figures and ratios, asserts nothing)

The gaps of a 5 ms timer are measured at rest, while opening, while scrolling through all of it, while 100 tokens a
second stream into it, and while the finished answer turns into Markdown. The idle gap is the machine's own noise in
the same run; "own work" is the time this thread computed between two beats, which a busy machine does not lengthen.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("DESKTOP_LLM_HOME", tempfile.mkdtemp(prefix="desktop-llm-bench-"))

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop_llm.core.store import Store
from tests.ui.chat.conftest import CHAT, Desk

MESSAGES, TOKENS_EACH = 100, 500
CHARS_PER_TOKEN = 4
STREAM_TOKENS, TOKENS_PER_SECOND = 1_000, 100
WORDS = "the model learns to predict each next token from local text and writes a short answer 模型 训练 数据".split()
CODE = "```python\ndef train(model, data):\n    for step, batch in enumerate(data):\n        print(step)\n```\n"
TABLE = "| a | b | c |\n|---|--:|---|\n" + "".join(f"| row {row} | {row * 3} | text |\n" for row in range(5))


def message(random_: random.Random, tokens: int) -> str:
    """Markdown of about so many tokens: paragraphs, lists, headings, code, tables, some Chinese."""
    parts: list[str] = []

    def words(count: int) -> str:
        return " ".join(random_.choice(WORDS) for _ in range(count))

    while sum(map(len, parts)) < tokens * CHARS_PER_TOKEN:
        kind = random_.random()
        if kind < 0.15:
            parts.append(CODE)
        elif kind < 0.25:
            parts.append(TABLE)
        elif kind < 0.35:
            parts.append(f"## {words(5)}\n")
        elif kind < 0.5:
            parts.append("\n".join(f"- **{words(2)}** {words(12)}" for _ in range(4)) + "\n")
        else:
            parts.append(f"{words(70)}\n")
    return "\n".join(parts)


class Heartbeat:
    """A 5 ms timer that notes how late it is."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = time.perf_counter()
        self._last_work = time.thread_time()
        self.gaps_ms: list[float] = []
        self.work_ms: list[float] = []
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        work = time.thread_time()
        self.gaps_ms.append((now - self._last) * 1000)
        self.work_ms.append((work - self._last_work) * 1000)
        self._last, self._last_work = now, work

    def take(self) -> tuple[float, float, float, float]:
        """50th and 99th percentile and the longest gap since the last time, and the most work between two beats."""
        gaps, work = sorted(self.gaps_ms) or [0.0], max(self.work_ms, default=0.0)
        self.gaps_ms, self.work_ms = [], []
        return gaps[len(gaps) // 2], gaps[int(len(gaps) * 0.99)], gaps[-1], work


def spin(app: QApplication, until: Callable[[], bool], most_s: float = 60.0) -> float:
    """Run the event loop until something is so; the seconds it took."""
    began = time.perf_counter()
    while not until() and time.perf_counter() - began < most_s:
        app.processEvents()
        time.sleep(0.0005)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    random_ = random.Random(1)
    home = Path(os.environ["DESKTOP_LLM_HOME"])
    store = Store(home / "store.sqlite3")
    conversation = store.create_conversation("chat", str(CHAT.path))
    parent: int | None = None
    for number in range(MESSAGES):
        role = "assistant" if number % 2 else "user"
        turn = store.add_turn(conversation, parent, role, message(random_, TOKENS_EACH), outcome="stop")
        parent = turn.id
    store.close()
    desk = Desk(home, (CHAT,))
    place = desk.place
    place.resize(1040, 800)
    place.show()
    spin(app, lambda: place.checkpoint is not None)
    spin(app, lambda: False, 3.0)  # the warming up is over by then
    beat = Heartbeat()
    spin(app, lambda: False, 2.0)
    idle = beat.take()
    print(f"{'gaps in ms':28s}   p50     p99   longest   longest/idle's   own work in the longest")

    def report(name: str, figures: tuple[float, float, float, float]) -> None:
        middle, late, longest, work = figures
        ratio = longest / idle[2]
        print(f"{name:28s}{middle:6.1f}  {late:6.1f}  {longest:8.1f}   {ratio:10.1f}   {work:16.1f}", flush=True)

    report("idle", idle)
    transcript = place.page.transcript
    cpu = time.process_time()
    place.open_conversation(conversation)
    first_s = spin(app, lambda: transcript.message(MESSAGES - 1) is not None)
    first_s += spin(app, lambda: transcript.messages()[-1].isVisible())
    all_s = first_s + spin(app, lambda: transcript.is_built and all(_stands(one) for one in transcript.messages()))
    report("opening", beat.take())
    shown = len(transcript.messages())
    print(f"opened: newest shown after {first_s:.2f} s, {shown} messages after {all_s:.2f} s wall,", end=" ")
    print(f"{time.process_time() - cpu:.2f} s of this process's time")
    bar = transcript.verticalScrollBar()
    while bar.value() > 0:
        bar.setValue(bar.value() - 120)
        app.processEvents()
    report("scrolling up through all", beat.take())
    transcript.to_end()
    place.talk.send("And now?")
    spin(app, lambda: place.talk.is_busy)
    task = desk.engines.last
    text = message(random_, STREAM_TOKENS)
    size = len(text) // STREAM_TOKENS
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    beat.take()
    cpu, began = time.process_time(), time.perf_counter()
    per_batch = max(1, round(TOKENS_PER_SECOND * 0.033))
    while pieces:
        batch, pieces = pieces[:per_batch], pieces[per_batch:]
        task.say("".join(batch), tokens=len(batch))
        due = time.perf_counter() + 0.033
        spin(app, lambda due=due: time.perf_counter() >= due)
    report(f"streaming {TOKENS_PER_SECOND} tokens/s", beat.take())
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    print(f"streaming: {share:.0%} of one core, the measuring loop included; follows the end: {transcript.follows_end}")
    task.finish()
    spin(app, lambda: _stands(transcript.messages()[-1]))
    spin(app, lambda: False, 0.5)
    report("answer becomes Markdown", beat.take())
    desk.close()


def _stands(one: object) -> bool:
    return bool(getattr(one, "is_rendered", True))


if __name__ == "__main__":
    main()
