"""Weights of which the engine has its own layout do not stay in memory a second time."""

import sys
from pathlib import Path

import psutil
import torch
from safetensors.torch import load_file, save_file

from desktop_llm.engine.forward.mapped import let_go_of_pages


def test_pages_leave_and_come_back(tmp_path: Path) -> None:
    size = 40_000_000
    save_file({"weight": torch.arange(size // 4, dtype=torch.int32)}, tmp_path / "model.safetensors")
    mapped = load_file(tmp_path / "model.safetensors")["weight"]
    total = int(mapped.sum(dtype=torch.int64))  # every page is in memory now
    own = psutil.Process()
    before = own.memory_info().rss
    let_go_of_pages([mapped])
    if sys.platform == "linux":
        assert before - own.memory_info().rss > size * 0.9
    assert int(mapped.sum(dtype=torch.int64)) == total


def test_other_memory_keeps_what_it_holds() -> None:
    plain = torch.ones(1_000_000)
    let_go_of_pages([plain, plain[1000:]])
    assert float(plain.sum()) == 1_000_000
