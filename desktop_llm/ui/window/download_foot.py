"""The small sign of running downloads at the foot of the sidebar: name, time left, thin bar. A click goes there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.downloads import Download, DownloadState
from desktop_llm.ui.models.hub_words import left_words, state_words
from desktop_llm.ui.state import LibraryList
from desktop_llm.ui.window.running_job import RunningJob
from desktop_llm.ui.window.sidebar import JobFoot
from desktop_llm.workers.hub_thread import HubThread


class DownloadFoot(JobFoot):
    """Follows the downloads by itself; with one that is done, the list of models is read again.

    Signals:
        arrived: A `Download` whose model is in the library now.
    """

    arrived = Signal(object)

    def __init__(self, hub: HubThread, library: LibraryList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._done: set[str] = set()
        hub.downloads_changed.connect(self._on_hub_downloads_changed)

    @Slot(object)
    def _on_hub_downloads_changed(self, downloads: tuple[Download, ...]) -> None:
        for one in downloads:
            if one.state is DownloadState.DONE and one.folder not in self._done:
                self._done.add(one.folder)
                self._library.refresh()
                self.arrived.emit(one)
        order = (DownloadState.RUNNING, DownloadState.WAITING, DownloadState.FAILED)
        shown = next((one for state in order for one in downloads if one.state is state), None)
        self.show_job(RunningJob(shown.plan.name, shown.share, left_words(shown)) if shown is not None else None)
        if shown is not None:
            words = self.tr("Download of {name}: {state}").format(name=shown.plan.name, state=state_words(shown))
            self.setAccessibleName(words)
            self.setToolTip(words)
