"""The sentences of the hub and of downloads, in the shape of `ui.sentences`, which shows them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop_llm.core.errors import ErrorCode

_N = QT_TRANSLATE_NOOP
_KEPT = str(_N("sentences", "Nothing was changed."))
_FETCHED = str(_N("sentences", "What was fetched so far is kept."))

HUB_SENTENCES: dict[ErrorCode, tuple[str, str, str, str]] = {
    ErrorCode.OFFLINE: (
        str(_N("sentences", "The network is switched off.")),
        str(_N("sentences", "You chose to work offline.")),
        _KEPT,
        str(_N("sentences", "Switch it on under Settings, Network, then try again.")),
    ),
    ErrorCode.HUB_ADDRESS: (
        str(_N("sentences", "“{address}” names no model.")),
        str(_N("sentences", "A model is written like Qwen/Qwen3-0.6B, or as the link to its page.")),
        _KEPT,
        str(_N("sentences", "Paste the link from your browser, or search by name.")),
    ),
    ErrorCode.HUB_UNREACHABLE: (
        str(_N("sentences", "{host} could not be reached.")),
        str(_N("sentences", "There is no connection, or it is blocked.")),
        _FETCHED,
        str(_N("sentences", "Check the connection, or the address under Settings, Network.")),
    ),
    ErrorCode.HUB_TOKEN: (
        str(_N("sentences", "{host} does not accept your access token.")),
        str(_N("sentences", "The model is for people who are signed in.")),
        _FETCHED,
        str(_N("sentences", "Make an access token on the site and put it under Settings, Network.")),
    ),
    ErrorCode.HUB_GATED: (
        str(_N("sentences", "The makers of {name} want you to accept their terms first.")),
        "",
        _FETCHED,
        str(_N("sentences", "Accept them on its page, then put an access token under Settings, Network.")),
    ),
    ErrorCode.HUB_FORBIDDEN: (
        str(_N("sentences", "{host} refuses to hand out {name}.")),
        str(_N("sentences", "Your access token does not allow it.")),
        _FETCHED,
        str(_N("sentences", "Ask its makers, or choose another model.")),
    ),
    ErrorCode.HUB_NOT_FOUND: (
        str(_N("sentences", "There is no model {name} at {host}.")),
        str(_N("sentences", "It may be private, renamed or taken away.")),
        _KEPT,
        str(_N("sentences", "Check the name, or search for it.")),
    ),
    ErrorCode.HUB_FILE_GONE: (
        str(_N("sentences", "{file} is not there any more.")),
        str(_N("sentences", "The makers of {name} have changed it since you began.")),
        _FETCHED,
        str(_N("sentences", "Cancel this download and begin it anew.")),
    ),
    ErrorCode.HUB_BUSY: (
        str(_N("sentences", "{host} is too busy just now.")),
        str(_N("sentences", "It asked for patience several times.")),
        _FETCHED,
        str(_N("sentences", "Try again in a few minutes; an access token under Settings, Network gets more.")),
    ),
    ErrorCode.HUB_ODD_ANSWER: (
        str(_N("sentences", "{host} did not answer like a model hub.")),
        str(_N("sentences", "Often a hotel or an office network shows its own page first.")),
        _FETCHED,
        str(_N("sentences", "Open a page in your browser to sign in to the network, then try again.")),
    ),
    ErrorCode.HUB_REDIRECT: (
        str(_N("sentences", "The download was sent to a place that is not safe.")),
        str(_N("sentences", "{host} was not followed.")),
        _FETCHED,
        str(_N("sentences", "Check the address under Settings, Network.")),
    ),
    ErrorCode.HUB_NO_WEIGHTS: (
        str(_N("sentences", "{name} has no weights that this version can use.")),
        str(_N("sentences", "It needs safetensors or GGUF files.")),
        _KEPT,
        str(_N("sentences", "Choose another model, or another version of this one.")),
    ),
    ErrorCode.DOWNLOAD_CUT: (
        str(_N("sentences", "The connection breaks again and again.")),
        "",
        _FETCHED,
        str(_N("sentences", "Try again later; it goes on where it stopped.")),
    ),
    ErrorCode.DOWNLOAD_WRONG: (
        str(_N("sentences", "{file} arrived damaged three times.")),
        str(_N("sentences", "Its checksum is not the one its makers state.")),
        _FETCHED,
        str(_N("sentences", "Try again on another network, or set another address under Settings, Network.")),
    ),
    ErrorCode.DOWNLOAD_ELSEWHERE: (
        str(_N("sentences", "{name} is being fetched by another Desktop LLM.")),
        "",
        _FETCHED,
        str(_N("sentences", "Wait until it is done, or stop it there.")),
    ),
}
