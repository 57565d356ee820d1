"""Batches for every stage, each a function of the seed and the step alone, so that a stopped run goes on the same way.

B: rows, T: tokens in a row. Several documents lie in one row; the mask keeps each to itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from starter import stream

IGNORED = -100
LONG_EVERY = 12
SHORT_TOKENS, LONG_TOKENS = 256, 1024
ENCODER_SHORT_TOKENS, ENCODER_LONG_TOKENS = 128, 512
MASKED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step sees.

    Attributes:
        input_ids: (B, T).
        labels: (B, T), the token each place should say (already shifted for causal models), or IGNORED.
        position_ids: (B, T), from 0 in every document.
        mask: (B, 1, T, T), True where a place may look, or (B, T) for the encoder.
    """

    input_ids: Tensor
    labels: Tensor
    position_ids: Tensor
    mask: Tensor


def _is_long(step: int) -> bool:
    return step % LONG_EVERY == LONG_EVERY - 1


def base_batch(tokenizer: PreTrainedTokenizerFast, seed: int, step: int, batch_tokens: int) -> Batch:
    """Plain documents, every token a target."""
    long = _is_long(step)
    documents = stream.documents(Random(f"base {seed} {step}"), long)

    def draw() -> tuple[list[int], list[bool]]:
        ids = [*tokenizer.backend_tokenizer.encode(next(documents)).ids, tokenizer.eos_token_id]
        return ids, [True] * len(ids)

    return _pack(draw, LONG_TOKENS if long else SHORT_TOKENS, batch_tokens, tokenizer.pad_token_id)


def chat_batch(tokenizer: PreTrainedTokenizerFast, seed: int, step: int, batch_tokens: int) -> Batch:
    """Conversations, the assistant's tokens as targets."""
    long = _is_long(step)
    conversations = stream.conversations(Random(f"chat {seed} {step}"), long)

    def draw() -> tuple[list[int], list[bool]]:
        return encode_chat(tokenizer, next(conversations))

    return _pack(draw, LONG_TOKENS if long else SHORT_TOKENS, batch_tokens, tokenizer.pad_token_id)


def encode_chat(tokenizer: PreTrainedTokenizerFast, messages: list[dict[str, str]]) -> tuple[list[int], list[bool]]:
    """Token ids as the chat template gives them (a test compares), and which of them the assistant says."""
    ids: list[int] = []
    said: list[bool] = []
    for message in messages:
        head = tokenizer.backend_tokenizer.encode(f"<|im_start|>{message['role']}\n").ids
        body = tokenizer.backend_tokenizer.encode(message["content"] + "<|im_end|>").ids
        tail = tokenizer.backend_tokenizer.encode("\n").ids
        ids += [*head, *body, *tail]
        said += [False] * len(head) + [message["role"] == "assistant"] * len(body) + [False] * len(tail)
    return ids, said


def _pack(draw, row_tokens: int, batch_tokens: int, pad_id: int) -> Batch:  # type: ignore[no-untyped-def]
    rows = max(1, batch_tokens // row_tokens)
    ids: list[list[int]] = [[] for _ in range(rows)]
    labels: list[list[int]] = [[] for _ in range(rows)]
    positions: list[list[int]] = [[] for _ in range(rows)]
    owners: list[list[int]] = [[] for _ in range(rows)]
    misses, number = 0, 0
    while misses < 8:
        tokens, targets = draw()
        tokens, targets = tokens[:row_tokens], targets[:row_tokens]
        place = next((row for row in range(rows) if len(ids[row]) + len(tokens) <= row_tokens), None)
        if place is None:
            misses += 1
            continue
        number += 1
        shifted = [token if wanted else IGNORED for token, wanted in zip(tokens[1:], targets[1:], strict=True)]
        ids[place] += tokens
        labels[place] += [*shifted, IGNORED]
        positions[place] += range(len(tokens))
        owners[place] += [number] * len(tokens)
    for row in range(rows):
        missing = row_tokens - len(ids[row])
        ids[row] += [pad_id] * missing
        labels[row] += [IGNORED] * missing
        positions[row] += [0] * missing
        owners[row] += [0] * missing
    owner = torch.tensor(owners)
    causal = torch.ones(row_tokens, row_tokens, dtype=torch.bool).tril()
    mask = (owner[:, None, :, None] == owner[:, None, None, :]) & causal
    return Batch(torch.tensor(ids), torch.tensor(labels), torch.tensor(positions), mask)


def encoder_batch(tokenizer: PreTrainedTokenizerFast, seed: int, step: int, batch_tokens: int) -> Batch:
    """One text per row, a fifth of its tokens to be filled in; short rows start at a random position."""
    long = _is_long(step)
    rng = Random(f"encoder {seed} {step}")
    row_tokens = ENCODER_LONG_TOKENS if long else ENCODER_SHORT_TOKENS
    rows = max(1, batch_tokens // row_tokens)
    documents = stream.documents(rng, long)
    ids, labels, positions, mask = [], [], [], []
    for _ in range(rows):
        tokens: list[int] = []
        while len(tokens) < row_tokens - 2:
            tokens += tokenizer.backend_tokenizer.encode(next(documents) + "\n\n", add_special_tokens=False).ids
        tokens = [tokenizer.cls_token_id, *tokens[: row_tokens - 2], tokenizer.sep_token_id]
        row_labels = [IGNORED] * row_tokens
        for place in rng.sample(range(1, row_tokens - 1), int(row_tokens * MASKED_SHARE)):
            row_labels[place] = tokens[place]
            if rng.random() < 0.9:
                tokens[place] = tokenizer.mask_token_id
        start = 0 if long or rng.random() < 0.7 else rng.randint(0, ENCODER_LONG_TOKENS - row_tokens)
        ids.append(tokens)
        labels.append(row_labels)
        positions.append([0, *range(start + 1, start + row_tokens)])
        mask.append([1] * row_tokens)
    return Batch(torch.tensor(ids), torch.tensor(labels), torch.tensor(positions), torch.tensor(mask))
