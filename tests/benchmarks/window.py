"""What the window costs: tokens/s of the same engine process with the chat window drawing, and with nobody drawing.

    python -m tests.benchmarks.window [--pairs 6]

Interleaved pairs in one run; prints the median ratio (with / without) and the heartbeat of the event loop meanwhile.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

TOKENS = 200


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=6)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as home:
        os.environ["DESKTOP_LLM_HOME"] = home
        return _run(pairs)


def _run(pairs: int) -> int:
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication

    from desktop_llm.app import Application, make_qt_application
    from desktop_llm.core.messages import Generate, GenerationFinished
    from desktop_llm.core.paths import data_home
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.instance import Instance
    from desktop_llm.ui.tour.heartbeat import Heartbeat

    app = make_qt_application()
    instance = Instance(data_home())
    application = Application(app, instance)
    application.start()
    chat = application.window.chat
    heart = Heartbeat()

    def until(holds: Callable[[], bool], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not holds():
            QApplication.processEvents()
            time.sleep(0.002)
            if time.monotonic() > end:
                raise TimeoutError

    until(lambda: application.library.is_read)
    starter = next(str(item.path) for item in application.library.checkpoints() if item.name == "Starter")
    chat.open_with(starter)
    prompt = "Once upon a time there was a little house by the river, and in it lived"
    sampling = Sampling(temperature=1.0, top_p=1.0, max_new_tokens=TOKENS, seed=1)

    def without() -> float:
        finished: list[GenerationFinished] = []
        job = application.engines.ask(starter, Generate(raw_prompt=prompt, sampling=sampling))
        job.finished.connect(finished.append)
        heart.begin("without")
        until(lambda: bool(finished))
        heart.end()
        return finished[0].tokens_per_second

    def within() -> float:
        chat.new_conversation()
        chat.talk.use_sampling(replace(sampling))
        heart.begin("with")
        chat.talk.continue_text(0, prompt)
        until(lambda: not chat.talk.is_busy)
        heart.end()
        stats = chat.talk.entries[-1].stats
        return stats.tokens_per_second if stats else 0.0

    without(), within()
    ratios = []
    for number in range(pairs):
        first, second = (without(), within()) if number % 2 else tuple(reversed((within(), without())))
        ratios.append(second / first)
        print(f"without window {first:7.1f} tokens/s   with {second:7.1f}   ratio {second / first:.3f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.3f} (at least 0.95 asked)")
    for phase in ("without", "with"):
        gaps = heart.gaps(phase)
        print(f"event loop {phase:8} p50 {gaps.p50} p99 {gaps.p99} max {gaps.max} ms")
    application.window.close()
    application.stop()
    instance.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
