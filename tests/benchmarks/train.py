"""Training speed against `transformers.Trainer` with its defaults, and the forecast against what runs then took.

python -m tests.benchmarks.train speed [BASE]       (interleaved rounds in one process; prints ratios)
python -m tests.benchmarks.train forecast [BASE]    (three sizes of text; a probe and a whole run of each)

Absolute figures are printed for the record; only the ratios mean something on another machine. Asserts nothing.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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

from desktop_llm.core.messages import Event, Probe, ProbeFinished, Train, TrainingFinished
from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import Forecast, TrainJob
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import probe, train
from desktop_llm.engine.training.rows import Ids
from desktop_llm.engine.training.run import Recipe, Run
from tests.engine.training.conftest import bakery_text

ROUNDS, STEPS, ROWS = 3, 6, 8
LENGTHS = (20, 510)
"""Tokens of a short text, drawn log-uniformly."""
SIZES = (5_000, 50_000, 500_000)


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


def theirs(base: Path, texts: list[Ids]) -> tuple[float, float]:
    """Real tokens a second and mean seconds of a step, for Trainer as it comes: padded rows in fp32."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    clock = StepClock()
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            max_steps=STEPS,
            per_device_train_batch_size=ROWS,
            report_to=[],
            save_strategy="no",
            use_cpu=True,
            disable_tqdm=True,
            train_sampling_strategy="sequential",
            dataloader_pin_memory=False,
        )
        examples = [{"input_ids": torch.from_numpy(text).long()} for text in texts]
        collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
        trainer = Trainer(model, arguments, data_collator=collator, train_dataset=examples, callbacks=[clock])
        trainer.train()
    real = sum(len(text) for text in texts[ROWS : STEPS * ROWS])  # the first step warms up
    return real / sum(clock.seconds[1:]), statistics.mean(clock.seconds[1:])


def ours(base: Path, texts: list[Ids]) -> tuple[float, float]:
    """The same tokens, packed into rows, by our step."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    run = Run(model, Recipe(), model.config.vocab_size)
    ids = np.concatenate(texts)
    block = min(512, model.config.max_position_embeddings)
    rows_per_step = max(1, len(ids) // (STEPS * block))
    ids = ids[: STEPS * rows_per_step * block].reshape(STEPS, rows_per_step, block)
    seconds = []
    for batch in ids:
        before = time.perf_counter()
        run.step(batch, 1e-4)
        seconds.append(time.perf_counter() - before)
    return ids[1:].size / sum(seconds[1:]), statistics.mean(seconds[1:])


def compare_speed(base: Path) -> None:
    """Interleaved rounds of both."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    found = tokenizer(bakery_text(1500), add_special_tokens=False, verbose=False)["input_ids"]
    texts = short_texts(np.asarray(found, np.int32), STEPS * ROWS)
    rates: dict[str, list[float]] = {"Trainer": [], "ours": []}
    for round_ in range(ROUNDS):
        for name, measure in (("Trainer", theirs), ("ours", ours)):
            rate, step_s = measure(base, texts)
            rates[name].append(rate)
            print(f"round {round_ + 1}  {name:8} {rate:8.0f} real tokens/s  {step_s:.2f} s a step", flush=True)
    middle = {name: statistics.median(values) for name, values in rates.items()}
    print(f"ours / Trainer: {middle['ours'] / middle['Trainer']:.2f}  ({torch.get_num_threads()} threads)")


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
    else:
        one_run(base, int(sys.argv[3]), what)


if __name__ == "__main__":
    main()
