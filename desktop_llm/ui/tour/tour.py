"""The steps of the tour: chat, train for about a minute, compare base with mine, look around.

Each step is a generator: it acts, yields what it waits for, and goes on when that has come. Nothing is called that a
click would not call; what is read back is what stands in the widgets.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_llm.core.messages import Score, ScoreFinished, TextPiece
from desktop_llm.ui.chat.answer_message import AnswerMessage
from desktop_llm.ui.tour import hand
from desktop_llm.ui.tour.heartbeat import Heartbeat
from desktop_llm.ui.tour.report import StepResult, TourReport
from desktop_llm.ui.window.main_window import MainWindow
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job

CHECK_EVERY_MS = 15
IDLE_S = 4.0
EXAM_CONTEXT = 512


@dataclass(frozen=True, slots=True)
class Until:
    """A condition to wait for, and how long at most."""

    holds: Callable[[], bool]
    within_s: float
    what: str


Step = Iterator[Until]


class Tour(QObject):
    """Drives one window.

    Args:
        window: The real window, shown or about to be.
        engines: Its engines, to score the held-back part again.
        out: Where pictures and the report go.
        launched_at: `time.time()` of the process's start; None in a window that was open already.

    Signals:
        finished: The `TourReport`.
    """

    finished = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        engines: Engines,
        out: Path,
        launched_at: float | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._engines, self._out, self._launched_at = window, engines, out, launched_at
        self.report = TourReport()
        self._heart = Heartbeat(self)
        self._steps: list[tuple[str, Step]] = [
            ("window", self._see_window()),
            ("first prompt", self._click_prompt()),
            ("idle", self._stay_idle()),
            ("message", self._write_message()),
            ("train: text", self._give_text()),
            ("train: run", self._train()),
            ("train: held-back part again", self._score_again()),
            ("compare", self._compare()),
            ("models", self._look_at("models")),
            ("settings", self._look_at("settings")),
            ("lean window", self._check_lean()),
        ]
        self._waiting: Until | None = None
        self._began = self._deadline = 0.0
        self._timer = QTimer(self, interval=CHECK_EVERY_MS)
        self._timer.timeout.connect(self._on_timer)
        self._heard: Job | None = None
        self._speeds: list[float] = []

    def start(self) -> None:
        """Begin with the first step."""
        self._out.mkdir(parents=True, exist_ok=True)
        self._began = time.perf_counter()
        self._timer.start()

    # --- the driver ---

    @Slot()
    def _on_timer(self) -> None:
        try:
            if self._waiting is not None and not self._waiting.holds():
                if time.perf_counter() > self._deadline:
                    raise TimeoutError(f"waited {self._waiting.within_s:.0f} s for: {self._waiting.what}")
                return
            self._waiting = next(self._steps[0][1])
            self._deadline = time.perf_counter() + self._waiting.within_s
        except StopIteration:
            self._end_step("")
        except (TimeoutError, hand.NotThereError, AssertionError) as error:
            self._end_step(f"{type(error).__name__}: {error}")

    def _end_step(self, trouble: str) -> None:
        now = time.perf_counter()
        name = self._steps.pop(0)[0]
        self.report.steps.append(StepResult(name, not trouble, round(now - self._began, 2), trouble))
        self._waiting, self._began = None, now
        if trouble:
            self._picture(f"failed-{name.replace(':', '').replace(' ', '-')}")
        if not self._steps or trouble:
            self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        self._heart.end()
        report = self.report
        report.ok = all(step.ok for step in report.steps) and not self._steps
        report.heartbeat_ms = {
            "idle": self._heart.gaps("idle"),
            "busy": self._heart.gaps("load", "stream", "train"),
            "loading": self._heart.gaps("load"),
            "streaming": self._heart.gaps("stream"),
            "training": self._heart.gaps("train"),
        }
        if self._speeds:
            report.tokens_per_second = round(sorted(self._speeds)[len(self._speeds) // 2], 1)
        report.write(self._out / "report.json")
        self.finished.emit(report)

    def _picture(self, name: str) -> None:
        path = self._out / f"{len(self.report.pictures) + 1:02d}-{name}.png"
        if self._window.grab().save(str(path)):
            self.report.pictures.append(path.name)

    def _since_launch(self) -> float | None:
        return None if self._launched_at is None else round(time.time() - self._launched_at, 3)

    # --- the steps ---

    def _see_window(self) -> Step:
        yield Until(lambda: bool(self._window.current_place), 20, "the window")
        chat = self._window.chat
        if self._launched_at is None:
            hand.click(self._window.sidebar.row("chat"))
            chat.new_conversation()
        yield Until(lambda: bool(chat.page.welcome.prompts) and chat.page.welcome.isVisible(), 20, "the prompts")

    def _click_prompt(self) -> Step:
        chat = self._window.chat
        self._heart.begin("load")
        hand.click(chat.page.welcome.prompts[0])
        yield Until(lambda: bool(self._answer_text()), 60, "the first words")
        self.report.launch_to_first_token_s = self._since_launch()
        self._heart.begin("stream")
        self._listen()
        yield Until(lambda: len(self._answer_text()) > 60 or not chat.talk.is_busy, 60, "some words")
        self._picture("chat-streaming")
        yield Until(lambda: not chat.talk.is_busy, 120, "the end of the answer")
        self._note_speed()
        self._heart.end()
        yield Until(self._is_rendered, 10, "the rendered answer")
        self._picture("chat-answer")

    def _stay_idle(self) -> Step:
        until = time.perf_counter() + 1.0
        yield Until(lambda: time.perf_counter() > until, 10, "quiet")
        self._heart.begin("idle")
        end = time.perf_counter() + IDLE_S
        yield Until(lambda: time.perf_counter() > end, 30, "some idle seconds")
        self._heart.end()

    def _write_message(self) -> Step:
        chat = self._window.chat
        for text in ("What is the opposite of cold?", "Tell me a short story about a happy cat"):
            before = len(chat.page.transcript.messages())
            hand.write(chat.page.composer.field, text)
            hand.press(chat.page.composer.field, Qt.Key.Key_Return)
            self._heart.begin("stream")
            yield Until(lambda: chat.talk.is_busy, 10, "the answer to begin")
            self._listen()
            count = before + 2
            yield Until(lambda: not chat.talk.is_busy, 120, "the answer")
            self._heart.end()
            assert len(chat.page.transcript.messages()) == count, "a question and an answer were added"
            self._note_speed()
        yield Until(self._is_rendered, 10, "the rendered answer")
        hand.click(chat.more_button)
        yield Until(lambda: chat.drawer.isVisible(), 5, "the drawer")
        yield self._pause(0.4)
        self._picture("chat-more")
        hand.click(chat.more_button)

    def _give_text(self) -> Step:
        window = self._window
        hand.click(window.sidebar.row("train"))
        form = window.train.form
        yield Until(lambda: form.isVisible(), 5, "the form")
        yield self._pause(0.3)
        self._picture("train-empty")
        hand.click(form.text.sample)
        yield Until(lambda: form.plan.start.isEnabled(), 60, "the text to be read")
        yield Until(lambda: form.is_measured, 120, "the forecast")
        yield self._pause(0.3)
        self._picture("train-forecast")

    def _train(self) -> Step:
        train = self._window.train
        hand.click(train.form.plan.start)
        self._heart.begin("train")
        yield Until(lambda: train.running.shown_steps >= 8, 120, "the first steps")
        self._picture("train-running")
        yield Until(lambda: train.result.isVisible(), 600, "the trained checkpoint")
        self._heart.end()
        record = train.result.record
        assert record is not None and record.checkpoint is not None, "there is a checkpoint"
        self.report.held_out_loss_before = record.held_out_loss_before
        yield self._pause(0.5)
        self._picture("train-result")

    def _score_again(self) -> Step:
        """The loss on the held-back part, by the code that scores any text, with the finished checkpoint."""
        record = self._window.train.result.record
        assert record is not None and record.checkpoint is not None and record.held_out_loss_after is not None
        text = (record.folder / "held_out.txt").read_text("utf-8")
        scored: list[ScoreFinished] = []
        yield Until(lambda: self._window.knows(str(record.checkpoint)) is not None, 20, "the checkpoint in the list")
        checkpoint = self._window.knows(str(record.checkpoint))
        assert checkpoint is not None and checkpoint.facts is not None
        context = min(EXAM_CONTEXT, checkpoint.facts.context_tokens or EXAM_CONTEXT)
        job = self._engines.ask(str(record.checkpoint), Score(text=text, context=context))
        job.finished.connect(scored.append)
        yield Until(lambda: bool(scored), 120, "the score of the held-back part")
        self.report.held_out_loss_after = scored[0].nll_mean
        said = record.held_out_loss_after
        assert abs(scored[0].nll_mean - said) < 0.02 * said, f"scored {scored[0].nll_mean}, the run said {said}"

    def _compare(self) -> Step:
        compare = self._window.compare
        hand.click(self._window.train.result.compare)
        yield Until(lambda: compare.columns.count == 2, 20, "two columns")
        both = Until(
            lambda: all(compare.columns.at(index).text for index in range(2)), 90, "the first words of both answers"
        )
        yield both
        assert not any(compare.columns.at(index).outcome for index in range(2)), "both stream before either is done"
        self._picture("compare-streaming")
        yield Until(lambda: all(compare.columns.at(index).outcome for index in range(2)), 180, "both answers")
        hand.click(compare.marks)
        yield self._pause(0.4)
        self._picture("compare")

    def _look_at(self, key: str) -> Step:
        hand.click(self._window.sidebar.row(key))
        yield self._pause(0.5)
        self._picture(key)

    def _check_lean(self) -> Step:
        """Nothing that the engines sent has brought torch into the window's process."""
        yield self._pause(0.1)
        assert "torch" not in sys.modules, "the window's process has loaded torch"

    # --- what stands in the widgets ---

    def _pause(self, seconds: float) -> Until:
        end = time.perf_counter() + seconds
        return Until(lambda: time.perf_counter() > end, seconds + 10, "a moment")

    def _last_answer(self) -> AnswerMessage | None:
        messages = self._window.chat.page.transcript.messages()
        last = messages[-1] if messages else None
        return last if isinstance(last, AnswerMessage) else None

    def _answer_text(self) -> str:
        answer = self._last_answer()
        return answer.plain_text() if answer is not None else ""

    def _is_rendered(self) -> bool:
        answer = self._last_answer()
        return answer is not None and answer.is_rendered

    def _listen(self) -> None:
        answering = self._window.chat.talk.answering
        if answering is not None and answering.job is not self._heard:
            self._heard = answering.job
            self._heard.text_added.connect(self._on_heard_text_added)

    @Slot(object)
    def _on_heard_text_added(self, piece: TextPiece) -> None:
        if piece.text.strip() and piece.text.strip().split()[-1] in self._answer_text():
            self.report.streamed_tokens += len(piece.token_ids)

    def _note_speed(self) -> None:
        answer = self._window.chat.talk.entries[-1]
        if answer.stats is not None and answer.stats.tokens > 3:
            self._speeds.append(answer.stats.tokens_per_second)
