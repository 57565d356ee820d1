"""Which checkpoints stay in memory together, and which take turns."""

import pytest

from desktop_llm.core.room import Room, room_for


@pytest.mark.parametrize(
    ("free", "held", "together", "in_turns"),
    [
        (156, 0, "abcd", ""),  # 140 of 156 are given away: 20 + 50 + 20 + 50 fit just so
        (155, 0, "ac", "bd"),  # not all, but the two small ones leave room for a large one
        (99, 0, "a", "bcd"),
        (60, 0, "", "abcd"),
        (106, 45, "abcd", ""),  # what loaded ones hold counts as theirs
    ],
)
def test_smaller_ones_stay_and_leave_room_for_the_largest(free: int, held: int, together: str, in_turns: str) -> None:
    room = room_for({"a": 20, "b": 50, "c": 20, "d": 50}, free, held)
    assert ("".join(room.together), "".join(room.in_turns)) == (together, in_turns)
    assert room.all_needed_bytes == 140
    for path in room.in_turns:
        assert room.has_room_beside(room.together, path) or path in room.too_big()


def test_one_that_never_fits_is_named() -> None:
    room = room_for({"a": 20, "b": 500}, 100)
    assert isinstance(room, Room) and room.too_big() == ("b",) and room.together == ()
