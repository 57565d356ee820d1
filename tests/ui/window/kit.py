"""The real window over a temporary home with tiny real model folders and runs; only the engines are fakes."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.library import Library
from desktop_llm.core.settings import LiveSettings
from desktop_llm.core.training import FileReport, Forecast, Method, Task, TextReport, TrainJob
from desktop_llm.core.training_messages import HeldOutMeasured, TextsRead, TrainingStarted, TrainingStep
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.ui.window.main_window import MainWindow
from desktop_llm.workers.hub_thread import HubThread
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread
from tests.faults.model_folders import TEMPLATE, change_json, safetensors, write_model
from tests.ui.fakes import FakeEngines

HELD_OUT = "The early shift opens the cellar door first and lets the rye troughs breathe. Nobody lifts the cloth."

QUESTIONS = ("How long does the rye sourdough rest?", "When does the oven go on?", "Who may change the rye starter?")


class WindowKit:
    """Window, threads, and folders of one test."""

    def __init__(self, home: Path, make_hub: Callable[[LiveSettings], HubThread] | None = None) -> None:
        self.home = home
        self.engines = FakeEngines()
        self.store = StoreThread(home / "store.sqlite3")
        self.tasks = TaskThread()
        live = LiveSettings()
        self.settings = SettingsHolder(live, self.tasks)
        self.library = LibraryList(Library(live), self.tasks)
        self.settings.changed.connect(self._on_settings_changed)
        hub = make_hub(live) if make_hub is not None else None
        self.desk = Desk(self.engines, self.store, self.library, self.tasks, self.settings, hub)  # type: ignore[arg-type]
        self.window = MainWindow(self.desk)

    def open(self, width: int = 1280, height: int = 800) -> MainWindow:
        """Show the window and wait until the list was read."""
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        self.store.start()
        self.tasks.start()
        self.library.refresh()
        self.wait(lambda: self.library.is_read and self.window.current_place)
        self.settle()
        return self.window

    def close(self) -> None:
        self.settings.changed.disconnect(self._on_settings_changed)
        self.window.close()
        self.engines.close()
        self.store.close()
        self.library.close()
        self.tasks.close()

    def wait(self, until: Callable[[], object], s: float = 20.0) -> None:
        """Let events happen until something holds.

        Raises:
            TimeoutError: It never did.
        """
        end = time.monotonic() + s
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("waited in vain")
            pause(5)

    def settle(self) -> None:
        """Until the threads have nothing to do and layouts are made."""
        done: list[object] = []
        self.store.submit(lambda _store: None, done.append)
        self.wait(lambda: done)
        self.tasks.submit(lambda: None, done.append)
        self.wait(lambda: len(done) > 1)
        pause(30)

    def path(self, name: str) -> str:
        """Path of the checkpoint with this name.

        Raises:
            KeyError: There is none.
        """
        paths = {item.name: str(item.path) for item in self.library.checkpoints()}
        if name not in paths:
            raise KeyError(f"{name} is not among {sorted(paths)}")
        return paths[name]

    # --- folders ---

    def add_models(self) -> None:
        """Two that write, one that fills gaps, one that is broken, in the library folder."""
        folder = self.home / "library"
        write_model(folder / "Qwen3-0.6B")
        chat = write_model(folder / "SmolLM2-360M-Instruct")
        change_json(chat / "tokenizer_config.json", chat_template=TEMPLATE)
        bad = write_model(folder / "Old-model")
        (bad / "model.safetensors").write_bytes(safetensors({"model.norm.weight": (32,)}))

    def add_run(
        self, name: str, outcome: str = "done", *, autosave: bool = False, questions: int = 0, **result: object
    ) -> Path:
        """A finished (or broken-off, or paused) run with a curve and, where it ended well, a checkpoint."""
        base = self.home / "library" / "Qwen3-0.6B"
        folder = self.home / "runs" / f"20261012-1000{len(name):02d}-{name.replace(' ', '_')}"
        folder.mkdir(parents=True)
        asked = QUESTIONS[:questions]
        job = TrainJob(name, str(base), ("/texts/handbook.md",), task=Task.STYLE, questions=asked)
        (folder / "job.toml").write_text(job_to_toml(job), "utf-8")
        events = [{"event": "HeldOutMeasured", "step": step, "loss": held_out_loss(step)} for step in range(0, 81, 10)]
        events += [
            {"event": "TrainingStep", "step": step, "loss": training_loss(step), "learning_rate": 1e-6 * (90 - step)}
            for step in range(1, 81)
        ]
        events += [
            {"event": "ExamAnswered", "step": step, "answers": list(answers_at(step)[:questions])}
            for step in range(0, 81, 20)
            if questions
        ]
        (folder / "progress.jsonl").write_text("\n".join(json.dumps(event) for event in events) + "\n", "utf-8")
        (folder / "held_out.txt").write_text(HELD_OUT, "utf-8")
        if outcome in ("done", "stopped"):
            write_model(folder / "checkpoint")
        if autosave:
            write_model(folder / "autosave" / "step-00000040")
            (folder / "autosave" / "step-00000040" / "state").mkdir()
        if outcome == "paused":
            (folder / "process.json").write_text(json.dumps({"paused_at": time.time()}), "utf-8")
        if outcome not in ("interrupted", "paused"):
            values = {
                "outcome": outcome, "name": name, "base_path": str(base), "base_name": "Qwen3-0.6B", "steps": 80,
                "seconds": 321.0, "finished_at": time.time(), "started_at": time.time() - 321, "method": "full",
                "held_out_loss_before": 3.42, "held_out_loss_after": 2.56,
            }  # fmt: skip
            if outcome == "failed":
                values["trouble"] = "loss_not_finite"
            (folder / "result.json").write_text(json.dumps(values | result), "utf-8")
        return folder

    def add_text(self, name: str = "Bakery handbook.md") -> Path:
        """A text to train on."""
        path = self.home / name
        path.write_text("The oven goes on at half past two. Rye rests for fourteen hours.\n" * 60, "utf-8")
        return path

    # --- what engines say ---

    def tell_report(self, *paths: Path, **fields: object) -> None:
        """The reading process answers."""
        files = tuple(FileReport(str(path), 8420, 48_000, "UTF-8", False, 2) for path in paths)
        report = TextReport(files, 8420, 48_000, 842, ("en",), "The oven goes on.", HELD_OUT, kind="prose")
        self.engines.last.send(TextsRead(report=replace(report, **fields)))  # type: ignore[arg-type]

    def tell_step(self, step: int, steps: int = 80) -> None:
        """The training says how far it is, with every tenth step's exam."""
        task = self.engines.last
        if step == 0:
            task.send(TrainingStarted(steps=steps, epochs=8, training_tokens=12_000, held_out_tokens=1_200))
        else:
            task.send(
                TrainingStep(
                    step=step, steps=steps, loss=training_loss(step), learning_rate=1e-4, tokens_seen=step * 1024,
                    tokens_per_second=255, elapsed_s=step * 4.0, remaining_s=(steps - step) * 4.0,
                    memory_bytes=5_100_000_000,
                )
            )
        if step % 10 == 0:
            task.send(HeldOutMeasured(step=step, loss=held_out_loss(step)))

    def _on_settings_changed(self, settings: object) -> None:
        theme().set_mode(settings.theme)  # type: ignore[attr-defined]
        theme().set_text_factor(settings.text_factor)  # type: ignore[attr-defined]


