"""The built-in help: a few pages and every word explained, found by a few letters. Its words are `core.glossary`'s."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.glossary import load_glossary
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.fields import TextField
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

WIDTH = 760


class HelpEntry(Card):
    """A page or a word."""

    def __init__(self, title: str, *texts: str) -> None:
        super().__init__(gap=4)
        self.title = title
        self.content.addWidget(Text("card", title))
        for number, text in enumerate(texts):
            self.content.addWidget(Text("body", text, color="text.2" if number else "text.1"))


class HelpPlace(QWidget):
    """Pages first, then the words, in the language of the window.

    Signals:
        guide_requested: The person wants to be shown around.
    """

    guide_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.glossary = load_glossary("zh" if QLocale().language() == QLocale.Language.Chinese else "en")
        self.search = TextField(
            self.tr("Find in the help"),
            show_name=False,
            icon="search",
            placeholder=self.tr("What is…? How do I…?"),
        )
        self.search.edited.connect(self._on_search_edited)
        guide = Button(self.tr("Show me around"), "secondary", "play")
        guide.clicked.connect(self.guide_requested)
        self.entries: dict[str, HelpEntry] = {}
        for page in self.glossary.pages:
            self.entries[f"page {page.id}"] = HelpEntry(page.title, page.text)
        for term in self.glossary.terms:
            self.entries[f"term {term.id}"] = HelpEntry(term.title, term.sentence, term.more)
        self._pages_title = Text("card", self.tr("How it is done"))
        self._terms_title = Text("card", self.tr("Words"))
        self._nothing = Text("body", self.tr("Nothing has these letters. Try a shorter word."), color="text.2")
        self._nothing.hide()
        list_ = Column(self._pages_title, gap=8)
        shown = list(self.entries.items())
        for key, entry in shown:
            if key == f"term {self.glossary.terms[0].id}":
                list_.addSpacing(theme().px(12))
                list_.addWidget(self._terms_title)
            list_.addWidget(entry)
        list_.addWidget(self._nothing)
        list_.addStretch(1)
        self._content = QWidget()
        row = Row(gap=0, margins=24, on=self._content)
        row.addStretch(1)
        self._body = QWidget()
        self._body.setLayout(list_)
        row.addWidget(self._body, 100)
        row.addStretch(1)
        self._scroll = Scroll(self._content)
        head = Column(self.search, margins=(24, 16, 24, 0))
        column = Column(gap=0, on=self)
        column.addWidget(Header(self.tr("Help"), guide))
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self.setFocusProxy(self.search)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_term(self, term_id: str) -> None:
        """Show all, with one word in view and marked."""
        self.search.set_text("")
        self._show("")
        for key, entry in self.entries.items():
            entry.set_chosen(key == f"term {term_id}")
        chosen = self.entries.get(f"term {term_id}")
        if chosen is not None:
            self.setFocus()
            # Once more after the layout: a place that was just made does not know yet where its parts lie.
            QTimer.singleShot(0, chosen, lambda: self._scroll.ensureWidgetVisible(chosen, 0, theme().px(80)))

    def shown(self) -> list[str]:
        """Titles of what the search left."""
        return [entry.title for entry in self.entries.values() if not entry.isHidden()]

    def _show(self, letters: str) -> None:
        pages, terms = self.glossary.find(letters)
        for key, entry in self.entries.items():
            kind, _, name = key.partition(" ")
            entry.setVisible(name in (pages if kind == "page" else terms))
        self._pages_title.setVisible(bool(pages))
        self._terms_title.setVisible(bool(terms))
        self._nothing.setVisible(not pages and not terms)

    @Slot(str)
    def _on_search_edited(self, letters: str) -> None:
        for entry in self.entries.values():
            entry.set_chosen(False)
        self._show(letters)
        self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._body.setMaximumWidth(theme().px(WIDTH))
