"""macOS (Apple silicon): the .app in a .dmg; signed and notarised where an identity is named.

Not run yet on a Mac. `SIGN_IDENTITY` is a Developer ID of the keychain, `NOTARY_PROFILE` what `xcrun notarytool
store-credentials` saved. Without them the program is signed for this computer only, and others must allow it by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def wrap(root: Path, dist: Path, out: Path, version: str) -> list[Path]:
    """The disk image around the application."""
    app = dist / "Desktop LLM.app"
    _sign(app, root / "packaging" / "installers" / "entitlements.plist")
    staging = dist / "dmg"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    subprocess.run(["ditto", str(app), str(staging / app.name)], check=True)
    (staging / "Applications").symlink_to("/Applications")
    image = out / f"Desktop-LLM-{version}-arm64.dmg"
    what = ["-volname", "Desktop LLM", "-srcfolder", str(staging), "-format", "UDZO", "-ov", str(image)]
    subprocess.run(["hdiutil", "create", *what], check=True)
    profile = os.environ.get("NOTARY_PROFILE")
    if profile:
        submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        subprocess.run(submit, check=True)
        subprocess.run(["xcrun", "stapler", "staple", str(image)], check=True)
    return [image]


def _sign(app: Path, entitlements: Path) -> None:
    """Inside out, as Apple asks: each library, then the application."""
    identity = os.environ.get("SIGN_IDENTITY", "-")
    hardened = [] if identity == "-" else ["--options", "runtime", "--timestamp"]
    command = ["codesign", "--force", "--sign", identity, *hardened, "--entitlements", str(entitlements)]
    libraries = [path for ending in ("*.so", "*.dylib") for path in app.rglob(ending) if not path.is_symlink()]
    for path in [*libraries, app]:
        subprocess.run([*command, str(path)], check=True)
