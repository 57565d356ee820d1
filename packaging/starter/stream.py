"""The streams of training text: plain documents for the base and the encoder, conversations for the chat model.

Every stream is endless and seeded by the caller's `Random`. Held-out combinations never appear in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from starter import prose
from starter.kinds import KINDS
from starter.request import Request, is_held_out

CHINESE_SHARE = 0.22
_NAMES, _WEIGHTS = list(KINDS), [kind.weight for kind in KINDS.values()]
_SYSTEM_EN = (
    "You are a helpful assistant.", "You are a friendly helper. Answer briefly.", "Answer in short, clear sentences.",
    "You help children learn.", "Be polite and careful.",
)  # fmt: skip
_SYSTEM_ZH = ("你是一个乐于助人的助手。", "请简短地回答。", "请用中文回答。")
_ASSISTANTS = ("Pip", "Dot", "Bit", "Kiko", "Luna", "Milo", "Nico", "Tuli")
_THANKS = {
    "en": (
        ("Thank you!", "You are welcome!"),
        ("Thanks, that helps.", "I am glad to help."),
        ("Great!", "I am happy that you like it."),
    ),
    "zh": (("谢谢！", "不客气！"), ("太好了！", "很高兴能帮到你。")),
}


def pick_language(rng: Random) -> str:
    """Chinese ("zh") for about a fifth of everything, else English ("en")."""
    return "zh" if rng.random() < CHINESE_SHARE else "en"


def draw(rng: Random, held_out: bool, kind: str | None = None, language: str | None = None) -> Request:
    """A request that may (or, for `held_out`, may not) be trained on."""
    while True:
        name = kind or rng.choices(_NAMES, _WEIGHTS)[0]
        request = KINDS[name].make(rng, language or pick_language(rng))
        if is_held_out(request.kind, request.combination) == held_out:
            return request


def held_out_requests(per_kind: int, seed: int = 2026) -> list[Request]:
    """The test set: `per_kind` different prompts of every kind, a fifth of them in Chinese."""
    chosen: list[Request] = []
    for name in KINDS:
        rng = Random(f"held-out {seed} {name}")
        in_chinese = (per_kind + 4) // 5
        for language, count in (("zh", in_chinese), ("en", per_kind - in_chinese)):
            prompts: dict[str, Request] = {}
            while len(prompts) < count:
                request = draw(rng, True, name, language)
                prompts.setdefault(request.prompt, request)
            chosen += prompts.values()
    return chosen


def documents(rng: Random, long_tokens: bool = False) -> Iterator[str]:
    """Plain text: prose, stories, and requests with their answers as people write them down."""
    while True:
        if long_tokens:
            yield "\n\n".join(_document(rng) for _ in range(rng.randint(4, 14)))
        else:
            yield _document(rng)


def _document(rng: Random) -> str:
    language, draw_kind = pick_language(rng), rng.random()
    if draw_kind < 0.18:
        return prose.write(rng, language)
    if draw_kind < 0.21:
        return "\n".join(prose.define(rng, language) for _ in range(rng.randint(2, 5)))
    if draw_kind < 0.25:
        return "\n".join(_equation(rng) for _ in range(rng.randint(5, 12)))
    if draw_kind < 0.30:
        return prose.repeated(rng, language)
    if draw_kind < 0.34:
        return draw(rng, False, "story", language).answer
    asked = [draw(rng, False, language=language) for _ in range(rng.randint(1, 4))]
    if language == "zh":
        form = rng.choice(("问：{}\n答：{}", "{}\n{}"))
    else:
        form = rng.choice(("Question: {}\nAnswer: {}", "Q: {}\nA: {}", "{}\n{}"))
    return "\n\n".join(form.format(request.prompt, request.answer) for request in asked)


def _equation(rng: Random) -> str:
    return draw(rng, False, "sum", "zh").answer.split("，")[0].rstrip("。")


def conversations(rng: Random, long_tokens: bool = False) -> Iterator[list[dict[str, str]]]:
    """Chats of one to three requests (many where `long_tokens`), some with a system message."""
    while True:
        yield _conversation(rng, rng.randint(8, 20) if long_tokens else rng.choice((1, 1, 1, 1, 2, 3)))


def _conversation(rng: Random, turns: int) -> list[dict[str, str]]:
    language = pick_language(rng)
    messages: list[dict[str, str]] = []
    draw_system = rng.random()
    if draw_system < 0.1:
        messages.append(_say("system", rng.choice(_SYSTEM_EN if language == "en" else _SYSTEM_ZH)))
    elif draw_system < 0.13:
        return _named_assistant(rng, language)
    if turns > 1 and rng.random() < 0.3:
        messages += _name_told_earlier(rng, language)
        turns -= 1
    for _ in range(turns):
        request = draw(rng, False, language=language)
        messages += [_say("user", request.prompt), _say("assistant", request.answer)]
    if turns > 1 and rng.random() < 0.3:
        thanks, answer = rng.choice(_THANKS[language])
        messages += [_say("user", thanks), _say("assistant", answer)]
    return messages


def _say(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _named_assistant(rng: Random, language: str) -> list[dict[str, str]]:
    name = rng.choice(_ASSISTANTS)
    if language == "zh":
        return [
            _say("system", f"你的名字是{name}。"),
            _say("user", rng.choice(("你是谁？", "你叫什么名字？"))),
            _say("assistant", f"我叫{name}。"),
        ]
    system = rng.choice((f"Your name is {name}.", f"You are {name}, a helpful assistant."))
    question = rng.choice(("Who are you?", "What is your name?"))
    return [_say("system", system), _say("user", question), _say("assistant", f"My name is {name}.")]


def _name_told_earlier(rng: Random, language: str) -> list[dict[str, str]]:
    greeting = draw(rng, False, "greeting", language)
    while not greeting.facts or greeting.facts[1] not in greeting.prompt:
        greeting = draw(rng, False, "greeting", language)
    name = greeting.facts[1]
    between = draw(rng, False, language=language)
    told = [_say("user", greeting.prompt), _say("assistant", greeting.answer)]
    if rng.random() < 0.5:
        told += [_say("user", between.prompt), _say("assistant", between.answer)]
        if between.kind in ("my name is", "greeting"):
            return told
    question, answer = (
        ("What is my name?", f"Your name is {name}.") if language == "en" else ("我叫什么名字？", f"你叫{name}。")
    )
    return [*told, _say("user", question), _say("assistant", answer)]
