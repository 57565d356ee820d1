"""Stand-ins for the engines: real `Job`s whose answers a test says word by word, or that answer by themselves."""

import itertools
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import (
    Answer,
    Cancelled,
    Device,
    Event,
    Failed,
    Generate,
    GenerationFinished,
    Load,
    ModelReady,
    PromptRead,
    Ready,
    Request,
    TextPiece,
)
from desktop_llm.workers.engines import EngineState, EngineStatus
from desktop_llm.workers.job import Job, JobControls

DEFAULT_ANSWER = "Once there was a **brave** duck who swam across the sea."


class FakeTask:
    """A job as the engine's side sees it; a test answers it with the methods, in any order."""

    def __init__(self, engines: "FakeEngines", path: str, request: Request, number: int) -> None:
        self._engines, self.path = engines, path
        self.job = Job(number, request, JobControls(self._cancel, self._stop_and_keep, self._pause, self._keep_moment))
        self.texts: dict[int, str] = {}
        self.tokens: dict[int, int] = {}
        self.is_cancelled = False
        self.is_kept = False
        self.is_paused = False
        self.moments_kept = 0

    @property
    def request(self) -> Request:
        return self.job.request

    def send(self, event: Event) -> None:
        """Any event; text reaches the window at once."""
        self.job.take(replace(event, job_id=self.job.id))
        if self.job.is_open:
            self.job.flush_text()
        else:
            self._engines.task_ended(self)

    def read(self, tokens: int = 12, total: int = 12) -> None:
        self.send(PromptRead(tokens_read=tokens, tokens_total=total))

    def say(self, text: str, answer: int = 0, tokens: int = 1) -> None:
        """A piece of an answer."""
        self.texts[answer] = self.texts.get(answer, "") + text
        self.tokens[answer] = self.tokens.get(answer, 0) + tokens
        self.send(TextPiece(answer=answer, text=text, token_ids=(1,) * tokens, logprobs=(-0.5,) * tokens))

    def finish(self, reason: str = "stop", **fields: object) -> None:
        """Close a generation with what was said."""
        request = self.request
        count = request.sampling.answers if isinstance(request, Generate) else 1
        seed = (request.sampling.seed or 0) if isinstance(request, Generate) else 0
        answers = tuple(
            Answer(
                text=self.texts.get(number, ""),
                token_ids=(1,) * self.tokens.get(number, 0),
                logprobs=(-0.5,) * self.tokens.get(number, 0),
                finish_reason=reason,
                seed=seed + number,
                tokens_per_second=18.4,
                seconds_to_first_token=0.6,
            )
            for number in range(count)
        )
        closing = GenerationFinished(
            answers=answers,
            prompt_tokens=12,
            context_used=12 + self.tokens.get(0, 0),
            context_tokens=1024,
            seconds_to_first_token=0.6,
            tokens_per_second=18.4,
        )
        self.send(replace(closing, **fields))  # type: ignore[arg-type]

    def fail(self, code: ErrorCode = ErrorCode.ENGINE_DIED, detail: str = "signal 9") -> None:
        self.send(Failed(code=code, detail=detail))

    def _cancel(self, _job: Job) -> None:
        self.is_cancelled = True
        if isinstance(self.request, Generate):
            QTimer.singleShot(0, self._engines, lambda: self.job.is_open and self.finish("cancelled"))
        else:
            self.send(Cancelled())

    def _stop_and_keep(self, _job: Job) -> None:
        self.is_kept = True

    def _pause(self, _job: Job) -> None:
        self.is_paused = True

    def _keep_moment(self, _job: Job) -> None:
        self.moments_kept += 1


