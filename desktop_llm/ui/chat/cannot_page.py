"""When the chosen model can not be used here: one statement, why with figures, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import Memory
from desktop_llm.ui.chat.trouble import details_of
from desktop_llm.ui.chat.words import kind_sentence
from desktop_llm.ui.figures import in_one_line, size_words
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import ErrorState, WayOut
from desktop_llm.ui.look.progress import MemoryBar
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for


class CannotPage(QWidget):
    """The page.

    Signals:
        way_chosen: "get", "use:<path>" or "again".
    """

    way_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        self._column = Column(None, None, gap=0, margins=24, on=inside)
        Column(Scroll(inside), on=self)
        self.state: ErrorState | None = None

    def show_too_big(self, item: Checkpoint, needed_bytes: int, memory: Memory, others: Sequence[Checkpoint]) -> None:
        """It would not fit into memory, said before it is loaded."""
        used = memory.total_bytes - memory.available_bytes
        bar = MemoryBar(self.tr("Memory"))
        bar.show_use(
            used,
            needed_bytes,
            memory.total_bytes,
            used_words=self.tr("{size} in use now").format(size=size_words(used)),
            wanted_words=f"{item.name}, {size_words(needed_bytes)}",
            limit_words=self.tr("{size} here").format(size=size_words(memory.total_bytes)),
            excess_words=self.tr("{size} too much").format(
                size=size_words(max(0, used + needed_bytes - memory.total_bytes))
            ),
        )
        why = self.tr(
            "To answer it needs about {needed} of memory. This computer has {total}, and {free} are free now. It was"
            " not loaded, so nothing slowed down."
        ).format(
            needed=size_words(needed_bytes),
            total=size_words(memory.total_bytes),
            free=size_words(memory.available_bytes),
        )
        self._show(
            ErrorState(
                self.tr("{name} is too big for this computer.").format(name=item.name),
                why,
                safe=self.tr("Your message is kept below, and the model's files on disk are unchanged."),
                ways=[*self._uses(others), self._get()],
                extra=bar,
            )
        )

    def show_wrong_kind(self, item: Checkpoint, others: Sequence[Checkpoint]) -> None:
        """It is made for something else."""
        title = self.tr("{name} is not made for chatting.").format(name=item.name)
        self._show(ErrorState(title, kind_sentence(item.kind), ways=[*self._uses(others), self._get()]))

    def show_refused(self, name: str, error: AppError, others: Sequence[Checkpoint], can_retry: bool = False) -> None:
        """Its folder was refused, or it could not be loaded."""
        sentence = sentence_for(error)
        words = in_one_line(sentence.why, sentence.next_step)
        again = [WayOut("again", self.tr("Try again"), self.tr("Load {name} again").format(name=name))]
        self._show(
            ErrorState(
                sentence.title,
                words,
                safe=sentence.safe,
                ways=[*(again if can_retry else []), *self._uses(others), self._get()],
                details=details_of(error),
            )
        )

    def show_nothing(self) -> None:
        """There is no model at all."""
        self._show(
            ErrorState(
                self.tr("There is no model on this computer yet."),
                self.tr("A model is a folder of files that answers questions or continues texts."),
                ways=[self._get()],
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        side = max(look.px(24), (self.width() - look.px(tokens.WIDTH_READING)) // 2)
        self._column.setContentsMargins(side, look.px(24), side, look.px(24))

    def _uses(self, others: Sequence[Checkpoint]) -> list[WayOut]:
        return [
            WayOut(
                f"use:{item.path}",
                self.tr("Use it"),
                self.tr("Use {name}, already here").format(name=item.name),
                self.tr("{size} on disk").format(size=size_words(item.size_bytes)),
                "box",
            )
            for item in others[:2]
        ]

    def _get(self) -> WayOut:
        return WayOut(
            "get", self.tr("See models"), self.tr("Get another model"), self.tr("See which ones suit this computer"),
            "download",
        )  # fmt: skip

    def _show(self, state: ErrorState) -> None:
        if self.state is not None:
            self._column.removeWidget(self.state)
            self.state.hide()
            self.state.deleteLater()
        self.state = state
        state.way_chosen.connect(self.way_chosen)
        self._column.insertWidget(1, state)
