"""Look inside as a person uses it: a text measured by two models, the next word, attention, anatomy."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.inspect_messages import (
    Anatomy,
    AnatomyFound,
    Attention,
    AttentionFound,
    Candidate,
    NextTokens,
    NextTokensFound,
    OpenText,
    Part,
    Surprise,
    TextOpened,
)
from desktop_llm.ui.inspect.heat_text import HeatText
from desktop_llm.ui.inspect.place import InspectPlace
from tests.ui.inspect.made import answer, reading
from tests.ui.window.kit import WindowKit, pause

TEXT = "The oven goes on at half past two. Rye rests for fourteen hours in the cellar."


@pytest.fixture
def place(kit: WindowKit) -> InspectPlace:
    kit.add_models()
    window = kit.open()
    window.go("inspect")
    found = window.place("inspect")
    assert isinstance(found, InspectPlace)
    return found


def test_one_text_two_models(kit: WindowKit, place: InspectPlace) -> None:
    page = place.surprise
    assert page.form.button.unavailable_reason
    place.begin_surprise(TEXT, kit.path("Qwen3-0.6B"), kit.path("SmolLM2-360M-Instruct"))
    QTest.mouseClick(page.form.button, Qt.MouseButton.LeftButton)
    first = kit.engines.last
    assert isinstance(first.request, Surprise) and first.request.text == TEXT
    assert first.path == kit.path("Qwen3-0.6B")
    count = len(TEXT.split())
    answer(first, TEXT, [-2.0] * count)
    second = kit.engines.last
    assert second.path == kit.path("SmolLM2-360M-Instruct")
    answer(second, TEXT, [-1.0] * (count - 1) + [-9.0])
    assert page.shows_result
    result = page.result
    assert "7" in result._sides[0].sentence.text()  # e^2 is 7.4
    kit.wait(lambda: all(one.is_laid_out for one in result.maps))
    assert result.readings[1].most_surprising(1) == [count - 1]
    QTest.mouseClick(result.views.button("places"), Qt.MouseButton.LeftButton)
    row = result.places[1].rows.row(count - 1)
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert result.maps[1].marked == count - 1 and result.maps[1].isVisible()
    QTest.mouseClick(result.views.button("change"), Qt.MouseButton.LeftButton)
    assert result.change.isVisible()
    kit.wait(lambda: result.change.is_laid_out)
    assert result._gains[1] == pytest.approx(1.0) and result._gains[-1] == pytest.approx(-7.0)


def test_pointing_at_a_piece_says_what_else_was_likely(kit: WindowKit, place: InspectPlace) -> None:
    page = place.surprise
    page.result.show_readings([reading(TEXT)], ["Qwen3-0.6B"])
    page._stack.setCurrentWidget(page.result)
    heat = page.result.maps[0]
    kit.wait(lambda: heat.is_laid_out)
    pause(20)
    area = heat.rectangle_of(2)
    QTest.mouseMove(heat.viewport(), area.center())
    pause(20)
    card = page.result._card
    assert card is not None and card.isVisible()
    assert "goes" in card.words and " tea" in card.words and "61" in card.words  # e^-0.5
    heat.setFocus()
    QTest.keyClick(heat, Qt.Key.Key_Right)
    assert heat.marked >= 0
    QTest.mouseMove(heat.viewport(), QPoint(area.right() + 400, heat.viewport().height() - 2))
    pause(20)
    assert not card.isVisible()


def test_measuring_is_stopped_and_fails_in_words(kit: WindowKit, place: InspectPlace) -> None:
    page = place.surprise
    place.begin_surprise(TEXT, kit.path("Qwen3-0.6B"))
    page.measure()
    QTest.mouseClick(page.form.button, Qt.MouseButton.LeftButton)
    assert kit.engines.last.is_cancelled and not page.form.is_busy
    page.measure()
    kit.engines.last.fail(ErrorCode.OUT_OF_MEMORY, "")
    assert not page.form.is_busy and page.form._trouble.isVisible()


def test_a_dropped_text_is_read_apart(kit: WindowKit, place: InspectPlace) -> None:
    form = place.surprise.form
    form.zone.files_dropped.emit([kit.add_text()])
    task = kit.engines.last
    assert isinstance(task.request, OpenText) and form.button.unavailable_reason
    task.send(TextOpened(text="Rye rests."))
    assert form.text.field.text == "Rye rests." and not form.button.unavailable_reason


def test_next_word_follows_the_sliders(kit: WindowKit, place: InspectPlace) -> None:
    place.show_page("next")
    page = place.next_word
    page.model.choose(kit.library.find(kit.path("Qwen3-0.6B")))
    page.look()
    task = kit.engines.last
    assert isinstance(task.request, NextTokens) and task.request.raw_prompt == page.prompt.field.text
    logits = np.array([3, 2, 1, 0, -1], np.float32)
    logprobs = logits - np.log(np.exp(logits).sum())
    names = (" a", " the", " one", "<end>", " x")
    found = tuple(Candidate(i, name, float(logprobs[i]), name != "<end>") for i, name in enumerate(names))
    task.send(NextTokensFound(candidates=found, logits=logits.tobytes(), prompt_tokens=4))
    assert page.bars.isVisible()
    assert page.bars._after == pytest.approx(np.exp(logprobs))
    page.top_k.track.setValue(2)
    assert np.count_nonzero(page.bars._after) == 2
    page.temperature.track.setValue(0)
    assert page.bars._after.tolist() == [1, 0, 0, 0, 0]
    page.bars.chosen.emit(3)  # a control token can not be written
    assert kit.engines.last is task
    page.bars.chosen.emit(1)
    assert page.prompt.field.text.endswith(" the") and kit.engines.last is not task


def test_attention_says_who_looks_at_whom(kit: WindowKit, place: InspectPlace) -> None:
    place.show_page("attention")
    page = place.attention
    page.look()
    task = kit.engines.last
    assert isinstance(task.request, Attention)
    shares = np.zeros((2, 3, 3, 3), np.uint8)
    shares[:, :, 0, 0] = shares[:, :, 1, 0] = 255
    shares[0, 0, 2, 1], shares[1, 2, 2, 0] = 204, 255
    pieces = ("The", " cat", " sat")
    task.send(AttentionFound(pieces=pieces, layers=2, heads=3, shares=shares.tobytes()))
    assert "cat" in page._sentence.text() and "80" in page._sentence.text()
    page.grid.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(page.grid, key)
    assert page.grid.at == (1, 2)
    assert "The" in page._sentence.text() and "100" in page._sentence.text()


def test_two_anatomies_beside_each_other(kit: WindowKit, place: InspectPlace) -> None:
    place.show_page("anatomy")
    page = place.anatomy
    first = kit.engines.last
    assert isinstance(first.request, Anatomy)
    parts = (Part("embedding", 1, 10, 40), Part("attention", 8, 30, 120))
    found = AnatomyFound(architecture="LlamaForCausalLM", layers=2, parameters=40, size_bytes=160, parts=parts)
    first.send(found)
    assert page.halves[0].column.isVisible() and "75" in page.halves[0].column.summary.text()
    page.halves[1].choice.choose(kit.library.find(kit.path("SmolLM2-360M-Instruct")))
    stale = kit.engines.last
    page.halves[1].choice.choose(kit.library.find(kit.path("Qwen3-0.6B")))
    assert stale.is_cancelled
    kit.engines.last.fail(ErrorCode.FOLDER_MISSING, "")
    assert page.halves[1].trouble.isVisible() and not page.halves[1].column.isVisible()


def test_a_long_text_never_holds_the_window_up(kit: WindowKit, place: InspectPlace) -> None:
    """20,000 pieces laid out and scrolled; ratios to what this machine does with 500 in the same run."""
    short, long = HeatText("short"), HeatText("long")
    words = [" word", " and", " something", "ly", ".\n", " else"]
    pieces = [words[number * 7 % len(words)] for number in range(20_000)]
    steps = (np.arange(20_000) % 5).astype(np.int8)
    times = {}
    for heat, count in ((short, 500), (long, 20_000)):
        heat.resize(800, 600)
        heat.show()
        heat.show_pieces(pieces[:count], steps[:count])
        kit.wait(lambda heat=heat: heat.is_laid_out)
        taken = []
        bar = heat.verticalScrollBar()
        for number in range(12):
            start = time.process_time()
            bar.setValue(bar.maximum() * number // 12)
            heat.viewport().repaint()
            taken.append(time.process_time() - start)
        times[count] = sorted(taken)[len(taken) // 2]
        heat.hide()
    assert long.verticalScrollBar().maximum() > 20 * short.verticalScrollBar().maximum()
    assert times[20_000] < 4 * times[500] + 0.02
    short.deleteLater()
    long.deleteLater()
