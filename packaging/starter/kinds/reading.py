"""Requests whose answer stands in the request: who has what, names, repeating, odd one out, yes or no, greetings."""

from __future__ import annotations

import re
from random import Random

from starter.request import Kind, Request, plain, says_word
from starter.words import COLOURS, GROUP_NAMES, GROUPS, NAMES_EN, NAMES_ZH, Word

_CARRIED = tuple(
    word
    for group in ("fruit", "clothes", "toy", "instrument", "kitchen")
    for word in GROUPS[group]
    if word.en != "orange"
)
_PLACES = (
    ("under the table", "在桌子下面"), ("on the chair", "在椅子上"),
    ("in the box", "在盒子里"), ("behind the door", "在门后面"),
    ("in the garden", "在花园里"), ("on the shelf", "在书架上"),
    ("next to the window", "在窗户旁边"), ("in the kitchen", "在厨房里"),
    ("under the bed", "在床下面"), ("in the bag", "在包里"), ("on the roof", "在屋顶上"), ("in the car", "在汽车里"),
)  # fmt: skip
_LIKES = tuple(word for group in ("fruit", "farm", "forest", "instrument") for word in GROUPS[group])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _names(language: str) -> tuple[str, ...]:
    return NAMES_EN if language == "en" else NAMES_ZH


def _make_who_has(rng: Random, language: str) -> Request:
    if rng.random() < 0.35:
        return _make_where(rng, language)
    count = rng.choice((2, 2, 3))
    names, things = rng.sample(_names(language), count), rng.sample(_CARRIED, count)
    colours = rng.sample(COLOURS, count)
    asked = rng.randrange(count)
    combination = tuple(part for name, thing in zip(names, things, strict=True) for part in (name, thing.en))
    if language == "en":
        with_colour = rng.random() < 0.6
        told = [
            f"{name} has {Word(colour[0] + ' ' + thing.en, '', '').a if with_colour else thing.a}"
            for name, thing, colour in zip(names, things, colours, strict=True)
        ]
        facts_told = ", ".join(told[:-1]) + " and " + told[-1] + "." if rng.random() < 0.6 else ". ".join(told) + "."
        thing = things[asked].en
        if with_colour and rng.random() < 0.3:
            prompt = f"{facts_told} What colour is the {thing}?"
            return Request(
                "who has it",
                "en",
                combination,
                ("colour", colours[asked][0]),
                prompt,
                f"The {thing} is {colours[asked][0]}.",
            )
        question = rng.choice(("Who has the {}?", "Tell me who has the {}.", "So who has the {}?"))
        prompt = f"{facts_told} {question.format(thing)}"
        return Request(
            "who has it",
            "en",
            combination,
            ("name", names[asked]),
            prompt,
            f"It is {names[asked]} who has the {thing}.",
        )
    told = [f"{name}有一个{colour[1]}的{thing.zh}" for name, thing, colour in zip(names, things, colours, strict=True)]
    thing = things[asked].zh
    if rng.random() < 0.3:
        prompt = "，".join(told) + f"。{thing}是什么颜色的？"
        return Request(
            "who has it", "zh", combination, ("colour", colours[asked][1]), prompt, f"{thing}是{colours[asked][1]}的。"
        )
    prompt = "，".join(told) + rng.choice((f"。谁有{thing}？", f"。请问谁有{thing}？"))
    return Request("who has it", "zh", combination, ("name", names[asked]), prompt, f"{names[asked]}有{thing}。")


def _make_where(rng: Random, language: str) -> Request:
    count = rng.choice((2, 2, 3))
    things, places = rng.sample(_CARRIED, count), rng.sample(_PLACES, count)
    asked = rng.randrange(count)
    column = 0 if language == "en" else 1
    combination = tuple(part for thing, place in zip(things, places, strict=True) for part in (thing.en, place[0]))
    if language == "en":
        told = [f"The {thing.en} is {place[0]}" for thing, place in zip(things, places, strict=True)]
        prompt = ". ".join(told) + f". Where is the {things[asked].en}?"
        answer = f"The {things[asked].en} is {places[asked][0]}."
    else:
        told = [f"{thing.zh}{place[1]}" for thing, place in zip(things, places, strict=True)]
        prompt = "，".join(told) + f"。{things[asked].zh}在哪里？"
        answer = f"{things[asked].zh}{places[asked][1]}。"
    return Request("who has it", language, combination, ("place", places[asked][column]), prompt, answer)


