"""Settings of the network: offline, the hub's address, a proxy, the access token and where that lies."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Slot

from desktop_llm.core.errors import AppError
from desktop_llm.core.hub import USUAL_ENDPOINT
from desktop_llm.core.settings import Settings
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.settings.row import SettingRow
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.hub_thread import HubThread

FIELD_WIDTH = 280


class NetworkRows(QObject):
    """The rows of the card "Network"."""

    def __init__(self, hub: HubThread, settings: SettingsHolder, parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._settings = hub, settings
        self.offline = Toggle(self.tr("Work offline"))
        self.offline.toggled.connect(self._on_offline_toggled)
        self.endpoint = TextField(self.tr("Address of the hub"), placeholder=USUAL_ENDPOINT, show_name=False)
        self.endpoint.finished.connect(self._on_endpoint_finished)
        self.proxy = TextField(self.tr("Proxy"), placeholder="http://127.0.0.1:3128", show_name=False)
        self.proxy.finished.connect(self._on_proxy_finished)
        self.token = TextField(self.tr("Access token"), placeholder="hf_…", show_name=False, secret=True)
        self.keep = Button(self.tr("Keep"), size="small")
        self.keep.clicked.connect(self._on_keep_clicked)
        self.forget = Button(self.tr("Forget"), "quiet", size="small")
        self.forget.clicked.connect(self._on_forget_clicked)
        self._token_row = SettingRow(
            self.tr("Access token"),
            self.tr("For models whose makers ask who you are. It goes to the hub alone, never into a file or the log."),
            self.token,
            self.keep,
            self.forget,
        )
        self.rows = (
            SettingRow(
                self.tr("Work offline"),
                self.tr("Nothing leaves this computer. Without it too, only what you ask for does."),
                self.offline,
            ),
            SettingRow(
                self.tr("Model hub"), self.tr("Where models are searched and fetched; or a mirror."), self.endpoint
            ),
            SettingRow(self.tr("Proxy"), self.tr("Empty: the one of the system."), self.proxy),
            self._token_row,
        )
        settings.changed.connect(self._on_settings_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_settings_changed(settings.value)
        self._on_theme_changed()

    @Slot(bool)
    def _on_offline_toggled(self, is_on: bool) -> None:
        self._settings.change(is_offline=is_on)

    @Slot(str)
    def _on_endpoint_finished(self, text: str) -> None:
        self._take(self.endpoint, "hub_endpoint", text.strip().rstrip("/"))

    @Slot(str)
    def _on_proxy_finished(self, text: str) -> None:
        self._take(self.proxy, "proxy", text.strip())

    def _take(self, field: TextField, name: str, address: str) -> None:
        parts = urlsplit(address)
        is_good = not address or (parts.scheme in ("http", "https") and bool(parts.hostname))
        field.set_error("" if is_good else self.tr("Write it like https://example.org"))
        if is_good:
            self._settings.change(**{name: "" if address == USUAL_ENDPOINT else address})

    @Slot()
    def _on_keep_clicked(self) -> None:
        token = self.token.text.strip()
        if token:
            self._hub.ask(lambda service: service.keep_token(token), self._show_place, self._show_trouble)
            self.token.set_text("")

    @Slot()
    def _on_forget_clicked(self) -> None:
        self._hub.ask(lambda service: service.keep_token(""), self._show_place, self._show_trouble)

    def _show_place(self, place: str) -> None:
        words = {
            "keyring": self.tr("It is in the keyring of this system."),
            "memory": self.tr("This system has no keyring, so it is kept until you close the window and then gone."),
            "environment": self.tr("The one of the environment (HF_TOKEN) is used."),
        }
        self._token_row.sentence.setText(words.get(place, self.tr("There is none now.")))

    def _show_trouble(self, error: AppError) -> None:
        self._token_row.sentence.setText(sentence_for(error).line)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        if self.offline.isChecked() != settings.is_offline:
            self.offline.setChecked(settings.is_offline)
        for field, value in ((self.endpoint, settings.hub_endpoint), (self.proxy, settings.proxy)):
            if not field.edit.hasFocus() and field.text != value:
                field.set_text(value)

    @Slot()
    def _on_theme_changed(self) -> None:
        for field in (self.endpoint, self.proxy, self.token):
            field.setFixedWidth(theme().px(FIELD_WIDTH))
