"""Linux: a .deb for Debian and Ubuntu, a .tar.gz for every other, and an AppImage where its tool is installed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

NEEDS = (
    "libc6", "libgl1", "libegl1", "libxkbcommon0", "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1",
    "libglib2.0-0 | libglib2.0-0t64", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
    "libgomp1", "fonts-dejavu-core | fonts-noto-core | fonts-liberation",
)  # fmt: skip
"""What is not in the folder since it belongs to the system: graphics, the keyboard, fonts."""
WISHES = ("fonts-noto-cjk", "shared-mime-info", "desktop-file-utils")
_ABOUT = """ Desktop LLM opens language models that anyone may use, offline, in one window:
 chat with them, teach them your own texts, and see side by side what changed.
 Small models that work at once come with it."""


def wrap(root: Path, dist: Path, out: Path, version: str) -> list[Path]:
    """The installers around the program folder."""
    folder = dist / "desktop-llm"
    made = [_deb(root, folder, out, version), _tar(root, folder, out, version)]
    if shutil.which("appimagetool"):
        made.append(_appimage(root, folder, out, version))
    return made


def _deb(root: Path, folder: Path, out: Path, version: str) -> Path:
    """The program in /usr/lib/desktop-llm, with its entry in the menu. What the person has is never touched."""
    if not shutil.which("dpkg-deb"):
        raise SystemExit("dpkg-deb is missing: install the package dpkg, or take the .tar.gz of another build.")
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    tree = folder.parent / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    copied = tree / "usr/lib/desktop-llm"
    shutil.copytree(folder, copied, symlinks=True, copy_function=os.link)  # no second gigabyte
    _put_share(root, tree / "usr/share")
    command = tree / "usr/bin/desktop-llm"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/desktop-llm/desktop-llm")
    kilobytes = sum(path.stat().st_size for path in copied.rglob("*") if path.is_file()) // 1024
    fields = {
        "Package": "desktop-llm",
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "The Desktop LLM authors <desktop-llm@localhost>",
        "Section": "science",
        "Priority": "optional",
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join(NEEDS),
        "Recommends": ", ".join(WISHES),
        "Description": f"Chat with, train and compare language models\n{_ABOUT}",
    }
    control = tree / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()), "utf-8")
    package = out / f"desktop-llm_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "-Zzstd", "--root-owner-group", "--build", str(tree), str(package)], check=True)
    shutil.rmtree(tree)
    return package


def _put_share(root: Path, share: Path) -> None:
    """The entry in the menu, the icon, the type of file it opens, and the licence."""
    installers = root / "packaging" / "installers"
    for source, place in (
        (installers / "desktop-llm.desktop", "applications/desktop-llm.desktop"),
        (installers / "desktop-llm.xml", "mime/packages/desktop-llm.xml"),
        (root / "resources" / "app.svg", "icons/hicolor/scalable/apps/desktop-llm.svg"),
        (root / "build" / "icons" / "256.png", "icons/hicolor/256x256/apps/desktop-llm.png"),
        (root / "LICENSE", "doc/desktop-llm/copyright"),
    ):
        (share / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, share / place)


def _tar(root: Path, folder: Path, out: Path, version: str) -> Path:
    """The folder as it is, and a script that adds it to the menu."""
    installers, name = root / "packaging" / "installers", f"desktop-llm-{version}"
    archive = out / f"{name}-linux-{platform.machine()}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        tar.add(folder, name, filter=_of_root)
        tar.add(installers / "install.sh", f"{name}/install.sh", filter=_of_root)
        for source in (installers / "desktop-llm.desktop", installers / "desktop-llm.xml"):
            tar.add(source, f"{name}/share/{source.name}", filter=_of_root)
        tar.add(root / "resources" / "app.svg", f"{name}/share/desktop-llm.svg", filter=_of_root)
    return archive


def _of_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _appimage(root: Path, folder: Path, out: Path, version: str) -> Path:
    """One file that runs by itself."""
    tree = folder.parent / "Desktop-LLM.AppDir"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "usr/lib/desktop-llm", symlinks=True, copy_function=os.link)
    _put_share(root, tree / "usr/share")
    shutil.copyfile(tree / "usr/share/applications/desktop-llm.desktop", tree / "desktop-llm.desktop")
    shutil.copyfile(root / "resources" / "app.svg", tree / "desktop-llm.svg")
    (tree / "AppRun").symlink_to("usr/lib/desktop-llm/desktop-llm")
    image = out / f"Desktop_LLM-{version}-{platform.machine()}.AppImage"
    subprocess.run(["appimagetool", str(tree), str(image)], check=True)
    shutil.rmtree(tree)
    return image
