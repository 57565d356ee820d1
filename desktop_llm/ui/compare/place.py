"""The place Compare: which checkpoints, what is asked of them (one question, or a list), and the scoreboard.

What is shown of one question is `question_page`, of a list `list_page`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.comparison import Comparison
from desktop_llm.core.errors import AppError
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.messages import Message
from desktop_llm.core.sampling import PRESETS, Sampling, preset_of, with_preset
from desktop_llm.ui.compare.adding import MOST_COLUMNS, Adding
from desktop_llm.ui.compare.columns import Columns
from desktop_llm.ui.compare.going_on import keep_conversation
from desktop_llm.ui.compare.list_page import ListPage
from desktop_llm.ui.compare.more import CompareMore
from desktop_llm.ui.compare.question import QuestionCard
from desktop_llm.ui.compare.question_page import QuestionPage
from desktop_llm.ui.compare.report_extras import Extras
from desktop_llm.ui.compare.reporting import Reporting
from desktop_llm.ui.compare.scoreboard_page import ScoreboardPage
from desktop_llm.ui.compare.shown import Shown, next_answers, shown
from desktop_llm.ui.compare.side import ComparisonList
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.header import Header
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented, Toggle
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.side_pane import lay_beside, lay_over

SEED = 42
LONGEST_TOKENS = 256

__all__ = ["MOST_COLUMNS", "ComparePlace"]


class ComparePlace(QWidget):
    """Side by side.

    Signals:
        chat_requested: Talk with one checkpoint; its path.
        conversation_requested: Go on with one column in Chat; the id of the conversation it became.
        get_model_requested: The person wants another model.
    """

    chat_requested = Signal(str)
    conversation_requested = Signal(int)
    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._id = 0
        self._sampling = replace(PRESETS["balanced"], seed=SEED, max_new_tokens=LONGEST_TOKENS)
        self._wanted: tuple[list[str], str] | None = None
        self._ask_when_found = False
        self._voted_list: tuple[ListRun, int] | None = None
        self.add_button = Button(self.tr("Add a model"), "secondary", "plus")
        self.add_button.clicked.connect(self._on_add_clicked)
        self.report_button = Button(self.tr("Report"), "secondary", "file-text")
        self.report_button.clicked.connect(self._on_report_clicked)
        self.more_button = Button(self.tr("More"), "quiet", "sliders-horizontal", checkable=True)
        self.more_button.clicked.connect(self.toggle_more)
        self._header = Header(self.tr("Compare"), self.more_button, self.report_button, self.add_button)
        self.tabs = Segmented(
            self.tr("What is compared"),
            [("one", self.tr("One question")), ("list", self.tr("A list")), ("votes", self.tr("Scoreboard"))],
        )
        self.tabs.chosen.connect(self._on_tabs_chosen)
        self._banner = Banner("danger", "")
        self._banner.hide()
        self._note = Banner("success", "")
        self._note.hide()
        self.page = QuestionPage(desk)
        self.lists = ListPage(desk)
        self.scores = ScoreboardPage(desk)
        self._stack = QStackedWidget()
        for page in (self.page, self.lists, self.scores):
            self._stack.addWidget(page)
        self.more = CompareMore(self._sampling, self)
        self.more.sampling_changed.connect(self._on_more_sampling_changed)
        self.more.closed.connect(lambda: self.more_button.setChecked(False))
        self.more.hide()
        self._row = Row(gap=0)
        self._row.addWidget(self._stack, 1)
        self._row.addWidget(self.more)
        QShortcut(QKeySequence("Ctrl+."), self, self.toggle_more)
        strip = Row(self.tabs, None, gap=0, margins=(24, 12, 24, 0))
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(self._banner)
        whole.addWidget(self._note)
        whole.addLayout(strip)
        whole.addLayout(self._row, 1)
        self._side = ComparisonList(desk.store, desk.tasks)
        self._side.new_requested.connect(lambda: self.begin([], ""))
        self._side.comparison_chosen.connect(self._on_side_comparison_chosen)
        self._side.list_chosen.connect(self._on_side_list_chosen)
        self._reporting = Reporting(desk, self)
        self._reporting.saved.connect(self._on_reporting_saved)
        self._reporting.failed.connect(self._say_error)
        self._adding = Adding(desk, self.page, self)
        self._adding.added.connect(self._shown_changed)
        self._adding.get_model_requested.connect(self.get_model_requested)
        self._connect_pages()
        desk.library.changed.connect(self._on_library_changed)
        theme().changed.connect(self._on_theme_changed)
        self.page.begin([], "")
        self._shown_changed()

    def _connect_pages(self) -> None:
        self.page.asked.connect(self.ask)
        self.page.stopped.connect(self.stop)
        self.page.preset_chosen.connect(self._on_preset_chosen)
        self.page.over.connect(self._on_page_over)
        self.page.add_requested.connect(self._on_add_clicked)
        self.page.go_on_requested.connect(self._on_page_go_on_requested)
        self.page.failed_words.connect(self._say)
        self.page.removed.connect(self._shown_changed)
        self.page.next_requested.connect(self._on_page_next_requested)
        self.page.votes_changed.connect(self.scores.refresh)
        self.page.voting.voted.connect(self._update_buttons)
        self.page.failed.connect(self._say_error)
        self.lists.add_requested.connect(self._on_add_clicked)
        self.lists.removed.connect(self._on_lists_removed)
        self.lists.lists_changed.connect(self._side.refresh)
        self.lists.begun.connect(self._side.select)
        self.lists.report_requested.connect(self._on_report_clicked)
        self.lists.vote_requested.connect(self._on_lists_vote_requested)
        self.lists.failed.connect(self._say_error)
        self.lists.judge.get_model_requested.connect(self.get_model_requested)
        self.scores.failed.connect(self._say_error)

    # --- what the window calls ---

    @property
    def columns(self) -> Columns:
        return self.page.columns

    @property
    def question(self) -> QuestionCard:
        return self.page.question

    @property
    def marks(self) -> Toggle:
        return self.page.marks

    def sidebar_list(self) -> ComparisonList:
        """The saved comparisons."""
        return self._side

    def begin(self, paths: list[str], prompt: str, history: tuple[Message, ...] = ()) -> None:
        """A new comparison of these checkpoints with this question, after what was said before it."""
        self.page.stop()
        self._id = 0
        self._wanted = self._voted_list = None
        found = [self._desk.library.find(path) for path in paths]
        self.page.begin([shown(item, history) for item in found if item is not None], prompt)
        if len(self.page.shown) < len(paths):
            self._wanted = (paths, prompt)  # a checkpoint that was just made: the list is being read
            self._desk.library.refresh()
        self._header.set_title(self.tr("Compare"))
        self._side.select(0)
        self._banner.hide()
        if self._stack.currentWidget() is not self.lists or prompt:
            self._show_tab("one")
        else:
            self.lists.begin()
        self._shown_changed()
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def ask(self) -> None:
        """Ask all of them; both begin at once where both fit."""
        if self._wanted is not None and len(self.page.shown) < len(self._wanted[0]):
            self._wanted = (self._wanted[0], self.question.text or self._wanted[1])
            self._ask_when_found = True
            return
        if self.lists.is_running:
            self._say(self.tr("A list is being asked. Pause it first."))
        elif self.page.ask(range(len(self.page.shown)), self._sampling):
            self._banner.hide()
            self._note.hide()
            self._update_buttons()

    @Slot()
    def stop(self) -> None:
        """Stop all answers; what is written stays."""
        self.page.stop()

    # --- checkpoints ---

    @Slot()
    def _on_library_changed(self) -> None:
        if self._wanted is None:
            return
        paths, prompt = self._wanted
        found = [item for path in paths if (item := self._desk.library.find(path)) is not None]
        if len(found) == len(paths):
            self._wanted = None
            self.page.begin([shown(item) for item in found], self.question.text or prompt)
            self._shown_changed()
            if self._ask_when_found:
                self._ask_when_found = False
                self.question.set_question(prompt)
                self.ask()

    @Slot()
    def _shown_changed(self) -> None:
        self.lists.set_models(self.page.shown)
        self.page.show_settings(self._sampling)
        self.lists.set_sampling(self._sampling)
        self._update_buttons()

    @Slot()
    def _update_buttons(self) -> None:
        is_asking = self.page.is_asking
        on_votes = self._stack.currentWidget() is self.scores
        self.add_button.set_unavailable(self._adding.reason)
        self.add_button.setVisible(bool(self.page.shown) and self._stack.currentWidget() is self.page)
        has_report = any(item.outcome for item in self.page.said()) and not is_asking and not self.page.is_hidden
        if self._stack.currentWidget() is self.lists:
            has_report = self.lists.has_answers
        self.report_button.setVisible(not on_votes and has_report)
        self.more_button.setVisible(not on_votes)

    @Slot()
    def _on_add_clicked(self) -> None:
        places: list[QWidget] = [self.add_button, self.lists.add_button, self.page.empty]
        anchor = next((place for place in places if place.isVisible()), self.add_button)
        self._adding.choose(anchor)

    @Slot(int)
    def _on_page_go_on_requested(self, index: int) -> None:
        """Chat goes on where this column stands."""
        item, said, prompt = self.page.shown[index], self.page.said()[index], self.page.prompt
        if not said.text.strip():
            self.chat_requested.emit(item.path)
            return
        sampling = item.settings(self._sampling)
        self._desk.store.submit(
            lambda store: keep_conversation(store, item, prompt, said, sampling),
            self.conversation_requested.emit,
            self._say_error,
        )

    @Slot(int)
    def _on_lists_removed(self, index: int) -> None:
        """Take a candidate of the list away: all its columns."""
        wanted = self.lists.candidate_at(index)
        for place in reversed(range(len(self.page.shown))):
            if not self.page.is_asking and self.page.shown[place].candidate_path == wanted:
                self.columns.at(place).remove_requested.emit()

    # --- tabs ---

    def _show_tab(self, key: str) -> None:
        self.tabs.set_value(key)
        self._on_tabs_chosen(key)

    @Slot(object)
    def _on_tabs_chosen(self, key: object) -> None:
        page = {"one": self.page, "list": self.lists, "votes": self.scores}[str(key)]
        self._stack.setCurrentWidget(page)
        if page is self.scores:
            self.scores.refresh()
        self._update_buttons()
        self._fold()

    # --- settings and what was said ---

    @Slot(str)
    def _on_preset_chosen(self, key: str) -> None:
        self._set_sampling(with_preset(self._sampling, key))
        self.more.set_sampling(self._sampling)

    @Slot(object)
    def _on_more_sampling_changed(self, sampling: Sampling) -> None:
        self._set_sampling(sampling)

    def _set_sampling(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self.question.set_preset(preset_of(sampling) or "")
        self.page.show_settings(sampling)
        self.lists.set_sampling(sampling)

    @Slot()
    def _on_page_over(self) -> None:
        self._update_buttons()
        comparison = self.page.comparison(self._id, self._sampling)
        self._desk.store.submit(lambda store: store.save_comparison(comparison), self._on_saved, self._say_error)

    def _on_saved(self, comparison_id: int) -> None:
        self._id = comparison_id
        self.page.voting.set_comparison(comparison_id)
        self._side.refresh()
        self._side.select(comparison_id)

    @Slot()
    def _on_page_next_requested(self) -> None:
        """Another question to the same checkpoints, as blind as before; or the next of the list that is voted on."""
        if self._voted_list is not None:
            run, number = self._voted_list
            self._vote_on_list(run, number + 1)
            return
        self._id = 0
        self.page.begin([item for item in self.page.shown if item.checkpoint is not None], "")
        self._side.select(0)
        self._shown_changed()
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_lists_vote_requested(self, number: int) -> None:
        if self.page.is_asking or self.lists.is_running:
            self._say(self.tr("Wait until the answers are done."))
        elif self.lists.run is not None:
            self._vote_on_list(self.lists.run, number)

    def _vote_on_list(self, run: ListRun, number: int) -> None:
        """The next question of a list, its answers without names; the scoreboard after the last."""
        found = next_answers(run, number, self._desk.library)
        if found is None:
            self._voted_list = None
            self._show_tab("votes")
            return
        place, answers = found
        self._id, self._voted_list = 0, (run, place)
        prompt = run.plan.prompts[place]
        self.page.show_blind(answers, prompt.text, prompt.topic)
        self.page.voting.set_comparison(0)
        words = self.tr("{name}, question {n} of {count}")
        self._header.set_title(words.format(name=run.plan.title, n=place + 1, count=len(run.plan.prompts)))
        self._show_tab("one")
        self._shown_changed()

    @Slot(int)
    def _on_side_comparison_chosen(self, comparison_id: int) -> None:
        if not self.page.is_asking:
            self._desk.store.submit(
                lambda store: store.comparison(comparison_id), self._show_comparison, self._say_error
            )

    def _show_comparison(self, comparison: Comparison) -> None:
        self._id = comparison.id
        self._wanted = self._voted_list = None
        items = [
            Shown(
                found.name if found else column.model_name, column.model_path, found, column.sampling, column.history
            )
            for column in comparison.columns
            for found in (self._desk.library.find(column.model_path),)
        ]
        self._sampling = comparison.sampling
        self.more.set_sampling(comparison.sampling)
        self.page.show_comparison(comparison, items)
        self.page.voting.set_comparison(comparison.id)
        self._header.set_title(comparison.title or self.tr("Compare"))
        self._show_tab("one")
        self._shown_changed()
        self._banner.hide()
        missing = [item.name for item in items if item.checkpoint is None]
        if missing:
            self._say(self.tr("Not on this computer any more: {names}").format(names=", ".join(missing)))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_side_list_chosen(self, folder: str) -> None:
        self._banner.hide()
        self._show_tab("list")
        self.lists.open_list(Path(folder))

    @Slot()
    def _on_report_clicked(self) -> None:
        if self._stack.currentWidget() is self.lists and self.lists.run is not None:
            extras = Extras(judges=self.lists.judge.summaries)
            self._reporting.ask_for_list(self.lists.run, self.lists.table, extras, self.report_button)
        else:
            histories = tuple(item.history for item in self.page.shown)
            extras = Extras(histories, dict(self.page.after.figures))
            comparison = self.page.comparison(self._id, self._sampling)
            self._reporting.ask_for_comparison(comparison, extras, self.report_button)

    @Slot(str)
    def _on_reporting_saved(self, name: str) -> None:
        self._banner.hide()
        self._note.set_sentence(self.tr("Saved as {name}.").format(name=name))
        self._note.show()

    @Slot(object)
    def _say_error(self, error: AppError) -> None:
        self._say(sentence_for(error).line)

    def _say(self, sentence: str) -> None:
        self._note.hide()
        self._banner.set_sentence(sentence)
        self._banner.show()

    # --- drawer, keys and folding ---

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
        if event.key() == Qt.Key.Key_Escape and self.page.is_asking:
            self.stop()
        elif event.key() == Qt.Key.Key_Escape and self.more.isVisible():
            self.more.close_drawer()
        elif self._stack.currentWidget() is not self.page or not self.page.votes.take_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fold)

    def _fold(self) -> None:
        look = theme()
        width = self.window().width() / look.text_factor
        self.page.fold(width)
        self.lists.fold(width)
        if width >= tokens.FOLD_RAIL:
            lay_beside(self._row, self.more)
            return
        if (layout := self.layout()) is not None:
            layout.activate()
        area = self._stack.geometry()
        area.setWidth(self.width())
        lay_over(self._row, self.more, area, look.px(tokens.WIDTH_DRAWER))
