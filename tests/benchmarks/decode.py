"""The engine's speed beside transformers' `generate` and llama.cpp: one run, interleaved, medians of ratios.

Run with `python -m tests.benchmarks.decode [--shapes 15m,0.5b,1.2b] [--bits 16,8,4] [--rounds 3] [--only table]`.
Random weights of usual shapes tell of speed alone; what fewer bits cost is told by real small checkpoints
(`python -m tests.benchmarks.quality`). Absolute times are printed, never asserted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_llm.engine.process import quiet_libraries, set_environment

PROMPT_TOKENS, NEW_TOKENS = 512, 48
SHAPES: dict[str, dict[str, Any]] = {
    "15m": {"vocab_size": 8192, "hidden_size": 288, "intermediate_size": 768, "num_hidden_layers": 6,
            "num_attention_heads": 6, "num_key_value_heads": 6, "tie_word_embeddings": False},
    "0.5b": {"vocab_size": 151936, "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24,
             "num_attention_heads": 14, "num_key_value_heads": 2, "tie_word_embeddings": True},
    "1.2b": {"vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
             "num_attention_heads": 32, "num_key_value_heads": 8, "tie_word_embeddings": True},
}  # fmt: skip
PRECISIONS = {"16": "bf16", "8": "8bit", "4": "4bit"}
"""What is compared at so many bits: our precision and llama.cpp's. It has no quantiser in its bindings for 4 bit, so
that the gguf package's own Q4_0 stands there (4.5 bits a weight, head included; ours 5.0, head in 8)."""
GGUF_TYPES = {"16": "BF16", "8": "Q8_0", "4": "Q4_0"}
Way = Callable[[], tuple[float, float]]
"""Runs once; seconds to the first token and tokens/s after it."""


@dataclass(frozen=True)
class Seen:
    first_s: float
    rate: float


def main() -> None:
    set_environment()
    quiet_libraries()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", default="15m,0.5b")
    parser.add_argument("--bits", default="16,8,4")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default="", help="where the made checkpoints lie, to be found again")
    options = parser.parse_args()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="decode-"))
    os.environ["DESKTOP_LLM_HOME"] = str(folder / "home")
    try:
        for shape in options.shapes.split(","):
            checkpoint = made(shape, folder)
            for bits in options.bits.split(","):
                table(shape, checkpoint, bits, options.rounds)
    finally:
        if not options.folder:
            shutil.rmtree(folder)


