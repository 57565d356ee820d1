"""A word explained where it stands: by hovering, by a long press, and by F1. The explanations are `core.glossary`'s."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from desktop_llm.core.glossary import Glossary, Term, load_glossary

LONG_PRESS_MS = 600
ANCESTORS = 3


class TermHints(QObject):
    """Belongs to a window, and hears the mouse events that no control in it wanted.

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
        window.installEventFilter(self)

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
        foot = self.tr("F1: more about it")
        QToolTip.showText(at, f"{term.title}: {term.sentence}\n{foot}", widget)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A finger that stays where it went down on something that is no control asks as hovering does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self.explain(event.globalPos())
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._pressed_at = event.globalPosition().toPoint()
            self._press.start()
        elif event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.Leave):
            self._press.stop()
        return False

    def ask_for_help(self, focused: QWidget | None) -> None:
        """F1: about the control that has the focus, or, where no word is known for it, everything."""
        term = self.term_of(focused)
        self.term_requested.emit(term.id if term is not None else "")
