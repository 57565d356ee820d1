"""Simplified Chinese: every text is translated, reaches the screen, and changes while the window is open."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import shiboken6
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.app import Application
from desktop_llm.core.paths import data_home, library_folder
from desktop_llm.core.resources import resource_path
from desktop_llm.core.settings import LiveSettings
from desktop_llm.core.training_messages import Probe, ProbeFinished, TrainingFinished
from desktop_llm.instance import Instance
from desktop_llm.ui.figures import date_words, parameters_words
from desktop_llm.ui.language import Language
from desktop_llm.ui.look.drawer import Drawer
from tests.ui.window.kit import WindowKit, forecast

ROOT = Path(__file__).parents[1]
WORDS_OF_THE_LOOK = {
    "Chat": "聊天", "Compare": "对比", "Train": "训练", "Models": "模型", "Settings": "设置", "More": "更多",
    "Send": "发送", "Stop": "停止", "Start training": "开始训练", "Stop and keep": "停止并保留", "Careful": "谨慎",
    "Balanced": "适中", "Wild": "奔放", "Fits": "合适", "Tight": "勉强", "Too big": "太大", "Undo": "撤销",
    "Compare with base": "与原模型对比", "Add a model": "添加模型", "Get a model": "获取模型", "Try again": "重试",
    "Copy details": "复制详情",
}  # fmt: skip
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
SAME_IN_BOTH = {
    "Desktop", "LLM", "English", "Ctrl", "Shift", "Enter", "Esc", "kB", "MB", "GB", "TB", "LoRA", "UTF-8", "Apache",
    "CSV", "JSONL", "csv", "jsonl", "txt", "HTML", "PDF", "PNG",
    # expert names, which stand beside the plain Chinese word
    "temperature", "top-p", "top-k", "min-p", "typical-p", "penalty", "no-repeat", "n-gram", "epochs", "token",
}  # fmt: skip
"""Words of Latin letters that a Chinese window shows on purpose."""
NAMES = {
    "First try", "LlamaForCausalLM", "cpu", "bf16", "BF16", "短文.md", "Hugging Face", "LM Studio", "Ollama", "GPT4All",
    "Jan", "zip",
}  # fmt: skip
"""What this test's files, runs and models are called, other programs, and a kind of file."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_under_test", ROOT / "packaging" / "translations.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    language = Language(qapp)
    language.use("zh")
    yield
    language.drop()
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def kit(qapp: QApplication, home: Path, chinese: None) -> Iterator[WindowKit]:
    kit = WindowKit(home)
    kit.add_models()
    yield kit
    kit.close()


@pytest.fixture
def application(qapp: QApplication, home: Path) -> Iterator[Application]:
    live = LiveSettings()
    live.change(language="en")
    live.save()
    instance = Instance(data_home())
    made = Application(qapp, instance)
    made.start()
    yield made
    made.window.close()
    made.stop()
    instance.close()
    QLocale.setDefault(QLocale("en_US"))


def test_nothing_is_untranslated_or_stale(tool: ModuleType) -> None:
    assert tool.faults() == [], "run: python packaging/translations.py"


