"""The pane beside the text: what to start from, the result's name, the forecast, and Start.

On narrow windows Start and the forecast's first line stand in a bar at the foot (`PlanBar`), and the pane opens
over the text from there.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.errors import AppError
from desktop_llm.core.fit import fit_of, machine_memory, memory_to_train
from desktop_llm.core.training import Forecast
from desktop_llm.ui.figures import about_duration_words, memory_here_words, size_words
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.choices import PickerButton
from desktop_llm.ui.look.facts import FactRow
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.words import margin_words, method_words, times_words

WIDTH = 304
TRAINABLE = (Kind.BASE, Kind.CHAT, Kind.MASKED, Kind.EMBEDDING, Kind.CLASSIFIER, Kind.SEQ2SEQ)


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


class FormPlan(Surface):
    """Right of the text; below it on narrow windows.

    Signals:
        base_requested: The picker of the base was clicked.
        start_requested: Start.
    """

    base_requested = Signal()
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface.side", line_on=("left",), parent=parent)
        self._base_name = ""
        self._starts_from_nothing = False
        self.base = PickerButton("", purpose=self.tr("Start from"))
        self.base.clicked.connect(self.base_requested)
        self.name = TextField(self.tr("Name of the result"))
        self._time = Text("figure.large", "")
        self._margin = Text("small", "", color="text.2")
        self._measuring = ProgressBar(self.tr("Measuring"))
        self._measuring.hide()
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self._memory = FactRow(self.tr("Memory"), "–", rule=False)
        self._memory_bar = ProgressBar(self.tr("Memory"))
        self._disk = FactRow(self.tr("Disk"), "–")
        self._times = FactRow(self.tr("Reads your text"), "–")
        self._how = FactRow(self.tr("How"), "–", rule=False)
        self._facts = QWidget()
        facts = Column(self._memory, gap=0, on=self._facts)
        facts.addLayout(Column(self._memory_bar, margins=(0, 0, 0, 8)))
        for part in (Divider(), self._disk, self._times, self._how):
            facts.addWidget(part)
        self.start = Button(self.tr("Start training"), "primary", "play", size="start", wide=True)
        self.start.clicked.connect(self.start_requested)
        self._reason = Text("caption", "", color="text.2", align=Qt.AlignmentFlag.AlignHCenter)
        content = QWidget()
        column = Column(gap=6, margins=20, on=content)
        column.addWidget(Text("small.strong", self.tr("Start from"), color="text.2"))
        column.addWidget(self.base)
        column.addSpacing(theme().px(14))
        column.addWidget(self.name)
        column.addSpacing(theme().px(14))
        column.addWidget(Text("small.strong", self.tr("Forecast"), color="text.2"))
        column.addLayout(Column(self._time, self._margin, self._measuring, self._trouble, gap=6))
        column.addWidget(self._facts)
        column.addStretch(1)
        whole = Column(gap=0, margins=(1, 0, 0, 0), on=self)
        whole.addWidget(Scroll(content), 1)
        self._foot = Column(self.start, self._reason, gap=8, margins=(20, 12, 20, 16))
        whole.addLayout(self._foot)
        self.bar = PlanBar()
        self.bar.hide()
        self.refresh_look()

    @property
    def is_bar(self) -> bool:
        """Whether Start stands in the bar at the foot of the page."""
        return self.bar.row.indexOf(self.start) >= 0

    def set_bar(self, is_bar: bool) -> None:
        """Put Start into the bar, or back at the foot of the pane."""
        if is_bar == self.is_bar:
            return
        if is_bar:
            self._foot.removeWidget(self.start)
            self.bar.row.addWidget(self.start)
        else:
            self.bar.row.removeWidget(self.start)
            self._foot.insertWidget(0, self.start)
        self.start.show()
        self.bar.setVisible(is_bar)

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def show_base(self, checkpoint: Checkpoint | None) -> None:
        """What the training starts from."""
        if checkpoint is None:
            self.base.set_choice(self.tr("Choose a model"))
            self.bar.show_base("")
            return
        self._base_name = checkpoint.name
        fit = cannot_train(checkpoint) or second_line(checkpoint)
        self.base.set_choice(checkpoint.name, fit, "danger" if cannot_train(checkpoint) else "success")
        self.bar.show_base(checkpoint.name)

    def set_from_nothing(self, is_from_nothing: bool) -> None:
        """A new model starts from no checkpoint: the picker says so."""
        self.base.set_unavailable(self.tr("A new model starts from nothing.") if is_from_nothing else "")
        self._starts_from_nothing = is_from_nothing
        self.bar.show_base(self._base_name, is_from_nothing)

    def show_no_forecast(self) -> None:
        """Nothing is known yet."""
        self._say("", self.tr("Time and memory are measured on this computer once there is a text."))

    def show_measuring(self, share: float) -> None:
        """The probe runs; no false figure."""
        self._say(self.tr("Measuring…"), self.tr("A few real steps are tried out. Nothing is changed."))
        self._measuring.set_share(share)
        self._measuring.show()

    def show_forecast(self, forecast: Forecast) -> None:
        """The figures of the probe."""
        total = machine_memory().total_bytes
        self._say(about_duration_words(forecast.seconds), margin_words(forecast))
        memory = memory_here_words(forecast.memory_bytes, total)
        self._memory.set_value(memory)
        self._memory_bar.set_share(forecast.memory_bytes / max(1, total))
        self._memory_bar.set_token("danger" if forecast.memory_bytes > forecast.memory_available_bytes else "accent")
        self._disk.set_value(
            self.tr("{size} of {free} free").format(
                size=size_words(forecast.disk_bytes), free=size_words(forecast.disk_free_bytes)
            )
        )
        self._times.set_value(times_words(forecast.epochs))
        self._how.set_value(*method_words(forecast.method))
        self._facts.show()
        on_disk = self.tr("{size} on disk").format(size=size_words(forecast.disk_bytes))
        self.bar.show_summary(self._time.text(), f"{memory}, {on_disk}")

    def show_error(self, error: AppError) -> None:
        """The probe did not work: why."""
        sentence = sentence_for(error)
        self._say("", "")
        self._trouble.set_sentence(sentence.line)
        self._trouble.show()
        self.bar.show_summary(self.tr("No forecast"), sentence.title)

    def _say(self, time: str, words: str) -> None:
        for text, part in ((time, self._time), (words, self._margin)):
            part.setText(text)
            part.setVisible(bool(text))
        for other in (self._measuring, self._trouble, self._facts):
            other.hide()
        self.bar.show_summary(time, words)

    def set_start(self, reason: str) -> None:
        """Start says why it can not be used; "" makes it usable."""
        self.start.set_unavailable(reason)
        promise = (
            self.tr("You can pause or stop at any time.")
            if self._starts_from_nothing
            else self.tr("You can pause or stop at any time. {base} itself is not changed.").format(
                base=self._base_name
            )
        )
        self._reason.setText(reason or promise)
        self.bar.show_reason(reason)


class PlanBar(Surface):
    """The bar at the foot of narrow windows: the forecast in a line, a button that opens the pane, Start.

    Signals:
        open_requested: Show the pane with base, name and the whole forecast.
    """

    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface.side", line_on=("top",), parent=parent)
        self._title = Text("card", "")
        self._words = Text("small", "", color="text.2")
        self._summary = ""
        self.open = Button("", "secondary", "chevron-up")
        self.open.clicked.connect(self.open_requested)
        self.row = Row(self.open, gap=8)
        self._whole = Row(gap=12, margins=(24, 12), on=self)
        self._whole.addLayout(Column(self._title, self._words, gap=0), 1)
        self._whole.addLayout(self.row)
        self.show_base("")

    def show_summary(self, title: str, words: str) -> None:
        """Time first, then what it takes."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._summary = words
        self._words.setText(words)

    def show_reason(self, reason: str) -> None:
        """Why Start can not be used, in place of the forecast's second line."""
        self._words.setText(reason or self._summary)

    def show_base(self, name: str, is_from_nothing: bool = False) -> None:
        """What it starts from, on the button that opens the pane."""
        words = self.tr("From {base}").format(base=name) if len(name) <= 20 else self.tr("Model and name")
        if is_from_nothing:
            name = words = self.tr("From nothing")
        self.open.set_label(words if name else self.tr("Choose a model"), "chevron-up")

    def set_stacked(self, is_stacked: bool) -> None:
        """Words above the buttons, where they do not stand beside each other."""
        directions = QBoxLayout.Direction
        self._whole.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)


def cannot_train(checkpoint: Checkpoint) -> str:
    """Why a checkpoint can not be trained here; "" where it can."""
    facts = checkpoint.facts
    if facts is None:
        return sentence_for(AppError(checkpoint.trouble)).title if checkpoint.trouble else ""
    if facts.kind not in TRAINABLE:
        return _t("train", "This version can not train models of its kind.")
    if fit_of(memory_to_train(facts), machine_memory()).value == "too_big":
        return _t("train", "Training it takes more memory than there is here.")
    return ""
