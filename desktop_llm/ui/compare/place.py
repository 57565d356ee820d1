"""The place Compare: one question, several checkpoints, their answers streaming side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.comparison import Comparison, ComparisonColumn
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import TextPiece
from desktop_llm.core.sampling import PRESETS, Sampling, preset_of, with_preset
from desktop_llm.ui.compare.asking import Asking, all_fit
from desktop_llm.ui.compare.columns import LETTERS, Columns
from desktop_llm.ui.compare.more import CompareMore
from desktop_llm.ui.compare.question import QuestionCard
from desktop_llm.ui.compare.side import ComparisonList
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.header import Header
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.notices import Banner, EmptyState
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.model_picker import ModelPicker
from desktop_llm.ui.models.fit_words import fit_figures
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.side_pane import lay_beside, lay_over

SEED = 42
LONGEST_TOKENS = 256
MOST_COLUMNS = 8
LOWEST_COLUMNS = 320


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose column it is; the checkpoint is None once it is gone from this computer."""

    name: str
    path: str
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a column."""

    text: str = ""
    outcome: str = ""
    stats: TurnStats | None = None


def shown(checkpoint: Checkpoint) -> Shown:
    """The column of a checkpoint that is here."""
    return Shown(checkpoint.name, str(checkpoint.path), checkpoint)


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
        self._shown: list[Shown] = []
        self._asking: Asking | None = None
        self._wanted: tuple[list[str], str] | None = None
        self._ask_when_found = False
        self.add_button = Button(self.tr("Add a model"), "secondary", "plus")
        self.add_button.clicked.connect(self._on_add_clicked)
        self.more_button = Button(self.tr("More"), "quiet", "sliders-horizontal", checkable=True)
        self.more_button.clicked.connect(self.toggle_more)
        self._header = Header(self.tr("Compare"), self.more_button, self.add_button)
        self._banner = Banner("danger", "")
        self._banner.hide()
        self.question = QuestionCard()
        self.question.asked.connect(self.ask)
        self.question.stopped.connect(self.stop)
        self.question.preset_chosen.connect(self._on_preset_chosen)
        self.marks = Toggle(self.tr("Mark words that differ from A"))
        self.marks.toggled.connect(self._mark)
        self._how = Text("small", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        self._line = Row(gap=12)
        self._line.addWidget(self.marks)
        self._line.addWidget(self._how, 1)
        self.columns = Columns()
        self._empty = EmptyState(
            self.tr("Add two models or more, ask one question, and read their answers next to each other."),
            self.tr("Add a model"),
        )
        self._empty.action_requested.connect(self._on_add_clicked)
        inside = QWidget()
        content = Column(gap=14, margins=(24, 20, 24, 20), on=inside)
        content.addWidget(self.question)
        content.addLayout(self._line)
        content.addWidget(self._empty)
        content.addWidget(self.columns, 1)
        content.addStretch(0)
        self._scroll = Scroll(inside)
        self.more = CompareMore(self._sampling, self)
        self.more.sampling_changed.connect(self._on_more_sampling_changed)
        self.more.closed.connect(lambda: self.more_button.setChecked(False))
        self.more.hide()
        self._row = Row(gap=0)
        self._row.addWidget(self._scroll, 1)
        self._row.addWidget(self.more)
        QShortcut(QKeySequence("Ctrl+."), self, self.toggle_more)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(self._banner)
        whole.addLayout(self._row, 1)
        self._side = ComparisonList(desk.store)
        self._side.new_requested.connect(lambda: self.begin([], ""))
        self._side.comparison_chosen.connect(self._on_side_comparison_chosen)
        self._picker: ModelPicker | None = None
        desk.library.changed.connect(self._on_library_changed)
        theme().changed.connect(self._on_theme_changed)
        self._show_columns([])

    # --- what the window calls ---

    def sidebar_list(self) -> ComparisonList:
        """The saved comparisons."""
        return self._side

    def begin(self, paths: list[str], prompt: str) -> None:
        """A new comparison of these checkpoints with this question."""
        if self._asking is not None:
            self.stop()
        self._id = 0
        self._wanted = None
        found = [self._desk.library.find(path) for path in paths]
        self._shown = [shown(item) for item in found if item is not None]
        if len(self._shown) < len(paths):
            self._wanted = (paths, prompt)  # a checkpoint that was just made: the list is being read
            self._desk.library.refresh()
        self.question.set_question(prompt)
        self._header.set_title(self.tr("Compare"))
        self._side.select(0)
        self._banner.hide()
        self.question.forget_asked()
        self._show_columns([])
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def ask(self) -> None:
        """Ask all of them; both begin at once where both fit."""
        if self._wanted is not None and len(self._shown) < len(self._wanted[0]):
            self._wanted = (self._wanted[0], self.question.text or self._wanted[1])
            self._ask_when_found = True
            return
        self._ask_columns(range(len(self._shown)))

    def _ask_columns(self, indices: Iterable[int]) -> None:
        prompt = self.question.text.strip()
        asked = [(i, found) for i in indices if (found := self._shown[i].checkpoint) is not None]
        if not prompt or not asked or self._asking is not None:
            return
        self._banner.hide()
        in_turns = not all_fit([checkpoint for _, checkpoint in asked], self._desk.engines)
        self._say_how(in_turns)
        self._asking = Asking(self._desk.engines, in_turns, self)
        self._asking.began.connect(self._on_asking_began)
        self._asking.text_added.connect(self._on_asking_text_added)
        self._asking.finished.connect(self._on_asking_finished)
        self._asking.failed.connect(self._on_asking_failed)
        self._asking.over.connect(self._on_asking_over)
        for index, checkpoint in asked:
            self.columns.at(index).begin(self.tr("Waiting for its turn") if in_turns else "")
            self._asking.ask(index, checkpoint, prompt, self._sampling)
        self.question.show_busy(True)
        self._update_add_button()
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
            self._shown = [shown(item) for item in found]
            self._show_columns([])
            if self._ask_when_found:
                self._ask_when_found = False
                self.question.set_question(prompt)
                self.ask()

    def _update_add_button(self) -> None:
        if self._asking is not None:
            reason = self.tr("Wait until the answers are done.")
        elif len(self._shown) >= MOST_COLUMNS:
            reason = self.tr("Eight models at most.")
        else:
            reason = ""
        self.add_button.set_unavailable(reason)

    @Slot()
    def _on_add_clicked(self) -> None:
        if len(self._shown) >= MOST_COLUMNS:
            return
        anchor = self.add_button if self.add_button.isVisible() else self._empty
        self._picker = ModelPicker(
            anchor,
            self._desk.library.checkpoints(),
            self._desk.engines,
            can_choose=self._cannot_compare,
            already_chosen=[item.path for item in self._shown],
        )
        self._picker.chosen.connect(self._on_picker_chosen)
        self._picker.get_model_requested.connect(self.get_model_requested)
        self._picker.open_below()

    @Slot(str)
    def _on_picker_chosen(self, path: str) -> None:
        checkpoint = self._desk.library.find(path)
        if checkpoint is None or len(self._shown) >= MOST_COLUMNS or self._asking is not None:
            return
        said = self._said()
        self._shown.append(shown(checkpoint))
        self._show_columns(said)

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
        if self._asking is None and index < len(self._shown):
            said = self._said()
            del self._shown[index], said[index]
            self._show_columns(said)

    def _said(self) -> list[Said]:
        columns = [self.columns.at(index) for index in range(self.columns.count)]
        return [Said(column.text, column.outcome, column.stats) for column in columns]

    def _show_columns(self, said: Sequence[Said]) -> None:
        """The columns anew, with what was said in the first of them."""
        self.columns.clear()
        for index, item in enumerate(self._shown):
            column = self.columns.add(item.name, self._origin(item.checkpoint))
            column.remove_requested.connect(lambda index=index: self._remove(index))
            column.go_on_requested.connect(lambda path=item.path: self.chat_requested.emit(path))
            column.retry_requested.connect(lambda index=index: self._ask_columns([index]))
            if index < len(said) and said[index].text:
                column.add_text(said[index].text)
            if index < len(said) and said[index].outcome:
                stats = said[index].stats
                if stats is not None:
                    column.show_figures(stats)
                column.finish(said[index].outcome)
            if item.checkpoint is None:
                column.show_missing()
        here = self._here()
        self.columns.setVisible(bool(self._shown))
        self._empty.setVisible(not self._shown)
        self.add_button.setVisible(bool(self._shown))
        self.marks.setVisible(len(self._shown) > 1)
        self.question.set_unavailable("" if here else self.tr("Add a model first."))
        self._update_add_button()
        self._say_how(bool(here) and not all_fit(here, self._desk.engines))
        self._mark(self.marks.isChecked())

    def _here(self) -> list[Checkpoint]:
        return [item.checkpoint for item in self._shown if item.checkpoint is not None]

    def _origin(self, checkpoint: Checkpoint | None) -> str:
        if checkpoint is None:
            return self.tr("not available")
        origin = self.tr("yours, {origin}") if checkpoint.origin is Origin.TRAINED else "{origin}"
        second = second_line(checkpoint)
        return origin.format(origin=second[:1].lower() + second[1:] if checkpoint.origin is Origin.TRAINED else second)

    def _say_how(self, in_turns: bool) -> None:
        count = len(self._here())
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
        self.more.set_sampling(self._sampling)
        here = self._here()
        self._say_how(bool(here) and not all_fit(here, self._desk.engines))

    @Slot(object)
    def _on_more_sampling_changed(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self.question.set_preset(preset_of(sampling) or "")
        here = self._here()
        self._say_how(bool(here) and not all_fit(here, self._desk.engines))

    @Slot(int)
    def _on_asking_began(self, index: int) -> None:
        column = self.columns.at(index)
        path = self._shown[index].path
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
        self._update_add_button()
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
            ComparisonColumn(LETTERS[index], item.name, item.path, said.text, said.outcome, said.stats)
            for index, (item, said) in enumerate(zip(self._shown, self._said(), strict=True))
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
        self._id = comparison.id
        self._wanted = None
        self._sampling = comparison.sampling
        self.more.set_sampling(comparison.sampling)
        self._shown = [
            Shown(found.name if found else column.model_name, column.model_path, found)
            for column in comparison.columns
            for found in (self._desk.library.find(column.model_path),)
        ]
        self.question.set_question(comparison.prompt)
        self.question.set_preset(preset_of(comparison.sampling) or "")
        self.question.show_busy(False)
        self._header.set_title(comparison.title or self.tr("Compare"))
        self._show_columns([Said(column.text, column.outcome, column.stats) for column in comparison.columns])
        missing = [item.name for item in self._shown if item.checkpoint is None]
        self._banner.hide()
        if missing:
            self._say(self.tr("Not on this computer any more: {names}").format(names=", ".join(missing)))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- drawer and folding ---

    @Slot()
    def toggle_more(self) -> None:
        """Open or close the drawer."""
        if self.more.isVisible():
            self.more.close_drawer()
        else:
            self._fold()
            self.more.open_drawer()
            self.more_button.setChecked(True)
            self._fold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asking is not None:
            self.stop()
        elif event.key() == Qt.Key.Key_Escape and self.more.isVisible():
            self.more.close_drawer()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fold)

    def _fold(self) -> None:
        look = theme()
        self.columns.setMinimumHeight(look.px(LOWEST_COLUMNS))
        width = self.window().width() / look.text_factor
        directions = QBoxLayout.Direction
        is_narrow = width < tokens.FOLD_ONE_COLUMN
        self._line.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignRight
        self._how.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if width >= tokens.FOLD_RAIL:
            lay_beside(self._row, self.more)
            return
        if (layout := self.layout()) is not None:
            layout.activate()
        area = self._scroll.geometry()
        area.setWidth(self.width())
        lay_over(self._row, self.more, area, look.px(tokens.WIDTH_DRAWER))
