"""Step 1 of a new training: the files, and how they are to be read. What a look at them found is `form_text_checks`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core.check_up import FileReport, TextReport
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.files import write_atomically
from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.dropzone import DropZone, FileRow
from desktop_llm.ui.look.facts import StepTitle
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column, FlowLayout
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.problem_words import problem_list
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.form_text_checks import FormTextChecks
from desktop_llm.ui.train.form_text_examples import show_examples
from desktop_llm.ui.train.text_words import file_words

TYPES = (
    "*.txt *.md *.markdown *.text *.pdf *.docx *.odt *.epub *.html *.htm *.rtf *.csv *.tsv *.xlsx *.json *.jsonl *.zip"
)
SHOWN_FILES = 8


class FormText(QWidget):
    """Drop zone, files as rows, and the check-up card.

    Signals:
        texts_changed: The files, folders and archives to read, as paths; maybe none.
        reading_changed: The same files are to be read in another way (`reading`).
        sample_requested: Use the text that ships.
    """

    texts_changed = Signal(list)
    reading_changed = Signal()
    sample_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []
        self.reading = Reading()
        self._report: TextReport | None = None
        self._dialog: QFileDialog | None = None
        self._popover: Popover | None = None
        self.zone = DropZone(
            self.tr("Drop texts, tables, chats, folders here, or"),
            self.tr("choose"),
            self.tr("Let go to read it"),
            name_filter=self.tr("Texts ({types})").format(types=TYPES),
        )
        self.zone.files_dropped.connect(self.add)
        self.folder = Button(self.tr("Choose a whole folder"), "link", "folder-open", size="small")
        self.folder.clicked.connect(self._choose_folder)
        self.sample = Button(
            self.tr("Use the sample text, a small bakery's handbook"), "link", "file-text", size="small"
        )
        self.sample.clicked.connect(self.sample_requested)
        self._trouble = Banner("danger", "")
        self._trouble.hide()
        self.checks = FormTextChecks()
        self.checks.reading_changed.connect(self._on_checks_reading_changed)
        self.checks.examples_requested.connect(self._on_checks_examples_requested)
        self.checks.list_requested.connect(self._choose_list_file)
        self.checks.hide()
        links = QWidget()
        FlowLayout(self.folder, self.sample, gap=16, on=links)
        column = Column(gap=8, on=self)
        column.addWidget(StepTitle(1, self.tr("Your text")))
        column.addWidget(self.zone)
        column.addWidget(links)
        column.addWidget(self._trouble)
        column.addWidget(self.checks)

    @Slot(list)
    def add(self, paths: Sequence[Path]) -> None:
        """More files; the same file counts once."""
        self.paths += [path for path in paths if path not in self.paths]
        self._show_rows(())
        self.texts_changed.emit(self.paths)

    def clear(self) -> None:
        """No text any more, and nothing known of how to read one."""
        self.paths = []
        self.reading = Reading()
        self._report = None
        self.zone.set_rows([])
        self.sample.show()
        for part in (self._trouble, self.checks):
            part.hide()

    def set_reading(self, reading: Reading) -> None:
        """Read as an earlier run did; said before its files are added."""
        self.reading = reading

    def show_reading(self) -> None:
        """Files are being read; what was found before stays until then, for it holds what was just clicked."""
        self._trouble.hide()
        if self._report is None:
            self.checks.hide()

    def show_error(self, error: AppError) -> None:
        """Nothing could be read, or not in this way."""
        self._trouble.set_sentence(sentence_for(error).line)
        self._trouble.show()
        if self.reading.kind or self.reading.columns or self._report is not None:
            self.checks.show_choices(self.reading, self._report)
            self.checks.show()
        self._show_rows(())

    def show_report(self, report: TextReport) -> None:
        """What was read, file by file, and the check-up."""
        self._report = report
        self._trouble.hide()
        self._show_rows(report.files)
        self.checks.show_report(report, self.reading)
        self.checks.show()

    # --- files ---

    def _show_rows(self, reports: Sequence[FileReport]) -> None:
        rows: list[QWidget] = []
        for path in self.paths[:SHOWN_FILES]:
            remove = IconButton("x", self.tr("Take {file} away").format(file=path.name))
            remove.clicked.connect(lambda _checked=False, path=path: self._remove([path]))
            rows.append(FileRow(path.name, self._second_line(path, reports), remove))
        rest = self.paths[SHOWN_FILES:]
        if rest:
            remove = IconButton("x", self.tr("Take these files away"))
            remove.clicked.connect(lambda: self._remove(rest))
            rows.append(FileRow(self.tr("{n} more files").format(n=number_words(len(rest))), "", remove))
        self.zone.set_rows(rows, self.tr("Drop more files here, or"))
        self.sample.setVisible(not rows)

    def _second_line(self, path: Path, reports: Sequence[FileReport]) -> str:
        """What was read of a dropped file; of a folder or archive, of all files in it."""
        inside = (f"{path.name}/", f"{path.name}: ")
        found = [file for file in reports if Path(file.path) == path or file.path.startswith(inside)]
        if not found:
            return "" if self._trouble.isVisibleTo(self) else self.tr("Reading…")
        read = [file for file in found if not file.trouble]
        if len(found) == 1 and not read:
            code = ErrorCode(found[0].trouble) if found[0].trouble in set(ErrorCode) else ErrorCode.BUG
            return sentence_for(AppError(code, found[0].trouble_detail, file=path.name)).title
        if len(found) == 1:
            languages = self._report.languages if self._report is not None and len(self.paths) == 1 else ()
            return file_words(found[0], languages[:1])
        return self.tr("{n} files, {words} words").format(
            n=number_words(len(read)), words=number_words(sum(file.words for file in read))
        )

    def _remove(self, paths: Sequence[Path]) -> None:
        self.paths = [path for path in self.paths if path not in paths]
        if not self.paths:
            self.clear()
        else:
            self._show_rows(self._report.files if self._report else ())
        self.texts_changed.emit(self.paths)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("A folder of texts"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        self._dialog = dialog
        dialog.open()

    # --- check-up ---

    @Slot(object)
    def _on_checks_reading_changed(self, reading: Reading) -> None:
        self.reading = reading
        self.reading_changed.emit()

    @Slot(object)
    def _on_checks_examples_requested(self, anchor: QWidget) -> None:
        if self._report is not None:
            self._popover = show_examples(anchor, self._report)

    def _choose_list_file(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Save the list"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save_list)
        self._dialog = dialog
        dialog.open()

    @Slot(str)
    def save_list(self, name: str) -> None:
        """Write what is wrong with which row, and why, as a table."""
        if self._report is None:
            return
        try:
            # The mark tells spreadsheets that it is UTF-8.
            write_atomically(Path(name), "\ufeff" + problem_list(self._report))
        except AppError as error:
            self._trouble.set_sentence(sentence_for(error).line)
            self._trouble.show()
