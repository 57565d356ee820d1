"""A name that becomes a field when one clicks its pencil or double-clicks it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.text import ElidedText


class NameField(QWidget):
    """Shows a name; Enter keeps a new one, Esc the old one.

    Signals:
        renamed: The new name, different from the old one and not empty.
    """

    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._label = ElidedText("figure", "")
        self.pencil = IconButton("pencil", self.tr("Rename"))
        self.pencil.clicked.connect(self.begin)
        self.field = TextField(self.tr("Name"), show_name=False)
        self.field.finished.connect(self._on_field_finished)
        self.field.edit.installEventFilter(self)
        shown = QWidget()
        row = Row(gap=8, on=shown)
        row.addWidget(self._label, 1)
        row.addWidget(self.pencil)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(shown)
        self._stack.addWidget(self.field)

    def show_name(self, name: str) -> None:
        self._name = name
        self._label.setText(name)
        self._stack.setCurrentIndex(0)

    @Slot()
    def begin(self) -> None:
        """Let the person type."""
        self.field.set_text(self._name)
        self._stack.setCurrentIndex(1)
        self.field.edit.selectAll()
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.KeyPress:
            self.show_name(self._name)
            self.pencil.setFocus()
            return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_field_finished(self, text: str) -> None:
        if self._stack.currentIndex() != 1:
            return
        name, old = text.strip(), self._name
        self.show_name(name or old)
        if name and name != old:
            self.renamed.emit(name)
