"""Damaged model folders, files and archives by the thousand, and what looking at each came to.

Run with `python -m tests.faults.damage [COUNT]` (2,400 by default). Each case is one to three mutations, drawn by a
seed, of a whole model: headers, configs, indexes, tokenizers, GGUF, names, links, sizes. It is looked at as the
window does it: the pre-flight, the list, opening it where it lies, and for archives the import. What counts as a
failure: another exception than `AppError`, a code without a sentence, more than `SLOW_S`, or a file outside.
"""

from __future__ import annotations

import json
import os
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from desktop_llm.core.errors import AppError
from desktop_llm.core.imports import import_zip
from desktop_llm.core.library import Library
from desktop_llm.core.preflight import check_model
from tests.faults.model_folders import change_json, write_model, write_shards

SLOW_S = 10.0
ODD: tuple[object, ...] = (
    None, -1, 0, 1, 2**31, 2**63, 2**64, 10**400, -(2**70), 1e308, float("nan"), float("inf"), "", "x" * 100_000,
    "../../out", "/etc/passwd", "\0", "\ud800", [], {}, [[]] * 500, True, {"a": {"b": {"c": 1}}}, ["../x"] * 50,
)  # fmt: skip
NAMES = (
    "../../out.safetensors", "/tmp/out.safetensors", "C:\\out.safetensors", "..\\out.safetensors", "a/../../b.bin",
    "model\n.safetensors", "con.safetensors", "x" * 300 + ".safetensors", ".", "..", "", "evil.bin", "\u202eevil.json",
)  # fmt: skip
Mutation = Callable[[Path, random.Random], None]


def _file(folder: Path, chance: random.Random) -> Path:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return chance.choice(files) if files else _fresh(folder / "config.json")


def _fresh(path: Path) -> Path:
    _write(path, b"{}")
    return path


def _read(path: Path) -> bytes:
    with path.open("rb") as file:  # it may have become terabytes long
        return file.read(1 << 20)


