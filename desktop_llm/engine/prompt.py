"""A conversation or a text becomes the ids that the model reads, cut to what fits its context."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import CountTokens, Generate, Message
from desktop_llm.engine.model import LoadedModel

T = TypeVar("T")
TEMPLATE_S = 2.0
"""A chat template may loop for ever; after this time it is given up."""
_LEAST_ROOM = 16


class TemplateHangs(AppError):  # noqa: N818  (a sentence of its own, not a kind of error)
    """The template still runs in its thread: this process has to end."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.TEMPLATE_DAMAGED, f"not done after {TEMPLATE_S:g} s")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is to read.

    Attributes:
        continues: Whether the answer goes on within a text, so that its first space counts.
        dropped_messages: How many of the oldest turns had to go.
        fits: False when the conversation is longer than the context and nothing may be dropped.
    """

    ids: list[int]
    continues: bool
    dropped_messages: int = 0
    fits: bool = True


def prompt_for(loaded: LoadedModel, request: Generate) -> Prompt:
    """The prompt of a generation.

    Raises:
        AppError: WRONG_KIND (a conversation for a model without a chat template), TEMPLATE_DAMAGED,
            PROMPT_TOO_LONG (too long even alone).
    """
    if request.raw_prompt is not None:
        return _raw_prompt(loaded, request, request.raw_prompt)
    messages = request.messages
    ids = chat_ids(loaded, messages, request.continue_answer)
    prompt = Prompt(ids, request.continue_answer)
    limit = loaded.context_tokens
    if limit == 0:
        return prompt
    if request.drop_oldest:
        room = min(request.sampling.max_new_tokens, max(limit // 4, _LEAST_ROOM))
        return prompt if len(ids) + room <= limit else _shortened(loaded, request, limit, room)
    if len(ids) <= limit:
        return prompt
    alone = len(chat_ids(loaded, _from(messages, _starts(messages)[-1]), request.continue_answer))
    if alone > limit:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=alone, context=limit)
    return Prompt(ids, request.continue_answer, fits=False)


def count_tokens(loaded: LoadedModel, request: CountTokens) -> int:
    """Tokens of a conversation (with the beginning of an answer) or of a text."""
    if request.raw_prompt is not None:
        return len(loaded.encode(request.raw_prompt))
    return len(chat_ids(loaded, request.messages)) if request.messages else 0


def chat_ids(loaded: LoadedModel, messages: Sequence[Message], continue_answer: bool = False) -> list[int]:
    """Ids of a conversation by the checkpoint's own template. What people typed never becomes a control token."""
    if not loaded.facts.kind.generates or not loaded.tokenizer.chat_template:
        raise AppError(ErrorCode.WRONG_KIND, "no chat template", kind=str(loaded.facts.kind))
    if not messages:
        raise AppError(ErrorCode.BAD_OPTION, "no message", option="messages", bounds="at least one")
    conversation = [{"role": message.role, "content": message.text} for message in messages]

    def render() -> list[int]:
        rendered = loaded.tokenizer.apply_chat_template(
            conversation,
            add_generation_prompt=not continue_answer,
            continue_final_message=continue_answer,
            sanitize_control_tokens=True,
            tokenize=True,
            return_dict=True,
        )
        return list(rendered["input_ids"])

    ids = within(TEMPLATE_S, render)
    if not ids:
        raise AppError(ErrorCode.TEMPLATE_DAMAGED, "the template wrote nothing")
    return loaded.checked_ids(ids)


def _raw_prompt(loaded: LoadedModel, request: Generate, text: str) -> Prompt:
    ids = loaded.encode(text)
    if not ids:
        start = loaded.tokenizer.bos_token_id
        ids = [start if start is not None else next(iter(loaded.stop_ids), 0)]
    limit = loaded.context_tokens
    if limit == 0 or (len(ids) <= limit and not request.drop_oldest):
        return Prompt(ids, continues=True)
    room = min(request.sampling.max_new_tokens, max(limit // 4, _LEAST_ROOM))
    if request.drop_oldest:
        if len(ids) + room <= limit:
            return Prompt(ids, continues=True)
        opening = ids[:1] if ids[0] == loaded.tokenizer.bos_token_id else []
        return Prompt(opening + ids[-max(limit - room - len(opening), 1) :], continues=True)
    raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=limit)


def _shortened(loaded: LoadedModel, request: Generate, limit: int, room: int) -> Prompt:
    """The conversation without as many of its oldest turns as need be; the last question stays."""
    messages = request.messages
    starts = _starts(messages)
    low, high = 0, len(starts) - 1
    while low < high:  # the first start from which it fits
        middle = (low + high) // 2
        ids = chat_ids(loaded, _from(messages, starts[middle]), request.continue_answer)
        low, high = (low, middle) if len(ids) + room <= limit else (middle + 1, high)
    ids = chat_ids(loaded, _from(messages, starts[low]), request.continue_answer)
    if len(ids) > limit:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=limit)
    kept = _from(messages, starts[low])
    return Prompt(ids, request.continue_answer, len(messages) - len(kept))


def _starts(messages: Sequence[Message]) -> list[int]:
    """Where a shortened conversation may begin: at a question, the last of them included."""
    asked = [at for at, message in enumerate(messages) if message.role == "user"]
    return asked or [len(messages) - 1]


def _from(messages: Sequence[Message], start: int) -> tuple[Message, ...]:
    """The instructions and everything from `start` on."""
    system = tuple(message for message in messages[:start] if message.role == "system")
    return system + tuple(messages[start:])


def within(seconds: float, render: Callable[[], T]) -> T:
    """Run foreign template code in a thread of its own and wait so long for it.

    Raises:
        TemplateHangs: It is not done yet.
        AppError: TEMPLATE_DAMAGED; whatever the template raises.
    """
    result: list[T] = []
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            result.append(render())
        except BaseException as error:  # whatever a stranger's template and the tokenizer raise
            trouble.append(error)

    thread = threading.Thread(target=run, name="template", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TemplateHangs
    if trouble:
        raise AppError(ErrorCode.TEMPLATE_DAMAGED, repr(trouble[0])[:2000]) from trouble[0]
    return result[0]
