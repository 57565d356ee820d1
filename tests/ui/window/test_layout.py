"""No cut word, nothing on top of anything else: every place in the sizes and text sizes that people use."""

import pytest

from desktop_llm.core.training_messages import ProbeFinished, TrainingFinished
from tests.ui.window.kit import WindowKit, forecast, pause
from tests.ui.window.layout_check import flaws

SIZES = [(1280, 800, 1.0), (1280, 800, 2.0), (900, 600, 1.0), (1600, 1000, 1.0), (640, 800, 1.0)]


def check_all_sizes(kit: WindowKit, state: str) -> None:
    """In each size, with the window open all the time."""
    for width, height, factor in SIZES:
        kit.settings.change(text_factor=factor)
        kit.window.resize(width, height)
        found = ["not looked at yet"]
        for _ in range(20):  # a new size travels through nested layouts, one turn of the event loop each
            if not found:
                break
            pause(20)
            found = flaws(kit.window)
        assert not found, f"{state} at {width}x{height}, text {factor:g}:\n" + "\n".join(found)


def test_train_before_and_while_it_runs(kit: WindowKit) -> None:
    window = kit.open()
    window.go("train")
    check_all_sizes(kit, "empty")
    text = kit.add_text()
    window.train.drop([text])
    kit.tell_report(text)
    kit.wait(lambda: type(kit.engines.last.request).__name__ == "Probe")
    kit.engines.last.send(ProbeFinished(forecast=forecast()))
    check_all_sizes(kit, "forecast")
    window.train.form.plan.start.click()
    for step in range(25):
        kit.tell_step(step)
    check_all_sizes(kit, "running")
    kit.engines.last.send(TrainingFinished())
    kit.settle()


@pytest.mark.parametrize("outcome", ["done", "failed", "interrupted"])
def test_train_results(kit: WindowKit, outcome: str) -> None:
    folder = kit.add_run("My bakery helper", outcome, autosave=outcome == "interrupted")
    window = kit.open()
    window.go("train")
    kit.settle()
    window.train.sidebar_list().chosen.emit(folder.name)
    kit.wait(window.train.result.isVisible)
    check_all_sizes(kit, outcome)


def test_compare(kit: WindowKit) -> None:
    window = kit.open()
    window.go("compare")
    check_all_sizes(kit, "empty")
    window.compare.begin([kit.path("Qwen3-0.6B"), kit.path("SmolLM2-360M-Instruct")], "How long does rye rest?")
    kit.engines.answers_always = "Rye rests for fourteen hours in the covered troughs, and longer in winter."
    window.compare.ask()
    kit.wait(lambda: all(window.compare.columns.at(index).outcome for index in range(2)))
    check_all_sizes(kit, "answered")


def test_models(kit: WindowKit) -> None:
    window = kit.open()
    window.go("models")
    check_all_sizes(kit, "list")
    window.models.choose(kit.path("Old-model"))
    check_all_sizes(kit, "refused")


def test_settings(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    check_all_sizes(kit, "settings")


def test_help(kit: WindowKit) -> None:
    window = kit.open()
    window.show_help("lora")
    check_all_sizes(kit, "help")


def test_theme_switch_while_open(kit: WindowKit) -> None:
    window = kit.open()
    for place in ("train", "compare", "models", "settings"):
        window.go(place)
        before = window.grab().toImage().pixelColor(window.width() - 3, window.height() - 3)
        kit.settings.change(theme="dark")
        pause(10)
        after = window.grab().toImage().pixelColor(window.width() - 3, window.height() - 3)
        assert after.lightness() < 60 < before.lightness(), place
        kit.settings.change(theme="light")
