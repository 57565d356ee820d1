"""Whether it fits: the figures' parts, the thresholds, and the limits of containers."""

from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from desktop_llm.core.checkpoint import Fit, Kind, ModelFacts
from desktop_llm.core.fit import (
    LARGEST_FULL_PARAMETERS,
    chat_memory,
    fit_of,
    memory_to_chat,
    memory_to_train,
    train_memory,
)
from desktop_llm.core.machine import Memory, machine_memory
from desktop_llm.core.remedies import RemedyKind, remedies
from desktop_llm.core.training import Method

LLAMA_8B = ModelFacts(
    kind=Kind.CHAT,
    architecture="LlamaForCausalLM",
    model_type="llama",
    parameters=8_030_261_248,
    weights_bytes=16_060_522_496,
    dtype="BF16",
    context_tokens=131_072,
    layers=32,
    hidden=4096,
    heads=32,
    kv_heads=8,
    head_size=128,
    intermediate=14336,
    vocabulary=128_256,
)
GB = 1_000_000_000


@pytest.mark.parametrize(
    ("precision", "low", "high"), [("bf16", 16, 19), ("fp32", 33, 36), ("4bit", 5, 7)]
)
def test_chat_is_weights_cache_and_little_else(precision: str, low: float, high: float) -> None:
    assert low * GB < memory_to_chat(LLAMA_8B, precision=precision) < high * GB


def test_conversation_costs_what_its_keys_and_values_take() -> None:
    """128 KiB a token for this model in bf16: 32 layers, 8 heads of 128, keys and values, 2 bytes; and room."""
    longer = memory_to_chat(LLAMA_8B, 8_192, "bf16") - memory_to_chat(LLAMA_8B, 4_096, "bf16")
    assert longer == pytest.approx(4_096 * 131_072 * 2.2, abs=2)


def test_a_window_bounds_what_its_layers_keep() -> None:
    """Half of the layers look back 1,024 tokens: at 8,192 they keep an eighth of what the others do."""
    windowed = replace(LLAMA_8B, window_tokens=1_024, windowed_layers=16)
    whole, bounded = (chat_memory(facts, 8_192, "bf16").cache for facts in (LLAMA_8B, windowed))
    assert bounded == pytest.approx(whole * (1 + 1 / 8) / 2, rel=1e-6)
    assert chat_memory(windowed, 512, "bf16") == chat_memory(LLAMA_8B, 512, "bf16")


def test_parts_add_up() -> None:
    chat = chat_memory(LLAMA_8B)
    assert chat.total == chat.weights + chat.cache + chat.activations + chat.code == memory_to_chat(LLAMA_8B)
    for method in (Method.FULL, Method.LORA):
        parts = train_memory(LLAMA_8B, method)
        assert parts.optimizer == 2 * parts.gradients == 8 * parts.trained_parameters
        assert parts.total == memory_to_train(LLAMA_8B, method)
        assert parts.total == sum(
            (parts.weights, parts.gradients, parts.optimizer, parts.activations, parts.best, parts.saving, parts.code)
        )


def test_usual_conversation_is_counted_not_the_longest() -> None:
    assert memory_to_chat(LLAMA_8B) == memory_to_chat(LLAMA_8B, 4_096)


def test_training_all_weights_takes_sixteen_bytes_each_and_more() -> None:
    full = memory_to_train(LLAMA_8B, Method.FULL)
    assert 20 * LLAMA_8B.parameters < full < 1.4 * 20 * LLAMA_8B.parameters  # the best so far is kept beside them


def test_adapter_takes_far_less_and_is_what_auto_means_for_a_large_one() -> None:
    adapter = memory_to_train(LLAMA_8B, Method.LORA)
    assert adapter < memory_to_train(LLAMA_8B, Method.FULL) / 3
    assert memory_to_train(LLAMA_8B) == adapter
    assert LLAMA_8B.parameters > LARGEST_FULL_PARAMETERS


def test_more_tokens_at_once_take_more() -> None:
    assert memory_to_train(LLAMA_8B, tokens_at_once=2_048) > memory_to_train(LLAMA_8B, tokens_at_once=512)


