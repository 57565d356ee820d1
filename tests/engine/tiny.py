"""Real checkpoints of a few thousand parameters with random weights, written by transformers itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|end|>", "<|im_start|>", "<|im_end|>"]


def byte_tokenizer(template: str | None = None) -> PreTrainedTokenizerFast:
    """One token per byte, 256 + 3 in all, so that every character beyond ASCII is torn."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: number for number, piece in enumerate([*SPECIAL, *alphabet])}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, eos_token="<|end|>", additional_special_tokens=SPECIAL[1:]
    )
    tokenizer.chat_template = template
    return tokenizer


def write_llama(folder: Path, context: int = 256, template: str | None = CHAT_TEMPLATE, **config: Any) -> Path:
    """A Llama with the byte tokenizer; a chat checkpoint unless `template` is None."""
    tokenizer = byte_tokenizer(template)
    shape = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "vocab_size": len(tokenizer),
        "max_position_embeddings": context,
        "eos_token_id": tokenizer.eos_token_id,
        "bos_token_id": None,
        "initializer_range": 0.3,
    }
    return _write(folder, transformers.LlamaForCausalLM, transformers.LlamaConfig(**{**shape, **config}), tokenizer)


def write_mamba(folder: Path) -> Path:
    """A recurrent model: nothing of it can be cropped or fed in portions by us."""
    tokenizer = byte_tokenizer()
    config = transformers.MambaConfig(
        hidden_size=32, num_hidden_layers=2, state_size=4, vocab_size=len(tokenizer), eos_token_id=0, bos_token_id=0
    )
    return _write(folder, transformers.MambaForCausalLM, config, tokenizer)


def write_bert(folder: Path) -> Path:
    """An encoder with a masked-LM head and a vocabulary of some words."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sat", "ran", "on", "a", "mat"]
    backend = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    names = ("pad", "unk", "cls", "sep", "mask")
    tokens = {f"{name}_token": f"[{name.upper()}]" for name in names}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, **tokens)
    # Whitespace would split the mask's brackets off if it were not a token of its own.
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=32,
    )  # fmt: skip
    return _write(folder, transformers.BertForMaskedLM, config, tokenizer)


def _write(folder: Path, model_class: Any, config: Any, tokenizer: PreTrainedTokenizerFast) -> Path:
    torch.manual_seed(7)
    model_class(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
