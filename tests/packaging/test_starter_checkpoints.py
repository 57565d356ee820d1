"""The shipped folders: they load, they are small, and the chat model answers what it was never shown."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from starter import evaluate, stream
from starter.kinds import KINDS
from starter.request import Request
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

CHECKPOINTS = Path(__file__).resolve().parents[2] / "resources" / "checkpoints"
FIGURES = Path(__file__).resolve().parents[2] / "packaging" / "starter" / "figures.json"
NAMES = ("starter", "starter-chat", "starter-encoder")


def test_together_they_are_at_most_40_megabytes() -> None:
    size = sum(path.stat().st_size for path in CHECKPOINTS.rglob("*") if path.is_file())
    assert size <= 40_000_000


@pytest.mark.parametrize("name", NAMES)
def test_folder_has_what_a_model_folder_has(name: str) -> None:
    files = {path.name for path in (CHECKPOINTS / name).iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"} <= files
    card = (CHECKPOINTS / name / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlicense: apache-2.0\n")
    assert "tiny demonstration model" in card


@pytest.mark.parametrize("name", NAMES[:2])
def test_causal_models_load(name: str) -> None:
    model = AutoModelForCausalLM.from_pretrained(CHECKPOINTS / name)
    tokenizer = AutoTokenizer.from_pretrained(CHECKPOINTS / name)
    assert model.dtype == torch.bfloat16
    assert 3_000_000 <= model.num_parameters() <= 7_000_000
    assert model.config.vocab_size == len(tokenizer)
    assert model.config.max_position_embeddings >= 512
    assert tokenizer.pad_token_id is not None
    ends = model.generation_config.eos_token_id
    assert set(ends) == {tokenizer.convert_tokens_to_ids("<|im_end|>"), tokenizer.eos_token_id}
    assert (tokenizer.chat_template is not None) == (name == "starter-chat")


def test_the_chat_template_takes_a_system_message_and_adds_none() -> None:
    tokenizer = AutoTokenizer.from_pretrained(CHECKPOINTS / "starter-chat")
    asked = [{"role": "user", "content": "Hi"}]
    plain = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    assert plain == "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    with_system = tokenizer.apply_chat_template([{"role": "system", "content": "Be brief."}, *asked], tokenize=False)
    assert with_system.startswith("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n")


def test_the_encoder_loads_and_fills_gaps() -> None:
    folder = CHECKPOINTS / "starter-encoder"
    model, tokenizer = AutoModelForMaskedLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert 2_000_000 <= model.num_parameters() <= 3_000_000
    assert model.config.vocab_size == len(tokenizer)
    assert tokenizer.mask_token == "[MASK]"
    assert tokenizer("a b").input_ids[0] == tokenizer.cls_token_id
    assert evaluate.gaps_filled(folder, batches=2) > 0.3


def test_the_chat_model_answers_requests_it_never_saw() -> None:
    requests = stream.held_out_requests(10)
    judged = evaluate.answer_all(CHECKPOINTS / "starter-chat", requests)
    share = sum(one.right for one in judged) / len(judged)
    assert len(judged) >= 100
    assert share >= 0.95, [(one.request.prompt, one.answer) for one in judged if not one.right]


def test_the_prompts_of_the_first_screen_get_right_answers() -> None:
    combinations = {
        ("story", "Tell me a short story about a brave duck"): ("brave", "duck"),
        ("opposite", "What is the opposite of warm?"): ("warm", "cool"),
        ("list", "Name five animals that live in the sea"): ("sea", "5", "plain"),
    }
    requests = [Request(kind, "en", (), facts, prompt, "") for (kind, prompt), facts in combinations.items()]
    judged = evaluate.answer_all(CHECKPOINTS / "starter-chat", requests)
    assert all(one.right for one in judged), [(one.request.prompt, one.answer) for one in judged]


def test_the_published_shares_are_the_asked_ones() -> None:
    held_out = _published()["held_out"]
    assert held_out["share"] >= 0.95
    assert min(row["share"] for row in held_out["kinds"].values()) >= 0.8


def test_the_published_figures_are_whole_and_stand_in_the_card() -> None:
    held_out = _published()["held_out"]
    assert set(held_out["kinds"]) == set(KINDS) and len(KINDS) >= 10
    assert all(row["asked"] >= 20 for row in held_out["kinds"].values())
    assert sum(row["right"] for row in held_out["kinds"].values()) == held_out["right"]
    assert held_out["in_chinese"]["asked"] * 5 >= held_out["asked"]
    card = (CHECKPOINTS / "starter-chat" / "README.md").read_text(encoding="utf-8")
    assert all(f"{row['right']} of {row['asked']}" in card for row in held_out["kinds"].values())


def _published() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures
