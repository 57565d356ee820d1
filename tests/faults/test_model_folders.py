"""Bad and hostile model folders: each is refused with its code, quickly, in little memory, and nothing is run.

What needs the engine to be found (numbers that are not finite, a tokenizer's rules, templates) stands with its tests.
"""

import json
import os
import random
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.preflight import check_folder
from tests.faults import bad_configs, bad_weights
from tests.faults.bad_folders import BAD_FOLDERS, BadFolder
from tests.faults.model_folders import PROGRAM, change_json, write_model, write_shards

__all__ = ["bad_configs", "bad_weights"]  # importing them fills BAD_FOLDERS

LONGEST_S = 1.0
"""Of the processor: the test machine may be busy with other things. What blocks runs into pytest's own limit."""
MOST_BYTES = 200_000_000
DAMAGES = 500
LONGEST_DAMAGED_S = 2.0


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Name, mode, size and time of everything in a folder."""
    if not folder.is_dir():
        return {}
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("code", sorted({case.code for case in BAD_FOLDERS}))
def test_bad_folders_get_their_code(code: ErrorCode, tmp_path: Path) -> None:
    wrong = []
    for case in BAD_FOLDERS:
        if case.code is code and not (case.needs_posix and os.name == "nt"):
            said = outcome(case, tmp_path / case.name)
            if said != code:
                wrong.append(f"{case.name}: {said}")
    assert not wrong


def outcome(case: BadFolder, place: Path) -> str:
    """The code that a bad folder gives; anything else that is not as it should be, in words."""
    folder = write_model(place / "model")
    canary = place / "canary"
    case.damage(folder, canary)
    before = snapshot(folder)
    start = time.process_time()
    try:
        check_folder(folder)
    except AppError as error:
        if len(error.detail) > 2_000:
            return "a detail that is too long"
        code = error.code
    else:
        return "accepted"
    if time.process_time() - start > LONGEST_S:
        return "too slow"
    if canary.exists():
        return "its program ran"
    return code if snapshot(folder) == before else "the folder was changed"


def test_codes_are_all_reached() -> None:
    """Every code that `check_folder` promises for a folder has at least one."""
    documented = (check_folder.__doc__ or "").split("Raises:")[1].replace("FOLDER_ONLY", "")  # that is for a file
    assert {case.code.name for case in BAD_FOLDERS} == {code.name for code in ErrorCode if code.name in documented}


WATCHED = """
import encodings.utf_8_sig, json, resource, sys
from pathlib import Path
from desktop_llm.core.errors import AppError
from desktop_llm.core.preflight import check_folder

opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" and type(args[0]) is str else None)
started = []
sys.addaudithook(
    lambda event, args: started.append(event)
    if event in ("os.system", "subprocess.Popen", "exec", "pickle.find_class", "socket.connect", "import")
    else None
)
codes = {}
for name in sys.argv[1:]:
    del opened[:], started[:]
    try:
        check_folder(Path(name))
        code = "fine"
    except AppError as error:
        code = error.code
    codes[name] = (code, list(opened), list(started))
status = Path("/proc/self/status")
if status.exists():  # getrusage counts what the parent held when it forked
    peak_bytes = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
