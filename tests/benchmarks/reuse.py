"""What the engine does not compute twice: copied text, conversations, answers side by side; and what a load takes.

Run with `python -m tests.benchmarks.reuse [--shape 0.5b] [--precision bf16] [--folder DIR]`; the folder is that of
`tests.benchmarks.decode`. A model with random weights copies nothing, so that the tokens of copied and of ordinary text
are prescribed; what is timed is the real computation of each.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_llm.engine.process import quiet_libraries, set_environment

ROUNDS = 3


def main() -> None:
    set_environment()
    quiet_libraries()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", default="0.5b")
    parser.add_argument("--precision", default="bf16")
    parser.add_argument("--folder", default="")
    parser.add_argument("--load", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        load_and_tell(options.load, options.precision)
        return
    import tempfile

    from tests.benchmarks.decode import made

    folder = Path(options.folder or tempfile.mkdtemp(prefix="reuse-"))
    os.environ["DESKTOP_LLM_HOME"] = str(folder / "home")
    checkpoint = made(options.shape, folder)
    loading(checkpoint, options.precision)
    guesses(checkpoint, options.precision)
    turns(checkpoint, options.precision)
    side_by_side()


class Prescribed:
    """Stands where a sampler does; pays for the choice and gives the next token of a text."""

    needs_history = False

    def __init__(self, sampler: Any, text: Sequence[int]) -> None:
        self._sampler, self._text, self._at = sampler, text, 0

    def choose(self, logits: Any, history: Any) -> tuple[int, float]:
        _, logprob = self._sampler.choose(logits, history)
        self._at += 1
        return self._text[self._at - 1], logprob


def loaded_of(checkpoint: Path, precision: str) -> Any:
    from desktop_llm.core.messages import Load
    from desktop_llm.engine.loading import load_checkpoint

    return load_checkpoint(Load(0, str(checkpoint), "cpu", precision), lambda _fraction: None)


def guesses(checkpoint: Path, precision: str) -> None:
    """Copying with three words changed, and a text that has nothing to do with what stood before."""
    from desktop_llm.core.resources import resource_path
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.engine import decode
    from desktop_llm.engine.own_cache import cache_for
    from desktop_llm.engine.sampler import Sampler

    loaded = loaded_of(checkpoint, precision)
    ids = loaded.encode(resource_path("texts", "bakery_handbook.md").read_text("utf-8"))
    text, other = ids[:200], ids[2000:2100]
    copied = list(text[:100])
    for place in (20, 50, 80):
        copied[place] = ids[3000 + place]
    for name, answer in (("copying with three words changed", copied), ("ordinary text", other)):
        ratios = []
        for _ in range(ROUNDS):
            rates = []
            for way in (decode.tokens_by_guesses, decode.tokens):
                cache: Any = cache_for(loaded)
                sampler: Any = Prescribed(Sampler(Sampling(temperature=0.0), 0, loaded.device), answer)
                source = way(cache, cache.feed(text), sampler)
                next(source)
                start = time.perf_counter()
                for _ in answer[1:]:
                    next(source)
                rates.append((len(answer) - 1) / (time.perf_counter() - start))
            ratios.append(rates[0] / rates[1])
        print(f"{name}: with guesses x {statistics.median(ratios):.2f} ({', '.join(f'{r:.2f}' for r in ratios)})")


def turns(checkpoint: Path, precision: str) -> None:
    """First token of turn 20 against turn 1, messages of the same length."""
    from desktop_llm.engine import decode
    from desktop_llm.engine.control import Control
    from desktop_llm.engine.own_cache import cache_for

    loaded = loaded_of(checkpoint, precision)
    message, answer = list(range(100, 150)), list(range(200, 240))
    ratios = []
    for _ in range(ROUNDS):
        cache: Any = cache_for(loaded)
        conversation: list[int] = []
        times = []
        for _ in range(20):
            conversation += message
            start = time.perf_counter()
            decode.read_prompt(cache, conversation, Control(), lambda _read: None)
            times.append(time.perf_counter() - start)
            conversation += answer
        ratios.append(statistics.median(times[17:]) / statistics.median(times[:3]))
    print(f"first token of turns 18 to 20 against turns 1 to 3: x {statistics.median(ratios):.2f}")


def side_by_side() -> None:
    """Eight answers of the starter checkpoint at once and one after another, through the whole engine."""
    from desktop_llm.core.messages import Generate, GenerationFinished, Load
    from desktop_llm.core.resources import resource_path
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.engine.session import Session

    events: list[Any] = []
    session = Session(events.append)
    session.handle(Load(1, str(resource_path("checkpoints", "starter")), "cpu", "auto", threads=1))
    job = 1

    def rate(answers: int, seed: int) -> float:
        nonlocal job
        job += 1
        sampling = Sampling(temperature=0.8, top_p=0.95, seed=seed, answers=answers, max_new_tokens=100)
        start = time.perf_counter()
        session.handle(Generate(job, raw_prompt="The baker", sampling=sampling, threads=1))
        finished = events[-1]
        assert isinstance(finished, GenerationFinished)
        return sum(len(answer.token_ids) for answer in finished.answers) / (time.perf_counter() - start)

    rate(8, 0), rate(1, 0)
    ratios = []
    for number in range(ROUNDS):
        alone = statistics.mean(rate(1, 10 * number + place) for place in range(8))
        ratios.append(rate(8, 10 * number) / alone)
    print(f"eight answers at once against one after another: x {statistics.median(ratios):.2f}")


def loading(checkpoint: Path, precision: str) -> None:
    """Seconds and memory of a load, in a process of its own, twice: the second finds kept weights."""
    for _ in range(2):
        command = [sys.executable, "-m", "tests.benchmarks.reuse", "--load", str(checkpoint), "--precision", precision]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def load_and_tell(checkpoint: str, precision: str) -> None:
    """Print what a load took."""
    import psutil

    from desktop_llm.core.messages import Generate, Load
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.engine.importing import import_model_code
    from desktop_llm.engine.session import Session

    import_model_code("Qwen2ForCausalLM")
    events: list[Any] = []
    session = Session(events.append)
    own = psutil.Process()

    def megabytes() -> float:
        return float(own.memory_info().rss) / 1e6

    before = megabytes()
    start = time.perf_counter()
    session.handle(Load(1, checkpoint, "cpu", precision))
    loaded_s = time.perf_counter() - start
    session.handle(Generate(2, raw_prompt="Some words", sampling=Sampling(temperature=0.0, max_new_tokens=1)))
    first_s = time.perf_counter() - start
    held = megabytes() - before
    assert session._loaded is not None and session._loaded.network is not None
    weights = session._loaded.network.bytes / 1e6
    session.close()
    print(
        f"{precision}: loaded in {loaded_s:.2f} s, first token after {first_s:.2f} s, {held:.0f} MB more for"
        f" {weights:.0f} MB of weights (x {held / weights:.2f}), {megabytes() - before:.0f} MB left after unloading"
    )


if __name__ == "__main__":
    main()
