"""What may not be loaded is refused with its own reason, and the session goes on."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load, ModelLoading, ModelReady
from desktop_llm.engine import machine
from tests.engine import tiny
from tests.engine.asking import Asked


def weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path, {"format": "pt"})


def config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def not_numbers(folder: Path) -> None:
    weights(folder, lambda t: t.update({"model.norm.weight": t["model.norm.weight"] * float("nan")}))


def one_missing(folder: Path) -> None:
    weights(folder, lambda t: t.__delitem__("model.layers.1.mlp.up_proj.weight"))


def one_more(folder: Path) -> None:
    weights(folder, lambda t: t.update({"model.layers.0.mlp.extra.weight": torch.zeros(2)}))


def tokenizer_gone(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def tokenizer_cut(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_bytes(path.read_bytes()[:300])


def tokenizer_panics(folder: Path) -> None:
    path = folder / "tokenizer.json"
    tokenizer = json.loads(path.read_text("utf-8"))
    tokenizer["pre_tokenizer"] = {
        "type": "Split", "pattern": {"Regex": "(a+)+$|( ?)+1x"}, "behavior": "Isolated", "invert": False,
    }  # fmt: skip
    tokenizer["model"] = {"type": "BPE", "vocab": {"a": 0}, "merges": [["a", "b"]]}
    path.write_text(json.dumps(tokenizer), "utf-8")


DAMAGE = [
    (not_numbers, {ErrorCode.WEIGHTS_DAMAGED}),
    (one_missing, {ErrorCode.WEIGHTS_MISMATCH, ErrorCode.WEIGHTS_DAMAGED}),
    (one_more, {ErrorCode.WEIGHTS_MISMATCH}),
    (lambda folder: config(folder, num_hidden_layers=1), {ErrorCode.WEIGHTS_MISMATCH}),
    (lambda folder: config(folder, num_hidden_layers=3), {ErrorCode.WEIGHTS_MISMATCH, ErrorCode.WEIGHTS_DAMAGED}),
    (tokenizer_gone, {ErrorCode.TOKENIZER_MISSING}),
    (tokenizer_cut, {ErrorCode.TOKENIZER_DAMAGED}),
    (tokenizer_panics, {ErrorCode.TOKENIZER_DAMAGED}),
    (lambda folder: shutil.rmtree(folder), {ErrorCode.FOLDER_MISSING, ErrorCode.NOT_A_MODEL}),
]
NAMES = "NaN one-missing one-more layer-less layer-more no-tokenizer cut-tokenizer panic no-folder".split()


@pytest.mark.parametrize(("damage", "codes"), DAMAGE, ids=NAMES)
def test_a_damaged_folder(
    tiny_chat: Path, tmp_path: Path, chat: Asked, damage: Callable[[Path], None], codes: set[ErrorCode]
) -> None:
    folder = Path(shutil.copytree(tiny_chat, tmp_path / "m"))
    damage(folder)
    asked = Asked()
    with pytest.raises(AppError) as caught:
        asked.load(folder)
    assert caught.value.code in codes, caught.value
    asked.load(tiny_chat)
    assert asked.answer("abc", max_new_tokens=2).finish_reason == "length"


@pytest.mark.parametrize("rubbish", ["{", "[]", '{"temperature": "hot", "eos_token_id": ["x", -4, 3]}', ""])
def test_rubbish_in_generation_config_is_ignored(tiny_chat: Path, tmp_path: Path, rubbish: str) -> None:
    folder = Path(shutil.copytree(tiny_chat, tmp_path / "m"))
    (folder / "generation_config.json").write_text(rubbish, "utf-8")
    assert Asked().load(folder).answer("abc", max_new_tokens=3).text


def test_end_tokens_of_every_source(tiny_chat: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_chat, tmp_path / "m"))
    (folder / "generation_config.json").write_text('{"eos_token_id": [2, 7]}', "utf-8")
    config(folder, eos_token_id=5)
    loaded = Asked().load(folder).session._loaded
    assert loaded is not None
    assert loaded.stop_ids == {0, 2, 5, 7}


def test_what_is_said_of_a_checkpoint(tiny_chat: Path, tiny_bert: Path) -> None:
    asked = Asked()
    ready = asked.ask(Load(1, str(tiny_chat), "auto", "auto", threads=1))
    assert isinstance(ready, ModelReady)
    assert (ready.device, ready.has_chat_template, ready.context_tokens) == (ready.device, True, 256)
    assert ready.precision in {"fp32", "bf16", "fp16"}
    assert ready.memory_bytes > 50_000_000
    fractions = [event.fraction for event in asked.of(ModelLoading)]
    assert fractions == sorted(fractions) and (fractions[0], fractions[-1]) == (0.0, 1.0)
    ready = asked.ask(Load(2, str(tiny_bert), "cpu", "fp32"))
    assert isinstance(ready, ModelReady)
    assert (ready.kind, ready.has_chat_template) == ("masked", False)


@pytest.mark.parametrize(
    ("device", "precision", "code"),
    [
        ("cpu", "fp64", ErrorCode.BAD_OPTION),
        ("cuda:9", "auto", ErrorCode.DEVICE_MISSING),
        ("toaster", "auto", ErrorCode.DEVICE_MISSING),
    ],
)
def test_places_and_formats_that_are_not_there(tiny_chat: Path, device: str, precision: str, code: ErrorCode) -> None:
    with pytest.raises(AppError) as caught:
        Asked().ask(Load(1, str(tiny_chat), device, precision))
    assert caught.value.code is code


def test_too_big_is_said_before_loading(tiny_chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "free_bytes", lambda _device: 1000)
    with pytest.raises(AppError) as caught:
        Asked().load(tiny_chat)
    assert caught.value.code is ErrorCode.TOO_BIG
    assert caught.value.values["free_bytes"] == 1000
    assert int(caught.value.values["needed_bytes"]) > 1000


def test_a_token_without_a_row(tmp_path: Path) -> None:
    folder = tiny.write_llama(tmp_path / "m", vocab_size=100, template=None)
    asked = Asked().load(folder)
    with pytest.raises(AppError) as caught:
        asked.generate("\N{SNOWMAN}\N{SNOWMAN}")
    assert caught.value.code is ErrorCode.TOKENIZER_DAMAGED


def test_nothing_is_asked_before_a_load() -> None:
    with pytest.raises(AppError) as caught:
        Asked().generate("x")
    assert caught.value.code is ErrorCode.ENGINE_PROTOCOL


def test_the_faster_format_is_chosen_quickly() -> None:
    import time

    start = time.process_time()
    machine._faster_on_cpu.cache_clear()
    assert machine.chosen_dtype("auto", torch.device("cpu"), 512) in {torch.float32, torch.bfloat16}
    assert time.process_time() - start < 0.5
