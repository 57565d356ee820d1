"""TensorBoard event files beside a run, so that the tool people know draws its curves. The window reads none of it.

Records are written here and now: tensorboardX's own writer has a thread, in which a full disk would be an error that
nobody hears.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from pathlib import Path
from typing import Any

from desktop_llm.core.messages import Event
from desktop_llm.core.training_messages import HeldOutMeasured, TrainingStep

FLUSH_S = 5.0


class EventFiles:
    """The writer of one run's event files. A disk that is full just now costs curves, not the run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None
        self._flushed_at = 0.0

    def write(self, event: Event) -> None:
        """The figures of an event, if it has any."""
        if isinstance(event, TrainingStep):
            figures = {"loss/training": event.loss, "learning_rate": event.learning_rate}
            self._write(event.step, figures | {"tokens_per_second": event.tokens_per_second})
        elif isinstance(event, HeldOutMeasured):
            self._write(event.step, {"loss/held_out": event.loss})

    def go_on_from(self, step: int) -> None:
        """A new file, before which readers forget what was told after a step."""
        from tensorboardX.proto.event_pb2 import Event as Record
        from tensorboardX.proto.event_pb2 import SessionLog

        self.close()
        log = SessionLog(status=SessionLog.SessionStatus.Value("START"))
        self._append(Record(wall_time=time.time(), step=step + 1, session_log=log))

    def close(self) -> None:
        """Write what is left."""
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()
            self._writer = None

    def _write(self, step: int, figures: dict[str, float]) -> None:
        from tensorboardX.proto.event_pb2 import Event as Record
        from tensorboardX.proto.summary_pb2 import Summary

        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in figures.items() if math.isfinite(value)]
        self._append(Record(wall_time=time.time(), step=step, summary=Summary(value=values)))

    def _append(self, record: Any) -> None:
        now = time.perf_counter()
        try:
            if self._writer is None:
                self._open()
            self._writer.write(record.SerializeToString())
            if now - self._flushed_at > FLUSH_S:
                self._writer.flush()
                self._flushed_at = now
        except OSError:
            self.close()

    def _open(self) -> None:
        from tensorboardX.proto.event_pb2 import Event as Record
        from tensorboardX.record_writer import RecordWriter

        self._folder.mkdir(exist_ok=True)
        name = f"events.out.tfevents.{time.time_ns() // 1000:017d}.{os.getpid()}"
        self._writer = RecordWriter(str(self._folder / name))
        self._writer.write(Record(wall_time=time.time(), file_version="brain.Event:2").SerializeToString())
