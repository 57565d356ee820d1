"""Models as a person uses it: names, folders, trash, memory, and the pane over the list."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.models.place import ModelsPlace
from tests.ui.window.kit import WindowKit, pause

LEFT = Qt.MouseButton.LeftButton


def open_models(kit: WindowKit, width: int = 1280, height: int = 800) -> ModelsPlace:
    window = kit.open(width, height)
    window.go("models")
    kit.settle()
    return window.models


def row(kit: WindowKit, models: ModelsPlace, name: str) -> QWidget:
    found = models.rows.row(kit.path(name))
    assert found is not None
    return found


def names(kit: WindowKit) -> list[str]:
    return [item.name for item in kit.library.checkpoints()]


def test_rename_and_a_taken_name(kit: WindowKit) -> None:
    models = open_models(kit)
    QTest.mouseClick(row(kit, models, "Qwen3-0.6B"), LEFT)
    QTest.mouseClick(models.detail.name.pencil, LEFT)
    edit = models.detail.name.field.edit
    QTest.keyClicks(edit, "My favourite")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    kit.wait(lambda: "My favourite" in names(kit))
    QTest.mouseClick(models.detail.name.pencil, LEFT)
    QTest.keyClicks(edit, "SmolLM2-360M-Instruct")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    kit.wait(models._banner.isVisible)
    assert models._banner.sentence and "My favourite" in names(kit)


def test_folder_that_is_no_model_is_a_sentence(kit: WindowKit) -> None:
    models = open_models(kit)
    before = names(kit)
    models.open_folder(kit.home)
    kit.wait(models._banner.isVisible)
    assert models._banner.sentence and names(kit) == before


def test_refused_checkpoint_says_why_and_can_not_be_used(kit: WindowKit) -> None:
    models = open_models(kit)
    QTest.mouseClick(row(kit, models, "Old-model"), LEFT)
    for button in (models.detail.chat, models.detail.train, models.detail.compare, models.detail.load):
        assert not button.isEnabled() and button.unavailable_reason


def test_trash_undo_restore_and_erase(kit: WindowKit) -> None:
    models = open_models(kit)
    QTest.mouseClick(row(kit, models, "Qwen3-0.6B"), LEFT)
    QTest.keyClick(row(kit, models, "Qwen3-0.6B"), Qt.Key.Key_Delete)
    kit.wait(models._toast.isVisible)
    assert "Qwen3-0.6B" not in names(kit)
    QTest.mouseClick(models._toast.action, LEFT)
    kit.wait(lambda: "Qwen3-0.6B" in names(kit))

    models.choose(kit.path("Qwen3-0.6B"))
    QTest.mouseClick(models.detail.trash, LEFT)
    kit.wait(lambda: "Qwen3-0.6B" not in names(kit))
    kit.settle()
    QTest.mouseClick(models._trash_row, LEFT)
    assert models.trash.isVisible() and len(models._trashed) == 1
    models.trash.restore_requested.emit(models._trashed[0].id)
    kit.wait(lambda: "Qwen3-0.6B" in names(kit))
    kit.wait(lambda: not models._trashed)
    models._on_detail_trash_requested(next(item.id for item in kit.library.checkpoints() if item.name == "Qwen3-0.6B"))
    kit.wait(lambda: models._trashed)
    models.trash.erase_requested.emit(models._trashed[0].id)
    kit.wait(lambda: not models._trashed)
    assert not (kit.home / "library" / "Qwen3-0.6B").exists()


def test_what_ships_stays_and_says_so(kit: WindowKit) -> None:
    models = open_models(kit)
    bundled = kit.library.checkpoints()[0]
    models.choose(str(bundled.path))
    assert not models.detail.trash.isEnabled() and models.detail.trash.unavailable_reason
    QTest.mouseClick(row(kit, models, bundled.name), LEFT)
    QTest.keyClick(row(kit, models, bundled.name), Qt.Key.Key_Delete)
    assert models._banner.isVisible() and bundled.name in models._banner.sentence


def test_load_and_unload_follow_the_engine(kit: WindowKit) -> None:
    models = open_models(kit)
    kit.engines.load_ms = 60
    models.choose(kit.path("Qwen3-0.6B"))
    load = models.detail.load
    assert load.text() == "Load"
    QTest.mouseClick(load, LEFT)
    assert not load.isEnabled() and load.text() == "Loading"
    kit.wait(lambda: load.text() == "Unload")
    assert load.isEnabled()
    QTest.mouseClick(load, LEFT)
    kit.wait(lambda: load.text() == "Load")
    assert load.isEnabled()


def test_double_click_opens_a_chat(kit: WindowKit) -> None:
    models = open_models(kit)
    QTest.mouseDClick(row(kit, models, "SmolLM2-360M-Instruct"), LEFT)
    assert kit.window.current_place == "chat"
    assert kit.window.chat.checkpoint.name == "SmolLM2-360M-Instruct"


def test_pane_lies_over_the_list_in_narrow_windows(kit: WindowKit) -> None:
    models = open_models(kit, 900, 600)
    assert not models.detail.isVisible()
    QTest.mouseClick(row(kit, models, "Qwen3-0.6B"), LEFT)
    pause(20)
    assert models.detail.isVisible() and models.detail.close_button.isVisible()
    assert models.detail.geometry().right() == models.width() - 1
    assert models.rows.width() > models.width() - models.detail.width(), "the list keeps its width below"
    QTest.keyClick(models.detail.chat, Qt.Key.Key_Escape)
    assert not models.detail.isVisible()
    kit.window.resize(1280, 800)
    pause(20)
    assert models.detail.isVisible() and not models.detail.close_button.isVisible()
