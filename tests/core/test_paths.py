"""Where things lie."""

from pathlib import Path

import pytest

from desktop_llm.core import paths


def test_everything_lies_in_the_chosen_home(home: Path) -> None:
    places = [
        paths.library_folder(),
        paths.runs_folder(),
        paths.trash_folder(),
        paths.store_path(),
        paths.settings_path(),
        paths.logs_folder(),
    ]
    assert {place.parent for place in places} == {home}
    assert len(set(places)) == len(places)
    assert list(home.iterdir()) == [], "asking for a path creates nothing"


def test_without_a_chosen_home_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DESKTOP_LLM_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert paths.data_home().name == "desktop-llm"
    assert paths.data_home().is_absolute()


def test_home_with_a_tilde_or_relative_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DESKTOP_LLM_HOME", "~/模型 data")
    assert paths.data_home() == tmp_path / "模型 data"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESKTOP_LLM_HOME", "here")
    assert paths.data_home() == tmp_path / "here"


def test_the_person_may_choose_the_library(tmp_path: Path) -> None:
    assert paths.library_folder(str(tmp_path)) == tmp_path
