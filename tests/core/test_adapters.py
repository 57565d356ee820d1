"""A LoRA adapter finds its base by name and shape, or says why not."""

from pathlib import Path

import pytest

from desktop_llm.core.adapters import find_base
from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library
from tests.faults.model_folders import HIDDEN, change_json, safetensors, write_json, write_model

MODULE = "base_model.model.model.layers.0.self_attn.q_proj"


def write_adapter(folder: Path, base: str, inputs: int = HIDDEN, **config: object) -> Path:
    folder.mkdir()
    write_json(folder / "adapter_config.json", {"peft_type": "LORA", "base_model_name_or_path": base, "r": 4, **config})
    shapes = {f"{MODULE}.lora_A.weight": (4, inputs), f"{MODULE}.lora_B.weight": (HIDDEN, 4)}
    (folder / "adapter_model.safetensors").write_bytes(safetensors(shapes))
    return folder


@pytest.fixture
def listed(tmp_path: Path) -> tuple[Checkpoint, ...]:
    library = Library()
    for name in ("First", "Second"):
        write_model(library.folder() / name)
    return library.checkpoints()


def test_by_name_before_shape(listed: tuple[Checkpoint, ...], tmp_path: Path) -> None:
    named = find_base(write_adapter(tmp_path / "a", "maker/Second"), listed)
    assert (named.base.name, named.by_name) == ("Second", True)
    shaped = find_base(write_adapter(tmp_path / "b", "maker/Gone"), listed)
    assert (shaped.base.name, shaped.by_name) == ("First", False)


def test_wrong_shape_is_refused_with_the_reason(listed: tuple[Checkpoint, ...], tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        find_base(write_adapter(tmp_path / "a", "maker/Second", inputs=64), listed)
    assert caught.value.code is ErrorCode.ADAPTER_NO_BASE
    assert "Second" in str(caught.value.values["reason"])
    assert "32 x 32, not 32 x 64" in str(caught.value.values["reason"])


@pytest.mark.parametrize("config", [{"peft_type": "IA3"}, {"use_dora": True}], ids=str)
def test_other_kinds(config: dict[str, object], listed: tuple[Checkpoint, ...], tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a", "Second")
    change_json(folder / "adapter_config.json", **config)
    with pytest.raises(AppError) as caught:
        find_base(folder, listed)
    assert caught.value.code is ErrorCode.ADAPTER_UNKNOWN
