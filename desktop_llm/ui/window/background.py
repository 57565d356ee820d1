"""The icon in the tray while a training goes on without a window: how far it is, and the ways back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from desktop_llm.ui.figures import percent_words
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.window.running_job import RunningJob

ICON_PX = 64
BAR_PX = 12


def has_tray() -> bool:
    """Whether this desktop shows icons of programs whose windows are hidden."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Background(QObject):
    """Shows the icon from `begin` to `end`.

    Signals:
        open_requested: Show the window.
        pause_requested: Pause the training and quit.
        stop_requested: Stop the training, keep its checkpoint, and quit.
        quit_requested: Quit; nothing runs any more.
    """

    open_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._job: RunningJob | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the icon stands in the tray."""
        return self._tray is not None

    @property
    def words(self) -> str:
        """What the icon says: "My bakery helper, 60 %, About 2 minutes left"."""
        return self._tray.toolTip() if self._tray is not None else ""

    @property
    def menu(self) -> QMenu | None:
        """What a click with the other button offers."""
        return self._menu

    def begin(self, job: RunningJob | None) -> None:
        """The window goes."""
        self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._menu = QMenu()
        self._tray.setContextMenu(self._menu)
        self._tray.activated.connect(self._on_tray_activated)
        self._tray.messageClicked.connect(self.open_requested)
        self._fill_menu(job is not None)
        self._job = job
        self._show(job)
        self._tray.show()

    def end(self) -> None:
        """The window is back."""
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
        if self._menu is not None:
            self._menu.deleteLater()
        self._tray = self._menu = None

    def show_job(self, job: RunningJob | None) -> None:
        """How far it is now; None when nothing runs any more."""
        before, self._job = self._job, job
        if self._tray is None:
            return
        if (before is None) != (job is None):
            self._fill_menu(job is not None)
        self._show(job)
        if before is not None and job is None:
            title = self.tr("“{name}” is done").format(name=before.name)
            self._tray.showMessage(title, self.tr("Click to see whether it helped."), self._tray.icon())

    def _show(self, job: RunningJob | None) -> None:
        assert self._tray is not None
        if job is None:
            self._tray.setToolTip(self.tr("Desktop LLM: the training is over"))
            self._tray.setIcon(QApplication.windowIcon())
        else:
            self._tray.setToolTip(", ".join((job.name, percent_words(job.share), job.left_words)))
            self._tray.setIcon(_icon_with_bar(job.share))

    def _fill_menu(self, is_training: bool) -> None:
        assert self._menu is not None
        self._menu.clear()
        self._menu.addAction(self.tr("Show the window")).triggered.connect(self.open_requested)
        self._menu.addSeparator()
        if is_training:
            self._menu.addAction(self.tr("Pause and quit")).triggered.connect(self.pause_requested)
            self._menu.addAction(self.tr("Stop, keep and quit")).triggered.connect(self.stop_requested)
        else:
            self._menu.addAction(self.tr("Quit")).triggered.connect(self.quit_requested)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_tray_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        reasons = QSystemTrayIcon.ActivationReason
        if reason in (reasons.Trigger, reasons.DoubleClick):
            self.open_requested.emit()


def _icon_with_bar(share: float) -> QIcon:
    """The program's icon with how far it is along its foot."""
    picture = QPixmap(ICON_PX, ICON_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QApplication.windowIcon().paint(painter, 0, 0, ICON_PX, ICON_PX - BAR_PX - 2)
    whole = QRectF(0, ICON_PX - BAR_PX, ICON_PX, BAR_PX)
    painter.fillRect(whole, theme().colour("track"))
    whole.setWidth(ICON_PX * max(0.0, min(1.0, share)))
    painter.fillRect(whole, theme().colour("accent"))
    painter.end()
    return QIcon(picture)
