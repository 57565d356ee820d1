"""One conversation and the answers being written to it: what is asked, streamed and stored. No widgets.

`Talk` holds the shown path as `Entry`s and is the only part of the chat that speaks to the engines and the store about
it. What is shown how is left to the pages; which conversation is open, to `ChatPlace`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.conversation import Conversation, Turn
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Generate, Message, PromptRead, TextPiece
from desktop_llm.core.sampling import USUAL, Sampling
from desktop_llm.core.store import Store
from desktop_llm.ui.chat import entries as stored
from desktop_llm.ui.chat.answering import Answering
from desktop_llm.ui.chat.entries import Entry, Place
from desktop_llm.ui.chat.prompt import messages_of
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.store_thread import StoreThread


class Activity(StrEnum):
    """What is going on."""

    IDLE = "idle"
    WAITING = "waiting"  # the model is on its way into memory, or has not begun to read
    READING = "reading"
    ANSWERING = "answering"
    STOPPING = "stopping"


class Talk(QObject):
    """The conversation that is open.

    Signals:
        replaced: The shown messages from this number on are others now.
        entry_changed: Outcome, figures or versions of the message with this number are different.
        text_added: The message with this number grew by this text.
        activity_changed: See `activity`.
        saved: Something of the conversation was written; the list shows it differently now.
        save_failed: An `AppError` of the store; what is on the screen is not on the disk.
    """

    replaced = Signal(int)
    entry_changed = Signal(int)
    text_added = Signal(int, str)
    activity_changed = Signal()
    saved = Signal()
    save_failed = Signal(object)

    def __init__(self, engines: Engines, store: StoreThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._store = engines, store
        self._answering: Answering | None = None
        self._place = Place()
        self._drop_oldest: dict[int, bool] = {}
        self._drops_now = False
        self._read_share = 0.0
        self.entries: list[Entry] = []
        self.activity = Activity.IDLE
        self.mode = "chat"
        self.model_path = ""
        self.model_name = ""
        self.system = ""
        self.title = ""
        self.sampling = USUAL

    # --- which conversation ----------------------------------------------------------------------------------------

    @property
    def conversation_id(self) -> int | None:
        """None until something is stored."""
        return self._place.id

    @property
    def is_busy(self) -> bool:
        return self.activity is not Activity.IDLE

    @property
    def answering(self) -> Answering | None:
        """The generation under way."""
        return self._answering

    @property
    def read_share(self) -> float:
        """How much of the prompt was read, 0 to 1."""
        return self._read_share

    def begin(self, mode: str, model_path: str, model_name: str) -> None:
        """An empty conversation; nothing is stored before the first message."""
        self.stop()
        self._let_go()
        self._place = Place()
        self.mode, self.model_path, self.model_name, self.title = mode, model_path, model_name, ""
        self.entries = []
        self._drops_now = False
        self.replaced.emit(0)

    def open(self, conversation: Conversation, model_name: str) -> None:
        """Show a stored conversation."""
        self.stop()
        self._let_go()
        self._place = Place(conversation.id)
        self.mode, self.title = conversation.mode, conversation.title
        self.model_path, self.model_name = conversation.model_path, model_name
        self.system, self.sampling = conversation.system, conversation.sampling
        self._drops_now = self._drop_oldest.get(conversation.id, False)
        self.entries = [Entry.of(turn) for turn in conversation.turns]
        for entry in self.entries:
            if entry.is_answer and not entry.outcome:
                entry.outcome = "interrupted"
        self.replaced.emit(0)

    def use_model(self, path: str, name: str) -> None:
        """Answer with another checkpoint from now on."""
        self.model_path, self.model_name = path, name
        if self._place.id is not None:
            self._write(partial(stored.set_model_path, place=self._place, path=path))

    def use_sampling(self, sampling: Sampling) -> None:
        self.sampling = sampling
        if self._place.id is not None:
            self._write(partial(stored.set_sampling, place=self._place, sampling=sampling))

    def use_system(self, system: str) -> None:
        self.system = system
        if self._place.id is not None:
            self._write(partial(stored.set_system, place=self._place, system=system))

    def drop_oldest(self, is_wanted: bool) -> None:
        """What to do at the end of the context, for this conversation."""
        self._drops_now = is_wanted
        if self._place.id is not None:
            self._drop_oldest[self._place.id] = is_wanted

    # --- what the person does --------------------------------------------------------------------------------------

    def send(self, text: str) -> None:
        """Add a message and answer it."""
        if text.strip() and not self.is_busy:
            self._add(Entry("user", text), len(self.entries))
            self._answer()

    def continue_text(self, kept: int, added: str) -> None:
        """Keep the first `kept` parts of a text, add what the person wrote after them, and go on from there."""
        if self.is_busy:
            return
        at = kept
        if added:
            self._add(Entry("user", added), kept)
            at += 1
        elif kept < len(self.entries):
            del self.entries[kept:]
            self.replaced.emit(kept)
        if at:
            self._answer()

    def edit(self, index: int, text: str) -> None:
        """Say message `index` differently and answer that; the old one stays as a version."""
        if text.strip() and not self.is_busy and self.entries[index].role == "user":
            self._add(Entry("user", text), index)
            self._answer()

    def regenerate(self, index: int) -> None:
        """Answer once more; the old answer stays as a version."""
        if not self.is_busy and index and self.entries[index].is_answer:
            del self.entries[index:]
            self._answer()

    def answer_again(self) -> None:
        """Answer the last message, where that did not happen."""
        if not self.is_busy and self.entries and not self.entries[-1].is_answer:
            self._answer()

    def go_on(self) -> None:
        """Continue the last answer where it stopped."""
        if self.is_busy or not self.entries or not self.entries[-1].is_answer:
            return
        entry = self.entries[-1]
        if not entry.text:
            self.regenerate(len(self.entries) - 1)
            return
        entry.outcome, entry.error = "", None
        self._ask(entry, is_continued=True)
        self.entry_changed.emit(len(self.entries) - 1)

    def branch(self, index: int, beginning: str) -> None:
        """Answer anew from a beginning that the person chose; the old answer stays as a version."""
        if self.is_busy or not index or not self.entries[index].is_answer:
            return
        entry = Entry("assistant", beginning, model_name=self.model_name, model_path=self.model_path)
        del self.entries[index:]
        self._store_turn(entry, index)
        self.entries.append(entry)
        self._ask(entry, is_continued=True)
        self.replaced.emit(index)

    def messages_before(self, index: int) -> tuple[Message, ...]:
        """What message `index` answers, as the model was asked."""
        return messages_of(self.system, [(one.role, one.text) for one in self.entries[:index]])

    def stop(self) -> None:
        """Stop writing; what is there is kept."""
        if self._answering is not None and self.activity is not Activity.STOPPING:
            self._set_activity(Activity.STOPPING)
            self._answering.cancel()

    def show_version(self, index: int, version: int) -> None:
        """Show another version of a message and what followed it."""
        if self.is_busy or not 1 <= version <= self.entries[index].versions:
            return
        op = partial(
            stored.show_version, place=self.entries[index].place, version=version, conversation=self._place
        )
        self._store.submit(op, partial(self._on_version_shown, self._place, index), self.save_failed.emit)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """The generation under way goes on being stored, but is not shown here any more."""
        if self._answering is not None:
            self._answering.part()
            self._answering = None
        self._set_activity(Activity.IDLE)

    def _add(self, entry: Entry, at: int) -> None:
        """Put an entry at `at`, store it, and forget what was shown after it."""
        if self._place.id is None and not self.entries:
            made = Conversation(0, "", 0, 0, self.mode, self.model_path, self.system, self.sampling)
            op = partial(stored.write_conversation, place=self._place, made=made)
            self._store.submit(op, None, self.save_failed.emit)
        del self.entries[at:]
        self._store_turn(entry, at)
        self.entries.append(entry)
        self.replaced.emit(at)

    def _store_turn(self, entry: Entry, at: int) -> None:
        parent = self.entries[at - 1].place if at else None
        copy = replace(entry, sisters=[])
        op = partial(stored.write_turn, place=entry.place, parent=parent, conversation=self._place, entry=copy)
        self._store.submit(op, partial(self._on_turn_written, entry), self.save_failed.emit)

    def _answer(self) -> None:
        """Write one answer, or several, to the last entry."""
        at = len(self.entries)
        fresh = [
            Entry("assistant", "", model_name=self.model_name, model_path=self.model_path)
            for _ in range(max(1, self.sampling.answers))
        ]
        for entry in fresh:
            self._store_turn(entry, at)
        first = fresh[0]
        first.sisters = fresh[1:]
        if first.sisters:
            op = partial(stored.show_first, place=first.place)
            self._store.submit(op, None, self.save_failed.emit)
        self.entries.append(first)
        self._ask(first, is_continued=False)
        self.replaced.emit(at)

    def _ask(self, entry: Entry, is_continued: bool) -> None:
        path = self.entries[: len(self.entries) - (0 if is_continued else 1)]
        turns = [(one.role, one.text) for one in path]
        sampling = replace(self.sampling, answers=1) if is_continued else self.sampling
        request = Generate(sampling=sampling, drop_oldest=self._drops_now)
        if self.mode == "continue":
            request = replace(request, raw_prompt="".join(text for _, text in turns))
        else:
            request = replace(
                request,
                messages=_with_last(messages_of(self.system, turns), entry.text if is_continued else ""),
                continue_answer=is_continued,
            )
        job = self._engines.ask(self.model_path, request)
        self._answering = Answering(job, [entry, *entry.sisters], self._store, self)
        self._answering.text_added.connect(self._on_answering_text_added)
        self._answering.prompt_read.connect(self._on_answering_prompt_read)
        self._answering.ended.connect(self._on_answering_ended)
        self._answering.save_failed.connect(self.save_failed)
        self._read_share = 0.0
        self._set_activity(Activity.WAITING)

    def _set_activity(self, activity: Activity) -> None:
        if activity is not self.activity:
            self.activity = activity
            self.activity_changed.emit()

    def _write(self, op: Callable[[Store], None]) -> None:
        self._store.submit(op, None, self.save_failed.emit)

    @Slot(object)
    def _on_answering_prompt_read(self, event: PromptRead) -> None:
        if self.activity in {Activity.WAITING, Activity.READING}:
            self._read_share = event.tokens_read / max(1, event.tokens_total)
            self._set_activity(Activity.READING)

    @Slot(object)
    def _on_answering_text_added(self, piece: TextPiece) -> None:
        if self.activity in {Activity.WAITING, Activity.READING}:
            self._set_activity(Activity.ANSWERING)
        if piece.answer == 0:
            self.text_added.emit(len(self.entries) - 1, piece.text)

    @Slot()
    def _on_answering_ended(self) -> None:
        answering = self._answering
        if answering is None:
            return
        self._answering = None
        answering.deleteLater()
        self._set_activity(Activity.IDLE)
        self.entry_changed.emit(len(self.entries) - 1)
        self.saved.emit()

    def _on_turn_written(self, entry: Entry, turn: Turn | None) -> None:
        if turn is None:
            self.save_failed.emit(AppError(ErrorCode.DISK_UNWRITABLE))
            return
        entry.version, entry.versions = turn.version, turn.versions
        for number, shown in enumerate(self.entries):
            if entry is shown or entry in shown.sisters:
                shown.versions = max(shown.versions, turn.versions)
                self.entry_changed.emit(number)
        self.saved.emit()

    def _on_version_shown(self, place: Place, index: int, conversation: Conversation | None) -> None:
        if conversation is None or place is not self._place or self.is_busy:
            return
        self.entries[index:] = [Entry.of(turn) for turn in conversation.turns[index:]]
        self.replaced.emit(index)


def _with_last(messages: tuple[Message, ...], beginning: str) -> tuple[Message, ...]:
    """The messages, with the beginning of the answer exactly as it was written where one is continued."""
    if beginning and messages and messages[-1].role == "assistant":
        return (*messages[:-1], Message("assistant", beginning))
    return messages

