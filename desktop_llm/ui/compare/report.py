"""A comparison as one web page that loads nothing: for someone who has never seen the program.

Who was asked what, with which settings and seeds, the figures with their intervals, answers, votes, the machine, the
versions and the time it took. Where it goes is `reporting`'s.
"""

from __future__ import annotations

import html
import platform
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QCoreApplication

from desktop_llm import __version__
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.comparison import Comparison
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.list_run import ListAnswer, ListModel, ListPlan, ListRun
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.measures import ListTable, Measure
from desktop_llm.core.prompt_list import Prompt
from desktop_llm.core.resources import resource_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.votes import Scoreboard
from desktop_llm.ui.chat.words import failed_code, outcome_words
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.measure_words import (
    against_words,
    interval_words,
    measure_words,
    value_words,
    verdict_words,
)
from desktop_llm.ui.compare.report_extras import Extras, conversation_html, judges_html, readings_html
from desktop_llm.ui.compare.shown import style_words
from desktop_llm.ui.compare.voting import settled_words
from desktop_llm.ui.figures import duration_words, memory_words, number_words, rate_words, short_duration_words
from desktop_llm.ui.look.tokens import LIGHT

MOST_ANSWERS = 400
"""Beyond so many the page holds the first questions, and says where the rest is."""
_PACKAGES = ("torch", "transformers", "sacrebleu", "PySide6-Essentials")

_STYLE = (
    'body{font:15px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;'
    f"color:{LIGHT.text_1};background:{LIGHT.surface_page};margin:0 auto;"
    "max-width:1000px;padding:32px 24px}h1{font-size:26px;line-height:1.35}h2{font-size:18px;margin:36px 0 8px}\n"
    f".dim{{color:{LIGHT.text_2};font-size:13px}}"
    f"table{{border-collapse:collapse;width:100%;background:{LIGHT.surface_card}}}\n"
    f"th,td{{border-bottom:1px solid {LIGHT.line};padding:8px 12px;text-align:left;vertical-align:top}}\n"
    f".answer{{border-left:3px solid {LIGHT.line_strong};padding:2px 0 2px 14px;margin:12px 0;white-space:pre-wrap}}\n"
    ".question{font-weight:600;margin:28px 0 6px;white-space:pre-wrap}"
    f".right{{border-left-color:{LIGHT.success_text}}}\n"
    f"@media print{{body{{background:{LIGHT.surface_card};padding:0}}}}\n"
)


def run_of_comparison(comparison: Comparison) -> ListRun:
    """One question as a list of one, so that both make the same page."""
    models = tuple(
        ListModel(column.model_name, column.model_path, str(Kind.CHAT), column.sampling)
        for column in comparison.columns
    )
    title = comparison.title or comparison.prompt.strip().partition("\n")[0][:80]
    plan = ListPlan(title, (Prompt(comparison.prompt),), models, comparison.sampling, "", comparison.created_at)
    answers = {
        (number, 0): ListAnswer(number, 0, column.text, column.outcome, column.stats or TurnStats())
        for number, column in enumerate(comparison.columns)
        if column.outcome
    }
    return ListRun(resource_path(), plan, answers)


