"""A long text is encoded in portions, with the same ids and places as in one."""

import pytest

from desktop_llm.core.resources import resource_path
from desktop_llm.engine.inspect import pieces
from desktop_llm.engine.inspect.portions import portions
from tests.engine.asking import Asked

TEXT = "The bread rests.\n\nIt rises,  slowly\n  and   then\n面包在炉子里。\n" * 40 + "End 12\n34 of it."


def test_ids_and_places_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked().load(resource_path("checkpoints", "starter-chat"))
    loaded = asked.session._loaded
    assert loaded is not None
    whole, ends = pieces.encode_with_ends(loaded, TEXT)
    made: list[str] = []

    def small(text: str, encode: object) -> list[str]:
        made[:] = portions(text, encode, 200)  # type: ignore[arg-type]
        return made

    monkeypatch.setattr(pieces, "portions", small)
    ids, places = pieces.encode_with_ends(loaded, TEXT)
    assert len(made) > 5 and "".join(made) == TEXT
    assert ids == whole == pieces.encode_long(loaded, TEXT) == loaded.encode(TEXT, special=False)
    assert places.tolist() == ends.tolist()


def test_a_portion_goes_on_where_both_sides_hang_together() -> None:
    def encode(text: str) -> list[int]:  # "s.\nIt" is one token
        return [ord(letter) for letter in text.replace("s.\nIt", "\1").replace("12\n34", "\2")]

    text = "bread rests.\nIt rises.\nIt sinks.\nAnd on.\n" * 20
    found = list(portions(text, encode, 50))
    assert "".join(found) == text and len(found) > 3
    assert [token for portion in found for token in encode(portion)] == encode(text)
    assert list(portions("a" * 900, encode, 50)) == ["a" * 900], "nowhere to part"
    assert list(portions("", encode, 50)) == [""]
