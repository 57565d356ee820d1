"""Builds llama.cpp for this computer's processor, an optional step: `python3 packaging/bootstrap.py native`.

xllamacpp's wheel holds a build for any processor of the last ten years; one for this processor reads prompts faster.
Its source package, the same version, is taken from the package index and built with the compiler that is here; the
result goes into the environment, where the engine prefers it. Without a compiler nothing is lost. Runs in the
environment's own Python, with the standard library alone.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

PACKAGE = "xllamacpp"
TARGET = Path(sys.prefix) / "llama.cpp"
"""Where `desktop_llm.engine.gguf.llama_library` looks."""
COMPILERS = ("c++", "g++", "clang++", "cl")
OPTIONS = (
    "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON", "-DGGML_NATIVE=ON", "-DGGML_OPENMP=OFF",
    "-DLLAMA_CURL=OFF", "-DLLAMA_BUILD_COMMON=OFF", "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_TOOLS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_SERVER=OFF", "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",
)  # fmt: skip


def say(text: str) -> None:
    """Tell the person what is being done."""
    print(f"[desktop-llm] {text}", flush=True)


def main() -> int:
    """Build, prove and put in place; the exit status."""
    version = importlib.metadata.version(PACKAGE)
    if not any(shutil.which(name) for name in COMPILERS):
        say("There is no C++ compiler here, so the ready-made llama.cpp stays in use. Nothing was changed.")
        return 1
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="desktop-llm-native-") as name:
        folder = Path(name)
        say(f"Getting the source of {PACKAGE} {version}, about 38 MB.")
        tools = get(folder, version)
        say("Building llama.cpp for this processor. This takes some minutes; it can be stopped with Ctrl+C.")
        libraries = build(folder, tools)
        if not libraries:
            say("The build gave no library. Nothing was changed.")
            return 1
        put(libraries, version)
    if not is_proved():
        shutil.rmtree(TARGET)
        say("The result can not be called; it was removed, and the ready-made llama.cpp stays in use.")
        return 1
    say(f"Done in {(time.monotonic() - started) / 60:.0f} minutes. GGUF files use it from the next start on.")
    return 0


def get(folder: Path, version: str) -> dict[str, str]:
    """Download and unpack the source, and cmake with ninja where they are not here; the environment to build in."""
    wanted = f"{PACKAGE}=={version}"
    pip("download", "--no-deps", "--no-binary", PACKAGE, wanted, "--dest", str(folder))
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        inside = [m for m in opened.getmembers() if "/thirdparty/llama.cpp/" in m.name]
        opened.extractall(folder / "source", members=inside, filter="data")
    environment = dict(os.environ)
    missing = [name for name in ("cmake", "ninja") if shutil.which(name) is None]
    if missing:
        pip("install", "--target", str(folder / "tools"), *missing)
        environment["PATH"] = os.pathsep.join((str(folder / "tools" / "bin"), environment.get("PATH", "")))
        environment["PYTHONPATH"] = str(folder / "tools")
    return environment


def pip(*words: str) -> None:
    """The environment's own pip, quietly."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words], check=True)


def build(folder: Path, environment: dict[str, str]) -> list[Path]:
    """Configure and compile; the libraries, each under every name it is known by."""
    source = next((folder / "source").glob("*/thirdparty/llama.cpp"))
    made = folder / "made"
    beside = "@loader_path" if platform.system() == "Darwin" else "$ORIGIN"
    generator = ("-G", "Ninja") if platform.system() != "Windows" else ()
    for command in (
        ["cmake", *generator, "-S", str(source), "-B", str(made), *OPTIONS, f"-DCMAKE_INSTALL_RPATH={beside}"],
        ["cmake", "--build", str(made), "--config", "Release", "--target", "llama", "--parallel"],
    ):
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            say("It could not be built:\n" + (result.stdout + result.stderr)[-2000:])
            return []
    found = [p for p in (made / "bin").rglob("*") if ".so" in p.name or p.suffix in (".dylib", ".dll")]
    return found if any("llama" in path.name for path in found) else []


def put(libraries: list[Path], version: str) -> None:
    """Into the environment, whole or not at all."""
    fresh = TARGET.with_name(TARGET.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for path in libraries:
        shutil.copy(path, fresh / path.name)  # follows links: a copy under each name
    (fresh / "version.txt").write_text(version, "utf-8")
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


def is_proved() -> bool:
    """Whether the engine takes it."""
    test = "from desktop_llm.engine.gguf import llama_library as l; import sys; sys.exit(not l.is_native())"
    root = Path(__file__).resolve().parents[1]
    return subprocess.run([sys.executable, "-c", test], cwd=root, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
