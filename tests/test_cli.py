"""The command as other programs use it: a process of its own, its output, its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core.paths import logs_folder
from tests.engine import tiny

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str | Path, wait_s: float = 200) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "desktop_llm", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=wait_s,
        check=False,
    )


def json_of(*arguments: str | Path) -> Any:
    """The one JSON value on standard output of a command that succeeds and says nothing else."""
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def trouble_of(*arguments: str | Path) -> Any:
    """The error object of a command that fails as it should."""
    done = run(*arguments, "--json")
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"code", "message", "next_step"}
    assert all(isinstance(value, str) and value for value in error.values())
    assert error["next_step"] in done.stderr
    return error


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_llama(tmp_path_factory.mktemp("models") / "tiny-chat")


@pytest.fixture
def library(home: Path, chat: Path) -> Path:
    """A library folder with the tiny checkpoint in it."""
    folder = home / "library"
    folder.mkdir()
    tiny.write_llama(folder / "tiny-chat")
    return folder


def test_models(library: Path) -> None:
    rows = json_of("models")
    (row,) = [row for row in rows if "tiny-chat" in row["path"]]
    assert set(row) == {"name", "path", "kind", "parameters", "size_bytes", "context", "fits"}
    assert (row["kind"], row["context"], row["fits"]) == ("chat", 256, "fits")
    assert row["parameters"] > 10_000
    assert row["size_bytes"] >= 4 * row["parameters"]
    assert row["name"] in run("models").stdout


def test_models_does_without_torch(library: Path) -> None:
    program = (
        "import sys; from desktop_llm import cli; status = cli.main(['models', '--json'])\n"
        "sys.exit(status or any(name in sys.modules for name in ('torch', 'transformers', 'PySide6')))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr


def test_generate(library: Path) -> None:
    name = next(row["name"] for row in json_of("models") if "tiny-chat" in row["path"])
    result = json_of(
        "generate", "--model", name, "--prompt", "hi", "--max-new-tokens", "5", "--temperature", "1.5",
        "--top-k", "50", "--top-p", "0.9", "--repetition-penalty", "1.1", "--seed", "4", "--n", "2",
        "--precision", "fp32", "--device", "cpu",
    )  # fmt: skip
    assert set(result) == {
        "model", "engine", "precision", "device", "prompt_tokens", "answers", "seconds_to_load",
        "seconds_to_first_token", "tokens_per_second",
    }  # fmt: skip
    assert (result["model"], result["precision"], result["device"]) == (name, "fp32", "cpu")
    assert len(result["answers"]) == 2
    for answer in result["answers"]:
        assert set(answer) == {"text", "token_ids", "logprobs", "finish_reason"}
        assert len(answer["token_ids"]) == len(answer["logprobs"]) <= 5
        assert answer["finish_reason"] in {"stop", "length"}


def test_text_without_json(chat: Path) -> None:
    done = run("generate", "--model", chat, "--prompt", "hi", "--max-new-tokens", "5", "--temperature", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n")
    assert not done.stdout.startswith("{")


def test_compare_and_logprobs(chat: Path) -> None:
    options = ("--prompt", "hi", "--max-new-tokens", "3", "--seed", "1", "--temperature", "0")
    results = json_of("compare", "--model", chat, "--model", chat, *options)["results"]
    assert len(results) == 2
    assert results[0]["answers"] == results[1]["answers"]
    tokens = json_of("logprobs", "--model", chat, "--text", "hi!")["tokens"]
    assert [token["piece"] for token in tokens] == ["h", "i", "!"]
    assert tokens[0]["logprob"] is None
    assert all(token["logprob"] < 0 for token in tokens[1:])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["generate", "--model", "no such model", "--prompt", "x"], "unknown_model"),
        (["generate", "--model", "./no/such/folder", "--prompt", "x"], "folder_missing"),
        (["generate", "--model", "{chat}", "--prompt", "x", "--temperature", "9"], "bad_option"),
        (["generate", "--model", "{chat}", "--prompt", "x", "--top-k", "many"], "bad_option"),
        (["generate", "--model", "{chat}"], "bad_option"),
        (["generate", "--model", "{chat}", "--prompt", "x", "--surprise"], "bad_option"),
        (["compare", "--model", "{chat}", "--prompt", "x"], "bad_option"),
        (["train", "--model", "{chat}", "--text", "a", "--out", "b", "--steps", "1", "--epochs", "1"], "bad_option"),
        (["frobnicate"], "bad_option"),
        (["score", "--model", "{chat}", "--text", "{chat}/nothing.txt"], "text_missing"),
        (["score", "--model", "{chat}", "--text", "{chat}"], "text_unreadable"),
        (["score", "--model", "{chat}", "--text", "{chat}/model.safetensors"], "text_binary"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else value,
)
def test_trouble_is_one_sentence(chat: Path, arguments: list[str], code: str) -> None:
    assert trouble_of(*(argument.format(chat=chat) for argument in arguments))["code"] == code


def test_trouble_inside_the_engine(chat: Path, tmp_path: Path) -> None:
    error = trouble_of("generate", "--model", chat, "--prompt", "x", "--precision", "7bit")
    assert error["code"] == "bad_option"
    text = tmp_path / "text.txt"
    text.write_text("some words for a score", "utf-8")
    assert trouble_of("score", "--model", chat, "--text", text, "--context", "9999")["code"] == "bad_option"
    assert "9999" in (logs_folder() / "command.log").read_text("utf-8")


def test_a_bug_becomes_a_report(home: Path) -> None:
    program = (
        "import sys; from desktop_llm import cli\n"
        "cli._COMMANDS['models'] = lambda *_: 1 // 0\n"
        "sys.exit(cli.main(['models', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "bug"
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in (logs_folder() / "command.log").read_text("utf-8")


def test_train(chat: Path, tmp_path: Path) -> None:
    text = tmp_path / "handbook.txt"
    days = [f"On day {day} the bakery opens at six and bakes {day * 7} loaves." for day in range(60)]
    text.write_text("\n".join(days), "utf-8")
    out = tmp_path / "run"
    done = run("train", "--model", chat, "--text", text, "--out", out, "--steps", "3", "--method", "full", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    last = lines[-1]
    assert set(last) == {
        "done", "checkpoint", "steps", "tokens", "seconds", "tokens_per_second", "held_out_loss_before",
        "held_out_loss_after",
    }  # fmt: skip
    assert last["done"] is True
    assert last["steps"] == 3
    assert Path(last["checkpoint"]) == out / "checkpoint"
    assert (out / "checkpoint" / "model.safetensors").exists()
    assert any("loss" in line for line in lines[:-1])


def test_convert_and_chat_with_the_file(tmp_path: Path) -> None:
    out = tmp_path / "starter.gguf"
    written = json_of("convert", "Starter (chat)", "--to", "gguf", "--bits", "16", "--out", out)
    assert (written["path"], written["size_bytes"]) == (str(out), out.stat().st_size)
    question = ("--prompt", "What is 17 plus 25?", "--temperature", "0", "--max-new-tokens", "40")
    found = json_of("generate", "--model", out, *question)
    assert (found["engine"], found["precision"]) == ("llama.cpp", "BF16")
    assert "42" in found["answers"][0]["text"]


@pytest.mark.oracle
def test_oracle_through_the_command(shared_data: Path) -> None:
    folder = shared_data / "models" / "stories260k-llama"
    oracle = json.loads((folder / "expected.json").read_text("utf-8"))
    expected = oracle["greedy"][2]
    result = json_of(
        "generate", "--model", folder, "--raw", "--prompt", expected["prompt"], "--temperature", "0",
        "--max-new-tokens", "60", "--precision", "fp32", "--threads", "1",
    )  # fmt: skip
    (answer,) = result["answers"]
    assert answer["text"] == expected["output_text"]
    assert answer["token_ids"] == expected["output_ids"]
    assert answer["logprobs"] == pytest.approx(expected["output_logprobs"], abs=1e-3)

    domain = oracle["perplexity"]["domain"]
    (run_, *_) = domain["runs"]
    found = json_of(
        "score", "--model", folder, "--text", shared_data / domain["text_file"].removeprefix("open/"), "--context",
        run_["context"], "--stride", run_["stride"], "--max-tokens", domain["n_tokens"], "--precision", "fp32",
    )  # fmt: skip
    assert set(found) == {"tokens", "scored_tokens", "nll_sum", "nll_mean", "perplexity", "context", "stride"}
    assert found["scored_tokens"] == run_["tokens_scored"]
    assert found["perplexity"] == pytest.approx(run_["perplexity"], rel=1e-3)
