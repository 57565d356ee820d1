"""How much of a list's time goes to anything but the models: 100 questions to 3 checkpoints by the command.

python -m tests.benchmarks.lists [--questions 100] [--tokens 48]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTERS = ROOT / "resources" / "checkpoints"
MOST_ELSE = 0.05


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=48)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prompts = Path(folder) / "prompts.txt"
        prompts.write_text("".join(f"What is {n} + 3? => {n + 3}\n" for n in range(options.questions)), "utf-8")
        models = [f"--model={STARTERS / name}" for name in ("starter-chat", "starter", "starter-chat")]
        command = [sys.executable, "-m", "desktop_llm", "compare", *models, "--prompts", str(prompts), "--out",
                   str(Path(folder) / "out"), "--max-new-tokens", str(options.tokens), "--json"]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    seconds = json.loads(done.stdout)["seconds"]
    share = seconds["else"] / seconds["total"]
    print(
        f"total {seconds['total']:.1f} s, models {seconds['models']:.1f} s, else {share:.1%} (asked: {MOST_ELSE:.0%})"
    )


if __name__ == "__main__":
    main()
