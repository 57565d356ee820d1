"""What Train says about a text, a forecast and a result, as plain sentences."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.task_figures import Metrics, Sorting
from desktop_llm.core.training import Forecast, Method
from desktop_llm.ui.figures import NBSP, about_duration_words, duration_words, in_one_line, number_words, percent_words

CLEAR_GAIN = 0.05


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def language_words(languages: tuple[str, ...]) -> str:
    """Names of the languages found, most common first."""
    names = {
        "en": _t("train", "English"),
        "zh": _t("train", "Chinese"),
        "de": _t("train", "German"),
        "fr": _t("train", "French"),
        "es": _t("train", "Spanish"),
        "it": _t("train", "Italian"),
        "pt": _t("train", "Portuguese"),
        "nl": _t("train", "Dutch"),
        "ru": _t("train", "Russian"),
        "ja": _t("train", "Japanese"),
        "ko": _t("train", "Korean"),
    }
    return _t("train", ", ").join(names.get(code, code) for code in languages)


def margin_words(forecast: Forecast) -> str:
    """Like "from 3 trial steps, give or take 1 minute"."""
    return _t("train", "from {n} trial steps, give or take {margin}").format(
        n=forecast.probe_steps, margin=duration_words(max(1.0, forecast.seconds_margin))
    )


def times_words(epochs: float) -> str:
    """How often the text is read."""
    if epochs < 0.95:
        return _t("train", "{share} of it").format(share=percent_words(epochs))
    whole = round(epochs)
    return _t("train", "once") if whole == 1 else _t("train", "{n} times").format(n=whole)


def method_words(method: Method) -> tuple[str, str]:
    """Plain name and expert name of a method."""
    return {
        Method.FULL: (_t("train", "All weights"), _t("train", "full fine-tuning")),
        Method.LORA: (_t("train", "Light add-on"), "LoRA"),
        Method.AUTO: (_t("train", "Chosen for you"), ""),
    }[method]


def verdict(before: float, after: float) -> tuple[str, str]:
    """Did it help? A title and a paragraph with its limit, from the held-out losses in nats per token."""
    choices_before, choices_after = choices(before), choices(after)
    gain = 1 - math.exp(after - before)
    figures = _t(
        "train",
        "On text it never saw, it is as unsure as if choosing among {after} next pieces. Before, it was {before}.",
    ).format(after=choices_after, before=choices_before)
    limit = _t("train", "Single facts can still be wrong, so check them against your text.")
    if gain >= 0.2:
        title = _t("train", "Yes. It knows your text much better now.")
    elif gain >= CLEAR_GAIN:
        title = _t("train", "Yes, a little. It knows your text somewhat better now.")
    elif gain > -CLEAR_GAIN:
        title, limit = _t("train", "Hardly. It knows your text about as well as before."), ""
    else:
        title, limit = _t("train", "No. It knows your text less well than before."), ""
    return title, in_one_line(figures, limit)


def sorting_verdict(sorting: Sorting) -> tuple[str, str, bool]:
    """Did it learn to sort? Title, paragraph, and whether it does better than always saying the commonest sort."""
    total = sum(count for *_, count in sorting.classes)
    right = round(sorting.accuracy * total)
    words = _t("train", "Of {total} texts it never saw, it sorted {right} right.").format(
        total=number_words(total), right=number_words(right)
    )
    common = sorting.most_common_share
    words = in_one_line(
        words,
        _t("train", "Always saying the commonest sort would have been right {common} times.").format(
            common=number_words(round(common * total))
        ),
    )
    helped = sorting.accuracy > common + CLEAR_GAIN
    if helped and sorting.accuracy >= 0.9:
        return _t("train", "Yes. It sorts your texts well."), words, True
    if helped:
        return _t("train", "Yes, but not always. Look at which sorts it takes for which."), words, True
    return _t("train", "No. It sorts hardly better than guessing."), words, False


def metrics_sentence(metrics: Metrics) -> str:
    """How near rewritten texts come to the wanted ones, by the measures that people who translate know."""
    names = {"chrf": "chrF", "bleu": "BLEU", "rouge_l": "ROUGE-L", "rouge1": "ROUGE-1", "rouge2": "ROUGE-2"}
    said = [f"{names[name]}{NBSP}{number_words(value, 1)}" for name, value in metrics if name in names]
    if not said:
        return ""
    return _t("train", "On held-back pairs it reaches {figures} (100 is word for word).").format(
        figures=_t("train", ", ").join(said)
    )


def choices(loss: float) -> str:
    """Perplexity as "so many next pieces to choose from"."""
    value = math.exp(min(loss, 20.0))
    return number_words(value, 1 if value < 20 else 0)


def learning_sentence(held_out: tuple[tuple[int, float], ...]) -> str:
    """The sentence over the chart."""
    if not held_out:
        return _t("train", "Measuring how well it knows the held-back part.")
    first, last = held_out[0][1], held_out[-1][1]
    if len(held_out) == 1:
        return _t("train", "Surprise on the held-back part is {now} before it learns.").format(
            now=number_words(first, 2)
        )
    figures = {"before": number_words(first, 2), "now": number_words(last, 2)}
    if last < first - 0.01:
        return _t("train", "It is learning. Surprise on the held-back part fell from {before} to {now}.").format(
            **figures
        )
    return _t("train", "Surprise on the held-back part went from {before} to {now}.").format(**figures)


def left_words(remaining_s: float) -> str:
    """Like "About 2 min left"."""
    if remaining_s <= 0 or not math.isfinite(remaining_s):
        return _t("train", "Measuring…")
    return _t("train", "{about} left").format(about=about_duration_words(remaining_s))