def test_the_check_finds_what_is_wrong(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ts = tmp_path / "desktop_llm_zh.ts"
    text = tool.TS.read_text("utf-8")
    for before, after in (
        ("<translation>重试</translation>", '<translation type="unfinished"></translation>'),
        ("<translation>约 {duration}</translation>", "<translation>约 {time}</translation>"),
        ("<source>Show the rest</source>", "<source>Show what is gone</source>"),
        ("<translation>知道了</translation>", "<translation>明白</translation>"),
    ):
        assert before in text
        text = text.replace(before, after)
    ts.write_text(text, "utf-8")
    monkeypatch.setattr(tool, "TS", ts)
    monkeypatch.setattr(tool, "QM", Path(shutil.copy(tool.QM, tmp_path)))
    found = "\n".join(tool.faults())
    for line in (
        "not translated: AnswerColumn: 'Try again'",
        "other placeholders: figures: 'About {duration}' -> '约 {time}'",
        "not collected yet: MarkdownView: 'Show the rest'",
        "not in the code any more: MarkdownView: 'Show what is gone'",
        "older in desktop_llm_zh.qm: MainWindow: 'Understood'",
    ):
        assert line in found


def test_every_text_is_collected_under_its_class(tool: ModuleType) -> None:
    """The collecting tool reads Python by its own rules; this reads the syntax tree."""
    asked: set[tuple[str, str]] = set()
    for path in (ROOT / "desktop_llm").rglob("*.py"):
        asked |= set(texts_asked_for(ast.parse(path.read_text("utf-8")), ""))
    collected = set(tool.read_messages(tool.TS))
    assert asked - collected == set()
    assert collected - asked == set()


def texts_asked_for(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
    """(context, text) of every call that asks for words; `inside` is the class around the node."""
    if isinstance(node, ast.ClassDef):
        inside = node.name
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rsplit(".", 1)[-1]
        words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if name == "tr":
            assert ast.unparse(node.func) == "self.tr", f"lupdate does not know the class: {ast.unparse(node)}"
            assert len(words) == 1, f"not a plain text: {ast.unparse(node)}"
            yield inside, words[0]
        elif name in ("translate", "_t", "QT_TRANSLATE_NOOP", "_N") and len(words) == 2:
            yield words[0], words[1]
    for child in ast.iter_child_nodes(node):
        yield from texts_asked_for(child, inside)


def test_the_words_are_those_of_the_look(tool: ModuleType) -> None:
    messages = tool.read_messages(tool.TS)
    assert WORDS_OF_THE_LOOK.keys() <= {text for _, text in messages}
    other = {text: words for (_, text), words in messages.items() if words != WORDS_OF_THE_LOOK.get(text, words)}
    assert other == {}


def test_qt_speaks_chinese_too(chinese: None, qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"


class DrawerOfATest(Drawer):
    """A class that no translation knows, made from one that they know."""


def test_a_subclass_keeps_the_words_of_its_base(chinese: None, qtbot: QtBot) -> None:
    drawer = DrawerOfATest("更多")
    qtbot.addWidget(drawer)
    assert drawer.tr("Close") == "关闭"
    assert "关闭" in {button.accessibleName() for button in drawer.findChildren(QAbstractButton)}


def test_numbers_and_dates_are_written_the_chinese_way(chinese: None) -> None:
    assert parameters_words(596_000_000).replace("\u00a0", " ") == "5.96 亿参数"
    assert parameters_words(3_930_000).replace("\u00a0", " ") == "393 万参数"
    assert re.fullmatch(r"20\d\d年\d{1,2}月\d{1,2}日", date_words(1_600_000_000))


def test_no_english_is_left_in_the_window(kit: WindowKit) -> None:
    run = kit.add_run("First try")
    window = kit.open()
    names = {item.name for item in kit.library.checkpoints()} | NAMES | {str(library_folder())}

    def check() -> None:
        kit.settle()
        left = english_words_of(window, names)
        assert left == {}, left

    for place in ("chat", "compare", "models", "settings"):
        window.go(place)
        kit.settle()
    window.chat.toggle_more()
    for name in ("Qwen3-0.6B", "Old-model"):
        window.models.choose(kit.path(name))
        check()
    window.go("compare")
    window.compare.begin([kit.path("Qwen3-0.6B"), kit.path("SmolLM2-360M-Instruct")], "黑麦要发多久？")
    kit.engines.answers_always = "十四个小时。"
    window.compare.ask()
    kit.wait(lambda: all(window.compare.columns.at(index).outcome for index in range(2)))
    check()
    text = kit.add_text("短文.md")
    window.go("train")
    window.train.drop([text])
    kit.tell_report(text)
    kit.wait(lambda: isinstance(kit.engines.last.request, Probe))
    kit.engines.last.send(ProbeFinished(forecast=forecast()))
    check()
    window.train.form.plan.start.click()
    for step in range(11):
        kit.tell_step(step)
    check()
    kit.engines.last.send(TrainingFinished())
    window.train.sidebar_list().chosen.emit(run.name)
    kit.wait(window.train.result.isVisible)
    check()


def english_words_of(window: QWidget, names: set[str]) -> dict[str, list[str]]:
    """Words of Latin letters on the widgets of a window, shown or not yet, with the widget's class."""
    left: dict[str, list[str]] = {}
    for widget in [window, *window.findChildren(QWidget)]:
        texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            texts.append(widget.placeholderText())
        for text in texts:
            rest = text
            for name in sorted(names, key=len, reverse=True):
                rest = rest.replace(name, "")
            if set(LATIN_WORD.findall(rest)) - SAME_IN_BOTH:
                left.setdefault(type(widget).__name__, []).append(text)
    return left


@pytest.mark.timeout(120)
def test_the_language_changes_while_the_window_is_open(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    english = application.window
    english.resize(700, 520)
    english.go("settings")
    english.chat.page.composer.set_text("half a thought")
    text = tmp_path / "notes.md"
    text.write_text("The oven goes on at half past two.\n" * 60, "utf-8")
    english.train.form.text.paths.append(text)
    application._tour_runs = True
    application.settings.change(language="zh")
    qtbot.wait(50)
    assert application.window is english, "what runs keeps its window"
    assert any("The language changes when" in label.text() for label in english.findChildren(QLabel) if label.text())
    application._tour_runs = False
    qtbot.waitUntil(lambda: application.window is not english, timeout=60_000)
    window = application.window
    assert window.isVisible() and window.current_place == "settings" and window.size() == english.size()
    assert window.sidebar.row("chat").accessibleName() == "聊天"
    assert window.chat.page.composer.text == "half a thought"
    assert window.train.form.text.paths == [text]
    qtbot.waitUntil(lambda: not shiboken6.isValid(english), timeout=20_000)
    application.settings.change(language="en")
    qtbot.waitUntil(lambda: application.window is not window, timeout=60_000)
    assert application.window.sidebar.row("chat").accessibleName() == "Chat"
    assert QLocale().language() == QLocale.Language.English


def test_the_file_that_ships_is_found() -> None:
    assert QTranslator().load("desktop_llm_zh", str(resource_path("translations")))
