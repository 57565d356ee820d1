"""The place Compare: one question, several checkpoints, their answers streaming side by side."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.comparison import Comparison, ComparisonColumn
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import TextPiece
from desktop_llm.core.sampling import PRESETS, preset_of, with_preset
from desktop_llm.ui.compare.asking import Asking, all_fit
from desktop_llm.ui.compare.columns import LETTERS, Columns
from desktop_llm.ui.compare.question import QuestionCard
from desktop_llm.ui.compare.side import ComparisonList
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.header import Header
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.notices import Banner, EmptyState
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.model_picker import ModelPicker
from desktop_llm.ui.models.fit_words import fit_figures
from desktop_llm.ui.sentences import sentence_for

SEED = 42
LONGEST_TOKENS = 256
MOST_COLUMNS = 8


class ComparePlace(QWidget):
    """Side by side.

    Signals:
        chat_requested: Go on with one checkpoint; its path.
        get_model_requested: The person wants another model.
    """

    chat_requested = Signal(str)
    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._id = 0
        self._sampling = replace(PRESETS["balanced"], seed=SEED, max_new_tokens=LONGEST_TOKENS)
        self._checkpoints: list[Checkpoint] = []
        self._asking: Asking | None = None
        self._wanted: tuple[list[str], str] | None = None
        self._ask_when_found = False
        self.add_button = Button(self.tr("Add a model"), "secondary", "plus")
        self.add_button.clicked.connect(self._on_add_clicked)
        self._header = Header(self.tr("Compare"), self.add_button)
        self._banner = Banner("danger", "")
        self._banner.hide()
        self.question = QuestionCard()
        self.question.asked.connect(self.ask)
        self.question.stopped.connect(self.stop)
        self.question.preset_chosen.connect(self._on_preset_chosen)
        self.marks = Toggle(self.tr("Mark words that differ from A"))
        self.marks.toggled.connect(self._mark)
        self._how = Text("small", "", color="text.2", wrap=False)
        line = Row(gap=12)
        line.addWidget(self.marks)
        line.addStretch(1)
        line.addWidget(self._how)
        self.columns = Columns()
        self._empty = EmptyState(
            self.tr("Add two models or more, ask one question, and read their answers next to each other."),
            self.tr("Add a model"),
        )
        self._empty.action_requested.connect(self._on_add_clicked)
        content = Column(gap=14, margins=(24, 20, 24, 20))
        content.addWidget(self.question)
        content.addLayout(line)
        content.addWidget(self._empty)
        content.addWidget(self.columns, 1)
        content.addStretch(0)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(self._banner)
        whole.addLayout(content, 1)
        self._side = ComparisonList(desk.store)
        self._side.new_requested.connect(lambda: self.begin([], ""))
        self._side.comparison_chosen.connect(self._on_side_comparison_chosen)
        self._picker: ModelPicker | None = None
        desk.library.changed.connect(self._on_library_changed)
        self._show_columns()

    # --- what the window calls ---

    def sidebar_list(self) -> QWidget:
        """The saved comparisons."""
        return self._side

    def begin(self, paths: list[str], prompt: str) -> None:
        """A new comparison of these checkpoints with this question."""
        if self._asking is not None:
            self.stop()
        self._id = 0
        self._wanted = None
        found = [self._desk.library.find(path) for path in paths]
        self._checkpoints = [item for item in found if item is not None]
        if len(self._checkpoints) < len(paths):
            self._wanted = (paths, prompt)  # a checkpoint that was just made: the list is being read
            self._desk.library.refresh()
        self.question.set_question(prompt)
        self._header.set_title(self.tr("Compare"))
        self._side.select(0)
        self._show_columns()

    @Slot()
    def ask(self) -> None:
        """Ask all of them; both begin at once where both fit."""
        if self._wanted is not None and len(self._checkpoints) < len(self._wanted[0]):
            self._wanted = (self._wanted[0], self.question.text or self._wanted[1])
            self._ask_when_found = True
            return
        prompt = self.question.text.strip()
        if not prompt or not self._checkpoints or self._asking is not None:
            return
        self._banner.hide()
        in_turns = not all_fit(self._checkpoints, self._desk.engines)
        self._say_how(in_turns)
        self._asking = Asking(self._desk.engines, in_turns, self)
        self._asking.began.connect(self._on_asking_began)
        self._asking.text_added.connect(self._on_asking_text_added)
        self._asking.finished.connect(self._on_asking_finished)
        self._asking.failed.connect(self._on_asking_failed)
        self._asking.over.connect(self._on_asking_over)
        for index, checkpoint in enumerate(self._checkpoints):
            self.columns.at(index).begin(self.tr("Waiting for its turn") if in_turns else "")
            self._asking.ask(index, checkpoint, prompt, self._sampling)
        self.question.show_busy(True)
        self.add_button.set_unavailable(self.tr("Wait until the answers are done."))
        self._asking.start()

    @Slot()
    def stop(self) -> None:
        """Stop all answers; what is written stays."""
        if self._asking is not None:
            self._asking.stop()

    # --- checkpoints ---

    @Slot()
    def _on_library_changed(self) -> None:
        if self._wanted is None:
            return
        paths, prompt = self._wanted
        found = [item for path in paths if (item := self._desk.library.find(path)) is not None]
        if len(found) == len(paths):
            self._wanted = None
            self._checkpoints = found
            self._show_columns()
            if self._ask_when_found:
                self._ask_when_found = False
                self.question.set_question(prompt)
                self.ask()

    @Slot()
    def _on_add_clicked(self) -> None:
        if len(self._checkpoints) >= MOST_COLUMNS:
            self.add_button.set_unavailable(self.tr("Eight models at most."))
            return
        anchor = self.add_button if self.add_button.isVisible() else self._empty
        self._picker = ModelPicker(
            anchor, self._desk.library.checkpoints(), self._desk.engines, can_choose=self._cannot_compare
        )
        self._picker.chosen.connect(self._on_picker_chosen)
        self._picker.get_model_requested.connect(self.get_model_requested)
        self._picker.open_below()

    @Slot(str)
    def _on_picker_chosen(self, path: str) -> None:
        checkpoint = self._desk.library.find(path)
        if checkpoint is None:
            return
        self._checkpoints.append(checkpoint)
        self._show_columns(keep=True)

    def _cannot_compare(self, checkpoint: Checkpoint) -> str:
        if not checkpoint.kind.generates:
            return self.tr("It does not write text.")
        if fit_figures(checkpoint, machine_memory()).chat is Fit.TOO_BIG:
            return self.tr("It does not fit in this computer's memory.")
        return ""

    def _say(self, sentence: str) -> None:
        self._banner.set_sentence(sentence)
        self._banner.show()

    @Slot(int)
    def _remove(self, index: int) -> None:
        if self._asking is None and index < len(self._checkpoints):
            del self._checkpoints[index]
            self._show_columns()

    def _show_columns(self, keep: bool = False) -> None:
        before = [(self.columns.at(i).text, self.columns.at(i).outcome, self.columns.at(i).stats)
                  for i in range(self.columns.count)] if keep else []  # fmt: skip
        self.columns.clear()
        for index, checkpoint in enumerate(self._checkpoints):
            origin = self.tr("yours, {origin}") if checkpoint.origin is Origin.TRAINED else "{origin}"
            column = self.columns.add(checkpoint.name, origin.format(origin=second_line(checkpoint)))
            column.remove_requested.connect(lambda index=index: self._remove(index))
            column.go_on_requested.connect(lambda path=str(checkpoint.path): self.chat_requested.emit(path))
            column.retry_requested.connect(self.ask)
            if index < len(before) and before[index][0]:
                column.add_text(before[index][0])
                stats = before[index][2]
                if stats is not None:
                    column.show_figures(stats)
                column.finish(before[index][1])
        has_columns = bool(self._checkpoints)
        self.columns.setVisible(has_columns)
        self._empty.setVisible(not has_columns)
        self.marks.setVisible(len(self._checkpoints) > 1)
        reason = "" if has_columns else self.tr("Add a model first.")
        self.question.set_unavailable(reason)
        self._say_how(False if not has_columns else not all_fit(self._checkpoints, self._desk.engines))

    def _say_how(self, in_turns: bool) -> None:
        count = len(self._checkpoints)
        if count < 2:
            self._how.setText("")
        elif in_turns:
            self._how.setText(self.tr("Together they do not fit in memory, so they answer in turns"))
        else:
            self._how.setText(self.tr("All fit in memory and answer at once"))
        words = {"careful": self.tr("Careful"), "balanced": self.tr("Balanced"), "wild": self.tr("Wild")}
        self.question.show_settings(
            self.tr("Same settings for all: {preset}, seed {seed}").format(
                preset=words.get(preset_of(self._sampling) or "", self.tr("your own")), seed=self._sampling.seed
            )
        )

    # --- answers ---

    @Slot(str)
    def _on_preset_chosen(self, key: str) -> None:
        self._sampling = with_preset(self._sampling, key)
        self._say_how(bool(self._checkpoints) and not all_fit(self._checkpoints, self._desk.engines))

    @Slot(int)
    def _on_asking_began(self, index: int) -> None:
        column = self.columns.at(index)
        path = str(self._checkpoints[index].path)
        loading = self._desk.engines.state(path).model is None
        column.say_waiting(self.tr("Waking the model…") if loading else "")

    @Slot(int, object)
    def _on_asking_text_added(self, index: int, piece: TextPiece) -> None:
        self.columns.at(index).add_text(piece.text)

    @Slot(int, object, str)
    def _on_asking_finished(self, index: int, stats: TurnStats, outcome: str) -> None:
        column = self.columns.at(index)
        column.show_figures(stats)
        column.finish(outcome)

    @Slot(int, object)
    def _on_asking_failed(self, index: int, error: AppError) -> None:
        self.columns.at(index).finish(str(error.code), error)

    @Slot()
    def _on_asking_over(self) -> None:
        self._asking = None
        self.question.show_busy(False)
        self.add_button.set_unavailable("")
        self._mark(self.marks.isChecked())
        self._save()

    @Slot(bool)
    def _mark(self, is_on: bool) -> None:
        if self._asking is not None or not self.columns.count:
            return
        first = self.columns.at(0).view.plain_text()
        for index in range(self.columns.count):
            self.columns.at(index).mark_against(first if is_on and index else None)

    def _save(self) -> None:
        columns = tuple(
            ComparisonColumn(LETTERS[index], item.name, str(item.path), shown.text, shown.outcome, shown.stats)
            for index, item in enumerate(self._checkpoints)
            for shown in (self.columns.at(index),)
        )
        comparison = Comparison(self._id, "", self.question.text.strip(), self._sampling, 0.0, columns)
        self._desk.store.submit(lambda store: store.save_comparison(comparison), self._on_saved, self._on_store_failed)

    def _on_saved(self, comparison_id: int) -> None:
        self._id = comparison_id
        self._side.refresh()
        self._side.select(comparison_id)

    def _on_store_failed(self, error: AppError) -> None:
        self._say(sentence_for(error).line)

    @Slot(int)
    def _on_side_comparison_chosen(self, comparison_id: int) -> None:
        if self._asking is None:
            self._desk.store.submit(
                lambda store: store.comparison(comparison_id), self._show_comparison, self._on_store_failed
            )

    def _show_comparison(self, comparison: Comparison) -> None:
        known = [(column, self._desk.library.find(column.model_path)) for column in comparison.columns]
        missing = [column.model_name for column, checkpoint in known if checkpoint is None]
        self._id = comparison.id
        self._sampling = comparison.sampling
        self._checkpoints = [checkpoint for _, checkpoint in known if checkpoint is not None]
        self.question.set_question(comparison.prompt)
        preset = preset_of(comparison.sampling)
        if preset:
            self.question.set_preset(preset)
        self._header.set_title(comparison.title or self.tr("Compare"))
        self._show_columns()
        shown = [column for column, checkpoint in known if checkpoint is not None]
        for index, column in enumerate(shown):
            view = self.columns.at(index)
            view.add_text(column.text)
            if column.stats is not None:
                view.show_figures(column.stats)
            view.finish(column.outcome)
        self._mark(self.marks.isChecked())
        if missing:
            self._say(self.tr("Not on this computer any more: {names}").format(names=", ".join(missing)))
        else:
            self._banner.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
