"""Opens a window with every part of the visual language side by side, and saves pictures of it.

    python -m tests.screens.parts_sheet                          a window to try the parts in
    python -m tests.screens.parts_sheet --out DIR                pictures in light and dark, at 100 and 200 % text

The pictures are for looking at; what can be checked without looking is in `tests/ui/look`.
"""

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.ui.look import paint
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.chips import Chip, Dot, KeyCap, LetterBadge
from desktop_llm.ui.look.choices import Choice, Option, PickerButton, RadioRow
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.drawer import Drawer
from desktop_llm.ui.look.dropzone import DropZone, FileRow
from desktop_llm.ui.look.facts import CheckRow, FactRow, Figure, IconWords, SectionCaption, StepTitle
from desktop_llm.ui.look.fields import GrowingText, TextBox, TextField
from desktop_llm.ui.look.floating import Popover, Toast
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row, Scroll
from desktop_llm.ui.look.notices import Banner, EmptyState, ErrorState, WayOut
from desktop_llm.ui.look.progress import MemoryBar, Progress, ProgressBar
from desktop_llm.ui.look.rows import ListRow, NavRow, RowList, SideRow
from desktop_llm.ui.look.slider import Slider, SliderTrack, Stepper
from desktop_llm.ui.look.surfaces import Card, InputBox, Surface
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented, Toggle

GIB = 2**30


class Swatch(QWidget):
    """A colour of the palette."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setFixedSize(58, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(paint.painter_for(self), self.rect(), 6, self._token, "line.strong")


class Surprise(Themed, QWidget):
    """The heat map's five steps."""

    def __init__(self) -> None:
        super().__init__()
        self.follow_theme()

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x = 0
        for step, word in enumerate(("the", "dough", "rests", "cellar", "troughs")):
            width = theme().text_width("reading", word) + theme().px(10)
            if step:
                paint.box(painter, self.rect().adjusted(x, 0, x + width - self.width(), -2), 3, f"heat.{step}")
            if step == 4:
                painter.fillRect(x, self.height() - 3, width, 2, theme().colour("text.1"))
            paint.draw_text(painter, "reading", "text.1", word, self.rect().translated(x + theme().px(5), 0))
            x += width + 4


def caption(text: str) -> Text:
    return Text("caption.strong", text, color="text.2")


def flow(*parts: QWidget, gap: int = 8) -> QWidget:
    holder = QWidget()
    FlowLayout(*parts, gap=gap, on=holder)
    return holder


def beside(*parts: QWidget | None, gap: int = 12) -> QWidget:
    holder = QWidget()
    Row(*parts, gap=gap, on=holder)
    return holder


def pressed_in(letter: str, key: str) -> Button:
    button = Button(letter, "vote", key_hint=key)
    button.setChecked(True)
    return button


def refused(button: Button) -> Button:
    button.set_unavailable("Choose a text first.")
    return button


def boldness() -> Slider:
    return Slider("Boldness", "temperature", 0, 2, 0.7, decimals=1, low_word="likely words", high_word="takes chances")


