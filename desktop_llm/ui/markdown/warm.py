"""Imports what the first finished answer needs: a third of a second that nobody should wait for."""

from __future__ import annotations

from importlib import import_module

LANGUAGES = ("python", "javascript", "bash", "json", "html", "sql")


def warm_up() -> None:
    """For a thread, once the window stands: markdown-it, the widgets, and Pygments' tables of the usual languages.

    The first use of a language takes up to 80 ms. Formulas stay for the first one.
    """
    import_module("desktop_llm.ui.markdown.view")
    colour_spans = import_module("desktop_llm.ui.markdown.code_block").colour_spans
    for language in LANGUAGES:
        colour_spans(" ", language)
