"""Step 1 of a new training: the text, and what a look at it found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.training import FileReport, TextReport
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.dropzone import DropZone, FileRow
from desktop_llm.ui.look.facts import CheckRow, StepTitle
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, Divider
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.words import amount_sentence, file_words, held_back_sentence


class FormText(QWidget):
    """Drop zone, files as rows, and the check-up card.

    Signals:
        texts_changed: The files to read, as paths; maybe none.
        sample_requested: Use the text that ships.
    """

    texts_changed = Signal(list)
    sample_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []
        self._report: TextReport | None = None
        self.zone = DropZone(
            self.tr("Drop a text here, or"),
            self.tr("choose"),
            self.tr("Let go to read it"),
            name_filter=self.tr("Texts (*.txt *.md *.markdown *.text)"),
        )
        self.zone.files_dropped.connect(self.add)
        self.sample = Button(
            self.tr("Use the sample text, a small bakery's handbook"), "link", "file-text", size="small"
        )
        self.sample.clicked.connect(self.sample_requested)
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self._checks = Card(margins=(16, 6), gap=0)
        self._checks.hide()
        column = Column(gap=8, on=self)
        column.addWidget(StepTitle(1, self.tr("Your text")))
        column.addWidget(self.zone)
        column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._trouble)
        column.addWidget(self._checks)

    @Slot(list)
    def add(self, paths: Sequence[Path]) -> None:
        """More files; the same file counts once."""
        self.paths += [path for path in paths if path not in self.paths]
        self._show_rows(())
        self.texts_changed.emit(self.paths)

    def clear(self) -> None:
        """No text any more."""
        self.paths = []
        self._report = None
        self.zone.set_rows([])
        self.sample.show()
        for part in (self._trouble, self._checks):
            part.hide()

    def show_reading(self) -> None:
        self._trouble.hide()
        self._checks.hide()

    def show_error(self, error: AppError) -> None:
        """Nothing could be read."""
        self._trouble.set_sentence(sentence_for(error).line)
        self._trouble.show()

    def show_report(self, report: TextReport) -> None:
        """What was read, file by file, and the check-up."""
        self._report = report
        self._show_rows(report.files)
        while (item := self._checks.content.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        rows = self._check_rows(report)
        for number, row in enumerate(rows):
            if number:
                self._checks.content.addWidget(Divider())
            self._checks.content.addWidget(row)
        self._checks.show()

    def _check_rows(self, report: TextReport) -> list[CheckRow]:
        is_enough, words = amount_sentence(report)
        rows = [CheckRow("good" if is_enough else "check", words)]
        show = Button(self.tr("Show"), "quiet", size="small")
        show.clicked.connect(lambda: self._show_excerpt(show, report))
        rows.append(CheckRow("good", held_back_sentence(report), show))
        guessed = [item for item in report.files if item.encoding_guessed and not item.trouble]
        for item in guessed[:3]:
            rows.append(
                CheckRow(
                    "check",
                    self.tr(
                        "The letters of {file} were read as {encoding}. Have a look whether they are right."
                    ).format(file=Path(item.path).name, encoding=item.encoding),
                )
            )
        repeated = sum(item.repeated_paragraphs for item in report.files)
        if repeated:
            rows.append(
                CheckRow(
                    "check", self.tr("{n} paragraphs stand there more than once.").format(n=number_words(repeated))
                )
            )
        return rows

    def _show_rows(self, reports: Sequence[FileReport]) -> None:
        by_path = {Path(item.path): item for item in reports}
        languages = self._report.languages if self._report and reports else ()
        rows: list[QWidget] = []
        for path in self.paths:
            item = by_path.get(path)
            if item is None:
                second = self.tr("Reading…")
            elif item.trouble:
                code = ErrorCode(item.trouble) if item.trouble in set(ErrorCode) else ErrorCode.BUG
                second = sentence_for(AppError(code, item.trouble_detail, file=path.name)).title
            else:
                second = file_words(item, languages)
            remove = IconButton("x", self.tr("Take {file} away").format(file=path.name))
            remove.clicked.connect(lambda _checked=False, path=path: self._remove(path))
            rows.append(FileRow(path.name, second, remove))
        self.zone.set_rows(rows, self.tr("Drop more files here, or"))
        self.sample.setVisible(not rows)

    def _remove(self, path: Path) -> None:
        self.paths.remove(path)
        if not self.paths:
            self.clear()
        else:
            self._show_rows(self._report.files if self._report else ())
        self.texts_changed.emit(self.paths)

    def _show_excerpt(self, anchor: Button, report: TextReport) -> None:
        popover = Popover(anchor, width=520, margins=16)
        caption = self.tr("The beginning of the held-back part, as the model will see it")
        popover.content.addWidget(Text("caption", caption, color="text.2"))
        popover.content.addWidget(Text("body", report.held_back_excerpt, selectable=True))
        popover.setMaximumHeight(theme().px(420))
        popover.open_below()
