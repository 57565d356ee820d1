"""`desktop-llm compare` with a list: one table as JSON, each answer kept, and a kill that costs one answer at most."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core.list_run import ANSWERS, open_list
from tests.engine import tiny

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "desktop_llm", "compare"]
OPTIONS = ["--max-new-tokens", "6", "--temperature", "0", "--precision", "fp32", "--json"]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("models")
    return [str(tiny.write_llama(folder / name)) for name in ("one", "two")]


def arguments(models: list[str], prompts: Path, out: Path, *more: str) -> list[str]:
    return [
        *COMMAND,
        *(f"--model={name}" for name in models),
        "--prompts",
        str(prompts),
        "--out",
        str(out),
        *OPTIONS,
        *more,
    ]


def answers_kept(out: Path) -> int:
    path = out / ANSWERS
    return path.read_bytes().count(b"\n") if path.exists() else 0


def error_of(done: "subprocess.CompletedProcess[str]") -> Any:
    assert done.returncode == 2 and "Traceback" not in done.stdout + done.stderr
    return json.loads(done.stdout)["error"]


def test_killed_and_resumed(models: list[str], tmp_path: Path) -> None:
    prompts, out = tmp_path / "sums.txt", tmp_path / "out"
    prompts.write_text("".join(f"What is {n} + {n}? => {2 * n}\n" for n in range(60)), "utf-8")
    killed = subprocess.Popen(arguments(models, prompts, out), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 200
    while answers_kept(out) < 5 and time.monotonic() < deadline and killed.poll() is None:
        time.sleep(0.002)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    kept = open_list(out).answers
    assert 5 <= len(kept) < 120
    again = subprocess.run(arguments(models, prompts, out), cwd=ROOT, capture_output=True, text=True, check=False)
    assert error_of(again)["code"] == "name_taken", "nothing is overwritten"
    done = subprocess.run(
        arguments(models, prompts, out, "--resume"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "of 120 answers" in done.stderr, "progress stands beside the result"
    table = json.loads(done.stdout)
    assert [model["answers"] for model in table["models"]] == [60, 60]
    assert {"contains", "repetition", "words", "tokens_per_second"} <= set(table["models"][0]["measures"])
    assert all(difference["mean"] == 0 for difference in table["differences"] if difference["measure"] == "contains")
    assert json.loads((out / "table.json").read_text("utf-8")) == table
    whole = open_list(out).answers
    assert len(whole) == 120 and all(whole[key] == answer for key, answer in kept.items()), "what was kept stays"
    assert answers_kept(out) == 120, "nothing was asked twice"


def test_a_model_judges_in_both_orders_and_is_asked_once(models: list[str], tmp_path: Path) -> None:
    prompts, out = tmp_path / "sums.txt", tmp_path / "out"
    prompts.write_text("What is 1 + 1? => 2\nWhy?\n", "utf-8")
    command = arguments(models, prompts, out, "--judge", models[0])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    judge = json.loads(done.stdout)["judge"]
    (pair,) = judge["verdicts"]
    assert judge["pairs"] == 2 and pair["first_wins"] + pair["second_wins"] + pair["wavered"] == 2
    assert judge["agreed"] == pair["first_wins"] + pair["second_wins"] and not pair["real"]
    kept = (out / "judgements.jsonl").read_bytes()
    again = subprocess.run([*command, "--resume"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["judge"] == judge and (out / "judgements.jsonl").read_bytes() == kept


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--prompt", "x"], "bad_option"),
        (["--temperature", "9"], "bad_option"),
        (["--prompts", "nothing.txt"], "text_missing"),
    ],
)
def test_trouble_is_one_sentence(models: list[str], tmp_path: Path, more: list[str], code: str) -> None:
    prompts = tmp_path / "p.txt"
    prompts.write_text("x\n", "utf-8")
    command = arguments(models, prompts, tmp_path / "out", *more)
    assert error_of(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False))["code"] == code
