"""Requests about numbers: small sums, the larger number, what comes next, counting."""

from __future__ import annotations

import re
from random import Random

from starter.request import Kind, Request, integers_in, says_word
from starter.words import DAYS, GROUPS, MONTHS, NAMES_EN, NAMES_ZH

LARGEST_OPERAND = 30


def _worked_out(a: int, sign: str, b: int) -> str:
    """The sum as one learns it at school: the tens first, then the rest ("17 + 20 = 37 and 37 + 5 = 42")."""
    total = a + b if sign == "+" else a - b
    if b < 10 or b % 10 == 0:
        return f"{a} {sign} {b} = {total}"
    tens = b - b % 10
    between = a + tens if sign == "+" else a - tens
    return f"{a} {sign} {tens} = {between}, {between} {sign} {b % 10} = {total}"


def _sum_combination(a: int, sign: str, b: int) -> tuple[str, ...]:
    """What is held out; the steps of longer sums stand in other answers, so they are always trained."""
    if b < 10 or b % 10 == 0 or (sign == "+" and (a < 10 or a % 10 == 0)):
        return ("step",)
    return (sign, str(min(a, b)), str(max(a, b))) if sign == "+" else (sign, str(a), str(b))


def _make_sum(rng: Random, language: str) -> Request:
    plus = rng.random() < 0.55
    a, b = rng.randint(1, LARGEST_OPERAND), rng.randint(1, LARGEST_OPERAND)
    if not plus and b > a:
        a, b = b, a
    total = a + b if plus else a - b
    sign = "+" if plus else "-"
    answer = _worked_out(a, sign, b)
    thing = rng.choice(GROUPS[rng.choice(("fruit", "toy", "clothes"))])
    if language == "en":
        name = rng.choice(NAMES_EN)
        prompt, ending = rng.choice(
            (
                (f"What is {a} {sign} {b}?", "."),
                (f"{a} {sign} {b} = ?", "."),
                (f"Please work out {a} {sign} {b}.", "."),
                (f"How much is {a} {'plus' if plus else 'minus'} {b}?", "."),
                (
                    f"{name} has {a} {thing.plural} and {'gets' if plus else 'gives away'} {b}. "
                    f"How many {thing.plural} does {name} have now?",
                    f", so {name} has {total} {thing.plural}.",
                ),
            )
        )
    else:
        name = rng.choice(NAMES_ZH)
        word = "加" if plus else "减"
        prompt, ending = rng.choice(
            (
                (f"{a}{word}{b}等于几？", "。"),
                (f"请算一算：{a} {sign} {b} = ?", "。"),
                (f"{a} {sign} {b} 是多少？", "。"),
                (
                    f"{name}有{a}个{thing.zh}，{'又得到' if plus else '送出'}{b}个，现在有几个？",
                    f"，所以{name}有{total}个{thing.zh}。",
                ),
            )
        )
    return Request("sum", language, _sum_combination(a, sign, b), (str(total),), prompt, answer + ending)


def _sum_is_right(request: Request, text: str) -> bool:
    total = int(request.facts[0])
    after_equals = text.split("=")[-1] if "=" in text else text
    found = integers_in(after_equals.replace("-", " "))
    return bool(found) and (set(found) == {total} if "=" in text else found[-1] == total)


def _make_larger(rng: Random, language: str) -> Request:
    a, b = rng.sample(range(1, 100), 2)
    largest = rng.random() < 0.6
    right, other = (max(a, b), min(a, b)) if largest else (min(a, b), max(a, b))
    if language == "en":
        word = rng.choice(("larger", "bigger") if largest else ("smaller",))
        prompt = rng.choice(
            (
                f"Which number is {word}, {a} or {b}?",
                f"Which is {word}: {a} or {b}?",
                f"Tell me the {word} number: {a} or {b}.",
                f"Here are two numbers, {a} and {b}. Which one is {word}?",
            )
        )
        answer = f"{a} has {a // 10} tens, {b} has {b // 10} tens"
        answer += f", {a % 10} ones and {b % 10} ones" if a // 10 == b // 10 else ""
        answer += f": {right} is {word}."
    else:
        word = "大" if largest else "小"
        prompt = rng.choice(
            (f"{a}和{b}，哪个数更{word}？", f"哪个更{word}：{a}还是{b}？", f"请说出更{word}的数：{a}，{b}。")
        )
        answer = f"{a}有{a // 10}个十，{b}有{b // 10}个十"
        answer += f"，{a % 10}个一和{b % 10}个一" if a // 10 == b // 10 else ""
        answer += f"：{right}更{word}。"
    facts = (str(right), str(other), "larger" if largest else "smaller")
    return Request("larger number", language, (str(min(a, b)), str(max(a, b))), facts, prompt, answer)


