"""Which part of `engine.inspect` answers which request."""

from __future__ import annotations

from collections.abc import Callable

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import (
    Anatomy,
    Attention,
    InspectRequest,
    NextTokens,
    OpenText,
    Surprise,
    TextOpened,
)
from desktop_llm.core.messages import Event
from desktop_llm.core.preflight_gguf import GGUF
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.inspect.anatomy import anatomy
from desktop_llm.engine.inspect.attention import attention
from desktop_llm.engine.inspect.next_tokens import next_tokens
from desktop_llm.engine.inspect.surprise import surprise
from desktop_llm.engine.model import LoadedModel


def look_inside(
    loaded: LoadedModel | None,
    cache: PromptCache | None,
    request: InspectRequest,
    emit: Callable[[Event], None],
    control: Control,
) -> None:
    """Answer a request and emit its events, the closing one included.

    Raises:
        AppError: As each of them says; ENGINE_PROTOCOL where a checkpoint is needed and none is loaded.
    """
    if isinstance(request, Anatomy):
        emit(anatomy(request))
        return
    if isinstance(request, OpenText):
        emit(_opened(request))
        return
    if loaded is None:
        raise AppError(ErrorCode.ENGINE_PROTOCOL, "no checkpoint is loaded")
    match request:
        case Surprise():
            emit(surprise(loaded, request, emit, control))
        case NextTokens():
            emit(next_tokens(loaded, cache, request, control))
        case Attention() if loaded.facts.format == GGUF:
            raise AppError(ErrorCode.FOLDER_ONLY, "attention", file=loaded.path)
        case Attention():
            emit(attention(loaded, request))
        case _:
            raise AppError(ErrorCode.ENGINE_PROTOCOL, f"unknown request {type(request).__name__}")


def _opened(request: OpenText) -> TextOpened:
    from desktop_llm.documents import load_texts

    return TextOpened(request.job_id, "\n\n".join(load_texts((request.path,))))
