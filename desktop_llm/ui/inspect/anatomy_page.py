"""Anatomy: what one model is made of, or two side by side. Nothing is loaded for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.inspect_messages import Anatomy, AnatomyFound
from desktop_llm.core.messages import Failed
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.inspect.anatomy_column import AnatomyColumn
from desktop_llm.ui.inspect.model_choice import ModelChoice
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.job import Job


class _Half(QWidget):
    """A choice and what was found."""

    def __init__(self, choice: ModelChoice) -> None:
        super().__init__()
        self.choice = choice
        self.waiting = Text("small", "", color="text.2")
        self.waiting.hide()
        self.trouble = Banner("danger", "")
        self.trouble.hide()
        self.column = AnatomyColumn()
        self.column.hide()
        self.job: Job | None = None
        Column(choice, self.waiting, self.trouble, self.column, None, gap=12, on=self)


class AnatomyPage(QWidget):
    """The page.

    Signals:
        get_model_requested: The person wants a model that is not here.
    """

    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        first = ModelChoice(desk, self.tr("Model A"), _anything, self.tr("Choose a model"))
        second = ModelChoice(
            desk, self.tr("Model B"), _anything, self.tr("Put another beside it (if you like)"), is_optional=True
        )
        self.halves = [_Half(first), _Half(second)]
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for half in self.halves:
            half.choice.changed.connect(partial(self._on_choice_changed, half))
            half.choice.get_model_requested.connect(self.get_model_requested)
            self._beside.addWidget(half, 1, Qt.AlignmentFlag.AlignTop)
        column = Column(gap=12, margins=(24, 20), on=self)
        column.addWidget(Text("card", self.tr("What is it made of?")))
        column.addLayout(self._beside)
        column.addStretch(1)
        theme().changed.connect(self._fold)
        self._fold()
        self.setFocusProxy(first.button)

    def begin(self) -> None:
        """The page was opened: look at the first model there is."""
        if self.halves[0].choice.checkpoint is None:
            usable = [item for item in self._desk.library.checkpoints() if item.facts is not None]
            if usable:
                self.halves[0].choice.choose(usable[0])

    def _on_choice_changed(self, half: _Half) -> None:
        if half.job is not None:
            half.job.cancel()
        half.job = None
        half.trouble.hide()
        half.column.hide()
        item = half.choice.checkpoint
        half.waiting.setVisible(item is not None)
        if item is None:
            return
        half.waiting.setText(self.tr("Looking at its files…"))
        job = half.job = self._desk.engines.ask_apart(Anatomy(path=str(item.path)))
        job.finished.connect(lambda event: self._show(half, job, item, event))
        job.failed.connect(lambda failed: self._show_trouble(half, job, failed))

    def _show(self, half: _Half, job: Job, item: Checkpoint, event: AnatomyFound) -> None:
        if half.job is job:
            half.job = None
            half.waiting.hide()
            half.column.show_anatomy(event, item)
            half.column.show()

    def _show_trouble(self, half: _Half, job: Job, failed: Failed) -> None:
        if half.job is job:
            half.job = None
            half.waiting.hide()
            half.trouble.set_sentence(sentence_for(failed.error()).line)
            half.trouble.show()

    def resizeEvent(self, event: object) -> None:
        self._fold()

    @Slot()
    def _fold(self) -> None:
        is_narrow = self.width() < theme().px(tokens.FOLD_ONE_COLUMN)
        directions = QBoxLayout.Direction
        self._beside.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._beside.setSpacing(theme().px(16))


def _anything(_item: Checkpoint) -> str:
    return ""
