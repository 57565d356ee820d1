"""Downloads over real sockets, through all that a line and a hub do wrong."""

import asyncio
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_llm.core.downloads import (
    SOURCE,
    Download,
    DownloadPlan,
    DownloadState,
    downloads_folder,
    load_downloads,
    save_download,
)
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.hub import HubFile
from desktop_llm.network import part_file
from desktop_llm.network.connection import Connection
from desktop_llm.network.download import run_download
from desktop_llm.network.downloads import Downloads
from desktop_llm.network.fetching import Patience
from tests.network import hub as faults
from tests.network.hub import REVISION, Hub, tree_entry

REPO = "acme/tiny"
WEIGHTS = "model.safetensors"
QUICK = Patience(cuts=3, busy=2, first_wait_s=0.01)


@pytest.fixture(scope="module")
def content() -> dict[str, bytes]:
    return {
        "config.json": b'{"model_type": "llama"}',
        WEIGHTS: random.Random(0).randbytes(3_000_000),
        "README.md": b"# Tiny",
    }


@pytest.fixture
def hub(content: dict[str, bytes]) -> Iterator[Hub]:
    with faults.running() as served:
        served.add(REPO, dict(content))
        yield served


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def plan_of(content: dict[str, bytes], repo: str = REPO) -> DownloadPlan:
    entries = [tree_entry(path, data) for path, data in content.items()]
    files = tuple(HubFile(e["path"], e["size"], e.get("lfs", {}).get("oid", ""), e["oid"]) for e in entries)
    return DownloadPlan(repo, REVISION, files, repo.partition("/")[2])


def fetch(
    hub: Hub,
    library: Path,
    plan: DownloadPlan,
    told: list[Download] | None = None,
    token: str = "",
    stall_s: float = 30,
) -> Download:
    connection = Connection(hub.url, token=token, stall_s=stall_s)
    note = (told if told is not None else []).append
    return asyncio.run(run_download(library, Download(plan), connection, note, QUICK))


def is_right(folder: str, content: dict[str, bytes]) -> bool:
    return all((Path(folder) / path).read_bytes() == data for path, data in content.items())


def test_a_model_arrives_whole_with_a_note_of_where_it_is_from(
    hub: Hub, library: Path, content: dict[str, bytes]
) -> None:
    told: list[Download] = []
    done = fetch(hub, library, plan_of(content), told)
    assert done.state is DownloadState.DONE and Path(done.folder) == library / "tiny"
    assert is_right(done.folder, content) and not list(downloads_folder(library).iterdir())
    source = json.loads((library / "tiny" / SOURCE).read_text())
    assert source["repo"] == REPO and source["revision"] == REVISION
    assert source["files"][WEIGHTS]["sha256"] == hashlib.sha256(content[WEIGHTS]).hexdigest()
    assert [one.done_bytes for one in told] == sorted(one.done_bytes for one in told)
    assert told[-1].done_bytes == plan_of(content).size_bytes
    assert fetch(hub, library, plan_of(content)).folder == str(library / "tiny 2"), "nothing is overwritten"


@pytest.mark.parametrize(
    ("done_to_it", "ranges"),
    [
        ([faults.cut(1_000_000), faults.cut(700_000)], ["", "bytes=1000000-", "bytes=1700000-"]),
        ([faults.cut(1_000_000, reset=True)], ["", "bytes="]),
        ([faults.cut(1_000_000), faults.status(503)], ["", "bytes=1000000-", "bytes=1000000-"]),
        ([faults.cut(500_000), faults.whole], ["", "bytes=500000-"]),
        ([faults.cut(500_000), faults.status(416)], ["", "bytes=500000-", ""]),
        ([faults.wrong], ["", ""]),
        ([faults.status(429, Retry_After="0")], ["", ""]),
    ],
    ids=["cut", "reset", "busy", "range ignored", "416", "wrong hash", "429"],
)
def test_it_goes_on_by_itself(
    hub: Hub, library: Path, content: dict[str, bytes], done_to_it: list[faults.Fault], ranges: list[str]
) -> None:
    hub.faults[WEIGHTS] = list(done_to_it)
    assert is_right(fetch(hub, library, plan_of(content)).folder, content)
    asked = hub.ranges(WEIGHTS)
    assert len(asked) == len(ranges) and all(one.startswith(want) for one, want in zip(asked, ranges, strict=True))
    assert len(hub.ranges("config.json")) == 1, "one file's trouble is no other's"


