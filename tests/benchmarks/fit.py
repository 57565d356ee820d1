"""What `core.fit` says before anything is loaded, against the memory that is then really used.

Run with `python -m tests.benchmarks.fit [NAME ...]`: each generated model is checked, then loaded and chatted with,
trained whole, and trained by an adapter, in processes of their own, one at a time. The figure is what such a process
takes at its peak above an engine without a model (chatting: its peak once the model is loaded, without the pages of
the file that it does not look at any more, which the system takes back when memory is short). Both take the number
format that this processor is known for, since the engine's own trial of a moment may come out otherwise on a busy
machine. Up to 9 GB are used, and some minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CONTEXT = 2_040
BLOCK = 256
LARGEST_FULL_BYTES = 9_000_000_000
TEXT = "The cat sat on the mat and looked at the moon. " * 120
CLEAR = Path("/proc/self/clear_refs")
WAYS = ("chat", "full", "lora")


def measured_bytes(folder: Path, way: str, tokens: int) -> int:
    """Bytes above the empty engine's, from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.fit", "--measure", str(folder), way, str(tokens)]
    home = tempfile.mkdtemp(dir=folder.parent)
    done = subprocess.run(
        command, env={**os.environ, "DESKTOP_LLM_HOME": home}, stdout=subprocess.PIPE, text=True, check=True,
        timeout=540,
    )  # fmt: skip
    return int(json.loads(done.stdout.splitlines()[-1]))


def said_bytes(folder: Path, way: str, tokens: int) -> int:
    """What is said of it beforehand."""
    from desktop_llm.core.fit import chat_memory, fast_format, train_memory
    from desktop_llm.core.preflight import check_folder
    from desktop_llm.core.training import Method

    facts = check_folder(folder)
    precision = fast_format() or "fp32"
    if way == "chat":
        return chat_memory(facts, tokens, precision).total
    return train_memory(facts, Method(way), tokens).total


def main(names: list[str]) -> None:
    from tests.benchmarks.made_models import SHAPES, write_model

    worst = 0.0
    for shape in SHAPES:
        if names and shape.name not in names:
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = write_model(Path(place) / shape.name, shape)
            for way in WAYS:
                tokens = BLOCK if way != "chat" else min(CONTEXT, shape.context - 8)
                said = said_bytes(folder, way, tokens)
                if way == "full" and said > LARGEST_FULL_BYTES:
                    continue
                used = measured_bytes(folder, way, tokens)
                worst = max(worst, abs(said / used - 1))
                print(
                    f"{shape.name:22} {way:5} {tokens:5} tokens  used {used / 1e6:8.1f} MB  said {said / 1e6:8.1f} MB "
                    f"{said / used - 1:+6.1%}",
                    flush=True,
                )
    print(f"the farthest off: {worst:.1%}")


# --- in the measured process ------------------------------------------------------------------------------------------


def idle_bytes() -> int:
    """Pages of weights' files that lie in memory and were not looked at since `CLEAR` was written. Linux only."""
    idle, is_weights = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            is_weights = line.endswith(".safetensors")
        elif is_weights and words[0] in ("Rss:", "Referenced:"):
            idle += int(words[1]) * 1024 * (1 if words[0] == "Rss:" else -1)
    return idle


def measure(folder: Path, way: str, tokens: int) -> int:
    """Do it in this process; bytes above the empty engine's."""
    from desktop_llm.engine.process import quiet_libraries, set_environment

    set_environment()
    import torch

    from desktop_llm.engine.importing import import_model_code

    for name in ("LlamaForCausalLM", "GPT2LMHeadModel"):  # as the engine's process does
        import_model_code(name)
    from desktop_llm.core.fit import AUTOCAST_WIDTH, fast_format
    from desktop_llm.core.messages import Event, Failed, Generate, Load, Request
    from desktop_llm.core.preflight import check_folder
    from desktop_llm.core.sampling import Sampling
    from desktop_llm.core.training import Method, TrainJob
    from desktop_llm.core.training_messages import Train
    from desktop_llm.engine.machine import resident_bytes
    from desktop_llm.engine.session import Session
    from desktop_llm.engine.training.memory import PeakMemory

    quiet_libraries()
    torch.set_num_threads(1)
    last: list[Event] = []
    session = Session(lambda event: last.__setitem__(slice(None), [event]))

    def ask(request: Request) -> None:
        session.handle(request)
        if isinstance(last[0], Failed):
            raise RuntimeError(last[0].detail)

    empty_bytes = resident_bytes()
    if way == "chat":
        ask(Load(job_id=1, path=str(folder), precision=fast_format() or "fp32", threads=1))
        sampling = Sampling(max_new_tokens=8)
        ask(Generate(job_id=2, raw_prompt="a", sampling=sampling, threads=1))
        CLEAR.write_text("1")  # from here on the system notes which pages are looked at
        peak = PeakMemory()
        ask(Generate(job_id=3, raw_prompt="a" * (tokens - 8), sampling=sampling, threads=1))
        return peak.peak_bytes - idle_bytes() - empty_bytes
    is_narrow = check_folder(folder).hidden < AUTOCAST_WIDTH  # then the engine takes fp32 by itself
    text = folder.parent / "text.txt"
    text.write_text(TEXT)
    job = TrainJob(
        name="fit", base_path=str(folder), texts=(str(text),), method=Method(way), steps=2, block_tokens=tokens,
        micro_batch_rows=1, batch_tokens=2 * tokens, threads=1,
        precision="auto" if is_narrow else fast_format() or "fp32",
    )  # fmt: skip
    peak = PeakMemory()
    with tempfile.TemporaryDirectory(dir=folder.parent) as run:
        ask(Train(job_id=1, job=job, folder=run))
    return peak.peak_bytes - empty_bytes


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(measure(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
    else:
        main(sys.argv[1:])
