"""Some of the damaged models of `tests.faults.damage`: a sentence for each, no crash, nothing outside."""

from pathlib import Path

import pytest

from desktop_llm.core.settings import LiveSettings
from tests.faults.damage import run


@pytest.mark.parametrize("first", [10_000, 10_100])
def test_damaged_models(first: int, tmp_path: Path) -> None:
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    live = LiveSettings()
    live.change(library_folder=str(place / "library"))
    live.save()
    outcomes, _ = run(place, range(first, first + 100))
    assert sum(outcomes.values()) == 100
    assert len(outcomes) > 8, outcomes
