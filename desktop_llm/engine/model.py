"""A checkpoint in memory: the model, its tokenizer and what the engine needs to know of both. Made by `loading`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.forward.network import Network


@dataclass(slots=True)
class LoadedModel:
    """A model on its device, in inference.

    Attributes:
        model: transformers' model.
        tokenizer: transformers' tokenizer.
        stop_ids: Tokens that end an answer (from generation_config, config and tokenizer).
        context_tokens: Longest input; 0 where there is no limit.
        vocabulary: Rows of the embedding: every id has to be below it.
        has_cache: Whether keys and values can be kept between calls; otherwise transformers' own loop is used.
        network: Our own computation over the same weights; None for kinds of model that transformers computes.
        precision: Short name of what the weights are in.
        quality_loss: Rise of a sample text's perplexity by fewer bits, 0.02 for 2 %; None where none was measured.
        on_close: Gives back memory that Python does not give back by itself.
    """

    path: str
    facts: ModelFacts
    model: Any
    tokenizer: Any
    device: torch.device
    dtype: torch.dtype
    stop_ids: frozenset[int]
    context_tokens: int
    vocabulary: int
    has_cache: bool
    labels: tuple[str, ...] = ()
    network: Network | None = None
    precision: str = ""
    quality_loss: float | None = None
    on_close: Callable[[], None] | None = None

    def close(self) -> None:
        """Give back what Python does not give back by itself."""
        if self.on_close is not None:
            self.on_close()

    def encode(self, text: str, special: bool = True) -> list[int]:
        """Ids of a text, with the tokenizer's own special tokens where `special`.

        Raises:
            AppError: TOKENIZER_DAMAGED when the tokenizer fails, or gives ids that the model does not have.
        """
        try:
            ids = list(self.tokenizer(text, add_special_tokens=special, verbose=False)["input_ids"])
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # tokenizers' panics derive from BaseException
            raise AppError(ErrorCode.TOKENIZER_DAMAGED, repr(error)[:2000]) from error
        return self.checked_ids(ids)

    def checked_ids(self, ids: list[int]) -> list[int]:
        """The ids, when the model has a row for each."""
        if ids and max(ids) >= self.vocabulary:
            detail = f"token {max(ids)} of {self.vocabulary}"
            raise AppError(ErrorCode.TOKENIZER_DAMAGED, detail)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """Text of ids by themselves, without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True))
