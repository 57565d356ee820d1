"""`Surprise`: for every token of a text how likely it was, what else was likely, and how open the choice was.

Nothing is kept but the ids: figures leave the process in parts, so that a long text takes no more memory than a short
one. The windows are those of `engine.scoring`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import torch

from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.messages import Event, Message
from desktop_llm.engine.control import Control
from desktop_llm.engine.inspect.pieces import encode_with_ends, named
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import chat_ids
from desktop_llm.engine.scoring import Read, Scored, read_windows, refuse_other_kinds, window_sizes

_PART_TOKENS = 1024


def surprise(
    loaded: LoadedModel, request: Surprise, emit: Callable[[Event], None], control: Control
) -> SurpriseFinished:
    """Figures of a text in parts.

    Raises:
        AppError: WRONG_KIND, BAD_OPTION, TOKENIZER_DAMAGED, TEMPLATE_DAMAGED.
        Stopped: The job was cancelled.
    """
    started = time.perf_counter()
    refuse_other_kinds(loaded)
    context, stride = window_sizes(loaded, request.context, request.stride, request.max_tokens)
    ids, ends = encode_with_ends(loaded, request.text)
    ids, ends = ids[: request.max_tokens], ends[: request.max_tokens]
    before = _before(loaded, request.messages, request.before)
    count = min(max(request.alternatives, 0), loaded.vocabulary)
    parts = _Parts(loaded, request.job_id, ids, ends, len(before), count, emit)
    for some in read_windows(loaded, [*before, *ids], context, stride, _reader(count), control):
        parts.add(some)
    parts.send_rest()
    return SurpriseFinished(
        request.job_id, len(ids), parts.scored, parts.nll_sum, context, stride, len(before),
        time.perf_counter() - started,
    )  # fmt: skip


def _before(loaded: LoadedModel, messages: Sequence[Message], text: str) -> list[int]:
    """Ids of what the text answers or goes on from."""
    if messages:
        return chat_ids(loaded, messages)
    return loaded.encode(text) if text else []


def _reader(alternatives: int) -> Read:
    """Log-probability, rank, entropy, and the likeliest with theirs."""

    def read(logits: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, ...]:
        known = torch.log_softmax(logits, dim=-1)
        mine = known.gather(1, targets[:, None])
        ranks = (known > mine).sum(dim=1, dtype=torch.int32) + 1
        # A logit of minus infinity is a probability of 0, and adds nothing.
        entropies = -(known.exp() * known.clamp(min=-1e4)).sum(dim=1)
        top = known.topk(alternatives, dim=1)
        return mine[:, 0], ranks, entropies, top.indices.int(), top.values

    return read


class _Parts:
    """Gathers figures to parts of some hundred tokens, each token once and in order."""

    def __init__(
        self,
        loaded: LoadedModel,
        job_id: int,
        ids: Sequence[int],
        ends: np.ndarray,
        skip: int,
        alternatives: int,
        emit: Callable[[Event], None],
    ) -> None:
        self._loaded, self._job_id, self._emit = loaded, job_id, emit
        self._ids, self._ends, self._skip, self._alternatives = np.array(ids, np.int32), ends, skip, alternatives
        self._named: set[int] = set()
        self._next = 0
        self.scored = 0
        self.nll_sum = 0.0

    def add(self, some: Scored) -> None:
        """Send the figures of some tokens, and what came unscored before them."""
        first = some.first - self._skip
        arrays = [figure.cpu().numpy() for figure in some.figures]
        if first < 0:
            arrays = [array[-first:] for array in arrays]
            first = 0
        if not len(arrays[0]):
            return
        self._send_unscored(first)
        for at in range(0, len(arrays[0]), _PART_TOKENS):
            self._send(first + at, [array[at : at + _PART_TOKENS] for array in arrays], some.fraction)
        self.scored += len(arrays[0])
        self.nll_sum -= float(arrays[0].sum(dtype=np.float64))

    def send_rest(self) -> None:
        """Tokens at the end that no window scored."""
        self._send_unscored(len(self._ids))

    def _send_unscored(self, until: int) -> None:
        count = until - self._next
        if count <= 0:
            return
        wide = (count, self._alternatives)
        nothing = [
            np.full(count, np.nan, np.float32), np.zeros(count, np.int32), np.zeros(count, np.float32),
            np.full(wide, -1, np.int32), np.full(wide, np.nan, np.float32),
        ]  # fmt: skip
        self._send(self._next, nothing, self._next / max(1, len(self._ids)))

    def _send(self, first: int, arrays: Sequence[np.ndarray], fraction: float) -> None:
        count = len(arrays[0])
        ids = self._ids[first : first + count]
        logprobs, ranks, entropies, top_ids, top_logprobs = arrays
        fresh = {int(token) for token in np.union1d(ids, top_ids[top_ids >= 0])} - self._named
        self._named |= fresh
        self._next = first + count
        self._emit(
            SurprisePart(
                self._job_id,
                first=first,
                ids=ids.tobytes(),
                ends=self._ends[first : first + count].astype(np.int32).tobytes(),
                logprobs=logprobs.astype(np.float32).tobytes(),
                ranks=ranks.astype(np.int32).tobytes(),
                entropies=entropies.astype(np.float32).tobytes(),
                top_ids=top_ids.astype(np.int32).tobytes(),
                top_logprobs=top_logprobs.astype(np.float32).tobytes(),
                alternatives=self._alternatives,
                pieces=named(self._loaded, sorted(fresh)),
                fraction=fraction,
            )
        )
