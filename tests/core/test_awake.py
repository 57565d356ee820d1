"""Sleep is held off while a training runs, and no longer; a real stand-in for the system's command says so."""

import os
import sys
from collections import namedtuple
from pathlib import Path

import psutil
import pytest

from desktop_llm.core import awake

Battery = namedtuple("Battery", "percent secsleft power_plugged")


@pytest.mark.parametrize(
    ("battery", "expected"), [(None, False), (Battery(80, 1, True), False), (Battery(80, 1, False), True)]
)
def test_unplugged_is_told_from_plugged_and_from_no_battery(
    monkeypatch: pytest.MonkeyPatch, battery: object, expected: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert awake.runs_on_battery() is expected


def test_holds_while_asked_and_leaves_nothing_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform.startswith("linux"):
        tool = tmp_path / "systemd-inhibit"
        tool.write_text('#!/bin/sh\nwhile [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"\n', "utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    before = {child.pid for child in psutil.Process().children()}
    held = awake.Awake()
    assert not held.is_held
    held.hold()
    held.hold()
    assert held.is_held
    children = [child for child in psutil.Process().children() if child.pid not in before]
    held.release()
    held.release()
    assert not held.is_held
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_the_holding_command_ends_with_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awake.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(awake.sys, "platform", "linux")
    command = awake.command_to_stay_awake(4242)
    assert command[0] == "/bin/systemd-inhibit" and "--what=sleep:idle" in command
    assert command[-4:] == ["--pid", "4242", "-f", "/dev/null"]
    monkeypatch.setattr(awake.sys, "platform", "darwin")
    assert awake.command_to_stay_awake(4242) == ["caffeinate", "-i", "-w", "4242"]


def test_no_command_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awake, "command_to_stay_awake", lambda _pid: [])
    held = awake.Awake()
    held.hold()
    assert not held.is_held
    held.release()
