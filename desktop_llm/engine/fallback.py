"""Tokens from models whose keys and values can not be kept by us: transformers' own loop, asked token by token."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from transformers import GenerationConfig
from transformers.generation import LogitsProcessorList, StoppingCriteriaList

from desktop_llm.engine.sampler import Sampler

_END = object()


def tokens(model: Any, prompt: Sequence[int], sampler: Sampler, most: int) -> Iterator[tuple[int, float]]:
    """At most `most` tokens with their log-probabilities; ends earlier when the caller closes it.

    The loop runs in a thread and waits for each token to be taken. Our sampler chooses; the library is left with
    that one token to pick.
    """
    handed: queue.Queue[Any] = queue.Queue()
    wanted = threading.Semaphore(0)
    closed = threading.Event()

    def choose(ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        wanted.acquire()
        token, logprob = sampler.choose(scores[0], ids)
        handed.put((token, logprob))
        only = torch.full_like(scores, float("-inf"))
        only[0, token] = 0.0
        return only

    def is_closed(ids: torch.Tensor, _scores: torch.Tensor) -> torch.Tensor:
        return torch.full((ids.shape[0],), closed.is_set(), dtype=torch.bool, device=ids.device)

    def run() -> None:
        ids = torch.tensor([list(prompt)], device=model.device)
        try:
            with torch.inference_mode():
                model.generate(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    generation_config=GenerationConfig(max_new_tokens=most, do_sample=False, eos_token_id=-1),
                    logits_processor=LogitsProcessorList([choose]),
                    stopping_criteria=StoppingCriteriaList([is_closed]),
                )
            handed.put(_END)
        except BaseException as error:  # raised again where it is waited for
            handed.put(error)

    thread = threading.Thread(target=run, name="generate", daemon=True)
    thread.start()
    try:
        while True:
            wanted.release()
            item = handed.get()
            if item is _END:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        closed.set()
        wanted.release()
        thread.join()
