"""The look back after a run: figures of ordinary language are `Score`'s, what is called recited stands in the text."""

import dataclasses
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from desktop_llm.core.examples import Example
from desktop_llm.core.look_back import LookBack, Ordinary, Recital, as_fact, from_fact
from desktop_llm.core.messages import Load, Score
from desktop_llm.core.resources import resource_path
from desktop_llm.core.run_story import load_story
from desktop_llm.core.training import Task, TrainJob
from desktop_llm.engine.control import Control
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.scoring import score
from desktop_llm.engine.training.passages import PASSAGES, passages_of
from tests.engine.training.conftest import bakery_text, run_job


def squeezed(text: str) -> str:
    return " ".join(text.split())


def nats(checkpoint: Path, language: str) -> float:
    loaded = load_checkpoint(Load(path=str(checkpoint), precision="fp32", threads=1), lambda _: None)
    context = min(loaded.context_tokens, 512)
    text = resource_path("texts", f"ordinary_{language}.txt").read_text("utf-8")
    return score(loaded, Score(text=text, context=context, stride=context // 2), lambda _: None, Control()).nll_mean


@pytest.fixture(scope="module")
def learned_by_heart(base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run that goes over little text again and again."""
    place = tmp_path_factory.mktemp("heart")
    text = place / "notes.txt"
    text.write_text(bakery_text(14), "utf-8")
    job = TrainJob(
        "Heart", str(base), (str(text),), steps=90, threads=1, block_tokens=128, batch_tokens=512, learning_rate=2e-3,
        early_stopping=False, task=Task.STYLE,
    )  # fmt: skip
    run_job(job, place / "run")
    return place / "run", text.read_text("utf-8")


def test_what_is_recited_stands_in_the_text(learned_by_heart: tuple[Path, str]) -> None:
    folder, text = learned_by_heart
    look = load_story(folder).look_back
    assert look is not None
    assert look.passages >= len(look.recitals) >= 1
    for recital in look.recitals:
        assert squeezed(recital.beginning + recital.recited) in squeezed(text)
        assert len(recital.recited.split()) >= 5
    lengths = [len(recital.recited) for recital in look.recitals]
    assert lengths[0] >= lengths[-1]


def test_ordinary_language_is_measured_as_score_does(learned_by_heart: tuple[Path, str], base: Path) -> None:
    folder, _ = learned_by_heart
    look = load_story(folder).look_back
    assert look is not None
    assert [one.language for one in look.ordinary] == ["en", "zh"]
    for one in look.ordinary:
        assert one.before == pytest.approx(nats(base, one.language), rel=1e-4)
        assert one.after == pytest.approx(nats(folder / "checkpoint", one.language), rel=1e-3)
        assert one.growth > 0.3, "ninety rounds over one page have cost ordinary language much"


def test_a_short_run_knows_nothing_by_heart(job: TrainJob, tmp_path: Path) -> None:
    run_job(dataclasses.replace(job, steps=2), tmp_path / "run")
    look = load_story(tmp_path / "run").look_back
    assert look is not None
    assert look.passages > 5
    assert look.recitals == ()


def test_a_run_without_it_has_none(learned_by_heart: tuple[Path, str], tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    shutil.copy(learned_by_heart[0] / "result.json", old)
    assert load_story(old).look_back is None


def test_facts_come_back_and_damage_is_passed_over() -> None:
    look = LookBack((Ordinary("en", 3.0, 3.5), Ordinary("zh", None, 4.0)), 12, (Recital("Once", " upon"),))
    assert from_fact(as_fact(look)) == look
    bent = {"ordinary": [["en", "x", float("nan")], 3], "passages": True, "recitals": [["one"], "two", ["a", "b"]]}
    assert from_fact(bent) == LookBack((Ordinary("en", None, None),), 0, (Recital("a", "b"),))
    assert not from_fact({}).says_something


def test_passages_come_from_all_over_the_text() -> None:
    words = [f"w{number}" for number in range(6000)]
    examples = [Example(text=" ".join(words[:4000])), Example(text=" ".join(words[4000:]))]
    passages = passages_of(examples, Task.STYLE)
    firsts = [int(passage.split()[0][1:]) for passage in passages]
    assert len(passages) == PASSAGES and firsts == sorted(firsts)
    assert firsts[0] == 0 and firsts[-1] > 5000 and max(b - a for a, b in pairwise(firsts)) < 700
    assert passages_of(examples, Task.SORT) == ()
