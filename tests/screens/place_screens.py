"""Pictures of the real places, the help and the guide in the real window, with scripted engines.

python -m tests.screens.place_screens --out FOLDER [--only train] [--sizes 1280x800@1] [--modes light] [--language zh]
For looking at, not for asserting. Offscreen unless QT_QPA_PLATFORM says otherwise.
"""

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DESKTOP_LLM_HOME"] = tempfile.mkdtemp(prefix="desktop-llm-screens-")

from PySide6.QtWidgets import QApplication

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.paths import data_home
from desktop_llm.core.training import Task
from desktop_llm.core.training_messages import ExamAnswered, ProbeFinished, TrainingFinished
from desktop_llm.ui.guide.overlay import Guide
from desktop_llm.ui.language import Language
from desktop_llm.ui.window.closing import ClosingQuestion
from tests.ui.window.kit import WindowKit, answers_at, forecast, pause

SIZES = "1280x800@1,1280x800@2,900x600@1"
QUESTION = "A customer asks: how long does your rye sourdough rest, and when is it ready?"
ANSWERS = (
    "Rye sourdough usually rests for 8 to 12 hours at room temperature, around 24 °C. In summer it may need less "
    "time, in winter more. It is ready when the dough has grown by about half and feels soft.",
    "Our rye sourdough rests for 14 hours at 18 °C, in the covered wooden troughs. In summer we move it to the cellar "
    "and give it 12 hours. It is ready when the surface shows fine cracks and it smells of apples, not of vinegar.",
    "The rye sourdough rests for 24 hours at a temperature of 75 °F. The longer it rests, the more sour the taste.",
)

SORTED = {
    "accuracy": 0.8,
    "labels": ["praise", "complaint", "order", "other"],
    "confusion": [[22, 1, 0, 2], [3, 17, 1, 4], [0, 0, 24, 1], [2, 4, 2, 17]],
}