def test_facts_without_figures_still_give_the_weights() -> None:
    bare = ModelFacts(Kind.OTHER, "", "", 1_000_000, 4_000_000, "F32", 0)
    assert chat_memory(bare).weights in (2_000_000, 4_000_000)  # by what the processor multiplies
    assert train_memory(bare).weights == 4_000_000


def test_what_would_make_it_fit() -> None:
    """Each remedy, taken, really fits; and nothing is advised where nothing is wrong."""
    needed = memory_to_chat(LLAMA_8B, precision="bf16")
    assert remedies(LLAMA_8B, needed, Memory(64 * GB, 60 * GB)) == ()
    busy = remedies(LLAMA_8B, needed, Memory(64 * GB, 16 * GB))
    assert [remedy.kind for remedy in busy] == [RemedyKind.CLOSE_PROGRAMS, RemedyKind.PACKED]
    assert fit_of(needed, Memory(64 * GB, 16 * GB + busy[0].value + 1)) is Fit.FITS
    small = remedies(LLAMA_8B, needed, Memory(16 * GB, 12 * GB))
    assert [(remedy.kind, remedy.value) for remedy in small] == [(RemedyKind.PACKED, 4)]
    assert fit_of(small[0].needed_bytes, Memory(16 * GB, 12 * GB)) is Fit.FITS
    (tiny,) = remedies(LLAMA_8B, needed, Memory(2 * GB, GB))
    assert tiny.kind is RemedyKind.SMALLER
    assert 0 < tiny.value < LLAMA_8B.parameters / 10


@pytest.mark.parametrize(
    ("needed", "fit"),
    [(0, Fit.FITS), (700, Fit.FITS), (701, Fit.TIGHT), (950, Fit.TIGHT), (951, Fit.TOO_BIG), (10**15, Fit.TOO_BIG)],
)
def test_thresholds(needed: int, fit: Fit) -> None:
    assert fit_of(needed, Memory(total_bytes=4_000, available_bytes=1_000)) is fit


def test_this_machine() -> None:
    memory = machine_memory()
    assert 0 < memory.available_bytes <= memory.total_bytes <= psutil.virtual_memory().total


def write_group(folder: Path, limit: str, used: int, inactive: int, version: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = (
        ("memory.max", "memory.current", "inactive_file")
        if version == 2
        else ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    )
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\n{names[2]} {inactive}\nfile 9\n")


def test_limit_of_a_container_version_2(tmp_path: Path) -> None:
    """The tightest of the groups above counts; pages of files that can be given up are free."""
    (tmp_path / "own").write_text("0::/a/b\n")
    write_group(tmp_path / "groups" / "a", "1000", 400, 100, 2)
    write_group(tmp_path / "groups" / "a" / "b", "max", 300, 0, 2)
    assert machine_memory(tmp_path / "groups", tmp_path / "own") == Memory(1_000, 700)


def test_limit_seen_from_inside_a_container(tmp_path: Path) -> None:
    """The path is the host's and not there; the limit stands at the root."""
    (tmp_path / "own").write_text("0::/docker/0123\n")
    write_group(tmp_path / "groups", "5000", 1_000, 0, 2)
    assert machine_memory(tmp_path / "groups", tmp_path / "own") == Memory(5_000, 4_000)


def test_limit_of_a_container_version_1(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("11:cpu,cpuacct:/x\n7:memory:/a\n")
    write_group(tmp_path / "groups" / "memory" / "a", "2000", 500, 200, 1)
    write_group(tmp_path / "groups" / "memory", str(2**63 - 4096), 500, 0, 1)
    assert machine_memory(tmp_path / "groups", tmp_path / "own") == Memory(2_000, 1_700)


@pytest.mark.parametrize("own", ["", "nonsense", "0::/../../..\n", "7:memory:relative/../..\n", "0::/a\0b\n"])
def test_strange_control_groups_change_nothing(own: str, tmp_path: Path) -> None:
    (tmp_path / "own").write_text(own)
    (tmp_path / "groups").mkdir()
    assert machine_memory(tmp_path / "groups", tmp_path / "own").total_bytes == psutil.virtual_memory().total


def test_no_control_groups_at_all(tmp_path: Path) -> None:
    assert machine_memory(tmp_path, tmp_path / "gone").total_bytes == psutil.virtual_memory().total
