"""The two tokenizers, trained on the generated text: byte-level pairs, single digits, Chinese by words and signs.

The Chinese words of `starter.words` stay whole; every other sign stands for itself.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from starter import stream
from starter.words import chinese_words

VOCABULARY_TOKENS = 3072
CONTEXT_TOKENS = 1024
ENCODER_CONTEXT_TOKENS = 512
END_OF_TEXT, TURN_START, TURN_END, PAD = "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}{{ '\n' }}"
    "{% else %}{{ message['content'] + '<|im_end|>\n' }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def _train(special: list[str], documents: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex("|".join([*chinese_words(), r"\p{Han}"])), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_TOKENS,
        min_frequency=2,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = itertools.islice(stream.documents(Random("tokenizer")), documents)
    chat_words = ["user\nassistant\nsystem\n"] * 20
    tokenizer.train_from_iterator(itertools.chain(texts, chat_words), trainer)
    return tokenizer


def build_causal(folder: Path, documents: int = 30_000) -> PreTrainedTokenizerFast:
    """Trains and saves the tokenizer shared by the base and the chat model, with its chat template."""
    tokenizer = _train([PAD, END_OF_TEXT, TURN_START, TURN_END], documents)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TEXT,
        pad_token=PAD,
        additional_special_tokens=[TURN_START, TURN_END],
        model_max_length=CONTEXT_TOKENS,
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(folder)
    return fast


def build_encoder(folder: Path, documents: int = 30_000) -> PreTrainedTokenizerFast:
    """Trains and saves the encoder's tokenizer: the same pieces, with [CLS], [SEP] and [MASK]."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = _train(special, documents)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        mask_token=AddedToken("[MASK]", lstrip=True, special=True),
        model_max_length=ENCODER_CONTEXT_TOKENS,
        clean_up_tokenization_spaces=False,
    )
    fast.save_pretrained(folder)
    return fast
