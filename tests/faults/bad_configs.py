"""Bad model folders: what is wrong stands in config.json, in the tokenizer's files or in the kind of a file."""

import json
import os
from pathlib import Path

from desktop_llm.core.errors import ErrorCode
from tests.faults.bad_folders import bad, bad_each
from tests.faults.model_folders import (
    LFS_POINTER,
    PROGRAM,
    TOKENIZER,
    WEB_PAGE,
    change_json,
    evil_pickle,
    safetensors,
    tensors,
    write_json,
    write_model,
)

# --- no model at all ----------------------------------------------------------------------------------------------


@bad(ErrorCode.NOT_A_MODEL)
def config_missing(folder: Path, canary: Path) -> None:
    (folder / "config.json").unlink()


@bad(ErrorCode.FOLDER_MISSING)
def folder_gone(folder: Path, canary: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


@bad(ErrorCode.NOT_A_MODEL)
def file_in_place_of_folder(folder: Path, canary: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a text")


# --- config.json --------------------------------------------------------------------------------------------------

bad_each(
    "config",
    ErrorCode.CONFIG_DAMAGED,
    {
        "empty": "",
        "spaces": "  \n ",
        "list": "[]",
        "number": "17",
        "null_type": '{"model_type": null}',
        "nothing": "{}",
        "web_page": WEB_PAGE,
        "lfs_pointer": LFS_POINTER,
        "cut": '{"architectures": ["LlamaForCausalLM"], "model_ty',
        "deep": "[" * 200_000,
        "deep_object": '{"a":' * 100_000,
        "long_number": '{"model_type": "llama", "hidden_size": ' + "9" * 10_000 + "}",
        "large": '{"model_type": "llama", "a": "' + "x" * 3_000_000 + '"}',
        "architectures_text": '{"model_type": "llama", "architectures": "LlamaForCausalLM"}',
        "nul_bytes": "\0" * 64_560,
    },
    lambda folder, text: (folder / "config.json").write_text(text, "utf-8"),
)
bad_each(
    "config",
    ErrorCode.CONFIG_DAMAGED,
    {
        "hidden_1e9": {"hidden_size": 10**9},
        "hidden_negative": {"hidden_size": -32},
        "hidden_text": {"hidden_size": "big"},
        "hidden_zero": {"hidden_size": 0},
        "hidden_true": {"hidden_size": True},
        "hidden_fraction": {"hidden_size": 32.5},
        "layers_1e9": {"num_hidden_layers": 10**9},
        "layers_20000": {"num_hidden_layers": 20_000},
        "heads_zero": {"num_attention_heads": 0},
        "heads_more_than_width": {"num_attention_heads": 64},
        "vocabulary_1e9": {"vocab_size": 10**9},
        "positions_1e12": {"max_position_embeddings": 10**12},
        "positions_negative": {"max_position_embeddings": -5},
        "eps_nan": {"rms_norm_eps": float("nan")},
        "eps_infinite": {"rms_norm_eps": float("inf")},
        "eps_enormous": {"rms_norm_eps": 10**400},
        "activation": {"hidden_act": "os.system"},
        "dtype": {"torch_dtype": "evil64"},
        "experts_1e9": {"num_local_experts": 10**9},
        "in_text_config": {"hidden_size": None, "text_config": {"hidden_size": 10**9}},
    },
    lambda folder, values: write_model(folder, **values) and None,
)
bad_each(
    "config",
    ErrorCode.UNKNOWN_ARCHITECTURE,
    {
        "type_unknown": {"model_type": "nonexistentarch", "architectures": ["NopeForCausalLM"]},
        "type_not_for_text": {"model_type": "vit", "architectures": ["NopeForCausalLM"]},
        "type_long": {"model_type": "x" * 100_000},
    },
    lambda folder, values: write_model(folder, **values) and None,
)
bad_each(
    "weights",
    ErrorCode.WEIGHTS_MISMATCH,
    {
        "hidden_100000": {"hidden_size": 100_000},
        "layers_3": {"num_hidden_layers": 3},
        "layers_1": {"num_hidden_layers": 1},
        "layers_1900": {"num_hidden_layers": 1_900},
        "vocabulary_100": {"vocab_size": 100},
        "vocabulary_1e6": {"vocab_size": 10**6},
        "intermediate_63": {"intermediate_size": 63},
        "kv_heads_4": {"num_key_value_heads": 4},
        "head_size_16": {"head_dim": 16},
    },
    lambda folder, values: write_model(folder, **values) and None,
)


# --- programs -----------------------------------------------------------------------------------------------------


@bad(ErrorCode.REMOTE_CODE)
def program_for_unknown_type(folder: Path, canary: Path) -> None:
    change_json(
        folder / "config.json",
        model_type="xevil",
        architectures=["XModel"],
        auto_map={"AutoConfig": "evil.XConfig", "AutoModelForCausalLM": "evil.XModel"},
    )
    (folder / "evil.py").write_text(PROGRAM.format(canary=canary))


@bad(ErrorCode.REMOTE_CODE)
def program_in_another_repository(folder: Path, canary: Path) -> None:
    change_json(folder / "config.json", model_type="xevil", auto_map={"AutoConfig": "evil-org/repo--evil.XConfig"})


@bad(ErrorCode.WEIGHTS_PICKLED)
def weights_file_named_by_config(folder: Path, canary: Path) -> None:
    change_json(folder / "config.json", transformers_weights="adapter_model.bin")
    (folder / "adapter_model.bin").write_bytes(evil_pickle(canary))


@bad(ErrorCode.UNSAFE_PATH)
def weights_elsewhere_named_by_config(folder: Path, canary: Path) -> None:
    (folder.parent / "outside.safetensors").write_bytes(safetensors(tensors()))
    change_json(folder / "config.json", transformers_weights="../outside.safetensors")


# --- files that are none ------------------------------------------------------------------------------------------


def _replaced(folder: Path, name: str) -> Path:
    path = folder / name
    path.unlink()
    return path


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_config(folder: Path, canary: Path) -> None:
    os.mkfifo(_replaced(folder, "config.json"))


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_weights(folder: Path, canary: Path) -> None:
    os.mkfifo(_replaced(folder, "model.safetensors"))


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_generation_config(folder: Path, canary: Path) -> None:
    os.mkfifo(folder / "generation_config.json")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_template(folder: Path, canary: Path) -> None:
    os.mkfifo(folder / "chat_template.jinja")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_among_templates(folder: Path, canary: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    os.mkfifo(folder / "additional_chat_templates" / "tool.jinja")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def templates_elsewhere(folder: Path, canary: Path) -> None:
    (folder / "additional_chat_templates").symlink_to(folder.parent, target_is_directory=True)


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_zeros(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").symlink_to("/dev/zero")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_itself(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").symlink_to("model.safetensors")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_nothing(folder: Path, canary: Path) -> None:
    _replaced(folder, "config.json").symlink_to("gone.json")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_out_of_the_folder(folder: Path, canary: Path) -> None:
    outside = folder.parent / "outside.safetensors"
    outside.write_bytes(safetensors(tensors()))
    _replaced(folder, "model.safetensors").symlink_to(outside)


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_a_secret(folder: Path, canary: Path) -> None:
    secret = folder.parent / "secret.json"
    secret.write_text("{}")
    (folder / "generation_config.json").symlink_to(secret)


@bad(ErrorCode.UNSAFE_PATH)
def folder_as_weights(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").mkdir()


@bad(ErrorCode.UNSAFE_PATH)
def folder_as_config(folder: Path, canary: Path) -> None:
    _replaced(folder, "config.json").mkdir()


# --- the tokenizer ------------------------------------------------------------------------------------------------


@bad(ErrorCode.TOKENIZER_MISSING)
def tokenizer_missing(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()


@bad(ErrorCode.TOKENIZER_MISSING)
def merges_missing(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()
    write_json(folder / "vocab.json", {"a": 0})


bad_each(
    "tokenizer",
    ErrorCode.TOKENIZER_DAMAGED,
    {
        "cut": json.dumps(TOKENIZER)[:2_000],
        "empty": "",
        "list": "[]",
        "web_page": WEB_PAGE,
        "lfs_pointer": LFS_POINTER,
        "deep": '{"a":' * 50_000,
        "large_and_cut": '{"a": "' + "x" * 1_000_000,
        "large_web_page": WEB_PAGE + " " * 1_000_000,
    },
    lambda folder, text: (folder / "tokenizer.json").write_text(text) and None,
)
bad_each(
    "tokenizer_config",
    ErrorCode.TOKENIZER_DAMAGED,
    {"cut": '{"a": ', "list": "[]", "web_page": WEB_PAGE},
    lambda folder, text: (folder / "tokenizer_config.json").write_text(text) and None,
)


@bad(ErrorCode.TOKENIZER_DAMAGED)
def sentencepiece_placeholder(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.model").write_text(LFS_POINTER)


@bad(ErrorCode.TEMPLATE_DAMAGED)
def template_of_two_megabytes(folder: Path, canary: Path) -> None:
    (folder / "chat_template.jinja").write_text("x" * 2_000_000)
