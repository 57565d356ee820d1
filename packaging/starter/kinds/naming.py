"""Requests about words that must be known: opposites, colours, lists, sizes, groups, translation."""

from __future__ import annotations

import re
from random import Random

from starter.request import Kind, Request, plain, says_word
from starter.words import (
    COLOURED,
    COLOURS,
    GROUP_NAMES,
    GROUPS,
    LEXICON,
    NUMBER_WORDS,
    NUMBER_WORDS_ZH,
    OPPOSITES,
    SIZES,
    Word,
)

_ALSO_RIGHT = {
    "cool": ("cold", "chilly"),
    "cold": ("cool",),
    "hot": ("warm",),
    "凉爽": ("寒冷", "凉"),
    "closed": ("shut",),
}
_OPPOSITE_EN = (
    "What is the opposite of {w}?", "What is the opposite of the word {w}?", "Tell me the opposite of {w}.",
    "Which word is the opposite of {w}?", "Do you know the opposite of {w}?", "Opposite of {w}?",
    "Give me the opposite of {w}, please.", "What word means the opposite of {w}?",
)  # fmt: skip
_OPPOSITE_ZH = (
    "{w}的反义词是什么？", "请说出{w}的反义词。", "和{w}相反的词是什么？", "你知道{w}的反义词吗？",
    "“{w}”的反义词是哪个词？",
)  # fmt: skip


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _make_opposite(rng: Random, language: str) -> Request:
    chosen = []
    for pair in rng.sample(OPPOSITES, 2):
        words = pair[:2] if language == "en" else pair[2:]
        chosen.append(words if rng.random() < 0.5 else words[::-1])
    (word, right), (word_2, right_2) = chosen
    if rng.random() < 0.35:
        combination, facts = tuple(sorted((word, word_2))), (word, right, word_2, right_2)
        if language == "en":
            prompt = rng.choice(("What are the opposites of {} and {}?", "Tell me the opposites of {} and {}."))
            answer = f"The opposite of {word} is {right}, and the opposite of {word_2} is {right_2}."
        else:
            prompt, answer = "{}和{}的反义词是什么？", f"{word}的反义词是{right}，{word_2}的反义词是{right_2}。"
        return Request("opposite", language, combination, facts, prompt.format(word, word_2), answer)
    templates = _OPPOSITE_EN if language == "en" else _OPPOSITE_ZH
    place = rng.randrange(len(templates))
    answer = f"The opposite of {word} is {right}." if language == "en" else f"{word}的反义词是{right}。"
    prompt = templates[place].format(w=word)
    return Request("opposite", language, (word, str(place)), (word, right), prompt, answer)


def _opposite_is_right(request: Request, text: str) -> bool:
    asked, right = request.facts[::2], request.facts[1::2]
    known = {word for pair in OPPOSITES for word in (pair[:2] if request.language == "en" else pair[2:])}
    said = text.replace("opposite", " ") if request.language == "en" else text.replace("反义词", " ")
    for _word, answer in zip(asked, right, strict=True):
        if not any(says_word(said, good) for good in (answer, *_ALSO_RIGHT.get(answer, ()))):
            return False
    if request.language == "zh":  # single characters stand inside other words, so only the order is judged
        return all(said.rfind(answer) > said.find(word) for word, answer in zip(asked, right, strict=True))
    allowed = {*asked, *right, *(good for answer in right for good in _ALSO_RIGHT.get(answer, ()))}
    return not {word for word in known - {"in", "up", "first"} if says_word(said, word)} - allowed


