"""Two checkpoints answering side by side against one after the other, through the same engine processes as the window.

python -m tests.benchmarks.side_by_side [--hidden 896] [--layers 12] [--tokens 64] [--rounds 3] [--alone]

Two checkpoints of the shape of a 0.5 B model (fewer layers by default, so that it is short), each in a process of its
own. Rounds are interleaved: side by side, then the first alone, then the second alone. Printed are the ratio of total
tokens/s and, side by side, the longest gap between two tokens against their median.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from desktop_llm.core.cores import usable_cores
from desktop_llm.core.messages import Generate, GenerationFinished, Message
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine import process
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job
from tests.engine import tiny


class Round:
    """Some checkpoints asked at once, until all are done."""

    def __init__(self, engines: Engines, paths: list[str], tokens: int) -> None:
        self.tokens = 0
        self.gaps: list[float] = []
        self.rates: list[float] = []
        self._last: dict[int, float] = {}
        self._open = len(paths)
        self._loop = QEventLoop()
        began = time.perf_counter()
        sampling = Sampling(temperature=0.0, max_new_tokens=tokens, seed=1)
        self._jobs: list[Job] = []
        for number, path in enumerate(paths):
            job = engines.ask(path, Generate(messages=(Message("user", "Tell me a story."),), sampling=sampling))
            job.finished.connect(self._on_finished)
            job.text_added.connect(lambda piece, number=number: self._on_text(number, len(piece.token_ids)))
            job.failed.connect(lambda failed: self._fail(failed.code))
            self._jobs.append(job)
        self._loop.exec()
        self.seconds = time.perf_counter() - began

    def _on_text(self, number: int, count: int) -> None:
        now = time.perf_counter()
        if number in self._last and count:
            self.gaps.append((now - self._last[number]) / count)
        self._last[number] = now

    def _on_finished(self, event: GenerationFinished) -> None:
        self.tokens += len(event.answers[0].token_ids)
        self.rates.append(event.tokens_per_second)
        self._open -= 1
        if not self._open:
            self._loop.quit()

    def _fail(self, code: object) -> None:
        raise SystemExit(f"failed: {code}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=896)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    app = QCoreApplication([])
    engines = Engines(process.main, usable_cores(), keeps_spare=False)
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(made(Path(folder) / name, options.hidden, options.layers)) for name in ("one", "two")]
        Round(engines, paths, 8)  # loads both
        together, alone, worst = [], [], []
        for number in range(options.rounds):
            both = Round(engines, paths, options.tokens)
            single = [Round(engines, [path], options.tokens) for path in paths]
            together.append(both.tokens / both.seconds)
            alone.append(sum(one.tokens for one in single) / sum(one.seconds for one in single))
            worst.append(max(both.gaps) / statistics.median(both.gaps))
            print(
                f"round {number + 1}: side by side {together[-1]:.1f} tokens/s, one after the other {alone[-1]:.1f}, "
                f"longest gap {worst[-1]:.1f} x its median"
            )
        ratio = statistics.median(one / other for one, other in zip(together, alone, strict=True))
        gap = statistics.median(worst)
        print(f"ratio {ratio:.2f} (asked: 1.2), longest gap {gap:.1f} x its median (asked: under 3)")
        engines.close()
    del app


def made(folder: Path, hidden: int, layers: int) -> Path:
    """A checkpoint of that shape with random weights and the tests' tokenizer."""
    return tiny.write_llama(
        folder, hidden_size=hidden, intermediate_size=int(hidden * 5.4) // 64 * 64, num_hidden_layers=layers,
        num_attention_heads=hidden // 64, num_key_value_heads=2,
    )  # fmt: skip


if __name__ == "__main__":
    main()
