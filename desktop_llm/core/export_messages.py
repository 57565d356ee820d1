"""Requests and events of taking a checkpoint elsewhere: merged with an adapter, or as a folder others load."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_llm.core.messages import Closing, Request


@dataclass(frozen=True, slots=True)
class MergeAdapter(Request):
    """Put a LoRA adapter's changes into its base's weights. Answered by `CheckpointWritten`.

    Attributes:
        adapter: Folder in peft's format.
        base: Folder of the base; "" takes the one that the adapter names.
        target: The new folder; must not exist.
    """

    adapter: str = ""
    base: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class ExportFolder(Request):
    """Write a checkpoint as a Hugging Face folder that any program loads. Answered by `CheckpointWritten`.

    One file for llama.cpp (GGUF) is another request's.

    Attributes:
        path: The checkpoint's folder.
        target: The new folder; must not exist.
        precision: "auto" keeps the weights' format; "fp32", "bf16" or "fp16" changes it.
    """

    path: str = ""
    target: str = ""
    precision: str = "auto"


@dataclass(frozen=True, slots=True)
class CheckpointWritten(Closing):
    """Closes `MergeAdapter` and `ExportFolder`."""

    path: str = ""
    size_bytes: int = 0
