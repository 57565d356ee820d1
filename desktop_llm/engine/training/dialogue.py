"""Dialogues for a causal model: the checkpoint's own template, the loss on the assistant's words alone.

Where an answer begins is found by rendering what stands before it, with the template's opening for an answer, and
comparing: so any template will do, not only those that mark their answers themselves. A template that writes earlier
turns otherwise than the last one (some leave old thoughts out) makes each answer an example of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example, Said
from desktop_llm.core.messages import Message
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import chat_ids
from desktop_llm.engine.training.batch import NOTHING
from desktop_llm.engine.training.exam import ExamOfExamples
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.study import Material

PLAIN_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}{{ 'Assistant: ' + message['content'] + eos_token + '\\n\\n' }}"
    "{% elif message['role'] == 'user' %}{{ 'User: ' + message['content'] + '\\n\\n' }}"
    "{% else %}{{ message['content'] + '\\n\\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
"""For models that have none: the names of both sides, and the end-of-text token after each answer."""
EXAM_ROWS = 8
LARGEST_EXAM = 400
"""Held-out dialogues that are scored."""


class Dialogues:
    """Questions and answers by turns. See `study.Study`.

    Attributes:
        new_template: The plain template, where the base had none; it goes into the checkpoint.
    """

    def __init__(
        self, job: TrainJob, base: LoadedModel, corpus: Corpus, objective: Continuing, go_on: Callable[[float], None]
    ) -> None:
        self.objective = objective
        self._job, self._base = job, base
        self.new_template = ""
        if not base.tokenizer.chat_template:
            self.new_template = PLAIN_TEMPLATE.replace("eos_token", repr(base.tokenizer.eos_token or "\n"))
            base.tokenizer.chat_template = self.new_template
        self.held_out_text = "\n\n---\n\n".join(_as_read(messages_of(one)) for one in corpus.held_out[:LARGEST_EXAM])
        if corpus.training:
            try_template(base, corpus.training[0])
        total = max(1, len(corpus.training) + len(corpus.held_out))
        self._training = self._read(corpus.training, lambda done: go_on(done / total))
        held_out = corpus.held_out[:LARGEST_EXAM]
        self._held_out = self._read(held_out, lambda done: go_on((len(corpus.training) + done) / total))
        if not self._training or not self._held_out:
            raise AppError(ErrorCode.TEXT_NO_EXAMPLES, "no answers", kind=corpus.kind.value)
        self.training_tokens = sum(len(item.ids) for item in self._training)
        self.held_out_tokens = sum(len(item.ids) for item in self._held_out)
        lengths = sorted(len(item.ids) for item in self._training)
        self.longest = lengths[-1]
        self.cut = self.measured_texts = 0

    def material(self, block_tokens: int) -> Material:
        items, self.cut = _cut(self._training, block_tokens)
        if not items:
            raise AppError(ErrorCode.TEXT_TOO_SHORT, "no answer within a row", tokens=block_tokens)
        is_shuffled = self._job.order == "shuffled"
        return PackedRows(items, block_tokens, self._filler, self._job.seed, is_shuffled, self.objective.packs)

    def exam(self, block_tokens: int) -> ExamOfExamples:
        items, _ = _cut(self._held_out, block_tokens)
        if not items:
            raise AppError(ErrorCode.TEXT_TOO_SHORT, "no held-out answer within a row", tokens=block_tokens)
        rows = PackedRows(items, block_tokens, self._filler, 0, False, self.objective.packs)
        numbers = range(rows.rows)
        batches = [rows.of(numbers[start : start + EXAM_ROWS]) for start in range(0, rows.rows, EXAM_ROWS)]
        return ExamOfExamples(batches, self.objective)

    def metrics(self, _model: Any, _texts: int) -> dict[str, Any]:
        return {}

    def _read(self, examples: Sequence[Example], go_on: Callable[[int], None]) -> list[Item]:
        items = []
        for number, example in enumerate(examples):
            if number % 32 == 0:
                go_on(number)
            items += items_of(self._base, messages_of(example))
        return items

    @property
    def _filler(self) -> int:
        pad, end = self._base.tokenizer.pad_token_id, self._base.tokenizer.eos_token_id
        return int(pad if pad is not None else end or 0)


def messages_of(example: Example) -> tuple[Message, ...]:
    """The dialogue; a pair of texts is one question with its answer."""
    said = example.messages or (Said("user", example.text), Said("assistant", example.target))
    return tuple(Message(one.role, one.text) for one in said)


def items_of(base: LoadedModel, messages: Sequence[Message]) -> list[Item]:
    """A dialogue as one example, or as one for each answer where the template writes earlier turns otherwise.

    Labels stand where an answer is to be told, its end included.

    Raises:
        AppError: TEMPLATE_DAMAGED, TOKENIZER_DAMAGED.
    """
    answers = [at for at, message in enumerate(messages) if message.role == "assistant" and message.text]
    if not answers:
        return []
    rendered = {at: _with_end(base, chat_ids_to(base, messages, at)) for at in answers}
    opened = {at: _opened(base, messages, at) for at in answers}
    whole = rendered[answers[-1]]
    spans = []
    for at in answers:
        until = _common(rendered[at], whole)
        if until < len(rendered[at]) - 1:  # the last token may have grown together with what follows
            return [
                _item(rendered[one], [(_common(opened[one], rendered[one]), len(rendered[one]))]) for one in answers
            ]
        spans.append((_common(opened[at], rendered[at]), until))
    return [_item(whole, spans)]


def chat_ids_to(base: LoadedModel, messages: Sequence[Message], at: int) -> list[int]:
    """The dialogue up to and with a message."""
    conversation = [{"role": message.role, "content": message.text} for message in messages[: at + 1]]
    return _render(base, conversation, False)


def _opened(base: LoadedModel, messages: Sequence[Message], at: int) -> list[int]:
    """What stands before an answer, with the template's opening for it."""
    if at == 0:  # a dialogue that begins with the assistant
        return []
    return _render(base, [{"role": m.role, "content": m.text} for m in messages[:at]], True)


