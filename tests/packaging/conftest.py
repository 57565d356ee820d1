"""Puts `packaging/` on the path, where the starter recipe is found as `starter` (as its own script finds it)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