def _write(path: Path, content: bytes) -> None:
    """Write a file of the case: never through a link of an earlier mutation, nor into its pipe."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def flip(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    content = bytearray(_read(path))
    for _ in range(chance.choice((1, 3, 50))):
        if content:
            content[chance.randrange(min(len(content), chance.choice((8, 200, 1 << 30))))] = chance.randrange(256)
    _write(path, bytes(content))


def cut(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    content = _read(path)
    _write(path, content[: chance.randrange(len(content) + 1)])


def grow(folder: Path, chance: random.Random) -> None:
    with _file(folder, chance).open("ab") as file:
        file.write(chance.choice((b"\0" * 1000, b"}" * 100, chance.randbytes(5000))))


def huge(folder: Path, chance: random.Random) -> None:
    os.truncate(_file(folder, chance), chance.choice((70_000_000, 1 << 36, 1 << 42)))


def other(folder: Path, chance: random.Random) -> None:
    nested = b"[" * 200_000
    page = b"<!DOCTYPE html><html>"
    pointer = b"version https://git-lfs.github.com/spec/v1\n"
    _write(_file(folder, chance), chance.choice((b"", page, pointer, nested, b'{"a":' * 50_000, b"\xff\xfe\0\0")))


def gone(folder: Path, chance: random.Random) -> None:
    _file(folder, chance).unlink()


def odd_value(folder: Path, chance: random.Random) -> None:
    path = _json(folder, chance)
    try:
        value = json.loads(_read(path))
    except (ValueError, RecursionError):
        value = {}
    keys = sorted(value) if isinstance(value, dict) else []
    key = chance.choice([*keys, "transformers_weights", "quantization_config", "layer_types", "sliding_window", "x"])
    _write(path, json.dumps({**(value if isinstance(value, dict) else {}), key: chance.choice(ODD)}).encode())


def _json(folder: Path, chance: random.Random) -> Path:
    plain = [path for path in sorted(folder.glob("*.json")) if path.is_file() and not path.is_symlink()]
    return chance.choice(plain or [_fresh(folder / "config.json")])


def index(folder: Path, chance: random.Random) -> None:
    path = folder / "model.safetensors.index.json"
    names = [f"model.layers.{n}.x" for n in range(3)]
    shown: object = {name: chance.choice((*NAMES, *ODD)) for name in names}
    _write(path, json.dumps({"weight_map": chance.choice((shown, *ODD))}).encode())
    weights = folder / "model.safetensors"
    if weights.is_symlink() or not weights.is_dir():
        weights.unlink(missing_ok=True)


def header(folder: Path, chance: random.Random) -> None:
    bounds = [chance.choice((0, 4, -4, 2**62, 2**70)), chance.choice((8, 0, 2**63, -1))]
    shape = [chance.choice((1, 2**31, 2**62, -1, 0)) for _ in range(chance.choice((1, 2, 40)))]
    entry = {"dtype": chance.choice(("F32", "F4", "X9", 3)), "shape": shape, "data_offsets": bounds}
    text = json.dumps({chance.choice(("a", "\ud800", "x" * 1000)): entry}).encode("utf-8", "replace")
    length = chance.choice((len(text), 0, 2**63, 2**64 - 1, 33_000_000, len(text) + 7))
    _write(folder / "model.safetensors", struct.pack("<Q", length) + text + b"\0" * 8)


def link(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    path.unlink()
    path.symlink_to(chance.choice(("../../mark", "../../nowhere", path.name, "/dev/zero", ".")))


def pipe(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    path.unlink()
    os.mkfifo(path)


def swap_for_folder(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    path.unlink()
    path.mkdir()


def gguf(folder: Path, chance: random.Random) -> None:
    count = chance.choice((0, 1, 3, 2**32, 2**63, 2**64 - 1))
    name = chance.choice((b"general.architecture", b"tokenizer.chat_template", b"x" * 70_000))
    kind = chance.choice((8, 9, 4, 12, 13, 2**31))
    body = struct.pack("<Q", chance.choice((len(name), 2**40, 0))) + name + struct.pack("<I", kind)
    body += chance.choice((struct.pack("<Q", 5) + b"llama", struct.pack("<IQ", 9, 2**50), chance.randbytes(300)))
    start = b"GGUF" + struct.pack("<IQQ", chance.choice((2, 3, 99, 3)), chance.choice((0, 1, 2**60)), count)
    _write(folder / chance.choice(("a.gguf", "a-00001-of-00003.gguf", "a-00001-of-99999.gguf")), start + body)


def real_gguf(folder: Path, chance: random.Random) -> None:
    """A whole small file, its bytes changed."""
    text = b"\x05\0\0\0\0\0\0\0llama"
    field = struct.pack("<Q", 20) + b"general.architecture" + struct.pack("<I", 8) + text
    tensor = struct.pack("<Q", 12) + b"token_embd.w" + struct.pack("<IQQIQ", 2, 32, 4, 0, 0)
    content = bytearray(b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + field + tensor)
    content += b"\0" * (-len(content) % 32) + b"\0" * 512
    for _ in range(chance.randrange(6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    _write(folder / "b.gguf", bytes(content[: chance.choice((len(content), chance.randrange(len(content))))]))


def adapter(folder: Path, chance: random.Random) -> None:
    config = {"peft_type": chance.choice(("LORA", *ODD)), "base_model_name_or_path": chance.choice((*NAMES, *ODD))}
    _write(folder / "adapter_config.json", json.dumps(config).encode())


def card(folder: Path, chance: random.Random) -> None:
    text = chance.choice(("---\nlicense: " + "x" * 200_000, "---\nlicense: [\0]", "---\n" * 10_000, "\ud800"))
    _write(folder / "README.md", text.encode("utf-8", "surrogatepass"))


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, grow, huge, other, gone, odd_value, odd_value, index, header, link, pipe, swap_for_folder, gguf,
    real_gguf, adapter, card,
)  # fmt: skip


def make_case(place: Path, seed: int) -> Path:
    """A damaged model: a folder, or (every eighth) an archive of one. The same for the same seed."""
    chance = random.Random(seed)
    folder = place / "library" / f"case {seed}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    (write_shards if chance.random() < 0.3 else write_model)(folder)
    if chance.random() < 0.2:
        change_json(folder / "config.json", model_type=chance.choice(("gpt2", "bert", "qwen3_moe", "gemma3_text")))
    for mutation in chance.choices(MUTATIONS, k=chance.choice((1, 1, 2, 3))):
        mutation(folder, chance)
    return _archive(folder, place, chance) if seed % 8 == 0 else folder


def _archive(folder: Path, place: Path, chance: random.Random) -> Path:
    archive = place / f"{folder.name}.zip"
    with ZipFile(archive, "w") as opened:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20:
                opened.write(path, path.name)
        info = ZipInfo("odd.json")
        info.filename = chance.choice((*NAMES, "fine.json", "config.json")) or "odd"
        info.external_attr = chance.choice((0, 0o120777, 0o060666, 0o100644)) << 16
        if not info.filename.endswith("config.json"):
            opened.writestr(info, chance.choice((b"{}", b"\0" * 100_000)))
    if chance.random() < 0.4:
        content = bytearray(archive.read_bytes())
        for _ in range(chance.choice((1, 20))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        archive.write_bytes(content[: chance.choice((len(content), chance.randrange(len(content))))])
    return archive


def look_at_case(place: Path, case: Path) -> str:
    """What came of it: "fine", or the code. Raises what must not be raised."""
    from desktop_llm.ui.sentences import sentence_for

    outcome = "fine"
    targets = [case, *sorted(case.glob("*.gguf"))] if case.is_dir() else [case]
    for target in targets:
        try:
            if target.suffix == ".zip":
                check_model(import_zip(target, place / "library"))
            else:
                check_model(target)
        except AppError as error:
            assert sentence_for(error).title, error
            outcome = str(error.code)
    for checkpoint in Library().checkpoints():
        if checkpoint.trouble is not None:
            assert sentence_for(AppError(checkpoint.trouble, checkpoint.trouble_detail, name=checkpoint.name)).title
    return outcome


def outside(place: Path) -> set[str]:
    """Everything that is in the place, but for the library, the cases and the home."""
    mine = ("library", "home")
    return {path.name for path in place.iterdir() if path.name not in mine and path.suffix != ".zip"}


def run(place: Path, seeds: range) -> tuple[Counter[str], float]:
    """All cases of the seeds, each in a library of its own; how often each outcome came, and the longest time."""
    import shutil

    outcomes: Counter[str] = Counter()
    slowest = 0.0
    mark = place / "mark"
    mark.write_text("not to be touched")
    for seed in seeds:
        case = make_case(place, seed)
        before = time.perf_counter()
        outcomes[look_at_case(place, case)] += 1
        seconds = time.perf_counter() - before
        slowest = max(slowest, seconds)
        assert seconds < SLOW_S, f"case {seed}: {seconds:.1f} s"
        assert outside(place) == {"mark"}, f"case {seed}"
        assert mark.read_text() == "not to be touched", f"case {seed}"
        shutil.rmtree(place / "library")
        case.unlink(missing_ok=True) if case.suffix == ".zip" else None
    return outcomes, slowest


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_400
    with tempfile.TemporaryDirectory() as home:
        place = Path(home) / "a" / "b" / "c"
        place.mkdir(parents=True)
        os.environ["DESKTOP_LLM_HOME"] = str(place / "home")
        settings = place / "home" / "settings.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps({"library_folder": str(place / "library")}))
        before = time.perf_counter()
        outcomes, slowest = run(place, range(count))
        seconds = time.perf_counter() - before
        left = {str(path.relative_to(home)) for path in Path(home).rglob("*") if place not in (path, *path.parents)}
        assert left == {"a", "a/b"}, left
    print(f"{count} damaged models in {seconds:.0f} s, the slowest {slowest:.2f} s; nothing written outside")
    for outcome, number in outcomes.most_common():
        print(f"{number:6} {outcome}")


if __name__ == "__main__":
    main()
