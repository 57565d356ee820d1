"""Tiny checkpoints and loaded sessions, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_llm.engine.process import quiet_libraries
from tests.engine import tiny
from tests.engine.asking import Asked

quiet_libraries()


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiny")


@pytest.fixture(scope="session")
def tiny_chat(folders: Path) -> Path:
    return tiny.write_llama(folders / "chat")


@pytest.fixture(scope="session")
def tiny_base(folders: Path) -> Path:
    return tiny.write_llama(folders / "base", template=None)


@pytest.fixture(scope="session")
def tiny_mamba(folders: Path) -> Path:
    return tiny.write_mamba(folders / "mamba")


@pytest.fixture(scope="session")
def tiny_bert(folders: Path) -> Path:
    return tiny.write_bert(folders / "bert")


@pytest.fixture(scope="module")
def chat(tiny_chat: Path) -> Iterator[Asked]:
    asked = Asked().load(tiny_chat)
    yield asked
    asked.session.close()


@pytest.fixture(scope="module")
def base(tiny_base: Path) -> Iterator[Asked]:
    asked = Asked().load(tiny_base)
    yield asked
    asked.session.close()
