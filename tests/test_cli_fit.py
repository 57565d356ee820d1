"""`desktop-llm fit` and `check` as another program sees them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.engine.tiny import write_llama

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, status: int = 0) -> dict[str, object]:
    """The JSON of the command."""
    command = [sys.executable, "-m", "desktop_llm", *map(str, arguments), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_bytes_by_part_for_chat_and_each_training(tmp_path: Path) -> None:
    folder = write_llama(tmp_path / "tiny")
    found = run("fit", folder, "--context", "200")
    chat, training = found["chat"], found["train"]
    assert isinstance(chat, dict)
    assert isinstance(training, dict)
    assert (chat["context_tokens"], chat["fit"]) == (200, "fits")
    parts = [value for name, value in chat.items() if name.endswith("_bytes") and name != "total_bytes"]
    assert sum(parts) == chat["total_bytes"]
    assert set(training) == {"full", "lora"}
    for way in training.values():
        parts = [value for name, value in way.items() if name.endswith("_bytes") and name != "total_bytes"]
        assert sum(parts) == way["total_bytes"]
    assert found["remedies"] == []
    longer = run("fit", folder, "--context", "2000")["chat"]
    assert isinstance(longer, dict)
    assert longer["cache_bytes"] == 10 * chat["cache_bytes"]


def test_verdicts(tmp_path: Path) -> None:
    folder = write_llama(tmp_path / "tiny")
    good = run("check", folder)
    assert good["usable"] is True
    assert isinstance(good["facts"], dict)
    assert good["facts"]["model_type"] == "llama"
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    bad = run("check", folder, status=1)
    assert (bad["usable"], bad["code"]) == (False, "weights_incomplete")
    assert bad["message"]
    assert run("check", "no such model", status=2)["error"]
