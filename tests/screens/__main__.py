"""The gallery: every screen and state in the real window, light and dark, in both languages, at 100 and 200 %.

python -m tests.screens OUT              some minutes; each set of screens has a process and a home of its own
python -m tests.screens OUT --quick      English, light, 1280x800 alone
"""

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Make all pictures; the number of sets that failed."""
    parser = argparse.ArgumentParser(description="Pictures of every screen and state.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="English, light, one size")
    options = parser.parse_args()
    out, modes, factors = options.out, ["light", "dark"], ["1", "2"]
    languages, few = ["en", "zh"], []
    if options.quick:
        languages, modes, factors = ["en"], ["light"], ["1"]
        few = ["--sizes", "1280x800@1", "--modes", "light"]
    sets = [["place_screens", "--out", str(out / language), "--language", language, *few] for language in languages]
    sets.append(["compare_screens", "--out", str(out / "en"), *few])
    for mode in modes:
        sets += [["chat_screens", str(out / "en" / f"chat-{mode}-{factor}x"), mode, factor] for factor in factors]
    failed = [words for words in sets if picture(words) != 0]
    for words in failed:
        print("failed:", *words)
    print(f"{len(list(options.out.rglob('*.png')))} pictures in {options.out}")
    return len(failed)


def picture(words: list[str]) -> int:
    """Make one set of pictures, in a process of its own; its exit status."""
    return subprocess.call([sys.executable, "-m", f"tests.screens.{words[0]}", *words[1:]])


if __name__ == "__main__":
    sys.exit(main())
