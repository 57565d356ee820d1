"""The pane beside the text: what to start from, the result's name, the forecast, and Start."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

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
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.words import margin_words, method_words, times_words

WIDTH = 304


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
        self.base = PickerButton("", purpose=self.tr("Start from"))
        self.base.clicked.connect(self.base_requested)
        self.name = TextField(self.tr("Name of the result"))
        self._time = Text("figure.large", "–")
        self._margin = Text("small", "", color="text.2")
        self._measuring = ProgressBar(self.tr("Measuring"))
        self._measuring.hide()
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self._memory = FactRow(self.tr("Memory"), "–")
        self._disk = FactRow(self.tr("Disk"), "–")
        self._times = FactRow(self.tr("Reads your text"), "–")
        self._how = FactRow(self.tr("How"), "–")
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
        for fact in (self._memory, self._disk, self._times, self._how):
            column.addWidget(fact)
        column.addStretch(1)
        whole = Column(gap=0, margins=(1, 0, 0, 0), on=self)
        whole.addWidget(Scroll(content), 1)
        whole.addLayout(Column(self.start, self._reason, gap=8, margins=(20, 12, 20, 16)))
        self.refresh_look()

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def show_base(self, checkpoint: Checkpoint | None) -> None:
        """What the training starts from."""
        if checkpoint is None:
            self.base.set_choice(self.tr("Choose a model"))
            return
        self._base_name = checkpoint.name
        fit = cannot_train(checkpoint) or second_line(checkpoint)
        self.base.set_choice(checkpoint.name, fit, "success")

    def show_no_forecast(self) -> None:
        """Nothing is known yet."""
        self._time.setText("–")
        self._margin.setText(self.tr("Measured on this computer once there is a text."))
        self._measuring.hide()
        self._trouble.hide()
        for fact in (self._memory, self._disk, self._times, self._how):
            fact.set_value("–")

    def show_measuring(self, share: float) -> None:
        """The probe runs; no false figure."""
        self._time.setText(self.tr("Measuring…"))
        self._margin.setText(self.tr("A few real steps are tried out. Nothing is changed."))
        self._measuring.set_share(share)
        self._measuring.show()
        self._trouble.hide()

    def show_forecast(self, forecast: Forecast) -> None:
        """The figures of the probe."""
        self._measuring.hide()
        self._trouble.hide()
        total = machine_memory().total_bytes
        self._time.setText(about_duration_words(forecast.seconds))
        self._margin.setText(margin_words(forecast))
        self._memory.set_value(memory_here_words(forecast.memory_bytes, total))
        self._disk.set_value(
            self.tr("{size} of {free} free").format(
                size=size_words(forecast.disk_bytes), free=size_words(forecast.disk_free_bytes)
            )
        )
        self._times.set_value(times_words(forecast.epochs))
        self._how.set_value(*method_words(forecast.method))

    def show_error(self, error: AppError) -> None:
        """The probe did not work: why."""
        self.show_no_forecast()
        self._margin.setText("")
        self._trouble.set_sentence(sentence_for(error).line)
        self._trouble.show()

    def set_start(self, reason: str) -> None:
        """Start says why it can not be used; "" makes it usable."""
        self.start.set_unavailable(reason)
        promise = self.tr("You can stop at any time. {base} itself is not changed.").format(base=self._base_name)
        self._reason.setText(reason or promise)


def cannot_train(checkpoint: Checkpoint) -> str:
    """Why a checkpoint can not be trained here; "" where it can."""
    facts = checkpoint.facts
    if facts is None:
        return sentence_for(AppError(checkpoint.trouble)).title if checkpoint.trouble else ""
    if facts.kind not in (Kind.BASE, Kind.CHAT):
        return _t("train", "It does not write text; this version trains models that do.")
    if fit_of(memory_to_train(facts), machine_memory()).value == "too_big":
        return _t("train", "Training it takes more memory than there is here.")
    return ""
