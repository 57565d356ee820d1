"""Requests whose answer stands in the request or its words: names, repeating, yes or no, greetings."""

from __future__ import annotations

import re
from random import Random

from starter.request import Kind, Request, plain, says_word
from starter.words import COLOURS, GROUP_NAMES, GROUPS, NAMES_EN, NAMES_ZH

_LIKES = tuple(word for group in ("fruit", "farm", "forest", "instrument") for word in GROUPS[group])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _names(language: str) -> tuple[str, ...]:
    return NAMES_EN if language == "en" else NAMES_ZH


def _make_my_name(rng: Random, language: str) -> Request:
    name, liked = rng.choice(_names(language)), rng.choice(_LIKES)
    ask_name = rng.random() < 0.65
    if language == "en":
        told = rng.choice(
            (f"My name is {name} and I like {liked.plural}.", f"Hello, I am {name}. I like {liked.plural}.",
             f"Hi! I'm {name} and I really like {liked.plural}.", f"I like {liked.plural} and my name is {name}.",
             f"People call me {name}. I love {liked.plural}.")
        )  # fmt: skip
        if ask_name:
            question = rng.choice(
                ("What is my name?", "Do you remember my name?", "Who am I?", "Can you tell me my name?")
            )
            return Request("my name is", "en", (name, liked.en), (name,), f"{told} {question}", f"Your name is {name}.")
        question = rng.choice(("What do I like?", "Do you remember what I like?"))
        return Request(
            "my name is", "en", (name, liked.en), (liked.plural,), f"{told} {question}", f"You like {liked.plural}."
        )
    told = rng.choice(
        (
            f"我叫{name}，我喜欢{liked.zh}。",
            f"你好，我是{name}，我喜欢{liked.zh}。",
            f"我的名字是{name}，我爱{liked.zh}。",
        )
    )
    if ask_name:
        prompt = told + rng.choice(("我叫什么名字？", "你记得我的名字吗？", "请问我是谁？"))
        return Request("my name is", "zh", (name, liked.en), (name,), prompt, f"你叫{name}。")
    return Request("my name is", "zh", (name, liked.en), (liked.zh,), told + "我喜欢什么？", f"你喜欢{liked.zh}。")


def _my_name_is_right(request: Request, text: str) -> bool:
    right = request.facts[0]
    if right in NAMES_EN or right in NAMES_ZH:
        return {name for name in _names(request.language) if says_word(text, name)} == {right}
    return says_word(text, right) and len(text) < 40


def _make_repeat(rng: Random, language: str) -> Request:
    if language == "en":
        words = rng.sample(sorted(set(_SAID_EN)), rng.randint(2, 6))
        said = f'"{" ".join(words)}"'
        prompt = rng.choice(
            ("Repeat after me: {}", "Say this: {}", "Please repeat: {}", "Repeat these words: {}")
        ).format(said)
        return Request("repeat after me", "en", tuple(words), (said,), prompt, said)
    words = rng.sample(sorted(set(_SAID_ZH)), rng.randint(2, 5))
    said = f"“{''.join(words)}”"
    prompt = rng.choice(("请跟我说：{}", "请重复：{}", "跟着我说：{}")).format(said)
    return Request("repeat after me", "zh", tuple(words), (said,), prompt, said)


_SAID_EN = (
    *(word.en for group in ("sea", "farm", "fruit", "toy", "furniture", "job") for word in GROUPS[group]),
    *(colour[0] for colour in COLOURS), "happy",
    "green", "little", "big", "the", "my", "good", "morning", "and", "sings",
    "runs", "under", "very", "old", "quick", "sleeps", "tree", "house", "moon", "river", "two", "seven",
)  # fmt: skip
_SAID_ZH = (
    *(word.zh for group in ("sea", "farm", "fruit", "toy", "furniture") for word in GROUPS[group]),
    *(colour[1] for colour in COLOURS), "快乐", "早上", "我的", "大", "小", "跑", "唱歌", "月亮", "房子", "喜欢", "和",
)  # fmt: skip


def _repeat_is_right(request: Request, text: str) -> bool:
    return plain(text) == plain(request.facts[0])


_DISTINCT = (
    "fruit",
    "vegetable",
    "sea",
    "insect",
    "clothes",
    "furniture",
    "kitchen",
    "vehicle",
    "instrument",
    "job",
    "body",
)


