"""Scoring speed against a plain batched forward pass over the same windows, interleaved, as ratios.

Run with `python -m tests.benchmarks.score [FOLDER ...]`; without folders it takes the starter checkpoint and a larger
one with random weights. The plain pass reads batches of windows and makes nothing of their logits. `--memory` scores
a megabyte of text and prints how far the process grows.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktop_llm.core.resources import resource_path
from desktop_llm.engine.process import quiet_libraries, set_environment

ROUNDS = 5
BATCH = 4
SIZES = ((512, 256), (512, 512))


def compare(folder: Path, tokens: int) -> None:
    """Print tokens per second of both for one checkpoint."""
    import torch

    from desktop_llm.core.inspect_messages import Surprise
    from desktop_llm.core.messages import Score
    from tests.engine.asking import Asked

    asked = Asked().load(folder)
    loaded = asked.session._loaded
    assert loaded is not None
    text = sample()[: tokens * 6]
    ids = loaded.encode(text, special=False)[:tokens]
    print(f"{folder.name}, {loaded.facts.parameters:,} parameters, {loaded.vocabulary:,} tokens, one thread")
    for context, stride in SIZES:
        starts = list(range(0, len(ids) - context + 1, stride))
        most = starts[-1] + context

        def plain(starts: list[int] = starts, context: int = context) -> None:
            with torch.inference_mode():
                for at in range(0, len(starts), BATCH):
                    windows = [ids[start : start + context] for start in starts[at : at + BATCH]]
                    loaded.model(input_ids=torch.tensor(windows), use_cache=False)

        def score(context: int = context, stride: int = stride, most: int = most) -> None:
            asked.ask(Score(asked.next_id(), text, context, stride, most))

        def surprise(context: int = context, stride: int = stride, most: int = most) -> None:
            request = Surprise(asked.next_id(), text, context=context, stride=stride, max_tokens=most, alternatives=10)
            asked.ask(request)

        ways: dict[str, Callable[[], None]] = {"plain": plain, "score": score, "with alternatives": surprise}
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for round_number in range(ROUNDS + 1):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                if round_number:  # the first warms up
                    seconds[name].append(time.perf_counter() - start)
        base = statistics.median(seconds["plain"])
        print(f"  context {context}, stride {stride}, {most} tokens")
        for name, found in seconds.items():
            taken = statistics.median(found)
            print(f"    {name:18} {most / taken:9.0f} tokens/s   x {base / taken:.2f}")


def memory(folder: Path) -> None:
    """Print how far the process grows while it scores short and long texts."""
    from desktop_llm.core.inspect_messages import Surprise
    from desktop_llm.core.messages import Score
    from tests.engine.asking import Asked

    asked = Asked().load(folder)
    for size in (50_000, 1_000_000):
        text = (sample() * (size // len(sample()) + 1))[:size]
        for request in (Score(asked.next_id(), text, 512, 512), Surprise(asked.next_id(), text, context=512)):
            asked.session._emit = lambda event: None  # a pipe keeps nothing either
            start = time.perf_counter()
            asked.session.handle(request)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            name = type(request).__name__
            print(f"  {name:9} {size:9,} letters: {time.perf_counter() - start:6.1f} s, peak {peak:,.0f} MiB so far")


def sample() -> str:
    """Our own sentences, of about half a megabyte."""
    text = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parents[2].rglob("desktop_llm/**/*.py")))
    return text[:600_000]


def larger(folder: Path) -> Path:
    """A checkpoint with random weights and a vocabulary of 32,000, with the starter's tokenizer."""
    import torch
    import transformers

    torch.manual_seed(1)
    config = transformers.LlamaConfig(
        hidden_size=384, intermediate_size=1024, num_hidden_layers=6, num_attention_heads=6, num_key_value_heads=2,
        vocab_size=32_000, max_position_embeddings=1024, tie_word_embeddings=True,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(resource_path("checkpoints", "starter")).save_pretrained(folder)
    return folder


def main() -> None:
    set_environment()
    quiet_libraries()
    starter = resource_path("checkpoints", "starter")
    if "--memory" in sys.argv:
        memory(starter)
        return
    folders = [Path(name) for name in sys.argv[1:]]
    for folder in folders or [starter]:
        compare(folder, 8192)
    if not folders:
        with tempfile.TemporaryDirectory() as name:
            compare(larger(Path(name) / "larger"), 4096)


if __name__ == "__main__":
    main()