def test_a_line_without_a_word_counts_as_cut(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    hub.faults[WEIGHTS] = [faults.stall(800_000, for_s=1.0)]
    assert is_right(fetch(hub, library, plan_of(content), stall_s=0.3).folder, content)
    assert hub.ranges(WEIGHTS) == ["", "bytes=800000-"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.status(401), ErrorCode.HUB_TOKEN),
        (faults.status(403), ErrorCode.HUB_FORBIDDEN),
        (faults.status(403, X_Error_Code="GatedRepo"), ErrorCode.HUB_GATED),
        (faults.status(404, X_Error_Code="EntryNotFound"), ErrorCode.HUB_FILE_GONE),
        (faults.status(404, X_Error_Code="RepoNotFound"), ErrorCode.HUB_NOT_FOUND),
        (faults.status(429, Retry_After="0"), ErrorCode.HUB_BUSY),
        (faults.status(500), ErrorCode.HUB_BUSY),
        (faults.cut(0), ErrorCode.HUB_UNREACHABLE),
        (faults.wrong, ErrorCode.DOWNLOAD_WRONG),
        (faults.page, ErrorCode.HUB_ODD_ANSWER),
        (faults.longer, ErrorCode.HUB_ODD_ANSWER),
        (faults.sent_on("ftp://127.0.0.1/x"), ErrorCode.HUB_REDIRECT),
    ],
)
def test_what_no_patience_helps_has_its_code_and_keeps_what_came(
    hub: Hub, library: Path, content: dict[str, bytes], fault: faults.Fault, code: ErrorCode
) -> None:
    hub.faults[WEIGHTS] = [fault] * 9
    with pytest.raises(AppError) as raised:
        fetch(hub, library, plan_of(content))
    assert raised.value.code is code
    assert not (library / "tiny").exists(), "half a model is no model"
    hub.faults.clear()
    assert is_right(fetch(hub, library, plan_of(content)).folder, content)
    assert len(hub.ranges("config.json")) == 1


