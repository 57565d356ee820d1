"""Downloads: each with its time left, bar, pause, resume and cancel; what is here can be chatted with at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.downloads import Download, DownloadState
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.notices import EmptyState
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.models.hub_words import left_words, state_words


class DownloadCard(Card):
    """One download.

    Signals:
        pause_requested, resume_requested, cancel_requested: Its key.
        chat_requested: The folder it lies in now.
    """

    pause_requested = Signal(str)
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    chat_requested = Signal(str)

    def __init__(self, download: Download, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._download = download
        key = download.key
        self._left = Text("card", "", wrap=False)
        self._bar = ProgressBar(download.plan.name)
        self._state = Text("small", "", color="text.2")
        self.pause = Button(self.tr("Pause"), "secondary", "pause", size="small")
        self.pause.clicked.connect(lambda: self.pause_requested.emit(key))
        self.resume = Button(self.tr("Go on"), "secondary", "play", size="small")
        self.resume.clicked.connect(lambda: self.resume_requested.emit(key))
        self.chat = Button(self.tr("Chat"), "secondary", "message-square", size="small")
        self.chat.clicked.connect(lambda: self.chat_requested.emit(self._download.folder))
        self.cancel = IconButton("x", self.tr("Cancel {name}").format(name=download.plan.name))
        self.cancel.clicked.connect(lambda: self.cancel_requested.emit(key))
        head = Row(gap=8)
        head.addWidget(ElidedText("card", download.plan.name), 1)
        head.addWidget(self._left)
        head.addWidget(self.cancel)
        self.content.addLayout(head)
        self.content.addWidget(self._bar)
        self.content.addWidget(self._state)
        self.content.addLayout(Row(self.pause, self.resume, self.chat, None, gap=8))
        self.show_download(download)

    def show_download(self, download: Download) -> None:
        self._download = download
        state = download.state
        self._left.setText(left_words(download))
        self._bar.set_share(download.share)
        self._bar.setVisible(state is not DownloadState.DONE)
        self._state.setText(state_words(download))
        self.pause.setVisible(state.goes_on)
        self.resume.setVisible(state in (DownloadState.PAUSED, DownloadState.FAILED))
        self.chat.setVisible(state is DownloadState.DONE)
        is_done = state is DownloadState.DONE
        words = self.tr("Take {name} off this list") if is_done else self.tr("Cancel {name}")
        self.cancel.set_icon("x", words.format(name=download.plan.name))


class DownloadsPage(QWidget):
    """All of them.

    Signals:
        pause_requested, resume_requested, cancel_requested: A download's key.
        chat_requested: A model's folder.
        recommended_requested: There are none; the list that ships is wanted.
    """

    pause_requested = Signal(str)
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    chat_requested = Signal(str)
    recommended_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, DownloadCard] = {}
        ground = QWidget()
        self._column = Column(gap=12, margins=24, on=ground)
        self._note = Text(
            "small",
            self.tr("They go on when you close the window and open it again. Every file is checked before it counts."),
            color="text.2",
        )
        self._empty = EmptyState(self.tr("No downloads."), self.tr("Show recommended models"))
        self._empty.action_requested.connect(self.recommended_requested)
        self._column.addWidget(self._empty)
        self._column.addWidget(self._note)
        self._column.addStretch(1)
        Column(Scroll(ground), gap=0, on=self)
        self.show_downloads(())

    def show_downloads(self, downloads: tuple[Download, ...]) -> None:
        """The list as it is now."""
        keys = {one.key for one in downloads}
        for key in [key for key in self.cards if key not in keys]:
            card = self.cards.pop(key)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, one in enumerate(reversed(downloads)):
            if one.key in self.cards:
                self.cards[one.key].show_download(one)
                continue
            card = self.cards[one.key] = DownloadCard(one)
            card.pause_requested.connect(self.pause_requested)
            card.resume_requested.connect(self.resume_requested)
            card.cancel_requested.connect(self.cancel_requested)
            card.chat_requested.connect(self.chat_requested)
            self._column.insertWidget(place, card)
        self._empty.setVisible(not downloads)
        self._note.setVisible(bool(downloads))
