"""The program's icon in the formats of the three systems, from its one drawing."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
_DRAW = """
import sys
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
app = QGuiApplication(["icons", "-platform", "offscreen"])
drawing = QSvgRenderer(sys.argv[1])
for size in map(int, sys.argv[3:]):
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    assert image.save(f"{sys.argv[2]}/{size}.png")
"""


def make_icons(drawing: Path, folder: Path, python: Path) -> None:
    """Write PNGs, `app.ico` and `app.icns` to a folder. `python` is one that has PySide6."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([python, "-c", _DRAW, drawing, folder, *map(str, _SIZES)], check=True)
    pictures = {size: (folder / f"{size}.png").read_bytes() for size in _SIZES}
    (folder / "app.ico").write_bytes(ico({size: data for size, data in pictures.items() if size <= 256}))
    (folder / "app.icns").write_bytes(icns(pictures))


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' format: a directory of PNGs. A size of 256 is written as 0."""
    head, body, offset = b"\0\0\1\0" + len(pictures).to_bytes(2, "little"), b"", 6 + 16 * len(pictures)
    for size, data in pictures.items():
        head += bytes([size % 256, size % 256, 0, 0, 1, 0, 32, 0])
        head += len(data).to_bytes(4, "little") + (offset + len(body)).to_bytes(4, "little")
        body += data
    return head + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """Apple's format: PNGs, each behind the code of its size."""
    chunks = b"".join(
        code + (len(pictures[size]) + 8).to_bytes(4, "big") + pictures[size] for size, code in _ICNS.items()
    )
    return b"icns" + (len(chunks) + 8).to_bytes(4, "big") + chunks
