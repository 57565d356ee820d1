"""`desktop-llm compare`: one prompt or a list of them to several checkpoints.

A list is kept answer by answer in a folder (`core.list_run`), so that a run that was cut off goes on with `--resume`.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_llm.cli import EXIT_INTERRUPTED, Engine, find, generation, sampling_of
from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import NextTokensFound
from desktop_llm.core.judging import (
    Judge,
    Judgement,
    JudgeSummary,
    add_judgement,
    chosen,
    judge_request,
    pairs_of,
    read_judgements,
    summary_as_json,
    summary_of,
)
from desktop_llm.core.list_messages import GenerateList, ListItemDone
from desktop_llm.core.list_run import ListAnswer, ListModel, ListPlan, ListRun, create_list, open_list
from desktop_llm.core.measures import Interval, ListTable, Measure, table_as_json
from desktop_llm.core.messages import Event, Failed, Generate, GenerationFinished, Message
from desktop_llm.core.prompt_list import Prompt, read_prompts

MOST_MODELS = 8
_PROGRESS_S = 2.0


def compare(options: argparse.Namespace, console: Console) -> int:
    """Do the comparison; returns the exit status.

    Raises:
        AppError: Whatever the options, the checkpoints or the files object to.
    """
    wants_list = bool(options.prompts or options.out or options.resume)
    if wants_list and (options.prompt is not None or not options.prompts or not options.out):
        raise AppError(ErrorCode.BAD_OPTION, "a list", option="--prompts", bounds="a file, with --out, and no --prompt")
    if not wants_list and options.prompt is None:
        raise AppError(ErrorCode.BAD_OPTION, "nothing to ask", option="--prompt", bounds="anything, but it is needed")
    if options.judge and not wants_list:
        raise AppError(ErrorCode.BAD_OPTION, "no list", option="--judge", bounds="with --prompts and --out")
    if not 2 <= len(options.model) <= MOST_MODELS:
        raise AppError(ErrorCode.BAD_OPTION, f"{len(options.model)}", option="--model", bounds="two to eight")
    sampling_of(options)
    found = [find(name) for name in options.model]
    return _compare_list(options, console, found) if wants_list else _compare_one(options, console)


def _compare_one(options: argparse.Namespace, console: Console) -> int:
    engine = Engine()
    results: list[JsonValue] = []
    for name in options.model:
        if not console.is_json:
            console.print(f"\n== {name}")
        results.append(generation(engine, options, name, console))
    if console.is_json:
        console.print_json({"results": results})
    return 0


# --- a list -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Clock:
    """Where the time goes, and how much is left."""

    started: float
    models_s: float = 0.0
    said_at: float = 0.0
    answered: int = 0
    to_do: int = 0


def _compare_list(options: argparse.Namespace, console: Console, found: list[Checkpoint]) -> int:
    clock = _Clock(time.perf_counter())
    run = _list_of(options, found, read_prompts(Path(options.prompts)))
    judge = find(options.judge) if options.judge else None
    for item in [*found, *([judge] if judge is not None else [])]:
        if not item.kind.generates:
            raise AppError(ErrorCode.WRONG_KIND, item.name, kind=str(item.kind))
    open_pairs = list(run.open_pairs())
    clock.to_do = len(open_pairs)
    engine: Engine | None = None
    if open_pairs or judge is not None:
        before = time.perf_counter()
        engine = Engine()
        clock.models_s += time.perf_counter() - before  # the libraries that models need
        for model in sorted({model for model, _ in open_pairs}):
            prompts = [prompt for m, prompt in open_pairs if m == model]
            if not _ask_one(engine, options, console, run, model, found[model], prompts, clock):
                return EXIT_INTERRUPTED
    summary = None
    if engine is not None and judge is not None:
        before = time.perf_counter()
        summary = _judged(engine, options, console, run, judge)
        clock.models_s += time.perf_counter() - before
    from desktop_llm.engine.measures.table import measure_list

    table = measure_list(run)
    total = time.perf_counter() - clock.started
    result = _json_object(table_as_json(run, table))
    result["seconds"] = {"total": total, "models": clock.models_s, "else": total - clock.models_s}
    if summary is not None:
        result["judge"] = _json(summary_as_json(run, summary))
    run.write_table(result)
    if console.is_json:
        console.print_json(result)
    else:
        console.print(_as_text(run, table))
        if summary is not None:
            console.print(_judge_as_text(run, summary))
    return 0


def _list_of(options: argparse.Namespace, found: list[Checkpoint], prompts: tuple[Prompt, ...]) -> ListRun:
    """The list in the folder: a new one, or with `--resume` the one that is there, if it asks the same."""
    sampling = sampling_of(options)
    models = tuple(ListModel(item.name, str(item.path), str(Kind.BASE if options.raw else item.kind)) for item in found)
    title = Path(options.prompts).stem
    seed = 0 if sampling.seed is None else sampling.seed
    plan = ListPlan(title, prompts, models, replace(sampling, seed=seed, answers=1), options.system)
    folder = Path(options.out).absolute()
    if not options.resume:
        return create_list(folder, plan)
    try:
        run = open_list(folder)
    except AppError as error:
        if error.code is not ErrorCode.TEXT_MISSING:
            raise
        return create_list(folder, plan)
    same = replace(plan, created_at=run.plan.created_at, title=run.plan.title)
    if run.plan != same:
        raise AppError(
            ErrorCode.BAD_OPTION, f"{folder} asks something else", option="--resume", bounds="the same as before"
        )
    return run


def _ask_one(
    engine: Engine,
    options: argparse.Namespace,
    console: Console,
    run: ListRun,
    model: int,
    checkpoint: Checkpoint,
    prompts: list[int],
    clock: _Clock,
) -> bool:
    """Load a checkpoint once and ask it all that is open; False when it was interrupted."""
    before = time.perf_counter()
    try:
        memory_bytes = engine.load(options, checkpoint).memory_bytes
    except AppError as error:
        for prompt in prompts:
            run.add(ListAnswer(model, prompt, "", str(error.code)))
        _say(console, f"{checkpoint.name}: {error.code}")
        return True
    finally:
        clock.models_s += time.perf_counter() - before
    requests = tuple(_request(run.plan, model, prompt, 0) for prompt in prompts)
    done: set[int] = set()

    def keep(event: Event) -> None:
        if not isinstance(event, ListItemDone):
            return
        prompt, result = prompts[event.number], event.result
        if isinstance(result, Failed):
            run.add(ListAnswer(model, prompt, "", str(result.code)))
        else:
            run.add(_answer(result, model, prompt, event.seconds, memory_bytes))
        done.add(event.number)
        clock.answered += 1
        _say_progress(console, run, checkpoint.name, clock)

    before = time.perf_counter()
    try:
        engine.ask(GenerateList(engine.next_id(), requests=requests), keep)
    except AppError as error:  # of all that are left
        for number in set(range(len(prompts))) - done:
            keep(ListItemDone(0, number, Failed.of(0, error)))
    clock.models_s += time.perf_counter() - before
    return len(done) == len(prompts)


def _judged(
    engine: Engine, options: argparse.Namespace, console: Console, run: ListRun, checkpoint: Checkpoint
) -> JudgeSummary:
    """Let a model judge what it has not judged yet, each pair in both orders; each verdict is kept at once."""
    judge = Judge(checkpoint.name, str(checkpoint.path), str(checkpoint.kind))
    said = list(read_judgements(run.folder))
    to_judge = list(pairs_of(run, judge, said))
    if to_judge:
        engine.load(options, checkpoint)
        _say(console, f"{checkpoint.name} judges {len(to_judge)} pairs of answers, each in both orders")
    for prompt, first, second in to_judge:
        verdicts = []
        for shown in ((first, second), (second, first)):
            found = engine.ask(judge_request(run, judge, prompt, shown, engine.next_id()))
            assert isinstance(found, NextTokensFound)
            verdicts.append(chosen(found.candidates, shown))
        judgement = Judgement(judge.path, prompt, first, second, verdicts[0], verdicts[1])
        add_judgement(run, judgement)
        said.append(judgement)
    return summary_of(judge, said)


def _judge_as_text(run: ListRun, summary: JudgeSummary) -> str:
    lines = [
        f"judge {summary.judge.name}: the same verdict in both orders for {summary.agreed} of {summary.asked} pairs; "
        f"the answer shown first was chosen {summary.first_shown:.0%} of the time"
    ]
    for pair in summary.pairs:
        first, second = run.plan.models[pair.first].name, run.plan.models[pair.second].name
        verdict = "a real preference" if pair.is_real else "no real preference"
        lines.append(
            f"judge: {first} {pair.first_wins}, {second} {pair.second_wins}, wavered {pair.wavered}: {verdict}"
        )
    return "\n".join(lines)


def _request(plan: ListPlan, model: int, prompt: int, job_id: int) -> Generate:
    text = plan.prompts[prompt].text
    if plan.models[model].kind != Kind.CHAT:
        return Generate(job_id, raw_prompt=text, sampling=plan.sampling)
    system = (Message("system", plan.system),) if plan.system else ()
    return Generate(job_id, messages=(*system, Message("user", text)), sampling=plan.sampling)


def _answer(done: GenerationFinished, model: int, prompt: int, seconds: float, memory_bytes: int) -> ListAnswer:
    answer = done.answers[0]
    stats = TurnStats(
        len(answer.token_ids), answer.tokens_per_second, answer.seconds_to_first_token, done.prompt_tokens,
        done.context_used, done.context_tokens, answer.seed,
    )  # fmt: skip
    mean = sum(answer.logprobs) / len(answer.logprobs) if answer.logprobs else None
    return ListAnswer(model, prompt, answer.text, answer.finish_reason, stats, seconds, mean, memory_bytes)


def _say_progress(console: Console, run: ListRun, name: str, clock: _Clock) -> None:
    now = time.perf_counter()
    left = clock.to_do - clock.answered
    if now - clock.said_at < _PROGRESS_S and left:
        return
    clock.said_at = now
    remaining_s = (now - clock.started) / clock.answered * left
    _say(console, f"{run.plan.size - left} of {run.plan.size} answers, {name}, about {remaining_s:.0f} s left")


def _say(console: Console, line: str) -> None:
    """Progress stands beside the result, not in it."""
    console.err.write(line + "\n")
    console.err.flush()


def _as_text(run: ListRun, table: ListTable) -> str:
    lines = ["\t".join(["", *(model.name for model in run.plan.models)])]
    for measure, row in table.figures.items():
        lines.append("\t".join([str(measure), *(_cell(item) for item in row)]))
    for item in table.differences:
        if item.measure in (Measure.CONTAINS, Measure.CHRF, Measure.ACCURACY):
            first, second = run.plan.models[item.first].name, run.plan.models[item.second].name
            verdict = "a real difference" if item.is_real else "no real difference"
            lines.append(f"{item.measure}: {second} against {first}: {item.mean:+.3g} "
                         f"({item.low:+.3g} to {item.high:+.3g}), {verdict}")  # fmt: skip
    return "\n".join(lines)


def _cell(item: Interval | None) -> str:
    return "-" if item is None else f"{item.mean:.4g} ({item.low:.4g} to {item.high:.4g})"


def _json_object(value: dict[str, object]) -> dict[str, JsonValue]:
    """The same, for the checker: `table_as_json` holds only what JSON can say."""
    return {key: _json(item) for key, item in value.items()}


def _json(value: object) -> JsonValue:
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value if isinstance(value, str | int | float) else None
