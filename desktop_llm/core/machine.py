"""How much memory this computer has for the program: the system's figure, or a container's limit where lower.

Memory of graphics processors the engine asks for itself.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")
_PROCESSOR = Path("/proc/cpuinfo")
_MULTIPLIES_BF16 = {"avx512_bf16", "amx_bf16", "bf16"}
_UNLIMITED = 1 << 60
"""Version 1 writes a number near 2^63 for "no limit"."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in all, and bytes that can be had now without pushing anything to disk."""

    total_bytes: int
    available_bytes: int


@cache
def fast_format() -> str:
    """The format that the engine's trial finds faster on this processor: "bf16" or "fp32"; "" where that is not known.

    Told from what the processor says it can multiply; the trial itself is `engine.machine`'s.
    """
    if platform.system() != "Linux":
        return ""
    try:
        with _PROCESSOR.open(encoding="utf-8", errors="replace") as file:
            flags = next((line for line in file if line.startswith(("flags", "Features"))), "")
    except OSError:
        return ""
    return "bf16" if _MULTIPLIES_BF16 & set(flags.split()) else "fp32" if flags else ""


def machine_memory(cgroups: Path = _CGROUPS, own_cgroup: Path = _OWN_CGROUP) -> Memory:
    """The memory that this process can have.

    Args:
        cgroups: Where Linux shows its control groups.
        own_cgroup: Where it says in which of them this process is.
    """
    system = psutil.virtual_memory()
    total, available = int(system.total), int(system.available)
    for limit, used in _limits(cgroups, own_cgroup):
        total = min(total, limit)
        available = min(available, max(0, limit - used))
    return Memory(total, available)


def _limits(cgroups: Path, own_cgroup: Path) -> Iterator[tuple[int, int]]:
    """Limit and use of every control group above this process; none on other systems."""
    try:
        lines = own_cgroup.read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers == "":
            names = ("memory.max", "memory.current", "inactive_file ")
            yield from _limits_above(cgroups, path, names)
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
            yield from _limits_above(cgroups / "memory", path, names)


def _limits_above(root: Path, path: str, names: tuple[str, str, str]) -> Iterator[tuple[int, int]]:
    """From the group of this process up to the root. In a container the path is often the host's and not there."""
    group = root / path.lstrip("/")
    while group != root and root in group.parents:
        yield from _limit_of(group, names)
        group = group.parent
    yield from _limit_of(root, names)


def _limit_of(group: Path, names: tuple[str, str, str]) -> Iterator[tuple[int, int]]:
    limit_name, used_name, reclaimable_name = names
    try:
        limit = int((group / limit_name).read_text("ascii"))  # "max" is no number: no limit
        used = int((group / used_name).read_text("ascii"))
        statistics = (group / "memory.stat").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return
    # Pages of files that nobody uses just now are given up at once when memory is asked for.
    reclaimable = next((int(s.split()[1]) for s in statistics if s.startswith(reclaimable_name)), 0)
    if limit < _UNLIMITED:
        yield limit, max(0, used - reclaimable)
