"""The place Look inside: surprise, the next word, attention and anatomy, each a page made when first shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.ui.desk import Desk
from desktop_llm.ui.header import Header
from desktop_llm.ui.inspect.anatomy_page import AnatomyPage
from desktop_llm.ui.inspect.attention_page import AttentionPage
from desktop_llm.ui.inspect.next_page import NextPage
from desktop_llm.ui.inspect.surprise_page import SurprisePage
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.toggles import Segmented

PAGES = ("surprise", "next", "attention", "anatomy")
Page = SurprisePage | NextPage | AttentionPage | AnatomyPage


class InspectPlace(Surface):
    """Look inside.

    Signals:
        get_model_requested: The person wants a model that is not here.
    """

    get_model_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface.page", parent=parent)
        self._desk = desk
        words = (self.tr("Surprise"), self.tr("Next word"), self.tr("Attention"), self.tr("Anatomy"))
        self.tabs = Segmented(self.tr("What to look at"), list(zip(PAGES, words, strict=True)))
        self.tabs.chosen.connect(self._on_tabs_chosen)
        header = Header("")
        header.left.addWidget(self.tabs)
        header.left.addStretch(1)
        self._pages: dict[str, Page] = {}
        self._stack = QStackedWidget()
        column = Column(header, gap=0, on=self)
        column.addWidget(self._stack, 1)
        self.show_page("surprise")

    @property
    def surprise(self) -> SurprisePage:
        page = self._page("surprise")
        assert isinstance(page, SurprisePage)
        return page

    @property
    def next_word(self) -> NextPage:
        page = self._page("next")
        assert isinstance(page, NextPage)
        return page

    @property
    def attention(self) -> AttentionPage:
        page = self._page("attention")
        assert isinstance(page, AttentionPage)
        return page

    @property
    def anatomy(self) -> AnatomyPage:
        page = self._page("anatomy")
        assert isinstance(page, AnatomyPage)
        return page

    def show_page(self, key: str) -> None:
        """Show one of the four."""
        page = self._page(key)
        self.tabs.set_value(key)
        self._stack.setCurrentIndex(list(self._pages).index(key))
        self.setFocusProxy(page)
        if isinstance(page, AnatomyPage):
            page.begin()

    def begin_surprise(self, text: str, first: str, second: str = "") -> None:
        """How surprised are these checkpoints by this text?"""
        self.surprise.begin(text, first, second)
        self.show_page("surprise")

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            kinds: dict[str, type[Page]] = {
                "surprise": SurprisePage,
                "next": NextPage,
                "attention": AttentionPage,
                "anatomy": AnatomyPage,
            }
            page = kinds[key](self._desk)
            page.get_model_requested.connect(self.get_model_requested)
            self._pages[key] = page
            self._stack.addWidget(page if key == "surprise" else Scroll(page))
        return self._pages[key]

    @Slot(object)
    def _on_tabs_chosen(self, key: object) -> None:
        self.show_page(str(key))
        self._pages[str(key)].setFocus(Qt.FocusReason.OtherFocusReason)
