"""A GGUF file's vocabulary with the few faces of transformers' tokenizers that the engine looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from transformers.utils.chat_template_utils import render_jinja_template

from desktop_llm.engine.gguf.llama_context import LlamaContext

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
"""Private signs around what looks like a control token in what people typed."""


class GgufTokenizer:
    """Encodes and decodes by llama.cpp; renders conversations by the file's own template as transformers would.

    Attributes:
        chat_template: The template, None without one.
        bos_token_id, eos_token_id: None where the vocabulary has none.
        all_special_ids: Control tokens.
        is_fast: False: there are no offsets.
    """

    is_fast = False

    def __init__(self, context: LlamaContext) -> None:
        words = self._words = context.words
        self.chat_template = context.chat_template() or None
        self.bos_token_id, self.eos_token_id = words.start_token(), words.end_token()
        self.all_special_ids, usable = words.control_ids()
        names = [words.name_of(token) for token in self.all_special_ids]
        names += [name for t in usable if (name := words.name_of(t)).strip() and name in (self.chat_template or "")]
        named = sorted((name for name in names if name), key=len, reverse=True)
        self._control = re.compile("|".join(re.escape(name) for name in named)) if named else None

    def __call__(self, text: str, add_special_tokens: bool = True, **_options: object) -> dict[str, list[int]]:
        return {"input_ids": self._words.encode(text, add_special_tokens, parse_special=False)}

    def decode(self, ids: Sequence[int], skip_special_tokens: bool = False, **_options: object) -> str:
        return self._words.decode(ids, with_control=not skip_special_tokens)

    def convert_ids_to_tokens(self, ids: int | Sequence[int]) -> Any:
        if isinstance(ids, int):
            return self._words.name_of(ids)
        return [self._words.name_of(token) for token in ids]

    def apply_chat_template(
        self,
        conversation: Sequence[dict[str, str]],
        add_generation_prompt: bool = True,
        continue_final_message: bool = False,
        **_options: object,
    ) -> dict[str, list[int]]:
        """Ids of a conversation; what people typed stays text, whatever it spells."""
        rendered = self.render(conversation, add_generation_prompt, continue_final_message)
        ids: list[int] = []
        for part in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", rendered):
            if part.startswith(_OPEN):
                ids += self._words.encode(part[1:-1], special=False, parse_special=False)
            elif part:
                ids += self._words.encode(part, special=False, parse_special=True)
        return {"input_ids": ids}

    def render(self, conversation: Sequence[dict[str, str]], add_generation_prompt: bool, continues: bool) -> str:
        """The conversation as text, with private signs around control tokens that people typed."""
        marked = [{**message, "content": self._mark(message["content"])} for message in conversation]
        names = {
            "bos_token": self._name(self.bos_token_id),
            "eos_token": self._name(self.eos_token_id),
        }
        rendered, _ = render_jinja_template(
            conversations=[marked],
            chat_template=self.chat_template,
            add_generation_prompt=add_generation_prompt,
            continue_final_message=continues,
            **names,
        )
        return str(rendered[0])

    def _mark(self, text: str) -> str:
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        return self._control.sub(lambda found: f"{_OPEN}{found[0]}{_CLOSE}", text) if self._control else text

    def _name(self, token: int | None) -> str:
        return "" if token is None else self._words.name_of(token)
