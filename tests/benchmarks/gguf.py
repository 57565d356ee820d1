"""GGUF files through the engine against llama.cpp's own server in the same process, interleaved, as ratios.

Run with `python -m tests.benchmarks.gguf [FILE ...]`. Without files a checkpoint of the 0.5 B shape with random numbers
is written at 16, 8 and 4 bit first. Both read the same 512 tokens and write the same number greedily, on the same
threads; what differs is everything around llama.cpp.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from desktop_llm.core.resources import resource_path
from desktop_llm.engine.process import quiet_libraries, set_environment

TOKENS = 48
PROMPT_TOKENS = 512
ROUNDS = 3
THREADS = 2


def compare(path: Path) -> None:
    """Print tokens per second and the time to a first token of both for one file."""
    import torch
    import xllamacpp

    from desktop_llm.core.messages import Load
    from desktop_llm.engine.gguf.llama_library import is_native
    from tests.engine.asking import Asked

    asked = Asked()
    asked.ask(Load(asked.next_id(), str(path), "cpu", "auto", THREADS))
    loaded = asked.session._loaded
    assert loaded is not None
    loaded.stop_ids = frozenset()
    torch.set_num_threads(THREADS)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.warmup = 1024, 1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = THREADS
    server = xllamacpp.Server(params)
    words = "the quick brown fox jumps over a lazy dog and "
    ids = loaded.encode(words * PROMPT_TOKENS)[:PROMPT_TOKENS]

    def theirs(number: int) -> tuple[float, float]:
        times: list[float] = []

        def took(_piece: Any) -> bool:
            times.append(time.perf_counter())
            return False

        start = time.perf_counter()
        request = {"prompt": [*ids[:-1], 10 + number], "n_predict": TOKENS, "temperature": 0, "stream": True}
        server.handle_completions({**request, "ignore_eos": True, "cache_prompt": False}, took)
        return times[0] - start, (len(times) - 2) / (times[-1] - times[0])

    def ours(number: int) -> tuple[float, float]:
        text = loaded.decode([*ids[:-1], 10 + number])
        assert asked.session._cache is not None
        asked.session._cache.forget()
        answer = asked.answer(text, max_new_tokens=TOKENS)
        assert len(answer.token_ids) == TOKENS
        return answer.seconds_to_first_token, answer.tokens_per_second

    found: dict[str, list[tuple[float, float]]] = {"server": [], "engine": []}
    for number in range(ROUNDS + 1):
        for name, way in (("server", theirs), ("engine", ours)):
            result = way(number)
            if number:  # the first warms up
                found[name].append(result)
    kind = "built for this processor" if is_native() else "the wheel's"
    bits = loaded.facts.bits_per_weight
    print(f"{path.name}: {loaded.facts.parameters:,} parameters, {bits:.2f} bits each, engine's llama.cpp: {kind}")
    for name, pairs in found.items():
        first, rate = (statistics.median(values) for values in zip(*pairs, strict=True))
        print(f"  {name:7} first token {first:6.2f} s   {rate:7.1f} tokens/s")
    firsts = [e[0] / s[0] for s, e in zip(found["server"], found["engine"], strict=True)]
    rates = [e[1] / s[1] for s, e in zip(found["server"], found["engine"], strict=True)]
    first, rate = statistics.median(firsts), statistics.median(rates)
    print(f"  engine / server: first token x {first:.2f}, tokens/s x {rate:.2f}")
    asked.session.close()


def write_random(folder: Path) -> list[Path]:
    """The 0.5 B shape with random numbers and the starter's tokenizer, as three files."""
    import torch
    import transformers

    from desktop_llm.core.convert_messages import Convert
    from tests.engine.asking import Asked

    starter = resource_path("checkpoints", "starter")
    config = transformers.Qwen2Config(
        vocab_size=151_936, hidden_size=896, intermediate_size=4864, num_hidden_layers=24, num_attention_heads=14,
        num_key_value_heads=2, max_position_embeddings=1024, tie_word_embeddings=True, eos_token_id=1,
    )  # fmt: skip
    torch.set_default_dtype(torch.bfloat16)
    model = transformers.Qwen2ForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.save_pretrained(folder / "model")
    transformers.AutoTokenizer.from_pretrained(str(starter)).save_pretrained(folder / "model")
    del model
    files = []
    for bits in (16, 8, 4):
        asked = Asked()
        start = time.perf_counter()
        asked.ask(Convert(asked.next_id(), str(folder / "model"), str(folder / f"{bits}.gguf"), bits))
        print(f"written at {bits} bit in {time.perf_counter() - start:.1f} s")
        files.append(folder / f"{bits}.gguf")
    return files


def main() -> None:
    set_environment()
    quiet_libraries()
    files = [Path(name) for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        for path in files or write_random(Path(folder)):
            compare(path)


if __name__ == "__main__":
    main()
