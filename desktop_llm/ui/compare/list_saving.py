"""The answers of a list as a file for elsewhere: CSV for a spreadsheet, JSONL to redo it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from desktop_llm.core.files import write_atomically
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.measures import ListTable, Measure


def write_answers(run: ListRun, table: ListTable, path: Path) -> Path:
    """Every answer on a line of its own; the ending of `path` says how."""
    text = answers_as_csv(run, table) if path.suffix.lower() == ".csv" else answers_as_jsonl(run, table)
    write_atomically(path, text)
    return path


def answers_as_csv(run: ListRun, table: ListTable) -> str:
    """With a byte order mark, by which spreadsheets know that it is UTF-8."""
    measures = [measure for measure in Measure if any(measure in scores for scores in table.scores.values())]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("model", "question", "expected", "topic", "answer", "outcome", "seed", *map(str, measures)))
    for (model, number), answer in sorted(run.answers.items()):
        prompt, scores = run.plan.prompts[number], table.scores.get((model, number), {})
        writer.writerow(
            (
                run.plan.models[model].name,
                prompt.text,
                prompt.expected,
                prompt.topic,
                answer.text,
                answer.outcome,
                answer.stats.seed,
                *(scores.get(measure, "") for measure in measures),
            )
        )
    return "\ufeff" + text.getvalue()


def answers_as_jsonl(run: ListRun, table: ListTable) -> str:
    """One JSON value for each answer."""
    lines = []
    for (model, number), answer in sorted(run.answers.items()):
        prompt, scores = run.plan.prompts[number], table.scores.get((model, number), {})
        entry = {
            "model": run.plan.models[model].name,
            "path": run.plan.models[model].path,
            "prompt": prompt.text,
            "expected": prompt.expected,
            "topic": prompt.topic,
            "answer": answer.text,
            "outcome": answer.outcome,
            "seed": answer.stats.seed,
            "seconds": answer.seconds,
            "scores": {str(measure): value for measure, value in scores.items()},
        }
        lines.append(json.dumps(entry, ensure_ascii=False))
    return "".join(line + "\n" for line in lines)