def made(shape: str, folder: Path) -> Path:
    """A checkpoint with random weights of a shape, in bfloat16."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    from desktop_llm.core.resources import resource_path

    path = folder / shape
    if not path.exists():
        torch.manual_seed(0)
        torch.set_default_dtype(torch.bfloat16)
        config = Qwen2Config(
            **SHAPES[shape], max_position_embeddings=4096, rope_parameters={"rope_type": "default", "rope_theta": 1e6},
            eos_token_id=1, bos_token_id=None, dtype="bfloat16",
        )  # fmt: skip
        Qwen2ForCausalLM(config).save_pretrained(path)
        torch.set_default_dtype(torch.float32)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(resource_path("checkpoints", "starter") / name, path)
    return path


def table(shape: str, checkpoint: Path, bits: str, rounds: int) -> None:
    """Print one line for each engine."""
    ways: dict[str, Way] = {"ours": ours(checkpoint, PRECISIONS[bits]), "generate bf16": theirs(checkpoint)}
    llama = llama_cpp(checkpoint, GGUF_TYPES[bits])
    if llama is not None:
        ways[f"llama.cpp {GGUF_TYPES[bits]}"] = llama
    seen: dict[str, list[Seen]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            found = Seen(*way())
            if number:  # the first warms up
                seen[name].append(found)
    print(f"{shape}, {bits} bit, prompt of {PROMPT_TOKENS}, {NEW_TOKENS} tokens, memory read {bandwidth():.0f} GB/s")
    for name, found in seen.items():
        first = statistics.median(a.first_s / b.first_s for a, b in zip(seen["ours"], found, strict=True))
        rate = statistics.median(a.rate / b.rate for a, b in zip(seen["ours"], found, strict=True))
        print(
            f"  {name:16} {statistics.median(s.rate for s in found):7.1f} tokens/s (ours x {rate:.2f})"
            f"   first token {statistics.median(s.first_s for s in found):6.3f} s (ours x {first:.2f})",
            flush=True,
        )


def prompt_ids(vocabulary: int) -> list[int]:
    """The same for all; nothing in it repeats, so that guesses have no part in the figures."""
    import random

    return random.Random(1).sample(range(10, min(vocabulary, 8000)), PROMPT_TOKENS)


def ours(checkpoint: Path, precision: str) -> Way:
    """The engine's own loop, with the sampler's greedy choice."""
    import torch

    from desktop_llm.core.messages import Load
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.engine import decode
    from desktop_llm.engine.control import Control
    from desktop_llm.engine.loading import load_checkpoint
    from desktop_llm.engine.own_cache import cache_for
    from desktop_llm.engine.sampler import Sampler
    from desktop_llm.engine.writing import is_small

    start = time.perf_counter()
    loaded = load_checkpoint(Load(0, str(checkpoint), "cpu", precision), lambda _fraction: None)
    print(f"  loaded in {time.perf_counter() - start:.2f} s, {loaded.network.bytes / 1e6:.0f} MB of projections")
    ids = prompt_ids(loaded.vocabulary)

    def run() -> tuple[float, float]:
        cores = torch.get_num_threads()
        torch.set_num_threads(1 if is_small(loaded) else cores)
        cache = cache_for(loaded)
        start = time.perf_counter()
        logits = decode.read_prompt(cache, ids, Control(), lambda _read: None)
        source = decode.tokens_by_guesses(cache, logits, Sampler(Sampling(temperature=0.0), 0, loaded.device))
        next(source)
        first = time.perf_counter()
        for _ in range(NEW_TOKENS):
            next(source)
        rate = NEW_TOKENS / (time.perf_counter() - first)
        torch.set_num_threads(cores)
        return first - start, rate

    return run


def theirs(checkpoint: Path) -> Way:
    """Transformers' `generate`, greedy, in bfloat16."""
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.generation.streamers import BaseStreamer

    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16).eval()
    ids = torch.tensor([prompt_ids(model.config.vocab_size)])

    class Clock(BaseStreamer):
        def __init__(self) -> None:
            self.times: list[float] = []

        def put(self, value: Any) -> None:
            self.times.append(time.perf_counter())

        def end(self) -> None:
            pass

    def run() -> tuple[float, float]:
        clock = Clock()
        start = time.perf_counter()
        with torch.inference_mode():
            model.generate(
                ids, attention_mask=torch.ones_like(ids), max_new_tokens=NEW_TOKENS + 1,
                min_new_tokens=NEW_TOKENS + 1, do_sample=False, pad_token_id=0, streamer=clock,
            )  # fmt: skip
        times = clock.times[1:]  # the first is the prompt
        return times[0] - start, NEW_TOKENS / (times[-1] - times[0])

    return run


def llama_cpp(checkpoint: Path, kind: str) -> Way | None:
    """The wheel's llama.cpp on the same weights, or None where it is not installed."""
    try:
        import xllamacpp
    except ImportError:
        return None
    from tests.benchmarks.gguf_of import written

    path = written(checkpoint, kind)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.n_predict = PROMPT_TOKENS + NEW_TOKENS + 16, 1, NEW_TOKENS + 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = len(os.sched_getaffinity(0))
    params.warmup = False
    params.verbosity = -1
    server = xllamacpp.Server(params)
    import json

    ids = prompt_ids(json.loads((checkpoint / "config.json").read_text("utf-8"))["vocab_size"])

    def run() -> tuple[float, float]:
        times: list[float] = []
        start = time.perf_counter()

        def on_chunk(_chunk: Any) -> bool:
            times.append(time.perf_counter())
            return False

        server.handle_completions(
            {
                "prompt": ids, "n_predict": NEW_TOKENS + 1, "temperature": 0.0, "stream": True, "ignore_eos": True,
                "cache_prompt": False,
            },
            on_chunk,
        )  # fmt: skip
        return times[0] - start, (len(times) - 2) / (times[-2] - times[0])

    return run


def bandwidth() -> float:
    """GB/s at which this machine reads memory just now."""
    import torch

    block = torch.zeros(2**27)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        block.sum()
        times.append(time.perf_counter() - start)
    return 4 * 2**27 / min(times) / 1e9


if __name__ == "__main__":
    main()