def _make_colour(rng: Random, language: str) -> Request:
    names = dict(COLOURS)
    (en, verb, zh, colour), (en_2, verb_2, zh_2, colour_2) = rng.sample(COLOURED, 2)
    two = rng.random() < 0.6
    if language == "en":
        if two:
            prompt = rng.choice(
                (f"What colour is {en} and what colour is {en_2}?", f"What colours are {en} and {en_2}?",
                 f"Tell me the colours of {en} and {en_2}.")
            )  # fmt: skip
            answer = f"{_capital(en)} {verb} {colour} and {en_2} {verb_2} {colour_2}."
            return Request("colour", "en", tuple(sorted((en, en_2))), (colour, colour_2), prompt, answer)
        templates = ("What colour is {}?", "Which colour does {} have?", "Tell me the colour of {}.")
        place = rng.randrange(len(templates))
        prompt, answer = templates[place].format(en), f"{_capital(en)} {verb} {colour}."
        return Request("colour", "en", (en, str(place)), (colour,), prompt, answer)
    if two:
        prompt = rng.choice((f"{zh}和{zh_2}是什么颜色的？", f"请说出{zh}和{zh_2}的颜色。"))
        answer = f"{zh}是{names[colour]}的，{zh_2}是{names[colour_2]}的。"
        facts = (names[colour], names[colour_2])
        return Request("colour", "zh", tuple(sorted((en, en_2))), facts, prompt, answer)
    templates = ("{}是什么颜色的？", "{}的颜色是什么？", "请问{}是什么颜色？")
    place = rng.randrange(len(templates))
    answer = f"{zh}是{names[colour]}的。"
    return Request("colour", "zh", (en, str(place)), (names[colour],), templates[place].format(zh), answer)


def _colour_is_right(request: Request, text: str) -> bool:
    column = 0 if request.language == "en" else 1
    any_colour = "|".join(colour[column] for colour in COLOURS)
    return tuple(re.findall(any_colour, text.lower())) == request.facts


def _make_list(rng: Random, language: str) -> Request:
    group = rng.choice(tuple(GROUPS))
    wanted, layout = rng.randint(2, 6), rng.choice(("plain", "plain", "numbered", "bulleted"))
    first = rng.randrange(len(GROUPS[group]))  # in a fixed order, or a small model would forget what it has said
    words = [GROUPS[group][(first + place) % len(GROUPS[group])] for place in range(wanted)]
    combination, facts = (group, str(wanted), layout), (group, str(wanted), layout)
    if language == "en":
        name, number = GROUP_NAMES[group][1], NUMBER_WORDS[wanted]
        wish = {"plain": "", "numbered": " as a numbered list", "bulleted": " as a list with bullets"}[layout]
        verb = rng.choice(("Name", "Name", "Tell me", "List", "Can you name"))
        prompt = f"{verb} {number} {name}{wish}" + ("?" if verb.startswith("Can") else rng.choice((".", "")))
        items = [word.plural for word in words]
        answer = f"Here are {number}: " + ", ".join(items[:-1]) + " and " + items[-1] + "."
    else:
        name, number = GROUP_NAMES[group][2], NUMBER_WORDS_ZH[wanted]
        wish = {"plain": "", "numbered": "，用编号列出", "bulleted": "，用列表列出"}[layout]
        prompt = rng.choice(
            (f"请说出{number}种{name}{wish}。", f"说出{number}种{name}{wish}。", f"请告诉我{number}种{name}{wish}。")
        )
        items = [word.zh for word in words]
        answer = "、".join(items) + "。"
    if layout == "numbered":
        answer = "\n".join(f"{place}. {item}" for place, item in enumerate(items, 1))
    elif layout == "bulleted":
        answer = "\n".join(f"- {item}" for item in items)
    return Request("list", language, combination, facts, prompt, answer)


def _list_is_right(request: Request, text: str) -> bool:
    group, wanted, layout = request.facts
    joined = (
        re.sub(r"^Here are \w+: ", "", text)
        .replace(" and ", ", ")
        .replace("\n", ",")
        .replace("、", ",")
        .replace("，", ",")
        .replace("和", ",")
    )
    items = [plain(item.lstrip("-0123456789. ")) for item in joined.split(",") if item.strip()]
    good = {form for word in GROUPS[group] for form in (word.en, word.plural, word.zh)}
    if group == "forest":  # these live in forests as well
        good |= {form for word in GROUPS["insect"] for form in (word.en, word.plural, word.zh)}
    lines = text.strip().splitlines()
    starts = {
        "numbered": lambda line, place: line.startswith(f"{place}."),
        "bulleted": lambda line, _: line.startswith("-"),
    }
    laid_out = layout == "plain" or all(starts[layout](line, place) for place, line in enumerate(lines, 1))
    return laid_out and len(items) == int(wanted) == len(set(items)) and set(items) <= good


