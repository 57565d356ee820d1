"""Tokens of an answer become text piece by piece: no torn characters, no lost spaces, no stop strings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_TORN = "\N{REPLACEMENT CHARACTER}"
_MOST_TORN_TOKENS = 8
"""A character has at most four bytes; after so many tokens it is not torn but broken, and shown as it is."""
_CONTEXT_TOKENS = 6
"""Tokens before the answer that decide about its first space."""


class Transcript:
    """The text of one answer as it grows.

    Args:
        decode: Text of ids by themselves, without special tokens.
        before: Ids that the answer continues without a break, as in a raw prompt; empty for an answer in a chat.
        stop: Strings that end the answer; not part of its text.
    """

    def __init__(
        self, decode: Callable[[Sequence[int]], str], before: Sequence[int] = (), stop: Sequence[str] = ()
    ) -> None:
        self._decode = decode
        context = list(before[-_CONTEXT_TOKENS:])
        if decode(context).endswith(_TORN):
            context = []
        self._ids = context
        self._context = len(context)
        self._shown_from = 0  # decode from here, so that a word's first space is known
        self._shown_to = len(context)
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.text = ""
        self.met_stop_string = False

    def add(self, token: int) -> str:
        """Take a token; returns the text that can be shown now, often that token's, sometimes nothing."""
        self._ids.append(token)
        return self._release(self._decoded_tail(may_tear=False))

    def finish(self) -> str:
        """The answer ended: what was held back is text after all."""
        if self.met_stop_string:
            return ""
        rest = self._release(self._decoded_tail(may_tear=True)) if self._shown_to < len(self._ids) else ""
        if not self.met_stop_string:
            rest += self._held
            self.text += self._held
            self._held = ""
        return rest

    def whole(self) -> str:
        """The text by one decode of all tokens, cut at the first stop string: what the pieces must add up to."""
        before = self._decode(self._ids[: self._context])
        everything = self._decode(self._ids)
        if not everything.startswith(before):
            return self.text
        text = everything[len(before) :]
        found = [at for at in (text.find(stop) for stop in self._stop) if at >= 0]
        return text[: min(found)] if found else text

    def _decoded_tail(self, may_tear: bool) -> str:
        known = self._decode(self._ids[self._shown_from : self._shown_to]) if self._shown_to else ""
        text = self._decode(self._ids[self._shown_from :])
        is_torn = text.endswith(_TORN) and len(self._ids) - self._shown_to < _MOST_TORN_TOKENS
        if (is_torn and not may_tear) or len(text) <= len(known):
            return ""
        self._shown_from, self._shown_to = self._shown_to, len(self._ids)
        return text[len(known) :]

    def _release(self, fresh: str) -> str:
        if not self._stop:
            self.text += fresh
            return fresh
        text = self._held + fresh
        found = [at for at in (text.find(stop) for stop in self._stop) if at >= 0]
        if found:
            self.met_stop_string = True
            shown, self._held = text[: min(found)], ""
        else:
            kept = max(_overlap(text, stop) for stop in self._stop)
            shown, self._held = text[: len(text) - kept], text[len(text) - kept :]
        self.text += shown
        return shown


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of a text that a stop string begins with."""
    for length in range(min(len(text), len(stop) - 1), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
