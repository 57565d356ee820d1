"""What a model is taught by: the loss of rows, for each way of reading them. Knows no optimizer.

Every objective gives a sum over its labels, so that parts of a batch add up to the loss of the whole.
"""

from __future__ import annotations

import inspect
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from desktop_llm.engine.training.batch import NOTHING, Batch, next_labels
from desktop_llm.engine.training.chunked import losses, summed_loss
from desktop_llm.engine.training.segments import inputs_of, use_masks, use_segments

SAME = 1e-3
"""The head in portions counts as the model's own where their losses differ by less, relative."""


class Objective(Protocol):
    """How rows become a loss.

    Attributes:
        vocabulary: Entries that each place's output has, to bound the rows of one pass; 0 where that does not matter.
    """

    vocabulary: int

    def summed(self, model: Any, batch: Batch) -> torch.Tensor:
        """Summed negative log-likelihood of the batch's labels, in nats, with gradients."""
        ...

    def each(self, model: Any, batch: Batch) -> torch.Tensor:
        """The same for each label, in the shape of `batch.labels`: 0 where nothing is predicted."""
        ...


class Continuing:
    """A causal model: each place tells what comes next.

    Args:
        model: Tried with a short row: only where its head by itself gives the model's own loss is it used in
            portions (some models scale or cap their logits); and examples share a row only where they are then
            read as if alone.

    Attributes:
        in_portions: The head is used in portions.
        packs: Several examples may share a row.
    """

    def __init__(self, model: Any, vocabulary: int, autocast: torch.dtype | None) -> None:
        self.vocabulary = vocabulary
        self._dtype = autocast or next(model.parameters()).dtype
        self._is_eager = getattr(model.config, "_attn_implementation", "") == "eager"
        self.in_portions = self.packs = True
        self.in_portions = self._is_same(model)
        self._by_segments = _device(model).type == "cpu" and use_segments(_inner(model))
        if self._by_segments and not self._keeps_apart(model):
            use_masks(_inner(model))
            self._by_segments = False
        self.packs = self._by_segments or self._keeps_apart(model)
        if self.in_portions:
            self.vocabulary = 0

    def summed(self, model: Any, batch: Batch) -> torch.Tensor:
        if self._by_segments and batch.examples is not None:
            batch, _ = batch.joined()
        labels = _tensor(batch.labels, model).flatten()
        if self.in_portions:
            hidden, head = self._hidden(model, batch)
            return summed_loss(hidden.flatten(0, 1), head.weight, head.bias, labels, self._dtype)
        logits = _inner(model)(**self._inputs(model, batch)).logits
        return functional.cross_entropy(logits.flatten(0, 1).float(), labels, ignore_index=NOTHING, reduction="sum")

    def each(self, model: Any, batch: Batch) -> torch.Tensor:
        if self._by_segments and batch.examples is not None:
            joined, places = batch.joined()
            found = torch.zeros(batch.labels.size, device=_device(model))
            found[torch.from_numpy(places)] = self.each(model, joined)[0].float()
            return found.view(batch.labels.shape)
        labels = _tensor(batch.labels, model)
        if self.in_portions:
            hidden, head = self._hidden(model, batch)
            found = losses(hidden.flatten(0, 1), head.weight, head.bias, labels.flatten(), head.weight.dtype)
            return found.view(labels.shape)
        logits = _inner(model)(**self._inputs(model, batch)).logits.float()
        return _each(logits, labels)

    def _hidden(self, model: Any, batch: Batch) -> tuple[torch.Tensor, nn.Linear]:
        inner = _inner(model)
        hidden = inner.base_model(**self._inputs(model, batch)).last_hidden_state
        return hidden, inner.get_output_embeddings()

    def _inputs(self, model: Any, batch: Batch) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_ids": _tensor(batch.ids, model), "use_cache": False}
        if batch.segments:
            return inputs | inputs_of(batch.segments, _device(model))
        if batch.examples is not None and self.packs:  # alone in its row an example sees no padding after it
            inputs["position_ids"] = torch.from_numpy(batch.positions()).to(_device(model))
            inputs["attention_mask"] = self._mask_of(_tensor(batch.examples, model), model)
        return inputs

    def _mask_of(self, examples: torch.Tensor, model: Any) -> torch.Tensor:
        """[rows, 1, tokens, tokens]: back to the beginning of one's own example."""
        tokens = examples.shape[1]
        allowed = examples[:, None, :, None] == examples[:, None, None, :]
        allowed &= torch.ones(tokens, tokens, dtype=torch.bool, device=examples.device).tril()
        if not self._is_eager:
            return allowed
        dtype = torch.float32 if torch.is_autocast_enabled(examples.device.type) else next(model.parameters()).dtype
        return torch.zeros(allowed.shape, dtype=dtype, device=examples.device).masked_fill_(
            ~allowed, torch.finfo(dtype).min
        )

    @torch.no_grad()
    def _is_same(self, model: Any) -> bool:
        inner = _inner(model)
        head = inner.get_output_embeddings()
        if not isinstance(head, nn.Linear) or inner.base_model is inner:
            return False
        was_training = model.training
        model.eval()
        try:
            ids = torch.arange(8, device=_device(model))[None] % self.vocabulary
            logits = inner(input_ids=ids, use_cache=False).logits.float()
            result = inner.base_model(input_ids=ids, use_cache=False)
            hidden = getattr(result, "last_hidden_state", None)
            if hidden is None or hidden.shape[-1] != head.weight.shape[1]:
                return False
            own = hidden.to(head.weight.dtype) @ head.weight.T
            own = own.float() + (0 if head.bias is None else head.bias.float())
        finally:
            model.train(was_training)
        return bool((own - logits).abs().max() <= SAME * logits.abs().max().clamp_min(1e-6))

    @torch.no_grad()
    def _keeps_apart(self, model: Any) -> bool:
        """Whether two examples in a row have the losses of the same two in rows of their own."""
        if "position_ids" not in inspect.signature(_inner(model).base_model.forward).parameters:
            return False
        ids = (np.arange(12, dtype=np.int32)[None] * 7 + 3) % (
            self.vocabulary or len(_inner(model).get_output_embeddings().weight)
        )
        examples = np.repeat(np.asarray([[0, 1]], np.int32), 6, axis=1)
        labels = next_labels(ids)
        labels[0, 5] = NOTHING
        was_training = model.training
        model.eval()
        try:
            together = self.each(model, Batch(ids, labels, examples))[0]
            alone = self.each(model, Batch(ids.reshape(2, 6), labels.reshape(2, 6))).flatten()
        except (TypeError, ValueError, RuntimeError):
            return False
        finally:
            model.train(was_training)
        return bool((together - alone).abs().max() <= 10 * SAME * alone.abs().max().clamp_min(1e-6))


