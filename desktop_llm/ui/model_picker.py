"""Choosing a model: a pop-over under its button, with a search, groups, and whether each fits this computer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Kind, Origin
from desktop_llm.core.errors import AppError
from desktop_llm.core.fit import fit_of, machine_memory, memory_to_chat
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip, ChipKind
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, Divider, Scroll
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.workers.engines import Engines, EngineStatus

SHOWN_ROWS = 200
_LIST_HEIGHT, _LEAST_HEIGHT = 420, 96
_CONTEXT_TOKENS = 4_096


def fit_to_chat(checkpoint: Checkpoint) -> Fit | None:
    """Whether a checkpoint fits this computer's memory for chatting; None where that is not known."""
    if checkpoint.facts is None:
        return None
    context = min(checkpoint.facts.context_tokens or _CONTEXT_TOKENS, _CONTEXT_TOKENS)
    return fit_of(memory_to_chat(checkpoint.facts, context, "auto"), machine_memory())


class ModelPicker(Popover):
    """The pop-over.

    Args:
        anchor: The button it opens under.
        checkpoints: What there is.
        engines: Which of them are in memory.
        selected: Path of the one in use.
        can_choose: Why one can not be chosen here ("" where it can): Train takes no encoder, say.
        already_chosen: Paths that are not offered again (Compare).

    Signals:
        chosen: The path of a checkpoint.
        get_model_requested: The last row.
    """

    chosen = Signal(str)
    get_model_requested = Signal()

    def __init__(
        self,
        anchor: QWidget,
        checkpoints: Sequence[Checkpoint],
        engines: Engines,
        selected: str = "",
        can_choose: Callable[[Checkpoint], str] | None = None,
        already_chosen: Collection[str] = (),
    ) -> None:
        super().__init__(anchor)
        self._checkpoints = [item for item in checkpoints if str(item.path) not in already_chosen]
        self._engines, self._selected = engines, selected
        self._can_choose = can_choose
        self._fits = {item.id: fit_to_chat(item) for item in self._checkpoints}
        self.search = TextField(
            self.tr("Find a model"), placeholder=self.tr("Find a model"), show_name=False, icon="search", height=36
        )
        self.search.edited.connect(self._fill)
        self.search.edit.installEventFilter(self)
        self.rows = RowList()
        self.rows.chosen.connect(self._on_rows_chosen)
        self._nothing = Text("small", self.tr("No model has that in its name."), color="text.2")
        self._scroll = Scroll(self.rows)
        self.get_model = Button(self.tr("Get a model"), "link", "download")
        self.get_model.clicked.connect(self._on_get_model_clicked)
        self.content.addWidget(self.search)
        self.content.addWidget(self._nothing)
        self.content.addWidget(self._scroll)
        self.content.addWidget(Divider())
        self.content.addWidget(self.get_model, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(self.tr("Choose a model"))
        self._fill("")

    def open_below(self) -> None:
        """Show it with the search focused."""
        super().open_below()
        self.search.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: object, event: object) -> bool:
        if watched is self.search.edit and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            first = next((key for key in self.rows.keys() if self._is_usable(key)), None)  # noqa: SIM118
            row = self.rows.row(first) if first is not None else None
            if event.key() == Qt.Key.Key_Down and row is not None:
                row.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and first is not None:
                self._on_rows_chosen(first)
                return True
        return bool(super().eventFilter(watched, event))  # type: ignore[arg-type]

    def _is_usable(self, key: object) -> bool:
        row = self.rows.row(key)
        return row is not None and row.isEnabled()

    @Slot(str)
    def _fill(self, search: str) -> None:
        self.rows.clear()
        wanted = search.casefold().split()
        found = [
            item
            for item in self._checkpoints
            if all(word in f"{item.name} {item.base_name}".casefold() for word in wanted)
        ][:SHOWN_ROWS]
        groups: list[tuple[str, list[Checkpoint]]] = [
            (self.tr("In memory"), []),
            (self.tr("Yours"), []),
            (self.tr("On this computer"), []),
        ]
        for item in found:
            is_loaded = self._engines.state(str(item.path)).status is not EngineStatus.OFF
            number = 0 if is_loaded else 1 if item.origin is Origin.TRAINED else 2
            groups[number][1].append(item)
        for name, items in groups:
            if items:
                holder = QWidget()
                Column(SectionCaption(name), margins=(0, 6, 0, 4), on=holder)
                self.rows.add_caption(holder)
            for item in items:
                self._add(item)
        self.rows.select(self._selected)
        self._nothing.setVisible(not found)
        hint = self.rows.sizeHint().height()
        self._scroll.want_height(min(theme().px(_LIST_HEIGHT), max(hint, 1)), theme().px(_LEAST_HEIGHT))
        self.adjustSize()

    def _add(self, item: Checkpoint) -> None:
        reason = self._reason(item)
        row = ListRow(item.name, reason or _second(item), height=48, rule=False, margins=(10, 0))
        fit = self._fits[item.id]
        if item.facts is not None and fit is not None:
            kinds: dict[Fit, ChipKind] = {Fit.FITS: "fits", Fit.TIGHT: "tight", Fit.TOO_BIG: "too_big"}
            row.add_column(Chip(kinds[fit]))
        self.rows.add_row(str(item.path), row)
        if reason:
            row.set_unavailable(reason)

    def _reason(self, item: Checkpoint) -> str:
        if item.trouble is not None:
            return sentence_for(AppError(item.trouble, item.trouble_detail)).title
        return self._can_choose(item) if self._can_choose is not None else ""

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self.close_popover()
        self.chosen.emit(str(key))

    @Slot()
    def _on_get_model_clicked(self) -> None:
        self.close_popover()
        self.get_model_requested.emit()


def _second(item: Checkpoint) -> str:
    """One line about a checkpoint: size and what it is."""
    _t = QCoreApplication.translate
    if item.origin is Origin.TRAINED and item.base_name:
        return _t("ModelPicker", "taught from {base}").format(base=item.base_name)
    words = second_line(item)
    return f"{size_words(item.size_bytes)}, {words[:1].lower()}{words[1:]}"


def writes_text(item: Checkpoint) -> str:
    """For `can_choose`: "" where a checkpoint writes text, else why it can not be used."""
    if item.kind.generates:
        return ""
    _t = QCoreApplication.translate
    if item.kind is Kind.MASKED:
        return _t("ModelPicker", "It fills gaps and does not write.")
    return _t("ModelPicker", "It does not write text.")
