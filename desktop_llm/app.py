"""Composition root of the window: the only file that knows every part, and the order in which they start and stop.

Start: the engine's child is spawned first, since its libraries take seconds; what the window is made of is imported
only then. The window is shown, then the list of models and the store come from their threads. Stop: the window, the
engine processes, then the threads.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop_llm.core.cores import usable_cores
from desktop_llm.core.downloads import Download, has_downloads
from desktop_llm.core.errors import AppError
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.paths import data_home, library_folder, logs_folder, store_path
from desktop_llm.core.resources import resource_path
from desktop_llm.core.settings import LiveSettings, Settings
from desktop_llm.engine import process
from desktop_llm.instance import Instance
from desktop_llm.workers.engines import Engines, EngineStatus

if TYPE_CHECKING:
    from desktop_llm.core.hub_service import HubService
    from desktop_llm.ui.tour.report import TourReport
    from desktop_llm.ui.tour.tour import Tour
    from desktop_llm.ui.window.main_window import MainWindow

DOWNLOADS_AFTER_MS = 3_000
SPARE_NEEDS_BYTES = 2_500_000_000
LANGUAGE_RETRY_MS = 500

log = logging.getLogger(__name__)


class Application(QObject):
    """Everything that lives as long as the window.

    Args:
        app: The Qt application.
        instance: Whether this is the first on this data folder; a second one only reads.
    """

    def __init__(self, app: QApplication, instance: Instance) -> None:
        super().__init__()
        self._app = app
        self._renewal = QTimer(self, singleShot=True)
        self._renewal.timeout.connect(self._on_renewal_due)
        self._tour_runs = False
        live = LiveSettings()
        settings = live.value
        keeps_spare = machine_memory().available_bytes > SPARE_NEEDS_BYTES
        self.engines = Engines(process.main, usable_cores(), keeps_spare)
        self._apply_engine_options(settings)
        self.engines.warm_up()
        from desktop_llm.core.library import Library  # these are imported while the child imports its own
        from desktop_llm.ui.language import Language
        from desktop_llm.ui.state import LibraryList, SettingsHolder
        from desktop_llm.workers.hub_thread import HubThread
        from desktop_llm.workers.store_thread import StoreThread
        from desktop_llm.workers.task_thread import TaskThread

        self._language = Language(app, self)
        self.tasks = TaskThread()
        self.settings = SettingsHolder(live, self.tasks)
        self.store = StoreThread(store_path())
        self.library = LibraryList(Library(live), self.tasks)
        self.hub = HubThread(lambda told: _make_hub_service(live, told))
        self._apply_look(settings)
        self._language.use(settings.language)
        self.window = self._make_window()
        self.settings.changed.connect(self._on_settings_changed)
        instance.raise_requested.connect(self._on_instance_raise_requested)
        self.store.opened.connect(self._on_store_opened)
        if live.trouble is not None:
            self._say(live.trouble)

    def start(self) -> None:
        """Show the window; what it lists arrives a moment later."""
        self.window.first_painted.connect(self._on_first_painted, Qt.ConnectionType.SingleShotConnection)
        self.window.show()

    @Slot()
    def _on_first_painted(self) -> None:
        self.tasks.start()
        self.store.start()
        self.library.refresh()
        QTimer.singleShot(DOWNLOADS_AFTER_MS, self, self._on_downloads_due)

    @Slot()
    def _on_downloads_due(self) -> None:
        """Downloads that an earlier start left go on; where there are none, nothing of the network is even imported."""
        settings = self.settings.value
        library = library_folder(settings.library_folder)
        if not settings.is_offline and not self._tour_runs:
            self.tasks.submit(lambda: has_downloads(library), self._on_downloads_found)

    def _on_downloads_found(self, are_there: bool) -> None:
        if are_there:
            self.hub.ask(lambda service: service.open(), failed=self._say)

    def stop(self) -> None:
        """End every process and thread; bounded."""
        self._renewal.stop()
        self._language.drop()
        self.engines.close()
        self.hub.close()
        self.library.close()
        self.tasks.close()
        self.store.close()

    def begin_tour(self, out: Path, launched_at: float | None = None) -> Tour:
        """Let the window drive itself. `launched_at` is given at the moment at which a window first stands there."""
        window_s = None if launched_at is None else time.time() - launched_at
        from desktop_llm.ui.tour.tour import Tour

        tour = Tour(self.window, self.engines, out, launched_at, self)
        tour.report.launch_to_window_s = window_s
        tour.finished.connect(self._on_tour_over)
        self._tour_runs = True
        tour.start()
        return tour

    def _apply_engine_options(self, settings: Settings) -> None:
        self.engines.set_options(settings.device, settings.precision, settings.threads)

    def _say(self, trouble: AppError) -> None:
        from desktop_llm.ui.sentences import sentence_for

        self.window.say(sentence_for(trouble).line)

    def _apply_look(self, settings: Settings) -> None:
        from desktop_llm.ui.look.theme import theme

        theme().set_mode(settings.theme)  # type: ignore[arg-type]  # checked when the settings were read
        theme().set_text_factor(settings.text_factor)

    def _make_window(self) -> MainWindow:
        from desktop_llm.ui.desk import Desk
        from desktop_llm.ui.window.main_window import MainWindow

        window = MainWindow(Desk(self.engines, self.store, self.library, self.tasks, self.settings, self.hub))
        window.closed.connect(self._on_window_closed)
        window.tour_requested.connect(self._on_window_tour_requested)
        return window

    def _renew_window(self) -> None:
        """Put a window with other words in the place of this one; the person stays where they are."""
        old, new = self.window, self._make_window()
        self.window = new
        new.restoreGeometry(old.saveGeometry())
        new.take_over(old)
        new.show()
        old.closed.disconnect(self._on_window_closed)
        old.close()

        # What the old window asked the threads for is answered before this, in the order it was asked.
        def after_store(_nothing: object) -> None:
            self.tasks.submit(lambda: None, lambda _nothing: old.deleteLater())

        self.store.submit(lambda _store: None, after_store)

    def _is_working(self) -> bool:
        """Whether something runs that its window must see the end of: an answer, a training, the tour."""
        engines = any(state.status is not EngineStatus.READY for state in self.engines.loaded())
        return engines or self.window.is_training or self._tour_runs

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self._apply_look(settings)
        self._apply_engine_options(settings)
        if self._language.differs_from(settings.language):
            self._renewal.start(0)

    @Slot()
    def _on_renewal_due(self) -> None:
        choice = self.settings.value.language
        if not self._language.differs_from(choice):
            return
        if self._is_working():
            if self._renewal.interval() == 0:
                self.window.say(self.tr("The language changes when what is running now is done."))
            self._renewal.start(LANGUAGE_RETRY_MS)
            return
        self._language.use(choice)
        self._renew_window()

    @Slot(object)
    def _on_store_opened(self, notices: tuple[AppError, ...]) -> None:
        for notice in notices:
            self._say(notice)

    @Slot()
    def _on_instance_raise_requested(self) -> None:
        self.window.bring_to_front()

    @Slot()
    def _on_window_tour_requested(self) -> None:
        out = data_home() / "tour" / time.strftime("%Y%m%d-%H%M%S")
        self.begin_tour(out).finished.connect(self._on_tour_finished)

    @Slot(object)
    def _on_tour_over(self, _report: TourReport) -> None:
        self._tour_runs = False

    @Slot(object)
    def _on_tour_finished(self, report: TourReport) -> None:
        words = self.tr("That was the tour.") if report.ok else self.tr("The tour could not finish.")
        self.window.say(words)

    @Slot()
    def _on_window_closed(self) -> None:
        self._app.quit()


def main(paths: list[Path] | None = None) -> int:
    """Open the window and run until it is closed. `paths` are texts or model folders to open."""
    _log_to_file()
    app = make_qt_application()
    instance = Instance(data_home())
    if not instance.is_first and instance.raise_first([str(path) for path in paths or []]):
        return 0
    application = Application(app, instance)
    application.start()
    instance.paths_received.connect(lambda names: application.window.open_files([Path(name) for name in names]))
    if paths:
        QTimer.singleShot(0, application, lambda: application.window.open_files(paths))
    code = app.exec()
    application.stop()
    instance.close()
    return code


def main_tour(out: Path) -> int:
    """Run the tour in the real window, on a data folder of its own, and write its pictures and report to `out`.

    Returns:
        0 when every step worked, else 1.
    """
    launched_at = time.time() - process_age_s()
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="desktop-llm-tour-", ignore_cleanup_errors=True) as home:
        os.environ["DESKTOP_LLM_HOME"] = home
        _log_to_file()
        app = make_qt_application()
        instance = Instance(data_home())
        live = LiveSettings()
        live.change(theme="light", language="en")
        live.save()
        application = Application(app, instance)
        application.start()
        application.window.resize(1280, 800)
        tours: list[Tour] = []

        def begin() -> None:
            tours.append(application.begin_tour(out, launched_at))
            tours[0].finished.connect(app.quit)

        application.window.first_painted.connect(begin)
        app.exec()
        tour = tours[0]
        application.stop()
        instance.close()
        logging.shutdown()
        if not tour.report.ok:
            shutil.copytree(logs_folder(), out / "logs", dirs_exist_ok=True)
    for step in tour.report.steps:
        print(f"{'ok  ' if step.ok else 'FAIL'} {step.seconds:7.1f} s  {step.name}  {step.trouble}".rstrip())
    print(f"pictures and report.json: {out}")
    return 0 if tour.report.ok else 1


def _make_hub_service(live: LiveSettings, told: Callable[[tuple[Download, ...]], None]) -> HubService:
    """Called in the hub's thread, with the first question."""
    from desktop_llm.network.service import Service

    return Service(live, told)


def process_age_s() -> float:
    """Seconds since this process was started; psutil knows that only to a second on Linux."""
    if sys.platform.startswith("linux"):
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    import psutil

    return time.time() - psutil.Process().create_time()


def make_qt_application() -> QApplication:
    """The Qt application with its names and icon."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("desktop-llm")
    app.setApplicationDisplayName("Desktop LLM")
    app.setDesktopFileName("desktop-llm")
    app.setWindowIcon(QIcon(str(resource_path("app.svg"))))
    app.setQuitOnLastWindowClosed(False)
    return app


def _log_to_file() -> None:
    folder = logs_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "window.log"
    if path.exists() and path.stat().st_size > 2_000_000:
        path.replace(folder / "window.old.log")
    logging.basicConfig(
        filename=path, encoding="utf-8", level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.Formatter.converter = time.gmtime

    def report(kind: type[BaseException], error: BaseException, trace: object) -> None:
        log.error("unexpected", exc_info=(kind, error, trace))  # type: ignore[arg-type]

    sys.excepthook = report
