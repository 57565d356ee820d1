"""The look back: base and checkpoint read a held-back page and a general text, and go on from the training text.

One of the two is in memory at a time. What makes a figure stands where the program makes it anyway: surprise in
`engine.inspect.surprise`, the score of a text in `engine.scoring`, writing in `engine.generation`.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_llm.core import runs
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus
from desktop_llm.core.files import disk_error
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.look_back import (
    LOOK_BACK,
    RECITED_WORDS,
    General,
    LookBack,
    LookedBack,
    LookingBack,
    PageReading,
    Recital,
    Review,
    save_review,
)
from desktop_llm.core.messages import Event, Generate, GenerationFinished, Load, Score
from desktop_llm.core.resources import resource_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.training import Task, TrainJob
from desktop_llm.documents.corpus import load_corpus
from desktop_llm.documents.personal import count_personal
from desktop_llm.engine import machine, scoring
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.generation import generate
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.own_cache import cache_for
from desktop_llm.engine.training.look_back_page import Passage, passages_of, read_page, text_of
from desktop_llm.engine.training.look_back_reciting import Beginning, Stretch, TrainingText

GENERAL_TOKENS = 700
LANGUAGES = ("en", "zh")
KNOWS_LANGUAGE = 0.8
"""A base whose surprise on a language is more than this part of pure guessing does not know it."""
PROMPTS = 16
FREE_TEXTS = 4
WRITTEN_TOKENS = 64
LONGEST_S = 60.0
"""Writing by one of the two takes no longer; then there are fewer prompts."""
MOST_RECITALS = 8
Emit = Callable[[Event], None]
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """What one of the two made of it."""

    page: PageReading | None = None
    general: dict[str, float] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)
    stretches: list[Stretch] = field(default_factory=list)


def look_back(request: LookBack, emit: Emit, control: Control) -> LookedBack:
    """Measure and keep the result in the run's folder.

    Raises:
        AppError: RUN_NOT_FINISHED where there is no checkpoint; what loading it objects to; DISK_FULL,
            DISK_UNWRITABLE.
        Stopped: The job was cancelled.
    """
    started = time.perf_counter()
    folder = Path(request.folder)
    record, job = runs.read_run(folder), _job(folder)
    if record is None or record.checkpoint is None or job is None:
        raise AppError(ErrorCode.RUN_NOT_FINISHED, str(folder), folder=folder.name)
    corpus = _corpus(job)
    passages = passages_of(folder, corpus)
    text, missing = (TrainingText(corpus), ()) if corpus is not None else (None, ("texts",))
    base_path = "" if job.task is Task.SCRATCH or record.task == Task.SCRATCH else record.base_path
    looking = _Looking(request, emit, control, passages, text, 2 if base_path else 1)
    before = None
    if base_path:
        try:
            before = looking.see(base_path)
        except AppError as error:
            _log.warning("the base of %s can not be looked at: %s", folder.name, error.code)
            missing = (*missing, "base")
    after = looking.see(str(record.checkpoint))
    review = _review(text_of(passages), looking, before, after, missing, time.perf_counter() - started)
    try:
        save_review(folder, review)
    except OSError as error:
        raise disk_error(error, folder / LOOK_BACK) from error
    return LookedBack(request.job_id, review)


class _Looking:
    """What both are asked, and how far it is."""

    def __init__(
        self,
        request: LookBack,
        emit: Emit,
        control: Control,
        passages: list[Passage],
        text: TrainingText | None,
        models: int,
    ) -> None:
        self._request, self._emit, self._control = request, emit, control
        self._passages, self._text, self._models = passages, text, models
        self.prompts = [*(text.beginnings(PROMPTS) if text else []), *([Beginning("")] * FREE_TEXTS if text else [])]
        self._done = 0
        self._precision = "auto"

    def see(self, path: str) -> _Seen:
        """Load a checkpoint, ask it everything, let go of it."""
        wanted = Load(0, path, self._request.device, self._precision, self._request.threads)
        loaded = load_checkpoint(wanted, lambda fraction: self._tell(0.3 * fraction))
        self._precision = loaded.precision  # the other one is read in the same
        seen = _Seen()
        try:
            if loaded.facts.kind.generates:
                seen.page = read_page(loaded, self._passages, self._control)
                self._tell(0.4)
                guessing = math.log(loaded.vocabulary)
                seen.general = {language: self._score(loaded, language) for language in LANGUAGES}
                seen.languages = {name for name, loss in seen.general.items() if loss < KNOWS_LANGUAGE * guessing}
                self._tell(0.5)
                seen.stretches = self._write(loaded)
        finally:
            loaded.close()
            machine.let_go()
        self._done += 1
        self._tell(0.0)
        return seen

    def _tell(self, fraction: float) -> None:
        if self._control.cancelled:
            raise Stopped
        self._emit(LookingBack(self._request.job_id, min(1.0, (self._done + fraction) / self._models)))

    def _score(self, loaded: LoadedModel, language: str) -> float:
        """Mean nats per token on the general text of a language."""
        text = resource_path("texts", f"ordinary_{language}.txt").read_text("utf-8")
        wanted = Score(0, text=text, max_tokens=GENERAL_TOKENS)
        scored = scoring.score(loaded, wanted, lambda _event: None, self._control)
        return scored.nll_sum / scored.scored_tokens

    def _write(self, loaded: LoadedModel) -> list[Stretch]:
        """The longest stretch of the training text in what it writes after each prompt, as far as time allows."""
        if self._text is None:
            return []
        until = time.perf_counter() + LONGEST_S
        cache = cache_for(loaded)
        found: list[Stretch] = []
        for number, prompt in enumerate(self.prompts):
            if time.perf_counter() > until:
                break
            written = self._written(loaded, cache, prompt, number)
            found.append(self._text.longest_stretch(written))
            self._tell(0.5 + 0.5 * (number + 1) / len(self.prompts))
        return found

    def _written(self, loaded: LoadedModel, cache: PromptCache | None, prompt: Beginning, number: int) -> str:
        is_free = not prompt.text
        sampling = Sampling(
            temperature=1.0 if is_free else 0.0, top_p=1.0, max_new_tokens=WRITTEN_TOKENS, seed=number
        )
        is_chat = loaded.facts.kind is Kind.CHAT and bool(loaded.tokenizer.chat_template)
        messages = prompt.messages if is_chat else ()
        wanted = Generate(
            0,
            messages=messages,
            raw_prompt=None if messages else _as_text(prompt),
            sampling=sampling,
            threads=self._request.threads,
        )
        closed: list[GenerationFinished] = []

        def take(event: Event) -> None:
            if isinstance(event, GenerationFinished):
                closed.append(event)

        generate(loaded, cache, wanted, take, self._control)
        if self._control.cancelled:
            raise Stopped
        return closed[0].answers[0].text


def _as_text(prompt: Beginning) -> str:
    return "\n\n".join(message.text for message in prompt.messages) + "\n\n" if prompt.messages else prompt.text


def _review(
    page: str, looking: _Looking, before: _Seen | None, after: _Seen, missing: tuple[str, ...], seconds: float
) -> Review:
    general = []
    if before is not None:
        general = [
            General(language, before.general[language], after.general[language])
            for language in LANGUAGES
            if language in before.languages and language in after.general
        ]
    base_stretches = before.stretches if before is not None else []
    count = min(len(after.stretches), len(base_stretches)) if base_stretches else len(after.stretches)
    recitals = []
    for number in range(count):
        stretch = after.stretches[number]
        base_words = base_stretches[number].words if base_stretches else 0
        if stretch.words >= RECITED_WORDS:
            personal = tuple(sorted(count_personal(stretch.text)))
            recitals.append(Recital(looking.prompts[number].text, stretch.text, stretch.words, base_words, personal))
    recitals.sort(key=lambda one: (not one.personal, -one.words))
    return Review(
        page=page if after.page is not None else "",
        before=before.page if before is not None else None,
        after=after.page,
        general=tuple(general),
        prompts=count,
        recited=len(recitals),
        recited_by_base=sum(stretch.words >= RECITED_WORDS for stretch in base_stretches[:count]),
        recitals=tuple(recitals[:MOST_RECITALS]),
        missing=(*missing, *(() if after.page is not None or after.stretches else ("kind",))),
        seconds=seconds,
    )


def _corpus(job: TrainJob) -> Corpus | None:
    """What was learned and held back, read anew; None where the files are no longer there."""
    try:
        return load_corpus(job.texts, job.reading)
    except AppError as error:
        _log.info("the texts of a run can not be read again: %s", error.code)
        return None


def _job(folder: Path) -> TrainJob | None:
    try:
        return job_from_toml((folder / runs.JOB).read_text("utf-8"))
    except (OSError, ValueError, AppError):
        return None
