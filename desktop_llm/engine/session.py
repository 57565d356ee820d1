"""One checkpoint and the jobs done with it: the engine as a process (`process`) or a command (`cli`) uses it.

This is the one border where errors of a job become its closing event.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from pathlib import Path

import torch
import transformers

from desktop_llm.core.convert_messages import Convert
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.export_messages import CheckpointWritten, ExportFolder, MergeAdapter
from desktop_llm.core.gguf_file import is_gguf
from desktop_llm.core.inspect_messages import InspectRequest
from desktop_llm.core.list_messages import GenerateList
from desktop_llm.core.look_back import LookBack
from desktop_llm.core.measures import ListMeasured, MeasureList
from desktop_llm.core.messages import (
    Cancelled,
    CountTokens,
    Event,
    Failed,
    FillGaps,
    Generate,
    Load,
    Logprobs,
    ModelLoading,
    ModelReady,
    Request,
    Score,
    TokensCounted,
)
from desktop_llm.core.training_messages import Probe, ReadTexts, TextsRead, Train
from desktop_llm.engine import machine, scoring
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.gaps import fill_gaps
from desktop_llm.engine.generation import generate
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.own_cache import cache_for
from desktop_llm.engine.prompt import TemplateHangs, count_tokens


class Session:
    """Holds at most one checkpoint and does one job at a time.

    Args:
        emit: Gets every event, in the thread that calls `handle`.

    Attributes:
        has_to_end: The process is no longer fit for another job (a poisoned GPU, foreign code that hangs).
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._loaded: LoadedModel | None = None
        self._cache: PromptCache | None = None
        self._controls: dict[int, Control] = {}
        self.has_to_end = False

    def handle(self, request: Request) -> None:
        """Do a job to its closing event. Never raises for what happens inside the job."""
        for stale in [job for job in self._controls if job < request.job_id]:
            del self._controls[stale]
        control = self._control(request.job_id)
        try:
            self._do(request, control)
        except Stopped:
            self._emit(Cancelled(request.job_id))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # tokenizers' panics derive from BaseException
            self.has_to_end = machine.is_poisoned(error) or isinstance(error, TemplateHangs)
            self._emit(Failed.of(request.job_id, self._as_app_error(error)))
        finally:
            self._controls.pop(request.job_id, None)

    def cancel(self, job_id: int) -> None:
        """From any thread: stop a job, also one that has not begun."""
        self._control(job_id).cancelled = True

    def stop_and_keep(self, job_id: int) -> None:
        """From any thread: end a training after its current step and keep the result."""
        self._control(job_id).keep = True

    def pause(self, job_id: int) -> None:
        """From any thread: save the whole state of a training after its current step and end it."""
        self._control(job_id).pause = True

    def keep_moment(self, job_id: int) -> None:
        """From any thread: keep the weights of now of a training that goes on."""
        self._control(job_id).moment = True

    def use_threads(self, job_id: int, threads: int) -> None:
        """From any thread: compute with so many threads from the next token or step on."""
        self._control(job_id).threads = threads

    def close(self) -> None:
        """Let go of the checkpoint."""
        if self._loaded is not None:
            self._loaded.close()
        self._loaded = self._cache = None
        machine.let_go()

    def text_alone(self, ids: tuple[int, ...]) -> str:
        """Text of ids by themselves, as if nothing stood before them."""
        return self._checkpoint().decode(ids)

    def _control(self, job_id: int) -> Control:
        return self._controls.setdefault(job_id, Control())

    def _as_app_error(self, error: BaseException) -> AppError:
        if isinstance(error, AppError):
            return error
        out_of_memory = machine.memory_error(error)
        if out_of_memory is not None:
            if self._cache is not None:
                self._cache.forget()
            machine.let_go()
            return out_of_memory
        versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
        report = "".join(traceback.format_exception(error))
        return AppError(ErrorCode.BUG, f"{versions}\n{report}"[-8000:])

    def _checkpoint(self) -> LoadedModel:
        if self._loaded is None:
            raise AppError(ErrorCode.ENGINE_PROTOCOL, "no checkpoint is loaded")
        return self._loaded

    def _do(self, request: Request, control: Control) -> None:
        match request:
            case Load():
                self._load(request)
            case Generate():
                generate(self._checkpoint(), self._cache, request, self._emit, control)
            case GenerateList():
                from desktop_llm.engine.listing import answer_list

                answer_list(self._checkpoint(), self._cache, request, self._emit, control)
            case CountTokens():
                loaded = self._checkpoint()
                self._emit(TokensCounted(request.job_id, count_tokens(loaded, request), loaded.context_tokens))
            case Logprobs():
                self._emit(scoring.logprobs(self._checkpoint(), request, control))
            case Score():
                self._emit(scoring.score(self._checkpoint(), request, self._emit, control))
            case FillGaps():
                self._emit(fill_gaps(self._checkpoint(), request))
            case InspectRequest():
                from desktop_llm.engine.inspect.looking import look_inside

                look_inside(self._loaded, self._cache, request, self._emit, control)
            case Convert():
                from desktop_llm.engine.gguf.converting import convert

                self._emit(convert(request, self._emit, control))
            case MeasureList():
                self._measure(request)
            case ReadTexts():
                self._read_texts(request)
            case Probe():
                from desktop_llm.engine.training import probe

                probe(request, self._emit, control)
            case LookBack():
                from desktop_llm.engine.training.look_back import look_back

                self._emit(look_back(request, self._emit, control))
            case Train():
                from desktop_llm.engine.training import train

                self.has_to_end = train(request, self._emit, control)  # a pause gives the memory back
            case MergeAdapter() | ExportFolder():
                self._write_checkpoint(request, control)
            case _:
                raise AppError(ErrorCode.ENGINE_PROTOCOL, f"unknown request {type(request).__name__}")

    def _load(self, request: Load) -> None:
        started = time.perf_counter()
        self.close()
        job = request.job_id
        self._emit(ModelLoading(job, 0.0))
        if is_gguf(request.path) and not Path(request.path).is_dir():
            self._load_gguf(request, started)
            return
        loaded = load_checkpoint(request, lambda fraction: self._emit(ModelLoading(job, fraction)))
        self._loaded = loaded
        self._cache = cache_for(loaded)
        self._emit(
            ModelReady(
                job,
                path=request.path,
                kind=loaded.facts.kind,
                device=str(loaded.device),
                engine="torch" if loaded.network is not None else "transformers",
                precision=loaded.precision,
                quality_loss=loaded.quality_loss,
                parameters=loaded.facts.parameters,
                memory_bytes=machine.resident_bytes(),
                context_tokens=loaded.context_tokens,
                has_chat_template=bool(loaded.tokenizer.chat_template),
                labels=loaded.labels,
                seconds=time.perf_counter() - started,
            )
        )

    def _load_gguf(self, request: Load, started: float) -> None:
        from desktop_llm.engine.gguf.gguf_model import load_gguf

        job = request.job_id
        loaded, self._cache = load_gguf(request, lambda fraction: self._emit(ModelLoading(job, fraction)))
        self._loaded = loaded
        self._emit(
            ModelReady(
                job,
                path=request.path,
                kind=loaded.facts.kind,
                engine="llama.cpp" if loaded.on_close is not None else "transformers",
                device=str(loaded.device),
                precision=loaded.precision,
                parameters=loaded.facts.parameters,
                memory_bytes=machine.resident_bytes(),
                context_tokens=loaded.context_tokens,
                has_chat_template=bool(loaded.tokenizer.chat_template),
                seconds=time.perf_counter() - started,
            )
        )

    def _write_checkpoint(self, request: MergeAdapter | ExportFolder, control: Control) -> None:
        target = Path(request.target)

        def go_on(_fraction: float) -> None:
            if control.cancelled:
                raise Stopped

        if isinstance(request, ExportFolder):
            from desktop_llm.engine.exporting import export_folder

            size_bytes = export_folder(Path(request.path), target, request.precision, go_on)
        else:
            from desktop_llm.engine.merging import base_of, merge_adapter

            adapter = Path(request.adapter)
            size_bytes = merge_adapter(adapter, Path(request.base or base_of(adapter)), target, go_on)
        self._emit(CheckpointWritten(request.job_id, str(target), size_bytes))

    def _read_texts(self, request: ReadTexts) -> None:
        from desktop_llm.documents import read_corpus

        self._emit(TextsRead(request.job_id, read_corpus(request.paths, request.reading)))

    def _measure(self, request: MeasureList) -> None:
        from desktop_llm.core.list_run import open_list
        from desktop_llm.engine.measures.table import measure_list

        self._emit(ListMeasured(request.job_id, measure_list(open_list(Path(request.folder)))))
