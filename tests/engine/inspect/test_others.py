"""Next tokens, attention and anatomy against plain transformers and the folder's own files."""

from pathlib import Path

import numpy as np
import pytest
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import (
    Anatomy,
    AnatomyFound,
    Attention,
    AttentionFound,
    NextTokens,
    NextTokensFound,
)
from desktop_llm.core.messages import Message
from desktop_llm.core.resources import resource_path
from tests.engine.asking import Asked

TEXT = "The quick brown fox"


def found_next(asked: Asked, request: NextTokens) -> NextTokensFound:
    found = asked.ask(request)
    assert isinstance(found, NextTokensFound)
    return found


def test_next_tokens_are_the_models_own(base: Asked) -> None:
    found = found_next(base, NextTokens(1, raw_prompt=TEXT, count=7))
    loaded = base.session._loaded
    assert loaded is not None
    ids = loaded.encode(TEXT)
    with torch.inference_mode():
        logits = loaded.model(torch.tensor([ids])).logits[0, -1]
    wanted = torch.log_softmax(logits, -1).topk(7)
    assert [one.id for one in found.candidates] == wanted.indices.tolist()
    assert [one.logprob for one in found.candidates] == pytest.approx(wanted.values.tolist(), abs=1e-5)
    figures = np.frombuffer(found.logits, np.float32)
    assert figures == pytest.approx(np.sort(logits.numpy())[::-1], abs=1e-5)
    assert found.prompt_tokens == len(ids)
    again = found_next(base, NextTokens(2, ids=tuple(ids), count=7, with_figures=False))
    assert [one.id for one in again.candidates] == wanted.indices.tolist()
    assert again.logits == b""


def test_next_token_of_a_conversation(chat: Asked) -> None:
    found = found_next(chat, NextTokens(1, messages=(Message("user", "Hi"),), count=3))
    answer = chat.answer((Message("user", "Hi"),), max_new_tokens=1)
    assert answer.token_ids == (found.candidates[0].id,)
    assert answer.logprobs[0] == pytest.approx(found.candidates[0].logprob, abs=1e-4)
    whole = found_next(chat, NextTokens(2, messages=(Message("user", "Hi"),), count=259))
    by_id = {one.id: one for one in whole.candidates}
    assert by_id[0].ends_answer and not by_id[0].is_whole
    torn = [one for one in whole.candidates if not one.is_whole]
    assert len(torn) == 3 + 128  # control tokens, and bytes that are no letter by themselves
    assert any(one.text == " " for one in whole.candidates)


def test_attention_is_the_models_own(base: Asked) -> None:
    found = base.ask(Attention(1, TEXT))
    assert isinstance(found, AttentionFound)
    count = len(TEXT)
    assert (found.layers, found.heads, len(found.pieces)) == (2, 4, count)
    shares = np.frombuffer(found.shares, np.uint8).reshape(2, 4, count, count)
    loaded = base.session._loaded
    assert loaded is not None
    assert loaded.model.config._attn_implementation == "sdpa"  # as it was
    loaded.model.set_attn_implementation("eager")
    with torch.inference_mode():
        wanted = loaded.model(torch.tensor([loaded.encode(TEXT)]), output_attentions=True).attentions
    loaded.model.set_attn_implementation("sdpa")
    for layer in range(2):
        assert np.abs(shares[layer] / 255 - wanted[layer][0].numpy()).max() <= 0.5 / 255 + 1e-5
    upper = np.triu_indices(count, 1)
    assert not shares[:, :, upper[0], upper[1]].any()  # nobody looks ahead


def test_attention_refuses(base: Asked, tiny_mamba: Path) -> None:
    for text, code in (("", ErrorCode.TEXT_EMPTY), ("a" * 129, ErrorCode.PROMPT_TOO_LONG)):
        with pytest.raises(AppError) as caught:
            base.ask(Attention(1, text))
        assert caught.value.code is code
    with pytest.raises(AppError) as caught:
        Asked().load(tiny_mamba).ask(Attention(1, "abc"))
    assert caught.value.code is ErrorCode.WRONG_KIND


def test_an_encoder_has_attention_too(tiny_bert: Path) -> None:
    found = Asked().load(tiny_bert).ask(Attention(1, "the cat sat"))
    assert isinstance(found, AttentionFound)
    shares = np.frombuffer(found.shares, np.uint8).reshape(1, 2, 3, 3)
    assert np.abs(shares.astype(int).sum(-1) - 255).max() <= 2


def test_anatomy_of_what_ships() -> None:
    path = resource_path("checkpoints", "starter-chat")
    found = Asked().ask(Anatomy(1, str(path), sample="Hello"))
    assert isinstance(found, AnatomyFound)
    assert found.size_bytes == sum(part.size_bytes for part in found.parts)
    assert found.parameters == sum(part.parameters for part in found.parts)
    assert found.size_bytes == sum(row.size_bytes for row in found.tensors)
    assert {"embedding", "attention", "feed_forward", "norm"} <= {part.name for part in found.parts}
    assert "other" not in {part.name for part in found.parts}
    per_layer = [row for row in found.tensors if "#" in row.name]
    assert per_layer and all(row.count == found.layers for row in per_layer)
    assert "Hello" in found.template and found.vocabulary > 2000
    assert found.licence and "".join(found.sample_pieces) == "Hello"


def test_anatomy_of_made_ones(tiny_base: Path, tiny_bert: Path, tiny_mamba: Path) -> None:
    for path in (tiny_base, tiny_bert, tiny_mamba):
        found = Asked().ask(Anatomy(1, str(path)))
        assert isinstance(found, AnatomyFound)
        assert found.parameters == sum(part.parameters for part in found.parts) > 0
        assert found.template == "" and found.sample_pieces


def test_anatomy_says_what_is_wrong(tiny_chat: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        Asked().ask(Anatomy(1, str(tmp_path)))
    assert caught.value.code is ErrorCode.NOT_A_MODEL
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tiny_chat.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "README.md").write_text("---\nlicense: mit\nbase_model: someone/Base-1B\n---\n# Copy\n", "utf-8")
    (copy / "chat_template.jinja").write_text("{{ raise_exception('never') }}", "utf-8")
    found = Asked().ask(Anatomy(2, str(copy)))
    assert isinstance(found, AnatomyFound)
    assert (found.licence, found.base, found.template) == ("mit", "someone/Base-1B", "")
    assert "never" in found.template_trouble
