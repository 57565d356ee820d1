"""Next word: what a model would write next, and what the controls of the choice do to it, live."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.inspect_messages import NextTokens, NextTokensFound
from desktop_llm.core.messages import Failed, Message
from desktop_llm.core.sampling import Sampling
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.inspect.bars import Bars
from desktop_llm.ui.inspect.distribution import chances
from desktop_llm.ui.inspect.model_choice import ModelChoice
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import TextBox
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.slider import Slider
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented
from desktop_llm.ui.model_picker import writes_text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.job import Job

SHOWN = 14


class NextPage(QWidget):
    """The page.

    Signals:
        get_model_requested: The person wants a model that is not here.
    """

    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._logits = np.zeros(0, np.float32)
        self._found: NextTokensFound | None = None
        self.model = ModelChoice(desk, self.tr("Model"), writes_text, self.tr("Choose a model"))
        self.model.changed.connect(self._on_model_changed)
        self.model.get_model_requested.connect(self.get_model_requested)
        self.prompt = TextBox(self.tr("Beginning"), self.tr("Once upon a time"), min_lines=2, max_lines=6)
        self.prompt.field.edited.connect(self._update)
        self.way = Segmented(
            self.tr("How it is read"), [("text", self.tr("Go on writing")), ("chat", self.tr("Answer it"))], small=True
        )
        self.button = Button(self.tr("What comes next?"), "primary")
        self.button.clicked.connect(self.look)
        self._reason = Text("caption", "", color="text.2")
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        ask = Card(gap=12)
        ask.content.addWidget(Text("card", self.tr("What would it write next?")))
        ask.content.addWidget(self.model)
        ask.content.addWidget(self.prompt)
        foot = Row(gap=12)
        foot.addWidget(self.button)
        foot.addWidget(self.way)
        foot.addWidget(self._reason, 100)
        foot.addStretch(1)
        ask.content.addLayout(foot)
        ask.content.addWidget(self._trouble)
        self.bars = Bars()
        self.bars.chosen.connect(self._on_bars_chosen)
        self._sentence = Text("card", "")
        hint = Text("caption", self.tr("Slate: the model's own chance. Blue: what the controls leave of it. "
            "Click a piece to write it and look again."), color="text.2")  # fmt: skip
        self._list = Card(gap=8)
        for part in (self._sentence, hint, self.bars):
            self._list.content.addWidget(part)
        self._controls = self._make_controls()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.addWidget(self._list, 3, Qt.AlignmentFlag.AlignTop)
        self._beside.addWidget(self._controls, 2, Qt.AlignmentFlag.AlignTop)
        column = Column(gap=16, margins=(24, 20), on=self)
        column.addWidget(ask)
        column.addLayout(self._beside)
        column.addStretch(1)
        self._list.hide()
        self._controls.hide()
        theme().changed.connect(self._fold)
        desk.library.changed.connect(self._choose_first)
        self._choose_first()
        self._update()
        self.setFocusProxy(self.prompt)

    def _make_controls(self) -> Card:
        self.temperature = Slider(
            self.tr("Boldness"), "temperature", 0.0, 2.0, 1.0, step=0.05, low_word=self.tr("always the likeliest"),
            high_word=self.tr("anything goes"),
        )  # fmt: skip
        self.top_k = Slider(
            self.tr("Only the likeliest few"), "top-k", 0, 100, 0, step=1, decimals=0, low_word=self.tr("off"),
            high_word=self.tr("of 100"),
        )  # fmt: skip
        self.top_p = Slider(
            self.tr("Until so much is covered"), "top-p", 0.0, 1.0, 1.0, step=0.01, low_word=self.tr("one piece"),
            high_word=self.tr("off"),
        )  # fmt: skip
        self.min_p = Slider(
            self.tr("At least so likely as the first"), "min-p", 0.0, 1.0, 0.0, step=0.01, low_word=self.tr("off"),
            high_word=self.tr("the first alone"),
        )  # fmt: skip
        self._left = Text("small", "", color="text.2")
        card = Card(gap=14)
        for slider in (self.temperature, self.top_k, self.top_p, self.min_p):
            slider.value_changed.connect(self._on_slider_moved)
            card.content.addWidget(slider)
        card.content.addWidget(self._left)
        return card

    @property
    def sampling(self) -> Sampling:
        """What the sliders say."""
        return replace(
            Sampling(),
            temperature=self.temperature.value,
            top_k=round(self.top_k.value),
            top_p=self.top_p.value,
            min_p=self.min_p.value,
        )

    @Slot()
    def look(self) -> None:
        """Ask the model."""
        if self._job is not None or not self.model.path or not self.prompt.field.text:
            return
        text = self.prompt.field.text
        if self.way.value == "chat" and self._is_chat:
            request = NextTokens(messages=(Message("user", text),), count=SHOWN)
        else:
            request = NextTokens(raw_prompt=text, count=SHOWN)
        self._trouble.hide()
        self._job = self._desk.engines.ask(self.model.path, request)
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)
        self._update()

    @property
    def _is_chat(self) -> bool:
        item = self.model.checkpoint
        return item is not None and item.kind is Kind.CHAT

    @Slot(object)
    def _on_job_finished(self, event: NextTokensFound) -> None:
        self._job = None
        self._found = event
        self._logits = np.frombuffer(event.logits, np.float32)
        self._list.show()
        self._controls.show()
        self.bars.show_candidates(event.candidates)
        self._on_slider_moved()
        self._update()

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        self._job = None
        self._trouble.set_sentence(sentence_for(failed.error()).line)
        self._trouble.show()
        self._update()

    @Slot()
    def _on_job_cancelled(self) -> None:
        self._job = None
        self._update()

    @Slot()
    def _on_slider_moved(self) -> None:
        if self._found is None or not len(self._logits):
            return
        after = chances(self._logits, self.sampling)
        self.bars.show_chances(after[: len(self._found.candidates)])
        left = int(np.count_nonzero(after))
        self._left.setText(
            self.tr("{left} of {all} pieces can still be chosen.").format(
                left=number_words(left), all=number_words(len(after))
            )
        )
        self._sentence.setText(
            self.tr("It would choose one of the first {n} in {share} of cases.").format(
                n=number_words(min(3, left)), share=percent_words(float(after[:3].sum()))
            )
        )

    @Slot(int)
    def _on_bars_chosen(self, number: int) -> None:
        found = self._found
        if found is None or self._job is not None or not found.candidates[number].is_whole:
            return
        if self.way.value == "text":
            self.prompt.field.set_text(self.prompt.field.text + found.candidates[number].text)
            self.look()

    @Slot()
    def _choose_first(self) -> None:
        if self.model.checkpoint is None:
            usable = [item for item in self._desk.library.checkpoints() if not self.model.refuses(item)]
            if usable:
                self.model.choose(usable[0])

    @Slot()
    def _on_model_changed(self) -> None:
        self.way.setVisible(self._is_chat)
        if not self._is_chat:
            self.way.set_value("text")
        self._update()

    @Slot()
    def _update(self) -> None:
        reason = ""
        if self._job is not None:
            reason = self.tr("Asking the model…")
        elif not self.model.path:
            reason = self.tr("Choose a model first.")
        elif not self.prompt.field.text:
            reason = self.tr("Write a beginning first.")
        self.button.set_unavailable(reason, self._reason)

    def resizeEvent(self, event: object) -> None:
        self._fold()

    def _fold(self) -> None:
        is_narrow = self.width() < theme().px(tokens.FOLD_ONE_COLUMN)
        directions = QBoxLayout.Direction
        self._beside.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._beside.setSpacing(theme().px(16))
