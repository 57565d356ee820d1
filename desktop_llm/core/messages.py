"""Requests and events that cross the border to an engine process: plain values only.

Every request carries a job id; every event answers one (0 for events of the process itself). A job ends with exactly
one closing event: one of the `*Finished`/`*Ready`/`*Counted`... classes in `CLOSING`, `Failed`, or `Cancelled`.
Arrays would travel as bytes with a shape; text and numbers travel as they are. Never a tensor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode, Value
from desktop_llm.core.examples import Reading
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.training import Forecast, TextReport, TrainJob

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation. Role is "system", "user" or "assistant"."""

    role: str
    text: str


# --- requests -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """Base of every request. The client fills in the job id."""

    job_id: int = 0


@dataclass(frozen=True, slots=True)
class Load(Request):
    """Load a checkpoint. Answered by `ModelLoading`*, then `ModelReady`.

    Attributes:
        device: "auto", "cpu", "cuda:N" or "mps".
        precision: "auto", "fp32", "bf16", "fp16" (8bit and 4bit are refused with PRECISION_UNAVAILABLE for now).
        threads: CPU threads; 0 takes all cores.
    """

    path: str = ""
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Generate(Request):
    """Answer a conversation, or continue a text. Answered by `PromptRead`, `TextPiece`*, then `GenerationFinished`.

    Attributes:
        messages: The conversation; the chat template is applied. Empty when `raw_prompt` is given.
        raw_prompt: Text handed to the tokenizer as it is (its own special tokens, no template).
        continue_answer: The last message is a beginning of the answer, to be continued.
        drop_oldest: At the end of the context drop the oldest turns; otherwise stop with "context_full".
        threads: CPU threads for this job; 0 leaves them as they are.
    """

    messages: tuple[Message, ...] = ()
    raw_prompt: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    continue_answer: bool = False
    drop_oldest: bool = False
    threads: int = 0


@dataclass(frozen=True, slots=True)
class CountTokens(Request):
    """How much of the context a conversation or text takes. Answered by `TokensCounted`."""

    messages: tuple[Message, ...] = ()
    raw_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Logprobs(Request):
    """Log-probability of each token of a text. Answered by `LogprobsFinished`."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Score(Request):
    """Sliding-window negative log-likelihood of a text. Answered by `ScoreProgress`*, then `ScoreFinished`.

    Attributes:
        context: Tokens in a window; 0 takes the model's context (at most 1,024).
        stride: Tokens between window starts; 0 takes half the context.
        max_tokens: Score only so many tokens from the start; None scores all.
    """

    text: str = ""
    context: int = 0
    stride: int = 0
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class FillGaps(Request):
    """Fill each gap, written "___", of a text with a masked-LM checkpoint. Answered by `GapsFilled`."""

    text: str = ""
    alternatives: int = 5


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
class Cancel(Request):
    """Stop the job with this id as soon as possible. A generation keeps what it has; a training keeps nothing."""


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
class UseThreads(Request):
    """The job with this id computes with so many processor threads from now on; 0 gives it its own choice back."""

    threads: int = 0


# --- events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every event."""

    job_id: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A place to compute. `name` is what `Load.device` takes ("cpu", "cuda:0", "mps")."""

    name: str
    title: str
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Ready(Event):
    """First event of a process: it can take requests."""

    protocol: int = PROTOCOL
    pid: int = 0
    versions: tuple[tuple[str, str], ...] = ()
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True)
class Alive(Event):
    """Heartbeat, once a second while the process is healthy. `memory_bytes` is its resident set."""

    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ModelLoading(Event):
    """Progress of a load, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelReady(Event):
    """A checkpoint is in memory. Closes `Load`. `memory_bytes` is the process's resident set after the load."""

    path: str = ""
    kind: Kind = Kind.OTHER
    engine: str = "torch"
    device: str = "cpu"
    precision: str = "fp32"
    parameters: int = 0
    memory_bytes: int = 0
    context_tokens: int = 0
    has_chat_template: bool = False
    labels: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PromptRead(Event):
    """Progress in reading the prompt. `cached_tokens` of it were already in the key/value cache."""

    tokens_read: int = 0
    tokens_total: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True)
class TextPiece(Event):
    """Newly decoded text of answer number `answer`, with its tokens' ids and log-probabilities in nats."""

    answer: int = 0
    text: str = ""
    token_ids: tuple[int, ...] = ()
    logprobs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One finished answer. finish_reason: stop | length | stop_string | cancelled | context_full."""

    text: str
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish_reason: str
    seed: int
    tokens_per_second: float
    seconds_to_first_token: float


@dataclass(frozen=True, slots=True)
class GenerationFinished(Event):
    """Closes `Generate`. `dropped_messages` is how many of the oldest turns had to go."""

    answers: tuple[Answer, ...] = ()
    prompt_tokens: int = 0
    cached_tokens: int = 0
    context_used: int = 0
    context_tokens: int = 0
    dropped_messages: int = 0
    seconds_to_first_token: float = 0.0
    tokens_per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class TokensCounted(Event):
    """Closes `CountTokens`."""

    tokens: int = 0
    context_tokens: int = 0


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One token of a text; `logprob` in nats, None for the first."""

    id: int
    piece: str
    logprob: float | None


@dataclass(frozen=True, slots=True)
class LogprobsFinished(Event):
    """Closes `Logprobs`."""

    tokens: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreProgress(Event):
    """Progress of a `Score`, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoreFinished(Event):
    """Closes `Score`. `nll_sum` in nats."""

    tokens: int = 0
    scored_tokens: int = 0
    nll_sum: float = 0.0
    context: int = 0
    stride: int = 0

    @property
    def nll_mean(self) -> float:
        return self.nll_sum / self.scored_tokens if self.scored_tokens else math.nan

    @property
    def perplexity(self) -> float:
        return math.exp(self.nll_mean)


@dataclass(frozen=True, slots=True)
class GapChoice:
    """One word for a gap with its probability."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class GapsFilled(Event):
    """Closes `FillGaps`: for each gap its choices, likeliest first."""

    gaps: tuple[tuple[GapChoice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TextsRead(Event):
    """Closes `ReadTexts`."""

    report: TextReport = field(default_factory=lambda: TextReport((), 0, 0, 0, (), "", ""))


@dataclass(frozen=True, slots=True)
class ProbeProgress(Event):
    """Progress of a probe, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ProbeFinished(Event):
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
class TrainingPaused(Event):
    """Closes `Train`: the whole state lies in the run's folder, and the process ends."""

    step: int = 0
    steps: int = 0
    folder: str = ""


@dataclass(frozen=True, slots=True)
class TrainingFinished(Event):
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


@dataclass(frozen=True, slots=True)
class Closing(Event):
    """Base of closing events that stand in modules of their own (`core.measures`)."""


@dataclass(frozen=True, slots=True)
class Cancelled(Event):
    """Closes a job that the person stopped and that keeps nothing."""


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Closes a job with expected trouble, or with BUG and a report in `detail`."""

    code: ErrorCode = ErrorCode.BUG
    detail: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, job_id: int, error: AppError) -> Failed:
        """The event for an error."""
        return cls(job_id, error.code, error.detail, tuple(error.values.items()))

    def error(self) -> AppError:
        """The error for the event."""
        return AppError(self.code, self.detail, **dict(self.values))


CLOSING = (
    ModelReady, GenerationFinished, TokensCounted, LogprobsFinished, ScoreFinished, GapsFilled, TextsRead,
    ProbeFinished, TrainingFinished, TrainingPaused, Cancelled, Failed, Closing,
)  # fmt: skip
"""A job is over with the first of these."""