def _make_yes_no(rng: Random, language: str) -> Request:
    group = rng.choice(_DISTINCT)
    word = rng.choice(GROUPS[group])
    yes = rng.random() < 0.5
    asked = group if yes else rng.choice([other for other in _DISTINCT if other != group])
    name_en, _, name_zh = GROUP_NAMES[asked]
    if language == "en":
        noun = word.a
        prompt = rng.choice(
            (f"Is {noun} {name_en}?", f"Yes or no: is {noun} {name_en}?", f"Tell me, is {noun} {name_en}?")
        )
        answer = f"{_capital(noun)} is {GROUP_NAMES[group][0]}, so {'yes' if yes else f'no, it is not {name_en}'}."
    else:
        prompt = rng.choice(
            (f"{word.zh}是{name_zh}吗？", f"请问{word.zh}是不是{name_zh}？", f"{word.zh}是不是{name_zh}？")
        )
        answer = f"{word.zh}是{GROUP_NAMES[group][2]}，所以{'是的' if yes else f'不是{name_zh}'}。"
    facts = (
        "yes" if yes else "no",
        GROUP_NAMES[group][0],
        GROUP_NAMES[group][2],
        word.en if language == "en" else word.zh,
    )
    return Request("yes or no", language, (word.en, asked), facts, prompt, answer)


def _yes_no_is_right(request: Request, text: str) -> bool:
    yes, truth_en, truth_zh, noun = request.facts
    reason, _, verdict = text.strip().lower().replace("所以", "so ").partition("so ")
    answered = verdict.startswith(("yes", "是")) if yes == "yes" else verdict.startswith(("no", "不"))
    return answered and says_word(reason, noun) and (truth_en in reason or truth_zh in reason)


_GREETINGS_EN = (
    ("Good morning", "Good morning"), ("Good evening", "Good evening"), ("Good afternoon", "Good afternoon"),
    ("Hello", "Hello"), ("Hi", "Hello"), ("Hey there", "Hello"), ("Good night", "Good night"), ("Goodbye", "Goodbye"),
    ("Bye", "Goodbye"), ("Thank you", "You are welcome"), ("Thanks", "You are welcome"),
)  # fmt: skip
_GREETINGS_ZH = (
    ("早上好", "早上好"), ("晚上好", "晚上好"), ("你好", "你好"), ("晚安", "晚安"),
    ("再见", "再见"), ("谢谢你", "不客气"), ("下午好", "下午好"),
)  # fmt: skip
_FAREWELLS = {"Good night", "Goodbye", "You are welcome", "晚安", "再见", "不客气"}
ABOUT_EN = "I am a very small language model. I run on your own computer, and I can make mistakes."
ABOUT_ZH = "我是一个很小的语言模型，在你自己的电脑上运行，也会出错。"
_WHO_EN = ("Who are you?", "What are you?", "Tell me about yourself.", "What is your name?", "Are you a person?")
_WHO_ZH = ("你是谁？", "请介绍一下你自己。", "你叫什么名字？", "你是人吗？")


def _make_greeting(rng: Random, language: str) -> Request:
    name = rng.choice(_names(language))
    hello, back = rng.choice(_GREETINGS_EN if language == "en" else _GREETINGS_ZH)
    if language == "en":
        if rng.random() < 0.12:
            question = rng.choice(_WHO_EN)
            return Request("greeting", "en", ("about",), (), question, ABOUT_EN)
        question = rng.choice(("", "", "", rng.choice(_WHO_EN[:3])))
        if back in _FAREWELLS:
            return Request("greeting", "en", (hello, name), (back, name), f"{hello} from {name}!", f"{back}, {name}!")
        prompt = rng.choice((f"{hello}, I am {name}.", f"{hello}! My name is {name}.", f"{hello}, this is {name}!"))
        ending = f" {ABOUT_EN}" if question else " How can I help you?"
        return Request(
            "greeting", "en", (hello, name), (back, name), f"{prompt} {question}".strip(), f"{back}, {name}!{ending}"
        )
    if rng.random() < 0.12:
        question = rng.choice(_WHO_ZH)
        return Request("greeting", "zh", ("about",), (), question, ABOUT_ZH)
    prompt = rng.choice((f"{hello}，我是{name}。", f"{hello}！我叫{name}。"))
    ending = "" if back in _FAREWELLS else "我能帮你做什么？"
    return Request("greeting", "zh", (hello, name), (back, name), prompt, f"{back}，{name}！{ending}")


def _greeting_is_right(request: Request, text: str) -> bool:
    if not request.facts:
        return "language model" in text or "语言模型" in text
    back, name = request.facts
    others = {other for other in _names(request.language) if says_word(text, other)}
    return others == {name} and re.match(re.escape(back), text.strip(), re.IGNORECASE) is not None


KINDS = (
    Kind("my name is", "remembering a name and a liking", _make_my_name, _my_name_is_right, 0.9),
    Kind("repeat after me", "repeating words in order", _make_repeat, _repeat_is_right, 1.0),
    Kind("yes or no", "whether a thing belongs to a group", _make_yes_no, _yes_no_is_right, 1.2),
    Kind("greeting", "greeting back by name", _make_greeting, _greeting_is_right, 0.7),
)
