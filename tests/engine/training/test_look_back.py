"""The look back on a run: its figures against a plain forward pass, what is recited, and what is missing."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers

from desktop_llm.core.examples import Corpus, Example, ExampleKind, Said
from desktop_llm.core.look_back import LOOK_BACK, LookBack, LookingBack, Review, load_review
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.training.look_back import look_back
from desktop_llm.engine.training.look_back_reciting import TrainingText
from tests.engine.training.conftest import run_job

SECRET = "Write to jonna@altmark-bakery.example before nine, and say that the blue door stays locked all night long."


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, starter: Path) -> Path:
    """A run that learned a short text by heart."""
    home = tmp_path_factory.mktemp("by-heart")
    text = home / "letters.txt"
    held_out = "\n\nThe last page tells of a quiet street, a lamp, and a dog that waits for the morning bread.\n" * 3
    text.write_text("\n\n".join([SECRET] * 40) + held_out, "utf-8")
    job = TrainJob(
        "By heart", str(starter), (str(text),), steps=40, learning_rate=2e-3, threads=1, block_tokens=128,
        batch_tokens=256, early_stopping=False,
    )  # fmt: skip
    job = replace(job, reading=replace(job.reading, keep_duplicates=True))
    run_job(job, home / "runs" / "By_heart")
    return home / "runs" / "By_heart"


def looked(folder: Path) -> tuple[Review, list[float]]:
    shares: list[float] = []

    def emit(event: object) -> None:
        assert isinstance(event, LookingBack)
        shares.append(event.fraction)

    return look_back(LookBack(3, str(folder), "cpu", 1), emit, Control()).review, shares


def plain_nll(folder: Path, text: str) -> float:
    """Summed surprise of a text shorter than a window, by transformers alone."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = torch.tensor([tokenizer(text)["input_ids"]])
    with torch.inference_mode():
        return float(model(ids, labels=ids).loss) * (ids.shape[1] - 1)


def test_the_page_is_read_as_a_plain_forward_pass_reads_it_and_the_review_is_kept(run: Path, starter: Path) -> None:
    review, shares = looked(run)
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert "quiet street" in review.page and "jonna@" not in review.page
    assert review.before is not None and review.after is not None
    for reading, folder in ((review.before, starter), (review.after, run / "checkpoint")):
        assert reading.finished.nll_sum == pytest.approx(plain_nll(folder, review.page), rel=1e-3), "but for bf16"
        known = np.concatenate([np.frombuffer(part.logprobs, np.float32) for part in reading.parts])
        assert -np.nansum(known) == pytest.approx(reading.finished.nll_sum, rel=1e-5)
    assert load_review(run) == review, "what lies beside the run is what was found"


def test_what_it_learned_by_heart_is_found_shown_and_warned_about(run: Path) -> None:
    review = load_review(run) or looked(run)[0]
    assert review.prompts == 20 or review.recited, "every prompt was tried"
    assert review.recited >= 1 and review.recited_by_base == 0
    first = review.recitals[0]
    assert first.words >= 10 and " ".join(first.text.split()) in " ".join([SECRET] * 3)
    assert first.base_words < 10
    assert any(one.personal == ("mail",) for one in review.recitals), "an address can be got out of it"


def test_a_run_whose_texts_and_base_are_gone_still_tells_the_rest(run: Path, starter: Path, tmp_path: Path) -> None:
    copy = tmp_path / "runs" / run.name
    shutil.copytree(run, copy)
    (copy / LOOK_BACK).unlink(missing_ok=True)
    job = (copy / "job.toml").read_text("utf-8").replace("letters.txt", "gone.txt").replace(str(starter), "/gone")
    (copy / "job.toml").write_text(job, "utf-8")
    result = json.loads((copy / "result.json").read_text("utf-8")) | {"base_path": "/gone"}
    (copy / "result.json").write_text(json.dumps(result), "utf-8")
    review, _ = looked(copy)
    assert set(review.missing) == {"texts", "base"}
    assert review.before is None and review.after is not None and not review.prompts and not review.general
    (copy / LOOK_BACK).write_text('{"format": 1, "page": 3}', "utf-8")
    assert load_review(copy) is None, "a damaged file counts as none"


def test_a_look_back_that_is_stopped_leaves_nothing(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / run.name
    shutil.copytree(run, copy)
    (copy / LOOK_BACK).unlink(missing_ok=True)
    control = Control()
    with pytest.raises(Stopped):
        look_back(LookBack(3, str(copy), "cpu", 1), lambda _: setattr(control, "cancelled", True), control)
    assert load_review(copy) is None


def test_the_longest_stretch_is_found_whatever_stands_around_it() -> None:
    texts = Example("One two three four five. Six seven\neight nine ten."), Example("我们沿着河边走回家。")
    prose = Corpus(ExampleKind.PROSE, texts, ())
    text = TrainingText(prose)
    found = text.longest_stretch("Well, four five.  Six seven eight nine eleven two three")
    assert (found.text, found.words) == ("four five.  Six seven eight nine", 6)
    assert text.longest_stretch("他说沿着河边走的人").words == 2, "two letters make a word"
    assert text.longest_stretch("ou fiv").words == 0, "whole words only"
    assert text.longest_stretch("").words == 0


def test_dialogues_are_begun_with_their_questions_and_only_answers_count() -> None:
    said = [(Said("user", f"Question {n}?"), Said("assistant", f"Answer {n} and more.")) for n in range(30)]
    corpus = Corpus(ExampleKind.DIALOGUE, tuple(Example(messages=one) for one in said), ())
    text = TrainingText(corpus)
    begun = text.beginnings(16)
    assert len(begun) == 16 and begun[0].messages[-1].text == begun[0].text == "Question 0?"
    assert text.longest_stretch("Question 3? Answer 3 and").words == 3
