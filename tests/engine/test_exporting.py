"""Merged and exported checkpoints load as any other and compute what they should; nothing is left of what fails."""

import json
from pathlib import Path

import peft
import pytest
import torch
from transformers import AutoModelForCausalLM

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.export_messages import CheckpointWritten, ExportFolder, MergeAdapter
from desktop_llm.core.messages import Event, Failed
from desktop_llm.core.preflight import check_folder
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.exporting import export_folder
from desktop_llm.engine.merging import merge_adapter
from desktop_llm.engine.session import Session

IDS = torch.arange(5, 25)[None]


def logits_of(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model(input_ids=IDS).logits
    return found


def load(folder: Path) -> torch.nn.Module:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@pytest.fixture
def base(shared_data: Path) -> Path:
    return shared_data / "models" / "stories260k-llama"


@pytest.fixture
def adapter(base: Path, tmp_path: Path) -> Path:
    torch.manual_seed(0)
    config = peft.LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", init_lora_weights=False)
    adapted = peft.get_peft_model(load(base), config)
    adapted.peft_config["default"].base_model_name_or_path = str(base)
    adapted.save_pretrained(str(tmp_path / "adapter"))
    return tmp_path / "adapter"


def ask(request: object) -> list[Event]:
    events: list[Event] = []
    Session(events.append).handle(request)  # type: ignore[arg-type]
    return events


@pytest.mark.oracle
def test_merged_checkpoint_is_base_and_adapter(base: Path, adapter: Path, tmp_path: Path) -> None:
    (done,) = ask(MergeAdapter(1, str(adapter), "", str(tmp_path / "merged")))
    assert isinstance(done, CheckpointWritten) and done.size_bytes > 1e6
    assert check_folder(tmp_path / "merged").parameters == check_folder(base).parameters
    theirs = logits_of(peft.PeftModel.from_pretrained(load(base), str(adapter)).eval())
    torch.testing.assert_close(logits_of(load(tmp_path / "merged")), theirs, rtol=1e-4, atol=1e-4)
    assert (theirs - logits_of(load(base))).abs().max() > 0.1  # the adapter says something


@pytest.mark.oracle
def test_adapter_of_another_model_is_refused_and_leaves_nothing(
    shared_data: Path, adapter: Path, tmp_path: Path
) -> None:
    with pytest.raises(AppError) as wrong:
        merge_adapter(adapter, shared_data / "models" / "math-gpt2", tmp_path / "out" / "merged")
    assert wrong.value.code is ErrorCode.WEIGHTS_MISMATCH and not list((tmp_path / "out").iterdir())
    (adapter / "adapter_model.safetensors").rename(adapter / "adapter_model.bin")
    (failed,) = ask(MergeAdapter(1, str(adapter), "", str(tmp_path / "merged")))
    assert isinstance(failed, Failed) and failed.code is ErrorCode.WEIGHTS_PICKLED


@pytest.mark.oracle
@pytest.mark.parametrize(("name", "precision"), [("stories260k-bf16-sharded", "fp32"), ("math-gpt2", "bf16")])
def test_export_in_another_format(shared_data: Path, tmp_path: Path, name: str, precision: str) -> None:
    base, out = shared_data / "models" / name, tmp_path / "out"
    (done,) = ask(ExportFolder(1, str(base), str(out), precision))
    assert isinstance(done, CheckpointWritten)
    facts = check_folder(out)
    assert facts.dtype == {"fp32": "F32", "bf16": "BF16"}[precision]
    assert facts.parameters == check_folder(base).parameters
    assert "expected.json" not in {path.name for path in out.iterdir()}
    tolerance = 0.0 if precision == "fp32" else 0.05
    torch.testing.assert_close(logits_of(load(out)), logits_of(load(base)), rtol=tolerance, atol=tolerance * 20)


def test_plain_export_is_a_copy_without_a_run_s_own_files(starter: Path, tmp_path: Path) -> None:
    size = export_folder(starter, tmp_path / "out")
    weights = "model.safetensors"
    assert (tmp_path / "out" / weights).read_bytes() == (starter / weights).read_bytes() and size > 1e6
    assert json.loads((tmp_path / "out" / "config.json").read_text()) == json.loads(
        (starter / "config.json").read_text()
    )
    with pytest.raises(AppError) as taken:
        export_folder(starter, tmp_path / "out")
    assert taken.value.code is ErrorCode.NAME_TAKEN


def test_cancelled_export_leaves_nothing(starter: Path, tmp_path: Path) -> None:
    def stop(_fraction: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        export_folder(starter, tmp_path / "a" / "out", "fp32", stop)
    assert not list((tmp_path / "a").iterdir())
