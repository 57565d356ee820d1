"""Switching theme and text size reaches what is already on the screen; icons come in the token's colour."""

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look import icons, motion
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.floating import Toast
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.slider import Stepper
from desktop_llm.ui.look.surfaces import Card, Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import Theme, has_cjk, theme
from desktop_llm.ui.look.toggles import Segmented
from desktop_llm.ui.look.tokens import DARK, LIGHT, ROLES


def _colour_at(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name().upper()


def test_there_is_one_theme_and_it_belongs_to_the_application(look: Theme, qapp: QApplication) -> None:
    assert theme() is look
    assert look.parent() is qapp


def test_a_living_widget_changes_with_the_theme(look: Theme, qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.resize(200, 100)
    card.show()
    assert _colour_at(card, 100, 50) == LIGHT.surface_card
    look.set_mode("dark")
    assert look.is_dark
    assert _colour_at(card, 100, 50) == DARK.surface_card
    assert QApplication.palette().color(QPalette.ColorRole.WindowText) == QColor(DARK.text_1)


def test_the_primary_button_is_filled_in_both_themes(look: Theme, qtbot: QtBot) -> None:
    button = Button("Send", "primary")
    qtbot.addWidget(button)
    button.show()
    assert _colour_at(button, 6, 18) == LIGHT.accent_fill
    look.set_mode("dark")
    assert _colour_at(button, 6, 18) == DARK.accent_fill


def test_system_mode_is_light_where_the_system_does_not_say(look: Theme) -> None:
    look.set_mode("dark")
    look.set_mode("system")
    assert not look.is_dark


def test_text_size_reaches_living_widgets_and_their_gaps(look: Theme, qtbot: QtBot) -> None:
    page = Surface()
    qtbot.addWidget(page)
    button, text = Button("Start training", "primary"), Text("body", "A sentence", wrap=False)
    column = Column(button, text, gap=12, margins=16, on=page)
    before = (button.sizeHint(), text.sizeHint(), column.spacing(), column.contentsMargins().left())
    look.set_text_factor(2.0)
    assert button.sizeHint().height() == 2 * before[0].height()
    assert button.sizeHint().width() == pytest.approx(2 * before[0].width(), abs=4)
    assert text.sizeHint().width() == pytest.approx(2 * before[1].width(), abs=4)
    assert (column.spacing(), column.contentsMargins().left()) == (24, 32)


def test_at_200_percent_a_button_is_wide_enough_for_its_label(look: Theme, qtbot: QtBot) -> None:
    for size in ("small", "normal", "start"):
        for label in ("Start training", "Compare with base", "开始训练", "Stop and keep"):
            button = Button(label, icon="play", size=size)  # type: ignore[arg-type]
            qtbot.addWidget(button)
            for factor in (1.0, 1.5, 2.0):
                look.set_text_factor(factor)
                role = {"small": "small.strong", "start": "reading.strong"}.get(size, "body.strong")
                assert button.minimumSizeHint().width() >= look.text_width(role, label) + look.px(16 + 16)


def test_a_living_text_field_grows_with_its_placeholder(look: Theme, qtbot: QtBot) -> None:
    field = GrowingText("Message", placeholder="Write a message")
    qtbot.addWidget(field)
    field.show()
    look.set_text_factor(2.0)
    assert field.font().pixelSize() == field.viewport().font().pixelSize() == 30
    assert field.height() == 2 * 24 + 2


def test_text_factor_stays_within_bounds(look: Theme) -> None:
    look.set_text_factor(9)
    assert look.text_factor == 2.0
    look.grow_text(-30)
    assert look.text_factor == 1.0
    look.grow_text(2)
    assert look.text_factor == pytest.approx(1.2)


def test_changed_is_said_once_for_each_change(look: Theme, qtbot: QtBot) -> None:
    said: list[bool] = []
    look.changed.connect(lambda: said.append(look.is_dark))
    look.set_mode("dark")
    look.set_mode("dark")
    look.set_text_factor(1.0)
    assert said == [True]


def test_a_widget_that_is_gone_is_not_reached(look: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    # Kept alive in Python, gone in Qt: two kinds with signals of their own, since PySide forgot the second one's end.
    kept = [
        part
        for _ in range(3)
        for part in (Segmented("a", [(1, "a")]), Stepper("b", 1, 0, 2), Toast(page), Button("c"), Card())
    ]
    for part in kept:
        part.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    reached: list[str] = []
    for part in kept:
        part.refresh_look = lambda part=part: reached.append(type(part).__name__)  # type: ignore[method-assign]
    look.set_mode("dark")
    assert not any(map(shiboken6.isValid, kept))
    assert reached == []


def test_no_type_role_is_under_twelve_pixels_and_figures_are_tabular(look: Theme) -> None:
    assert min(role.size_px for role in ROLES.values()) == 12
    for name in ROLES:
        assert look.text_width(name, "1111111111") == look.text_width(name, "0000000000"), name


def test_chinese_reading_lines_are_taller(look: Theme) -> None:
    assert look.line_height("reading", "Reading") == 24
    assert look.line_height("reading", "阅读") == 26
    assert look.line_height("body", "阅读") == 20
    assert has_cjk("a 中") and not has_cjk("naïve ☃️ 1")


def test_an_icon_takes_the_tokens_colour_and_the_text_size(look: Theme) -> None:
    def ink(image: QImage) -> set[str]:
        strong = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        return {colour.name().upper() for colour in strong if colour.alpha() == 255}

    assert ink(icons.pixmap("square", "danger", 96).toImage()) == {LIGHT.danger}
    look.set_mode("dark")
    assert ink(icons.pixmap("square", "danger", 96).toImage()) == {DARK.danger}
    look.set_text_factor(2.0)
    assert icons.pixmap("check", "text.1", 16).deviceIndependentSize().width() == 32
    with pytest.raises(KeyError):
        icons.pixmap("no-such-icon")


def test_every_icon_can_be_drawn(look: Theme) -> None:
    assert len(icons.icon_names()) >= 45
    for name in icons.icon_names():
        image = icons.pixmap(name, "text.1", 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


def test_nothing_moves_under_tests() -> None:
    assert motion.duration_ms(motion.DRAWER_MS) == 0
