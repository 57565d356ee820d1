"""A base, a text, and a short run of it that several tests look at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_llm.core.messages import Event
from desktop_llm.core.training import TrainJob
from desktop_llm.core.training_messages import Train
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import train

WORDS = ("flour", "butter", "the oven", "a loaf", "the baker", "early light", "salt", "a rye bread", "the shop")
LINES = (
    "Every morning {a} waits beside {b}, and nobody forgets {c}.",
    "When {a} is ready, we carry {b} to the window and then look for {c}.",
    "Never put {a} next to {b}; {c} would not forgive it.",
    "On Friday there is {a} for everyone, with {b} and sometimes {c}.",
)


def bakery_text(paragraphs: int) -> str:
    """A text of that many paragraphs, no two alike, in the voice of a bakery's handbook."""
    parts = []
    for number in range(paragraphs):
        a, b, c = (WORDS[(number * step + step) % len(WORDS)] for step in (1, 2, 4))
        lines = [LINES[(number + place) % len(LINES)].format(a=a, b=b, c=c) for place in range(3)]
        parts.append(f"{number + 1}. " + " ".join(lines))
    return "\n\n".join(parts) + "\n"


@pytest.fixture(scope="session")
def base(starter: Path, shared_data: Path) -> Path:
    """A small base checkpoint: the one that ships."""
    return starter if starter.is_dir() else shared_data / "models" / "stories260k-llama"


@pytest.fixture(scope="session")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "handbook.txt"
    path.write_text(bakery_text(60), "utf-8")
    return path


@pytest.fixture
def job(base: Path, text: Path) -> TrainJob:
    return TrainJob("Bakery", str(base), (str(text),), steps=8, threads=1, block_tokens=128, batch_tokens=256)


def run_job(
    job: TrainJob,
    folder: Path,
    on_event: Callable[[Event], None] = lambda _: None,
    control: Control | None = None,
) -> list[Event]:
    """Train in this process; all events."""
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        on_event(event)

    train(Train(7, job, str(folder)), emit, control or Control())
    return events
