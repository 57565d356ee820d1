"""Weights that are mapped from their file: their pages leave memory when they were converted and are not needed now.

Nothing is lost: a page that is touched again comes back from the file, for which the system keeps it in its own cache.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Iterable
from pathlib import Path

import torch

_DONT_NEED = 4
"""Linux's MADV_DONTNEED."""
_SUFFIX = ".safetensors"


def let_go_of_pages(tensors: Iterable[torch.Tensor]) -> None:
    """Give memory back of those tensors that lie, unchanged, in a mapped file of weights. Does nothing elsewhere."""
    if sys.platform != "linux":
        return
    files = _mapped_files()
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for tensor in tensors:
        if tensor.device.type != "cpu":
            continue
        begin, end = tensor.data_ptr(), tensor.data_ptr() + tensor.numel() * tensor.element_size()
        if any(first <= begin and end <= last for first, last in files):
            first_page = -(-begin // mmap.PAGESIZE) * mmap.PAGESIZE
            last_page = end // mmap.PAGESIZE * mmap.PAGESIZE
            if last_page > first_page:
                advise(first_page, last_page - first_page, _DONT_NEED)


def _mapped_files() -> list[tuple[int, int]]:
    """Addresses at which files of weights are mapped by this process."""
    found = []
    for line in Path("/proc/self/maps").read_text("utf-8", "replace").splitlines():
        if line.endswith(_SUFFIX):
            begin, end = line.split(" ", 1)[0].split("-")
            found.append((int(begin, 16), int(end, 16)))
    return found
