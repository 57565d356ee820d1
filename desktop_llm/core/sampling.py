"""How the next token is chosen: every control, its bounds, and three presets in plain words."""

from __future__ import annotations

from dataclasses import dataclass, fields

from desktop_llm.core.errors import AppError, ErrorCode


@dataclass(frozen=True, slots=True)
class Sampling:
    """Controls of one generation. The neutral value of each is the default of the field's library.

    Attributes:
        temperature: 0 is greedy; otherwise logits are divided by it. 0 to 5.
        top_k: Keep the k likeliest tokens; 0 is off.
        top_p: Keep the smallest set whose probability reaches p; 1 is off (Holtzman et al. 2020).
        min_p: Drop tokens under min_p times the likeliest one's probability; 0 is off.
        typical_p: Locally typical sampling; 1 is off (Meister et al. 2022).
        repetition_penalty: 1 is off (Keskar et al. 2019).
        no_repeat_ngram: No n tokens in a row twice; 0 is off.
        stop: Text that ends the answer; not part of it.
        max_new_tokens: Upper bound of the answer.
        seed: Answer i uses seed + i; None draws one.
        answers: How many answers to the same prompt.
    """

    temperature: float = 0.7
    top_k: int = 0
    top_p: float = 0.9
    min_p: float = 0.0
    typical_p: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    stop: tuple[str, ...] = ()
    max_new_tokens: int = 512
    seed: int | None = None
    answers: int = 1

    def checked(self) -> Sampling:
        """This value, when every control is within its bounds.

        Raises:
            AppError: BAD_OPTION with `option` and `bounds`.
        """
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise AppError(ErrorCode.BAD_OPTION, f"{name}={value}", option=name, bounds=f"{low} to {high}")
        return self


BOUNDS: dict[str, tuple[float, float]] = {
    "temperature": (0.0, 5.0),
    "top_k": (0, 1_000_000),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "typical_p": (0.01, 1.0),
    "repetition_penalty": (0.5, 3.0),
    "no_repeat_ngram": (0, 100),
    "max_new_tokens": (1, 1_000_000),
    "answers": (1, 64),
}

PRESETS: dict[str, Sampling] = {
    "careful": Sampling(temperature=0.2, top_p=0.9, repetition_penalty=1.05),
    "balanced": Sampling(temperature=0.7, top_p=0.9, repetition_penalty=1.1),
    "wild": Sampling(temperature=1.1, top_p=0.97, min_p=0.02),
}
"""Keys are shown as Careful, Balanced, Wild."""
USUAL = PRESETS["balanced"]
"""What the window begins with. `Sampling()` is the plain distribution, for other programs."""

_STYLE_FIELDS = ("temperature", "top_k", "top_p", "min_p", "typical_p", "repetition_penalty", "no_repeat_ngram")


def preset_of(sampling: Sampling) -> str | None:
    """The key of the preset whose style controls equal these, or None."""
    for key, preset in PRESETS.items():
        if all(getattr(preset, name) == getattr(sampling, name) for name in _STYLE_FIELDS):
            return key
    return None


def with_preset(sampling: Sampling, key: str) -> Sampling:
    """The same length, seed, stop and answers with the style controls of a preset."""
    values = {f.name: getattr(sampling, f.name) for f in fields(Sampling)}
    values.update({name: getattr(PRESETS[key], name) for name in _STYLE_FIELDS})
    return Sampling(**values)
