"""What a question is about, chosen beside the vote, so that wins can be counted by topic."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from desktop_llm.ui.look.buttons import Button

USUAL = ("everyday", "summarising", "rewriting", "sums", "safety", "chinese")
"""The topics of the lists that ship: votes on them and on single questions are counted together."""
LONGEST = 40


class TopicButton(Button):
    """Shows the topic and offers others.

    Signals:
        topic_chosen: The topic, "" for none.
    """

    topic_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", trailing_icon="chevron-down", size="small", parent=parent)
        self._topic = ""
        self._known: list[str] = []
        self.menu: QMenu | None = None
        self.clicked.connect(self._on_clicked)
        self.set_topic("")

    @property
    def topic(self) -> str:
        return self._topic

    def set_topic(self, topic: str) -> None:
        """Show a topic without saying so."""
        self._topic = topic
        words = self.tr("Topic: {topic}").format(topic=topic_words(topic) if topic else self.tr("none"))
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def set_known(self, topics: Iterable[str]) -> None:
        """Topics that were voted on before."""
        self._known = sorted({topic for topic in topics if topic and topic not in USUAL})

    @Slot()
    def _on_clicked(self) -> None:
        menu = self.menu = QMenu(self)
        for topic in ("", *USUAL, *self._known):
            action = QAction(topic_words(topic) if topic else self.tr("No topic"), menu)
            action.setCheckable(True)
            action.setChecked(topic == self._topic)
            action.triggered.connect(lambda _checked=False, topic=topic: self._choose(topic))
            menu.addAction(action)
        menu.addSeparator()
        field = QLineEdit()
        field.setMaxLength(LONGEST)
        field.setPlaceholderText(self.tr("Another topic"))
        field.setAccessibleName(self.tr("Another topic"))
        own = QWidgetAction(menu)
        own.setDefaultWidget(field)
        field.returnPressed.connect(lambda: self._choose(field.text().strip()))
        field.returnPressed.connect(menu.close)
        menu.addAction(own)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _choose(self, topic: str) -> None:
        self.set_topic(topic)
        self.topic_chosen.emit(topic)


def topic_words(topic: str) -> str:
    """A topic as it is read: the usual ones have their names."""
    _t = QCoreApplication.translate
    return {
        "everyday": _t("Topic", "Everyday questions"),
        "summarising": _t("Topic", "Summarising"),
        "rewriting": _t("Topic", "Rewriting"),
        "sums": _t("Topic", "Sums"),
        "safety": _t("Topic", "Safety"),
        "safety: should decline": _t("Topic", "Safety, should decline"),
        "safety: should help": _t("Topic", "Safety, should help"),
        "chinese": _t("Topic", "Chinese"),
    }.get(topic, topic)
