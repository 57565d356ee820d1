"""What the hub says, by its real client over a real socket; and the command, killed in mid-file."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.hub import FileKind, HubFile, HubQuery, repo_of, variants_of
from desktop_llm.core.preflight import check_folder
from desktop_llm.network import hub as hub_client
from desktop_llm.network import token
from desktop_llm.network.connection import Connection
from tests.engine import tiny
from tests.network import hub as faults
from tests.network.hub import Hub

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chat_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tiny.write_llama(tmp_path_factory.mktemp("models") / "tiny-chat")
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    card = b"---\nlicense: apache-2.0\n---\n# Tiny\nSmall."
    return files | {"README.md": card, ".gitattributes": b"*", "pytorch_model.bin": b"x" * 9, "run.py": b"print()"}


@pytest.fixture
def hub(chat_files: dict[str, bytes]) -> Iterator[Hub]:
    with faults.running() as served:
        served.add("acme/tiny-chat", dict(chat_files))
        served.add("acme/German", {"config.json": b"{}"}, tags=["de", "license:mit", "safetensors"], downloads=9)
        yield served


def test_search_by_name_task_licence_language(hub: Hub) -> None:
    connection = Connection(hub.url)

    def found(query: HubQuery) -> list[str]:
        return [row.repo for row in asyncio.run(hub_client.search(connection, query))]

    assert found(HubQuery("tiny")) == ["acme/tiny-chat"]
    assert found(HubQuery(language="de", licence="mit")) == ["acme/German"]
    assert found(HubQuery(task="text-generation", licence="apache-2.0")) == ["acme/tiny-chat"]
    assert set(found(HubQuery())) == {"acme/tiny-chat", "acme/German"}
    assert all(path == "/api/models" for _, path, _, _ in hub.seen), "nothing else is asked"


def test_facts_before_the_weights_are_those_of_the_pre_flight_after(
    hub: Hub, chat_files: dict[str, bytes], tmp_path: Path
) -> None:
    model = asyncio.run(hub_client.model(Connection(hub.url), f"{hub.url}/acme/tiny-chat/tree/main"))
    assert [one.kind for one in model.variants] == [FileKind.WEIGHTS], "pickled ones only where there is nothing else"
    names = {file.path for file in model.variants[0].files}
    assert {"model.safetensors", "config.json", "README.md"} <= names
    assert not names & {"run.py", "pytorch_model.bin", ".gitattributes"}
    sent = [asked for method, path, asked, _ in hub.seen if path.endswith("model.safetensors") and method == "GET"]
    assert sent and all(asked.startswith("bytes=") for asked in sent), "only the head of the weights"
    for file in model.variants[0].files:
        (tmp_path / file.path).write_bytes(chat_files[file.path])
    facts, after = model.facts, check_folder(tmp_path)
    assert facts is not None and facts.kind is Kind.CHAT
    for name in (
        "parameters",
        "weights_bytes",
        "layers",
        "hidden",
        "kv_heads",
        "context_tokens",
        "dtype",
        "model_type",
    ):
        assert getattr(facts, name) == getattr(after, name), name
    assert model.licence == "apache-2.0" and "Small." in model.card


@pytest.mark.parametrize(
    ("text", "code"),
    [("acme/nobody", ErrorCode.HUB_NOT_FOUND), ("a b", ErrorCode.HUB_ADDRESS), ("../x", ErrorCode.HUB_ADDRESS)],
)
def test_a_model_that_is_not_there(hub: Hub, text: str, code: ErrorCode) -> None:
    with pytest.raises(AppError) as raised:
        asyncio.run(hub_client.model(Connection(hub.url), text))
    assert raised.value.code is code


def test_a_gated_model_shows_what_is_open_and_says_so(hub: Hub) -> None:
    hub.gated.add("acme/tiny-chat")
    model = asyncio.run(hub_client.model(Connection(hub.url), "acme/tiny-chat"))
    assert model.is_gated and model.trouble is ErrorCode.HUB_GATED and model.variants


def test_nobody_there_and_offline_are_words() -> None:
    for connection, code in (
        (Connection("http://127.0.0.1:1"), ErrorCode.HUB_UNREACHABLE),
        (Connection(is_offline=True), ErrorCode.OFFLINE),
        (Connection("nonsense"), ErrorCode.BAD_OPTION),
    ):
        with pytest.raises(AppError) as raised:
            asyncio.run(hub_client.search(connection, HubQuery("x")))
        assert raised.value.code is code


@pytest.mark.parametrize(
    "text",
    [
        "Qwen/Qwen3-0.6B", " https://huggingface.co/Qwen/Qwen3-0.6B ", "huggingface.co/Qwen/Qwen3-0.6B/tree/main",
        "https://hf-mirror.example/Qwen/Qwen3-0.6B?x=1#top", "hf://Qwen/Qwen3-0.6B",
        "https://huggingface.co/Qwen/Qwen3-0.6B/blob/main/config.json",
    ],
)  # fmt: skip
def test_links_lead_to_the_id(text: str) -> None:
    assert repo_of(text) == "Qwen/Qwen3-0.6B"


def test_which_of_fourteen_files() -> None:
    names = ["a-Q4_K_M.gguf", "a-Q8_0.gguf", "big-F16-00001-of-00002.gguf", "big-F16-00002-of-00002.gguf"]
    names += ["mmproj-a.gguf", "README.md", "config.json", "onnx/model.onnx", "pytorch_model.bin"]
    found = variants_of(tuple(HubFile(name, 10 + number, "0" * 64) for number, name in enumerate(names)))
    assert [(one.kind.value, one.precision, len(one.files)) for one in found] == [
        ("quantised", "Q4_K_M", 2), ("quantised", "Q8_0", 2), ("quantised", "F16", 3), ("pickled", "", 3),
    ]  # fmt: skip


def test_token_lies_in_the_keyring_or_in_memory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drawer(fail.Keyring):
        kept: str | None = None

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept = password

        def delete_password(self, service: str, username: str) -> None:
            self.kept = None

    monkeypatch.delenv("HF_TOKEN", raising=False)
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Drawer())
        assert token.keep_token("hf_a") is token.TokenPlace.KEYRING
        assert token.load_token() == ("hf_a", token.TokenPlace.KEYRING)
        assert token.keep_token("") is token.TokenPlace.NOWHERE and token.load_token()[0] == ""
        keyring.set_keyring(fail.Keyring())
        assert token.keep_token("hf_b") is token.TokenPlace.MEMORY
        assert token.load_token() == ("hf_b", token.TokenPlace.MEMORY)
        assert token.keep_token("") is token.TokenPlace.NOWHERE and token.load_token()[0] == ""
        monkeypatch.setenv("HF_TOKEN", "hf_c")
        assert token.load_token() == ("hf_c", token.TokenPlace.ENVIRONMENT)
    finally:
        keyring.set_keyring(before)


# --- the command ---


def command(hub: Hub, home: Path, repo: str, *more: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("HF_TOKEN",)}
    environment |= {"DESKTOP_LLM_HOME": str(home), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    arguments = ["-m", "desktop_llm", "download", repo, "--endpoint", hub.url, "--json", *more]
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_command_killed_in_mid_file_goes_on(hub: Hub, home: Path) -> None:
    weights = random.Random(3).randbytes(6_000_000)
    hub.add("acme/big", {"config.json": b"{}", "model.safetensors": weights})
    hub.bytes_per_s = 4_000_000
    for _ in range(2):
        process = command(hub, home, "acme/big")
        part = home / "library" / ".downloads"
        seen = sum(one.stat().st_size for one in part.rglob("*.part")) if part.exists() else 0
        end = time.monotonic() + 30
        while time.monotonic() < end:
            now = sum(one.stat().st_size for one in part.rglob("*.part")) if part.exists() else 0
            if now > seen + 700_000:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    hub.bytes_per_s = 0
    process = command(hub, home, "acme/big")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    done = json.loads(out.splitlines()[-1])
    assert done["done"] and (Path(done["folder"]) / "model.safetensors").read_bytes() == weights
    asked = [one[6:-1] for one in hub.ranges("/model.safetensors") if one.endswith("-")]
    begins = [int(one) for one in asked]
    assert len(begins) == 2 and 700_000 <= begins[0] < begins[1], "nothing that lay on the disk came again"


def test_command_says_in_words_what_is_wrong(hub: Hub, home: Path) -> None:
    hub.gated.add("acme/tiny-chat")
    process = command(hub, home, "acme/tiny-chat", "--token", "hf_secret")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2 and json.loads(out.splitlines()[-1])["error"]["code"] == "hub_gated"
    assert len(err.strip().splitlines()) == 1
    assert "hf_secret" not in out + err + (home / "logs" / "command.log").read_text("utf-8")