class Screens:
    """Drives the window and saves each state in every size and theme."""

    def __init__(self, out: Path, sizes: list[tuple[int, int, float]], modes: list[str]) -> None:
        self.out, self.sizes, self.modes = out, sizes, modes
        self.kit = WindowKit(data_home())
        self.kit.add_models()
        for name, outcome in (("My bakery helper", "done"), ("Letters, first try", "stopped"), ("Waits", "paused"),
                              ("Night shift", "interrupted"), ("Broken one", "failed")):  # fmt: skip
            autosave = outcome in ("interrupted", "paused")
            self.kit.add_run(name, outcome, autosave=autosave, questions=3 if outcome == "done" else 0)
        self.kit.add_run("Sorts letters", metrics=SORTED)
        self.kit.add_run("Hardly anything", held_out_loss_after=3.41)
        self.window = self.kit.open()

    def shot(self, name: str) -> None:
        for width, height, factor in self.sizes:
            for mode in self.modes:
                self.kit.settings.change(theme=mode, text_factor=factor)
                self.window.resize(width, height)
                for _ in range(5):
                    pause(30)
                size = f"{width}x{height}" + (f"-{factor:g}x" if factor != 1 else "")
                path = self.out / f"{name}_{size}_{mode}.png"
                self.window.grab().save(str(path))
                print(path)

    def train(self) -> None:
        train, engines = self.window.train, self.kit.engines
        self.window.go("train")
        self.kit.settle()
        self.shot("train-1-empty")
        text = self.kit.add_text()
        train.drop([text])
        self.shot("train-2-reading")
        self.kit.tell_report(text)
        self.shot("train-3-read")
        self.kit.wait(lambda: type(engines.last.request).__name__ == "Probe")
        engines.last.send(ProbeFinished(forecast=forecast()))
        self.shot("train-4-forecast")
        train.form.more_button.click()
        self.shot("train-5-more")
        train.form.more.close_drawer()
        train.form.task.rows[Task.SCRATCH].click()
        train.form._scroll.ensureWidgetVisible(train.form.task.size_choice)
        self.shot("train-5-scratch")
        train.form.task.rows[Task.STYLE].click()
        train.form.exam.use_sample()
        train.form._scroll.ensureWidgetVisible(train.form.exam)
        self.shot("train-5-exam")
        train.form.plan.start.click()
        self.shot("train-6-starting")
        for step in range(49):
            self.kit.tell_step(step)
            if step % 20 == 0:
                engines.last.send(ExamAnswered(step=step, answers=answers_at(step)))
        pause(1200)
        self.shot("train-7-running")
        question = ClosingQuestion("My bakery helper", self.window)
        question.open()
        pause(100)
        question.grab().save(str(self.out / "train-7-closing.png"))
        question.reject()
        engines.last.send(TrainingFinished(outcome="done"))
        self.kit.settle()
        for number, record in enumerate(train._records):
            train._open_run(record.id)
            self.kit.settle()
            self.shot(f"train-8-{number}-{record.state}")

    def models(self) -> None:
        models = self.window.models
        self.window.go("models")
        self.kit.settle()
        models.choose(self.kit.path("Qwen3-0.6B"))
        self.kit.engines.load(self.kit.path("Qwen3-0.6B"))
        pause(50)
        self.shot("models-1-list")
        models.rows.chosen.emit(self.kit.path("Old-model"))
        self.shot("models-2-refused")
        models.open_folder(self.kit.home)
        self.kit.settle()
        self.shot("models-3-not-a-model")

    def compare(self) -> None:
        compare, engines = self.window.compare, self.kit.engines
        self.window.go("compare")
        self.kit.settle()
        self.shot("compare-1-empty")
        paths = [self.kit.path(name) for name in ("Qwen3-0.6B", "My bakery helper", "SmolLM2-360M-Instruct")]
        compare.begin(paths, QUESTION)
        self.shot("compare-2-ready")
        compare.ask()
        pause(500)
        tasks = [task for task in engines.tasks if type(task.request).__name__ == "Generate"][-3:]
        for task, text in zip(tasks, ANSWERS, strict=True):
            task.read()
            task.say(text[:120], tokens=30)
        self.shot("compare-3-streaming")
        for task, text in zip(tasks[:2], ANSWERS, strict=False):
            task.say(text[120:], tokens=30)
            task.finish()
        tasks[2].fail(ErrorCode.ENGINE_DIED)
        compare.marks.setChecked(True)
        self.kit.settle()
        self.shot("compare-4-answered")
        if hasattr(compare, "more_button"):
            compare.more_button.click()
            self.shot("compare-5-more")

    def settings(self) -> None:
        self.window.go("settings")
        self.shot("settings")

    def help(self) -> None:
        self.window.show_help("lora")
        self.shot("help-1-word")
        self.window.place("help").search.set_text("memory")
        self.window.place("help").search.edited.emit("memory")
        self.shot("help-2-found")
        self.window.place("help").search.edited.emit("zebra")
        self.shot("help-3-nothing")

    def guide(self) -> None:
        self.window.show_guide()
        guide = self.window.findChild(Guide)
        for number in range(6):
            guide.show_step(number)
            pause(200)
            self.shot(f"guide-{number + 1}")
        guide.close()

    def inspect(self) -> None:
        self.window.go("inspect")
        self.kit.settle()
        self.shot("inspect-1-empty")

    def chat(self) -> None:
        self.window.go("chat")
        self.kit.settle()
        self.shot("chat-1-empty")

    def frame(self) -> None:
        self.window.go("train")
        self.window.show_commands()
        self.shot("frame-commands")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="chat,compare,train,models,inspect,settings,help,guide,frame")
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--modes", default="light,dark")
    parser.add_argument("--language", default="en")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    language = Language(app)
    language.use(chosen.language)
    sizes = []
    for size in chosen.sizes.split(","):
        pixels, factor = size.split("@")
        width, height = pixels.split("x")
        sizes.append((int(width), int(height), float(factor)))
    screens = Screens(chosen.out, sizes, chosen.modes.split(","))
    for part in chosen.only.split(","):
        getattr(screens, part)()
    screens.kit.close()
    language.drop()
    app.processEvents()


if __name__ == "__main__":
    main()
