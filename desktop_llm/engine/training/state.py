"""The whole state of a run as files, so that it goes on as if it had never stopped: on the CPU to the last bit.

Tensors are safetensors (never pickled), the rest JSON. The order of the texts needs no saving: it follows from the seed
and the step's number.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from desktop_llm.core.runs import STATE
from desktop_llm.core.training import Method
from desktop_llm.engine.training.preparing import Chosen
from desktop_llm.engine.training.run import Run

TENSORS, FACTS = "tensors.safetensors", "facts.json"


@dataclass(slots=True)
class Facts:
    """What a run knows besides tensors.

    Attributes:
        digest: Of the texts; others cannot continue the run.
        measured: (step, loss) of the exams so far.
        pending: Losses of the steps since the last event.
        best_step, best_loss: Of the best exam.
        elapsed_s, stepping_s, learning_s: Of the run's clock.
    """

    step: int
    digest: str
    chosen: Chosen
    steps: int = 0
    measured: list[tuple[int, float]] = field(default_factory=list)
    pending: list[float] = field(default_factory=list)
    best_step: int = 0
    best_loss: float | None = None
    elapsed_s: float = 0.0
    stepping_s: float = 0.0
    learning_s: float = 0.0


def write_state(folder: Path, run: Run, facts: Facts, best: list[torch.Tensor]) -> None:
    """Write the state into `STATE` in a folder that is being made.

    Args:
        folder: Under its temporary name.
        run: Between two steps.
        facts: What it knows besides tensors.
        best: Copies of the best weights; may be empty.

    Raises:
        OSError, SafetensorError: The disk.
    """
    target = folder / STATE
    target.mkdir()
    tensors = {f"weight.{number}": parameter.detach() for number, parameter in enumerate(run.trained)}
    tensors |= {f"best.{number}": tensor for number, tensor in enumerate(best)}
    tensors["chance.cpu"] = torch.get_rng_state()
    if run.device.type == "cuda":
        tensors["chance.cuda"] = torch.cuda.get_rng_state(run.device)
    values: dict[str, float] = {}
    for number, parameter in enumerate(run.trained):
        for name, value in run.optimizer.state.get(parameter, {}).items():
            if isinstance(value, torch.Tensor):
                tensors[f"moment.{number}.{name}"] = value
            elif value is not None:
                values[f"{number}.{name}"] = value
    plain = dataclasses.asdict(facts) | {"optimizer": values}
    plain["scaler"] = run.scaler.state_dict() if run.scaler is not None else None
    whole = {name: tensor.to("cpu").contiguous() for name, tensor in tensors.items()}
    save_file(whole, target / TENSORS)
    (target / FACTS).write_text(json.dumps(plain), "utf-8")


def read_facts(save: Path) -> Facts | None:
    """What a save knows besides tensors; None where it holds no whole state."""
    try:
        plain = json.loads((save / STATE / FACTS).read_bytes())
        chosen = Chosen(**(plain["chosen"] | {"method": Method(plain["chosen"]["method"])}))
        names = {one.name for one in dataclasses.fields(Facts)} - {"chosen", "measured"}
        measured = [(int(step), float(loss)) for step, loss in plain["measured"]]
        return Facts(chosen=chosen, measured=measured, **{name: plain[name] for name in names})
    except (OSError, ValueError, KeyError, TypeError):
        return None


@torch.no_grad()
def restore_state(save: Path, run: Run) -> list[torch.Tensor]:
    """Bring a run to where it was saved; the best weights of then (empty where none were kept).

    Raises:
        OSError, SafetensorError, KeyError, RuntimeError: The files are damaged or of another run.
    """
    tensors = load_file(save / STATE / TENSORS)
    plain = json.loads((save / STATE / FACTS).read_bytes())
    weights = [tensors[f"weight.{number}"] for number in range(len(run.trained))]
    for parameter, weight in zip(run.trained, weights, strict=True):
        parameter.copy_(weight)
    _restore_optimizer(run, tensors, plain["optimizer"])
    if run.scaler is not None and plain["scaler"]:
        run.scaler.load_state_dict(plain["scaler"])
    torch.set_rng_state(tensors["chance.cpu"])
    if "chance.cuda" in tensors and run.device.type == "cuda":
        torch.cuda.set_rng_state(tensors["chance.cuda"], run.device)
    if "best.0" not in tensors:
        return []
    return [tensors[f"best.{number}"].to(p.device, p.dtype) for number, p in enumerate(run.trained)]


def _restore_optimizer(run: Run, tensors: dict[str, torch.Tensor], values: dict[str, float]) -> None:
    """By torch's own way of loading, which puts each tensor on its weight's device."""
    numbers = {id(parameter): number for number, parameter in enumerate(run.trained)}
    packed: dict[str, Any] = run.optimizer.state_dict()
    ordered = [parameter for group in run.optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Any]] = {}
    for place, parameter in enumerate(ordered):
        prefix = f"moment.{numbers[id(parameter)]}."
        found: dict[str, Any] = {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
        own = f"{numbers[id(parameter)]}."
        found |= {name.removeprefix(own): value for name, value in values.items() if name.startswith(own)}
        if found:
            state[place] = found
    run.optimizer.load_state_dict(packed | {"state": state})


DAMAGED = (OSError, SafetensorError, KeyError, RuntimeError, ValueError)
"""What `restore_state` may meet in a damaged save: an older one is tried then."""
