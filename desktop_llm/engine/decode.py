"""The decode loop: reads a prompt in portions, then gives one token after another. Knows ids only, no text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import torch

from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.own_cache import OwnCache
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.speculation import LookUp

_FIRST_PORTION = 128
_PORTION_S = 0.4
"""A prompt is read in portions of about this long, so that a cancel is heard."""
_MOST_IN_PORTION = 4096


class Stopped(Exception):  # noqa: N818  (an outcome, not an error)
    """The person stopped the job while its prompt was being read."""


def read_prompt(
    cache: PromptCache,
    prompt: Sequence[int],
    control: Control,
    on_read: Callable[[int], None],
) -> torch.Tensor:
    """Read what the cache does not hold of a prompt. `on_read` gets the tokens read so far, after each portion.

    Returns:
        (V,) logits of the last position.

    Raises:
        Stopped: The job was cancelled; what was read stays in the cache.
    """
    position = cache.rewind_to(prompt)
    portion = _FIRST_PORTION
    while True:
        if control.cancelled:
            raise Stopped
        start = time.perf_counter()
        ids = prompt[position : position + portion]
        logits = cache.feed(ids)
        position += len(ids)
        on_read(position)
        if position == len(prompt):
            return logits
        seconds = max(time.perf_counter() - start, 1e-4)
        portion = max(1, min(int(portion * min(_PORTION_S / seconds, 4)), _MOST_IN_PORTION))


def tokens_by_guesses(
    cache: OwnCache, logits: torch.Tensor, sampler: Sampler, most_ids: int = 0
) -> Iterator[tuple[int, float]]:
    """The same tokens as `tokens`, several at once where they were guessed right.

    Args:
        cache: Holds the prompt. Like there, the token given last is not in it.
        logits: (V,) after the prompt.
        sampler: Chooses each token from the network's own figures, guessed or not.
        most_ids: The model can read no more tokens than these; 0 for no such bound.
    """
    history = _History(cache.ids, logits.device) if sampler.needs_history else None
    empty = torch.empty(1, 0, dtype=torch.long, device=logits.device)
    look_up = LookUp(cache.ids)
    guesses: list[int] = []
    figures = logits[None]
    unread = 0  # guesses in the cache that were not given yet
    try:
        while True:
            for place in range(len(guesses) + 1):
                unread = len(guesses) - place
                token, logprob = sampler.choose(figures[place], history.ids if history else empty)
                yield token, logprob
                if history:
                    history.add(token)
                look_up.add(token)
                if not unread or token != guesses[place]:
                    break
            if guesses:
                look_up.learn(len(guesses), len(guesses) - unread)
            cache.drop_last(unread)
            unread = 0
            room = most_ids - len(cache.ids) - 1 if most_ids else len(cache.ids)
            guesses = look_up.guess(room)
            figures = cache.feed_all([token, *guesses], len(guesses) + 1)
    finally:
        cache.drop_last(unread)


def tokens(cache: PromptCache, logits: torch.Tensor, sampler: Sampler) -> Iterator[tuple[int, float]]:
    """Tokens with their log-probabilities without end; the caller stops asking.

    `logits`, (V,), are those after the prompt, which `cache` holds. A token joins it when the next is asked for.
    """
    history = _History(cache.ids, logits.device) if sampler.needs_history else None
    empty = torch.empty(1, 0, dtype=torch.long, device=logits.device)
    while True:
        token, logprob = sampler.choose(logits, history.ids if history else empty)
        yield token, logprob
        if history:
            history.add(token)
        logits = cache.feed([token])


class _History:
    """Ids so far as a tensor that grows in place."""

    def __init__(self, ids: Sequence[int], device: torch.device) -> None:
        self._length = len(ids)
        self._all = torch.zeros(1, self._length + 256, dtype=torch.long, device=device)
        self._all[0, : self._length] = torch.tensor(ids)

    @property
    def ids(self) -> torch.Tensor:
        return self._all[:, : self._length]

    def add(self, token: int) -> None:
        if self._length == self._all.shape[1]:
            self._all = torch.cat((self._all, torch.zeros_like(self._all)), dim=1)
        self._all[0, self._length] = token
        self._length += 1