class Sheet(Surface):
    """The parts; the first page is picture i, the second the larger parts."""

    def __init__(self) -> None:
        super().__init__()
        self.focused = Button("Start", "primary")
        inside = QWidget()
        row = Row(gap=24, margins=24, on=inside)
        for column in (self._controls(), self._texts(), self._floats()):
            row.addWidget(column, 1)
        Column(Scroll(inside), on=self)

    def _controls(self) -> QWidget:
        column = QWidget()
        over = DropZone("Drop a text, or", "choose", "Let go to read it")
        over._set_dragged_over(True)
        progress = Progress("Training", role="page")
        progress.show_progress(0.6, "About 2 min left", "60 %, step 48 of 80")
        self.marked = SliderTrack("Moment shown")
        self.marked.setRange(0, 8)
        self.marked.set_marks({n: "Base" if n == 0 else str(n * 10) for n in range(9)})
        self.marked.setValue(4)
        Column(
            caption("Buttons"),
            flow(
                Button("Start", "primary"),
                self.focused,
                refused(Button("Start", "primary")),
                Button("Start", "primary", "play", size="start"),
            ),
            flow(
                Button("Compare", icon="columns-3"),
                Button("Undo", "quiet", "undo-2"),
                pressed_in("B", "2"),
                Button("A", "vote", key_hint="1"),
            ),
            flow(
                Button("Move to trash", "danger", "trash-2"),
                Button("Continue with B", "link", trailing_icon="arrow-right"),
                Button("Keep this moment", icon="bookmark", size="small"),
                IconButton("copy", "Copy"),
                IconButton("ellipsis", "More actions"),
                KeyCap("Ctrl K"),
            ),
            caption("Toggle and segmented control"),
            flow(
                Toggle("Off"),
                Toggle("On", is_on=True),
                Segmented("Manner", [("c", "Careful"), ("b", "Balanced"), ("w", "Wild")]),
            ),
            caption("Chips: good news is quiet, trouble is filled"),
            flow(
                Chip("fits"),
                Chip("tight"),
                Chip("too_big"),
                Chip("yours"),
                Chip("right"),
                Chip("neutral", "Not yet", "minus"),
                Chip("training"),
            ),
            caption("Slider with plain-word ends"),
            Slider(
                "Boldness", "temperature", 0, 2, 0.7, decimals=1, low_word="likely words", high_word="takes chances"
            ),
            beside(Text("body.strong", "Longest answer"), None, Stepper("Longest answer", 512, 1, 4096, step=16)),
            self.marked,
            caption("Drop zone: at rest, while dragging"),
            beside(DropZone("Drop a text, or", "choose", "Let go to read it"), over),
            caption("Progress: time left first"),
            progress,
            None,
            on=column,
        )
        return column

    def _texts(self) -> QWidget:
        column = QWidget()
        rows = RowList()
        for key, name, second in ((1, "Row at rest", "with a line below"), (2, "Row selected", "accent soft")):
            row = ListRow(name, second)
            row.add_column(Chip("fits"), 96)
            rows.add_row(key, row)
        rows.select(2)
        taken = TextField("Name", "Starter", show_name=False)
        taken.set_error('This name is taken. Try "Starter 2".')
        swatches = ("surface.side", "surface.page", "surface.card", "surface.hover", "surface.selected", "text.1",
                    "text.2", "text.3", "accent", "success", "warn", "danger")  # fmt: skip
        heat = Surprise()
        Column(
            caption("Surfaces, text, colours"),
            flow(*(Swatch(token) for token in swatches)),
            caption("Type"),
            Text("verdict", "Verdict 22/32"),
            Text("card", "Card title 15/24"),
            Text("reading", "Reading 15/24, for messages and answers"),
            Text("reading", "中文阅读字号为 15/26，行距稍大一些。"),
            beside(
                Text("body", "Body 14/20", wrap=False), Text("body.strong", "and labels 500", wrap=False), None, gap=4
            ),
            Text("caption", "Caption 12/16, figures 0123456789", color="text.2"),
            Text("code", '=ROUND(450 * B1, 0) & " g"'),
            ElidedText("body", "qwen3-0.6b-instruct-taught-from-the-bakery-handbook-of-october-checkpoint-000480"),
            caption("List rows"),
            rows,
            caption("Input: at rest, refused"),
            TextField("Name of the result", "My bakery helper"),
            taken,
            caption("Surprise, five steps"),
            heat,
            caption("Checkpoint letters"),
            flow(*(LetterBadge(letter) for letter in "ABCDEF"), Dot("base", square=True), Dot("mine", square=True)),
            None,
            on=column,
        )
        return column

    def _floats(self) -> QWidget:
        column = QWidget()
        box = InputBox()
        field = GrowingText("Message", placeholder="Write a message", enter_submits=True)
        box.watch(field)
        box.content.addWidget(field)
        box.content.addLayout(
            Row(
                Segmented("Manner", [("c", "Careful"), ("b", "Balanced"), ("w", "Wild")]),
                None,
                Button("Send", "primary", "arrow-up"),
            )
        )
        self.picker = PickerButton("Qwen3 0.6B", "in memory, 1.5 GB", framed=False, dot="success", purpose="Model")
        self.choice = Choice(
            "Start from", [Option(1, "Qwen3 0.6B", "Fits: room to spare for training"), Option(2, "Starter", "Tiny")]
        )
        radios = Card(margins=(16, 0), gap=0)
        first, second = (
            RadioRow("The style of my text", "Reads on, like your handbook."),
            RadioRow("To sort texts"),
        )
        first.setChecked(True)
        first.add_sign(Chip("suggested"))
        second.set_unavailable("Needs a label for each text. None found here.")
        for part in (first, Divider(), second):
            radios.content.addWidget(part)
        memory = MemoryBar("Memory")
        memory.show_use(
            3.4 * GIB,
            18.1 * GIB,
            16 * GIB,
            used_words="3.4 GB in use now",
            wanted_words="Qwen3 8B, 18.1 GB",
            limit_words="16 GB here",
            excess_words="5.5 GB too much",
        )
        fine = CheckRow("good", "842 words are held back.", Button("Change", "quiet", size="small"))
        check = CheckRow("check", "6 phone numbers found.", Toggle("Leave out", is_on=True, label="before"))
        checks = Card(margins=(16, 4), gap=0)
        for part in (fine, Divider(), check):
            checks.content.addWidget(part)
        Column(
            caption("Model picker"),
            beside(self.picker, None),
            self.choice,
            caption("Banner"),
            Banner("warn", "On battery, 38 % left.", "Wait for power"),
            Banner("success", "Your message is kept below, and the model's files on disk are unchanged."),
            memory,
            caption("Choices and checks"),
            radios,
            checks,
            DropZoneFilled(),
            caption("Message box"),
            box,
            None,
            on=column,
        )
        return column


