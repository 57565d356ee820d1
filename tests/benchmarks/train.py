"""Training speed, memory and what was learned against `transformers.Trainer`; and the forecast against real runs.

python -m tests.benchmarks.train speed [BASE]       (interleaved rounds, each in a fresh process; prints ratios)
python -m tests.benchmarks.train forecast [BASE]    (three sizes of text; a probe and a whole run of each)
python -m tests.benchmarks.train head               (memory and time of the output head at 150,000 tokens of vocabulary)

Short texts of varied length, the same real tokens for everybody, in the same order. "Trainer" is as it comes: padded
rows in fp32; "Trainer bf16" the same at our precision; "Trainer packed" lets attention cross the texts' borders. Only
ratios mean something on another machine. Asserts nothing.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from desktop_llm.core.messages import Event
from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import Forecast, TrainJob
from desktop_llm.core.training_messages import Probe, ProbeFinished, Train, TrainingFinished
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import probe, train
from desktop_llm.engine.training.batch import Ids, next_labels
from desktop_llm.engine.training.chunked import summed_loss
from desktop_llm.engine.training.exam import Exam
from desktop_llm.engine.training.fitting import TOKENS_AT_ONCE
from desktop_llm.engine.training.memory import return_what_is_freed
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.run import Recipe, Run
from tests.engine.training.conftest import bakery_text

ROUNDS, STEPS, ROWS = 3, 12, 8
RATE = 1e-4
LENGTHS = (20, 510)
"""Tokens of a short text, drawn log-uniformly."""
SIZES = (5_000, 50_000, 500_000)
BLOCK = 512
CONTENDERS = ("Trainer", "Trainer bf16", "Trainer packed", "ours", "ours bf16")


class StepClock(TrainerCallback):
    """Seconds that Trainer's steps take, without its set-up."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._began = 0.0

    def on_step_begin(self, *args: object, **named: object) -> None:
        self._began = time.perf_counter()

    def on_step_end(self, *args: object, **named: object) -> None:
        self.seconds.append(time.perf_counter() - self._began)


def short_texts(ids: Ids, count: int) -> list[Ids]:
    """Cuts of varied length from a text."""
    draw = random.Random(0)
    low, high = np.log(LENGTHS[0]), np.log(LENGTHS[1])
    texts, start = [], 0
    for _ in range(count):
        length = int(np.exp(draw.uniform(low, high)))
        start = 0 if start + length > len(ids) else start
        texts.append(ids[start : start + length])
        start += length
    return texts


def theirs(base: Path, texts: list[Ids], bf16: bool, packs: bool) -> tuple[Any, list[float], list[int]]:
    """The trained model, seconds of each step and its real tokens."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    clock = StepClock()
    rows, tokens = texts, [sum(map(len, texts[at : at + ROWS])) for at in range(0, len(texts), ROWS)]
    per_step = ROWS
    if packs:
        joined = np.concatenate(texts)
        per_step = max(1, len(joined) // (STEPS * BLOCK))
        rows = list(joined[: STEPS * per_step * BLOCK].reshape(-1, BLOCK))
        tokens = [per_step * BLOCK] * STEPS
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            max_steps=STEPS,
            per_device_train_batch_size=per_step,
            learning_rate=RATE,
            lr_scheduler_type="constant",
            bf16=bf16,
            report_to=[],
            save_strategy="no",
            use_cpu=True,
            disable_tqdm=True,
            train_sampling_strategy="sequential",
            dataloader_pin_memory=False,
        )
        examples = [{"input_ids": torch.from_numpy(text).long()} for text in rows]
        collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
        trainer = Trainer(model, arguments, data_collator=collator, train_dataset=examples, callbacks=[clock])
        trainer.train()
    return model, clock.seconds, tokens


def ours(base: Path, texts: list[Ids], bf16: bool) -> tuple[Any, list[float], list[int]]:
    """The same texts packed, attention kept inside each, by our step."""
    return_what_is_freed()
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    autocast = torch.bfloat16 if bf16 else None
    objective = Continuing(model, model.config.vocab_size, autocast)
    run = Run(model, Recipe(autocast=autocast), objective, rows_at_once=TOKENS_AT_ONCE["cpu"] // BLOCK)
    seconds, tokens = [], []
    block = min(BLOCK, model.config.max_position_embeddings)
    for step in range(STEPS):
        items = [Item(text, next_labels(text[None])[0]) for text in texts[step * ROWS : (step + 1) * ROWS]]
        rows = PackedRows(items, block, 0, step)
        before = time.perf_counter()
        run.step(rows.of(range(rows.rows)), RATE)
        seconds.append(time.perf_counter() - before)
        tokens.append(rows.tokens)
    return model, seconds, tokens


def one_contender(base: Path, name: str) -> None:
    """Train in this process; print tokens a second, peak memory and the loss on text not trained on."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    found = tokenizer(bakery_text(1500), add_special_tokens=False, verbose=False)["input_ids"]
    ids = np.asarray(found, np.int32)
    texts = short_texts(ids, STEPS * ROWS)
    bf16 = "bf16" in name
    if name.startswith("ours"):
        model, seconds, tokens = ours(base, texts, bf16)
    else:
        model, seconds, tokens = theirs(base, texts, bf16, "packed" in name)
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    loss = Exam(ids[-3000:], 512, model.config.vocab_size).take(model)
    rate = sum(tokens[1:]) / sum(seconds[1:])  # the first step warms up
    print(json.dumps({"tokens_per_second": rate, "peak_bytes": peak_bytes, "held_out_loss": loss}))


