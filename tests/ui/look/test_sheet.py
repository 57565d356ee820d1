"""The sheet of all parts: a theme or text size switched while it is open looks as if it had been opened that way."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import Theme
from tests.screens.parts_sheet import Frame, Sheet


def _picture(widget: QWidget) -> QImage:
    widget.resize(1800, 1600)
    for _ in range(4):
        QApplication.processEvents()
    return widget.grab().toImage()


@pytest.mark.parametrize("kind", [Sheet, Frame])
def test_a_switch_while_open_gives_the_same_picture_as_opening_anew(
    look: Theme, qtbot: QtBot, kind: type[QWidget]
) -> None:
    living = kind()
    qtbot.addWidget(living)
    living.show()
    before = _picture(living)
    look.set_mode("dark")
    look.set_text_factor(1.4)
    switched = _picture(living)
    living.hide()
    fresh = kind()
    qtbot.addWidget(fresh)
    fresh.show()
    assert before != switched
    assert switched == _picture(fresh)


@pytest.mark.parametrize("factor", [1.0, 2.0])
@pytest.mark.parametrize("kind", [Sheet, Frame])
def test_no_text_is_cut(look: Theme, qtbot: QtBot, kind: type[QWidget], factor: float) -> None:
    look.set_text_factor(factor)
    window = kind()
    qtbot.addWidget(window)
    window.show()
    _picture(window)
    cut = [
        text.text()
        for text in window.findChildren(Text)
        if text.isVisible() and (text.height() < text.heightForWidth(text.width()))
    ]
    assert cut == []
