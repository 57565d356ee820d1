"""An empty conversation: one line, one honest sentence about the model, three things to click, two ways on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row
from desktop_llm.ui.look.surfaces import let_pass_through
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme


class PromptButton(Control, QAbstractButton):
    """A prompt to click, 48 high."""

    def __init__(self, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(prompt)
        self.setAccessibleName(prompt)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._words = Text("reading.strong", prompt)
        row = Row(gap=12, margins=(16, 11), on=self)
        row.addWidget(let_pass_through(self._words), 1)
        row.addWidget(IconSign("arrow-right", "accent"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(48))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = width - theme().px(16 * 2 + 12 + 16)
        return max(theme().px(48), self._words.heightForWidth(inner) + theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        pressed = "surface.selected" if self.isDown() else "surface.hover" if self.underMouse() else "surface.card"
        paint.box(painter, self.rect(), tokens.RADIUS_ROW, pressed, "line.strong")
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_ROW)


class WayOn(Control, QAbstractButton):
    """An icon, a name and one quiet sentence: "Get a better model"."""

    def __init__(self, icon: str, name: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._sentence = Text("small", sentence, color="text.2")
        words = Column(Text("body.strong", name), self._sentence, gap=0)
        row = Row(gap=12, margins=(0, 6, 8, 6), on=self)
        row.addWidget(IconSign(icon, "text.2", size=tokens.ICON_CHOICE), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for child in self.findChildren(QWidget):
            let_pass_through(child)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.px(348)
        inner = width - look.px(tokens.ICON_CHOICE + 12 + 8)
        words = look.line_height("body.strong") + self._sentence.heightForWidth(inner)
        return QSize(width, max(words + look.px(12), look.px(52)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        if self.isDown() or self.underMouse():
            paint.box(painter, self.rect(), tokens.RADIUS, "surface.hover")
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS)


class Welcome(QWidget):
    """What an empty conversation shows.

    Signals:
        prompt_chosen: One of the prompts was clicked.
        get_model_requested, train_requested: The two ways on.
        guide_requested: The person wants to be shown around.
    """

    prompt_chosen = Signal(str)
    get_model_requested = Signal()
    train_requested = Signal()
    guide_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("welcome", "")
        self._about = Text("reading", "", color="text.2", max_width=640)
        self._buttons: list[PromptButton] = []
        self.prompt_area = QWidget()
        self._prompts = Column(gap=8, on=self.prompt_area)
        self._get = WayOn(
            "download", self.tr("Get a better model"), self.tr("Larger models answer better. Choose one that fits.")
        )
        self._teach = WayOn(
            "graduation-cap",
            self.tr("Teach it my text"),
            self.tr("Drop a text file. A first try takes a few minutes."),
        )
        self._get.clicked.connect(self.get_model_requested)
        self._teach.clicked.connect(self.train_requested)
        guide = Button(self.tr("Show me around"), "link", size="small")
        guide.clicked.connect(self.guide_requested)
        ways = QWidget()
        FlowLayout(self._get, self._teach, gap=24, from_top=True, on=ways)
        column = Column(gap=0, on=self)
        column.addWidget(self._title)
        column.addSpacing(6)
        column.addWidget(self._about)
        column.addSpacing(28)
        column.addWidget(self.prompt_area)
        column.addSpacing(28)
        column.addWidget(Divider())
        column.addSpacing(16)
        column.addWidget(ways)
        column.addSpacing(12)
        column.addLayout(Row(guide, None, gap=0))

    @property
    def prompts(self) -> list[PromptButton]:
        return list(self._buttons)

    @property
    def about(self) -> str:
        return self._about.text()

    def show_words(self, title: str, about: str, prompts: Sequence[str]) -> None:
        """What it says, and what can be clicked."""
        self._title.setText(title)
        self._about.setText(about)
        if [button.text() for button in self._buttons] == list(prompts):
            return
        for button in self._buttons:
            self._prompts.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [PromptButton(prompt) for prompt in prompts]
        for button in self._buttons:
            button.clicked.connect(lambda _checked=False, button=button: self.prompt_chosen.emit(button.text()))
            self._prompts.addWidget(button)