def _render(base: LoadedModel, conversation: list[dict[str, str]], opens: bool) -> list[int]:
    """Without a thread for each: `chat_ids` has tried the template once, with a limit, before."""
    try:
        rendered = base.tokenizer.apply_chat_template(
            conversation, add_generation_prompt=opens, sanitize_control_tokens=True, tokenize=True, return_dict=True
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a stranger's template and the tokenizer raise
        raise AppError(ErrorCode.TEMPLATE_DAMAGED, repr(error)[:2000]) from error
    return base.checked_ids(list(rendered["input_ids"]))


def try_template(base: LoadedModel, example: Example) -> None:
    """Render once within a limit of time.

    Raises:
        AppError: TEMPLATE_DAMAGED.
    """
    chat_ids(base, messages_of(example))


def _with_end(base: LoadedModel, ids: list[int]) -> list[int]:
    """With an end token, so that the model learns to stop, where the template writes none after an answer."""
    if base.stop_ids and not base.stop_ids & set(ids[-4:]):
        end = base.tokenizer.eos_token_id
        return [*ids, end if end is not None else min(base.stop_ids)]
    return ids


def _item(ids: list[int], spans: Sequence[tuple[int, int]]) -> Item:
    array = np.asarray(ids, np.int32)
    labels = np.full(len(ids), NOTHING, np.int32)
    for start, end in spans:
        start = max(start, 1)  # the first token of all is told by nothing
        labels[start - 1 : end - 1] = array[start:end]
    return Item(array, labels)


def _alone(ids: list[int], opened: list[int]) -> Item:
    """A dialogue of which the last answer alone is told."""
    return _item(ids, [(_common(opened, ids), len(ids))])


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    length = min(len(one), len(other))
    return next((at for at in range(length) if one[at] != other[at]), length)


def _cut(items: Sequence[Item], block_tokens: int) -> tuple[list[Item], int]:
    """The examples, longer ones cut at the end, without those that have no label left; how many were cut."""
    kept, cut = [], 0
    for item in items:
        if len(item.ids) > block_tokens:
            cut += 1
            item = _shortened(item, block_tokens)
        if (item.labels != NOTHING).any():
            kept.append(item)
    return kept, cut


def _shortened(item: Item, block_tokens: int) -> Item:
    labels = item.labels[:block_tokens].copy()
    labels[-1] = NOTHING
    return Item(item.ids[:block_tokens], labels)


def _as_read(messages: Sequence[Message]) -> str:
    return "\n\n".join(f"{message.role}: {message.text}" for message in messages)
