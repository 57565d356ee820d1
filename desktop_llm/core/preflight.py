"""A look at a model folder or file before any library opens it: what it is, or why it is refused.

Bounded in time and memory whatever the folder holds: names, config.json and the headers of the weights are read
here, never the weights, and no program in the folder is ever run. What can only be known by loading (numbers that
are not finite, an odd tokenizer rule) the engine finds.
"""

from __future__ import annotations

from pathlib import Path

from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import is_gguf
from desktop_llm.core.model_files import ModelFolder, look_at
from desktop_llm.core.preflight_config import CONFIG_LIMIT_BYTES, check_config, sizes
from desktop_llm.core.preflight_gguf import check_gguf
from desktop_llm.core.preflight_kind import check_tokenizer, has_chat_template, is_text, kind_of, licence
from desktop_llm.core.preflight_weights import check_against, is_tied, read_adapter, read_weights

_ADAPTER_CONFIG = "adapter_config.json"


def check_model(path: Path) -> ModelFacts:
    """The facts of the model in a folder, or in a GGUF file.

    Raises:
        AppError: As `check_folder` and `core.preflight_gguf.check_gguf`.
    """
    return check_gguf(path) if is_gguf(path) and not path.is_dir() else check_folder(path)


def check_folder(path: Path) -> ModelFacts:
    """The facts of the model in a folder.

    Raises:
        AppError: FOLDER_MISSING, NOT_A_MODEL, UNSAFE_PATH, CONFIG_DAMAGED, UNKNOWN_ARCHITECTURE, REMOTE_CODE,
            WEIGHTS_MISSING, WEIGHTS_PICKLED, WEIGHTS_INCOMPLETE, WEIGHTS_DAMAGED, WEIGHTS_MISMATCH,
            TOKENIZER_MISSING, TOKENIZER_DAMAGED or TEMPLATE_DAMAGED; FOLDER_ONLY for a GGUF file.
    """
    if is_gguf(path) and path.is_file():
        raise AppError(ErrorCode.FOLDER_ONLY, str(path), file=path.name)
    folder = look_at(path)
    if _ADAPTER_CONFIG in folder.names:
        # Even beside a config.json: transformers would follow it to whatever base it names.
        return _adapter_facts(folder)
    if "config.json" not in folder.names:
        raise AppError(ErrorCode.NOT_A_MODEL, f"no config.json in {path}", file="config.json", folder=str(path))
    config = folder.read_json("config.json", CONFIG_LIMIT_BYTES, ErrorCode.CONFIG_DAMAGED)
    model_type, text = check_config(config)
    numbers = sizes(text, model_type)
    kind, architecture = kind_of(config, model_type, folder)
    weights = read_weights(folder, config)
    template = False
    if is_text(kind):
        check_against(weights, numbers, model_type, config, text)
        template = has_chat_template(folder, check_tokenizer(folder))
    if kind is Kind.BASE and template:
        kind = Kind.CHAT
    return ModelFacts(
        kind=kind,
        architecture=architecture,
        model_type=model_type,
        parameters=weights.parameters,
        weights_bytes=weights.size_bytes,
        dtype=weights.dtype,
        context_tokens=numbers.context_tokens,
        layers=numbers.layers,
        hidden=numbers.hidden,
        heads=numbers.heads,
        kv_heads=numbers.kv_heads,
        head_size=numbers.head_size,
        intermediate=numbers.intermediate,
        vocabulary=numbers.vocabulary,
        experts=numbers.experts,
        experts_per_token=numbers.experts_per_token,
        expert_width=numbers.expert_width,
        window_tokens=numbers.window_tokens,
        windowed_layers=numbers.windowed_layers,
        tied_embeddings=is_tied(weights, config, text),
        has_chat_template=template,
        licence=licence(folder),
    )


def _adapter_facts(folder: ModelFolder) -> ModelFacts:
    config = folder.read_json(_ADAPTER_CONFIG, CONFIG_LIMIT_BYTES, ErrorCode.CONFIG_DAMAGED)
    weights = read_adapter(folder)
    return ModelFacts(
        kind=Kind.ADAPTER,
        architecture=str(config.get("peft_type", ""))[:200],
        model_type="",
        parameters=weights.parameters,
        weights_bytes=weights.size_bytes,
        dtype=weights.dtype,
        context_tokens=0,
        licence=licence(folder),
    )
