"""Folders of models as a person uses them: a further one, one that is away, an archive, another program's models."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.ui.look.buttons import Button
from tests.faults.model_folders import write_model
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton


def names(kit: WindowKit) -> list[str]:
    return [item.name for item in kit.library.checkpoints()]


def test_further_folder_archive_and_other_program(
    kit: WindowKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "hub"
    revision = cache / "models--maker--Cached" / "snapshots" / "abc"
    revision.parent.mkdir(parents=True)
    write_model(tmp_path / "made").rename(revision)
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    window = kit.open(1280, 800)
    window.go("models")
    models = window.models
    models.show_shelf("folders")
    page = models.folders
    kit.wait(lambda: page.folders.row(str(kit.home / "library")) is not None)
    kit.wait(lambda: page.programs.row("Hugging Face") is not None)
    program = page.programs.row("Hugging Face")
    assert program is not None
    (button,) = program.findChildren(Button)
    QTest.mouseClick(button, LEFT)
    kit.wait(lambda: "Cached" in names(kit))
    kit.wait(lambda: page.programs.row("Hugging Face") is None)

    drive = tmp_path / "drive"
    write_model(drive / "Far")
    page.add_folder(drive)
    kit.wait(lambda: "Far" in names(kit))
    kit.wait(lambda: page.folders.row(str(drive)) is not None)
    drive.rename(tmp_path / "unplugged")
    kit.library.refresh()
    kit.wait(lambda: next(c for c in kit.library.checkpoints() if c.name == "Far").facts is None)
    models.show_shelf("folders")
    row = page.folders.row(str(drive))
    assert row is not None
    (button,) = row.findChildren(Button)
    QTest.mouseClick(button, LEFT)
    kit.wait(lambda: "Far" not in names(kit))

    archive = tmp_path / "Packed.zip"
    with ZipFile(archive, "w") as opened:
        for path in revision.iterdir():
            opened.write(path, path.name)
    page.open_archive(archive)
    kit.wait(lambda: "Packed" in names(kit))
    kit.wait(lambda: models.detail.isVisible())
    page.open_archive(revision / "config.json")
    kit.wait(models._banner.isVisible)
