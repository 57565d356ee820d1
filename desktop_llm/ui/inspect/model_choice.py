"""Choosing the checkpoint to look into: a framed button that opens the model picker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.choices import PickerButton
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.model_picker import ModelPicker, fit_to_chat


class ModelChoice(QWidget):
    """One checkpoint, or none where that is allowed.

    Args:
        purpose: What it is for: "Model A".
        can_choose: Why a checkpoint can not be chosen ("" where it can).
        nothing: What stands there while none is chosen.
        is_optional: Whether a cross takes the choice back.

    Signals:
        changed: Another one, or none.
        get_model_requested: The person wants a model that is not here.
    """

    changed = Signal()
    get_model_requested = Signal()

    def __init__(
        self,
        desk: Desk,
        purpose: str,
        can_choose: Callable[[Checkpoint], str],
        nothing: str,
        is_optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._can_choose, self._nothing = desk, can_choose, nothing
        self._is_optional = is_optional
        self._checkpoint: Checkpoint | None = None
        self._picker: ModelPicker | None = None
        self.button = PickerButton(nothing, purpose=purpose)
        self.button.clicked.connect(self._on_button_clicked)
        self.none_button = IconButton("x", self.tr("Without it"))
        self.none_button.clicked.connect(lambda: self.choose(None))
        self.none_button.hide()
        row = Row(gap=4, on=self)
        row.addWidget(self.button, 1)
        row.addWidget(self.none_button)

    @property
    def checkpoint(self) -> Checkpoint | None:
        return self._checkpoint

    @property
    def path(self) -> str:
        return str(self._checkpoint.path) if self._checkpoint is not None else ""

    def refuses(self, item: Checkpoint) -> str:
        """Why a checkpoint can not be chosen here."""
        if item.trouble is not None:
            return self.tr("It can not be opened.")
        if fit_to_chat(item) is Fit.TOO_BIG:
            return self.tr("It does not fit in this computer's memory.")
        return self._can_choose(item)

    def choose(self, item: Checkpoint | None) -> None:
        """Take a checkpoint, or none."""
        self._checkpoint = item
        if item is None:
            self.button.set_choice(self._nothing)
        else:
            self.button.set_choice(item.name, second_line(item))
        self.none_button.setVisible(item is not None and self._is_optional)
        self.changed.emit()

    @Slot()
    def _on_button_clicked(self) -> None:
        self._picker = ModelPicker(
            self.button, self._desk.library.checkpoints(), self._desk.engines, self.path, self.refuses
        )
        self._picker.chosen.connect(self._on_picker_chosen)
        self._picker.get_model_requested.connect(self.get_model_requested)
        self._picker.closed.connect(self._picker.deleteLater)
        self._picker.open_below()

    @Slot(str)
    def _on_picker_chosen(self, path: str) -> None:
        self.choose(self._desk.library.find(path))
