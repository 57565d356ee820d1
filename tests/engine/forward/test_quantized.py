"""Weights in 8 and 4 bit: what is lost, that it is little, and that it is converted once."""

import math
from pathlib import Path

import pytest
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load, ModelReady, Score, ScoreFinished
from desktop_llm.core.paths import converted_folder
from desktop_llm.engine.forward import converted
from desktop_llm.engine.forward.quantized import GROUP, EightBit, FourBit, aligned, to_eight_bit, to_four_bit
from tests.engine.asking import Asked
from tests.engine.tiny import write_llama


@pytest.fixture(scope="module")
def weight() -> torch.Tensor:
    generator = torch.Generator().manual_seed(4)
    weight = torch.randn(96, 128, generator=generator) * 0.05
    weight[3] *= 40
    weight[5] = 0
    return weight


def relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found.float() - expected).norm() / expected.norm())


def test_eight_bit(weight: torch.Tensor) -> None:
    tensors = to_eight_bit(weight)
    product = EightBit(tensors["values"], tensors["scales"], torch.ones(96, dtype=torch.bfloat16))
    assert int(tensors["values"].abs().max()) <= 127
    back = tensors["values"].float() * tensors["scales"].float()[:, None]
    assert float((back - weight).abs().max() / weight.abs().max()) < 0.5 / 127 * 1.02
    for rows in (1, 7, 40):
        x = torch.randn(rows, 128, generator=torch.Generator().manual_seed(rows)).bfloat16()
        assert relative(product(x), x.float() @ weight.T + 1) < 0.012
    assert product.bytes < 8.3 / 8 * weight.numel()


def test_four_bit(weight: torch.Tensor) -> None:
    tensors = to_four_bit(weight)
    product = FourBit(tensors["packed"], tensors["scales_offsets"], 128, None)
    for rows in (1, 7, 40):
        x = torch.randn(rows, 128, generator=torch.Generator().manual_seed(rows)).bfloat16()
        assert relative(product(x), x.float() @ weight.T) < 0.09
    assert product.bytes == 5 / 8 * weight.numel()
    # The rounding to 16 even steps between least and largest of each group loses more.
    parts = weight.view(96, -1, GROUP)
    low, high = parts.amin(-1, keepdim=True), parts.amax(-1, keepdim=True)
    step = ((high - low) / 15).clamp(min=1e-12)
    plain = (((parts - low) / step).round() * step + low).view_as(weight)
    ours = product(torch.eye(128).bfloat16()).float().T
    assert relative(ours, weight) < relative(plain, weight) * 0.97


def perplexity(asked: Asked, text: str) -> float:
    found = asked.ask(Score(1, text, 256, 128, 1500))
    assert isinstance(found, ScoreFinished)
    return found.perplexity


def test_a_checkpoint_in_fewer_bits(starter: Path) -> None:
    """The text's mean surprise may rise by 0.5 % in 8 bit and by 5 % in 4 bit."""
    text = (starter / "README.md").read_text("utf-8")
    plain = perplexity(Asked().load(starter, "fp32"), text)
    for precision, most in (("8bit", 0.005), ("4bit", 0.05)):
        asked = Asked()
        asked.load(starter, precision)
        ready = asked.events[-1]
        assert isinstance(ready, ModelReady)
        assert (ready.precision, ready.engine) == (precision, "torch")
        assert ready.quality_loss is not None and abs(ready.quality_loss) < most * 3
        again = Asked()
        again.load(starter, precision)
        assert again.events[-1].quality_loss == ready.quality_loss  # type: ignore[attr-defined]
        found = perplexity(asked, text)
        assert abs(math.log(found) - math.log(plain)) < most * math.log(plain)
        answer = asked.answer("The baker", max_new_tokens=12)
        assert len(answer.token_ids) == 12 or answer.finish_reason == "stop"


def test_shapes_that_no_kernel_takes_stay_as_they_are(tmp_path: Path) -> None:
    folder = write_llama(tmp_path / "odd", intermediate_size=72)  # the 8-bit kernel would read past the end
    plain, ours = (Asked().load(folder, precision).answer("abc", max_new_tokens=8) for precision in ("bf16", "8bit"))
    assert plain.logprobs[0] == pytest.approx(ours.logprobs[0], abs=0.3)


def test_weights_that_lie_askew_are_moved() -> None:
    memory = torch.zeros(129, dtype=torch.int8)
    askew = memory[1:]
    assert aligned(memory[:64]).data_ptr() == memory.data_ptr()
    assert aligned(askew).data_ptr() % 64 == 0


def test_converted_once(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Asked().load(starter, "4bit").answer("The baker", max_new_tokens=16)
    kept = list(converted_folder().iterdir())
    assert [path.name.endswith("-4bit.weights") for path in kept] == [True]

    def no_more(weight: torch.Tensor) -> None:
        raise AssertionError

    monkeypatch.setattr(converted, "to_four_bit", no_more)
    monkeypatch.setattr(converted, "to_eight_bit", no_more)
    assert Asked().load(starter, "4bit").answer("The baker", max_new_tokens=16).token_ids == first.token_ids
    monkeypatch.undo()
    kept[0].write_bytes(b"torn")
    assert Asked().load(starter, "4bit").answer("The baker", max_new_tokens=16).token_ids == first.token_ids


def test_the_longest_unused_goes(starter: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Asked().load(starter, "4bit")
    monkeypatch.setattr(converted, "MOST_BYTES", 5_000_000)
    Asked().load(starter, "8bit")
    assert [path.name[-13:] for path in converted_folder().iterdir()] == ["-8bit.weights"]


def test_kinds_that_stay_as_they_are(starter_encoder: Path, tiny_mamba: Path) -> None:
    for folder in (starter_encoder, tiny_mamba):
        with pytest.raises(AppError) as caught:
            Asked().load(folder, "4bit")
        assert caught.value.code is ErrorCode.PRECISION_UNAVAILABLE
        ready = Asked().ask(Load(1, str(folder), "cpu", "4bit", threads=1, precision_is_wish=True))
        assert isinstance(ready, ModelReady)
        assert ready.precision != "4bit" and ready.quality_loss is None
