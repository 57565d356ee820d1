"""What the guide shows a person in the first ten minutes, in which order, and on which controls."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.chat.place import ChatPlace
from desktop_llm.ui.compare.place import ComparePlace
from desktop_llm.ui.guide.overlay import GuideStep
from desktop_llm.ui.train.place import TrainPlace


class Steps(QObject):
    """The steps over the places of one window."""

    def __init__(
        self, chat: ChatPlace, train: TrainPlace, compare: ComparePlace, models: QWidget, keys: QWidget
    ) -> None:
        super().__init__()
        self._chat, self._train, self._compare, self._models, self._keys = chat, train, compare, models, keys

    def all(self) -> list[GuideStep]:
        """From the first sentence to a checkpoint of one's own."""
        return [
            GuideStep(
                "chat",
                self.tr("Ask it something"),
                self.tr("Click one of these sentences, or write your own below and press Enter. The answer appears "
                        "word by word, and nothing leaves this computer."),
                self._prompts,
            ),
            GuideStep(
                "chat",
                self.tr("Who answers"),
                self.tr("This model answers. The ones that came with the program are small; click here to choose "
                        "another, or to get a better one."),
                lambda: self._chat.model_button,
            ),
            GuideStep(
                "train",
                self.tr("Teach it your text"),
                self.tr("Drop a text, a Word file or a PDF here. It is checked, you are told how long it takes, and "
                        "nothing starts before you press Start."),
                lambda: self._train.form.text.zone if self._train.form.isVisible() else self._train,
            ),
            GuideStep(
                "compare",
                self.tr("See which one is better"),
                self.tr("Ask several models the same thing and read the answers side by side: the model before your "
                        "text, and your own after it."),
                lambda: self._compare.question,
            ),
            GuideStep(
                "models",
                self.tr("Everything you have"),
                self.tr("What came with the program, what you trained, and what you opened. Each says whether it "
                        "fits this computer."),
                lambda: self._models,
            ),
            GuideStep(
                "chat",
                self.tr("When you are looking for something"),
                self.tr("Ctrl+K finds every command. Hold the mouse over a word, or press F1, to have it explained. "
                        "This guide is in Help and in Settings again."),
                lambda: self._keys,
            ),
        ]  # fmt: skip

    def _prompts(self) -> QWidget:
        welcome = self._chat.page.welcome
        return welcome.prompt_area if welcome.isVisible() else self._chat.page.composer
