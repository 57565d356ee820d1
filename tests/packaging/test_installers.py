"""Around the frozen program: icons that open, a package that dpkg takes, an entry in the menu that goes again."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from installers import linux
from installers.icons import make_icons
from PySide6.QtGui import QImageReader

ROOT = Path(__file__).parents[2]
INSTALLERS = ROOT / "packaging" / "installers"


@pytest.fixture(scope="module")
def icons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("icons")
    make_icons(ROOT / "resources" / "app.svg", folder, Path(sys.executable))
    yield folder


def test_icons_of_windows_and_macos_hold_the_drawing_in_every_size(icons: Path) -> None:
    reader = QImageReader(str(icons / "app.ico"))
    sizes = []
    for _ in range(reader.imageCount()):
        image = reader.read()
        sizes.append(image.width())
        assert image.pixelColor(image.width() // 3, image.height() // 2).name() == "#a9c4ff"
        reader.jumpToNextImage()
    assert sizes == [16, 24, 32, 48, 64, 128, 256]
    data = (icons / "app.icns").read_bytes()
    assert data[:4] == b"icns" and int.from_bytes(data[4:8], "big") == len(data)
    at, pictures = 8, 0
    while at < len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "big")
        assert data[at + 8 : at + 16] == b"\x89PNG\r\n\x1a\n"
        at, pictures = at + length, pictures + 1
    assert at == len(data) and pictures == 7


@pytest.fixture
def around(tmp_path: Path, icons: Path) -> Path:
    """A checkout with a program folder that is one shell script."""
    root = tmp_path / "checkout"
    (root / "packaging").mkdir(parents=True)
    shutil.copytree(INSTALLERS, root / "packaging" / "installers")
    (root / "resources").mkdir()
    shutil.copyfile(ROOT / "resources" / "app.svg", root / "resources" / "app.svg")
    shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
    shutil.copytree(icons, root / "build" / "icons")
    program = root / "build" / "dist" / "desktop-llm"
    (program / "_internal").mkdir(parents=True)
    (program / "desktop-llm").write_text("#!/bin/sh\necho started $*\n", "utf-8")
    (program / "desktop-llm").chmod(0o755)
    return root


def test_debian_package_brings_program_entry_icon_and_file_type(around: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    deb, tar = linux.wrap(around, around / "build" / "dist", out, "1.2.3")
    there = tmp_path / "installed"
    subprocess.run(["dpkg-deb", "-x", str(deb), str(there)], check=True)
    started = subprocess.run([there / "usr/bin/desktop-llm", "models"], capture_output=True, text=True, check=True)
    assert started.stdout == "started models\n"
    assert (there / "usr/share/icons/hicolor/256x256/apps/desktop-llm.png").stat().st_size > 1000
    assert (there / "usr/share/doc/desktop-llm/copyright").exists()
    fields = subprocess.run(["dpkg-deb", "-f", str(deb)], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.2.3" in fields and "libxcb-cursor0" in fields and "fonts-noto-cjk" in fields

    shutil.unpack_archive(tar, tmp_path / "my programs", filter="tar")
    folder = tmp_path / "my programs" / "desktop-llm-1.2.3"
    home = tmp_path / "home"
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "share")}
    subprocess.run([folder / "install.sh"], env=environment, check=True)
    entry = ConfigParser(interpolation=None)
    entry.read(home / "share/applications/desktop-llm.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"] == f'"{folder}/desktop-llm" %F'
    subprocess.run([folder / "install.sh", "--remove"], env=environment, check=True)
    assert not [path for path in home.rglob("desktop-llm.*") if path.is_file()]


def test_menu_entry_opens_the_file_type_that_is_declared() -> None:
    entry = ConfigParser(interpolation=None)
    entry.read(INSTALLERS / "desktop-llm.desktop", "utf-8")
    declared = ET.parse(INSTALLERS / "desktop-llm.xml").getroot()[0]
    assert entry["Desktop Entry"]["MimeType"] == declared.attrib["type"] + ";"
    globs = [part.attrib["pattern"] for part in declared if part.tag.endswith("glob")]
    assert globs == ["*.gguf"]
