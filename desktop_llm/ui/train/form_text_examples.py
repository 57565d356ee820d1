"""Examples of the person's text as the model will see them: some to train on, some of the exam, in a pop-over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_llm.core.check_up import TextReport
from desktop_llm.core.examples import Example
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, Divider, Scroll
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train.text_words import role_words

WIDTH, HEIGHT = 560, 420
LINE_CHARACTERS = 200


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def show_examples(anchor: QWidget, report: TextReport) -> Popover:
    """Open the examples of a report below the button that asked for them."""
    content = QWidget()
    column = Column(gap=10, margins=12, on=content)
    parts = (
        (_t("examples", "To train on, as the model will see it"), report.training),
        (_t("examples", "Held back for the exam"), report.held_out),
    )
    for caption, examples in parts:
        if examples:
            column.addWidget(Text("caption.strong", caption, color="text.2"))
            _add_examples(column, examples)
    column.addStretch(1)
    popover = Popover(anchor, width=WIDTH, margins=4)
    scroll = Scroll(content)
    scroll.setFixedHeight(min(theme().px(HEIGHT), anchor.window().height() // 2))
    popover.content.addWidget(scroll)
    popover.closed.connect(popover.deleteLater)
    popover.open_below()
    return popover


def parts_of(example: Example) -> list[tuple[str, str]]:
    """An example's parts with what each is; running text is just itself."""
    if example.messages:
        return [(role_words(message.role), message.text) for message in example.messages]
    if example.target:
        return [(role_words("text"), example.text), (role_words("target"), example.target)]
    if example.label:
        return [(role_words("text"), example.text), (role_words("label"), example.label)]
    return [("", example.text)]


def example_line(example: Example) -> list[str]:
    """An example's parts for one line: "Question: Why?", "Answer: Because."."""
    parts = ((name, " ".join(text.split())[:LINE_CHARACTERS]) for name, text in parts_of(example))
    return [_t("examples", "{part}: {text}").format(part=name, text=text) if name else text for name, text in parts]


def _add_examples(column: Column, examples: Sequence[Example]) -> None:
    for number, example in enumerate(examples):
        if number:
            column.addWidget(Divider())
        column.addWidget(Text("caption", example.source, color="text.3"))
        for name, text in parts_of(example):
            if name:
                column.addWidget(Text("caption.strong", name, color="text.2"))
            column.addWidget(Text("body", text, selectable=True))
