"""Answering speed of the engine's own loop against transformers' `generate`, interleaved, as ratios.

Run with `python -m tests.benchmarks.decode [FOLDER ...]`; without folders it takes the starter checkpoint and, where
it is there, a smaller one made by others. Both do the same greedy work in the same format on the same threads.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from desktop_llm.core.resources import resource_path
from desktop_llm.engine.process import quiet_libraries, set_environment

TOKENS = 128
ROUNDS = 5
PROMPT = "Once upon a time"


def compare(folder: Path) -> None:
    """Print tokens per second of both for one checkpoint."""
    import torch

    from tests.engine.asking import Asked

    asked = Asked().load(folder)
    loaded = asked.session._loaded
    assert loaded is not None
    loaded.stop_ids = frozenset()  # both write to the end
    ids = torch.tensor([loaded.encode(PROMPT)])

    def theirs() -> int:
        with torch.inference_mode():
            result = loaded.model.generate(
                ids, attention_mask=torch.ones_like(ids), max_new_tokens=TOKENS, min_new_tokens=TOKENS,
                do_sample=False, pad_token_id=0,
            )  # fmt: skip
        return int(result.shape[1] - ids.shape[1])

    def greedy() -> int:
        return len(asked.answer(PROMPT, max_new_tokens=TOKENS).token_ids)

    def sampled() -> int:
        answer = asked.answer(PROMPT, max_new_tokens=TOKENS, temperature=0.8, top_k=50, top_p=0.95, seed=1)
        return len(answer.token_ids)

    ways: dict[str, Callable[[], int]] = {"generate": theirs, "ours": greedy, "ours, sampled": sampled}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for round_number in range(ROUNDS + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            count = way()
            if round_number:  # the first warms up
                rates[name].append(count / (time.perf_counter() - start))
    base = statistics.median(rates["generate"])
    print(f"{folder.name}, {loaded.facts.parameters:,} parameters, fp32, one thread, {TOKENS} tokens")
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"  {name:14} {rate:7.1f} tokens/s   x {rate / base:.2f}   ({min(found):.0f} to {max(found):.0f})")


def main() -> None:
    set_environment()
    quiet_libraries()
    small = Path(__file__).resolve().parents[3] / "shared" / "data" / "models" / "stories260k-llama"
    folders = [Path(name) for name in sys.argv[1:]] or [resource_path("checkpoints", "starter"), small]
    for folder in folders:
        if folder.is_dir():
            compare(folder)


if __name__ == "__main__":
    main()
