"""`desktop-llm read` as another program sees it: one JSON value, an exit status, a sentence for trouble."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEYS = (
    "files", "words", "characters", "kind", "languages", "encoding", "duplicates", "held_back_words", "problems",
    "examples",
)  # fmt: skip


def read(*arguments: str | Path, status: int = 0) -> str:
    """Standard output of the command."""
    command = [sys.executable, "-m", "desktop_llm", "read", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, done.stderr
    assert bool(done.stderr) == bool(status)
    return done.stdout


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    lines = [json.dumps({"question": f"What is {n} and {n}?", "answer": f"It is {n + n}."}) for n in range(40)]
    lines[4:4] = ["{broken", json.dumps({"question": "And this?"}), lines[0]]
    path = tmp_path / "sums.jsonl"
    path.write_text("\n".join(lines))
    return path


def test_report_as_json(rows: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.4")
    found = json.loads(read(rows, tmp_path / "torn.pdf", "--json", "--problems", tmp_path / "list.csv"))
    assert tuple(found) == KEYS
    assert [Path(file["path"]).name for file in found["files"]] == ["sums.jsonl", "torn.pdf"]
    assert (found["kind"], found["languages"], found["encoding"], found["duplicates"]) == (
        "dialogue",
        ["en"],
        "utf-8",
        1,
    )
    assert {problem["code"]: problem["rows"] for problem in found["problems"]} == {
        "text_damaged": [],
        "row_broken": [5],
        "row_incomplete": [6],
        "row_duplicate": [7],
    }
    assert all(problem["message"] for problem in found["problems"])
    assert 0.05 < found["held_back_words"] / found["words"] < 0.2
    assert {example["part"] for example in found["examples"]} == {"training", "held_back"}
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = [(row["Row"], row["Reason"]) for row in csv.DictReader(file)]
    assert ("5", "can not be read") in reasons


def test_plain_sentences_and_options(rows: Path) -> None:
    said = read(rows, "--kind", "prose", "--column", "text=answer")
    assert "This is running text." in said and "are held back for the exam" in said


def test_trouble_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")
    error = json.loads(read(path, "--json", status=2))["error"]
    assert error["code"] == "text_empty" and "empty.docx" in error["message"]
