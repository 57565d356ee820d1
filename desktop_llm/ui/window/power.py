"""A training and the computer's power: sleep is held off while it runs, and a battery is told of as it begins."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_llm.core.awake import Awake, runs_on_battery


class Power(QObject):
    """Follows whether a training runs.

    Signals:
        on_battery: A sentence, where a training begins on an unplugged computer.
    """

    on_battery = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._awake = Awake()
        self._is_training = False

    @property
    def is_held_awake(self) -> bool:
        """Whether the system agreed not to sleep."""
        return self._awake.is_held

    def follow(self, is_training: bool) -> None:
        """A training began or ended; the same again changes nothing."""
        if is_training == self._is_training:
            return
        self._is_training = is_training
        if not is_training:
            self._awake.release()
            return
        self._awake.hold()
        if runs_on_battery():
            self.on_battery.emit(
                self.tr("This computer runs on its battery. Plug it in, or pause the training and go on later.")
            )
