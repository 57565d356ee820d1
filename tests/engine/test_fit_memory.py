"""What is said of a model's memory beforehand against what its processes really take: one small model, three ways.

Nine models of 15 M to 1.2 B parameters are measured by `tests.benchmarks.fit`.
"""

from pathlib import Path

import pytest

from desktop_llm.core.fit import adapter_parameters
from desktop_llm.core.preflight import check_folder
from tests.benchmarks.fit import measured_bytes, said_bytes
from tests.benchmarks.made_models import SHAPES, write_model

NEAR = 0.15


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("fit") / SHAPES[0].name, SHAPES[0])


@pytest.mark.parametrize(("way", "tokens"), [("chat", 2_040), ("full", 256), ("lora", 256)])
def test_said_is_used(folder: Path, way: str, tokens: int) -> None:
    said, used = said_bytes(folder, way, tokens), measured_bytes(folder, way, tokens)
    assert abs(said / used - 1) < NEAR, f"said {said / 1e6:.1f} MB, used {used / 1e6:.1f} MB"


@pytest.mark.parametrize("shape", [SHAPES[0], SHAPES[2], SHAPES[3]], ids=lambda shape: shape.name)
def test_adapter_is_counted_as_peft_makes_it(shape: object, tmp_path: Path) -> None:
    import peft
    import torch
    import transformers
    from transformers.pytorch_utils import Conv1D

    from tests.benchmarks.made_models import Shape

    assert isinstance(shape, Shape)
    small = {**shape.values, "vocab_size": 260}
    folder = write_model(tmp_path / "model", Shape(shape.name, shape.config, shape.model, shape.dtype, small))
    with torch.device("meta"):
        model = getattr(transformers, shape.model)(transformers.AutoConfig.from_pretrained(folder))
        fan = any(isinstance(module, Conv1D) for module in model.modules())
        config = peft.LoraConfig(task_type="CAUSAL_LM", r=16, target_modules="all-linear", fan_in_fan_out=fan)
        adapted = peft.get_peft_model(model, config)
    made = sum(parameter.numel() for parameter in adapted.parameters() if parameter.requires_grad)
    assert adapter_parameters(check_folder(folder), 16) == pytest.approx(made, rel=0.15)