class FakeEngines(QObject):
    """The face of `Engines`, without processes.

    Attributes:
        answers: What the next generations say by themselves, one text each; empty leaves them to the test.
        answers_always: Said by every generation once `answers` are used up; "" leaves them to the test.
        piece_ms: Time between two words.
        load_ms: Time a checkpoint takes to load.
        tasks: Every request that came, in order.
    """

    state_changed = Signal(str)
    became_ready = Signal(object)

    def __init__(
        self, answers: tuple[str, ...] = (), *, always: str = "", piece_ms: int = 1, load_ms: int = 0
    ) -> None:
        super().__init__()
        self.answers = list(answers)
        self.answers_always = always
        self.piece_ms, self.load_ms = piece_ms, load_ms
        self.tasks: list[FakeTask] = []
        self.kinds: dict[str, Kind] = {}
        self._numbers = itertools.count(1)
        self._states: dict[str, EngineState] = {}

    @property
    def last(self) -> FakeTask:
        """The newest request that is not a load."""
        return next(task for task in reversed(self.tasks) if not isinstance(task.request, Load))

    def warm_up(self) -> None:
        self.became_ready.emit(Ready(pid=1, devices=self.devices()))

    def set_options(self, device: str, precision: str, threads: int) -> None:
        """Nothing to set."""

    def load(self, path: str) -> Job:
        task = self._task(path, Load(path=path))
        if path not in self._states or self._states[path].status is EngineStatus.OFF:
            self._set(EngineState(path, EngineStatus.LOADING, 0.3))
        QTimer.singleShot(self.load_ms, self, lambda: self._loaded_now(task))
        return task.job

    def unload(self, path: str) -> None:
        self._states.pop(path, None)
        self.state_changed.emit(path)

    def ask(self, path: str, request: Request) -> Job:
        if path not in self._states:
            self.load(path)
        task = self._task(path, request)
        if isinstance(request, Generate):
            text = self.answers.pop(0) if self.answers else self.answers_always
            if text:
                self._say_by_itself(task, text)
        return task.job

    def ask_apart(self, request: Request) -> Job:
        return self._task("", request).job

    def state(self, path: str) -> EngineState:
        return self._states.get(path, EngineState(path, EngineStatus.OFF))

    def loaded(self) -> tuple[EngineState, ...]:
        return tuple(self._states.values())

    def devices(self) -> tuple[Device, ...]:
        return (Device("cpu", "Processor", 16_000_000_000),)

    def memory_bytes(self) -> int:
        return sum(state.memory_bytes for state in self._states.values())

    def close(self, timeout_ms: int = 4000) -> None:
        self._states.clear()

    def die(self, path: str) -> None:
        """The process of a checkpoint ends in the middle of its work."""
        self._states.pop(path, None)
        for task in self.tasks:
            if task.path == path and task.job.is_open:
                task.fail(ErrorCode.ENGINE_DIED)
        self.state_changed.emit(path)

    def task_ended(self, task: FakeTask) -> None:
        state = self._states.get(task.path)
        if state is not None and state.model is not None:
            busy = any(other.job.is_open for other in self.tasks if other.path == task.path)
            self._set(replace(state, status=EngineStatus.BUSY if busy else EngineStatus.READY))

    def _task(self, path: str, request: Request) -> FakeTask:
        task = FakeTask(self, path, request, next(self._numbers))
        self.tasks.append(task)
        return task

    def _set(self, state: EngineState) -> None:
        self._states[state.path] = state
        self.state_changed.emit(state.path)

    def _loaded_now(self, task: FakeTask) -> None:
        newest = [one for one in self.tasks if one.path == task.path and isinstance(one.request, Load)][-1]
        if not task.job.is_open or newest is not task or task.path not in self._states:
            return
        ready = ModelReady(
            path=task.path,
            kind=self.kinds.get(task.path, Kind.CHAT),
            parameters=7_000_000,
            precision="bf16",
            memory_bytes=300_000_000,
            context_tokens=1024,
            has_chat_template=True,
            seconds=0.1,
        )
        self._set(EngineState(task.path, EngineStatus.READY, 1.0, ready, 300_000_000))
        task.send(ready)

    def _say_by_itself(self, task: FakeTask, text: str) -> None:
        words = text.replace(" ", " \x00").split("\x00")
        timer = QTimer(self, interval=self.piece_ms)

        def tick() -> None:
            if not task.job.is_open or task.is_cancelled:
                timer.stop()
            elif self.state(task.path).model is None:
                return
            elif words:
                if task.tokens.get(0, 0) == 0:
                    task.read()
                task.say(words.pop(0))
            else:
                timer.stop()
                task.finish()

        timer.timeout.connect(tick)
        timer.start()
