"""What a run writes: autosaves with its whole state, moments that the person keeps, and the finished checkpoint."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch

from desktop_llm.core.training import Method, Task
from desktop_llm.engine.training import lora
from desktop_llm.engine.training.card import model_card
from desktop_llm.engine.training.preparing import Prepared
from desktop_llm.engine.training.run_folder import RunFolder
from desktop_llm.engine.training.saving import Companions, in_format, write_checkpoint, write_folder
from desktop_llm.engine.training.state import Facts, write_state


class Keeping:
    """The writer of a run's checkpoints.

    Attributes:
        exam_before, exam_after: For the cards; nan where not measured.
    """

    def __init__(self, prepared: Prepared, folder: RunFolder) -> None:
        self._prepared = prepared
        self._folder = folder
        self.exam_before = math.nan
        self.exam_after = math.nan

    def save(self, target: Path, facts: Facts, best: list[torch.Tensor]) -> None:
        """A checkpoint of now with the whole state.

        Raises:
            AppError: DISK_FULL, DISK_UNWRITABLE, OUT_OF_MEMORY.
        """
        run = self._prepared.run
        more = Companions(write=lambda folder: write_state(folder, run, facts, best))
        self._write(target, self._weights(), facts.step, more)

    def keep_moment(self, step: int) -> Path:
        """A checkpoint of now that stays."""
        target = self._folder.moment(step)
        if not target.exists():
            self._write(target, self._weights(), step)
        return target

    def merge_or_round(self) -> None:
        """Bring the weights into the form in which they are saved."""
        run = self._prepared.run
        if self._prepared.plan.method is Method.LORA:
            base_path = self._prepared.job.base_path
            write_folder(self._folder.adapter, lambda path: lora.save_adapter(run.model, path, base_path))
            run.model = lora.merged(run.model)
        with torch.no_grad():
            for tensor in run.model.parameters():
                tensor.copy_(tensor.to(self._prepared.saved))

    def finish(self, step: int) -> None:
        """The checkpoint of the run, after `merge_or_round`."""
        weights = in_format(self._prepared.run.model.state_dict(), self._prepared.saved)
        self._write(self._folder.checkpoint, weights, step)

    def _weights(self) -> dict[str, torch.Tensor]:
        """The weights of now, as they would be saved."""
        run, is_lora = self._prepared.run, self._prepared.plan.method is Method.LORA
        weights = lora.merged_weights(run.model) if is_lora else run.model.state_dict()
        return in_format(weights, self._prepared.saved)

    def _write(
        self, target: Path, weights: dict[str, torch.Tensor], steps: int, more: Companions | None = None
    ) -> None:
        prepared = self._prepared
        after = None if math.isnan(self.exam_after) else self.exam_after
        before = None if math.isnan(self.exam_before) else self.exam_before
        card = model_card(
            prepared.job,
            prepared.plan,
            prepared.base.facts.licence,
            prepared.corpus,
            steps,
            (before, after),
        )
        model: Any = prepared.run.model
        if hasattr(model, "get_base_model"):
            model = model.get_base_model()
        companions = Companions(
            own_config=prepared.plan.task in (Task.SORT, Task.REWRITE),
            chat_template=getattr(prepared.study, "new_template", ""),
            write=more.write if more else None,
        )
        needed_bytes = prepared.checkpoint_bytes + (prepared.state_bytes if more else 0)
        write_checkpoint(target, model, weights, Path(prepared.job.base_path), card, needed_bytes, companions)
