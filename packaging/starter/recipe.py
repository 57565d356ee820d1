"""The whole recipe in order: tokenizers, base, chat, encoder, figures, cards. Same seed, same steps, same text.

The word-for-word result can differ between processors, because sums of floats do.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BertForMaskedLM, PreTrainedTokenizerFast, Qwen2ForCausalLM

from starter import batches, cards, evaluate, shapes, stream, vocabulary
from starter.training import Stage, StageResult, run_stage

BASE = Stage("base", steps=500, decay_share=0.4)
CHAT = Stage("chat", steps=2200, matrix_rate=0.0025, other_rate=0.0015, warm_up_steps=10, decay_share=0.7)
ENCODER = Stage("encoder", steps=1000)
HELD_OUT_PER_KIND = 40
FOLDERS = {"base": "starter", "chat": "starter-chat", "encoder": "starter-encoder"}


def first_steps(work: Path, seed: int, steps: int, batch_tokens: int) -> list[float]:
    """The losses of the recipe's first steps (with a smaller batch if wished), without saving a model."""
    tokenizer = vocabulary.build_causal(work / "tokenizer", documents=4000)
    torch.manual_seed(seed)
    model = shapes.new_causal(tokenizer)
    stage = replace(BASE, batch_tokens=batch_tokens)

    def next_batch(step: int, tokens: int) -> batches.Batch:
        return batches.base_batch(tokenizer, seed, step, tokens)

    return run_stage(stage, model, next_batch, stop_after=steps, report_every=10).losses


def build(out: Path, work: Path, figures_path: Path, seed: int, only: str | None = None) -> None:
    """Runs every stage (or one), each going on from its state file if there is one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    stages = (only,) if only else ("base", "chat", "encoder", "evaluate")
    if "base" in stages:
        _build_base(out, work, seed, device)
    if "chat" in stages:
        _build_chat(out, work, seed, device)
    if "encoder" in stages:
        _build_encoder(out, work, seed, device)
    if "evaluate" in stages:
        figures = measure(out, work, device)
        figures_path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for stage, folder in FOLDERS.items():
            (out / folder / "README.md").write_text(cards.card(stage, figures), encoding="utf-8")


def _build_base(out: Path, work: Path, seed: int, device: str) -> None:
    tokenizer = vocabulary.build_causal(work / "tokenizer")
    torch.manual_seed(seed)
    model = shapes.new_causal(tokenizer)
    result = run_stage(
        BASE, model, lambda step, tokens: batches.base_batch(tokenizer, seed, step, tokens), work / "base.pt", device
    )
    tokenizer.chat_template = None  # a base model continues text; without a template nobody takes it for a chat model
    _save(model, tokenizer, out / FOLDERS["base"], result, work / "base.json")


def _build_chat(out: Path, work: Path, seed: int, device: str) -> None:
    base = out / FOLDERS["base"]
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.chat_template = vocabulary.CHAT_TEMPLATE
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    result = run_stage(
        CHAT, model, lambda step, tokens: batches.chat_batch(tokenizer, seed, step, tokens), work / "chat.pt", device
    )
    _save(model, tokenizer, out / FOLDERS["chat"], result, work / "chat.json")


def _build_encoder(out: Path, work: Path, seed: int, device: str) -> None:
    tokenizer = vocabulary.build_encoder(work / "encoder-tokenizer")
    torch.manual_seed(seed)
    model = shapes.new_encoder(tokenizer)
    result = run_stage(
        ENCODER,
        model,
        lambda step, tokens: batches.encoder_batch(tokenizer, seed, step, tokens),
        work / "encoder.pt",
        device,
    )
    _save(model, tokenizer, out / FOLDERS["encoder"], result, work / "encoder.json")


def _save(
    model: Qwen2ForCausalLM | BertForMaskedLM,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    result: StageResult,
    figures: Path,
) -> None:
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    settings_path = folder / "tokenizer_config.json"
    settings = json.loads(settings_path.read_text(encoding="utf-8"))
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"  # the name that older versions of transformers know, too
    settings_path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o644)
    figures.write_text(
        json.dumps(
            {
                "parameters": model.num_parameters(),
                "steps": len(result.losses),
                "tokens": result.tokens,
                "wall_minutes": round(result.wall_s / 60, 1),
                "cpu_minutes": round(result.cpu_s / 60, 1),
                "last_loss": round(sum(result.losses[-20:]) / len(result.losses[-20:]), 3),
            }
        )
    )


def measure(out: Path, work: Path, device: str = "cpu") -> dict[str, object]:
    """All figures of the finished folders."""
    judged = evaluate.answer_all(out / FOLDERS["chat"], stream.held_out_requests(HELD_OUT_PER_KIND), device=device)
    wrong = [one for one in judged if not one.right]
    for one in wrong:
        print(f"wrong  {one.request.kind}: {one.request.prompt!r} -> {one.answer!r}", flush=True)
    in_chinese = [one for one in judged if one.request.language == "zh"]
    figures: dict[str, object] = {
        "held_out": {
            "right": len(judged) - len(wrong),
            "asked": len(judged),
            "share": round(1 - len(wrong) / len(judged), 4),
            "in_chinese": {"right": sum(one.right for one in in_chinese), "asked": len(in_chinese)},
            "kinds": evaluate.share_by_kind(judged),
        },
        "base_perplexity_on_generated_text": round(evaluate.perplexity_of_documents(out / FOLDERS["base"]), 2),
        "encoder_gaps_filled_share": round(evaluate.gaps_filled(out / FOLDERS["encoder"]), 4),
    }
    for stage in FOLDERS:
        training = work / f"{stage}.json"
        figures[stage] = json.loads(training.read_text()) if training.exists() else {}
    print(json.dumps(figures, indent=2, ensure_ascii=False), flush=True)
    return figures
