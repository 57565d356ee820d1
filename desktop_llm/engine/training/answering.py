"""The living exam: the person's own questions, answered by the weights of now."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError
from desktop_llm.core.messages import FillGaps, Message
from desktop_llm.core.training import Task
from desktop_llm.engine.gaps import fill_gaps
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import chat_ids
from desktop_llm.engine.training.exam import evaluating
from desktop_llm.engine.training.preparing import Prepared

LONGEST_ANSWER = 64
LONGEST_S = 20.0
"""All answers together; the rest are left out."""


def answer_questions(prepared: Prepared, go_on: Callable[[], None]) -> list[str]:
    """Answers in the order of the job's questions, without chance: as many as the time allows.

    Args:
        prepared: Between two steps.
        go_on: Called between tokens; may raise to stop.
    """
    until = time.perf_counter() + LONGEST_S
    answers: list[str] = []
    with torch.inference_mode(), evaluating(prepared.run.model), prepared.run.autocast():
        for question in prepared.job.questions:
            go_on()
            if time.perf_counter() > until:
                break
            answers.append(_answer(prepared, question, go_on, until))
    return answers


def _answer(prepared: Prepared, question: str, go_on: Callable[[], None], until: float) -> str:
    base, task, model = prepared.base, prepared.plan.task, prepared.run.model
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    if task is Task.SORT:
        ids = base.tokenizer(question, truncation=True, max_length=base.context_tokens or 512)["input_ids"]
        chances = torch.softmax(inner(input_ids=_tensor(ids, base)).logits[0].float(), dim=0)
        best = int(chances.argmax())
        return f"{base.labels[best]} ({float(chances[best]):.0%})"
    if task is Task.FILL:
        return _filled(base, question)
    return _written(inner, base, question, task, go_on, until)


def _filled(base: LoadedModel, question: str) -> str:
    try:
        gaps = fill_gaps(base, FillGaps(text=question if "___" in question else f"{question} ___", alternatives=3)).gaps
    except AppError:
        return ""
    return "; ".join(", ".join(choice.text for choice in gap) for gap in gaps)


def _written(model: Any, base: LoadedModel, question: str, task: Task, go_on: Callable[[], None], until: float) -> str:
    """The likeliest continuation, one token after another."""

    def is_over(ids: torch.Tensor, _scores: Any, **_named: Any) -> torch.Tensor:
        go_on()
        return torch.full((len(ids),), time.perf_counter() > until, device=ids.device)

    if task is Task.REWRITE:
        ids = list(base.tokenizer(question, truncation=True, max_length=base.context_tokens or 512)["input_ids"])
    elif task is Task.ANSWER or base.facts.kind is Kind.CHAT:
        ids = chat_ids(base, (Message("user", question),))
    else:
        ids = base.encode(question) or [base.tokenizer.bos_token_id or next(iter(base.stop_ids), 0)]
    room = LONGEST_ANSWER
    if base.context_tokens and task is not Task.REWRITE:
        ids = ids[-max(1, base.context_tokens - LONGEST_ANSWER) :]
        room = min(room, base.context_tokens - len(ids))
    options: dict[str, Any] = {"eos_token_id": sorted(base.stop_ids)} if base.stop_ids else {}
    pad = base.tokenizer.pad_token_id
    prompt = _tensor(ids, base)
    written = model.generate(
        input_ids=prompt,
        attention_mask=torch.ones_like(prompt),
        do_sample=False,
        num_beams=1,
        max_new_tokens=room,
        stopping_criteria=[is_over],
        pad_token_id=pad if pad is not None else next(iter(base.stop_ids), 0),
        **options,
    )[0]
    return base.decode((written if task is Task.REWRITE else written[len(ids) :]).tolist()).strip()


def _tensor(ids: list[int], base: LoadedModel) -> torch.Tensor:
    return torch.tensor([ids], device=base.device)