def _make_bigger(rng: Random, language: str) -> Request:
    while True:
        a, b = rng.sample(range(len(SIZES)), 2)
        if abs(a - b) >= 3:
            break
    bigger = rng.random() < 0.6
    right = max(a, b) if bigger else min(a, b)
    other = a + b - right
    combination = (SIZES[min(a, b)][0], SIZES[max(a, b)][0])
    if language == "en":
        with_article = [_sized(place) for place in (a, b)]
        word = "bigger" if bigger else "smaller"
        prompt = rng.choice(
            (f"Which is {word}, {with_article[0]} or {with_article[1]}?",
             f"What is {word}: {with_article[0]} or {with_article[1]}?",
             f"Tell me which is {word}, {with_article[0]} or {with_article[1]}.")
        )  # fmt: skip
        answer = f"{_capital(_sized(right))} is {word} than {_sized(other)}."
        return Request("bigger thing", "en", combination, (SIZES[right][0], SIZES[other][0], word), prompt, answer)
    word = "大" if bigger else "小"
    x, y = SIZES[a][1], SIZES[b][1]
    prompt = rng.choice((f"{x}和{y}，哪个更{word}？", f"哪个更{word}，{x}还是{y}？"))
    facts = (SIZES[right][1], SIZES[other][1], word)
    return Request("bigger thing", "zh", combination, facts, prompt, f"{SIZES[right][1]}比{SIZES[other][1]}{word}。")


def _sized(place: int) -> str:
    name = SIZES[place][0]
    return f"the {name}" if name in ("moon", "sun") else Word(name, "", "").a


def _bigger_is_right(request: Request, text: str) -> bool:
    right, other, word = request.facts
    opposite = {"bigger": "smaller", "smaller": "bigger", "大": "小", "小": "大"}[word]
    said = text.lower()
    if request.language == "zh":
        said = said.replace("大象", "象").replace("大山", "山")
        right, other = (name.replace("大象", "象").replace("大山", "山") for name in (right, other))
    named = {name for pair in SIZES for name in pair if says_word(said, name)}
    if not named <= set(request.facts):
        return False
    first, second = said.find(right), said.find(other)
    return first >= 0 and opposite not in said and (second < 0 or first < second)


def _make_translation(rng: Random, language: str) -> Request:
    two = rng.random() < 0.65
    pairs = rng.sample(LEXICON, 2 if two else 1)
    to_chinese = rng.random() < 0.5
    asked = [pair[0 if to_chinese else 1] for pair in pairs]
    right = tuple(pair[1 if to_chinese else 0] for pair in pairs)
    if language == "en":
        quoted = " and ".join(f'"{word}"' for word in asked)
        target = "Chinese" if to_chinese else "English"
        templates = (
            f"How do you say {quoted} in {target}?",
            f"Translate {quoted} into {target}.",
            f"What is {quoted} in {target}?",
        )
        join, stop = " and ", "."
        answer = join.join(f'"{a}" is "{b}"' for a, b in zip(asked, right, strict=True)) + stop
    else:
        quoted = "和".join(f"“{word}”" for word in asked)
        target = "中文" if to_chinese else "英文"
        templates = (f"{quoted}用{target}怎么说？", f"请把{quoted}翻译成{target}。", f"{quoted}的{target}是什么？")
        answer = "，".join(f"“{a}”是“{b}”" for a, b in zip(asked, right, strict=True)) + "。"
    place = rng.randrange(len(templates))
    combination = tuple(sorted(pair[0] for pair in pairs)) if two else (pairs[0][0], target, str(place))
    return Request("translation", language, combination, (*asked, *right), templates[place], answer)


def _translation_is_right(request: Request, text: str) -> bool:
    half = len(request.facts) // 2
    asked, right = request.facts[:half], request.facts[half:]
    said = text
    for word in sorted(asked, key=len, reverse=True):
        said = said.replace(word, " ", 1)
    known = {side for pair in LEXICON for side in pair}
    extra = set()
    for word in sorted(known, key=len, reverse=True):
        if says_word(said, word):
            extra.add(word)
            said = said.replace(word, " ")
    return extra == set(right)


KINDS = (
    Kind("opposite", "the opposite of one or two words", _make_opposite, _opposite_is_right, 1.2),
    Kind("colour", "what colour things are", _make_colour, _colour_is_right, 0.9),
    Kind("list", "naming two to six things of a group, some as Markdown lists", _make_list, _list_is_right, 1.5),
    Kind("bigger thing", "the bigger or smaller of two things", _make_bigger, _bigger_is_right, 1.5),
    Kind("translation", "words between English and Chinese", _make_translation, _translation_is_right, 1.6),
)
