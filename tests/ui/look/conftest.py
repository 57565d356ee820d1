"""Every test of the parts begins light, at 100 % text, and leaves it so."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop_llm.ui.look.theme import Theme, theme


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    """The application's theme, light and at text factor 1."""
    shared = theme()
    shared.set_mode("light")
    shared.set_text_factor(1.0)
    yield shared
    shared.set_mode("light")
    shared.set_text_factor(1.0)
