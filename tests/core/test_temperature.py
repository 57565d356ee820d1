"""How warm the processor is: from the sensors that are there, and nothing made up where there are none."""

from types import SimpleNamespace

import psutil
import pytest

from desktop_llm.core.temperature import processor_celsius


@pytest.mark.parametrize(
    ("sensors", "celsius"),
    [
        ({"coretemp": [51.0, 63.5], "nvme": [70.0]}, 63.5),
        ({"k10temp": [0.0, 48.0]}, 48.0),
        ({"nvme": [70.0]}, None),
        ({}, None),
        ({"coretemp": [4000.0]}, None),
    ],
)
def test_the_warmest_sensor_of_the_processor_counts(
    monkeypatch: pytest.MonkeyPatch, sensors: dict[str, list[float]], celsius: float | None
) -> None:
    found = {name: [SimpleNamespace(current=value) for value in values] for name, values in sensors.items()}
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: found, raising=False)
    assert processor_celsius() == celsius


def test_machines_that_do_not_tell_and_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    here = processor_celsius()
    assert here is None or 0 < here < 150
    monkeypatch.setattr("sys.platform", "darwin")
    assert processor_celsius() is None
