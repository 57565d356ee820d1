"""Getting models as a newcomer does, in the real window, from a hub on loopback."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.downloads import DownloadState
from desktop_llm.core.machine import Memory
from desktop_llm.core.recommended import recommended, start_with
from desktop_llm.network.service import Service
from desktop_llm.ui.models.downloads_page import DownloadsPage
from desktop_llm.ui.models.recommended_page import RecommendedPage
from desktop_llm.ui.models.search_page import SearchPage
from desktop_llm.workers.hub_thread import HubThread
from tests.engine import tiny
from tests.network import hub as faults
from tests.network.hub import Hub
from tests.ui.window.kit import WindowKit, pause
from tests.ui.window.layout_check import flaws

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tiny.write_llama(tmp_path_factory.mktemp("models") / "tiny-chat")
    card = b"---\nlicense: apache-2.0\n---\n# Tiny\nA **small** model. <script>alert(1)</script>"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} | {"README.md": card}


@pytest.fixture
def hub(files: dict[str, bytes]) -> Iterator[Hub]:
    with faults.running() as served:
        served.add("acme/tiny-chat", dict(files))
        served.add("acme/Locked-1B", dict(files))
        served.gated.add("acme/Locked-1B")
        yield served


@pytest.fixture
def net_kit(qapp: object, home: Path, hub: Hub) -> Iterator[WindowKit]:
    made: list[HubThread] = []

    def with_hub(live: object) -> HubThread:
        made.append(HubThread(lambda told: Service(live, told)))  # type: ignore[arg-type]
        return made[0]

    window_kit = WindowKit(home, with_hub)
    window_kit.settings.change(hub_endpoint=hub.url)
    yield window_kit
    window_kit.close()
    made[0].close()


def click_shelf(kit: WindowKit, key: str) -> None:
    row = kit.window.models._shelf_rows.row(key)
    assert row is not None
    QTest.mouseClick(row, LEFT)


def test_the_list_that_ships_asks_nobody(net_kit: WindowKit, hub: Hub) -> None:
    window = net_kit.open()
    window.chat.get_model_requested.emit()
    page = window.models._hub_pages().page("recommended")
    assert isinstance(page, RecommendedPage) and page.isVisible()
    net_kit.wait(page.detail.isVisible)
    assert page.detail.get.isEnabled() and page.detail.repo == page.rows.selected
    assert not hub.seen and not flaws(window)
    assert len(page.rows.keys()) == len(recommended()) >= 10


def test_search_look_download_chat(net_kit: WindowKit, hub: Hub, files: dict[str, bytes]) -> None:
    window = net_kit.open()
    window.go("models")
    click_shelf(net_kit, "search")
    page = window.models._hub_pages().page("search")
    assert isinstance(page, SearchPage) and not hub.seen
    QTest.keyClicks(page.field.edit, "tiny")
    QTest.mouseClick(page.go, LEFT)
    net_kit.wait(lambda: page.rows.keys() == ["acme/tiny-chat"])
    row = page.rows.row("acme/tiny-chat")
    assert row is not None
    QTest.mouseClick(row, LEFT)
    net_kit.wait(lambda: page.detail.card.isVisible() and page.detail.card.is_built)
    assert page.detail._files.text() and not flaws(window)
    QTest.mouseClick(page.detail.get, LEFT)
    net_kit.wait(lambda: any(item.name == "tiny-chat" for item in net_kit.library.checkpoints()))
    net_kit.wait(window.downloads.toast.isVisible)
    click_shelf(net_kit, "downloads")
    downloads = window.models._hub_pages().page("downloads")
    assert isinstance(downloads, DownloadsPage)
    (card,) = downloads.cards.values()
    assert card._download.state is DownloadState.DONE and not window.downloads.isVisible()
    QTest.mouseClick(card.chat, LEFT)
    assert window.current_place == "chat" and window.chat.checkpoint.name == "tiny-chat"


def test_pause_go_on_and_cancel(net_kit: WindowKit, hub: Hub, home: Path) -> None:
    hub.models["acme/tiny-chat"]["model-2.gguf"] = b"x"
    hub.bytes_per_s = 60_000
    window = net_kit.open()
    window.go("models")
    window.models.show_shelf("search")
    page = window.models._hub_pages().page("search")
    assert isinstance(page, SearchPage)
    page.field.set_text(f"{hub.url}/acme/tiny-chat")
    QTest.mouseClick(page.go, LEFT)
    net_kit.wait(lambda: page.detail.get.isVisible() and page.detail.variant.isVisible())
    QTest.mouseClick(page.detail.get, LEFT)
    net_kit.wait(lambda: window.downloads.isVisible())
    QTest.mouseClick(window.downloads, LEFT)
    downloads = window.models._hub_pages().page("downloads")
    assert isinstance(downloads, DownloadsPage) and downloads.isVisible()
    net_kit.wait(lambda: downloads.cards)
    (card,) = downloads.cards.values()
    net_kit.wait(lambda: card._download.bytes_per_second > 0)
    QTest.mouseClick(card.pause, LEFT)
    net_kit.wait(card.resume.isVisible)
    assert not flaws(window)
    QTest.mouseClick(card.resume, LEFT)
    net_kit.wait(card.pause.isVisible)
    QTest.mouseClick(card.cancel, LEFT)
    net_kit.wait(lambda: not downloads.cards)
    assert not list((home / "library" / ".downloads").iterdir())


def test_gated_offline_and_nobody_there_are_sentences(net_kit: WindowKit, hub: Hub) -> None:
    window = net_kit.open()
    window.models.show_shelf("search")
    window.go("models")
    page = window.models._hub_pages().page("search")
    assert isinstance(page, SearchPage)
    page.look_at("acme/Locked-1B")
    net_kit.wait(lambda: page.detail.web.isVisible())
    assert page.detail._gate.isVisible()
    QTest.mouseClick(page.detail.get, LEFT)
    net_kit.wait(lambda: window.downloads.isVisible())
    asked = -1
    while asked != len(hub.seen):  # the download asks, too, and is refused
        asked = len(hub.seen)
        pause(500)
    net_kit.settings.change(is_offline=True)
    QTest.mouseClick(page.go, LEFT)
    net_kit.wait(lambda: "switched off" in page.said.text())
    assert len(hub.seen) == asked, "offline asks nobody"


def test_settings_check_addresses_and_keep_no_token(
    net_kit: WindowKit, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backends import fail

    monkeypatch.delenv("HF_TOKEN", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        window = net_kit.open()
        window.go("settings")
        network = window.place("settings").network  # type: ignore[attr-defined]
        network.endpoint.finished.emit("nonsense")
        assert network.endpoint.error and not net_kit.settings.value.hub_endpoint.startswith("nonsense")
        network.token.set_text("hf_secret_token")
        QTest.mouseClick(network.keep, LEFT)
        net_kit.wait(lambda: "no keyring" in network._token_row.sentence.text())
        assert network.token.text == ""
        net_kit.settle()
        assert not [path for path in home.rglob("*") if path.is_file() and b"hf_secret_token" in path.read_bytes()]
        QTest.mouseClick(network.forget, LEFT)
        net_kit.wait(lambda: "none now" in network._token_row.sentence.text())
    finally:
        keyring.set_keyring(before)


def test_a_session_without_the_hub_opens_no_connection(
    net_kit: WindowKit, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: asked.append(address))
    window = net_kit.open()
    for place in ("chat", "compare", "train", "models", "inspect", "settings"):
        window.go(place)
        net_kit.settle()
    for shelf in ("recommended", "search", "downloads", "trash"):
        window.models.show_shelf(shelf)
        net_kit.settle()
    assert not asked and not hub.seen and not net_kit.desk.hub.isRunning()  # type: ignore[union-attr]


@pytest.mark.parametrize(("free", "name"), [(4, "Qwen3 0.6B"), (13, "Qwen3 1.7B"), (1, "SmolLM2 135M")])
def test_the_one_to_start_with_fits(free: int, name: str) -> None:
    assert start_with(Memory(free * 2 * 10**9, free * 10**9)).name == name
