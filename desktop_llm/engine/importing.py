"""transformers' model code, imported without torch's compiler and its sharding, which take most of the time.

Of some 3 s for a causal model's class, about 2 go into `torch._dynamo`, sympy and `torch.distributed.tensor`, which
no part of the engine uses. They are kept out while transformers is imported, and can be imported as ever afterwards.
Goes when transformers imports them late itself (seen in 5.23; the version is pinned).
"""

from __future__ import annotations

import contextlib
import importlib
import operator
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import torch.distributed

from desktop_llm.core.errors import AppError, ErrorCode

_COMPILER = "torch._dynamo"
_INDEXING = "torch._dynamo._trace_wrapped_higher_order_op"
_BATCHING = "transformers.generation.continuous_batching"
_ALGEBRA = "sympy"
_SYMBOLS = "torch.fx.experimental.symbolic_shapes"
_OF_PLAIN_NUMBERS: dict[str, Callable[..., Any]] = {
    "expect_true": bool,
    "guard_or_true": bool,
    "guard_or_false": bool,
    "guard_size_oblivious": bool,
    "statically_known_true": bool,
    "guarding_hint_or_throw": lambda number: number,
    "has_guarding_hint": lambda _number: True,
    "is_nested_int": lambda _number: False,
    "sym_and": lambda *conditions: all(conditions),
    "sym_or": lambda *conditions: any(conditions),
    "sym_eq": operator.eq,
}


def import_model_code(architecture: str) -> None:
    """Import the module of a transformers class, so that the load itself need not.

    Raises:
        AppError: UNKNOWN_ARCHITECTURE.
    """
    import transformers

    try:
        with without_compiler():
            importlib.import_module(getattr(transformers, architecture).__module__)
    except (AttributeError, ImportError) as error:
        detail = f"{architecture}: {error}"
        raise AppError(ErrorCode.UNKNOWN_ARCHITECTURE, detail, architecture=architecture) from error


class _ContinuousMixin:
    """In place of the mixin of a server for many users."""


class _PagedAttentionCache:
    """In place of that server's cache; named in type hints only."""


def _transform_get_item_to_index(*arguments: Any) -> Any:
    """The compiler's own, imported when a mask is really built that way."""
    return importlib.import_module(_INDEXING).TransformGetItemToIndex(*arguments)


def _as_it_is(function: Any = None, *_: Any, **__: Any) -> Any:
    """In place of the compiler's decorators, such as `disable`: it compiles nothing here."""
    return function if function is not None else _as_it_is


def _decorator_of_the_compiler(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _as_it_is


@contextlib.contextmanager
def without_compiler() -> Iterator[None]:
    """Stand-ins for what transformers imports early, or for one step of a load, and the engine never uses."""
    if _COMPILER in sys.modules or _BATCHING in sys.modules:
        yield
        return
    compiler, indexing = ModuleType(_COMPILER), ModuleType(_INDEXING)
    batching, paged = ModuleType(_BATCHING), ModuleType(f"{_BATCHING}.cache")
    compiler.__path__ = batching.__path__ = []
    compiler.__dict__["__getattr__"] = _decorator_of_the_compiler
    indexing.__dict__["TransformGetItemToIndex"] = _transform_get_item_to_index
    for module in (batching, paged):
        module.__dict__.update(ContinuousMixin=_ContinuousMixin, PagedAttentionCache=_PagedAttentionCache)
    stand_ins = {module.__name__: module for module in (compiler, indexing, batching, paged)}
    is_available = torch.distributed.is_available
    torch.distributed.is_available = lambda: False
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        torch.distributed.is_available = is_available
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _NoSymbol:
    """In place of sympy's root class: nothing is one."""


class _UntilNeeded(ModuleType):
    """In place of a module of which only a name or two are used; for any other it becomes the real one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        for module in (_ALGEBRA, _SYMBOLS):
            if isinstance(sys.modules.get(module), _UntilNeeded):
                del sys.modules[module]
        return getattr(importlib.import_module(self.__name__), name)


@contextlib.contextmanager
def without_algebra() -> Iterator[None]:
    """A model is laid out on the meta device without sympy, which torch imports there: 0.4 s of a first load.

    torch asks it whether a plain number is a symbol (it is not) and what holds of plain numbers (as Python says).
    """
    if _ALGEBRA in sys.modules or _SYMBOLS in sys.modules:
        yield
        return
    algebra, symbols = _UntilNeeded(_ALGEBRA), _UntilNeeded(_SYMBOLS)
    algebra.__dict__["Basic"] = _NoSymbol
    symbols.__dict__.update(_OF_PLAIN_NUMBERS)
    sys.modules.update({_ALGEBRA: algebra, _SYMBOLS: symbols})
    try:
        yield
    finally:
        for name in (_ALGEBRA, _SYMBOLS):
            if isinstance(sys.modules.get(name), _UntilNeeded):
                del sys.modules[name]
