"""A word explained where it stands: by hovering, by a long press, and by F1. The explanations are `core.glossary`'s."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from desktop_llm.core.glossary import Glossary, Term, load_glossary

LONG_PRESS_MS = 600
ANCESTORS = 3


class TermHints(QObject):
    """Belongs to a window, which hands it the mouse events that no control wanted.

    Signals:
        term_requested: Id of a term that help shall show; "" for help itself.
    """

    term_requested = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._glossary: Glossary | None = None
        self._pressed_at = QPoint()
        self._press = QTimer(self, interval=LONG_PRESS_MS, singleShot=True)
        self._press.timeout.connect(lambda: self.explain(self._pressed_at))

    @property
    def glossary(self) -> Glossary:
        """In the language that the window speaks; read when first needed."""
        if self._glossary is None:
            self._glossary = load_glossary("zh" if QLocale().language() == QLocale.Language.Chinese else "en")
        return self._glossary

    def term_of(self, widget: QWidget | None) -> Term | None:
        """The term that a widget's words are about, or those of what it stands in."""
        for _ in range(ANCESTORS):
            if widget is None or widget.isWindow():
                return None
            words = widget.text() if isinstance(widget, QLabel) else widget.accessibleName()
            term = self.glossary.term_in(words) if words else None
            if term is not None:
                return term
            widget = widget.parentWidget()
        return None

    def explain(self, at: QPoint) -> bool:
        """Show the sentence for the word at a point of the screen; whether there was one."""
        widget = QApplication.widgetAt(at)
        term = self.term_of(widget)
        if term is None or widget is None:
            return False
        name = term.names[0][:1].upper() + term.names[0][1:]
        foot = self.tr("F1: more about it")
        QToolTip.showText(at, f"{name}: {term.sentence}\n{foot}", widget)
        return True

    def press(self, at: QPoint) -> None:
        """A finger or button went down on something that is no control."""
        self._pressed_at = at
        self._press.start()

    def release(self) -> None:
        """It went up, or away."""
        self._press.stop()

    def ask_for_help(self, focused: QWidget | None) -> None:
        """F1: about the control that has the focus, or, where no word is known for it, everything."""
        term = self.term_of(focused)
        self.term_requested.emit(term.id if term is not None else "")
