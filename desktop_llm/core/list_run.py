"""A list of questions put to several checkpoints, as a folder that survives a kill: the plan, then answer by answer.

`comparison.json` holds what is asked of whom, `answers.jsonl` one line for each answer, written before the next is
asked for, `table.json` the measures. The same folder serves the window and the command. Who answers is left to them,
what the answers are worth to `desktop_llm.engine.measures`.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, sync_folder, write_atomically
from desktop_llm.core.paths import data_home
from desktop_llm.core.prompt_list import Prompt
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store_rows import sampling_from_text, stats_from_text

SYNC_S = 0.25
"""Answers that a power cut may cost; a kill of the program costs none that was kept."""
_FAILURES = frozenset(str(code) for code in ErrorCode)
PLAN, ANSWERS, TABLE = "comparison.json", "answers.jsonl", "table.json"


@dataclass(frozen=True, slots=True)
class ListModel:
    """A checkpoint of a list. `kind` decides whether a question is a conversation or a beginning to continue.

    `sampling` is its own style, None where it is that of all.
    """

    name: str
    path: str
    kind: str = str(Kind.CHAT)
    sampling: Sampling | None = None


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What is asked, of whom, and how. `system` stands before each question."""

    title: str
    prompts: tuple[Prompt, ...]
    models: tuple[ListModel, ...]
    sampling: Sampling = field(default_factory=Sampling)
    system: str = ""
    created_at: float = 0.0

    def settings(self, model: int) -> Sampling:
        """What a checkpoint is asked with."""
        return self.models[model].sampling or self.sampling

    @property
    def size(self) -> int:
        """How many answers there will be."""
        return len(self.prompts) * len(self.models)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """One answer. `model` and `prompt` count from 0.

    Attributes:
        outcome: A finish_reason or the code of the trouble.
        seconds: What the checkpoint took for it, reading the question included.
        mean_logprob: Of its own tokens, in nats; None without any.
        memory_bytes: Of the process after it; 0 where unknown.
    """

    model: int
    prompt: int
    text: str
    outcome: str
    stats: TurnStats = field(default_factory=TurnStats)
    seconds: float = 0.0
    mean_logprob: float | None = None
    memory_bytes: int = 0

    @property
    def has_failed(self) -> bool:
        return self.outcome in _FAILURES


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A row of the list of lists."""

    folder: Path
    title: str
    created_at: float
    models: int
    answers: int
    size: int


class ListRun:
    """An open list. Made by `create_list` or `open_list`.

    Attributes:
        answers: What is there, by (model, prompt).
    """

    def __init__(self, folder: Path, plan: ListPlan, answers: dict[tuple[int, int], ListAnswer]) -> None:
        self.folder, self.plan, self.answers = folder, plan, answers
        self._synced_at = 0.0

    @property
    def is_done(self) -> bool:
        return not any(True for _ in self.open_pairs())

    def open_pairs(self) -> Iterator[tuple[int, int]]:
        """(model, prompt) of what is still to be asked, each model's in a row, so that it is loaded once.

        What failed is asked again.
        """
        for model in range(len(self.plan.models)):
            for prompt in range(len(self.plan.prompts)):
                known = self.answers.get((model, prompt))
                if known is None or known.has_failed:
                    yield model, prompt

    def add(self, answer: ListAnswer) -> None:
        """Keep an answer; it is on the disk itself at most `SYNC_S` and one answer later.

        Raises:
            AppError: DISK_FULL or DISK_UNWRITABLE.
        """
        line = json.dumps(asdict(answer), ensure_ascii=False) + "\n"
        path = self.folder / ANSWERS
        try:
            with path.open("ab") as file:
                file.write(line.encode("utf-8", "replace"))
                file.flush()
                if time.monotonic() - self._synced_at >= SYNC_S:
                    os.fsync(file.fileno())
                    self._synced_at = time.monotonic()
        except OSError as error:
            raise disk_error(error, path) from error
        self.answers[answer.model, answer.prompt] = answer

    def write_table(self, table: object) -> None:
        """Keep the measures (plain JSON values), after every answer."""
        path = self.folder / ANSWERS
        try:
            with path.open("ab") as file:
                os.fsync(file.fileno())
        except OSError as error:
            raise disk_error(error, path) from error
        write_atomically(self.folder / TABLE, json.dumps(table, ensure_ascii=False, indent=1), private=True)


def lists_folder() -> Path:
    """Where the window keeps its lists, one folder each."""
    return data_home() / "comparisons"


def create_list(folder: Path, plan: ListPlan) -> ListRun:
    """A new list in a folder that holds none yet.

    Raises:
        AppError: NAME_TAKEN, when there is one; DISK_FULL or DISK_UNWRITABLE.
    """
    if (folder / PLAN).exists():
        raise AppError(ErrorCode.NAME_TAKEN, str(folder), name=folder.name)
    make_folder(folder)
    plan = replace(plan, created_at=plan.created_at or time.time())
    write_atomically(folder / PLAN, json.dumps(asdict(plan), ensure_ascii=False, indent=1), private=True)
    (folder / ANSWERS).touch(mode=0o600)
    sync_folder(folder)
    return ListRun(folder, plan, {})


def open_list(folder: Path) -> ListRun:
    """A list as it was left; a line that was being written when the program ended is asked for again.

    Raises:
        AppError: TEXT_MISSING, when the folder holds no list; TEXT_DAMAGED, when it can not be read.
    """
    path = folder / PLAN
    try:
        entries = json.loads(path.read_text("utf-8"))
        plan = _plan_from(entries)
    except FileNotFoundError as error:
        raise AppError(ErrorCode.TEXT_MISSING, str(path), file=str(path)) from error
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, f"{path}: {error}", file=str(path)) from error
    run = ListRun(folder, plan, {})
    for answer in _read_answers(folder / ANSWERS):
        if answer.model < len(plan.models) and answer.prompt < len(plan.prompts):
            run.answers[answer.model, answer.prompt] = answer
    return run


def list_summaries(root: Path | None = None) -> tuple[ListSummary, ...]:
    """The lists of the window, newest first; folders that can not be read are left out."""
    folder = root or lists_folder()
    found = []
    for path in folder.glob(f"*/{PLAN}"):
        with contextlib.suppress(AppError):
            run = open_list(path.parent)
            plan = run.plan
            done = plan.size - sum(1 for _ in run.open_pairs())
            found.append(ListSummary(path.parent, plan.title, plan.created_at, len(plan.models), done, plan.size))
    return tuple(sorted(found, key=lambda item: item.created_at, reverse=True))


def _plan_from(entries: dict[str, object]) -> ListPlan:
    prompts, models = entries["prompts"], entries["models"]
    if not isinstance(prompts, list) or not isinstance(models, list):
        raise TypeError("prompts and models are lists")
    created_at = entries.get("created_at")
    return ListPlan(
        title=str(entries.get("title", "")),
        prompts=tuple(Prompt(*(str(item.get(key, "")) for key in ("text", "expected", "topic"))) for item in prompts),
        models=tuple(_model_from(item) for item in models),
        sampling=sampling_from_text(json.dumps(entries.get("sampling", {}))),
        system=str(entries.get("system", "")),
        created_at=float(created_at) if isinstance(created_at, int | float) else 0.0,
    )


def _model_from(entry: dict[str, object]) -> ListModel:
    name, path, kind = (str(entry[key]) for key in ("name", "path", "kind"))
    own = entry.get("sampling")
    sampling = sampling_from_text(json.dumps(own)) if isinstance(own, dict) else None
    return ListModel(name, path, kind, sampling)


def _read_answers(path: Path) -> Iterator[ListAnswer]:
    """The whole lines; a half one at the end is cut off, so that the next line begins on its own."""
    try:
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with path.open("r+b") as file:
                file.truncate(whole)
    except FileNotFoundError:
        return
    except OSError as error:
        raise disk_error(error, path) from error
    for line in data[:whole].splitlines():
        with contextlib.suppress(ValueError, TypeError, KeyError):
            yield _answer_from(json.loads(line))


def _answer_from(entry: dict[str, object]) -> ListAnswer:
    numbers = {name: entry.get(name) for name in ("seconds", "mean_logprob", "memory_bytes")}
    model, prompt, logprob = entry["model"], entry["prompt"], numbers["mean_logprob"]
    if type(model) is not int or type(prompt) is not int or model < 0 or prompt < 0:
        raise ValueError("no place")
    seconds, memory = numbers["seconds"], numbers["memory_bytes"]
    return ListAnswer(
        model,
        prompt,
        str(entry["text"]),
        str(entry["outcome"]),
        stats_from_text(json.dumps(entry.get("stats"))) or TurnStats(),
        float(seconds) if isinstance(seconds, int | float) else 0.0,
        float(logprob) if isinstance(logprob, int | float) else None,
        int(memory) if isinstance(memory, int | float) else 0,
    )
