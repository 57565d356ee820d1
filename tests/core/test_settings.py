"""Settings survive bad values, bad files, newer versions and two threads."""

import json
import threading
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from desktop_llm.core import settings as module
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.paths import settings_path
from desktop_llm.core.settings import LiveSettings, Settings, load_settings, save_settings

CHOSEN = Settings(
    theme="dark",
    text_factor=1.5,
    language="zh",
    library_folder="/models/模型",
    more_folders=("/drive/models",),
    device="cuda:1",
    precision="bf16",
    threads=4,
    opened_folders=("/a", "/b"),
    names={"1f": "Mine", "2e": "面包"},
    window_geometry="AdnQ",
    sidebar_open=False,
    reduced_motion=True,
    hub_endpoint="https://mirror.example",
    proxy="http://127.0.0.1:3128",
    is_offline=True,
    last_model_path="/a",
    last_place="train",
)


def write(entries: object) -> None:
    settings_path().write_text(json.dumps(entries), "utf-8")


def test_first_start_has_the_defaults() -> None:
    assert load_settings() == (Settings(), None)


def test_all_comes_back() -> None:
    assert all(getattr(CHOSEN, entry.name) != getattr(Settings(), entry.name) for entry in fields(Settings))
    save_settings(CHOSEN)
    assert load_settings() == (CHOSEN, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "sepia"), ("theme", 3), ("theme", None), ("theme", []),
        ("text_factor", "big"), ("text_factor", 0), ("text_factor", 1e300), ("text_factor", True),
        ("language", "xx"), ("library_folder", 5), ("library_folder", "a\0b"), ("device", "toaster"),
        ("precision", "fp1"), ("threads", -1), ("threads", 2.5), ("threads", 10**30), ("threads", True),
        ("opened_folders", "/a"), ("opened_folders", [1]), ("names", ["x"]), ("names", {"a": 1}),
        ("window_geometry", {}), ("sidebar_open", "yes"), ("reduced_motion", 1), ("last_model_path", None),
        ("last_place", "kitchen"),
    ],
)  # fmt: skip
def test_a_bad_field_falls_back_alone(name: str, value: object) -> None:
    write({**asdict(CHOSEN), name: value})
    settings, trouble = load_settings()
    assert settings == replace(CHOSEN, **{name: getattr(Settings(), name)})
    assert trouble is not None
    assert trouble.code is ErrorCode.SETTINGS_DAMAGED
    assert trouble.values == {"fields": name, "moved_to": ""}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 5000])
def test_impossible_numbers(number: str) -> None:
    settings_path().write_text(f'{{"text_factor": {number}, "theme": "dark"}}')
    settings, trouble = load_settings()
    assert settings.text_factor == 1.0
    assert trouble is not None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\0" * 64_560, b"\xff\xfe{}", b"[" * 200_000, b"<html></html>", b" " * 4_000_002],
    ids=["empty", "cut", "list", "null", "zeros", "encoding", "deep", "web page", "huge"],
)
def test_an_unreadable_file_is_moved_aside_not_overwritten(content: bytes) -> None:
    settings_path().write_bytes(content)
    settings, trouble = load_settings()
    assert settings == Settings()
    assert trouble is not None
    moved_to = Path(str(trouble.values["moved_to"]))
    assert moved_to.read_bytes() == content
    assert not settings_path().exists()
    save_settings(CHOSEN)
    assert load_settings() == (CHOSEN, None)


def test_a_byte_order_mark_is_no_trouble() -> None:
    settings_path().write_bytes(b'\xef\xbb\xbf{"theme": "dark"}')
    assert load_settings() == (Settings(theme="dark"), None)


def test_what_a_newer_version_wrote_stays() -> None:
    write({"theme": "dark", "voice": {"speed": 2}})
    settings, trouble = load_settings()
    assert trouble is None
    save_settings(replace(settings, theme="light"))
    entries = json.loads(settings_path().read_text("utf-8"))
    assert entries["voice"] == {"speed": 2}
    assert entries["theme"] == "light"


def test_a_folder_in_its_place_gives_the_defaults() -> None:
    settings_path().mkdir()
    settings, trouble = load_settings()
    assert settings == Settings()
    assert trouble is not None
    with pytest.raises(AppError):
        save_settings(CHOSEN)


def test_every_field_is_checked_when_read() -> None:
    assert set(module._ACCEPTS) == {entry.name for entry in fields(Settings)}


def test_two_threads_lose_no_change() -> None:
    live = LiveSettings()

    def name_some(start: int) -> None:
        for number in range(start, start + 200):
            live.change_with(lambda value, key=str(number): replace(value, names={**value.names, key: "x"}))

    threads = [threading.Thread(target=name_some, args=(start,)) for start in (0, 200, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    live.save()
    assert len(load_settings()[0].names) == 600


def test_live_settings_tell_what_was_unreadable() -> None:
    write({"theme": "sepia", "threads": 2})
    live = LiveSettings()
    assert live.trouble is not None
    assert live.value.threads == 2
    assert live.change(theme="dark").theme == live.value.theme == "dark"
    live.save()
    assert LiveSettings().trouble is None
