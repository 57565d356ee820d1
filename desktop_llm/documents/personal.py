"""Personal data in a text: mail addresses, phone numbers, card numbers; counted, and replaced where that is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

from desktop_llm.core.examples import Example

KINDS = ("mail", "phone", "card")
_MAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[^\W\d_]{2,24}\b")
_CARD = re.compile(r"(?<![\d.,])\d(?:[ \-]?\d){12,18}(?![\d])")
_PHONE = re.compile(r"(?<![A-Za-z0-9_.,/\-])(?:\+|00)?\(?\d[\d ().\-/\u00a0]{5,18}\d(?![A-Za-z0-9_]|[.,]\d)")
_DATE = re.compile(r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}(?:[ T]+\d{1,2})?")


def count_personal(text: str) -> Counter[str]:
    """How many of each kind stand in a text."""
    found: Counter[str] = Counter()

    def note(kind: str) -> str:
        found[kind] += 1
        return " "

    _replaced(text, KINDS, note)
    return found


def leave_out(example: Example, kinds: Collection[str]) -> Example:
    """The example with placeholders like "[mail]" in the place of personal data. Labels stay."""

    def clean(text: str) -> str:
        return _replaced(text, kinds, lambda kind: f"[{kind}]")

    messages = tuple(replace(message, text=clean(message.text)) for message in example.messages)
    return replace(example, text=clean(example.text), target=clean(example.target), messages=messages)


def _replaced(text: str, kinds: Collection[str], by: Callable[[str], str]) -> str:
    """Cards before phones, which look alike."""
    if "mail" in kinds and "@" in text:
        text = _MAIL.sub(lambda _: by("mail"), text)
    if "card" in kinds:
        text = _CARD.sub(lambda match: by("card") if is_card(match[0]) else match[0], text)
    if "phone" in kinds:
        text = _PHONE.sub(lambda match: by("phone") if is_phone(match[0]) else match[0], text)
    return text


def is_card(number: str) -> bool:
    """Whether 13 to 19 digits begin like a payment card's and carry a right check digit (Luhn, ISO/IEC 7812-1)."""
    digits = [int(letter) for letter in number if letter.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_phone(number: str) -> bool:
    """Whether it is written as phone numbers are: 7 to 15 digits, a plus or leading zero, or in groups; no date."""
    digits = sum(map(str.isdigit, number))
    if not 7 <= digits <= 15 or _DATE.fullmatch(number.strip()) or is_card(number):
        return False
    if number.startswith(("+", "00", "(")):
        return True
    groups = re.findall(r"\d+", number)
    if number.startswith("0"):
        return digits >= 9 or len(groups) > 1
    if len(groups) == 1:
        return digits == 11 and number.startswith("1")  # a mobile number in China
    return "." not in number and len(groups) <= 5 and digits >= 10 and max(map(len, groups)) <= 4
