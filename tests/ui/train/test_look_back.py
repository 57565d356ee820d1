"""The look back on a result's page: begun after a run, asked for on old ones, shown in words and as a page."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.inspect_messages import SurpriseFinished, SurprisePart
from desktop_llm.core.look_back import (
    General,
    LookBack,
    LookedBack,
    LookingBack,
    PageReading,
    Recital,
    Review,
    load_review,
    save_review,
)
from desktop_llm.core.training_messages import TrainingFinished
from desktop_llm.ui.train.look_back_words import forgot_words, general_words, personal_words, recites_words
from tests.ui.window.kit import HELD_OUT, WindowKit

LEFT = Qt.MouseButton.LeftButton
RECITALS = (
    Recital("Write to", "jonna@altmark.example before nine and say that the blue door stays locked", 12, 0, ("mail",)),
    Recital("", "nobody lifts the cloth before the bell rings at the end of the night", 14, 3),
)


def reading(surprise: float) -> PageReading:
    """The held-back page read word by word, each equally surprising, the first not scored."""
    ends = [place for place, letter in enumerate(HELD_OUT) if letter == " "] + [len(HELD_OUT)]
    count = len(ends)
    logprobs = np.full(count, -surprise, np.float32)
    logprobs[0] = np.nan
    part = SurprisePart(
        0, ids=np.arange(count, dtype=np.int32).tobytes(), ends=np.asarray(ends, np.int32).tobytes(),
        logprobs=logprobs.tobytes(), ranks=np.ones(count, np.int32).tobytes(),
        entropies=np.zeros(count, np.float32).tobytes(),
    )  # fmt: skip
    return PageReading((part,), SurpriseFinished(0, count, count - 1, surprise * (count - 1), 512, 256))


REVIEW = Review(
    HELD_OUT, reading(6.0), reading(1.0), (General("en", 3.0, 3.4), General("zh", 4.0, 4.0)), 20, 2, 0, RECITALS
)


def open_run(kit: WindowKit, folder: Path) -> None:
    kit.window.go("train")
    kit.settle()
    kit.window.train._open_run(folder.name)
    kit.wait(lambda: kit.window.train.result.isVisible() and kit.window.train.result.record is not None)


def test_a_run_that_ends_is_looked_back_on_and_its_page_says_what_came_of_it(kit: WindowKit) -> None:
    window = kit.open()
    text = kit.add_text()
    window.train.drop([text])
    window.go("train")
    kit.tell_report(text)
    QTest.mouseClick(window.train.form.plan.start, LEFT)
    kit.tell_step(0)
    folder = kit.add_run("Bakery")
    window.train._run_id = folder.name
    kit.engines.last.send(TrainingFinished(outcome="done"))
    kit.wait(lambda: isinstance(kit.engines.last.request, LookBack))
    assert Path(kit.engines.last.request.folder) == folder
    section = window.train.result.look_back
    kit.engines.last.send(LookingBack(fraction=0.25))
    assert section.ask.isVisible() and "25" in section.ask._words.text() and section.ask.stop.isVisible()
    assert not section.forgot.isVisible()

    kit.engines.last.send(LookedBack(review=REVIEW))
    assert not section.ask.isVisible() and section.page.isVisible()
    assert section.forgot.rows[0]._sentence.text().startswith("It now writes worse ordinary English.")
    shown = " ".join(label.text() for label in section.recites.findChildren(type(section.page._words)))
    assert "jonna@altmark.example" in shown and "Written freely" in shown and section._personal.isVisible()
    base, mine = section.page.maps
    assert "".join(base._pieces) == HELD_OUT and base._steps.max() == 3 and mine._steps.max() == 1
    QTest.mouseClick(section.page.views.button("change"), LEFT)
    assert section.page.change.isVisible() and section.page.change._steps.max() == 2 and not mine.isVisible()


def test_an_old_run_offers_it_and_can_stop_or_fail_in_words(kit: WindowKit) -> None:
    kit.add_models()
    folder = kit.add_run("Bakery")
    kit.open()
    kit.add_run("Sorts letters", task="sort")
    open_run(kit, folder)
    section = kit.window.train.result.look_back
    assert section.ask.begin.isVisible() and not section.ask.stop.isVisible()
    QTest.mouseClick(section.ask.begin, LEFT)
    first = kit.engines.last
    assert isinstance(first.request, LookBack)
    QTest.mouseClick(section.ask.stop, LEFT)
    assert first.is_cancelled and section.ask.begin.isVisible()
    QTest.mouseClick(section.ask.begin, LEFT)
    assert kit.engines.last is not first
    kit.engines.last.fail(ErrorCode.RUN_NOT_FINISHED)
    assert section.ask._words.text() and section.ask.begin.isVisible() and not section.ask.stop.isVisible()

    save_review(folder, REVIEW)
    assert load_review(folder) == REVIEW
    kit.window.train._open_run(folder.name)
    kit.wait(section.page.isVisible)
    kit.settle()  # a button that is not laid out yet is not hit
    QTest.mouseClick(section.page.read, LEFT)
    kit.wait(lambda: kit.window.current_place == "inspect")
    form = kit.window.inspect.surprise.form
    assert form.text.field.text == HELD_OUT
    assert [str(item.path) for item in form.checkpoints] == [kit.path("Qwen3-0.6B"), str(folder / "checkpoint")]
    open_run(kit, next(path for path in folder.parent.iterdir() if "Sorts" in path.name))
    kit.wait(lambda: kit.window.train.result.record.name == "Sorts letters")
    assert not section.isVisible(), "what sorts texts writes none"


def test_every_outcome_has_its_sentence() -> None:
    states = [general_words(General("en", 3.0, after))[0] for after in (3.3, 3.1, 3.02, 2.5)]
    assert states == ["bad", "check", "good", "good"]
    scratch = replace(REVIEW, before=None, general=())
    assert "from nothing" in forgot_words(scratch)[0][1]
    assert "no longer there" in forgot_words(replace(scratch, missing=("base",)))[0][1]
    assert "hardly knows" in forgot_words(replace(REVIEW, general=()))[0][1]
    assert recites_words(replace(REVIEW, recited=0, recitals=()))[0] == "good"
    assert recites_words(replace(REVIEW, recitals=RECITALS[1:]))[0] == "check"
    assert "The base never did." in recites_words(REVIEW)[1]
    assert recites_words(replace(REVIEW, prompts=0))[0] == "open"
    assert "mail addresses" in personal_words(RECITALS) and not personal_words(RECITALS[1:])
