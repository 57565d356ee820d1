"""The access token of the hub: in the system's keyring where there is one, else in memory until the program ends.

Never in a file of ours, never in the log. These calls can take seconds (a keyring may ask for its password).
"""

from __future__ import annotations

import os
from enum import StrEnum

_SERVICE = "desktop-llm"
_NAME = "model hub"
_FROM_ENVIRONMENT = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


class TokenPlace(StrEnum):
    """Where a token lies."""

    NOWHERE = "nowhere"
    KEYRING = "keyring"
    MEMORY = "memory"
    ENVIRONMENT = "environment"


_in_memory = ""


def load_token() -> tuple[str, TokenPlace]:
    """The token and where it lies; one of the environment comes first."""
    for name in _FROM_ENVIRONMENT:
        if token := os.environ.get(name, "").strip():
            return token, TokenPlace.ENVIRONMENT
    if _in_memory:
        return _in_memory, TokenPlace.MEMORY
    import keyring
    from keyring.errors import KeyringError

    try:
        token = keyring.get_password(_SERVICE, _NAME) or ""
    except (KeyringError, RuntimeError, OSError):
        token = ""
    return token, TokenPlace.KEYRING if token else TokenPlace.NOWHERE


def keep_token(token: str) -> TokenPlace:
    """Keep a token, or forget it for ""; where it lies now."""
    global _in_memory
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    _in_memory = ""
    try:
        if token:
            keyring.set_password(_SERVICE, _NAME, token)
            return TokenPlace.KEYRING
        try:
            keyring.delete_password(_SERVICE, _NAME)
        except PasswordDeleteError:
            return TokenPlace.NOWHERE  # there was none
    except (KeyringError, RuntimeError, OSError):
        _in_memory = token
    return TokenPlace.MEMORY if _in_memory else TokenPlace.NOWHERE
