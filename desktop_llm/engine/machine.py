"""This computer as the engine sees it: places to compute, numeric formats, threads, memory, errors about memory.

What a model needs is `core.fit`; loading one is `loading`.
"""

from __future__ import annotations

import functools
import gc
import platform
import re
import time

import psutil
import torch

from desktop_llm.core.cores import usable_cores
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Device
from desktop_llm.engine.control import Control
from desktop_llm.engine.forward.product import PackedProduct, Product, can_pack

PRECISIONS = ("auto", "fp32", "bf16", "fp16", "8bit", "4bit")
_TRIAL_SIDE = 1024
_TRIAL_ROWS = 64
_TRIAL_S = 0.02
_CLEARLY_FASTER = 0.9
"""bf16 has to beat fp32 by a tenth, or the exact format is taken."""
_LOOK_S = 0.5
_BUSY_FROM = 0.35
"""A core counts as busy when others use at least 0.65 of it."""
_BYTES_WANTED = (re.compile(r"allocate (\d+) bytes"), re.compile(r"[Tt]ried to allocate ([\d.]+) ([KMG])iB"))


def devices() -> tuple[Device, ...]:
    """Every place to compute, the processor first."""
    found = [Device("cpu", platform.processor() or platform.machine(), psutil.virtual_memory().total)]
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        about = torch.cuda.get_device_properties(index)
        found.append(Device(f"cuda:{index}", about.name, about.total_memory))
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU", torch.mps.recommended_max_memory()))
    return tuple(found)


def chosen_device(name: str) -> torch.device:
    """The device for a name of `Load.device`.

    Raises:
        AppError: DEVICE_MISSING.
    """
    names = [device.name for device in devices()]
    if name == "auto":
        return torch.device(next((known for known in names if known != "cpu"), "cpu"))
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in names:
        raise AppError(ErrorCode.DEVICE_MISSING, f"{name} is not one of {', '.join(names)}", device=name)
    return torch.device(wanted)


def chosen_dtype(precision: str, device: torch.device, side: int = 0) -> torch.dtype:
    """The numeric format for a name of `Load.precision`. `side` is the width of the model's matrices.

    Raises:
        AppError: PRECISION_UNAVAILABLE; BAD_OPTION for an unknown name.
    """
    if precision not in PRECISIONS:
        raise AppError(ErrorCode.BAD_OPTION, f"precision={precision}", option="precision", bounds=", ".join(PRECISIONS))
    if precision in ("8bit", "4bit"):
        raise AppError(ErrorCode.PRECISION_UNAVAILABLE, precision, precision=precision)
    named = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    if precision != "auto":
        return named[precision]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device.type == "mps":
        return torch.float16
    return named[_faster_on_cpu(min(max(side, 64), _TRIAL_SIDE))]


def precision_name(dtype: torch.dtype) -> str:
    """The short name of a torch format."""
    return {"float32": "fp32", "bfloat16": "bf16", "float16": "fp16"}.get(str(dtype).removeprefix("torch."), str(dtype))


@functools.cache
def _faster_on_cpu(side: int) -> str:
    """Time one-row (answering) and many-row (reading) products of this width in both formats, interleaved."""
    pairs = {}
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        weight = torch.zeros(side, side, dtype=dtype)
        product = PackedProduct(weight, None) if can_pack(dtype) else Product(weight, None)
        pairs[name] = (product, torch.zeros(1, side, dtype=dtype), torch.zeros(_TRIAL_ROWS, side, dtype=dtype))
    best = dict.fromkeys(pairs, float("inf"))
    end = time.perf_counter() + _TRIAL_S
    with torch.inference_mode():
        while True:
            for name, (product, row, rows) in pairs.items():
                start = time.perf_counter()
                for _ in range(4):
                    product(row)
                product(rows)
                best[name] = min(best[name], time.perf_counter() - start)
            if time.perf_counter() > end:
                break
    return "bf16" if best["bf16"] < best["fp32"] * _CLEARLY_FASTER else "fp32"


def set_threads(threads: int) -> None:
    """Give torch so many processor threads; 0 takes every core that this process may use."""
    wanted = threads if threads > 0 else usable_cores()
    if torch.get_num_threads() != wanted:
        torch.set_num_threads(wanted)


class ThreadShare:
    """Follows what a job is told of threads; its own choice is what it had at first. Used in the job's thread.

    Threads of one product wait for each other, so that one which shares its core with another program holds up all:
    4-bit answers fell to a quarter beside one busy program with a thread for each core, to three fifths with one
    thread fewer. Cores that others use are therefore left to them.

    Args:
        at_most: More than so many are never used; 0 for no such bound.
    """

    def __init__(self, control: Control, at_most: int = 0) -> None:
        self._control, self._at_most = control, at_most
        self._own = torch.get_num_threads()
        self._others = _Others()

    def follow(self) -> None:
        """Between two tokens or steps."""
        wanted = self._control.threads or self._own
        if self._at_most:
            wanted = min(wanted, self._at_most)
        if wanted > 1:
            wanted = max(1, min(wanted, usable_cores() - self._others.busy_cores()))
        if torch.get_num_threads() != wanted:
            torch.set_num_threads(wanted)


class _Others:
    """How many cores other programs use, looked at twice a second."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._busy = 0
        self._before = self._seconds()

    def busy_cores(self) -> int:
        """Cores in use by others, as it was lately."""
        if time.monotonic() - self._before[0] >= _LOOK_S:
            now = self._seconds()
            passed, everyone, own = (new - old for new, old in zip(now, self._before, strict=True))
            self._busy = int(max(0.0, everyone - own) / passed + _BUSY_FROM)
            self._before = now
        return self._busy

    def _seconds(self) -> tuple[float, float, float]:
        """The clock, processor time of all programs, and of this one."""
        system, own = psutil.cpu_times(), self._process.cpu_times()
        idle = system.idle + getattr(system, "iowait", 0.0) + getattr(system, "steal", 0.0)
        return time.monotonic(), sum(system[:8]) - idle, own.user + own.system


def resident_bytes() -> int:
    """This process's resident set."""
    return int(psutil.Process().memory_info().rss)


def free_bytes(device: torch.device) -> int:
    """Memory that is free on a device."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def memory_error(error: BaseException) -> AppError | None:
    """OUT_OF_MEMORY with the bytes asked for where they are known, when that is what an exception means."""
    text = str(error)
    is_memory = isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError)
        and ("enforce fail at alloc_cpu" in text or "out of memory" in text.lower() or "can't allocate memory" in text)
    )
    if not is_memory:
        return None
    values: dict[str, int] = {"free_bytes": int(psutil.virtual_memory().available)}
    wanted = _bytes_wanted(text)
    if wanted:
        values["needed_bytes"] = wanted
    return AppError(ErrorCode.OUT_OF_MEMORY, text.splitlines()[0] if text else type(error).__name__, **values)


def _bytes_wanted(text: str) -> int:
    plain, scaled = (pattern.search(text) for pattern in _BYTES_WANTED)
    if plain:
        return int(plain.group(1))
    if scaled:
        return int(float(scaled.group(1)) * 1024 ** ("KMG".index(scaled.group(2)) + 1))
    return 0


def is_poisoned(error: BaseException) -> bool:
    """Whether the GPU's state is lost (a device-side assert): only a new process can use it again."""
    text = str(error)
    return "device-side assert" in text or "CUDA error" in text


def let_go() -> None:
    """Give unused memory of the accelerator back after trouble."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
