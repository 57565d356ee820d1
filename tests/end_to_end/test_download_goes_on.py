"""A download that was cut off with the program goes on when the window is opened again, and nothing else asks."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.network import hub as faults

ROOT = Path(__file__).parents[2]


def start(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DESKTOP_LLM_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    command = [sys.executable, "-m", "desktop_llm", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait(until: object, s: float = 60.0) -> None:
    end = time.monotonic() + s
    while not until():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_killed_with_the_program_and_gone_on_with_the_window(home: Path) -> None:
    weights = random.Random(5).randbytes(4_000_000)
    with faults.running() as hub:
        hub.add("acme/big", {"config.json": b"{}", "model.safetensors": weights})
        hub.bytes_per_s = 2_000_000
        (home / "settings.json").write_text(json.dumps({"hub_endpoint": hub.url, "language": "en"}))
        command = start(home, "download", "acme/big")
        parts = home / "library" / ".downloads"
        wait(lambda: parts.exists() and any(part.stat().st_size > 1_000_000 for part in parts.rglob("*.part")))
        command.kill()
        command.wait(20)
        hub.bytes_per_s = 0
        before = len(hub.seen)
        window = start(home)
        try:
            wait((home / "library" / "big" / "model.safetensors").exists)
        finally:
            window.terminate()
            window.wait(30)
        asked = hub.seen[before:]
    assert (home / "library" / "big" / "model.safetensors").read_bytes() == weights
    assert len(asked) == 1 and asked[0][2].startswith("bytes=1"), "one request, and only for what was missing"
