"""The language of the window: which translators are in force, and how numbers and dates are written.

Widgets that stand already keep their words; making them again is left to `app.py`, and the words themselves to
`resources/translations/` (see `packaging/translations.py`).
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from desktop_llm.core.resources import resource_path


class Language(QObject):
    """English is in force until another is used.

    Args:
        app: The Qt application that gets the translators.
    """

    def __init__(self, app: QCoreApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._translators: list[QTranslator] = []
        self._key = ""

    def differs_from(self, choice: str) -> bool:
        """Whether another language is in force than the one chosen in the settings."""
        return _key_of(choice) != self._key

    def use(self, choice: str) -> None:
        """Speak the chosen language from now on: "en", "zh", or the system's with "system"."""
        if not self.differs_from(choice):
            return
        self._key = _key_of(choice)
        self.drop()
        if self._key == "zh":
            QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
            qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._install("qtbase_zh_CN", qt_folder)
            self._install("desktop_llm_zh", str(resource_path("translations")))
        else:
            system = QLocale.system()
            QLocale.setDefault(system if system.language() == QLocale.Language.English else QLocale("en_US"))

    def drop(self) -> None:
        """Take the translators out of the application."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators.clear()

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._translators.append(translator)


def _key_of(choice: str) -> str:
    if choice != "system":
        return choice
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"
