"""Dropping files, what floats and goes away again, and what is said in place."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCursor, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look import floating
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.drawer import Drawer
from desktop_llm.ui.look.dropzone import DropZone, FileRow
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.floating import Popover, Toast
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import Banner, EmptyState, ErrorState, WayOut
from desktop_llm.ui.look.progress import MemoryBar, Progress, ProgressBar
from desktop_llm.ui.look.theme import Theme

LEFT = Qt.MouseButton.LeftButton
COPY = Qt.DropAction.CopyAction
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(look: Theme, qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(800, 600)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def _zone(qtbot: QtBot) -> DropZone:
    zone = DropZone("Drop a text, or", "choose", "Let go to read it", name_filter="Texts (*.txt *.md)")
    qtbot.addWidget(zone)
    zone.resize(300, 68)
    zone.show()
    return zone


def test_dropped_files_are_said_and_the_field_shows_that_it_takes_them(
    look: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    zone = _zone(qtbot)
    dropped: list[list[Path]] = []
    zone.files_dropped.connect(dropped.append)
    files = [tmp_path / "Bakery handbook.md", tmp_path / "手册.txt"]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    enter = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NONE)
    QApplication.sendEvent(zone, enter)
    assert enter.isAccepted() and zone.is_dragged_over
    QApplication.sendEvent(zone, QDropEvent(QPointF(20, 20), COPY, data, LEFT, NONE))
    assert dropped == [files] and not zone.is_dragged_over


def test_what_is_not_a_file_is_not_taken(look: Theme, qtbot: QtBot) -> None:
    zone = _zone(qtbot)
    for data in (QMimeData(), QMimeData()):
        data.setUrls([QUrl("https://example.org/a.txt")])
        enter = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NONE)
        enter.ignore()
        QApplication.sendEvent(zone, enter)
        assert not enter.isAccepted() and not zone.is_dragged_over
    QApplication.sendEvent(zone, QDragLeaveEvent())


def test_a_click_opens_the_file_chooser_without_blocking(look: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    zone = _zone(qtbot)
    dropped: list[list[Path]] = []
    zone.files_dropped.connect(dropped.append)
    qtbot.keyClick(zone, Qt.Key.Key_Space)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible())
    assert dialog.nameFilters() == ["Texts (*.txt *.md)"]
    dialog.filesSelected.emit([str(tmp_path / "a.txt")])
    dialog.close()
    assert dropped == [[tmp_path / "a.txt"]]


def test_the_filled_field_holds_rows_and_still_asks_for_more(look: Theme, qtbot: QtBot) -> None:
    zone = _zone(qtbot)
    empty = zone.sizeHint().height()
    row = FileRow("Bakery handbook.md", "8,420 words", Button("See what was read", "quiet", size="small"))
    zone.set_rows([row], "Drop more files here, or")
    zone.resize(500, zone.sizeHint().height())
    assert zone.sizeHint().height() > empty + 40 and row.isVisible()
    zone.set_rows([])
    assert zone.sizeHint().height() == empty


def test_a_popover_closes_on_escape_and_gives_the_focus_back(window: QWidget, qtbot: QtBot) -> None:
    anchor = Button("Starter")
    Column(anchor, None, on=window)
    qtbot.waitUntil(anchor.isVisible)
    anchor.setFocus()
    popover = Popover(anchor)
    search = TextField("Find a model", show_name=False)
    popover.content.addWidget(search)
    popover.open_below()
    search.setFocus()
    assert popover.isVisible() and popover.parent() is window
    assert window.rect().contains(popover.geometry()) and popover.y() > anchor.y()
    with qtbot.waitSignal(popover.closed, timeout=1000):
        qtbot.keyClick(search.edit, Qt.Key.Key_Escape)
    assert not popover.isVisible() and anchor.hasFocus()


def test_a_click_outside_closes_a_popover_and_one_inside_does_not(window: QWidget, qtbot: QtBot) -> None:
    anchor, other = Button("Starter"), Button("Other")
    Column(anchor, None, other, on=window)
    presses: list[str] = []
    anchor.clicked.connect(lambda: presses.append("anchor"))
    popover = Popover(anchor, width=300)
    inside = Button("Inside")
    popover.content.addWidget(inside)
    popover.open_below()
    qtbot.mouseClick(inside, LEFT)
    assert popover.isVisible()
    qtbot.mouseClick(anchor, LEFT)
    assert not popover.isVisible() and presses == [], "the click that closes it does not open it again"
    popover.open_below()
    qtbot.mouseClick(other, LEFT)
    assert not popover.isVisible()
    qtbot.mouseClick(anchor, LEFT)
    assert presses == ["anchor"], "nothing listens once it is closed"


def test_a_popover_stays_inside_a_small_window(window: QWidget, qtbot: QtBot) -> None:
    window.resize(320, 400)
    anchor = Button("Starter")
    Column(None, anchor, on=window)
    popover = Popover(anchor, width=420)
    for number in range(5):
        popover.content.addWidget(Button(f"Row {number}"))
    QApplication.processEvents()
    popover.open_below()
    assert window.rect().contains(popover.geometry())
    assert popover.geometry().bottom() < anchor.y(), "above, where there is room"


def test_a_toast_offers_one_way_back_and_goes(window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floating, "TOAST_MS", 30)
    toast = Toast(window)
    QCursor.setPos(window.mapToGlobal(QPoint(8, 8)))
    toast.say("Copied")
    assert toast.isVisible() and toast.action.isHidden()
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=2000)
    toast.say("Moved to the trash", "Undo")
    assert toast.isVisible() and toast.action.text() == "Undo"
    assert abs(toast.geometry().center().x() - window.width() // 2) <= 1
    assert toast.geometry().bottom() < window.height()
    with qtbot.waitSignal(toast.action_requested, timeout=1000):
        qtbot.mouseClick(toast.action, LEFT)
    assert not toast.isVisible()


def test_a_toast_stays_while_its_action_has_the_focus(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floating, "TOAST_MS", 20)
    toast = Toast(window)
    toast.say("Moved to the trash", "Undo")
    toast.action.setFocus()
    qtbot.wait(80)
    assert toast.isVisible()


def test_a_banner_says_its_sentence_and_offers_one_action(look: Theme, qtbot: QtBot) -> None:
    banner = Banner("warn", "On battery, 38 % left.", "Wait for power")
    qtbot.addWidget(banner)
    with qtbot.waitSignal(banner.action_requested, timeout=1000):
        banner.action.click()
    banner.set_sentence("On mains.")
    assert banner.accessibleName() == banner.sentence == "On mains." and banner.action.isHidden()


def test_an_error_offers_its_ways_out_best_first(look: Theme, qtbot: QtBot) -> None:
    trouble = ErrorState(
        "Qwen3 8B is too big for this computer.",
        "It needs about 18.1 GB of memory.",
        safe="Your message is kept below.",
        ways=(WayOut("get", "Get it", "Get the smaller version"), WayOut("back", "Go back", "Go back to Starter")),
        details="code: too_big",
    )
    qtbot.addWidget(trouble)
    assert [(key, button.kind) for key, button in trouble.buttons.items()] == [
        ("get", "primary"),
        ("back", "secondary"),
    ]
    with qtbot.waitSignal(trouble.way_chosen, timeout=1000) as said:
        trouble.buttons["back"].click()
    assert said.args == ["back"]
    trouble.copy.click()
    assert QApplication.clipboard().text() == "code: too_big"


def test_an_empty_state_has_one_sentence_and_one_button(look: Theme, qtbot: QtBot) -> None:
    state = EmptyState("No runs yet.", "Start one", "plus")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.action_requested, timeout=1000):
        state.action.click()
    quiet = EmptyState("Nothing found.")
    qtbot.addWidget(quiet)
    assert quiet.action.isHidden()


def test_the_drawer_closes_on_escape_and_is_as_wide_as_drawn(window: QWidget, qtbot: QtBot, look: Theme) -> None:
    drawer = Drawer("More", parent=window)
    field = TextField("Name")
    drawer.content.addWidget(field)
    drawer.hide()
    drawer.open_drawer()
    assert drawer.isVisible() and drawer.width() == 304
    look.set_text_factor(2.0)
    assert drawer.width() == 608
    field.setFocus()
    with qtbot.waitSignal(drawer.closed, timeout=1000):
        qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert drawer.isHidden()


def test_progress_says_time_first_and_keeps_its_share_in_bounds(look: Theme, qtbot: QtBot) -> None:
    progress = Progress("Training")
    qtbot.addWidget(progress)
    progress.show_progress(0.6, "About 2 min left", "60 %, step 48 of 80")
    assert progress.bar.share == pytest.approx(0.6)
    assert progress.bar.accessibleDescription() == "About 2 min left 60 %, step 48 of 80"
    bar = ProgressBar("Download")
    qtbot.addWidget(bar)
    for share, shown in ((-1, 0), (2, 1), (0.25, 0.25)):
        bar.set_share(share)
        assert bar.share == pytest.approx(shown)


def test_the_memory_bar_says_in_words_what_it_draws(look: Theme, qtbot: QtBot) -> None:
    bar = MemoryBar("Memory")
    qtbot.addWidget(bar)
    bar.resize(700, 48)
    bar.show()
    words = {"used_words": "3.4 GB in use", "wanted_words": "Qwen3 8B, 18.1 GB", "limit_words": "16 GB here"}
    bar.show_use(3.4, 18.1, 16, **words, excess_words="5.5 GB too much")
    assert bar.accessibleDescription() == "3.4 GB in use, Qwen3 8B, 18.1 GB, 16 GB here, 5.5 GB too much"
    palette, image = look.palette, bar.grab().toImage()
    whole = 3.4 + 18.1
    seen = [image.pixelColor(round(700 * at / whole), 13).name().upper() for at in (1.7, 10.0, 20.0)]
    assert seen == [palette.base, palette.over_limit, palette.danger]
    bar.show_use(3.4, 1.9, 16, **words)
    image = bar.grab().toImage()
    seen = [image.pixelColor(round(700 * at / 16), 13).name().upper() for at in (1.7, 4.4, 12.0)]
    assert seen == [palette.base, palette.accent, palette.track]


def test_a_long_list_gives_way_to_what_stands_below_it(window: QWidget, qtbot: QtBot) -> None:
    rows = QWidget()
    rows.setMinimumHeight(2000)
    scroll = Scroll(rows)
    scroll.want_height(900, 96)
    anchor, footer = Button("Open", parent=window), Button("Get one")
    popover = Popover(anchor)
    popover.content.addWidget(scroll)
    popover.content.addWidget(footer)
    popover.open_below()
    qtbot.waitUntil(lambda: footer.height() > 0 and footer.y() > 0)
    assert popover.geometry().bottom() <= window.height()
    assert scroll.geometry().bottom() < footer.y()
    assert footer.geometry().bottom() <= popover.height()