def report_as_html(run: ListRun, table: ListTable, board: Scoreboard, extras: Extras | None = None) -> str:
    """The page."""
    extras = extras or Extras()
    plan = run.plan
    title = plan.title or _t("Report", "Comparison")
    names = [f"{LETTERS[number]}: {model.name}" for number, model in enumerate(plan.models)]
    parts = [f"<h1>{_e(title)}</h1>", f"<p class=dim>{_e(_made())}</p>"]
    if table.figures:
        parts.append(f"<p><b>{_e(verdict_words(table, [model.name for model in plan.models]))}</b></p>")
    parts += [_section(_t("Report", "Who"), _models(run)), _section(_t("Report", "Settings"), _settings(run))]
    if table.figures:
        parts.append(_section(_t("Report", "Figures"), _figures(table, names)))
    if extras.judges:
        parts.append(_section(_t("Report", "A model as the judge"), judges_html(extras.judges)))
    if board.votes:
        parts.append(_section(_t("Report", "Votes"), _votes(board)))
    if before := conversation_html(extras.histories):
        parts.append(_section(_t("Report", "Said before the question"), before))
    parts.append(_section(_t("Report", "Answers"), _answers(run, table)))
    if extras.readings:
        parts.append(_section(_t("Report", "Surprise at each other's answers"), readings_html(extras.readings)))
    parts += [
        _section(_t("Report", "Where it was made"), _machine(run)),
    ]
    language = "zh" if _t("Report", "Answers") != "Answers" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{_e(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _models(run: ListRun) -> str:
    rows = [(_t("Report", "Letter"), _t("Report", "Model"), _t("Report", "Folder"), _t("Report", "Answers"))]
    for number, model in enumerate(run.plan.models):
        count = sum(1 for key, answer in run.answers.items() if key[0] == number and not answer.has_failed)
        name = model.name if model.sampling is None else f"{model.name}\n{_own_settings(model.sampling)}"
        rows.append((LETTERS[number], name, model.path, f"{count} / {len(run.plan.prompts)}"))
    return _table(rows)


def _own_settings(sampling: Sampling) -> str:
    return _t("Report", "its own settings: {style}").format(style=style_words(sampling))


def _settings(run: ListRun) -> str:
    sampling = run.plan.sampling
    seed = _t("Report", "drawn for each answer") if sampling.seed is None else str(sampling.seed)
    others = (
        f"top-k {sampling.top_k}, min-p {sampling.min_p:g}, typical-p {sampling.typical_p:g}, "
        f"repetition penalty {sampling.repetition_penalty:g}"
    )
    facts = [
        (_t("Report", "Questions"), str(len(run.plan.prompts))),
        (_t("Report", "Boldness (temperature)"), number_words(sampling.temperature, 2)),
        (_t("Report", "Range of words (top-p)"), number_words(sampling.top_p, 2)),
        (_t("Report", "Other controls"), others),
        (_t("Report", "Longest answer in tokens"), number_words(sampling.max_new_tokens)),
        (_t("Report", "Seed, the same for all"), seed),
    ]  # fmt: skip
    if run.plan.system:
        facts.append((_t("Report", "Instructions"), run.plan.system))
    return _table(facts, has_head=False)


def _figures(table: ListTable, names: list[str]) -> str:
    rows: list[tuple[str, ...]] = [("", *names)]
    for measure, figures in table.figures.items():
        plain, expert = measure_words(measure)
        cells = []
        for model, interval in enumerate(figures):
            if interval is None:
                cells.append("–")
                continue
            notes = (interval_words(measure, interval), against_words(table, measure, model))
            cells.append("\n".join([value_words(measure, interval.mean), *(note for note in notes if note)]))
        rows.append((f"{plain} ({expert})" if expert else plain, *cells))
    note = _t("Report", "The range behind a figure is its bootstrap 95 % interval over the questions.")
    return _table(rows) + f"<p class=dim>{_e(note)}</p>"


def _votes(board: Scoreboard) -> str:
    rows: list[tuple[str, ...]] = [
        (_t("Report", "Model"), _t("Report", "Rating"), _t("Report", "Won"), _t("Report", "Even"), _t("Report", "Lost"))
    ]
    rows += [
        (
            item.candidate.name,
            f"{number_words(item.rating)} ({number_words(item.low)} – {number_words(item.high)})",
            str(item.wins), str(item.ties), str(item.losses),
        )
        for item in board.standings
    ]  # fmt: skip
    said = _t("Report", "{n} votes, {blind} of them blind.").format(n=board.votes, blind=board.blind_votes)
    return f"<p>{_e(said)} {_e(settled_words(board))}</p>" + _table(rows)


def _answers(run: ListRun, table: ListTable) -> str:
    parts = []
    models = len(run.plan.models)
    most = max(1, MOST_ANSWERS // max(1, models))
    for number, prompt in enumerate(run.plan.prompts[:most]):
        parts.append(f"<div class=question>{number + 1}. {_e(prompt.text)}</div>")
        if prompt.expected:
            expected = _t("Report", "Expected: {answer}").format(answer=prompt.expected)
            parts.append(f"<p class=dim>{_e(expected)}</p>")
        for model in range(models):
            answer = run.answers.get((model, number))
            if answer is None:
                continue
            code = failed_code(answer.outcome)
            text = _t("Report", "It failed: {code}").format(code=code) if code is not None else answer.text.strip()
            is_right = bool(table.scores.get((model, number), {}).get(Measure.CONTAINS))
            head = f"{LETTERS[model]}: {run.plan.models[model].name}"
            parts.append(
                f'<div class="answer{" right" if is_right else ""}"><b>{_e(head)}</b> '
                f"<span class=dim>{_e(_notes(answer))}</span>\n{_e(text)}</div>"
            )
    if len(run.plan.prompts) > most:
        rest = _t("Report", "The other answers are in the CSV and JSONL files.")
        parts.append(f"<p class=dim>{_e(rest)}</p>")
    return "\n".join(parts)


def _notes(answer: ListAnswer) -> str:
    stats = answer.stats
    notes = [outcome_words(answer.outcome)]
    if stats.tokens_per_second > 0:
        notes.append(rate_words(stats.tokens_per_second))
    if stats.tokens:
        notes.append(
            _t("Report", "first word after {time}").format(time=short_duration_words(stats.seconds_to_first_token))
        )
        notes.append(_t("Report", "seed {seed}").format(seed=stats.seed))
    return ", ".join(note.rstrip(".。") for note in notes if note)


def _machine(run: ListRun) -> str:
    memory = machine_memory()
    seconds = sum(answer.seconds for answer in run.answers.values())
    facts = [
        (_t("Report", "Computer"), f"{platform.system()} {platform.machine()}, {platform.processor() or '–'}"),
        (_t("Report", "Memory in use"), memory_words(memory.total_bytes - memory.available_bytes, memory.total_bytes)),
        (
            _t("Report", "Programs"),
            ", ".join([f"Desktop LLM {__version__}", f"Python {platform.python_version()}", *_versions()]),
        ),
    ]
    if seconds:
        facts.append((_t("Report", "Time the models took"), duration_words(seconds)))
    if run.plan.created_at:
        began = datetime.fromtimestamp(run.plan.created_at).strftime("%Y-%m-%d %H:%M")
        facts.append((_t("Report", "Begun"), began))
    return _table(facts, has_head=False)


def _versions() -> list[str]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def _made() -> str:
    return _t("Report", "Made with Desktop LLM on {date}. Nothing in this page was loaded from elsewhere.").format(
        date=datetime.now().strftime("%Y-%m-%d %H:%M")
    )


def _section(title: str, content: str) -> str:
    return f"<h2>{_e(title)}</h2>\n{content}"


def _table(rows: Sequence[tuple[str, ...]], has_head: bool = True) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if has_head and number == 0 else "td"
        cells = (f"<{tag}>{_e(cell).replace(chr(10), '<br>')}</{tag}>" for cell in row)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "<table>" + "\n".join(lines) + "</table>"


def _e(text: str) -> str:
    return html.escape(text)


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)
