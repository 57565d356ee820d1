"""Requests and events that cross the border to an engine process: plain values only.

Every request carries a job id; every event answers one (0 for events of the process itself). A job ends with exactly
one `Closing` event. Those of training stand in `training_messages`, those of looking inside in `inspect_messages`.
Arrays would travel as bytes with a shape; text and numbers travel as they are. Never a tensor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode, Value
from desktop_llm.core.sampling import Sampling

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation. Role is "system", "user" or "assistant"."""

    role: str
    text: str


# --- requests ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """Base of every request. The client fills in the job id."""

    job_id: int = 0


@dataclass(frozen=True, slots=True)
class Load(Request):
    """Load a checkpoint. Answered by `ModelLoading`*, then `ModelReady`.

    Attributes:
        device: "auto", "cpu", "cuda:N" or "mps".
        precision: "auto", "fp32", "bf16", "fp16", "8bit" or "4bit"; where a kind of model can not have the last two,
            PRECISION_UNAVAILABLE.
        precision_is_wish: Where a model can not have the precision, take what "auto" would.
        threads: CPU threads; 0 takes all cores.
    """

    path: str = ""
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    precision_is_wish: bool = False


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
class Cancel(Request):
    """Stop the job with this id as soon as possible. A generation keeps what it has; a training keeps nothing."""


@dataclass(frozen=True, slots=True)
class UseThreads(Request):
    """The job with this id computes with so many processor threads from now on; 0 gives it its own choice back."""

    threads: int = 0


# --- events -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every event."""

    job_id: int = 0


@dataclass(frozen=True, slots=True)
class Closing(Event):
    """Base of the events that end a job; each job has exactly one."""


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
class ModelReady(Closing):
    """A checkpoint is in memory. Closes `Load`. `memory_bytes` is the process's resident set after the load.

    `quality_loss` is how much the perplexity of a sample text rose by 8 or 4 bit, 0.02 for 2 %; None elsewhere.
    `engine` is "torch" for our own computation, "transformers" for kinds of model that only that library knows.
    """

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
    quality_loss: float | None = None


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
class GenerationFinished(Closing):
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
class TokensCounted(Closing):
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
class LogprobsFinished(Closing):
    """Closes `Logprobs`."""

    tokens: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreProgress(Event):
    """Progress of a `Score`, 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoreFinished(Closing):
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
class GapsFilled(Closing):
    """Closes `FillGaps`: for each gap its choices, likeliest first."""

    gaps: tuple[tuple[GapChoice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled(Closing):
    """Closes a job that the person stopped and that keeps nothing."""


@dataclass(frozen=True, slots=True)
class Failed(Closing):
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
