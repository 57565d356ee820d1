"""Look, computer, folders, tour: each setting on one line with a sentence, in force at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm import __version__
from desktop_llm.core.cores import usable_cores
from desktop_llm.core.paths import data_home, library_folder
from desktop_llm.core.settings import Settings
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import percent_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.slider import Stepper
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Segmented
from desktop_llm.ui.settings.device_choice import DeviceChoice
from desktop_llm.ui.settings.network_card import NetworkRows
from desktop_llm.ui.settings.row import SettingRow
from desktop_llm.ui.settings.stored_card import StoredCard

CARD_WIDTH = 900


class SettingsPlace(QWidget):
    """Everything changes at once; nothing here needs a restart.

    Signals:
        tour_requested: The person wants to watch the tour.
        guide_requested: The person wants to be shown around.
        help_requested: The person wants to look something up.
    """

    tour_requested = Signal()
    guide_requested = Signal()
    help_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        settings = desk.settings
        self.theme = Segmented(
            self.tr("Theme"),
            [("light", self.tr("Light")), ("dark", self.tr("Dark")), ("system", self.tr("Like the system"))],
        )
        self.theme.chosen.connect(lambda key: settings.change(theme=str(key)))
        self.smaller = Button("−", size="small")
        self.smaller.setAccessibleName(self.tr("Smaller text"))
        self.larger = Button("+", size="small")
        self.larger.setAccessibleName(self.tr("Larger text"))
        self._factor = Text("body", "", wrap=False)
        self.smaller.clicked.connect(lambda: self._grow(-1))
        self.larger.clicked.connect(lambda: self._grow(1))
        self.language = Segmented(
            self.tr("Language"), [("en", "English"), ("zh", "简体中文"), ("system", self.tr("Like the system"))]
        )
        self.language.chosen.connect(lambda key: settings.change(language=str(key)))
        self.device = DeviceChoice(desk.engines, settings)
        self.precision = Segmented(
            self.tr("Speed"),
            [("auto", self.tr("Automatic")), ("8bit", self.tr("Faster")), ("4bit", self.tr("Fastest"))],
        )
        self.precision.chosen.connect(lambda key: settings.change(precision=str(key)))
        cores = usable_cores()
        self.threads = Stepper(self.tr("Threads"), cores, 1, cores)
        self.threads.value_changed.connect(lambda value: settings.change(threads=0 if value == cores else value))
        show_folder = Button(self.tr("Show"), "quiet", "folder-open", size="small")
        show_folder.clicked.connect(self._on_show_folder_clicked)
        change_folder = Button(self.tr("Change"), size="small")
        change_folder.clicked.connect(self._on_change_folder_clicked)
        show_data = Button(self.tr("Show"), "quiet", "folder-open", size="small")
        show_data.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_home()))))
        tour = Button(self.tr("Watch"), "secondary", "play", size="small")
        tour.clicked.connect(self.tour_requested)
        guide = Button(self.tr("Show me around"), "secondary", size="small")
        guide.clicked.connect(self.guide_requested)
        look_up = Button(self.tr("Open the help"), "secondary", "search", size="small")
        look_up.clicked.connect(self.help_requested)

        look = self._card(
            self.tr("Look"),
            SettingRow(self.tr("Theme"), self.tr("Colours of the whole window."), self.theme),
            SettingRow(
                self.tr("Text size"), self.tr("Also with Ctrl + and Ctrl −."), self.smaller, self._factor, self.larger
            ),
            SettingRow(self.tr("Language"), self.tr("Of the window, not of the models."), self.language),
        )
        computer = self._card(
            self.tr("This computer"),
            SettingRow(
                self.tr("Device"), self.tr("Where models work. Holds for the next model that is loaded."), self.device
            ),
            SettingRow(
                self.tr("Speed"),
                self.tr(
                    "Faster answers at about the same quality: weights in 8 bit, or 4 bit for the fastest. Models shows"
                    " what it costs. Holds for the next model that is loaded."
                ),
                self.precision,
            ),
            SettingRow(
                self.tr("Threads"),
                self.tr("How many of the {n} processor cores models may use.").format(n=cores),
                self.threads,
            ),
        )
        folder_row = SettingRow(self.tr("Library folder"), "", show_folder, change_folder)
        self._folder_sentence = folder_row.sentence
        folders = self._card(
            self.tr("Folders and privacy"),
            folder_row,
            SettingRow(
                self.tr("Your data"),
                self.tr("Conversations, trained checkpoints and settings stay in one folder on this computer."),
                show_data,
            ),
        )
        self.network = NetworkRows(desk.hub, settings, self) if desk.hub is not None else None
        network = [self._card(self.tr("Network"), *self.network.rows)] if self.network is not None else []
        about = self._card(
            self.tr("Help"),
            SettingRow(self.tr("Guide"), self.tr("What to click first, step by step, in your own window."), guide),
            SettingRow(
                self.tr("Help"), self.tr("Every word explained, and how things are done. Also with F1."), look_up
            ),
            SettingRow(
                self.tr("Tour"), self.tr("The window shows by itself how to chat, train and compare (2 minutes)."), tour
            ),
            SettingRow(
                "Desktop LLM",
                self.tr("Version {version}. Free under the Apache 2.0 licence. Sends nothing anywhere.").format(
                    version=__version__
                ),
            ),
        )
        self.stored = StoredCard(desk)
        self.stored.told.connect(self._say)
        content = QWidget()
        content_column = Column(look, computer, folders, self.stored, *network, about, None, gap=16)
        row = Row(gap=0, margins=24, on=content)
        row.addStretch(1)
        row.addLayout(content_column, 100)
        row.addStretch(1)
        self._cards = (look, computer, folders, self.stored, *network, about)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        column = Column(gap=0, on=self)
        column.addWidget(Header(self.tr("Settings")))
        self._banner = Banner("accent", "", self.tr("Understood"))
        self._banner.hide()
        self._banner.action_requested.connect(self._banner.hide)
        column.addWidget(self._banner)
        column.addWidget(Scroll(content), 1)
        settings.changed.connect(self._on_settings_changed)
        self._on_settings_changed(settings.value)

    def _card(self, title: str, *rows: SettingRow) -> Card:
        card = Card(gap=0)
        card.content.addWidget(Text("card", title))
        for number, row in enumerate(rows):
            if number:
                card.content.addWidget(Divider())
            card.content.addWidget(row)
        return card

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._banner.set_sentence(sentence, self.tr("Understood"))
        self._banner.show()

    @Slot()
    def _on_theme_changed(self) -> None:
        for card in self._cards:
            card.setMaximumWidth(theme().px(CARD_WIDTH))

    def _grow(self, steps: int) -> None:
        factor = round(min(2.0, max(1.0, self._desk.settings.value.text_factor + steps * 0.1)), 2)
        self._desk.settings.change(text_factor=factor)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.theme.set_value(settings.theme)
        self.language.set_value(settings.language)
        self._factor.setText(percent_words(settings.text_factor))
        self.smaller.set_unavailable(self.tr("This is the smallest size.") if settings.text_factor <= 1 else "")
        self.larger.set_unavailable(self.tr("This is the largest size.") if settings.text_factor >= 2 else "")
        self.precision.set_value(settings.precision)
        self.threads.set_value(settings.threads or usable_cores())
        self._folder_sentence.setText(str(library_folder(settings.library_folder)))

    @Slot()
    def _on_show_folder_clicked(self) -> None:
        folder = library_folder(self._desk.settings.value.library_folder)
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot()
    def _on_change_folder_clicked(self) -> None:
        dialog = QFileDialog(
            self, self.tr("Where models lie"), str(library_folder(self._desk.settings.value.library_folder))
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_folder_chosen)
        dialog.open()

    @Slot(str)
    def _on_folder_chosen(self, folder: str) -> None:
        self._desk.settings.change(library_folder=str(Path(folder)))
        self._desk.library.refresh()
