"""Composition root of the window: the only file that knows every part, and the order in which they start and stop.

Start: the engine's child is spawned first, then the window is shown, then the list of models and the store come from
their threads. Stop: the window, the engine processes, then the threads.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop_llm.core.cores import usable_cores
from desktop_llm.core.errors import AppError
from desktop_llm.core.library import Library
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.paths import data_home, logs_folder, store_path
from desktop_llm.core.resources import resource_path
from desktop_llm.core.settings import LiveSettings, Settings
from desktop_llm.engine import process
from desktop_llm.instance import Instance
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.ui.window.main_window import MainWindow
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread

if TYPE_CHECKING:
    from desktop_llm.ui.tour.report import TourReport
    from desktop_llm.ui.tour.tour import Tour

SPARE_NEEDS_BYTES = 2_500_000_000

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
        self._translators: list[QTranslator] = []
        self._language = ""
        live = LiveSettings()
        settings = live.value
        keeps_spare = machine_memory().available_bytes > SPARE_NEEDS_BYTES
        self.engines = Engines(process.main, usable_cores(), keeps_spare)
        self._apply_engine_options(settings)
        self.engines.warm_up()
        self.tasks = TaskThread()
        self.settings = SettingsHolder(live, self.tasks)
        self.store = StoreThread(store_path())
        self.library = LibraryList(Library(live), self.tasks)
        self._apply_look(settings)
        self._apply_language(settings)
        self.window = MainWindow(Desk(self.engines, self.store, self.library, self.tasks, self.settings))
        self.settings.changed.connect(self._on_settings_changed)
        self.window.closed.connect(self._on_window_closed)
        self.window.tour_requested.connect(self._on_window_tour_requested)
        instance.raise_requested.connect(self._on_instance_raise_requested)
        self.store.opened.connect(self._on_store_opened)
        if live.trouble is not None:
            self.window.say(sentence_for(live.trouble).line)

    def start(self) -> None:
        """Show the window; what it lists arrives a moment later."""
        self.window.show()
        self.tasks.start()
        self.store.start()
        self.library.refresh()

    def stop(self) -> None:
        """End every process and thread; bounded."""
        self.engines.close()
        self.tasks.close()
        self.store.close()

    def begin_tour(self, out: Path, launched_at: float | None) -> Tour:
        """Let the window drive itself."""
        from desktop_llm.ui.tour.tour import Tour

        tour = Tour(self.window, self.engines, out, launched_at, self)
        tour.start()
        return tour

    def _apply_engine_options(self, settings: Settings) -> None:
        self.engines.set_options(settings.device, settings.precision, settings.threads)

    def _apply_look(self, settings: Settings) -> None:
        theme().set_mode(settings.theme)  # type: ignore[arg-type]  # checked when the settings were read
        theme().set_text_factor(settings.text_factor)

    def _apply_language(self, settings: Settings) -> None:
        language = settings.language
        if language == "system":
            language = "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"
        if language == self._language:
            return
        self._language = language
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators.clear()
        if language == "zh":
            QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
            qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            for name, folder in (("qtbase_zh_CN", qt_folder), ("desktop_llm_zh", str(resource_path("translations")))):
                translator = QTranslator(self)
                if translator.load(name, folder):
                    self._app.installTranslator(translator)
                    self._translators.append(translator)
        else:
            system = QLocale.system()
            QLocale.setDefault(system if system.language() == QLocale.Language.English else QLocale("en_US"))

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self._apply_look(settings)
        self._apply_engine_options(settings)
        self._apply_language(settings)

    @Slot(object)
    def _on_store_opened(self, notices: tuple[AppError, ...]) -> None:
        for notice in notices:
            self.window.say(sentence_for(notice).line)

    @Slot()
    def _on_instance_raise_requested(self) -> None:
        self.window.bring_to_front()

    @Slot()
    def _on_window_tour_requested(self) -> None:
        out = data_home() / "tour" / time.strftime("%Y%m%d-%H%M%S")
        self.begin_tour(out, None).finished.connect(self._on_tour_finished)

    @Slot(object)
    def _on_tour_finished(self, report: TourReport) -> None:
        words = self.window.tr("That was the tour.") if report.ok else self.window.tr("The tour could not finish.")
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
    launched_at = psutil.Process().create_time()
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="desktop-llm-tour-", ignore_cleanup_errors=True) as home:
        os.environ["DESKTOP_LLM_HOME"] = home
        _log_to_file()
        app = make_qt_application()
        instance = Instance(data_home())
        application = Application(app, instance)
        application.settings.change(theme="light", language="en")
        application.start()
        application.window.resize(1280, 800)
        tour = application.begin_tour(out, launched_at)
        tour.finished.connect(app.quit)
        app.exec()
        application.stop()
        instance.close()
        logging.shutdown()
        if not tour.report.ok:
            shutil.copytree(logs_folder(), out / "logs", dirs_exist_ok=True)
    for step in tour.report.steps:
        print(f"{'ok  ' if step.ok else 'FAIL'} {step.seconds:7.1f} s  {step.name}  {step.trouble}".rstrip())
    print(f"pictures and report.json: {out}")
    return 0 if tour.report.ok else 1


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
