"""A new model from nothing: a tokenizer trained on the texts, and a small decoder by chance, as a checkpoint folder.

From there it is trained as any other; a resumed run finds the folder and goes on with the same.
"""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus
from desktop_llm.core.new_model import vocabulary_of
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.training.prose import as_text
from desktop_llm.engine.training.saving import write_folder

LAYERS, WIDTH, HEAD_WIDTH = 4, 256, 32
CONTEXT = 512
END, PAD = "<|endoftext|>", "<|pad|>"


def make_start(job: TrainJob, corpus: Corpus, folder: Path) -> tuple[TrainJob, ModelFacts]:
    """The new model's folder, made where it is not there yet; the job with it as its base, and what it is.

    Args:
        job: States layers, width, heads and vocabulary; zeros are filled in.
        corpus: Its training part alone is read.
        folder: Where it appears, whole.

    Raises:
        AppError: BAD_OPTION (a width that the heads do not divide), DISK_FULL, DISK_UNWRITABLE.
    """
    if not folder.is_dir():
        texts = [as_text(example) for example in corpus.training]
        tokenizer = _tokenizer(texts, job.vocabulary or vocabulary_of(sum(map(len, texts))))
        model = _model(job, tokenizer)

        def write(target: Path) -> None:
            model.save_pretrained(str(target))
            tokenizer.save_pretrained(str(target))

        write_folder(folder, write)
    return dataclasses.replace(job, base_path=str(folder)), check_folder(folder)


def _tokenizer(texts: list[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """Byte-level BPE, so that nothing is unknown (Sennrich et al. 2016; Radford et al. 2019)."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=max(vocabulary, 260),
        special_tokens=[PAD, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    raw.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token=END, pad_token=PAD, model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    )  # fmt: skip


def _model(job: TrainJob, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    width = job.width or (job.heads * HEAD_WIDTH if job.heads else WIDTH)
    heads = job.heads or next(count for count in range(max(1, width // HEAD_WIDTH), 0, -1) if width % count == 0)
    if width % heads or (width // heads) % 2:
        bounds = f"an even multiple of {heads}"
        raise AppError(ErrorCode.BAD_OPTION, f"width {width}, heads {heads}", option="width", bounds=bounds)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=math.ceil(width * 8 / 3 / 16) * 16,
        num_hidden_layers=job.layers or LAYERS,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    torch.manual_seed(job.seed)
    return LlamaForCausalLM(config)
