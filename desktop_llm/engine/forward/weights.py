"""A model's weights become products; transformers' own modules then use the same memory.

Look inside, scoring and whatever else asks transformers' model gets the figures of these very weights, in any format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from desktop_llm.engine.forward.mapped import let_go_of_pages
from desktop_llm.engine.forward.network import Layer, Network, Shape
from desktop_llm.engine.forward.product import Gate, PackedGate, PackedProduct, Product, can_pack
from desktop_llm.engine.forward.structure import LayerParts, Structure, weight_of

MakeProduct = Callable[[str, torch.Tensor, torch.Tensor | None], Product]
"""(a name that is its own in the model, (out, in) matrix, bias)."""


class Shared(nn.Module):
    """Stands in transformers' model where a projection was: some of the outputs of a product."""

    def __init__(self, product: Product, begin: int, end: int) -> None:
        super().__init__()
        self._product, self._begin, self._end = product, begin, end

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(..., in) to (..., out)."""
        found = self._product(rows.reshape(-1, rows.shape[-1]))[:, self._begin : self._end]
        return found.reshape(*rows.shape[:-1], self._end - self._begin)


def network_of(model: Any, structure: Structure, dtype: torch.dtype, make: MakeProduct | None = None) -> Network:
    """A network over a model's weights. Unless they stay as they are, the model's projections are exchanged for them.

    Args:
        model: transformers' model.
        structure: Of that model.
        dtype: What it computes in.
        make: How to make a product; None takes what is quickest in the model's own format.
    """
    device = structure.embedding.device
    packs = make is None and device.type == "cpu" and can_pack(dtype)
    building = _Building(model, make or (_packed if packs else _plain), shares=packs or make is not None, packs=packs)
    shape = Shape(structure.heads, structure.kv_heads, structure.head_size, dtype, device, structure.gelu)
    return Network(
        shape,
        structure.embedding.detach(),
        None if structure.positions is None else structure.positions.detach(),
        structure.frequencies,
        structure.angle_scaling,
        [building.layer(number, parts) for number, parts in enumerate(structure.layers)],
        structure.norm,
        building.joined("head", (structure.head,)),
    )


def _plain(_name: str, weight: torch.Tensor, bias: torch.Tensor | None) -> Product:
    return Product(weight, bias)


def _packed(_name: str, weight: torch.Tensor, bias: torch.Tensor | None) -> Product:
    return PackedProduct(weight, bias)


class _Building:
    """Makes products layer by layer and lets go of each matrix at once, so that nothing is twice in memory."""

    def __init__(self, model: Any, make: MakeProduct, shares: bool, packs: bool) -> None:
        self._make, self._shares, self._packs = make, shares, packs
        self._places = {
            id(child): (parent, name) for parent in model.modules() for name, child in parent.named_children()
        }

    def layer(self, number: int, parts: LayerParts) -> Layer:
        return Layer(
            before_attention=parts.before_attention,
            inputs=self.joined(f"{number}.inputs", parts.inputs),
            query_norm=parts.query_norm,
            key_norm=parts.key_norm,
            output=self.joined(f"{number}.output", (parts.output,)),
            before_inner=parts.before_inner,
            inner=self._inner(number, parts.inner),
            down=self.joined(f"{number}.down", (parts.down,)),
            window=parts.window,
            scaling=parts.scaling,
        )

    def joined(self, name: str, modules: tuple[nn.Module, ...]) -> Product:
        """One product for some modules with the same input."""
        found = [weight_of(module) for module in modules]
        weight = found[0][0].detach() if len(found) == 1 else torch.cat([weight.detach() for weight, _ in found])
        product = self._make(name, weight, _joined_bias(found))
        begin = 0
        if self._shares:
            let_go_of_pages(own for own, _ in found)
        for module, (own, _) in zip(modules, found, strict=True):
            if self._shares:
                parent, child = self._places[id(module)]
                setattr(parent, child, Shared(product, begin, begin + own.shape[0]))
            begin += own.shape[0]
        return product

    def _inner(self, number: int, modules: tuple[nn.Module, ...]) -> Gate | Product:
        if len(modules) == 1:
            return self.joined(f"{number}.inner", modules)
        if not self._packs:
            return Gate(self.joined(f"{number}.inner", modules))
        gate, up = (self.joined(f"{number}.inner", (module,)) for module in modules)
        assert isinstance(gate, PackedProduct) and isinstance(up, PackedProduct)
        return PackedGate(gate, up)


def _joined_bias(found: list[tuple[torch.Tensor, torch.Tensor | None]]) -> torch.Tensor | None:
    if all(bias is None for _, bias in found):
        return None
    each = [torch.zeros(w.shape[0], dtype=w.dtype, device=w.device) if b is None else b.detach() for w, b in found]
    return each[0] if len(each) == 1 else torch.cat(each)