class DropZoneFilled(DropZone):
    def __init__(self) -> None:
        super().__init__("Drop a text, or", "choose files", "Let go to read it")
        row = FileRow(
            "Bakery handbook.md",
            "8,420 words on 21 pages, English",
            Button("See what was read", "quiet", size="small"),
            IconButton("x", "Remove"),
        )
        self.set_rows([row], "Drop more files here, or")


class Side(Surface):
    """The sidebar's width."""

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(240))


class Frame(Surface):
    """Sidebar, header, content and drawer, with an error in the middle."""

    def __init__(self) -> None:
        super().__init__()
        side = Side("surface.side", line_on=("right",))
        places = [
            NavRow("message-square", "Chat"),
            NavRow("columns-3", "Compare"),
            NavRow("graduation-cap", "Train"),
            NavRow("box", "Models"),
        ]
        places[0].setChecked(True)
        rows = RowList()
        for number, name in enumerate(
            ("Menu for the harvest fair", "Scaling the rye loaf", "Thank-you note to the mill")
        ):
            rows.add_row(number, SideRow(name, "60 %" if number == 2 else ""))
        rows.select(0)
        share = ProgressBar("Memory", thickness=4, token="text.2")
        share.set_share(0.2)
        Column(
            *places,
            SectionCaption("Conversations", IconButton("search", "Search"), IconButton("plus", "New")),
            rows,
            None,
            Text("caption", "3.4 of 16 GB memory in use", color="text.2"),
            share,
            NavRow("settings", "Settings"),
            gap=0,
            margins=8,
            on=side,
        )
        memory = MemoryBar("Memory")
        memory.show_use(
            3.4 * GIB,
            18.1 * GIB,
            16 * GIB,
            used_words="3.4 GB in use now",
            wanted_words="Qwen3 8B, 18.1 GB",
            limit_words="16 GB here",
            excess_words="5.5 GB too much",
        )
        trouble = ErrorState(
            "Qwen3 8B is too big for this computer.",
            "To answer it needs about 18.1 GB of memory. This computer has 16 GB, and 12.6 GB are free now. "
            "It was not loaded.",
            safe="Your message is kept below, and the model's files on disk are unchanged.",
            ways=(
                WayOut(
                    "get",
                    "Get it, 5.0 GB",
                    "Get the smaller version of Qwen3 8B",
                    "4-bit, 5.0 GB to download.",
                    "download",
                ),
                WayOut("use", "Use Qwen3 4B", "Use Qwen3 4B, already here", "Needs 9.4 GB of memory.", "box"),
            ),
            details="-",
            extra=memory,
        )
        content = QWidget()
        Column(
            trouble,
            EmptyState("No conversation yet.", "New conversation", "plus"),
            None,
            gap=24,
            margins=24,
            on=content,
        )
        drawer = Drawer("More")
        for part in (
            Segmented("Manner", [("c", "Careful"), ("b", "Balanced"), ("w", "Wild")], wide=True),
            boldness(),
            TextBox("Instructions", "You help in a small bakery. Answer briefly and give amounts in grams."),
            FactRow("Disk", "42 MB of 118 GB free"), FactRow("How", "Light add-on", "LoRA"),
            Figure("9.4", "tokens/s"), StepTitle(1, "Your text"), IconWords("hard-drive", "118 GB free on this disk"),
        ):  # fmt: skip
            drawer.content.addWidget(part)
        Row(side, Scroll(content), drawer, gap=0, on=self)
        self.layout().setStretch(1, 1)
        drawer.open_drawer()