def _larger_is_right(request: Request, text: str) -> bool:
    right, other, asked = int(request.facts[0]), int(request.facts[1]), request.facts[2]
    text = re.split("[:：]", text)[-1]  # the tens stand before
    found = integers_in(text)
    words = {"larger": ("larger", "bigger", "大"), "smaller": ("smaller", "小")}
    says_asked = any(word in text for word in words[asked])
    says_wrong = any(word in text for word in words["smaller" if asked == "larger" else "larger"])
    return found in ([right], [right, other]) and not says_wrong and (says_asked or len(found) == 1)


def _sequence(rng: Random) -> tuple[list[str], str, tuple[str, ...]]:
    step = rng.choice((1, 1, 2, 10, -1))
    shown = rng.randint(3, 4)
    start = rng.randint(6, 40) if step == -1 else rng.randint(1, 40)
    values = [start + step * place for place in range(shown + 1)]
    return [str(value) for value in values[:-1]], str(values[-1]), (str(start), str(step))


def _says_step(first: str, second: str, language: str) -> str:
    if not first.isdigit():
        return ""
    step = int(second) - int(first)
    if language == "en":
        return f"They go {'up' if step > 0 else 'down'} by {abs(step)}. "
    return f"每次{'加' if step > 0 else '减'}{abs(step)}，"


def _make_next(rng: Random, language: str) -> Request:
    column = 0 if language == "en" else 1
    if rng.random() < 0.6:
        shown, right, combination = _sequence(rng)
    else:
        cycle = rng.choice((DAYS, MONTHS))
        start, length = rng.randrange(len(cycle)), rng.randint(1, 4)
        shown = [cycle[(start + place) % len(cycle)][column] for place in range(length)]
        right = cycle[(start + length) % len(cycle)][column]
        combination = (cycle[start][0], str(length))
    if language == "en":
        listed = ", ".join(shown)
        prompt = rng.choice(
            (f"What comes next: {listed}?", f"What comes after {listed}?", f"Continue: {listed}, ...",
             f"Which one follows {listed}?")
        )  # fmt: skip
        answer = f"{_says_step(shown[-1], right, language)}Next comes {right}."
    else:
        listed = "、".join(shown)
        prompt = rng.choice((f"下一个是什么：{listed}？", f"{listed}的后面是什么？", f"请接着说：{listed}……"))
        answer = f"{_says_step(shown[-1], right, language)}下一个是{right}。"
    return Request("what comes next", language, combination, (right,), prompt, answer)


def _next_is_right(request: Request, text: str) -> bool:
    right = request.facts[0]
    if right.isdigit():
        return integers_in(re.split("Next comes|下一个是", text)[-1]) == [int(right)]
    named = {day for pair in (*DAYS, *MONTHS) for day in pair if says_word(text, day)}
    if any(len(day) > 2 and day.endswith("月") for day in named):
        named -= {"一月", "二月"}
    return named == {right}


def _make_count(rng: Random, language: str) -> Request:
    length = rng.randint(3, 9)
    first = rng.randint(1, 60)
    down = rng.random() < 0.3
    values = list(range(first, first + length))
    if down:
        values.reverse()
    a, b = values[0], values[-1]
    if language == "en":
        way = " down" if down else ""
        prompt = rng.choice(
            (f"Count{way} from {a} to {b}.", f"Please count{way} from {a} to {b}.",
             f"Can you count{way} from {a} to {b}?", f"Say the numbers from {a}{way} to {b}.")
        )  # fmt: skip
        answer = ", ".join(map(str, values)) + "."
    else:
        way = "倒着" if down else ""
        prompt = rng.choice((f"请从{a}{way}数到{b}。", f"从{a}{way}数到{b}。", f"你能从{a}{way}数到{b}吗？"))
        answer = "、".join(map(str, values)) + "。"
    return Request("counting", language, (str(a), str(b)), tuple(map(str, values)), prompt, answer)


def _count_is_right(request: Request, text: str) -> bool:
    return integers_in(text) == [int(value) for value in request.facts]


KINDS = (
    Kind("sum", "sums and differences of numbers up to 30, worked out in steps", _make_sum, _sum_is_right, weight=3.0),
    Kind("larger number", "the larger or smaller of two numbers under 100", _make_larger, _larger_is_right, 1.6),
    Kind("what comes next", "the next number, day or month", _make_next, _next_is_right, 1.8),
    Kind("counting", "counting up or down", _make_count, _count_is_right, 1.0),
)
