"""A step of ours against what Trainer's step computes, in one process, in turn on the same texts; bears other load.

python -m tests.benchmarks.train_pairs [THREADS] [STEPS] [BASE]

Short texts of varied length, eight to a step. "padded" is what `transformers.Trainer` does with them as it comes: rows
padded to the longest, the model's own loss, clipping, AdamW; "joined" packs without care (attention crosses borders).
Both lack Trainer's own overhead, which only helps them. The ratio of each pair is taken, and of those the median.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from desktop_llm.core.resources import resource_path
from desktop_llm.engine.training.batch import NOTHING, Ids, next_labels
from desktop_llm.engine.training.fitting import TOKENS_AT_ONCE
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.run import Recipe, Run
from tests.benchmarks.train import BLOCK, RATE, ROWS, short_texts
from tests.engine.training.conftest import bakery_text


class Theirs:
    """The usual loop; `joined` packs without care."""

    def __init__(self, base: Path, bf16: bool, joined: bool) -> None:
        self._model: Any = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).train()
        self._optimizer = torch.optim.AdamW(self._model.parameters(), lr=RATE, fused=True)
        self._bf16, self._joined = bf16, joined

    def step(self, texts: list[Ids]) -> None:
        inputs = self._joined_rows(texts) if self._joined else self._padded_rows(texts)
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            loss = self._model(**inputs).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()

    def _padded_rows(self, texts: list[Ids]) -> dict[str, torch.Tensor]:
        shape = (len(texts), max(map(len, texts)))
        ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
        for row, text in enumerate(texts):
            ids[row, : len(text)], mask[row, : len(text)] = torch.from_numpy(text).long(), 1
        return {"input_ids": ids, "attention_mask": mask, "labels": ids.masked_fill(mask == 0, NOTHING)}

    def _joined_rows(self, texts: list[Ids]) -> dict[str, torch.Tensor]:
        joined = np.concatenate(texts)
        rows = max(1, len(joined) // BLOCK)
        ids = torch.from_numpy(joined[: rows * (len(joined) // rows)].reshape(rows, -1)).long()
        return {"input_ids": ids, "labels": ids}


class Ours:
    """Packed, attention kept inside each text."""

    def __init__(self, base: Path, bf16: bool) -> None:
        model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
        autocast = torch.bfloat16 if bf16 else None
        objective = Continuing(model, model.config.vocab_size, autocast)
        self._run = Run(model, Recipe(autocast=autocast), objective, TOKENS_AT_ONCE["cpu"] // BLOCK)

    def step(self, texts: list[Ids]) -> None:
        rows = PackedRows([Item(text, next_labels(text[None])[0]) for text in texts], BLOCK, 0, 0)
        self._run.step(rows.of(range(rows.rows)), RATE)


def main() -> None:
    """See the module's docstring."""
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    base = Path(sys.argv[3]) if len(sys.argv) > 3 else resource_path("checkpoints", "starter")
    tokenizer = AutoTokenizer.from_pretrained(base)
    found = tokenizer(bakery_text(1500), add_special_tokens=False, verbose=False)["input_ids"]
    texts = short_texts(np.asarray(found, np.int32), steps * ROWS)
    contenders = {
        "padded fp32": Theirs(base, False, False),
        "padded bf16": Theirs(base, True, False),
        "joined fp32": Theirs(base, False, True),
        "joined bf16": Theirs(base, True, True),
        "ours fp32": Ours(base, False),
        "ours bf16": Ours(base, True),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for step in range(steps):
        group = texts[step * ROWS : (step + 1) * ROWS]
        for name, contender in contenders.items():
            before = time.perf_counter()
            contender.step(group)
            rates[name].append(sum(map(len, group)) / (time.perf_counter() - before))
    for name, found_rates in rates.items():
        print(f"{name:12} {statistics.median(found_rates[1:]):8.0f} real tokens/s")
    for mine in ("ours fp32", "ours bf16"):
        for other in list(contenders)[:4]:
            ratios = [one / two for one, two in zip(rates[mine][1:], rates[other][1:], strict=True)]
            print(f"{mine} / {other}: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
