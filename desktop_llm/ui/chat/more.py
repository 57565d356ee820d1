"""The drawer "More": how bold the answers are, how long, how many, instructions, and the room that is left."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.sampling import USUAL, Sampling, preset_of, with_preset
from desktop_llm.ui.chat.words import room_words
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.drawer import Drawer
from desktop_llm.ui.look.fields import GrowingText, TextField
from desktop_llm.ui.look.layout import Column, Divider, Row
from desktop_llm.ui.look.progress import ProgressBar
from desktop_llm.ui.look.slider import Slider, Stepper
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.toggles import Segmented, Toggle

FIXED_SEED = 42
_SYSTEM_MS = 500


class MoreDrawer(Drawer):
    """All controls of the next answers.

    Signals:
        sampling_changed: A `Sampling`.
        system_changed: The instructions.
    """

    sampling_changed = Signal(object)
    system_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("More"), parent=parent)
        self._sampling = USUAL
        self.presets = Segmented(
            self.tr("How bold the answers are"),
            [
                ("careful", self.tr("Careful")),
                ("balanced", self.tr("Balanced")),
                ("wild", self.tr("Wild")),
            ],
            wide=True,
        )
        self.presets.chosen.connect(self._on_presets_chosen)
        self.custom = Text("caption", self.tr("Set by hand, none of the three."), color="text.2")
        self.custom.hide()
        self.sliders = self._make_sliders()
        self.steppers: dict[str, Stepper] = {}
        self.content.addWidget(self.presets)
        self.content.addWidget(self.custom)
        for name in ("temperature", "top_p", "repetition_penalty"):
            self.content.addWidget(self.sliders[name])
        self._longest_words = Text("caption", "", color="text.2")
        self.content.addWidget(
            self._stepper_row("max_new_tokens", self.tr("Longest answer"), 512, 1, 32_768, 64, self._longest_words)
        )
        self.content.addWidget(self._stepper_row("answers", self.tr("Answers at once"), 1, 1, 8, 1))
        self.same = Toggle(self.tr("Same answer every time"), label="none")
        self.same.toggled.connect(self._on_same_toggled)
        self._seed_words = Text("caption", "", color="text.2")
        words = Column(Text("body.strong", self.tr("Same answer every time")), self._seed_words, gap=0)
        row = Row(gap=8)
        row.addLayout(words, 1)
        row.addWidget(self.same)
        self.content.addLayout(row)
        self._add_more_controls()
        self.content.addWidget(Divider())
        self._add_system()
        self.content.addWidget(Divider())
        self._add_room()
        self.set_sampling(USUAL)

    # --- what others see ----------------------------------------------------------------------------------------------

    @property
    def sampling(self) -> Sampling:
        return self._sampling

    def set_sampling(self, sampling: Sampling) -> None:
        """Show controls without saying so."""
        self._sampling = sampling
        key = preset_of(sampling)
        self.custom.setVisible(key is None)
        if key is not None:
            self.presets.set_value(key)
        for name, slider in self.sliders.items():
            slider.set_value(float(getattr(sampling, name)))
        for name, stepper in self.steppers.items():
            stepper.set_value(int(getattr(sampling, name)))
        self.same.blockSignals(True)
        self.same.setChecked(sampling.seed is not None)
        self.same.blockSignals(False)
        self.stop_words.set_text(", ".join(sampling.stop))
        self._say()

    def set_system(self, system: str) -> None:
        """Show instructions without saying so."""
        if system != self.system.text:
            self.system.blockSignals(True)
            self.system.set_text(system)
            self.system.blockSignals(False)

    def show_room(self, stats: TurnStats | None) -> None:
        """How much of the context the conversation takes."""
        used, total = (stats.context_used, stats.context_tokens) if stats else (0, 0)
        share = used / total if total else 0.0
        self.room_share.setText(percent_words(share) if total else "")
        self.room_bar.set_share(share)
        self.room_words.setText(room_words(used, total) if total else self.tr("Known after the first answer."))

    def set_chatting(self, is_chat: bool) -> None:
        """A text that is continued has no instructions."""
        self._system_part.setVisible(is_chat)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _make_sliders(self) -> dict[str, Slider]:
        likely, chances = self.tr("likely words"), self.tr("takes chances")
        narrow, wide = self.tr("narrow"), self.tr("wide")
        off, strict = self.tr("off"), self.tr("strict")
        made = {
            "temperature": Slider(
                self.tr("Boldness"), "temperature", 0.0, 2.0, 0.7, decimals=2, low_word=likely, high_word=chances
            ),
            "top_p": Slider(
                self.tr("Range of words"), "top-p", 0.05, 1.0, 0.9, step=0.01, low_word=narrow, high_word=wide
            ),
            "repetition_penalty": Slider(
                self.tr("Avoid repeating"), "penalty", 1.0, 1.5, 1.0, step=0.01, low_word=off, high_word=strict
            ),
            "min_p": Slider(
                self.tr("Least likely word"), "min-p", 0.0, 0.5, 0.0, step=0.01, low_word=off, high_word=strict
            ),
            "typical_p": Slider(
                self.tr("Typical words only"), "typical-p", 0.05, 1.0, 1.0, step=0.01, low_word=strict, high_word=off
            ),
        }
        for name, slider in made.items():
            slider.value_changed.connect(lambda value, name=name: self._change(**{name: value}))
        return made

    def _stepper_row(
        self, field: str, name: str, value: int, least: int, most: int, step: int, caption: Text | None = None
    ) -> QWidget:
        stepper = Stepper(name, value, least, most, step=step)
        stepper.value_changed.connect(lambda value: self._change(**{field: value}))
        self.steppers[field] = stepper
        part = QWidget()
        words = Column(Text("body.strong", name), gap=0)
        if caption is not None:
            words.addWidget(caption)
        row = Row(gap=8, on=part)
        row.addLayout(words, 1)
        row.addWidget(stepper)
        return part

    def _add_more_controls(self) -> None:
        self.fold = Button(self.tr("More controls"), "quiet", "chevron-down", size="small", checkable=True)
        self.fold.toggled.connect(self._on_fold_toggled)
        self._folded = QWidget()
        column = Column(gap=16, on=self._folded)
        off = self.tr("0 is off")
        column.addWidget(
            self._stepper_row(
                "top_k", self.tr("Number of words to choose from"), 0, 0, 100_000, 10, self._caption(f"top-k, {off}")
            )
        )
        column.addWidget(self.sliders["min_p"])
        column.addWidget(self.sliders["typical_p"])
        column.addWidget(
            self._stepper_row(
                "no_repeat_ngram",
                self.tr("Words in a row never twice"),
                0,
                0,
                20,
                1,
                self._caption(f"no-repeat n-gram, {off}"),
            )
        )
        self.stop_words = TextField(
            self.tr("Stop at these words"), placeholder=self.tr("separated by commas"), height=36
        )
        self.stop_words.finished.connect(self._on_stop_words_finished)
        column.addWidget(self.stop_words)
        self._folded.hide()
        self.content.addWidget(self.fold)
        self.content.addWidget(self._folded)

    def _caption(self, words: str) -> Text:
        return Text("caption", words, color="text.2")

    def _add_system(self) -> None:
        self._system_part = QWidget()
        box = InputBox(margins=(10, 8, 10, 8), radius=8)
        self.system = GrowingText(
            self.tr("Instructions for every answer"),
            role="small",
            min_lines=2,
            placeholder=self.tr("Answer in short sentences."),
        )
        box.watch(self.system)
        box.content.addWidget(self.system)
        Column(
            Text("body.strong", self.tr("Instructions for every answer")), box, gap=8, on=self._system_part
        )
        self.content.addWidget(self._system_part)
        self._system_timer = QTimer(self, interval=_SYSTEM_MS, singleShot=True)
        self._system_timer.timeout.connect(self._on_system_due)
        self.system.edited.connect(lambda _text: self._system_timer.start())

    def _add_room(self) -> None:
        self.room_share = Text("body", "", wrap=False)
        head = Row(Text("body.strong", self.tr("Room in this conversation"), wrap=False), None, self.room_share)
        self.room_bar = ProgressBar(self.tr("Room in this conversation"), thickness=4)
        self.room_words = Text("caption", "", color="text.2")
        self.content.addLayout(Column(head, self.room_bar, self.room_words, gap=6))
        self.show_room(None)

    # --- changes ------------------------------------------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        known = {field.name for field in fields(Sampling)}
        assert set(changes) <= known
        self._sampling = replace(self._sampling, **changes)  # type: ignore[arg-type]
        key = preset_of(self._sampling)
        self.custom.setVisible(key is None)
        if key is not None:
            self.presets.set_value(key)
        self._say()
        self.sampling_changed.emit(self._sampling)

    def _say(self) -> None:
        tokens = self._sampling.max_new_tokens
        self._longest_words.setText(
            self.tr("{tokens} tokens, about {words} words").format(
                tokens=number_words(tokens), words=number_words(round(tokens * 0.75, -1 if tokens > 40 else 0))
            )
        )
        seed = self._sampling.seed
        self._seed_words.setText(
            self.tr("a new one each time") if seed is None else self.tr("keeps the seed at {n}").format(n=seed)
        )

    @Slot(object)
    def _on_presets_chosen(self, key: object) -> None:
        self.set_sampling(with_preset(self._sampling, str(key)))
        self.sampling_changed.emit(self._sampling)

    @Slot(bool)
    def _on_same_toggled(self, is_on: bool) -> None:
        self._change(seed=FIXED_SEED if is_on else None)

    @Slot(bool)
    def _on_fold_toggled(self, is_open: bool) -> None:
        self._folded.setVisible(is_open)
        self.fold.set_label(
            self.tr("Fewer controls") if is_open else self.tr("More controls"),
            "chevron-up" if is_open else "chevron-down",
        )

    @Slot(str)
    def _on_stop_words_finished(self, text: str) -> None:
        words = tuple(word.strip() for word in text.split(",") if word.strip())
        if words != self._sampling.stop:
            self._change(stop=words)

    @Slot()
    def _on_system_due(self) -> None:
        self._system_timer.stop()
        self.system_changed.emit(self.system.text)
