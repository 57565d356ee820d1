"""Measures a finished folder: greedy answers to held-out requests, and how well the encoder fills gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer, GenerationConfig

from starter import stream
from starter.batches import IGNORED, encoder_batch
from starter.kinds import KINDS
from starter.request import Request

LONGEST_ANSWER_TOKENS = 220


@dataclass(frozen=True, slots=True)
class Judged:
    """A request, what the model answered, and whether that is right."""

    request: Request
    answer: str
    right: bool


def answer_all(folder: Path, requests: Sequence[Request], batch_rows: int = 32, device: str = "cpu") -> list[Judged]:
    """Greedy answers of the chat model in `folder`, its saved weights used in fp32, judged by each kind's checker."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.padding_side = "left"
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).to(device).eval()
    greedy = GenerationConfig(
        do_sample=False,
        max_new_tokens=LONGEST_ANSWER_TOKENS,
        eos_token_id=model.generation_config.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model.generation_config = greedy
    prompts = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": request.prompt}], tokenize=False, add_generation_prompt=True
        )
        for request in requests
    ]
    order = sorted(range(len(requests)), key=lambda place: (len(requests[place].answer), len(prompts[place])))
    judged: dict[int, Judged] = {}
    for start in range(0, len(order), batch_rows):
        places = order[start : start + batch_rows]
        encoded = tokenizer(
            [prompts[place] for place in places], return_tensors="pt", padding=True, add_special_tokens=False
        )
        encoded = {name: encoded[name].to(device) for name in ("input_ids", "attention_mask")}
        with torch.inference_mode():
            written = model.generate(**encoded, generation_config=greedy)
        for place, row in zip(places, written[:, encoded["input_ids"].shape[1] :], strict=True):
            answer = tokenizer.decode(row, skip_special_tokens=True).strip()
            request = requests[place]
            judged[place] = Judged(request, answer, KINDS[request.kind].is_right(request, answer))
    return [judged[place] for place in range(len(requests))]


def share_by_kind(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Kind -> {"right", "asked", "share"}."""
    table: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        of_kind = [one for one in judged if one.request.kind == kind]
        if of_kind:
            right = sum(one.right for one in of_kind)
            table[kind] = {"right": right, "asked": len(of_kind), "share": round(right / len(of_kind), 4)}
    return table


def perplexity_of_documents(folder: Path, documents: int = 100) -> float:
    """The base model's perplexity on freshly generated plain text."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    texts = stream.documents(Random("documents for measuring"))
    nats, tokens = 0.0, 0
    with torch.inference_mode():
        for _ in range(documents):
            ids = torch.tensor([[*tokenizer(next(texts)).input_ids, tokenizer.eos_token_id]])[:, :1024]
            logits = model(ids).logits[0, :-1]
            nats += functional.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
            tokens += ids.shape[1] - 1
    return float(torch.tensor(nats / tokens).exp())


def gaps_filled(folder: Path, batches: int = 8) -> float:
    """The share of masked tokens in freshly generated text that the encoder names exactly."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    right, asked = 0, 0
    with torch.inference_mode():
        for step in range(batches):
            batch = encoder_batch(tokenizer, 999, step, 2048)
            wanted = batch.labels != IGNORED
            logits = model(batch.input_ids, attention_mask=batch.mask, position_ids=batch.position_ids).logits
            right += int((logits.argmax(-1)[wanted] == batch.labels[wanted]).sum())
            asked += int(wanted.sum())
    return right / asked
