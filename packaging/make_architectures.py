"""Writes resources/architectures.json: which model types the installed transformers knows, and for what.

The window's process never imports transformers, yet has to say of a folder what it is. Run this after a change of
the pinned version; a test compares the file with the library.
"""

from __future__ import annotations

import json
from pathlib import Path

from transformers.activations import ACT2FN
from transformers.models.auto import configuration_auto, modeling_auto

TARGET = Path(__file__).resolve().parents[1] / "resources" / "architectures.json"


def architectures() -> dict[str, object]:
    """The table: for each task the class that transformers takes for a model type, and every type it knows."""
    return {
        "causal": dict(modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES),
        "masked": dict(modeling_auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES),
        "classifier": dict(modeling_auto.MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES),
        "seq2seq": dict(modeling_auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES),
        "known": sorted(configuration_auto.CONFIG_MAPPING_NAMES),
        "activations": sorted(ACT2FN),
    }


def main() -> None:
    """Write the table next to the other resources."""
    TARGET.write_text(json.dumps(architectures(), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
