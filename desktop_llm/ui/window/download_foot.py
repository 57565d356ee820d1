"""The small sign of running downloads at the foot of the sidebar: name, time left, thin bar. A click goes there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.core.downloads import Download, DownloadState
from desktop_llm.ui.look.floating import Toast
from desktop_llm.ui.models.hub_words import left_words, state_words
from desktop_llm.ui.state import LibraryList
from desktop_llm.ui.window.running_job import RunningJob
from desktop_llm.ui.window.sidebar import JobFoot
from desktop_llm.workers.hub_thread import HubThread


class DownloadFoot(JobFoot):
    """Follows the downloads by itself; with one that is done, the list of models is read again.

    Signals:
        chat_requested: The model that has just come is wanted; its path.
    """

    chat_requested = Signal(str)

    def __init__(self, hub: HubThread, library: LibraryList, window: QWidget) -> None:
        super().__init__(window)
        self._library = library
        self._done: set[str] = set()
        self._arrived = ""
        self.toast = Toast(window)
        self.toast.action_requested.connect(self._on_toast_action_requested)
        hub.downloads_changed.connect(self._on_hub_downloads_changed)

    @Slot(object)
    def _on_hub_downloads_changed(self, downloads: tuple[Download, ...]) -> None:
        for one in downloads:
            if one.state is DownloadState.DONE and one.folder not in self._done:
                self._done.add(one.folder)
                self._library.refresh()
                self._arrived = one.folder
                self.toast.say(self.tr("{name} is here.").format(name=one.plan.name), self.tr("Chat"))
                QApplication.alert(self.window())
        order = (DownloadState.RUNNING, DownloadState.WAITING, DownloadState.FAILED)
        shown = next((one for state in order for one in downloads if one.state is state), None)
        self.show_job(RunningJob(shown.plan.name, shown.share, left_words(shown)) if shown is not None else None)
        if shown is not None:
            words = self.tr("Download of {name}: {state}").format(name=shown.plan.name, state=state_words(shown))
            self.setAccessibleName(words)
            self.setToolTip(words)

    @Slot()
    def _on_toast_action_requested(self) -> None:
        self.chat_requested.emit(self._arrived)
