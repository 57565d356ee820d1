"""Our own forward pass against transformers' in fp32: as a whole, in portions, token by token, in rows of their own."""

import pytest
import torch

from desktop_llm.engine.forward.network import Network
from desktop_llm.engine.forward.preparing import agrees
from desktop_llm.engine.forward.product import PackedProduct, can_pack
from desktop_llm.engine.forward.structure import structure_of
from desktop_llm.engine.forward.weights import network_of
from tests.engine.forward import families

TOKENS = 40
CLOSE = 1e-3


@pytest.fixture(scope="module", params=families.KNOWN, ids=lambda name: name.replace(", ", "-").replace(" ", "-"))
def pair(request: pytest.FixtureRequest) -> tuple[Network, list[int], torch.Tensor]:
    """A network, ids, and transformers' (T, V) logits for them."""
    model = families.made(*families.KNOWN[request.param])
    ids = torch.randint(0, 67, (TOKENS,), generator=torch.Generator().manual_seed(1)).tolist()
    with torch.inference_mode():
        expected = model(torch.tensor([ids])).logits[0]
    structure = structure_of(model)
    assert structure is not None
    network = network_of(model, structure, torch.float32)
    with torch.inference_mode():  # transformers' own pass over the weights as they are now
        shared = model(torch.tensor([ids])).logits[0]
    assert torch.allclose(shared, expected, atol=CLOSE)
    return network, ids, expected


def test_a_whole_text(pair: tuple[Network, list[int], torch.Tensor]) -> None:
    network, ids, expected = pair
    assert torch.allclose(network.read(ids, network.empty(), TOKENS), expected, atol=CLOSE)


def test_portions_and_single_tokens(pair: tuple[Network, list[int], torch.Tensor]) -> None:
    network, ids, expected = pair
    cache = network.empty()
    parts = [network.read(ids[:15], cache, 15), network.read(ids[15:22], cache, 7)]
    parts += [network.read([token], cache) for token in ids[22:]]
    assert torch.allclose(torch.cat(parts), expected, atol=CLOSE)


def test_rows_of_different_lengths(pair: tuple[Network, list[int], torch.Tensor]) -> None:
    network, ids, expected = pair
    start = network.empty()
    network.read(ids[:12], start)
    cache = start.beginning(12, rows=3)
    lengths = torch.tensor([12, 12, 12])
    for _ in range(8):  # alike
        logits = network.step(torch.tensor([ids[int(length)] for length in lengths]), cache, lengths)
        assert torch.allclose(logits, expected[lengths], atol=CLOSE)
        lengths += 1
    cache.length -= 5  # the second row goes back by five tokens, the third by two
    lengths -= torch.tensor([0, 5, 2])
    for _ in range(9):
        logits = network.step(torch.tensor([ids[int(length)] for length in lengths]), cache, lengths)
        assert torch.allclose(logits, expected[lengths], atol=CLOSE)
        lengths += 1
    cache.keep_rows(torch.tensor([2, 0]))
    lengths = lengths[[2, 0]]
    logits = network.step(torch.tensor([ids[int(length)] for length in lengths]), cache, lengths)
    assert torch.allclose(logits, expected[lengths], atol=CLOSE)


@pytest.mark.parametrize("name", families.UNKNOWN)
def test_what_we_do_not_know_is_left_to_transformers(name: str) -> None:
    assert structure_of(families.made(*families.UNKNOWN[name])) is None


def test_figures_that_differ_are_noticed() -> None:
    model = families.made(*families.KNOWN["mistral"])
    structure = structure_of(model)
    assert structure is not None
    network = network_of(model, structure, torch.float32)
    assert agrees(network, model, torch.float32)
    model.model.layers[1].self_attn.scaling *= 1.5
    assert not agrees(network, model, torch.float32)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_packed_products(dtype: torch.dtype) -> None:
    if not can_pack(dtype):
        assert dtype != torch.float32 or not torch.backends.mkldnn.is_available()
        return
    generator = torch.Generator().manual_seed(2)
    weight, bias = torch.randn(40, 24, generator=generator), torch.randn(40, generator=generator)
    product = PackedProduct(weight.to(dtype), bias.to(dtype))
    close = 1e-4 if dtype == torch.float32 else 0.1
    for rows in (1, 5):
        x, other = torch.randn(rows, 24, generator=generator), torch.randn(rows, 40, generator=generator)
        plain = x @ weight.T + bias
        found = {
            "product": (product(x.to(dtype)), plain),
            "plus": (product.plus(x.to(dtype), other.to(dtype)), plain + other),
            "swish": (product.swish(x.to(dtype)), plain * plain.sigmoid()),
            "times": (product.times(x.to(dtype), other.to(dtype)), plain * other),
        }
        for name, (ours, expected) in found.items():
            assert torch.allclose(ours.float(), expected, atol=close, rtol=close), name