def test_a_line_that_breaks_for_ever_ends_in_words(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    hub.faults[WEIGHTS] = [faults.cut(100_000), *[faults.cut(0)] * 9]
    with pytest.raises(AppError) as raised:
        fetch(hub, library, plan_of(content))
    assert raised.value.code is ErrorCode.DOWNLOAD_CUT


def test_the_token_goes_to_the_hub_and_no_further(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    with faults.running() as elsewhere:
        elsewhere.add(REPO, dict(content))
        other = elsewhere.url.replace("127.0.0.1", "localhost")
        hub.faults[WEIGHTS] = [faults.sent_on(f"{other}/{REPO}/resolve/main/{WEIGHTS}")]
        assert is_right(fetch(hub, library, plan_of(content), token="hf_secret").folder, content)
        assert all(has_token for *_, has_token in hub.seen)
        assert [has_token for *_, has_token in elsewhere.seen] == [False]
    assert "hf_secret" not in repr(Connection(token="hf_secret"))


def test_a_gated_model_opens_with_the_token(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    hub.gated.add(REPO)
    hub.token = "hf_right"
    with pytest.raises(AppError) as raised:
        fetch(hub, library, plan_of(content))
    assert raised.value.code is ErrorCode.HUB_GATED
    assert is_right(fetch(hub, library, plan_of(content), token="hf_right").folder, content)


def test_no_room_is_said_before_and_while(
    hub: Hub, library: Path, content: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(content)
    huge = replace(plan, files=(*plan.files, HubFile("model-2.safetensors", 1 << 44, "0" * 64)))
    with pytest.raises(AppError) as raised:
        fetch(hub, library, huge)
    assert raised.value.code is ErrorCode.DISK_FULL and raised.value.values["needed_bytes"] > 1 << 43
    assert not hub.seen, "nothing is asked for that has no room"

    looks = iter([200_000_000, 50_000_000])
    monkeypatch.setattr(part_file, "_LOOK_EVERY_BYTES", 1_000_000)
    usage = part_file.shutil.disk_usage(library)
    monkeypatch.setattr(part_file.shutil, "disk_usage", lambda _: usage._replace(free=next(looks)))
    with pytest.raises(AppError) as raised:
        fetch(hub, library, plan)
    assert raised.value.code is ErrorCode.DISK_FULL
    monkeypatch.undo()
    assert is_right(fetch(hub, library, plan).folder, content)
    assert hub.ranges(WEIGHTS)[1].startswith("bytes=")


@pytest.mark.parametrize(
    "path",
    ["../x.safetensors", "/x", "a\\b", "C:x", "a/../b", ".hidden", "nul.json", "a/b/c/d/e", "x.part", "a//b", ""],
)
def test_names_that_lead_out_are_refused(hub: Hub, library: Path, path: str) -> None:
    plan = DownloadPlan(REPO, REVISION, (HubFile(path, 3, "0" * 64),), "x")
    with pytest.raises(AppError) as raised:
        fetch(hub, library, plan)
    assert raised.value.code is ErrorCode.UNSAFE_PATH and not hub.seen


def test_offline_asks_nobody(library: Path, content: dict[str, bytes]) -> None:
    connection = Connection("http://127.0.0.1:1", is_offline=True)
    with pytest.raises(AppError) as raised:
        asyncio.run(run_download(library, Download(plan_of(content)), connection, lambda _: None))
    assert raised.value.code is ErrorCode.OFFLINE


def test_a_hundred_cuts_at_any_byte_fetch_nothing_twice(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    chance = random.Random(7)
    hub.faults[WEIGHTS] = [faults.cut(chance.randrange(1, 30_000)) for _ in range(100)]
    assert is_right(fetch(hub, library, plan_of(content)).folder, content)
    begins = [int(asked.removeprefix("bytes=").rstrip("-") or 0) for asked in hub.ranges(WEIGHTS)]
    assert len(begins) == 101 and begins == sorted(begins)


# --- the queue ---


def test_queue_pauses_goes_on_and_survives_closing(hub: Hub, library: Path, content: dict[str, bytes]) -> None:
    other = {"config.json": b"{}", WEIGHTS: random.Random(1).randbytes(400_000)}
    hub.add("acme/other", other)
    hub.bytes_per_s = 6_000_000
    first, second = plan_of(content), plan_of(other, "acme/other")

    async def until(queue: Downloads, key: str, holds: DownloadState, least_bytes: int = 0) -> Download:
        for _ in range(1000):
            one = next(item for item in queue.all() if item.key == key)
            if one.state is holds and one.done_bytes >= least_bytes:
                return one
            await asyncio.sleep(0.01)
        raise TimeoutError(str(one))

    async def session(act: str) -> list[DownloadState]:
        queue = Downloads(library, lambda: Connection(hub.url), lambda _: None, QUICK)
        await queue.open()
        if act == "begin":
            await queue.add(first)
            await queue.add(second)
            assert (await queue.add(first)).key == first.key and len(queue.all()) == 2
            running = await until(queue, first.key, DownloadState.RUNNING, 1_000_000)
            assert running.bytes_per_second > 0 and running.remaining_s is not None
            await queue.pause(first.key)
            await until(queue, second.key, DownloadState.DONE)  # the next one does not wait for it
            await queue.resume(first.key)
            await until(queue, first.key, DownloadState.RUNNING, 1_500_000)
        else:
            await until(queue, first.key, DownloadState.DONE)
        await queue.close()
        return [one.state for one in queue.all()]

    assert asyncio.run(session("begin")) == [DownloadState.RUNNING, DownloadState.DONE]
    assert [one.state for one in load_downloads(library)] == [DownloadState.RUNNING]
    assert asyncio.run(session("go on")) == [DownloadState.DONE]
    assert is_right(str(library / "tiny"), content) and is_right(str(library / "other"), other)
    begins = [
        int(asked.removeprefix("bytes=").rstrip("-") or 0)
        for asked in hub.ranges("tiny/resolve/" + REVISION + "/" + WEIGHTS)
    ]
    assert begins == sorted(begins) and len(begins) >= 2 and begins[1] >= 700_000, "what came before is kept"


def test_a_failed_one_says_why_also_after_a_restart_and_cancel_leaves_nothing(
    hub: Hub, library: Path, content: dict[str, bytes]
) -> None:
    hub.faults[WEIGHTS] = [faults.status(401)]

    async def fail() -> None:
        queue = Downloads(library, lambda: Connection(hub.url), lambda _: None, QUICK)
        await queue.add(plan_of(content))
        while queue.all()[0].state is not DownloadState.FAILED:
            await asyncio.sleep(0.01)
        await queue.close()

    async def cancel() -> AppError | None:
        queue = Downloads(library, lambda: Connection(hub.url), lambda _: None, QUICK)
        await queue.open()
        error = queue.all()[0].error()
        await queue.cancel(queue.all()[0].key)
        assert not queue.all()
        return error

    asyncio.run(fail())
    error = asyncio.run(cancel())
    assert error is not None and error.code is ErrorCode.HUB_TOKEN and error.values["host"] == "127.0.0.1"
    assert not list(downloads_folder(library).iterdir())


def test_a_damaged_record_costs_only_itself(library: Path, content: dict[str, bytes]) -> None:
    kept = Download(plan_of(content), added_at=2)
    save_download(library, kept)
    bad = save_download(library, Download(plan_of({"config.json": b"x"}), added_at=1))
    (bad / "download.json").write_text('{"plan": [')
    escaping = save_download(library, Download(plan_of({"config.json": b"y"}), added_at=1))
    record = json.loads((escaping / "download.json").read_text())
    record["plan"]["files"][0]["path"] = "../../outside"
    (escaping / "download.json").write_text(json.dumps(record))
    assert [one.key for one in load_downloads(library)] == [kept.key]
