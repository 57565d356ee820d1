"""A window over a temporary home; see `kit`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look import motion
from desktop_llm.ui.look.theme import theme
from tests.ui.window.kit import WindowKit


@pytest.fixture
def kit(home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowKit]:
    """Two models that write, one that is broken; the window is not shown yet."""
    monkeypatch.setattr(motion, "is_reduced", lambda: True)
    made = WindowKit(home)
    made.add_models()
    qtbot.addWidget(made.window)
    yield made
    made.close()
    theme().set_mode("light")
    theme().set_text_factor(1.0)
