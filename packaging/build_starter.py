"""Builds the starter checkpoints from nothing: text, tokenizers, three models, figures, cards.

    python packaging/build_starter.py                 everything, about 50 minutes on two cores
    python packaging/build_starter.py --steps 50      the first 50 steps of the base model only, nothing is shipped
    python packaging/build_starter.py --only evaluate  measure again and rewrite the cards

What is unfinished lies under build/starter and is gone on from; `--fresh` starts over.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from starter import recipe

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Reads the command line and runs the recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--out", type=Path, default=ROOT / "resources" / "checkpoints", help="where the three folders go"
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "starter", help="unfinished state")
    parser.add_argument("--figures", type=Path, default=None, help="where figures.json goes")
    parser.add_argument("--steps", type=int, default=0, help="only the first N steps of the base model")
    parser.add_argument("--batch-tokens", type=int, default=0, help="tokens per step, with --steps")
    parser.add_argument("--only", choices=("base", "chat", "encoder", "evaluate"), default=None)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads (default: as torch chooses)")
    parser.add_argument("--fresh", action="store_true", help="forget unfinished state first")
    chosen = parser.parse_args()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    if chosen.fresh and chosen.work.exists():
        shutil.rmtree(chosen.work)
    if chosen.steps:
        losses = recipe.first_steps(chosen.work, chosen.seed, chosen.steps, chosen.batch_tokens or 4096)
        print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
        return
    figures = chosen.figures or Path(recipe.__file__).with_name("figures.json")
    recipe.build(chosen.out, chosen.work, figures, chosen.seed, chosen.only)


if __name__ == "__main__":
    main()