def _who_has_is_right(request: Request, text: str) -> bool:
    what, right = request.facts
    column = 0 if request.language == "en" else 1
    if what == "name":
        known: tuple[str, ...] = _names(request.language)
    elif what == "colour":
        known = tuple(colour[column] for colour in COLOURS)
    else:
        known = tuple(place[column] for place in _PLACES)
    return {word for word in known if says_word(text, word)} == {right}


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


def _make_odd_one(rng: Random, language: str) -> Request:
    common, odd_group = rng.sample(_DISTINCT, 2)
    count = rng.choice((2, 2, 3))
    odd, others = rng.choice(GROUPS[odd_group]), rng.sample(GROUPS[common], count)
    words = [odd, *others]
    rng.shuffle(words)
    combination = tuple(sorted(word.en for word in words))
    which_is = rng.random() < 0.5
    name_en, _, name_zh = GROUP_NAMES[odd_group]
    if language == "en":
        listed = ", ".join(word.en for word in words)
        if which_is:
            prompt = rng.choice((f"Which one is {name_en}: {listed}?", f"Which of these is {name_en}: {listed}?"))
            answer = f"{_capital(odd.a)} is {name_en}."
        else:
            prompt = rng.choice(
                (
                    f"Which is the odd one out: {listed}?",
                    f"Find the odd one out: {listed}.",
                    f"Which word does not fit: {listed}?",
                )
            )
            answer = f"The odd one out is {odd.en}."
    else:
        listed = "、".join(word.zh for word in words)
        if which_is:
            prompt, answer = f"哪个是{name_zh}：{listed}？", f"{odd.zh}是{name_zh}。"
        else:
            prompt = rng.choice((f"哪个词和其他的不一样：{listed}？", f"找出不同类的一个：{listed}。"))
            answer = f"{odd.zh}和其他的不一样。"
    column = "en" if language == "en" else "zh"
    facts = (getattr(odd, column), *(getattr(word, column) for word in others))
    return Request("odd one out", language, combination, facts, prompt, answer)


def _odd_one_is_right(request: Request, text: str) -> bool:
    odd, *others = request.facts
    return says_word(text, odd) and not any(says_word(text, other) for other in others if other not in odd)


def _make_yes_no(rng: Random, language: str) -> Request:
    group = rng.choice(_DISTINCT)
    word = rng.choice(GROUPS[group])
    yes = rng.random() < 0.5
    asked = group if yes else rng.choice([other for other in _DISTINCT if other != group])
    name_en, _, name_zh = GROUP_NAMES[asked]
    if language == "en":
        noun = word.a
        templates = (f"Is {noun} {name_en}?", f"Yes or no: is {noun} {name_en}?", f"Tell me, is {noun} {name_en}?")
        answer = f"Yes, {noun} is {name_en}." if yes else f"No, {noun} is not {name_en}. It is {GROUP_NAMES[group][0]}."
    else:
        templates = (f"{word.zh}是{name_zh}吗？", f"请问{word.zh}是不是{name_zh}？", f"{word.zh}是不是{name_zh}？")
        answer = f"是的，{word.zh}是{name_zh}。" if yes else f"不，{word.zh}不是{name_zh}，是{GROUP_NAMES[group][2]}。"
    facts = (
        "yes" if yes else "no",
        GROUP_NAMES[group][0],
        GROUP_NAMES[group][2],
        word.en if language == "en" else word.zh,
    )
    place = rng.randrange(len(templates))
    return Request("yes or no", language, (word.en, asked, str(place)), facts, templates[place], answer)


def _yes_no_is_right(request: Request, text: str) -> bool:
    yes, truth_en, truth_zh, noun = request.facts
    said = text.strip().lower()
    starts = said.startswith(("yes", "是")) if yes == "yes" else said.startswith(("no", "不"))
    return starts and says_word(said, noun) and (truth_en in said or truth_zh in said)


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
    Kind(
        "who has it", "finding a name, a colour or a place in two or three facts", _make_who_has, _who_has_is_right, 2.0
    ),
    Kind("my name is", "remembering a name and a liking", _make_my_name, _my_name_is_right, 0.9),
    Kind("repeat after me", "repeating words in order", _make_repeat, _repeat_is_right, 1.0),
    Kind("odd one out", "the word that does not fit, or the one that does", _make_odd_one, _odd_one_is_right, 1.8),
    Kind("yes or no", "whether a thing belongs to a group", _make_yes_no, _yes_no_is_right, 1.2),
    Kind("greeting", "greeting back by name", _make_greeting, _greeting_is_right, 0.7),
)
