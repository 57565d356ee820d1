"""A text in pieces has the tokens of the whole, for each sort of tokenizer; what is not the library's goes by hand."""

from pathlib import Path

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training import tokenising
from desktop_llm.engine.training.tokenising import tokenise_all


def load(path: Path) -> LoadedModel:
    return load_checkpoint(Load(path=str(path), device="cpu", precision="fp32", threads=1), lambda _: None, True)


@pytest.fixture
def poem(shared_data: Path) -> str:
    return (shared_data / "texts" / "tinyshakespeare.txt").read_text("utf-8")[:60_000]


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["starter", "math-gpt2"])
def test_pieces_have_the_tokens_of_the_whole(
    name: str, starter: Path, shared_data: Path, poem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = load(starter if name == "starter" else shared_data / "models" / name)
    monkeypatch.setattr(tokenising, "PIECE_CHARACTERS", 1000)
    fractions: list[float] = []
    whole, other = tokenise_all([poem, "", "A second text."], base, fractions.append)
    assert whole.tolist() == base.encode(poem, special=False)
    assert other.tolist() == base.encode("A second text.", special=False)
    assert fractions == sorted(fractions) and len(fractions) > 5 and fractions[-1] < 1


@pytest.mark.oracle
def test_text_without_lines_loses_no_letter(starter: Path, poem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenising, "PIECE_CHARACTERS", 1000)
    base, text = load(starter), poem.replace("\n", " ")
    (ids,) = tokenise_all([text], base, lambda _: None)
    assert base.decode(ids.tolist()) == text
    assert tokenise_all([], base, lambda _: None) == []


def test_token_that_the_model_lacks_is_trouble(starter: Path) -> None:
    base = load(starter)
    base.vocabulary = 10
    with pytest.raises(AppError) as damaged:
        tokenise_all(["Good morning"], base, lambda _: None)
    assert damaged.value.code is ErrorCode.TOKENIZER_DAMAGED
