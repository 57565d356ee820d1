"""The window: a sidebar, and the places one after the other on a stack.

It carries wishes from one place to another ("compare this", "train that") and owns what belongs to no place: folding,
shortcuts, toasts, memory, closing. What a place does is the place's own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import Message
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.help.hints import TermHints
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.window.areas import focus_other_area
from desktop_llm.ui.window.background import Background, has_tray
from desktop_llm.ui.window.closing import ClosingQuestion
from desktop_llm.ui.window.command_palette import Command, CommandPalette
from desktop_llm.ui.window.opening import Opening
from desktop_llm.ui.window.power import Power
from desktop_llm.ui.window.preloading import Preloading
from desktop_llm.ui.window.running_job import RunningJob
from desktop_llm.ui.window.sidebar import Sidebar

if TYPE_CHECKING:
    from desktop_llm.ui.chat.place import ChatPlace
    from desktop_llm.ui.compare.place import ComparePlace
    from desktop_llm.ui.help.place import HelpPlace
    from desktop_llm.ui.inspect.place import InspectPlace
    from desktop_llm.ui.models.place import ModelsPlace
    from desktop_llm.ui.train.place import TrainPlace

PLACES = ("chat", "compare", "train", "models", "inspect", "settings", "help")
MEMORY_EVERY_MS = 2000


class MainWindow(QMainWindow):
    """The application's one window.

    Signals:
        tour_requested: The person wants the guided tour that drives itself.
        first_painted: The window stands on the screen; its first place is made next.
        closed: The window is about to go.
    """

    tour_requested = Signal()
    first_painted = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.hints = TermHints(self)
        self.hints.term_requested.connect(self.show_help)
        self.setWindowTitle("Desktop LLM")
        self.setMinimumSize(640, 480)
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.sidebar = Sidebar()
        self.pages = QStackedWidget()
        ground = QWidget()
        self._notice = Banner("warn", "", self.tr("Understood"))
        self._notice.hide()
        self._notice.action_requested.connect(self._notice.hide)
        right = Column(self._notice, gap=0)
        right.addWidget(self.pages, 1)
        row = Row(gap=0, on=ground)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(ground)
        self._places: dict[str, QWidget] = {}
        self._list_numbers: dict[str, int] = {}
        self._running: RunningJob | None = None
        self._may_close = False
        self._power = Power(self)
        self._power.on_battery.connect(self.say)
        self._background = Background(self)
        self._background.open_requested.connect(self.bring_to_front)
        self._background.pause_requested.connect(self._on_closing_pause_chosen)
        self._background.stop_requested.connect(self._on_closing_stop_chosen)
        self._background.quit_requested.connect(self.close)
        self.sidebar.place_chosen.connect(self.go)
        self.sidebar.commands_requested.connect(self.show_commands)
        self.sidebar.job_clicked.connect(self._on_sidebar_job_clicked)
        self._add_hub()
        self._memory = QTimer(self, interval=MEMORY_EVERY_MS)
        self._memory.timeout.connect(self._on_memory_due)
        self._memory.start()
        self._others = Preloading(desk, PLACES, lambda key: key in self._places, self.place, self)
        theme().changed.connect(self._fold)
        self._add_shortcuts()
        self._on_memory_due()
        self._restore_geometry()
        self.sidebar.show_place("chat", None)
        opening = Opening()
        opening.painted.connect(self._on_opening_painted, Qt.ConnectionType.QueuedConnection)
        self.pages.addWidget(opening)

    # --- places ---

    @property
    def chat(self) -> ChatPlace:
        return cast("ChatPlace", self.place("chat"))

    @property
    def compare(self) -> ComparePlace:
        return cast("ComparePlace", self.place("compare"))

    @property
    def train(self) -> TrainPlace:
        return cast("TrainPlace", self.place("train"))

    @property
    def models(self) -> ModelsPlace:
        return cast("ModelsPlace", self.place("models"))

    @property
    def inspect(self) -> InspectPlace:
        return cast("InspectPlace", self.place("inspect"))

    def place(self, key: str) -> QWidget:
        """A place, made when first asked for."""
        if key not in self._places:
            place, side_list = self._make(key)
            self._places[key] = place
            self.pages.addWidget(place)
            if side_list is not None:
                self._list_numbers[key] = self.sidebar.add_list(side_list)
        return self._places[key]

    @Slot(str)
    def go(self, key: str) -> None:
        """Show a place."""
        self.sidebar.close_list()
        place = self.place(key)
        self.pages.setCurrentWidget(place)
        self.sidebar.show_place(key, self._list_numbers.get(key))
        place.setFocus()

    @Slot()
    def _on_opening_painted(self) -> None:
        self.first_painted.emit()
        if not self.current_place:
            self.go("chat")

    @property
    def current_place(self) -> str:
        current = self.pages.currentWidget()
        return next((key for key, place in self._places.items() if place is current), "")

    def _make(self, key: str) -> tuple[QWidget, QWidget | None]:
        """A place and its list. They are imported here: the window shows before its places."""
        return {
            "chat": self._make_chat,
            "compare": self._make_compare,
            "train": self._make_train,
            "models": self._make_models,
            "inspect": self._make_inspect,
            "settings": self._make_settings,
            "help": self._make_help,
        }[key]()

    def _make_chat(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.chat.place import ChatPlace

        desk = self._desk
        chat = ChatPlace(desk.engines, desk.store, desk.library, desk.settings, desk.tasks)
        chat.get_model_requested.connect(self._on_get_model_requested)
        chat.train_requested.connect(self._on_chat_train_requested)
        chat.compare_requested.connect(self._on_chat_compare_requested)
        chat.page.welcome.guide_requested.connect(self.show_guide)
        chat.sidebar_list().new_requested.connect(self.sidebar.close_list)
        return chat, chat.sidebar_list()

    def _make_compare(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.compare.place import ComparePlace

        compare = ComparePlace(self._desk)
        compare.chat_requested.connect(self._on_chat_requested)
        compare.conversation_requested.connect(self._on_compare_conversation_requested)
        compare.get_model_requested.connect(self._on_get_model_requested)
        side = compare.sidebar_list()
        side.new_requested.connect(self.sidebar.close_list)
        return compare, side

    def _make_train(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.train.place import TrainPlace

        train = TrainPlace(self._desk)
        train.chat_requested.connect(self._on_chat_requested)
        train.compare_requested.connect(self._on_compare_requested)
        train.get_model_requested.connect(self._on_get_model_requested)
        train.read_requested.connect(self._on_train_read_requested)
        train.job_changed.connect(self._on_train_job_changed)
        train.cut_off_found.connect(self.say)
        side = train.sidebar_list()
        side.chosen.connect(self.sidebar.close_list)
        return train, side

    def _make_models(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.models.place import ModelsPlace

        models = ModelsPlace(self._desk)
        models.chat_requested.connect(self._on_chat_requested)
        models.train_requested.connect(self._on_train_requested)
        models.compare_requested.connect(self._on_models_compare_requested)
        return models, models.sidebar_list()

    def _make_inspect(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.inspect.place import InspectPlace

        inspect = InspectPlace(self._desk)
        inspect.get_model_requested.connect(self._on_get_model_requested)
        return inspect, None

    def _make_settings(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.settings.place import SettingsPlace

        settings = SettingsPlace(self._desk)
        settings.tour_requested.connect(self.tour_requested)
        settings.guide_requested.connect(self.show_guide)
        settings.help_requested.connect(lambda: self.show_help(""))
        return settings, None

    def _make_help(self) -> tuple[QWidget, QWidget | None]:
        from desktop_llm.ui.help.place import HelpPlace

        place = HelpPlace()
        place.guide_requested.connect(self.show_guide)
        return place, None

    # --- wishes from place to place ---

    @Slot()
    def _on_get_model_requested(self) -> None:
        self.go("models")
        self.models.show_shelf("recommended")

    def _add_hub(self) -> None:
        """The sign of downloads, where there is a hub."""
        if self._desk.hub is None:
            return
        from desktop_llm.ui.window.download_foot import DownloadFoot

        self.downloads = DownloadFoot(self._desk.hub, self._desk.library, self)
        self.downloads.clicked.connect(self._on_downloads_clicked)
        self.downloads.chat_requested.connect(self._on_chat_requested)
        self.sidebar.add_foot(self.downloads)

    @Slot()
    def _on_downloads_clicked(self) -> None:
        self.go("models")
        self.models.show_shelf("downloads")

    @Slot()
    def _on_chat_train_requested(self) -> None:
        self.go("train")

    @Slot(str)
    def _on_chat_requested(self, path: str) -> None:
        self.chat.open_with(path)
        self.go("chat")

    @Slot(str)
    def _on_train_requested(self, path: str) -> None:
        self.train.begin_with(path)
        self.go("train")

    @Slot(int)
    def _on_compare_conversation_requested(self, conversation_id: int) -> None:
        self.chat.open_conversation(conversation_id)
        self.chat.shelf.refresh()
        self.go("chat")

    @Slot(str, str, object)
    def _on_chat_compare_requested(self, prompt: str, path: str, history: tuple[Message, ...]) -> None:
        self.compare.begin([path], prompt, history)
        self.go("compare")

    @Slot(str)
    def _on_models_compare_requested(self, path: str) -> None:
        self.compare.begin([path], "")
        self.go("compare")

    @Slot(str, str, str)
    def _on_train_read_requested(self, text: str, base_path: str, mine_path: str) -> None:
        self.go("inspect")
        self.inspect.begin_surprise(text, base_path, mine_path)
        self.inspect.surprise.measure()

    @Slot(str, str, str)
    def _on_compare_requested(self, base_path: str, mine_path: str, question: str) -> None:
        self.compare.begin([base_path, mine_path], question)
        self.go("compare")
        if question:
            self.compare.ask()

    @Slot(object)
    def _on_train_job_changed(self, job: RunningJob | None) -> None:
        self._power.follow(job is not None)
        self._running = job
        self.sidebar.job.show_job(job)
        self._background.show_job(job)

    @Slot()
    def _on_sidebar_job_clicked(self) -> None:
        self.go("train")

    # --- what belongs to no place ---

    def commands(self) -> list[Command]:
        """What the command palette offers."""
        go = [
            Command(self.tr("Go to Chat"), "Ctrl+1", lambda: self.go("chat")),
            Command(self.tr("Go to Compare"), "Ctrl+2", lambda: self.go("compare")),
            Command(self.tr("Go to Train"), "Ctrl+3", lambda: self.go("train")),
            Command(self.tr("Go to Models"), "Ctrl+4", lambda: self.go("models")),
            Command(self.tr("Go to Look inside"), "Ctrl+5", lambda: self.go("inspect")),
            Command(self.tr("Settings"), "Ctrl+,", lambda: self.go("settings")),
        ]
        act = [
            Command(self.tr("New conversation"), "Ctrl+N", self._on_new_requested),
            Command(self.tr("Larger text"), "Ctrl++", lambda: self._grow_text(1)),
            Command(self.tr("Smaller text"), "Ctrl+-", lambda: self._grow_text(-1)),
            Command(self.tr("Light or dark"), "", self._switch_theme),
            Command(self.tr("Help: every word explained"), "F1", lambda: self.show_help("")),
            Command(self.tr("Show me around"), "", self.show_guide),
            Command(self.tr("Watch the tour"), "", self.tour_requested.emit),
        ]
        return go + act

    @Slot()
    def show_commands(self) -> None:
        """Open the command palette over the window."""
        CommandPalette(self.commands(), self).open_over(self)

    @Slot(str)
    def show_help(self, term_id: str) -> None:
        """The help, at a word or from its beginning."""
        self.go("help")
        cast("HelpPlace", self.place("help")).show_term(term_id)

    @Slot()
    def show_guide(self) -> None:
        """Lay the guide over the window."""
        from desktop_llm.ui.guide.overlay import Guide
        from desktop_llm.ui.guide.steps import Steps

        if not self.findChild(Guide):
            steps = Steps(self.chat, self.train, self.compare, self.models.rows, self.sidebar)
            Guide(self, steps.all(), self.go).begin()

    def open_files(self, paths: list[Path]) -> None:
        """Files of the command line, of a double-click or dropped: texts go to Train, folders and GGUF to Models."""
        models = [path for path in paths if path.is_dir() or path.suffix.lower() == ".gguf"]
        texts = [path for path in paths if path.is_file() and path not in models]
        if texts:
            self.train.drop(texts)
            self.go("train")
        for model in models:
            self.models.open_folder(model)
            self.go("models")

    def knows(self, path: str) -> Checkpoint | None:
        """The checkpoint at a path, as the list has it now."""
        return self._desk.library.find(path)

    def say(self, sentence: str) -> None:
        """Something a person should know before going on: settings or conversations that were damaged."""
        self._notice.set_sentence(sentence, self.tr("Understood"))
        self._notice.show()

    @property
    def is_training(self) -> bool:
        """Whether a training runs."""
        return self._running is not None

    def take_over(self, other: MainWindow) -> None:
        """Stand where another window stood, with the conversation, the draft and the texts that it held."""
        self.chat.take_over(other.chat)
        if "train" in other._places:
            self.train.take_over(other.train)
        self.go(other.current_place or "chat")

    def bring_to_front(self) -> None:
        """A second launch asks for this window, or the icon in the tray was clicked."""
        self._background.end()
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running is not None and not self._may_close:
            event.ignore()
            question = ClosingQuestion(self._running.name, self, has_tray=has_tray())
            question.background_chosen.connect(self._on_closing_background_chosen)
            question.pause_chosen.connect(self._on_closing_pause_chosen)
            question.stop_chosen.connect(self._on_closing_stop_chosen)
            question.open()
            return
        geometry = base64.b64encode(bytes(self.saveGeometry().data())).decode("ascii")
        self._desk.settings.change(window_geometry=geometry)
        self._others.stop()
        self._power.follow(False)
        self._background.end()
        self.closed.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _fold(self) -> None:
        self.sidebar.fold(round(self.width() / theme().text_factor))
        key = self.current_place
        if key:
            self.sidebar.show_place(key, self._list_numbers.get(key))

    def _restore_geometry(self) -> None:
        saved = self._desk.settings.value.window_geometry
        if saved:
            self.restoreGeometry(QByteArray.fromBase64(saved.encode("ascii", "ignore")))

    def _add_shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+K", self.show_commands),
            ("Ctrl++", lambda: self._grow_text(1)),
            ("Ctrl+=", lambda: self._grow_text(1)),
            ("Ctrl+-", lambda: self._grow_text(-1)),
            ("Ctrl+0", lambda: self._desk.settings.change(text_factor=1.0)),
            ("Ctrl+,", lambda: self.go("settings")),
            ("Ctrl+N", self._on_new_requested),
            ("F1", lambda: self.hints.ask_for_help(self.focusWidget())),
            ("F6", lambda: focus_other_area(self.sidebar, self.current_place, self.pages.currentWidget())),
        ]
        keys += [(f"Ctrl+{number}", partial(self.go, key)) for number, key in enumerate(PLACES[:5], 1)]
        for sequence, act in keys:
            QShortcut(QKeySequence(sequence), self, act)

    def _grow_text(self, steps: int) -> None:
        factor = round(min(2.0, max(1.0, self._desk.settings.value.text_factor + steps * 0.1)), 2)
        self._desk.settings.change(text_factor=factor)

    def _switch_theme(self) -> None:
        self._desk.settings.change(theme="light" if theme().is_dark else "dark")

    @Slot()
    def _on_new_requested(self) -> None:
        if self.current_place == "compare":
            self.compare.begin([], "")
        elif self.current_place == "train":
            self.train.begin_with("")
        else:
            self.go("chat")
            self.chat.new_conversation()

    @Slot()
    def _on_memory_due(self) -> None:
        memory = machine_memory()
        self.sidebar.show_memory(memory.total_bytes - memory.available_bytes, memory.total_bytes)

    @Slot()
    def _on_closing_background_chosen(self) -> None:
        self._background.begin(self._running)
        self.hide()

    @Slot()
    def _on_closing_pause_chosen(self) -> None:
        self._may_close = True
        self.train.pause_then(self.close)

    @Slot()
    def _on_closing_stop_chosen(self) -> None:
        self._may_close = True
        self.train.stop_and_keep_then(self.close)
