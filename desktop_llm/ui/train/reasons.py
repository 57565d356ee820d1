"""Why a training changed little, and what to do about it: read from the run itself, said in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.run_story import RunStory
from desktop_llm.core.runs import RunRecord
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.train.chart_lines import SmoothedLine

CLEAR_FALL = 0.03  # nats per token; less is within what the order of the texts does
FEW_STEPS = 20
FEW_TOKENS = 8_000
FEW_PASSES = 1.5
MANY_PASSES = 8.0


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def why_little(record: RunRecord, story: RunStory) -> tuple[str, str]:
    """The likeliest reason that it is hardly better (or worse) than before, and what to try."""
    smooth = SmoothedLine(story.curve.training)
    fell = float(smooth.values[0] - smooth.values[-1]) if len(smooth) > 1 else 0.0
    before, after = record.held_out_loss_before, record.held_out_loss_after
    rose = before is not None and after is not None and after > before + CLEAR_FALL
    tokens, epochs = story.training_tokens, story.epochs
    if not record.steps:
        return _t("reasons", "Not one step was made."), _t("reasons", "Start it again.")
    if fell > CLEAR_FALL and (rose or epochs >= MANY_PASSES):
        reason = _t(
            "reasons",
            "It learned the training text by heart ({times} passes), and that does not carry over to pages it never "
            "saw.",
        ).format(times=number_words(epochs, 0 if epochs >= 2 else 1))
        return reason, _t("reasons", "Give it more text, or let it read the text less often (under More).")
    if 0 < tokens < FEW_TOKENS:
        reason = _t("reasons", "There were too few examples: {n} tokens, which is a few pages.").format(
            n=number_words(tokens)
        )
        return reason, _t("reasons", "Add more text of the same kind. From about 8,000 words on it carries.")
    if rose:
        reason = _t("reasons", "The rate was too high: each step threw away more than it learned.")
        return reason, _t("reasons", "Train again with a lower learning rate, or with the light add-on.")
    if record.steps < FEW_STEPS or 0 < epochs < FEW_PASSES:
        reason = _t("reasons", "It stopped early: {steps} steps are too few to show.").format(
            steps=number_words(record.steps)
        )
        return reason, _t("reasons", "Let it read your text more often (under More).")
    if fell <= CLEAR_FALL:
        rate = f"{story.learning_rate:.1g}" if story.learning_rate else "–"
        reason = _t("reasons", "It hardly learned the training text either: the rate ({rate}) was too low.").format(
            rate=rate
        )
        return reason, _t("reasons", "Train again with whole weights, or let it read the text more often.")
    reason = _t("reasons", "What it learned does not stand in the held-back part, or the base knew it already.")
    return reason, _t("reasons", "Have a look whether the held-back part is of the same kind as the rest.")
