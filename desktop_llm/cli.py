"""The `desktop-llm` command: the window, or the same engine without one.

Shapes of the JSON and the exit status are relied on by other programs and do not change. Standard output carries the
result and nothing else; what the libraries print goes to the log. Trouble is one sentence on standard error.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_llm.cli_console import EXIT_TROUBLE, Console, JsonValue
from desktop_llm.cli_options import make_parser
from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import (
    Closing,
    Event,
    Failed,
    FillGaps,
    GapsFilled,
    Generate,
    GenerationFinished,
    Load,
    Logprobs,
    LogprobsFinished,
    Message,
    ModelReady,
    Request,
    Score,
    ScoreFinished,
    TextPiece,
)
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.training_messages import Train

if TYPE_CHECKING:
    from desktop_llm.engine.session import Session

EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if all(Path(argument).exists() and argument not in _COMMANDS for argument in arguments):
        from desktop_llm import app

        return app.main([Path(name) for name in arguments])
    wants_json = "--json" in arguments
    if arguments[0].startswith("-") or "-h" in arguments or "--help" in arguments:
        make_parser().parse_args(arguments)  # --help and --version print and end
    console = Console.take(wants_json)
    try:
        options = make_parser().parse_args(arguments)
        return _COMMANDS[options.command](options, console)
    except AppError as error:
        return console.report(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os._exit(EXIT_TROUBLE)  # whoever read the output is gone
    except Exception as error:  # the one border of the command: a bug becomes a report
        return console.report(AppError(ErrorCode.BUG, "".join(traceback.format_exception(error))))


# --- the engine in this process -----------------------------------------------------------------------------------


class Engine:
    """A session whose jobs are asked for one by one. Ctrl+C ends the job, not the program."""

    def __init__(self) -> None:
        from desktop_llm.engine.process import quiet_libraries, set_environment

        set_environment()
        from desktop_llm.engine.importing import import_model_code

        import_model_code("LlamaForCausalLM")  # brings the common ground of all models along, quickly
        from desktop_llm.engine.session import Session

        quiet_libraries()
        self._on_event: Callable[[Event], None] = _ignore
        self._closing: Event | None = None
        self._session: Session = Session(self._emit)
        self._jobs = 0

    def ask(self, request: Request, on_event: Callable[[Event], None] | None = None) -> Event:
        """Do a job to its closing event.

        Raises:
            AppError: The job failed.
        """
        self._on_event = on_event or _ignore
        self._closing = None
        stop = self._session.stop_and_keep if isinstance(request, Train) else self._session.cancel
        before = signal.signal(signal.SIGINT, lambda *_: stop(request.job_id))
        ended = signal.signal(signal.SIGTERM, lambda *_: self._end(request))
        try:
            self._session.handle(request)
        finally:
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, ended)
        if isinstance(self._closing, Failed):
            raise self._closing.error()
        if self._closing is None:
            raise KeyboardInterrupt
        return self._closing

    def load(self, options: argparse.Namespace, checkpoint: Checkpoint) -> ModelReady:
        """Bring a checkpoint into memory."""
        path, threads = str(checkpoint.path), options.threads
        ready = self.ask(Load(self.next_id(), path, options.device, options.precision, threads))
        assert isinstance(ready, ModelReady)
        return ready

    def next_id(self) -> int:
        self._jobs += 1
        return self._jobs

    def text_alone(self, ids: tuple[int, ...]) -> str:
        """Text of tokens by themselves."""
        return self._session.text_alone(ids)

    def _end(self, request: Request) -> None:
        """Somebody ends the program: a training saves its state, so that it can be resumed."""
        if isinstance(request, Train):
            self._session.pause(request.job_id)
        else:
            raise KeyboardInterrupt

    def _emit(self, event: Event) -> None:
        if isinstance(event, Closing):
            self._closing = event
        else:
            self._on_event(event)


def _ignore(_event: Event) -> None:
    return


def find(name: str) -> Checkpoint:
    """A folder, or a checkpoint of the list by its name."""
    from desktop_llm.core.library import Library

    return Library().find(name)


# --- commands -----------------------------------------------------------------------------------------------------


def _models(_options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.core.fit import fit_of, machine_memory, memory_to_chat
    from desktop_llm.core.library import Library

    memory = machine_memory()
    rows: list[dict[str, JsonValue]] = []
    for item in Library().checkpoints():
        needed = memory_to_chat(item.facts) if item.facts else item.size_bytes
        rows.append(
            {
                "name": item.name,
                "path": str(item.path),
                "kind": str(item.kind),
                "parameters": item.facts.parameters if item.facts else 0,
                "size_bytes": item.size_bytes,
                "context": item.facts.context_tokens if item.facts else 0,
                "fits": str(fit_of(needed, memory)),
            }
        )
    if console.is_json:
        console.print_json(list(rows))
        return 0
    for row in rows:
        console.print(f"{row['name']}\t{row['kind']}\t{row['parameters']:,} parameters\t{row['fits']}\t{row['path']}")
    return 0


def sampling_of(options: argparse.Namespace) -> Sampling:
    """The controls that were given, within their bounds."""
    given = {f.name: getattr(options, f.name) for f in fields(Sampling) if getattr(options, f.name) is not None}
    return Sampling(**{**given, "stop": tuple(options.stop)}).checked()


def generation(engine: Engine, options: argparse.Namespace, name: str, console: Console) -> dict[str, JsonValue]:
    """Load a model and let it answer; the text is shown as it comes where no JSON was asked for."""
    sampling = sampling_of(options)
    checkpoint = find(name)
    ready = engine.load(options, checkpoint)
    is_raw = options.raw or ready.kind is Kind.BASE
    messages = (Message("system", options.system),) if options.system else ()
    request = Generate(
        engine.next_id(),
        messages=() if is_raw else (*messages, Message("user", options.prompt)),
        raw_prompt=options.prompt if is_raw else None,
        sampling=sampling,
    )

    def show(event: Event) -> None:
        # Answers grow side by side: the first is shown as it comes, the others when all are done.
        if isinstance(event, TextPiece) and event.answer == 0 and not console.is_json:
            console.print(event.text, end="")

    done = engine.ask(request, show)
    assert isinstance(done, GenerationFinished)
    if not console.is_json:
        console.print("")
        for other in done.answers[1:]:
            console.print(f"\n{other.text}")
    answers: list[JsonValue] = []
    for answer in done.answers:
        # The new tokens by themselves, as transformers' own decode gives them: a SentencePiece text may open with
        # a space that only stands there because of the prompt.
        text = answer.text
        if text.startswith(" ") and not engine.text_alone(answer.token_ids).startswith(" "):
            text = text[1:]
        answers.append(
            {
                "text": text,
                "token_ids": list(answer.token_ids),
                "logprobs": list(answer.logprobs),
                "finish_reason": answer.finish_reason,
            }
        )
    return {
        "model": checkpoint.name,
        "engine": ready.engine,
        "precision": ready.precision,
        "device": ready.device,
        "prompt_tokens": done.prompt_tokens,
        "answers": answers,
        "seconds_to_load": ready.seconds,
        "seconds_to_first_token": done.seconds_to_first_token,
        "tokens_per_second": done.tokens_per_second,
    }


def _generate(options: argparse.Namespace, console: Console) -> int:
    sampling_of(options)
    result = generation(Engine(), options, options.model, console)
    if console.is_json:
        console.print_json(result)
    return 0


def _compare(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_compare import compare

    return compare(options, console)


def _logprobs(options: argparse.Namespace, console: Console) -> int:
    checkpoint = find(options.model)
    engine = Engine()
    engine.load(options, checkpoint)
    done = engine.ask(Logprobs(engine.next_id(), options.text))
    assert isinstance(done, LogprobsFinished)
    if console.is_json:
        console.print_json({"tokens": [{"id": t.id, "piece": t.piece, "logprob": t.logprob} for t in done.tokens]})
        return 0
    for token in done.tokens:
        figure = "" if token.logprob is None else f"{token.logprob:.4f}"
        console.print(f"{token.id}\t{token.piece}\t{figure}")
    return 0


def _score(options: argparse.Namespace, console: Console) -> int:
    text = _text_of(options.text)
    checkpoint = find(options.model)
    engine = Engine()
    engine.load(options, checkpoint)
    request = Score(engine.next_id(), text, options.context, options.stride, options.max_tokens)
    done = engine.ask(request)
    assert isinstance(done, ScoreFinished)
    if not done.scored_tokens:
        raise AppError(ErrorCode.TEXT_TOO_SHORT, f"{done.tokens} tokens", file=options.text)
    result: dict[str, JsonValue] = {
        "tokens": done.tokens,
        "scored_tokens": done.scored_tokens,
        "nll_sum": done.nll_sum,
        "nll_mean": done.nll_mean,
        "perplexity": done.perplexity if done.nll_mean < 700 else math.inf,
        "context": done.context,
        "stride": done.stride,
    }
    if console.is_json:
        console.print_json(result)
    else:
        console.print("\n".join(f"{key}: {value}" for key, value in result.items()))
    return 0


def _text_of(name: str) -> str:
    """The whole text of a file, of whatever type."""
    from desktop_llm.documents.decoding import decode

    try:
        raw = Path(name).read_bytes()
    except FileNotFoundError as error:
        raise AppError(ErrorCode.TEXT_MISSING, name, file=name) from error
    except OSError as error:
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error), file=name) from error
    try:
        text = decode(raw).text
    except AppError as error:
        error.values.setdefault("file", name)
        raise
    if not text.strip():
        raise AppError(ErrorCode.TEXT_EMPTY, name, file=name)
    return text


def _train(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_train import train

    return train(options, console)


def _merge(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_export import merge

    return merge(options, console)


def _export(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_export import export

    return export(options, console)


def _bring_back(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_elsewhere import bring_back

    return bring_back(options, console)


def _convert(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_convert import convert

    return convert(options, console)


def _read(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_read import read

    return read(options, console)


def _fit(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_fit import fit

    return fit(options, console)


def _check(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_check import check

    return check(options, console)


def _fill(options: argparse.Namespace, console: Console) -> int:
    checkpoint = find(options.model)
    engine = Engine()
    engine.load(options, checkpoint)
    done = engine.ask(FillGaps(engine.next_id(), options.text, options.alternatives))
    assert isinstance(done, GapsFilled)
    if console.is_json:
        gaps: list[JsonValue] = [[{"text": c.text, "probability": c.probability} for c in gap] for gap in done.gaps]
        console.print_json({"gaps": gaps})
        return 0
    for gap in done.gaps:
        console.print("  ".join(f"{choice.text} {choice.probability:.0%}" for choice in gap))
    return 0


def _download(options: argparse.Namespace, console: Console) -> int:
    from desktop_llm.cli_download import download

    return download(options, console)


def _tour(options: argparse.Namespace, _console: Console) -> int:
    from desktop_llm import app

    return app.main_tour(Path(options.out))


_COMMANDS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "convert": _convert,
    "models": _models,
    "generate": _generate,
    "logprobs": _logprobs,
    "score": _score,
    "train": _train,
    "bring-back": _bring_back,
    "merge": _merge,
    "export": _export,
    "compare": _compare,
    "read": _read,
    "fill": _fill,
    "fit": _fit,
    "check": _check,
    "download": _download,
    "tour": _tour,
}
