"""The choice of the next token from the model's logits. Knows ids and figures only."""

from __future__ import annotations

from typing import Any

import torch
from transformers.generation import logits_process as library

from desktop_llm.core.sampling import Sampling


class Sampler:
    """Chooses tokens of one answer by transformers' own processors, in the library's order.

    A neutral control costs nothing: its processor is not made.

    Args:
        seed: Of the random draws of this answer.
    """

    def __init__(self, sampling: Sampling, seed: int, device: torch.device) -> None:
        import torch

        self._greedy = sampling.temperature == 0
        self._processors = _processors(sampling, self._greedy)
        self._generator = torch.Generator(device=device)
        self._generator.manual_seed(seed)
        self.needs_history = sampling.repetition_penalty != 1.0 or sampling.no_repeat_ngram > 0

    def choose(self, logits: torch.Tensor, history: torch.Tensor) -> tuple[int, float]:
        """The next token and its log-probability in nats under the unmodified distribution.

        Args:
            logits: (V,) of the last position.
            history: (1, T) ids so far, prompt included; may be empty when not `needs_history`.
        """
        import torch

        figures = logits.float()
        scores = figures[None]
        for process in self._processors:
            scores = process(history, scores)
        if self._greedy:
            token = torch.argmax(scores[0])
        else:
            probabilities = torch.softmax(scores[0], dim=-1)
            token = torch.multinomial(probabilities, 1, generator=self._generator)[0]
        logprob = figures[token] - torch.logsumexp(figures, dim=-1)
        if logits.device.type == "cpu":
            return int(token), float(logprob)
        both = torch.stack((token.float(), logprob)).tolist()  # one transfer; ids under 2^24 are exact
        return int(both[0]), both[1]


def _processors(sampling: Sampling, greedy: bool) -> list[Any]:
    chain: list[Any] = []
    if sampling.repetition_penalty != 1.0:
        chain.append(library.RepetitionPenaltyLogitsProcessor(penalty=sampling.repetition_penalty))
    if sampling.no_repeat_ngram > 0:
        chain.append(library.NoRepeatNGramLogitsProcessor(sampling.no_repeat_ngram))
    if greedy:
        return chain
    if sampling.temperature != 1.0:
        chain.append(library.TemperatureLogitsWarper(float(sampling.temperature)))
    if sampling.top_k > 0:
        chain.append(library.TopKLogitsWarper(top_k=sampling.top_k))
    if sampling.top_p < 1.0:
        chain.append(library.TopPLogitsWarper(top_p=float(sampling.top_p)))
    if sampling.min_p > 0.0:
        chain.append(library.MinPLogitsWarper(min_p=sampling.min_p))
    if sampling.typical_p < 1.0:
        chain.append(library.TypicalLogitsWarper(mass=sampling.typical_p))
    return chain
