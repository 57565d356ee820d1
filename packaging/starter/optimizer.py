"""The optimizer: orthogonalised momentum for the weight matrices, AdamW for embeddings and norms.

Source: Keller Jordan, "Muon: An optimizer for hidden layers in neural networks" (2024). Written out here because
`torch.optim.Muon` multiplies in bfloat16, which is many times slower on processors without it.
"""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor, nn

INPUT_RATE_SHARE = 1.0
"""Input embeddings move slower, or early steps would undo `starter.head_start`."""

_A, _B, _C = 3.4445, -4.7750, 2.0315


def orthogonalise(stacked: Tensor, rounds: int = 5) -> Tensor:
    """Matrices (N, rows, columns) moved towards the nearest ones with all singular values near 1."""
    wide = stacked.shape[-2] <= stacked.shape[-1]
    x = stacked if wide else stacked.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(rounds):
        gram = x @ x.mT
        x = _A * x + (_B * gram + _C * gram @ gram) @ x
    return x if wide else x.mT


class MatrixOptimizer:
    """Steps a model's parameters; `state` and `load_state` make a run resumable.

    Attributes:
        matrix_rate: Learning rate of the hidden matrices.
        other_rate: Learning rate of everything else.
    """

    def __init__(self, model: nn.Module, matrix_rate: float, other_rate: float) -> None:
        self.matrix_rate = matrix_rate
        self.other_rate = other_rate
        matrices: dict[tuple[int, ...], list[nn.Parameter]] = defaultdict(list)
        others: list[nn.Parameter] = []
        inputs: list[nn.Parameter] = []
        for name, parameter in model.named_parameters():
            if parameter.ndim == 2 and "layer" in name and "embed" not in name:
                matrices[tuple(parameter.shape)].append(parameter)
            elif "embed_tokens" in name:
                inputs.append(parameter)
            else:
                others.append(parameter)
        self._groups = list(matrices.values())
        self._momentum = [torch.zeros(len(group), *group[0].shape, device=group[0].device) for group in self._groups]
        fused = next(model.parameters()).device.type in ("cpu", "cuda")
        groups = [{"params": others, "share": 1.0}, {"params": inputs, "share": INPUT_RATE_SHARE}]
        self._adam = torch.optim.AdamW(
            [group for group in groups if group["params"]],
            lr=other_rate,
            betas=(0.9, 0.98),
            weight_decay=0.0,
            fused=fused,
        )

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """One step with both rates times `scale`; gradients are cleared."""
        for group, momentum in zip(self._groups, self._momentum, strict=True):
            gradient = torch.stack([parameter.grad for parameter in group if parameter.grad is not None])
            momentum.lerp_(gradient, 0.05)
            update = orthogonalise(gradient.lerp_(momentum, 0.95))
            rate = self.matrix_rate * scale * max(1.0, update.shape[-2] / update.shape[-1]) ** 0.5
            for parameter, change in zip(group, update, strict=True):
                parameter.mul_(1 - rate * 0.02)
                parameter.sub_(change, alpha=rate)
                parameter.grad = None
        for adam_group in self._adam.param_groups:
            adam_group["lr"] = self.other_rate * scale * adam_group["share"]
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)

    def state(self) -> dict[str, object]:
        """Everything needed to go on after a stop."""
        return {"momentum": self._momentum, "adam": self._adam.state_dict()}

    def load_state(self, state: dict[str, object]) -> None:
        """Takes back what `state` gave."""
        momentum = state["momentum"]
        assert isinstance(momentum, list)
        for own, saved in zip(self._momentum, momentum, strict=True):
            own.copy_(saved)
        self._adam.load_state_dict(state["adam"])  # type: ignore[arg-type]
