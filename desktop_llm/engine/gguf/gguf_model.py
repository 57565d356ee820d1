"""A GGUF file behind the faces of a loaded checkpoint: the same decode loop, sampling and scoring as for torch.

What people see of a checkpoint is made by the engine's own parts; only reading tokens is llama.cpp's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from desktop_llm.core import fit
from desktop_llm.core.checkpoint import Fit, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import first_part
from desktop_llm.core.messages import Load
from desktop_llm.core.preflight_gguf import check_gguf
from desktop_llm.engine import machine
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.gguf.dequantised import load_dequantised
from desktop_llm.engine.gguf.gguf_tokenizer import GgufTokenizer
from desktop_llm.engine.gguf.llama_context import OUTPUTS, LlamaContext
from desktop_llm.engine.gguf.llama_library import is_there
from desktop_llm.engine.model import LoadedModel

_FALLBACK_CONTEXT = 4_096


@dataclass(frozen=True, slots=True)
class Figures:
    """`logits`: (1, kept, V)."""

    logits: torch.Tensor


class GgufNetwork:
    """Reads whole texts for their figures, as a transformers model is called; forgets the conversation for it."""

    device = torch.device("cpu")

    def __init__(self, context: LlamaContext) -> None:
        self.context = context
        self.on_read: Callable[[], None] = lambda: None

    def __call__(self, input_ids: torch.Tensor, logits_to_keep: int = 0, **options: object) -> Figures:
        return self.forward(input_ids, logits_to_keep, **options)

    def forward(self, input_ids: torch.Tensor, logits_to_keep: int = 0, **_options: object) -> Figures:
        """Figures of (B, T) ids, (B, kept, V); `logits_to_keep` 0 keeps all."""
        self.on_read()
        rows = []
        for row in input_ids.tolist():
            self.context.cut(0)
            kept = logits_to_keep or len(row)
            unkept = row[: len(row) - kept]
            if unkept:
                self.context.read(unkept)
            parts = [row[at : at + OUTPUTS] for at in range(len(unkept), len(row), OUTPUTS)]
            rows.append(torch.cat([self.context.read(part, len(part)) for part in parts]))
        return Figures(torch.stack(rows))


class GgufCache(PromptCache):
    """What llama.cpp has read of a conversation."""

    def __init__(self, network: GgufNetwork) -> None:
        self._context = network.context
        self.ids: list[int] = []
        network.on_read = self.forget

    def feed(self, ids: Sequence[int]) -> torch.Tensor:
        try:
            figures = self._context.read(ids)
        except BaseException:
            self.forget()
            raise
        self.ids.extend(ids)
        return figures[0]

    def rewind_to(self, prompt: Sequence[int]) -> int:
        common = 0
        for mine, wanted in zip(self.ids, prompt[:-1], strict=False):
            if mine != wanted:
                break
            common += 1
        del self.ids[self._context.cut(common) :]
        return len(self.ids)

    def forget(self) -> None:
        self._context.cut(0)
        self.ids.clear()


def load_gguf(request: Load, on_progress: Callable[[float], None]) -> tuple[LoadedModel, PromptCache | None]:
    """Bring a GGUF file into memory: by llama.cpp, or where it can not be called, by transformers.

    Raises:
        AppError: What the pre-flight, the memory check or llama.cpp objects to; WRONG_KIND for what does not write.
    """
    path = first_part(Path(request.path))
    facts = check_gguf(path)
    if not facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, facts.kind, kind=str(facts.kind))
    if not is_there():
        loaded = load_dequantised(path, facts, request, on_progress)
        return loaded, PromptCache(loaded.model) if loaded.has_cache else None
    _check_memory(facts)
    machine.set_threads(request.threads)
    on_gpu, is_exact = request.device != "cpu", facts.dtype == "F32"
    context = LlamaContext(path, facts.context_tokens, on_gpu, lambda done: on_progress(0.9 * done), is_exact)
    tokenizer = GgufTokenizer(context)
    network = GgufNetwork(context)
    _prove(network)
    ends = {token for token in tokenizer.all_special_ids if context.words.ends_answer(token)}
    ends |= {token for token in (tokenizer.eos_token_id,) if token is not None}
    loaded = LoadedModel(
        path=request.path,
        facts=facts,
        model=network,
        tokenizer=tokenizer,
        device=network.device,
        dtype=torch.float32,
        stop_ids=frozenset(ends),
        context_tokens=facts.context_tokens,
        vocabulary=context.words.size,
        has_cache=False,
        precision=facts.dtype,
        on_close=context.close,
    )
    on_progress(1.0)
    return loaded, GgufCache(network)


def _check_memory(facts: ModelFacts) -> None:
    needed = fit.memory_to_chat(facts, min(facts.context_tokens or _FALLBACK_CONTEXT, _FALLBACK_CONTEXT))
    memory = fit.machine_memory()
    if fit.fit_of(needed, memory) is Fit.TOO_BIG:
        free = memory.available_bytes
        raise AppError(ErrorCode.TOO_BIG, f"{needed} of {free}", needed_bytes=needed, free_bytes=free)


def _prove(network: GgufNetwork) -> None:
    if not bool(torch.isfinite(network(torch.zeros(1, 1, dtype=torch.long)).logits).all()):
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, "the first figures are not numbers")
