"""A model as the judge of a list: who judged, how far it agrees with itself, and what it prefers. No votes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot

from desktop_llm.core.judging import Judge, Judgement, JudgeSummary, PairVerdict, read_judgements, summary_of
from desktop_llm.core.list_run import ListRun
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.judging import Judging
from desktop_llm.ui.compare.shown import why_not_compared
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.model_picker import ModelPicker

GUESSING = 0.6
"""Up to this share of agreement with itself a judge says little: a coin reaches one half."""


class JudgeCard(Card):
    """Offers a judge, shows it at work, and what it said.

    Signals:
        failed: An `AppError` to say above the page.
        get_model_requested: The person wants a model that is not here.
    """

    failed = Signal(object)
    get_model_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(gap=8)
        self._desk = desk
        self._run: ListRun | None = None
        self._said: list[Judgement] = []
        self._judging: Judging | None = None
        self.picker: ModelPicker | None = None
        self.button = Button(self.tr("Let a model judge"), "secondary", "shield-check", size="small")
        self.button.clicked.connect(self._on_button_clicked)
        self._how = Text(
            "small",
            self.tr("It is asked about every two answers twice, with the order swapped; only what it says both times "
                    "counts. Its verdicts are kept apart from your votes."),
            color="text.2", max_width=720,
        )  # fmt: skip
        self._bar = ProgressBar(self.tr("Progress of the judge"))
        self._now = Text("small", "", color="text.2")
        self._verdicts = Text("body", "", max_width=720, selectable=True)
        head = Row(gap=12)
        head.addWidget(Text("card", self.tr("A model as the judge")), 1)
        head.addWidget(self.button)
        self.content.addLayout(head)
        self.content.addLayout(Column(self._how, self._bar, self._now, self._verdicts, gap=8))
        self._bar.hide()
        self._now.hide()
        self.hide()

    @property
    def words(self) -> str:
        """What the judges said, as it is shown."""
        return self._verdicts.text()

    @property
    def is_judging(self) -> bool:
        return self._judging is not None

    @property
    def summaries(self) -> tuple[JudgeSummary, ...]:
        """Every judge's verdicts, the latest judge first."""
        paths = list(dict.fromkeys(item.judge for item in reversed(self._said)))
        return tuple(summary_of(self._judge_of(path), self._said) for path in paths)

    def show_run(self, run: ListRun | None) -> None:
        """The list whose answers may be judged; None hides the card."""
        if run is self._run and run is not None:
            self.setVisible(len(run.plan.models) > 1)
            return
        self.stop()
        self._run, self._said = run, []
        self._show_said()
        self.setVisible(run is not None and len(run.plan.models) > 1)
        if run is not None:
            self._desk.tasks.submit(
                lambda: read_judgements(run.folder), lambda said: self._show_read(run, said), self.failed.emit
            )

    def stop(self) -> None:
        """Judge no further."""
        if self._judging is not None:
            self._judging.stop()

    @Slot(str)
    def judge_by(self, path: str) -> None:
        """Begin with a checkpoint as the judge."""
        if self._run is None or self._judging is not None:
            return
        self._judging = Judging(self._desk, self._run, self._judge_of(path), self._said, self)
        self._judging.judged.connect(self._on_judged)
        self._judging.failed.connect(self.failed)
        self._judging.over.connect(self._on_over)
        self.button.set_label(self.tr("Stop judging"), "square")
        self._bar.show()
        self._now.show()
        self._show_progress()
        self._judging.start()

    def _judge_of(self, path: str) -> Judge:
        found = self._desk.library.find(path)
        return Judge(Path(path).name, path) if found is None else Judge(found.name, path, str(found.kind))

    def _show_read(self, run: ListRun, said: tuple[Judgement, ...]) -> None:
        if run is self._run and self._judging is None:
            self._said = list(said)
            self._show_said()

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._judging is not None:
            self._judging.stop()
            return
        self.picker = ModelPicker(
            self.button, self._desk.library.checkpoints(), self._desk.engines, can_choose=why_not_compared
        )
        self.picker.chosen.connect(self.judge_by)
        self.picker.get_model_requested.connect(self.get_model_requested)
        self.picker.open_below()

    @Slot(object)
    def _on_judged(self, judgement: Judgement) -> None:
        self._said.append(judgement)
        self._show_progress()

    @Slot()
    def _on_over(self) -> None:
        judging, self._judging = self._judging, None
        if judging is not None:
            judging.deleteLater()
        self.button.set_label(self.tr("Let a model judge"), "shield-check")
        self._bar.hide()
        self._now.hide()
        self._show_said()

    def _show_progress(self) -> None:
        judging = self._judging
        if judging is not None and judging.total:
            self._bar.set_share(judging.done / judging.total)
            words = self.tr("{done} of {n} pairs of answers")
            self._now.setText(words.format(done=number_words(judging.done), n=number_words(judging.total)))

    def _show_said(self) -> None:
        found = [judge_words(summary) for summary in self.summaries]
        self._verdicts.setText("\n\n".join(found))
        self._verdicts.setVisible(bool(found))


def judge_words(summary: JudgeSummary) -> str:
    """What a judge said, and how far it can be believed."""
    _t = QCoreApplication.translate
    lines = [
        _t("JudgeCard", "{name} gave the same verdict in both orders for {agreed} of {asked} pairs.").format(
            name=summary.judge.name, agreed=summary.agreed, asked=summary.asked
        )
    ]
    if summary.asked and summary.agreed / summary.asked <= GUESSING:
        words = _t(
            "JudgeCard",
            "That is about what guessing gives: it chose the answer that was shown first {share} of the time.",
        )
        lines[0] += " " + words.format(share=percent_words(summary.first_shown))
    return "\n".join([*lines, *(_pair_words(pair) for pair in summary.pairs)])


def _pair_words(pair: PairVerdict) -> str:
    _t = QCoreApplication.translate
    real = _t("JudgeCard", "More than chance would make.")
    words = _t("JudgeCard", "{a} preferred {wins} times, {b} {losses} times, undecided {wavered} times. {verdict}")
    return words.format(
        a=LETTERS[pair.first],
        b=LETTERS[pair.second],
        wins=pair.first_wins,
        losses=pair.second_wins,
        wavered=pair.wavered,
        verdict=real if pair.is_real else _t("JudgeCard", "No real difference."),
    )