else:
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peak_bytes": peak_bytes, "codes": codes}))
"""


@pytest.mark.skipif(os.name == "nt", reason="reads the peak memory as POSIX tells it")
def test_nothing_outside_is_opened_and_memory_stays_small(tmp_path: Path) -> None:
    """All bad folders in one process of their own, every opened file and started program recorded."""
    folders = []
    for case in BAD_FOLDERS:
        folder = write_model(tmp_path / case.name / "model")
        case.damage(folder, tmp_path / case.name / "canary")
        folders.append(folder)
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, folders)], capture_output=True, text=True, check=True, timeout=120
    )
    report = json.loads(run.stdout)
    assert report["peak_bytes"] < MOST_BYTES
    resources = Path(__file__).parents[2] / "resources"
    for name, (_, opened, started) in report["codes"].items():
        outside = [path for path in opened if not Path(path).is_relative_to(name)]
        assert [path for path in outside if Path(path).parent != resources] == [], name
        assert not [path for path in opened if path.endswith((".bin", ".pt", ".py"))], name
        assert [event for event in started if event != "import"] == [], name
    assert not list(tmp_path.rglob("canary"))


def damaged_once(folder: Path, chance: random.Random) -> tuple[Path, bytes]:
    """Damage one file at random; which, and what it held."""
    names = ["config.json", "tokenizer.json", "tokenizer_config.json"]
    weights = sorted(path.name for path in folder.glob("*.safetensors*"))
    name = chance.choice([*names, *weights, *weights])
    path = folder / name
    whole = path.read_bytes()
    content = bytearray(whole)
    head = len(content)
    if name.endswith(".safetensors"):
        head = min(head, 8 + struct.unpack("<Q", content[:8])[0])
    kind = chance.choice(["flip", "cut", "insert", "digits", "zero", "swap", "word"])
    at = chance.randrange(head)
    if kind == "flip":
        for _ in range(chance.choice([1, 1, 3, 20])):
            content[chance.randrange(head)] = chance.randrange(256)
    elif kind == "cut":
        del content[at:]
    elif kind == "insert":
        content[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200)))
    elif kind == "digits":
        places = [i for i in range(8 if name.endswith("rs") else 0, head) if 48 <= content[i] <= 57] or [at]
        place = chance.choice(places)
        content[place : place + 1] = chance.choice([b"-1", b"99999999999", b"1e9", b"0", b"null", b"9" * 5000])
    elif kind == "zero":
        content[at : at + chance.randrange(1, 5000)] = b"\0" * 16
    elif kind == "swap":
        other = chance.randrange(head)
        content[at], content[other] = content[other], content[at]
    else:
        words = [b"[[[[", b"{", b"}", b'"', b"\\u0000", b"\xff\xfe", b"NaN", b"true", b"../", b"\\ud800", b","]
        content[at:at] = chance.choice(words) * chance.choice([1, 1, 5000])
    path.write_bytes(content)
    return path, whole


def test_random_damage_is_a_code_or_facts(tmp_path: Path) -> None:
    chance = random.Random(20_261_122)
    outcomes: Counter[str] = Counter()
    folders = [write_model(tmp_path / "whole"), write_shards(tmp_path / "shards")]
    for number in range(DAMAGES):
        folder = folders[number % 2]
        damaged = [damaged_once(folder, chance) for _ in range(chance.choice([1, 1, 2]))]
        start = time.process_time()
        try:
            said = type(check_folder(folder)).__name__
        except AppError as error:
            said = str(error.code)
        except Exception as error:
            pytest.fail(f"damage {number} of {[path.name for path, _ in damaged]}: {error!r}")
        assert time.process_time() - start < LONGEST_DAMAGED_S, number
        outcomes[said] += 1
        for path, whole in reversed(damaged):
            path.write_bytes(whole)
    assert outcomes.total() == DAMAGES
    assert outcomes["ModelFacts"] < DAMAGES / 2, "the damages hardly reach anything"
    assert len(outcomes) >= 5, outcomes


# --- strange, but fine --------------------------------------------------------------------------------------------

NAMES = {
    "cjk": "模型 你好",
    "emoji": "🦙 model 🎉",
    "spaces": "  my  model ",
    "newline": "two\nlines",
    "markup": "<img src='x'>",
    "right_to_left": "model\u202egpj.exe",
    "long": "x" * 240,
    "device": "CON",
    "trailing_dot": "model.",
    "quote": 'it\'s "quoted" & $HOME `id`',
    "percent": "100%s {x} %(y)s",
}


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses some of these names itself")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_folder_of_any_name(name: str, tmp_path: Path) -> None:
    assert check_folder(write_model(tmp_path / name)).kind is Kind.BASE


def test_program_for_known_type_is_not_needed(tmp_path: Path) -> None:
    """The built-in class is used; the program in the folder stays a file."""
    folder = write_model(tmp_path / "model", architectures=["XModel"])
    change_json(folder / "config.json", auto_map={"AutoModelForCausalLM": "evil.XModel"})
    change_json(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.XTok", None]})
    canary = tmp_path / "canary"
    (folder / "evil.py").write_text(PROGRAM.format(canary=canary))
    (folder / "custom_generate").mkdir()
    (folder / "custom_generate" / "generate.py").write_text(PROGRAM.format(canary=canary))
    facts = check_folder(folder)
    assert (facts.kind, facts.architecture) == (Kind.BASE, "LlamaForCausalLM")
    assert not canary.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"_attn_implementation_internal": "evil/kernel"},
        {"attn_implementation": "evil/kernel"},
        {"trust_remote_code": True},
        {"time_step_limit": [0.0, float("inf")]},
        {"quantization_config": None, "id2label": {"0": "x"}},
    ],
)
def test_config_keys_that_the_engine_overrides(values: dict[str, object], tmp_path: Path) -> None:
    assert check_folder(write_model(tmp_path / "model", **values)).kind is Kind.BASE


@pytest.mark.parametrize("junk", ["", "[]", "{", '{"max_new_tokens": 1000000000000, "temperature": "hot"}'])
def test_generation_config_with_junk_is_for_the_engine(junk: str, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "generation_config.json").write_text(junk)
    assert isinstance(check_folder(folder), ModelFacts)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_of_a_hugging_face_cache_are_followed(tmp_path: Path) -> None:
    cache = tmp_path / "models--someone--a-model"
    snapshot_folder = cache / "snapshots" / "0123abcd"
    write_model(snapshot_folder)
    (cache / "blobs").mkdir()
    for path in list(snapshot_folder.iterdir()):
        blob = cache / "blobs" / f"{len(path.name):064x}"
        path.rename(blob)
        path.symlink_to(f"../../blobs/{blob.name}")
    assert check_folder(snapshot_folder).parameters == check_folder(write_model(tmp_path / "plain")).parameters
    (snapshot_folder / "config.json").unlink()
    (cache / "refs").write_text("{}")
    (snapshot_folder / "config.json").symlink_to("../../refs")
    with pytest.raises(AppError) as caught:
        check_folder(snapshot_folder)
    assert caught.value.code is ErrorCode.UNSAFE_PATH


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_link_that_stays_inside_and_link_to_the_folder(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "weights.safetensors")
    (folder / "model.safetensors").symlink_to("weights.safetensors")
    (tmp_path / "way").symlink_to(folder, target_is_directory=True)
    assert check_folder(tmp_path / "way").kind is Kind.BASE
