"""‹ 2 of 2 ›: which version of a message is shown, and the way to the others."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.tokens import ICON_SMALL


class Versions(QWidget):
    """Hidden while there is only one."""

    version_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version = self._count = 1
        self.earlier = IconButton("chevron-left", self.tr("Version before"), icon_size=ICON_SMALL, size=28)
        self.later = IconButton("chevron-right", self.tr("Version after"), icon_size=ICON_SMALL, size=28)
        self._words = Text("caption", "", color="text.2", wrap=False)
        self.earlier.clicked.connect(self._on_earlier_clicked)
        self.later.clicked.connect(self._on_later_clicked)
        Row(self.earlier, self._words, self.later, gap=0, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def version(self) -> int:
        return self._version

    @property
    def count(self) -> int:
        return self._count

    def show_versions(self, version: int, count: int) -> None:
        """Say which one of how many is shown."""
        self._version, self._count = version, count
        self._words.setText(self.tr("{version} of {count}").format(version=version, count=count))
        self.set_unavailable("")
        self.setVisible(count > 1)

    def set_unavailable(self, reason: str) -> None:
        """Grey out with a reason; "" makes usable what there is."""
        first, last = self._version <= 1, self._version >= self._count
        self.earlier.set_unavailable(reason or (self.tr("This is the first version.") if first else ""))
        self.later.set_unavailable(reason or (self.tr("This is the newest version.") if last else ""))

    @Slot()
    def _on_earlier_clicked(self) -> None:
        self.version_requested.emit(self._version - 1)

    @Slot()
    def _on_later_clicked(self) -> None:
        self.version_requested.emit(self._version + 1)
