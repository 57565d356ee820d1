"""Several answers of one checkpoint as a batch against one after the other: tokens/s as a ratio, and the same texts.

python -m tests.benchmarks.answers [--answers 8] [--tokens 96] [--rounds 5] [--precision fp32] [FOLDER]

Interleaved in one process, through the same session as the window's engine. Without a folder the starter checkpoint.
"""

import argparse
import statistics
import time
from pathlib import Path

from desktop_llm.core.messages import Event, Generate, GenerationFinished, Load, Message
from desktop_llm.core.resources import resource_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine.process import quiet_libraries, set_environment

ASKED = 3.0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("folder", type=Path, nargs="?", default=resource_path("checkpoints", "starter-chat"))
    options = parser.parse_args()
    set_environment()
    from desktop_llm.engine.session import Session

    quiet_libraries()
    events: list[Event] = []
    session = Session(events.append)
    session.handle(Load(1, str(options.folder), precision=options.precision))

    def ask(seed: int, answers: int) -> tuple[list[str], int, float]:
        sampling = Sampling(seed=seed, answers=answers, max_new_tokens=options.tokens)
        before = time.perf_counter()
        session.handle(Generate(2, (Message("user", "Tell me a short story about a duck."),), sampling=sampling))
        seconds = time.perf_counter() - before
        done = events[-1]
        assert isinstance(done, GenerationFinished), done
        return [one.text for one in done.answers], sum(len(one.token_ids) for one in done.answers), seconds

    ask(1, 1)
    ratios, alike = [], []
    for number in range(options.rounds):
        first = 100 * (number + 1)
        batch, tokens, seconds = ask(first, options.answers)
        single = [ask(first + place, 1) for place in range(options.answers)]
        alone = sum(count for _, count, _ in single) / sum(taken for _, _, taken in single)
        ratios.append(tokens / seconds / alone)
        alike.append(sum(one == text[0] for one, (text, _, _) in zip(batch, single, strict=True)))
        print(f"round {number + 1}: {tokens / seconds:.0f} tokens/s as a batch, {alone:.0f} one after the other")
    same, count = sum(alike), options.rounds * options.answers
    print(f"ratio {statistics.median(ratios):.2f} (asked: {ASKED:g}), {same} of {count} texts the same")


if __name__ == "__main__":
    main()