class _Telling:
    """What has logits over a vocabulary and labels, place by place."""

    def __init__(self, vocabulary: int) -> None:
        self.vocabulary = vocabulary

    def summed(self, model: Any, batch: Batch) -> torch.Tensor:
        logits, labels = self._logits(model, batch)
        return functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=NOTHING, reduction="sum")

    def each(self, model: Any, batch: Batch) -> torch.Tensor:
        return _each(*self._logits(model, batch))

    def _logits(self, model: Any, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        raise NotImplementedError


class Filling(_Telling):
    """A masked model: the places with a label say what stood there."""

    def _logits(self, model: Any, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        inputs = {"input_ids": _tensor(batch.ids, model)}
        if batch.mask is not None:
            inputs["attention_mask"] = _tensor(batch.mask, model)
        return model(**inputs).logits.float(), _tensor(batch.labels, model)


class Sorting:
    """A model with one output for each sort of text."""

    vocabulary = 0

    def summed(self, model: Any, batch: Batch) -> torch.Tensor:
        labels = _tensor(batch.labels, model)
        return functional.cross_entropy(self.logits(model, batch), labels, reduction="sum")

    def each(self, model: Any, batch: Batch) -> torch.Tensor:
        return functional.cross_entropy(self.logits(model, batch), _tensor(batch.labels, model), reduction="none")

    def logits(self, model: Any, batch: Batch) -> torch.Tensor:
        """[rows, sorts]."""
        assert batch.mask is not None
        result = model(input_ids=_tensor(batch.ids, model), attention_mask=_tensor(batch.mask, model))
        logits: torch.Tensor = result.logits
        return logits.float()


class Rewriting(_Telling):
    """An encoder-decoder: reads one text and tells another."""

    def _logits(self, model: Any, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        assert batch.mask is not None
        labels = _tensor(batch.labels, model)
        result = model(
            input_ids=_tensor(batch.ids, model), attention_mask=_tensor(batch.mask, model), labels=labels,
            use_cache=False,
        )  # fmt: skip
        return result.logits.float(), labels


def _each(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    found = functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=NOTHING, reduction="none")
    return found.view(labels.shape)


def _inner(model: Any) -> Any:
    """Transformers' model, also where peft's stands around it."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def _vocabulary(model: Any) -> int:
    return int(_inner(model).get_input_embeddings().weight.shape[0])


def _device(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def _tensor(array: Any, model: nn.Module) -> torch.Tensor:
    return torch.from_numpy(array).to(_device(model), torch.long)
