"""The Chat place: which model, which conversation, which page; and the drawer beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.checkpoint import Checkpoint, Fit, Kind, Origin
from desktop_llm.core.conversation import Conversation
from desktop_llm.core.errors import AppError
from desktop_llm.core.fit import memory_to_chat
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import Failed
from desktop_llm.core.sampling import Sampling, with_preset
from desktop_llm.ui.chat.chat_page import ChatPage
from desktop_llm.ui.chat.continue_page import ContinuePage
from desktop_llm.ui.chat.conversation_list import ConversationList
from desktop_llm.ui.chat.gaps_page import GapsPage
from desktop_llm.ui.chat.more import MoreDrawer
from desktop_llm.ui.chat.prompt import first_beginnings, first_gaps, first_prompts
from desktop_llm.ui.chat.shelf import Shelf
from desktop_llm.ui.chat.talk import Talk
from desktop_llm.ui.chat.words import memory_state_words
from desktop_llm.ui.figures import in_one_line
from desktop_llm.ui.header import Header
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.choices import PickerButton
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.warm import warm_up
from desktop_llm.ui.model_picker import ModelPicker, fit_to_chat
from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.workers.engines import Engines, EngineStatus
from desktop_llm.workers.job import Job
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread

WARM_AFTER_MS = 1_500
DRAWER_FITS_PX = 880
"""Width at text factor 1 from which the drawer stands beside the page instead of over it."""


class ChatPlace(Surface):
    """Chat.

    Signals:
        get_model_requested: To Models.
        train_requested: To Train.
        compare_requested: (prompt, path of the model that answered, messages before the prompt).
    """

    get_model_requested = Signal()
    train_requested = Signal()
    compare_requested = Signal(str, str, object)

    def __init__(
        self,
        engines: Engines,
        store: StoreThread,
        library: LibraryList,
        settings: SettingsHolder,
        tasks: TaskThread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("surface.page", parent=parent)
        self._engines, self._store, self._library, self._settings = engines, store, library, settings
        self._checkpoint: Checkpoint | None = None
        self._load_job: Job | None = None
        self._waiting_prompt = ""
        self._drafts: dict[int | None, str] = {}
        self._opening = 0
        self.talk = Talk(engines, store, self)
        self.model_button = PickerButton(self.tr("No model yet"), framed=False, purpose=self.tr("Model"))
        self.more_button = Button(self.tr("More"), "quiet", "sliders-horizontal", checkable=True)
        header = Header("", self.more_button)
        header.left.addWidget(self.model_button)
        header.left.addStretch(1)
        self.page = ChatPage(self.talk, engines)
        self._continue_page: ContinuePage | None = None
        self._gaps_page: GapsPage | None = None
        self._drawer: MoreDrawer | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.page)
        self._body = QWidget()
        self._beside = Row(gap=0, on=self._body)
        self._beside.addWidget(self._pages, 1)
        column = Column(header, gap=0, on=self)
        column.addWidget(self._body, 1)
        self._list = ConversationList()
        self._shelf = Shelf(self._list, store, tasks, self)
        self._warming = QTimer(self, interval=WARM_AFTER_MS, singleShot=True)
        self._warming.timeout.connect(lambda: tasks.submit(warm_up))
        self._warming.start()
        self._connect()
        self._shelf.refresh()
        self._on_library_changed()

    def _connect(self) -> None:
        self.model_button.clicked.connect(self.choose_model)
        self.more_button.clicked.connect(self.toggle_more)
        self.page.preset_chosen.connect(self._on_preset_chosen)
        self.page.prompt_chosen.connect(self.send)
        self.page.get_model_requested.connect(self.get_model_requested)
        self.page.train_requested.connect(self.train_requested)
        self.page.compare_requested.connect(self.compare_requested)
        self.page.cannot.way_chosen.connect(self._on_cannot_way_chosen)
        self._list.opened.connect(self.open_conversation)
        self._list.new_requested.connect(self.new_conversation)
        self._shelf.thrown_away.connect(self._on_shelf_thrown_away)
        self.talk.saved.connect(self._on_talk_saved)
        self.talk.save_failed.connect(self._shelf.say_trouble)
        self.talk.replaced.connect(lambda _start: self._show_room())
        self.talk.entry_changed.connect(lambda _number: self._show_room())
        self._engines.state_changed.connect(self._on_engines_state_changed)
        self._library.changed.connect(self._on_library_changed)
        QShortcut(QKeySequence("Ctrl+."), self, self.toggle_more)
        QShortcut(QKeySequence("Ctrl+F"), self, self._list.start_search)

    # --- what others see ----------------------------------------------------------------------------------------------

    def sidebar_list(self) -> ConversationList:
        """The list of conversations, for the sidebar."""
        return self._list

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    @property
    def drawer(self) -> MoreDrawer:
        """The drawer "More", made when first needed."""
        if self._drawer is None:
            self._drawer = MoreDrawer(self._body)
            self._drawer.hide()
            self._drawer.set_sampling(self.talk.sampling)
            self._drawer.set_system(self.talk.system)
            self._drawer.closed.connect(lambda: self.more_button.setChecked(False))
            self._drawer.sampling_changed.connect(self._on_sampling_changed)
            self._drawer.system_changed.connect(self.talk.use_system)
            self._show_room()
        return self._drawer

    @property
    def continue_page(self) -> ContinuePage:
        """The page of models that only write on, made when first needed."""
        if self._continue_page is None:
            self._continue_page = ContinuePage(self.talk, self._engines)
            self._continue_page.set_sampling(self.talk.sampling)
            self._continue_page.preset_chosen.connect(self._on_preset_chosen)
            self._continue_page.continue_requested.connect(self.talk.continue_text)
            self._pages.addWidget(self._continue_page)
            self._continue_page.show_talk()
        return self._continue_page

    @property
    def gaps_page(self) -> GapsPage:
        """The page of models that fill gaps, made when first needed."""
        if self._gaps_page is None:
            self._gaps_page = GapsPage(self._engines)
            self._pages.addWidget(self._gaps_page)
        return self._gaps_page

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The model in use."""
        return self._checkpoint

    @Slot(str)
    def open_with(self, path: str) -> None:
        """An empty conversation with this model."""
        item = self._library.find(path)
        if item is not None:
            self._keep_draft()
            self._use(item)
            self._begin(item)

    @Slot(str)
    def send(self, text: str) -> None:
        """Say something, as soon as there is a model to say it to."""
        if self._checkpoint is None:
            self._waiting_prompt = text
            return
        self.talk.send(text)

    @Slot()
    def new_conversation(self) -> None:
        """An empty conversation with the same model."""
        if self._checkpoint is not None:
            self._keep_draft()
            self._begin(self._checkpoint)

    @Slot(int)
    def open_conversation(self, conversation_id: int) -> None:
        """Show a stored conversation."""
        if conversation_id == self.talk.conversation_id and not self._list.is_trash:
            self._after_opening()
            return
        self._opening += 1
        number = self._opening

        def shown(conversation: Conversation) -> None:
            if number == self._opening:
                self._keep_draft()
                self._show_conversation(conversation)

        self._store.submit(lambda store: store.conversation(conversation_id), shown, self._shelf.say_trouble)

    def take_over(self, other: ChatPlace) -> None:
        """Go on where this place stood in another window."""
        other._keep_draft()
        self._drafts = dict(other._drafts)
        self.page.composer.set_text(self._drafts.get(None, ""))
        if other.talk.conversation_id is not None:
            self.open_conversation(other.talk.conversation_id)

    @Slot()
    def choose_model(self) -> ModelPicker:
        """Open the model picker."""
        selected = str(self._checkpoint.path) if self._checkpoint else ""
        picker = ModelPicker(self.model_button, self._library.checkpoints(), self._engines, selected)
        picker.chosen.connect(self._on_picker_chosen)
        picker.get_model_requested.connect(self.get_model_requested)
        picker.closed.connect(picker.deleteLater)
        picker.open_below()
        return picker

    @Slot()
    def toggle_more(self) -> None:
        """Open or close the drawer."""
        if self.drawer.isHidden():
            self._place_drawer()
            self.drawer.open_drawer()
            self.more_button.setChecked(True)
        else:
            self.drawer.close_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_drawer()

    # --- the model ----------------------------------------------------------------------------------------------------

    def _use(self, item: Checkpoint) -> None:
        """Answer with this checkpoint from now on; another kind of model begins another conversation."""
        is_new = self._checkpoint is None or self._checkpoint.path != item.path
        self._checkpoint = item
        path, mode = str(item.path), _mode_of(item)
        if self.talk.mode != mode or not self.talk.entries:
            if is_new or self.talk.mode != mode:
                self.talk.begin(mode, path, item.name)
        else:
            self.talk.use_model(path, item.name)
        self._show_page()
        self._say_model()
        if self._refuse(item):
            return
        if self._settings.value.last_model_path != path:
            self._settings.change(last_model_path=path)
        self._wake(path)

    def _wake(self, path: str) -> None:
        if self._engines.state(path).status is EngineStatus.OFF:
            self._load_job = self._engines.load(path)
            self._load_job.failed.connect(self._on_load_failed)

    def _refuse(self, item: Checkpoint) -> bool:
        """Say why a model can not be used here, if so."""
        page, others = self.page.cannot, self._usable(item)
        reason = self.tr("Choose another model, then send")
        if item.trouble is not None:
            page.show_refused(item.name, AppError(item.trouble, item.trouble_detail), others)
        elif item.kind not in {Kind.CHAT, Kind.BASE, Kind.MASKED}:
            page.show_wrong_kind(item, others)
        elif item.facts is not None and self._is_too_big(item):
            page.show_too_big(item, memory_to_chat(item.facts), machine_memory(), others)
            reason = self.tr("Choose a model that fits, then send")
        else:
            self.page.refuse("")
            return False
        self._pages.setCurrentWidget(self.page)
        self.page.refuse(reason)
        return True

    def _is_too_big(self, item: Checkpoint) -> bool:
        loaded = self._engines.state(str(item.path)).status is not EngineStatus.OFF
        return not loaded and fit_to_chat(item) is Fit.TOO_BIG

    def _usable(self, but: Checkpoint) -> list[Checkpoint]:
        return [
            item
            for item in self._library.checkpoints()
            if item.kind is Kind.CHAT and item.path != but.path and fit_to_chat(item) is not Fit.TOO_BIG
        ]

    def _say_model(self) -> None:
        item = self._checkpoint
        if item is None:
            self.model_button.set_choice(self.tr("No model yet"))
            return
        state = self._engines.state(str(item.path))
        dots = {EngineStatus.OFF: "warn", EngineStatus.LOADING: "text.3"}
        self.model_button.set_choice(item.name, memory_state_words(state), dots.get(state.status, "success"))

    # --- the pages ----------------------------------------------------------------------------------------------------

    def _show_page(self) -> None:
        item = self._checkpoint
        if item is None:
            return
        is_tiny = item.origin is Origin.BUNDLED
        quality = (
            self.tr("It is quick, stays on this computer and makes plenty of mistakes.")
            if is_tiny
            else self.tr("It runs on this computer; nothing you write leaves it.")
        )
        name = (
            self.tr("This is {name}, a tiny demonstration model.") if is_tiny else self.tr("This is {name}.")
        ).format(name=item.name)
        if item.kind is Kind.BASE:
            does = self.tr("It does not answer questions: it goes on writing where your text ends.")
            self.continue_page.show_words(in_one_line(name, does), first_beginnings())
            self._pages.setCurrentWidget(self.continue_page)
        elif item.kind is Kind.MASKED:
            does = self.tr("It does not chat: it finds the words that are missing in a text.")
            self.gaps_page.use_model(str(item.path), in_one_line(name, does), first_gaps())
            self._pages.setCurrentWidget(self.gaps_page)
        else:
            words = in_one_line(name, quality)
            self.page.welcome.show_words(self.tr("Ask something to begin."), words, first_prompts())
            self._pages.setCurrentWidget(self.page)
        self.setFocusProxy(self._current_page())

    def _show_conversation(self, conversation: Conversation) -> None:
        item = self._library.find(conversation.model_path)
        if item is None or item.trouble is not None or _mode_of(item) != conversation.mode:
            item = self._fallback(conversation.mode)
        if item is None:
            return
        self._checkpoint = item
        self.talk.open(conversation, item.name)
        self.talk.model_path, self.talk.model_name = str(item.path), item.name
        self._show_page()
        self._say_model()
        if not self._refuse(item):
            self._wake(str(item.path))
        self._after_opening()

    def _begin(self, item: Checkpoint) -> None:
        self._opening += 1
        self.talk.system = ""
        self.talk.begin(_mode_of(item), str(item.path), item.name)
        self._after_opening()

    def _keep_draft(self) -> None:
        """What stands in the message box belongs to the conversation that is being left."""
        self._drafts[self.talk.conversation_id] = self.page.composer.text

    def _fallback(self, mode: str) -> Checkpoint | None:
        """A model for a conversation whose own is gone."""
        usable = [item for item in self._library.checkpoints() if item.trouble is None and _mode_of(item) == mode]
        current = self._checkpoint
        if current is not None and current in usable:
            return current
        return next(iter(usable), None)

    def _after_opening(self) -> None:
        self._show_sampling()
        if self._drawer is not None:
            self._drawer.set_system(self.talk.system)
        self.page.composer.set_text(self._drafts.get(self.talk.conversation_id, ""))
        self._list.select(self.talk.conversation_id)
        self._current_page().setFocus(Qt.FocusReason.OtherFocusReason)

    def _current_page(self) -> QWidget:
        page = self._pages.currentWidget()
        assert page is not None
        return page

    def _show_room(self) -> None:
        stats = next((one.stats for one in reversed(self.talk.entries) if one.stats is not None), None)
        if self._drawer is not None:
            self._drawer.show_room(stats)

    def _show_sampling(self) -> None:
        sampling = self.talk.sampling
        self.page.composer.set_sampling(sampling)
        if self._drawer is not None and self._drawer.sampling != sampling:
            self._drawer.set_sampling(sampling)
        if self._continue_page is not None:
            self._continue_page.set_sampling(sampling)

    def _place_drawer(self) -> None:
        """Beside the page where there is room, else over it."""
        drawer = self._drawer
        if drawer is None:
            return
        fits = self.width() >= theme().px(DRAWER_FITS_PX)
        is_beside = self._beside.indexOf(drawer) >= 0
        if fits and not is_beside:
            self._beside.addWidget(drawer)
        elif not fits:
            if is_beside:
                self._beside.removeWidget(drawer)
            width = min(theme().px(tokens.WIDTH_DRAWER), self._body.width())
            drawer.setGeometry(self._body.width() - width, 0, width, self._body.height())
            drawer.raise_()

    # --- what happens -------------------------------------------------------------------------------------------------

    @Slot()
    def _on_library_changed(self) -> None:
        checkpoints = self._library.checkpoints()
        if self._checkpoint is not None:
            again = self._library.find(self._checkpoint.path)
            if again is not None:
                self._checkpoint = again
                self.talk.model_name = again.name
                self._show_page()
            self._say_model()
            return
        wanted = self._library.find(self._settings.value.last_model_path) if checkpoints else None
        if wanted is None or wanted.trouble is not None:
            bundled = [item for item in checkpoints if item.origin is Origin.BUNDLED and item.kind is Kind.CHAT]
            others = [item for item in checkpoints if item.trouble is None and item.kind.generates]
            wanted = next(iter([*bundled, *others]), None)
        if wanted is not None:
            self._keep_draft()
            self._use(wanted)
            self._after_opening()
            prompt, self._waiting_prompt = self._waiting_prompt, ""
            if prompt:
                self.send(prompt)
        elif self._library.is_read:
            self.page.cannot.show_nothing()
            self.page.refuse(self.tr("Get a model, then send"))
        self._say_model()

    @Slot(str)
    def _on_picker_chosen(self, path: str) -> None:
        item = self._library.find(path)
        if item is not None:
            self._keep_draft()
            self._use(item)
            self._after_opening()

    @Slot(str)
    def _on_cannot_way_chosen(self, key: str) -> None:
        if key == "get":
            self.get_model_requested.emit()
        elif key == "again" and self._checkpoint is not None:
            self._use(self._checkpoint)
        elif key.startswith("use:"):
            self._on_picker_chosen(key.removeprefix("use:"))

    @Slot(object)
    def _on_load_failed(self, event: Failed) -> None:
        """The model could not be woken; where a question waits for it, the answer's place says so already."""
        item = self._checkpoint
        if item is not None and not self.talk.entries:
            others = self._usable(item)
            self.page.cannot.show_refused(item.name, event.error(), others, can_retry=True)
            self.page.refuse(self.tr("Choose another model, then send"))
            self._pages.setCurrentWidget(self.page)
        self._say_model()

    @Slot(str)
    def _on_engines_state_changed(self, path: str) -> None:
        if self._checkpoint is not None and path == str(self._checkpoint.path):
            self._say_model()

    @Slot()
    def _on_talk_saved(self) -> None:
        self._list.select(self.talk.conversation_id)
        self._shelf.refresh()

    @Slot(int)
    def _on_shelf_thrown_away(self, conversation_id: int) -> None:
        if conversation_id == self.talk.conversation_id:
            self.new_conversation()

    @Slot(object)
    def _on_sampling_changed(self, sampling: Sampling) -> None:
        self.talk.use_sampling(sampling)
        self._show_sampling()

    @Slot(str)
    def _on_preset_chosen(self, key: str) -> None:
        self._on_sampling_changed(with_preset(self.talk.sampling, key))


def _mode_of(item: Checkpoint) -> str:
    """How a conversation with it is kept."""
    return "continue" if item.kind is Kind.BASE else "chat"
