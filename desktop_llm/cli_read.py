"""`desktop-llm read`: the check-up of the person's files without a window. What it finds is `documents`' affair."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.core.check_up import TextReport
from desktop_llm.core.examples import Example, ExampleKind, Reading


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The options that say how files are to be read."""
    parser.add_argument("--kind", default="", choices=["", *(str(kind) for kind in ExampleKind)], help="what they hold")
    parser.add_argument("--column", action="append", default=[], metavar="ROLE=NAME", help="which column is which")
    parser.add_argument("--encoding", default="", help="of plain texts; found out by itself")
    parser.add_argument("--held-out-share", type=float, default=0.1, help="part kept for the exam")
    parser.add_argument("--held-out", nargs="+", default=[], metavar="FILE", help="files that are the exam instead")
    parser.add_argument("--leave-out", nargs="+", default=[], choices=["mail", "phone", "card"], help="personal data")
    parser.add_argument("--keep-duplicates", action="store_true", help="keep examples that repeat one before")


def reading_of(options: argparse.Namespace) -> Reading:
    """How files are to be read, from the options of `add_reading`."""
    return Reading(
        kind=options.kind,
        columns=tuple(options.column),
        encoding=options.encoding,
        held_out_share=options.held_out_share,
        held_out_files=tuple(str(Path(name).absolute()) for name in options.held_out),
        leave_out=tuple(options.leave_out),
        keep_duplicates=options.keep_duplicates,
    )


def read(options: argparse.Namespace, console: Console) -> int:
    """The command."""
    from desktop_llm.documents import read_corpus

    report = read_corpus([str(Path(name).absolute()) for name in options.files], reading_of(options))
    if options.problems:
        _save_problems(report, Path(options.problems))
    if console.is_json:
        console.print_json(report_as_json(report))
    else:
        console.print("\n".join(report_lines(report)))
    return 0


def report_as_json(report: TextReport) -> dict[str, JsonValue]:
    """The report in the shape that other programs rely on."""
    from desktop_llm.ui.problem_words import problem_message, trouble_message

    problems: list[JsonValue] = [
        {"code": file.trouble, "message": trouble_message(file), "rows": []} for file in report.files if file.trouble
    ]
    problems += [
        {"code": problem.code, "message": problem_message(problem), "rows": list(problem.rows)}
        for problem in report.problems
    ]
    files: list[JsonValue] = [
        {"path": file.path, "words": file.words, "characters": file.characters, "encoding": file.encoding}
        for file in report.files
    ]
    examples: list[JsonValue] = [_example("training", example) for example in report.training]
    examples += [_example("held_back", example) for example in report.held_out]
    return {
        "files": files,
        "words": report.words,
        "characters": report.characters,
        "kind": report.kind,
        "languages": list(report.languages),
        "encoding": report.encoding,
        "duplicates": report.duplicates,
        "held_back_words": report.held_back_words,
        "problems": problems,
        "examples": examples,
    }


def report_lines(report: TextReport) -> list[str]:
    """The report in plain sentences."""
    from desktop_llm.ui.problem_words import problem_lines, trouble_message
    from desktop_llm.ui.train import text_words

    lines = [f"{Path(file.path).name}: {text_words.file_words(file)}" for file in report.files if not file.trouble]
    lines += [trouble_message(file) for file in report.files if file.trouble]
    lines += [text_words.kind_sentence(report), text_words.amount_sentence(report)]
    lines += [text_words.language_sentence(report)] if report.languages else []
    lines += [text_words.held_back_sentence(report)]
    lines += [text_words.personal_words(kind, count) for kind, count in report.personal]
    lines += [line.text for line in problem_lines(report.problems)]
    return lines


def _save_problems(report: TextReport, path: Path) -> None:
    from desktop_llm.core.files import write_atomically
    from desktop_llm.ui.problem_words import problem_list

    write_atomically(path, "\ufeff" + problem_list(report))  # the mark tells spreadsheets that it is UTF-8


def _example(part: str, example: Example) -> JsonValue:
    said: list[JsonValue] = [{"role": message.role, "text": message.text} for message in example.messages]
    fields: dict[str, JsonValue] = {"text": example.text, "target": example.target, "label": example.label}
    shown: dict[str, JsonValue] = {name: value for name, value in fields.items() if value}
    if said:
        shown["messages"] = said
    return {"part": part, **shown, "source": example.source}
