"""A dialogue written as a text ("Q: ... A: ...") -> its messages. Plays and novels stay prose."""

from __future__ import annotations

import re
from itertools import pairwise

from desktop_llm.core.examples import Said
from desktop_llm.documents.material import Dialogue

SPEAKERS = {
    "user": ("q", "question", "user", "human", "you", "prompt", "customer", "me", "frage", "pregunta", "问", "问题",
             "用户"),
    "assistant": ("a", "answer", "assistant", "ai", "bot", "chatgpt", "gpt", "model", "response", "agent", "antwort",
                  "respuesta", "réponse", "答", "答案", "回答", "助手"),
    "system": ("system", "instructions", "系统"),
}  # fmt: skip
_ROLE_OF = {name: role for role, names in SPEAKERS.items() for name in names}
_LINE = re.compile(
    rf"[#>*\s]*({'|'.join(map(re.escape, sorted(_ROLE_OF, key=len, reverse=True)))})[*\s]*[:：][*\s]*", re.I
)
FEWEST_TURNS = 6
SAMPLE_CHARACTERS = 20_000


def dialogues_in(text: str) -> tuple[Dialogue, ...]:
    """The dialogues in a text; empty where it is not written as such. A new one begins after an answer.

    Numbers are those of the lines on which they begin.
    """
    if len(_LINE.findall(_starts(text[:SAMPLE_CHARACTERS]))) < 2:
        return ()
    turns: list[tuple[int, str, list[str]]] = []
    loose = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match:
            turns.append((number, _ROLE_OF[match[1].casefold()], [line[match.end() :]]))
        elif turns:
            turns[-1][2].append(line)
        else:
            loose += bool(line.strip())
    roles = {role for _, role, _ in turns}
    in_turn = sum(one[1] != other[1] for one, other in pairwise(turns))
    if len(turns) < FEWEST_TURNS or not {"user", "assistant"} <= roles or in_turn < 0.8 * (len(turns) - 1):
        return ()
    if loose > len(turns) / 2:
        return ()
    return _grouped([(number, Said(role, "\n".join(lines).strip())) for number, role, lines in turns])


def _grouped(turns: list[tuple[int, Said]]) -> tuple[Dialogue, ...]:
    """Questions with their answers; a text gives no sign of where one conversation ends, so each pair stands alone."""
    dialogues: list[Dialogue] = []
    open_from, messages = 0, list[Said]()
    for number, said in turns:
        if said.role != "assistant" and messages and messages[-1].role == "assistant":
            dialogues.append(Dialogue(open_from, tuple(messages)))
            messages = []
        if not messages:
            open_from = number
        messages.append(said)
    return (*dialogues, Dialogue(open_from, tuple(messages))) if messages else tuple(dialogues)


def _starts(text: str) -> str:
    """The lines that open with a speaker's name, one below the other."""
    return "\n".join(line for line in text.split("\n") if _LINE.match(line))
