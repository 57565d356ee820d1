"""The model that a run starts from: a checkpoint for the task, with a new head where the task needs one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers

from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load
from desktop_llm.core.training import Task, TrainJob
from desktop_llm.engine import machine
from desktop_llm.engine.importing import without_compiler
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.model import LoadedModel


def load_base(
    job: TrainJob,
    task: Task,
    facts: ModelFacts,
    precision: str,
    labels: tuple[str, ...],
    go_on: Callable[[float], None],
) -> LoadedModel:
    """The base in memory, ready for the task.

    Args:
        job: Names the folder and the device.
        task: Not AUTO.
        facts: What the pre-flight found in the job's base.
        precision: Name of the type that the weights lie in.
        labels: Names of the sorts, for SORT.
        go_on: Gets the fraction done.

    Raises:
        AppError: Whatever the folder, the memory or the libraries object to.
    """
    if task not in (Task.SORT, Task.REWRITE):
        request = Load(path=job.base_path, device=job.device, precision=precision, threads=job.threads)
        return load_checkpoint(request, go_on, to_train=True)
    device = machine.chosen_device(job.device)
    dtype = machine.chosen_dtype(precision, device, facts.hidden)
    machine.set_threads(job.threads)
    torch.manual_seed(job.seed)  # the new head begins by chance
    tokenizer = _tokenizer(Path(job.base_path))
    go_on(0.3)
    sorts = labels if task is Task.SORT else ()
    model = _model(Path(job.base_path), facts, sorts, dtype, tokenizer).to(device).eval()
    go_on(1.0)
    return LoadedModel(
        path=job.base_path,
        facts=facts,
        model=model,
        tokenizer=tokenizer,
        device=device,
        dtype=dtype,
        stop_ids=frozenset(),
        context_tokens=facts.context_tokens,
        vocabulary=int(model.get_input_embeddings().weight.shape[0]),
        has_cache=False,
        labels=sorts,
    )


def _tokenizer(path: Path) -> Any:
    try:
        return transformers.AutoTokenizer.from_pretrained(str(path), local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError) as error:
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, repr(error)[:2000]) from error


def _model(path: Path, facts: ModelFacts, labels: tuple[str, ...], dtype: torch.dtype, tokenizer: Any) -> Any:
    options: dict[str, Any] = {
        "dtype": dtype,
        "local_files_only": True,
        "use_safetensors": True,
        "trust_remote_code": False,
    }
    auto: Any = transformers.AutoModelForSeq2SeqLM
    if labels:
        auto = transformers.AutoModelForSequenceClassification
        names = dict(enumerate(labels))
        options |= {"id2label": names, "label2id": {name: number for number, name in names.items()}}
        options |= {"num_labels": len(labels), "ignore_mismatched_sizes": facts.kind is Kind.CLASSIFIER}
    try:
        with without_compiler():
            model = auto.from_pretrained(str(path), **options)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
        memory = machine.memory_error(error)
        if memory is not None:
            raise memory from error
        raise AppError(ErrorCode.WRONG_KIND, repr(error)[:2000], kind=facts.kind.value) from error
    if labels and model.config.get_text_config().pad_token_id is None:
        # Continuing models look for the last token that is no padding.
        pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
        model.config.pad_token_id = 0 if pad is None else pad
    return model
