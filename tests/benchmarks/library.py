"""How long a list of many models takes: the first time, when nothing changed, and when one came.

Run with `python -m tests.benchmarks.library [COUNT]`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

COUNT = 1_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as home:
        os.environ["DESKTOP_LLM_HOME"] = home
        from desktop_llm.core.library import Library
        from tests.faults.model_folders import write_model

        made = write_model(Path(home) / "made")
        library = Library()
        for number in range(count):
            shutil.copytree(made, library.folder() / f"Model {number}")
        _time(f"{count} models, first look", library)
        for _ in range(3):
            _time("again, nothing changed", library)
        shutil.copytree(made, library.folder() / "One more")
        _time("one came", library)
        _time("a new process", Library())


def _time(what: str, library: object) -> None:
    from desktop_llm.core.library import Library

    assert isinstance(library, Library)
    before = time.perf_counter()
    number = len(library.checkpoints())
    print(f"{what:28} {(time.perf_counter() - before) * 1000:7.0f} ms  {number} listed")


if __name__ == "__main__":
    main()
