"""What happens before the first word, in words; with a bar once it takes over a second."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.text import Text

BAR_AFTER_MS = 1_000


class Waiting(QWidget):
    """One sentence, and a bar after a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Text("reading", "", color="text.2")
        self.bar = ProgressBar(self.tr("On its way"))
        self.bar.setMaximumWidth(320)
        self.bar.hide()
        Column(self._words, self.bar, gap=8, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, interval=BAR_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    @property
    def words(self) -> str:
        return self._words.text()

    def say(self, words: str, share: float) -> None:
        """What is happening, and how much of it is done."""
        self._words.setText(words)
        self.bar.set_share(share)

    @Slot()
    def _on_timer_timeout(self) -> None:
        self.bar.show()
