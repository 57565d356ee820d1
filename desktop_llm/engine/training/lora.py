"""Low-rank adapters by peft (Hu et al. 2021): put around a model, taken out as whole weights.

peft is imported inside the functions: only runs by this method pay the second that it takes.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers.pytorch_utils import Conv1D

from desktop_llm.core.training import Task, TrainJob

_NAME = "default"
_TYPES = {Task.SORT: "SEQ_CLS", Task.REWRITE: "SEQ_2_SEQ_LM", Task.FILL: "FEATURE_EXTRACTION"}


def with_adapter(model: nn.Module, job: TrainJob, task: Task = Task.STYLE) -> Any:
    """The model inside peft's, with an adapter (in fp32) at each linear layer but the output head; it starts at zero.

    Only the adapter's weights have `requires_grad`.
    """
    import peft

    if torch.distributed.is_available():
        # peft 0.21.2 asks every layer whether it is spread over machines, by a module that `engine.importing` left out.
        importlib.import_module("torch.distributed.tensor")
    config = peft.LoraConfig(
        task_type=_TYPES.get(task, "CAUSAL_LM"),
        r=job.lora_rank,
        lora_alpha=job.lora_alpha,
        lora_dropout=job.lora_dropout,
        target_modules="all-linear",
        # GPT-2's layers keep their matrices the other way round.
        fan_in_fan_out=any(isinstance(module, Conv1D) for module in model.modules()),
    )
    adapted = peft.get_peft_model(model, config, adapter_name=_NAME)
    for parameter in adapted.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return adapted


def save_adapter(adapted: Any, folder: Path, base_path: str) -> None:
    """Write the adapter alone, in peft's format."""
    adapted.peft_config[_NAME].base_model_name_or_path = base_path
    adapted.save_pretrained(str(folder), save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)  # peft's is a form to fill in


def merged(adapted: Any) -> nn.Module:
    """The model with the adapter's changes in its own weights. `adapted` is used up."""
    return adapted.merge_and_unload()


def merged_weights(adapted: Any) -> dict[str, torch.Tensor]:
    """As the weights of `merged`, without changing the model in training."""
    model = adapted.get_base_model()
    weights: dict[str, torch.Tensor] = {}
    for name, tensor in model.state_dict().items():
        if ".lora_" not in name and ".original_module." not in name:  # a new head is trained whole, beside its first
            weights[name.replace(".base_layer.", ".").replace(f".modules_to_save.{_NAME}.", ".")] = tensor
    for name, module in model.named_modules():
        if hasattr(module, "get_delta_weight") and _NAME in module.active_adapters:
            delta = module.get_delta_weight(_NAME)
            weight = weights[f"{name}.weight"]
            weights[f"{name}.weight"] = (weight.float() + delta.to(weight.device).float()).to(weight.dtype)
    return weights
