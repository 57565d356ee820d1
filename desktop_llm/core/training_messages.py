"""Requests and events of reading texts and of training; the others, and what holds for all, are in `messages`."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.errors import Value
from desktop_llm.core.examples import Reading
from desktop_llm.core.messages import Closing, Event, Request
from desktop_llm.core.training import Forecast, TextReport, TrainJob


@dataclass(frozen=True, slots=True)
class ReadTexts(Request):
    """Read the person's files, folders and archives in this process. Answered by `TextsRead`."""

    paths: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class Probe(Request):
    """Run a few real training steps without keeping anything. Answered by `ProbeFinished`."""

    job: TrainJob = field(default_factory=lambda: TrainJob("", "", ()))


@dataclass(frozen=True, slots=True)
class Train(Request):
    """Train in this process. Answered by `TrainingStarted`, then `TrainingFinished` or `TrainingPaused`.

    In between come `TrainingStep`, `HeldOutMeasured`, `ExamAnswered`, `MomentKept` and `TrainingAdvice`.

    Attributes:
        folder: The run's folder; the finished checkpoint is written to its `checkpoint/`.
        resume: Go on from the newest whole state in the folder (a paused or interrupted run); from the beginning
            where there is none. The job is then the folder's own `job.toml`.
    """

    job: TrainJob = field(default_factory=lambda: TrainJob("", "", ()))
    folder: str = ""
    resume: bool = False


@dataclass(frozen=True, slots=True)
class StopAndKeep(Request):
    """Stop the training with this id after the current step and keep its checkpoint."""


@dataclass(frozen=True, slots=True)
class PauseTraining(Request):
    """Save the whole state of the training with this id after the current step and close it with `TrainingPaused`.

    Its process then ends, so that the memory goes back; `Train.resume` goes on in a fresh one.
    """


@dataclass(frozen=True, slots=True)
class KeepMoment(Request):
    """Keep the weights of now as a checkpoint of its own, and go on training. Answered by `MomentKept`."""


@dataclass(frozen=True, slots=True)
class TextsRead(Closing):
    """Closes `ReadTexts`."""

    report: TextReport = field(default_factory=lambda: TextReport((), 0, 0, 0, (), "", ""))


@dataclass(frozen=True, slots=True)
class ProbeProgress(Event):
    """Progress of a probe, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ProbeFinished(Closing):
    """Closes `Probe`."""

    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class TrainingStarted(Event):
    """The plan of the run that begins. `step` is where it goes on from: 0 for a new run. `task` is what AUTO became."""

    steps: int = 0
    epochs: float = 0.0
    training_tokens: int = 0
    held_out_tokens: int = 0
    method: str = ""
    parameters_trained: int = 0
    parameters: int = 0
    task: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class TrainingStep(Event):
    """One optimizer step. `loss` is the mean negative log-likelihood per token in nats."""

    step: int = 0
    steps: int = 0
    loss: float = 0.0
    learning_rate: float = 0.0
    tokens_seen: int = 0
    tokens_per_second: float = 0.0
    elapsed_s: float = 0.0
    remaining_s: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class HeldOutMeasured(Event):
    """Mean loss on the held-back part after `step` steps (0 is the base)."""

    step: int = 0
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class ExamAnswered(Event):
    """Answers to the job's questions, in their order, by the weights after `step` steps (0 is the base)."""

    step: int = 0
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MomentKept(Event):
    """The weights after `step` steps lie as a whole checkpoint in the folder `checkpoint`."""

    step: int = 0
    checkpoint: str = ""


@dataclass(frozen=True, slots=True)
class TrainingAdvice(Event):
    """What the training did by itself. `code` is a `core.training.Advice`."""

    code: str = ""
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingPaused(Closing):
    """Closes `Train`: the whole state lies in the run's folder, and the process ends."""

    step: int = 0
    steps: int = 0
    folder: str = ""


@dataclass(frozen=True, slots=True)
class TrainingFinished(Closing):
    """Closes `Train`. `outcome` is "done" or "stopped" (stopped and kept).

    Attributes:
        metrics: Figures of the task on the held-out part: "accuracy", "macro_f1", "f1: spam", "chrf", "bleu"...
    """

    outcome: str = "done"
    checkpoint: str = ""
    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0
    tokens_per_second: float = 0.0
    held_out_loss_before: float = 0.0
    held_out_loss_after: float = 0.0
    metrics: tuple[tuple[str, float], ...] = ()
