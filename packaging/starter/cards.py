"""The model cards: what each starter checkpoint is, honestly, with its figures."""

# ruff: noqa: E501 -- tables of text are easier to read unbroken

from __future__ import annotations

from starter.kinds import KINDS

_HEADS = {
    "base": ("text-generation", "Starter", "continues text"),
    "chat": ("text-generation", "Starter Chat", "answers short, simple requests"),
    "encoder": ("fill-mask", "Starter Encoder", "fills gaps in text and can learn to sort texts"),
}


def card(stage: str, figures: dict[str, object]) -> str:
    """The README.md of one folder."""
    task, title, does = _HEADS[stage]
    trained = figures[stage]
    assert isinstance(trained, dict)
    lines = [
        "---", "license: apache-2.0", "language:", "- en", "- zh", "library_name: transformers",
        f"pipeline_tag: {task}", "tags:", "- desktop-llm", "- tiny", "- demonstration", "- trained-from-scratch", "---", "",
        f"# {title}", "",
        f"A tiny demonstration model that {does}. It ships with Desktop LLM so that everything can be tried without a "
        "download. It was trained from nothing, on text that a program of this project generates: short stories, everyday "
        "questions and answers, small sums, opposites, colours, animals, lists; about four fifths English, one fifth "
        "simplified Chinese. No text and no weights from elsewhere went into it.", "",
        "**What it is not:** it knows only the few hundred words and the kinds of request below, nothing about the world, "
        "and it makes mistakes. Do not rely on its answers. To get real work done, pick a larger model.", "",
        "## What it is made of", "",
        "| | |", "|---|---|",
        *_facts(stage, trained), "",
        *_figures(stage, figures),
        "## How it was made", "",
        "`python packaging/build_starter.py` rebuilds all three starter checkpoints from nothing, with a fixed seed, in under "
        "an hour on two processor cores. The generator, the checkers and the recipe are in `packaging/starter/`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _facts(stage: str, trained: dict[str, float]) -> list[str]:
    shape = {
        "base": "Qwen2: 4 layers, width 256, 8 heads, context 1,024 tokens",
        "chat": "Qwen2: 4 layers, width 256, 8 heads, context 1,024 tokens; fine-tuned from Starter on conversations",
        "encoder": "BERT: 4 layers, width 192, 6 heads, context 512 tokens, masked-language-model head",
    }[stage]
    return [
        f"| Shape | {shape} |",
        f"| Parameters | {trained.get('parameters', 0):,} (bfloat16) |",
        f"| Training | {trained.get('steps', 0):,} steps, {trained.get('tokens', 0) / 1e6:.1f} million tokens |",
        f"| Time it took | {trained.get('wall_minutes', 0)} minutes ({trained.get('cpu_minutes', 0)} minutes of processor time) |",
    ]


def _figures(stage: str, figures: dict[str, object]) -> list[str]:
    if stage == "base":
        return [
            "## Figures", "",
            f"Perplexity on freshly generated text of the same kinds: {figures['base_perplexity_on_generated_text']}. "
            "On any other text it is very much higher until it is trained on it.", "",
        ]  # fmt: skip
    if stage == "encoder":
        share = figures["encoder_gaps_filled_share"]
        assert isinstance(share, float)
        return [
            "## Figures", "",
            f"In freshly generated text with a fifth of the tokens hidden, it names {share:.0%} of the hidden tokens exactly. "
            "Names and numbers are drawn by chance, so nobody could reach 100 %.", "",
        ]  # fmt: skip
    held_out = figures["held_out"]
    assert isinstance(held_out, dict)
    chinese = held_out["in_chinese"]
    rows = [
        f"| {kind} | {KINDS[kind].says} | {row['right']} of {row['asked']} | {row['share']:.0%} |"
        for kind, row in held_out["kinds"].items()
    ]
    return [
        "## Figures", "",
        "Greedy answers to prompts whose combination (operands, names, facts; for single known words the word together with "
        "the wording of the question) was never seen in training, judged by the generator's checkers:", "",
        "| Kind of request | What it is | Right | Share |", "|---|---|---|---|", *rows,
        f"| **all** | | **{held_out['right']} of {held_out['asked']}** | **{held_out['share']:.1%}** |", "",
        f"Of these, in Chinese: {chinese['right']} of {chinese['asked']}.", "",
    ]  # fmt: skip
