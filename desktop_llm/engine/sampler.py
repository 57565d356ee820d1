"""The choice of the next token from the model's logits, for one answer or several at once. Knows ids and figures only.

The controls mean what transformers' processors mean, in the library's order. Where a control leaves few candidates only
these are looked at: the library sorts the whole vocabulary for each token, 10 ms for 150,000 pieces.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import torch
from transformers.generation import logits_process as library

from desktop_llm.core.sampling import Sampling

_LIKELY = 128
"""Candidates among which top-p is tried before all are sorted."""


class Sampler:
    """Chooses tokens of some answers. One number between 0 and 1 is drawn for each token, whatever the controls.

    Args:
        sampling: The controls; a neutral one costs nothing.
        seed: Of the random draws of the first answer.
        device: Where the logits are.
        more_seeds: Of further answers.
    """

    def __init__(self, sampling: Sampling, seed: int, device: torch.device, more_seeds: Sequence[int] = ()) -> None:
        self._sampling = sampling
        self._device = device
        self._is_greedy = sampling.temperature == 0
        self._penalties = _penalties(sampling)
        self._all_controls = _all_controls(sampling) if sampling.typical_p < 1.0 and not self._is_greedy else None
        self._draws = [random.Random(number) for number in (seed, *more_seeds)]
        self.needs_history = bool(self._penalties)

    def choose(self, logits: torch.Tensor, history: torch.Tensor) -> tuple[int, float]:
        """The first answer's next token and its log-probability in nats under the unmodified distribution.

        Args:
            logits: (V,) of the last position.
            history: (1, T) ids so far, prompt included; may be empty when not `needs_history`.
        """
        return self.choose_rows(logits[None], [history])[0]

    def choose_rows(self, logits: torch.Tensor, histories: Sequence[torch.Tensor]) -> list[tuple[int, float]]:
        """The next token of each answer with its log-probability, from (B, V) logits."""
        figures = logits.float()
        scores = figures
        if self._penalties:
            scores = torch.cat(
                [self._penalized(history, row[None]) for history, row in zip(histories, scores, strict=True)]
            )
        tokens = scores.argmax(-1) if self._is_greedy else self._drawn(scores)
        logprobs = figures.gather(1, tokens[:, None])[:, 0] - torch.logsumexp(figures, dim=-1)
        if logits.device.type == "cpu":
            return list(zip(tokens.tolist(), logprobs.tolist(), strict=True))
        both = torch.stack((tokens.double(), logprobs.double())).tolist()  # one transfer
        return [(int(token), logprob) for token, logprob in zip(*both, strict=True)]

    def keep_rows(self, numbers: Sequence[int]) -> None:
        """Go on with some of the answers only."""
        self._draws = [self._draws[number] for number in numbers]

    def _penalized(self, history: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        for process in self._penalties:
            scores = process(history, scores)
        return scores

    def _drawn(self, scores: torch.Tensor) -> torch.Tensor:
        """(B,) tokens drawn from (B, V) scores."""
        if self._all_controls is not None:
            for process in self._all_controls:
                scores = process(None, scores)
            return self._pick(torch.softmax(scores, -1))
        sampling = self._sampling
        if sampling.temperature != 1.0:
            scores = scores / sampling.temperature
        vocabulary = scores.shape[1]
        if 0 < sampling.top_k < vocabulary:
            likely, ids = scores.topk(sampling.top_k)
            chances = torch.softmax(likely, -1)
        elif sampling.top_p < 1.0:
            chances, ids = _likeliest(scores, sampling.top_p)
        else:
            chances = torch.softmax(scores, -1)
            if sampling.min_p > 0.0:
                chances = chances * (chances >= sampling.min_p * chances.amax(-1, keepdim=True))
            return self._pick(chances)
        # Sorted from here on. The likeliest always stays.
        if sampling.top_p < 1.0:
            before = chances.cumsum(-1) - chances
            before[:, 0] = -1.0
            chances = chances * (before < sampling.top_p)
        if sampling.min_p > 0.0:
            chances = chances * (chances >= sampling.min_p * chances[:, :1])
        return ids.gather(1, self._pick(chances)[:, None])[:, 0]

    def _pick(self, chances: torch.Tensor) -> torch.Tensor:
        """(B,) places drawn from (B, N) chances, which need not add up to 1."""
        sums = chances.double().cumsum(-1)
        draws = torch.tensor([[draw.random()] for draw in self._draws], dtype=torch.float64, device=self._device)
        places = torch.searchsorted(sums, draws * sums[:, -1:], right=True)[:, 0]
        return places.clamp_(max=chances.shape[1] - 1)


def _likeliest(scores: torch.Tensor, top_p: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Chances and ids, each (B, N), sorted, of enough candidates to hold `top_p` together."""
    count = min(_LIKELY, scores.shape[1])
    likely, ids = scores.topk(count)
    chances = torch.exp(likely - torch.logsumexp(scores, -1, keepdim=True))
    if count < scores.shape[1] and bool((chances.sum(-1) < top_p).any()):
        likely, ids = scores.sort(-1, descending=True)
        chances = torch.softmax(likely, -1)
    return chances, ids


def _penalties(sampling: Sampling) -> list[Any]:
    """What depends on the tokens so far."""
    chain: list[Any] = []
    if sampling.repetition_penalty != 1.0:
        chain.append(library.RepetitionPenaltyLogitsProcessor(penalty=sampling.repetition_penalty))
    if sampling.no_repeat_ngram > 0:
        chain.append(library.NoRepeatNGramLogitsProcessor(sampling.no_repeat_ngram))
    return chain


def _all_controls(sampling: Sampling) -> list[Any]:
    """Transformers' own processors, for the rare control that needs the whole distribution."""
    chain: list[Any] = []
    if sampling.temperature != 1.0:
        chain.append(library.TemperatureLogitsWarper(float(sampling.temperature)))
    if sampling.top_k > 0:
        chain.append(library.TopKLogitsWarper(top_k=sampling.top_k))
    if sampling.top_p < 1.0:
        chain.append(library.TopPLogitsWarper(top_p=float(sampling.top_p)))
    if sampling.min_p > 0.0:
        chain.append(library.MinPLogitsWarper(min_p=sampling.min_p))
    chain.append(library.TypicalLogitsWarper(mass=sampling.typical_p))
    return chain