def compare_speed(base: Path) -> None:
    """Interleaved rounds of all, each in a fresh process."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    for round_ in range(int(os.environ.get("ROUNDS", ROUNDS))):
        for name in CONTENDERS:
            command = [sys.executable, "-m", "tests.benchmarks.train", "contender", str(base), name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures = json.loads(done.stdout.splitlines()[-1])
            found[name].append(figures)
            print(
                f"round {round_ + 1}  {name:15} {figures['tokens_per_second']:8.0f} real tokens/s  "
                f"{figures['peak_bytes'] / 1e6:6.0f} MB  loss {figures['held_out_loss']:.4f}",
                flush=True,
            )
    middle = {
        name: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for name, rows in found.items()
    }
    for mine, other in (
        ("ours", "Trainer"),
        ("ours bf16", "Trainer"),
        ("ours bf16", "Trainer bf16"),
        ("ours", "Trainer packed"),
    ):
        one, two = middle[mine], middle[other]
        print(
            f"{mine} / {other}: speed {one['tokens_per_second'] / two['tokens_per_second']:.2f}  "
            f"memory {one['peak_bytes'] / two['peak_bytes']:.2f}  "
            f"held-out loss {one['held_out_loss'] / two['held_out_loss']:.3f}"
        )


def compare_head() -> None:
    """The head's loss and gradients at 150,000 entries: in portions against whole logits. Fresh process each."""
    for name in ("whole", "portions"):
        command = [sys.executable, "-m", "tests.benchmarks.train", "one-head", name]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip(), flush=True)


def one_head(name: str, places: int = 1024, width: int = 256, vocabulary: int = 150_000) -> None:
    """Print seconds and peak memory above what the weights take."""
    torch.manual_seed(0)
    weight = torch.nn.Parameter(torch.randn(vocabulary, width) * 0.02)
    hidden = torch.randn(places, width, requires_grad=True)
    labels = torch.randint(0, vocabulary, (places,))
    before_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    began = time.perf_counter()
    if name == "whole":
        loss = torch.nn.functional.cross_entropy(hidden @ weight.T, labels, reduction="sum")
    else:
        loss = summed_loss(hidden, weight, None, labels, torch.float32)
    loss.backward()
    seconds = time.perf_counter() - began
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before_bytes
    print(f"{name:9} {seconds:6.2f} s  {peak_bytes / 1e6:6.0f} MB more  loss {float(loss) / places:.4f}")


def one_run(base: Path, size: int, what: str) -> None:
    """A probe or a whole run in this process, which a person's would also begin fresh. Prints one figure line."""
    began = time.time() - time.process_time()
    events: list[Event] = []
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "handbook.txt"
        text.write_text(bakery_text(size // 230 + 1)[:size], "utf-8")
        job = TrainJob("Benchmark", str(base), (str(text),), threads=int(os.environ.get("THREADS", "0")))
        if what == "probe":
            probe(Probe(1, job), events.append, Control())
        else:
            train(Train(1, job, str(Path(folder) / "run")), events.append, Control())
    closing = events[-1]
    if isinstance(closing, ProbeFinished) and isinstance(closing.forecast, Forecast):
        print(closing.forecast.seconds, closing.forecast.memory_bytes, time.time() - began)
    elif isinstance(closing, TrainingFinished):
        print(time.time() - began, closing.held_out_loss_before, closing.held_out_loss_after)


def compare_forecast(base: Path) -> None:
    """A probe, then the run, each in a fresh process as the window does it."""
    for size in SIZES:
        figures = []
        for what in ("probe", "run"):
            command = [sys.executable, "-m", "tests.benchmarks.train", what, str(base), str(size)]
            before = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures.append((time.perf_counter() - before, *map(float, done.stdout.split())))
        (probe_s, forecast_s, *_), (run_s, _, before_loss, after_loss) = figures
        print(
            f"{size:7} bytes  forecast {forecast_s:6.1f} s  took {run_s:6.1f} s  ratio {forecast_s / run_s:.2f}  "
            f"probe {probe_s:.1f} s  surprise {np.exp(before_loss):.1f} -> {np.exp(after_loss):.1f}",
            flush=True,
        )


def main() -> None:
    """See the module's docstring."""
    what = sys.argv[1] if len(sys.argv) > 1 else "speed"
    base = Path(sys.argv[2]) if len(sys.argv) > 2 else resource_path("checkpoints", "starter")
    if what == "speed":
        compare_speed(base)
    elif what == "forecast":
        compare_forecast(base)
    elif what == "head":
        compare_head()
    elif what == "one-head":
        one_head(sys.argv[2])
    elif what == "contender":
        one_contender(base, sys.argv[3])
    else:
        one_run(base, int(sys.argv[3]), what)


if __name__ == "__main__":
    main()
