"""What a training did by itself, as sentences: one for each `core.training.Advice`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.training import Advice
from desktop_llm.ui.figures import number_words


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def advice_sentence(code: str, values: Sequence[tuple[str, object]]) -> str:
    """The sentence; "" for a code that this version does not know."""
    sentences = {
        Advice.SMALLER_BATCHES: _t(
            "advice",
            "Memory ran out, so it takes {rows} rows at once from step {step} on. Only the speed changes, not the "
            "result.",
        ),
        Advice.CHECKPOINTING: _t(
            "advice", "Memory ran out, so it works slower with less memory from step {step} on. The result is the same."
        ),
        Advice.SHORTER_ROWS: _t(
            "advice", "Memory ran out, so it reads pieces of {block_tokens} tokens from step {step} on."
        ),
        Advice.TURNED: _t(
            "advice",
            "It stopped at step {step}: it had begun to learn your text by heart. The best moment, step {best_step}, "
            "was kept.",
        ),
        Advice.BEST_KEPT: _t("advice", "Step {best_step} did better in the exam than the end, so that one was kept."),
        Advice.LONG_EXAMPLES_CUT: _t(
            "advice", "{examples} examples were longer than {block_tokens} tokens. Their ends are not learned."
        ),
        Advice.EXAM_CUT_SHORT: _t(
            "advice", "Answering took too long, so only {answered} of your {questions} questions are asked."
        ),
    }
    if code not in sentences:
        return ""
    said = dict.fromkeys(("rows", "step", "block_tokens", "best_step", "examples", "answered", "questions"), "–")
    said |= {name: number_words(value) for name, value in values if isinstance(value, int | float)}
    return sentences[Advice(code)].format(**said)
