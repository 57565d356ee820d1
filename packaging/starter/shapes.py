"""The three model shapes, built from nothing with `transformers` classes."""

from __future__ import annotations

from transformers import (
    BertConfig,
    BertForMaskedLM,
    GenerationConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from starter.head_start import give_head_start
from starter.vocabulary import CONTEXT_TOKENS, ENCODER_CONTEXT_TOKENS, TURN_END


def new_causal(tokenizer: PreTrainedTokenizerFast) -> Qwen2ForCausalLM:
    """A Qwen2 of about 4.7 million parameters with random weights."""
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=256,
        intermediate_size=704,
        num_hidden_layers=4,
        num_attention_heads=8,
        num_key_value_heads=8,
        max_position_embeddings=CONTEXT_TOKENS,
        tie_word_embeddings=False,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = Qwen2ForCausalLM(config)
    give_head_start(model)
    ends = [tokenizer.convert_tokens_to_ids(TURN_END), tokenizer.eos_token_id]
    model.generation_config = GenerationConfig(
        do_sample=True,
        temperature=0.7,
        top_p=0.9,
        eos_token_id=ends,
        pad_token_id=tokenizer.pad_token_id,
        max_new_tokens=256,
    )
    return model


def new_encoder(tokenizer: PreTrainedTokenizerFast) -> BertForMaskedLM:
    """A BERT of about 2.4 million parameters with random weights."""
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=192,
        intermediate_size=768,
        num_hidden_layers=4,
        num_attention_heads=6,
        max_position_embeddings=ENCODER_CONTEXT_TOKENS,
        type_vocab_size=2,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
    )
    return BertForMaskedLM(config)
