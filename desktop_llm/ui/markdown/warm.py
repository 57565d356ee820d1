"""Imports what the first finished answer needs: a third of a second that nobody should wait for."""

from __future__ import annotations

from importlib import import_module


def warm_up() -> None:
    """For a thread, once the window stands: markdown-it, Pygments and the widgets. Formulas stay for the first one."""
    for name in ("desktop_llm.ui.markdown.view", "pygments.lexers.python"):
        import_module(name)
