"""Several processes that train one model: under `torchrun` or `accelerate launch`, on one computer or several.

Every process holds the whole model and takes its share of each step's rows; the gradients are added up, so the step is
the one that a single process would take with all rows. What is decided by a clock, a person or the exam, the first
process decides for all. It alone writes; the others read the same folder, so hosts need a disk in common.
"""

from __future__ import annotations

import dataclasses
import importlib
import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.distributed as distributed
from torch import nn

from desktop_llm.core.cores import usable_cores
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.control import Control
from desktop_llm.engine.training.batch import Batch

BUCKET_ELEMENTS = 1 << 24
"""Gradients travel in parcels of 64 MB."""
_WISHES = ("cancelled", "keep", "pause", "moment")


class Together:
    """This process among the others.

    Attributes:
        rank: Its number; the first, 0, writes and speaks.
        size: How many there are.
    """

    def __init__(self) -> None:
        self.rank, self.size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
        self._local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        self._local_size = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
        on_cards = torch.cuda.is_available() and torch.cuda.device_count() >= self._local_size
        self._device = torch.device("cuda", self._local_rank) if on_cards else torch.device("cpu")
        if on_cards:
            torch.cuda.set_device(self._device)
        # peft 0.21 looks for this part of torch without importing it, once processes are joined.
        importlib.import_module("torch.distributed.tensor")
        distributed.init_process_group("cpu:gloo,cuda:nccl" if on_cards else "gloo")

    @classmethod
    def begin(cls) -> Together | None:
        """Join the others where a launcher has started several; None where this process is alone."""
        return cls() if int(os.environ.get("WORLD_SIZE", "1")) > 1 and "RANK" in os.environ else None

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def own_job(self, job: TrainJob) -> TrainJob:
        """The job with this process's card and its share of the processor.

        Raises:
            AppError: BAD_OPTION for a job in minutes: the processes' clocks differ.
        """
        if job.minutes is not None:
            raise AppError(ErrorCode.BAD_OPTION, "several processes", option="minutes", bounds="steps or epochs here")
        threads = job.threads or max(1, usable_cores() // self._local_size)
        device = str(self._device) if job.device in ("auto", "cuda") else job.device
        return dataclasses.replace(job, threads=threads, device=device)

    def from_first(self, value: Any) -> Any:
        """What the first process has, at all of them. Every process has to come here."""
        holder = [value]
        distributed.broadcast_object_list(holder, src=0)
        return holder[0]

    def loss_of_first(self, loss: float) -> float:
        """An exam's figure: decisions that hang on it are then the same everywhere."""
        told = torch.tensor([loss], dtype=torch.float64)
        distributed.broadcast(told, src=0)
        return float(told[0])

    def agree(self, own: Control, agreed: Control) -> None:
        """What any process was asked for is asked of all, between the same two steps."""
        wishes = torch.tensor([int(getattr(own, name)) for name in _WISHES])
        distributed.all_reduce(wishes, op=distributed.ReduceOp.MAX)
        for name, wish in zip(_WISHES, wishes.tolist(), strict=True):
            setattr(agreed, name, bool(wish))
        own.moment = False
        agreed.threads = own.threads

    def own_rows(self, batch: Batch) -> Batch:
        """This process's share of a step's rows; none where there are more processes than rows."""
        return batch.chosen(np.arange(self.rank, len(batch.ids), self.size))

    def add_up(self, trained: Sequence[nn.Parameter], loss: torch.Tensor) -> torch.Tensor:
        """Give every process the sum of all gradients; the sum of the losses.

        A weight that no row of this process touched counts as zero.
        """
        for parameter in trained:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        for parcel in _parcels([parameter.grad for parameter in trained if parameter.grad is not None]):
            flat = torch.cat([tensor.reshape(-1) for tensor in parcel])
            distributed.all_reduce(flat)
            for tensor, part in zip(parcel, flat.split([t.numel() for t in parcel]), strict=True):
                tensor.copy_(part.view_as(tensor))
        total = loss.detach().clone()
        distributed.all_reduce(total)
        return total

    def end(self) -> None:
        """Leave the others."""
        distributed.destroy_process_group()


def _parcels(tensors: list[torch.Tensor]) -> list[list[torch.Tensor]]:
    parcels: list[list[torch.Tensor]] = []
    filled: float = math.inf
    for tensor in tensors:
        if filled + tensor.numel() > BUCKET_ELEMENTS:
            parcels.append([])
            filled = 0
        parcels[-1].append(tensor)
        filled += tensor.numel()
    return parcels