def show_popover(sheet: Sheet) -> Popover:
    """The model picker, floating."""
    popover = Popover(sheet.picker)
    popover.content.addWidget(TextField("Find a model", show_name=False, placeholder="Find a model", icon="search"))
    rows = RowList()
    for key, name, second, kind in (
        (1, "Qwen3 0.6B", "1.5 GB, 18 tokens/s here", "fits"),
        (2, "My bakery helper", "taught from Qwen3 0.6B", "fits"),
        (3, "Qwen3 4B", "careful, slow here", "tight"),
    ):  # fmt: skip
        row = ListRow(name, second, height=48, rule=False)
        row.add_column(Chip(kind))
        rows.add_row(key, row)
    rows.select(1)
    popover.content.addWidget(rows)
    popover.content.addWidget(Divider())
    popover.content.addWidget(Button("Get a model", "link", "download"))
    popover.open_below()
    return popover


def save_pictures(folder: Path) -> None:
    """Every combination of theme and text size, 1280x800 times the factor."""
    folder.mkdir(parents=True, exist_ok=True)
    for mode in ("light", "dark"):
        for percent in (100, 200):
            theme().set_mode(mode)
            theme().set_text_factor(percent / 100)
            for kind in (Sheet, Frame):
                window = kind()
                window.resize(1280 * percent // 100, (1000 if kind is Sheet else 800) * percent // 100)
                window.show()
                window.activateWindow()
                QApplication.processEvents()
                if isinstance(window, Sheet):
                    window.focused.setFocus(Qt.FocusReason.TabFocusReason)
                picture = f"{kind.__name__.lower()}-{mode}-{percent}.png"
                QApplication.processEvents()
                window.grab().save(str(folder / picture))
                if isinstance(window, Sheet):
                    popover = show_popover(window)
                    toast = Toast(window)
                    toast.say("Moved to the trash", "Undo")
                    QApplication.processEvents()
                    window.grab().save(str(folder / f"floating-{mode}-{percent}.png"))
                    popover.close_popover()
                window.close()
                window.deleteLater()
                QApplication.processEvents()


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="save pictures here and leave")
    parser.add_argument("--theme", default="system", choices=("light", "dark", "system"))
    parser.add_argument("--text", type=int, default=100, help="size of text in percent")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    if options.out is not None:
        save_pictures(options.out)
        return 0
    theme().set_mode(options.theme)
    theme().set_text_factor(options.text / 100)
    window = Sheet()
    window.resize(1280, 800)
    window.move(QPoint(0, 0))
    window.show()
    toast = Toast(window)
    toast.say("Moved to the trash", "Undo")
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
