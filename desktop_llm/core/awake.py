"""Keeps the computer from going to sleep while a training runs, by the system's own means, and knows about its battery.

The screen may go dark as ever. Where the system offers no way, nothing is done: a run that sleeps goes on afterwards.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

import psutil

_ES_CONTINUOUS = 0x80000000
_ES_SYSTEM_REQUIRED = 0x00000001
_END_S = 2.0


class Awake:
    """Holds sleep off from `hold` to `release`; each may be called twice."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_held = False

    @property
    def is_held(self) -> bool:
        """Whether the system was asked to stay awake and agreed."""
        return self._is_held and (self._process is None or self._process.poll() is None)

    def hold(self) -> None:
        """Ask the system to stay awake."""
        if self._is_held:
            return
        if sys.platform == "win32":
            self._is_held = bool(ctypes.windll.kernel32.SetThreadExecutionState(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED))
            return
        command = command_to_stay_awake(os.getpid())
        if not command:
            return
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError:
            return  # the tool went between the look for it and now
        self._is_held = True

    def release(self) -> None:
        """It may sleep again."""
        if sys.platform == "win32" and self._is_held:
            ctypes.windll.kernel32.SetThreadExecutionState(_ES_CONTINUOUS)
        self._is_held = False
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def command_to_stay_awake(pid: int) -> list[str]:
    """A command during which this system does not sleep; it ends with the process `pid`. [] where there is none."""
    if sys.platform == "darwin":
        return ["caffeinate", "-i", "-w", str(pid)]
    inhibit, tail = shutil.which("systemd-inhibit"), shutil.which("tail")
    if not sys.platform.startswith("linux") or inhibit is None or tail is None:
        return []
    words = ["--what=sleep:idle", "--who=Desktop LLM", "--why=A training runs", "--mode=block"]
    return [inhibit, *words, tail, "--pid", str(pid), "-f", "/dev/null"]


def runs_on_battery() -> bool:
    """Whether the computer is unplugged now."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False
