"""Which links of an answer may be opened, and asking before one is: with the host it really goes to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

_SCHEMES = {"http", "https", "mailto"}
_SHOWN_CHARS = 300


def is_openable(address: str) -> bool:
    """Whether an address names a web page or a mail recipient outright; nothing else is made clickable."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in _SCHEMES:
        return False
    return bool(url.path()) if url.scheme().lower() == "mailto" else bool(url.host())


def true_host(address: str) -> str:
    """The host a link goes to, as the network sees it: no name before an @, foreign letters as xn--."""
    url = QUrl(address)
    if url.scheme().lower() == "mailto":
        return url.path()
    return url.host(QUrl.ComponentFormattingOption.FullyEncoded)


def ask_before_opening(address: str, parent: QWidget) -> QMessageBox | None:
    """Show where a link goes and open it only when the person says so. Returns the question, which does not block."""
    if not is_openable(address):
        return None
    _t = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_t("Links", "Open a link"))
    box.setText(_t("Links", "Open {host} outside this program?").format(host=true_host(address)))
    encoded = bytes(QUrl(address).toEncoded().data()).decode("ascii", "replace")
    box.setInformativeText(encoded[:_SHOWN_CHARS] + ("…" if len(encoded) > _SHOWN_CHARS else ""))
    opening = box.addButton(_t("Links", "Open"), QMessageBox.ButtonRole.AcceptRole)
    copying = box.addButton(_t("Links", "Copy the address"), QMessageBox.ButtonRole.ActionRole)
    staying = box.addButton(_t("Links", "Stay here"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(staying)
    box.setEscapeButton(staying)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    opening.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
    copying.clicked.connect(lambda: QGuiApplication.clipboard().setText(encoded))
    box.open()
    return box
