"""Filling gaps: for models that know which word is missing. A text with ___, and the likeliest words for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.messages import Failed, FillGaps, GapChoice, GapsFilled
from desktop_llm.ui.chat.trouble import Trouble
from desktop_llm.ui.chat.welcome import PromptButton
from desktop_llm.ui.figures import percent_words
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Card, InputBox
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job

GAP = "___"


class GapsPage(QWidget):
    """The page. `use_model` says which model fills."""

    filled = Signal()

    def __init__(self, engines: Engines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engines, self._path = engines, ""
        self._job: Job | None = None
        self._asked = ""
        self._reason = ""
        self._trouble: Trouble | None = None
        self._about = Text("reading", "", color="text.2")
        self._idea_column = Column(gap=8)
        self._buttons: list[PromptButton] = []
        box = InputBox(margins=(16, 14, 12, 12), gap=12)
        self.field = GrowingText(
            self.tr("Text with gaps"),
            placeholder=self.tr("Write a text with ___ where a word is missing"),
            enter_submits=True,
            min_lines=2,
        )
        self.field.submitted.connect(self.fill)
        self.field.edited.connect(lambda _text: self._say())
        box.watch(self.field)
        self.insert = Button(self.tr("Insert a gap"), "quiet")
        self.insert.clicked.connect(self._on_insert_clicked)
        self.action = Button(self.tr("Fill"), "primary")
        self.action.clicked.connect(self.fill)
        self._hint = Text("caption", "", color="text.3", wrap=False)
        box.content.addWidget(self.field)
        box.content.addLayout(Row(self.insert, None, self._hint, self.action))
        self._result = Column(gap=12)
        inside = QWidget()
        self._column = Column(gap=16, margins=(24, 48, 24, 24), on=inside)
        self._column.addWidget(Text("welcome", self.tr("Fill the gaps")))
        self._column.addWidget(self._about)
        self._column.addLayout(self._idea_column)
        self._column.addWidget(box)
        self._column.addLayout(self._result)
        self._column.addStretch(1)
        Column(Scroll(inside), on=self)
        self.setFocusProxy(self.field)
        self._say()

    def use_model(self, path: str, about: str, examples: Sequence[str]) -> None:
        """Which model fills, what to say about it, and texts to click."""
        self._path = path
        self._about.setText(about)
        if not self._buttons:
            self._buttons = [PromptButton(example) for example in examples]
            for button in self._buttons:
                button.clicked.connect(lambda _checked=False, button=button: self._begin_with(button.text()))
                self._idea_column.addWidget(button)

    def set_unavailable(self, reason: str) -> None:
        """Keep the text, but do not fill it."""
        self._reason = reason
        self._say()

    @property
    def examples(self) -> list[PromptButton]:
        return list(self._buttons)

    @property
    def choices(self) -> list[str]:
        """The words that are shown, in order."""
        return [text.text() for text in self._words]

    @Slot()
    def fill(self) -> None:
        """Ask for the missing words."""
        text = self.field.text
        if self._job is not None or GAP not in text or not self._path or self._reason:
            return
        self._asked = text
        self._job = self._engines.ask(self._path, FillGaps(text=text))
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        side = max(look.px(24), (self.width() - look.px(tokens.WIDTH_READING)) // 2)
        self._column.setContentsMargins(side, look.px(48), side, look.px(24))

    def _begin_with(self, text: str) -> None:
        self.field.set_text(text)
        self.fill()

    def _say(self) -> None:
        self.action.set_busy(self.tr("Filling…") if self._job is not None else "")
        missing = "" if GAP in self.field.text else self.tr("Write ___ where a word is missing.")
        if self._job is None:
            self.action.set_unavailable(self._reason or missing)
        self._hint.setText(self._reason or (missing if self.field.text else ""))

    _words: tuple[Text, ...] = ()

    def _clear(self) -> None:
        self._words = ()
        while (item := self._result.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._trouble = None

    @Slot(object)
    def _on_job_finished(self, event: object) -> None:
        self._job = None
        assert isinstance(event, GapsFilled)
        self._clear()
        best = [choices[0].text.strip() if choices else GAP for choices in event.gaps]
        parts = self._asked.split(GAP)
        whole = "".join(part + (best[number] if number < len(best) else "") for number, part in enumerate(parts))
        self._result.addWidget(Text("reading.strong", whole, selectable=True))
        for number, choices in enumerate(event.gaps, 1):
            self._result.addWidget(self._card(number, len(event.gaps), choices))
        self._say()
        self.filled.emit()

    def _card(self, number: int, count: int, choices: Sequence[GapChoice]) -> Card:
        card = Card(margins=(16, 12), gap=8)
        if count > 1:
            card.content.addWidget(Text("card", self.tr("Gap {n}").format(n=number)))
        for choice in choices:
            word = Text("body", choice.text.strip() or "–", wrap=False)
            word.setMinimumWidth(theme().px(160))
            bar = ProgressBar(choice.text.strip() or "–", thickness=6)
            bar.set_share(choice.probability)
            row = Row(gap=12)
            row.addWidget(word)
            row.addWidget(bar, 1)
            share = Text("small", percent_words(choice.probability), color="text.2", wrap=False)
            share.setFixedWidth(theme().px(40))
            row.addWidget(share)
            card.content.addLayout(row)
            self._words = (*self._words, word)
        return card

    @Slot(object)
    def _on_job_failed(self, event: Failed) -> None:
        self._job = None
        self._clear()
        self._trouble = Trouble(event.error(), parent=self)
        self._trouble.try_again_requested.connect(self.fill)
        self._result.addWidget(self._trouble)
        self._say()

    @Slot()
    def _on_job_cancelled(self) -> None:
        self._job = None
        self._say()

    @Slot()
    def _on_insert_clicked(self) -> None:
        self.field.insertPlainText(GAP)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
