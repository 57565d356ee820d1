"""Windows: an .exe that installs for one person, made by Inno Setup; signed where a certificate is named.

Not run yet on a Windows computer. `SIGN_COMMAND` is the whole command of the signing tool, with `{file}` where the name
of the file goes, such as `signtool sign /fd SHA256 /tr URL /td SHA256 /sha1 THUMBPRINT "{file}"`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def wrap(root: Path, dist: Path, out: Path, version: str) -> list[Path]:
    """The installer around the program folder."""
    folder = dist / "desktop-llm"
    for program in folder.glob("*.exe"):
        _sign(program)
    compiler = shutil.which("iscc") or str(Path(os.environ.get("PROGRAMFILES(X86)", "")) / "Inno Setup 6" / "ISCC.exe")
    if not Path(compiler).exists():
        raise SystemExit("Inno Setup 6 is missing: winget install JRSoftware.InnoSetup")
    script = root / "packaging" / "installers" / "windows.iss"
    subprocess.run(
        [compiler, f"/DVersion={version}", f"/DProgram={folder}", f"/DRoot={root}", f"/O{out}", str(script)], check=True
    )
    made = out / f"Desktop-LLM-{version}-setup.exe"
    _sign(made)
    return [made]


def _sign(path: Path) -> None:
    command = os.environ.get("SIGN_COMMAND")
    if command:
        subprocess.run(command.replace("{file}", str(path)), shell=True, check=True)
