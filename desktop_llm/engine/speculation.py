"""Guesses at the next tokens from what was read and written before: names, quotes and whole texts come again.

Source: Saxena, "Prompt Lookup Decoding", 2023. The network checks several guessed tokens in one pass, which costs
little more than one token; each token is chosen as without guesses, so that the answer stays the same, sampled or not.
"""

from __future__ import annotations

from collections.abc import Sequence

_GRAM = 3
"""So many tokens have to agree before what followed them is guessed again."""
_FEWEST, _MOST = 3, 12
_LONGEST_PAUSE = 256


class LookUp:
    """Guesses for one answer.

    Args:
        ids: Prompt, in order.
    """

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}
        self._count = _FEWEST
        self._pause = self._skipped = 0
        for token in ids:
            self.add(token)

    def add(self, token: int) -> None:
        """A token was read or written."""
        if len(self._ids) >= _GRAM:
            # Entered late: the last gram must find an earlier one, not itself.
            self._after[tuple(self._ids[-_GRAM:])] = len(self._ids)
        self._ids.append(token)

    def guess(self, most: int) -> list[int]:
        """Tokens that may come next, often none; `most` at most."""
        place = self._after.get(tuple(self._ids[-_GRAM:]))
        if place is None or most < 1:
            return []
        if self._skipped < self._pause:
            self._skipped += 1
            return []
        return self._ids[place : place + min(self._count, most)]

    def learn(self, guessed: int, right: int) -> None:
        """How a guess turned out. Wrong ones make the next pause longer: text that never repeats costs little."""
        if right == guessed:
            self._count = min(self._count * 2, _MOST)
        else:
            self._count = max(_FEWEST, right)
        self._skipped = 0
        if right * 2 >= guessed:
            self._pause = 0
        elif right == 0:
            self._pause = min(max(2 * self._pause, 2), _LONGEST_PAUSE)
