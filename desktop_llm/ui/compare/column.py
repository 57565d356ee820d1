"""One checkpoint's answer: who, three figures, the text as it streams, why it stopped, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QMenu, QTextEdit, QWidget

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.messages import Message
from desktop_llm.ui.chat.stream_view import StreamView
from desktop_llm.ui.chat.words import failed_code, outcome_words
from desktop_llm.ui.compare.difference import differing_spans
from desktop_llm.ui.figures import count_words, in_one_line, number_words, short_duration_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.chips import LetterBadge
from desktop_llm.ui.look.facts import Figure
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for

MIN_WIDTH = 300


class AnswerColumn(Card):
    """A column of the comparison.

    Args:
        letter: "A", "B", ...
        name: The checkpoint's name.
        origin: Where it comes from, in a few words.

    Signals:
        remove_requested: Take this column away.
        marks_requested: Mark the words of the others that differ from this one.
        go_on_requested: Chat on with this checkpoint.
        retry_requested: Ask this one again after trouble.
        another_requested: One more column of this checkpoint, with the next seed.
        style_requested: A column's own style: the key of a preset, "now" for the controls of now, "" for that of all.
        pieces_requested: Look at the answer in its pieces.
    """

    remove_requested = Signal()
    marks_requested = Signal()
    go_on_requested = Signal()
    retry_requested = Signal()
    another_requested = Signal()
    style_requested = Signal(str)
    pieces_requested = Signal()

    def __init__(self, letter: str, name: str, origin: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=0, gap=0, parent=parent)
        self.letter, self.name, self.text = letter, name, ""
        self.outcome = ""
        self.is_missing = self.is_hidden = False
        self.menu: QMenu | None = None
        self.stats: TurnStats | None = None
        self._origin = origin
        self.setAccessibleName(self.tr("Answer {letter}, {name}").format(letter=letter, name=name))
        self.menu_button = IconButton("ellipsis", self.tr("More for {letter}").format(letter=letter))
        self.menu_button.clicked.connect(self._on_menu_clicked)
        self._badge = LetterBadge(letter)
        self._who = ElidedText("body.strong", name)
        self._from = ElidedText("caption", origin, color="text.2")
        who = Column(self._who, self._from, gap=0)
        head = Row(gap=12, margins=(16, 14, 12, 14))
        head.addWidget(self._badge)
        head.addLayout(who, 1)
        head.addWidget(self.menu_button)
        self._speed = Figure("–", self.tr("tokens/s"))
        self._first = Figure("–", self.tr("to first word"))
        self._words = Figure("–", self.tr("words"))
        self._figures = QWidget()
        figures = Row(gap=8, on=self._figures)
        for figure in (self._speed, self._first, self._words):
            figures.addWidget(figure, 1)
        self._veil = Text("caption", self.tr("Speed and length are shown after your vote"), color="text.2")
        self._veil.hide()
        self.view = StreamView(theme().px(MIN_WIDTH - 32))
        self.view.set_caret(False)
        self._waiting = Text("body", "", color="text.2")
        self._waiting.hide()
        inside = QWidget()
        self._before = Text("small", "", color="text.2", selectable=True)
        self._before.hide()
        inner = Column(self._before, self._waiting, self.view, gap=8, margins=(16, 14), on=inside)
        inner.addStretch(1)
        self.area = self._scroll = Scroll(inside)
        self._stopped = Text("small", "", color="text.2")
        self._go_on = Button(
            self.tr("Continue with {letter}").format(letter=letter), "link", trailing_icon="arrow-right", size="small"
        )
        self._go_on.clicked.connect(self.go_on_requested)
        self._go_on.hide()
        self._retry = Button(self.tr("Try again"), "secondary", "refresh-cw", size="small")
        self._retry.clicked.connect(self.retry_requested)
        self._retry.hide()
        self._foot = foot = Row(gap=8, margins=(16, 8, 12, 12))
        foot.addWidget(self._stopped, 1)
        foot.addLayout(Row(None, self._retry, self._go_on, gap=8))
        self.content.addLayout(head)
        self.content.addWidget(Divider())
        self.content.addLayout(Column(self._figures, self._veil, gap=0, margins=(16, 10)))
        self.content.addWidget(Divider())
        self.content.addWidget(self._scroll, 1)
        self.content.addLayout(foot)
        self.refresh_look()

    def refresh_look(self) -> None:
        self.setMinimumWidth(theme().px(MIN_WIDTH))

    def begin(self, waiting_words: str) -> None:
        """Empty the column; say what it waits for."""
        self.text, self.outcome, self.stats = "", "", None
        self._empty_view()
        self.view.setExtraSelections([])
        self.view.set_caret(not self.is_hidden)
        if self.is_hidden:
            waiting_words = self.tr("All answers appear together.")
        self._waiting.setText(waiting_words)
        self._waiting.setVisible(bool(waiting_words))
        if self._before.text():
            QTimer.singleShot(0, self, self._show_end)  # what was said before stands above: the answer comes below
        for figure in (self._speed, self._first, self._words):
            figure.set_value("–")
        self._stopped.setText("")
        self._go_on.hide()
        self._retry.hide()

    @Slot()
    def _show_end(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def set_hidden(self, is_hidden: bool) -> None:
        """A blind answer: no name, no speed, and the text only when `lift` is called or the name comes back."""
        self.is_hidden = is_hidden
        self._badge.set_letter(self.letter, is_hidden=is_hidden)
        name = self.tr("Answer {letter}").format(letter=self.letter)
        self._who.setText(name if is_hidden else self.name)
        self._from.setText(self.tr("name shown after your vote") if is_hidden else self._origin)
        self.setAccessibleName(
            name if is_hidden else self.tr("Answer {letter}, {name}").format(letter=self.letter, name=self.name)
        )
        self._figures.setVisible(not is_hidden)
        self._veil.setVisible(is_hidden)
        self._foot_visible()

    def show_before(self, history: Sequence[Message]) -> None:
        """What was said here before the question."""
        you, it = self.tr("You: {text}"), self.tr("{letter}: {text}")
        lines = [
            (you if message.role == "user" else it).format(letter=self.letter, text=message.text.strip())
            for message in history
            if message.role != "system"
        ]
        self._before.setText("\n\n".join(lines))
        self._before.setVisible(bool(lines))

    @property
    def before(self) -> str:
        """The conversation above the answer, as it is shown."""
        return self._before.text()

    def lift(self) -> None:
        """Show the text of a blind answer, whose writing was not shown: speed tells who it is."""
        self._waiting.hide()
        if self.view.plain_text() != self.text:
            self._empty_view()
            self.view.add_text(self.text)

    def _empty_view(self) -> None:
        self.view.clear()
        self.view.refresh_look()  # Qt forgets the height of lines with the text

    def _foot_visible(self) -> None:
        is_done = bool(self.outcome) and failed_code(self.outcome) is None
        self._go_on.setVisible(is_done and not self.is_hidden and not self.is_missing)

    def show_missing(self) -> None:
        """The checkpoint is gone: what it said can be read, and nothing more is asked of it."""
        self.is_missing = True
        self._go_on.hide()
        self._retry.hide()
        self._stopped.set_color("text.2")
        self._stopped.setText(self.tr("This model is not on this computer any more"))

    def say_waiting(self, words: str) -> None:
        """Other words for what it waits for."""
        if not self.text and not self.is_hidden:
            self._waiting.setText(words)
            self._waiting.setVisible(bool(words))

    def add_text(self, text: str) -> None:
        """Streamed text."""
        bar = self._scroll.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 4
        self.text += text
        if not self.is_hidden:
            self._waiting.hide()
            self.view.add_text(text)
        self._words.set_value(number_words(count_words(self.text)))
        if at_end:
            bar.setValue(bar.maximum())

    def show_figures(self, stats: TurnStats) -> None:
        """The figures above the text."""
        self.stats = stats
        self._speed.set_value(number_words(stats.tokens_per_second, 1 if stats.tokens_per_second < 100 else 0))
        self._first.set_value(short_duration_words(stats.seconds_to_first_token))

    def finish(self, outcome: str, error: AppError | None = None) -> None:
        """The answer is done, or ended in trouble; what was written stays."""
        self.outcome = outcome
        self.view.set_caret(False)
        if not self.is_hidden:
            self._waiting.hide()
        code = failed_code(outcome)
        if error is None and code is not None:
            error = AppError(code)
        directions = QBoxLayout.Direction
        self._foot.setDirection(directions.LeftToRight if error is None else directions.TopToBottom)
        if error is not None:
            sentence = sentence_for(error)
            self._stopped.setText(in_one_line(sentence.title, sentence.why))
            self._stopped.set_color("danger.text")
            self._retry.show()
        else:
            self._stopped.set_color("text.2")
            self._stopped.setText(outcome_words(outcome) or self.tr("Stopped: it was done"))
            self._foot_visible()

    def mark_against(self, other: str | None) -> None:
        """Mark the words that differ from another answer; None takes the marks away."""
        selections: list[QTextEdit.ExtraSelection] = []
        shown = self.view.plain_text()
        for start, end in differing_spans(shown, other) if other is not None else []:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.view.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            mark = QTextCharFormat()
            mark.setBackground(theme().colour("accent.soft"))
            mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            mark.setUnderlineColor(theme().colour("accent"))
            selection.format = mark
            selections.append(selection)
        self.view.setExtraSelections(selections)

    @Slot()
    def _on_menu_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu = menu
        is_said = bool(self.text) and bool(self.outcome) and not self.is_hidden

        def add(words: str, signal: SignalInstance, is_possible: bool = True) -> None:
            action = QAction(words, menu)
            action.triggered.connect(lambda: signal.emit())
            action.setEnabled(is_possible)
            menu.addAction(action)

        copy = QAction(self.tr("Copy the answer"), menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        menu.addAction(copy)
        add(self.tr("Mark what differs from this one"), self.marks_requested)
        add(self.tr("Look at its pieces"), self.pieces_requested, is_said and not self.is_missing)
        if not self.is_missing and not self.is_hidden:
            menu.addSeparator()
            add(self.tr("One more answer from it"), self.another_requested)
            style = menu.addMenu(self.tr("Settings of this one"))
            for key, words in (
                ("", self.tr("Like all")), ("careful", self.tr("Careful")), ("balanced", self.tr("Balanced")),
                ("wild", self.tr("Wild")), ("now", self.tr("Keep the controls of now")),
            ):  # fmt: skip
                action = QAction(words, style)
                action.triggered.connect(lambda _checked=False, key=key: self.style_requested.emit(key))
                style.addAction(action)
        menu.addSeparator()
        add(self.tr("Take away"), self.remove_requested)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
