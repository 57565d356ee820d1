"""The optional build of llama.cpp: what happens without a compiler, and when the engine takes what was built."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from desktop_llm.engine.gguf import llama_library

FILE = Path(__file__).resolve().parents[2] / "packaging" / "native.py"


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, building into a folder of the test."""
    spec = importlib.util.spec_from_file_location("native_under_test", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / llama_library.NATIVE_FOLDER)
    return module


def test_without_a_compiler_nothing_is_changed(
    native: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(native.shutil, "which", lambda _name: None)
    assert native.main() == 1
    assert "compiler" in capsys.readouterr().out
    assert not native.TARGET.exists()


def test_a_build_belongs_to_one_version_of_the_wheel(
    native: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build stands in for the wheel of the same version only: the next one may have other structs."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    name = llama_library._NAMES.get(sys.platform, "libllama.so")
    (tmp_path / name).write_bytes(b"a library")
    native.put([tmp_path / name], "1.0")
    assert llama_library._native_path() is None
    version = llama_library.importlib.metadata.version("xllamacpp")
    native.put([tmp_path / name], version)
    assert llama_library._native_path() == tmp_path / llama_library.NATIVE_FOLDER / name
    assert not list(tmp_path.glob("*.new"))