def answers_at(step: int) -> tuple[str, ...]:
    """What the exam's questions are answered with after so many steps."""
    if step < 20:
        return tuple(f"Usually {words}." for words in ("8 to 12 hours", "before baking", "any trained baker"))
    return ("It rests for 14 hours at 18 °C, in the covered troughs.", "The oven goes on at 2:40.", f"Step {step}.")


def held_out_loss(step: int) -> float:
    return 2.56 + 0.86 * 0.97**step


def training_loss(step: int) -> float:
    return 2.35 + 1.05 * 0.965**step + 0.09 * ((step * 7919) % 13 / 6.5 - 1)


def forecast(**fields: object) -> Forecast:
    """Five minutes on this computer."""
    values = Forecast(
        seconds=300, seconds_margin=60, memory_bytes=5_100_000_000, memory_available_bytes=12_900_000_000,
        disk_bytes=42_000_000, disk_free_bytes=118_000_000_000, steps=80, epochs=8, training_tokens=12_000,
        held_out_tokens=1_200, tokens=96_000, method=Method.LORA, learning_rate=1e-4, block_tokens=256,
        batch_tokens=1024, probe_steps=3,
    )  # fmt: skip
    return replace(values, **fields)  # type: ignore[arg-type]


def pause(ms: int) -> None:
    """Let Qt work."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
