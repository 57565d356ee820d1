"""Batches as arrays: packed without loss, in parts without padding, in shorter rows, in an order of their own."""

import numpy as np
import pytest

from desktop_llm.engine.training.batch import NOTHING, Batch, next_labels
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.padded import Asked, PaddedRows


def items_of(lengths: list[int]) -> list[Item]:
    """Examples whose tokens name them: example 3 begins 3000, 3001, ..."""
    arrays = [np.arange(length, dtype=np.int32) + 1000 * number for number, length in enumerate(lengths, 1)]
    return [Item(array, next_labels(array[None])[0]) for array in arrays]


LENGTHS = [5, 60, 17, 33, 8, 64, 2, 40, 21, 9, 30, 12]


def test_every_example_stands_whole_in_one_row_once_an_epoch() -> None:
    rows = PackedRows(items_of(LENGTHS), 64, -7, seed=3)
    assert rows.rows <= 6 and rows.tokens == sum(LENGTHS)
    batches = [rows.batch(step) for step in range(rows.rows)]
    seen = []
    for batch in batches:
        assert batch.examples is not None
        for ids, labels, examples, positions in zip(
            batch.ids, batch.labels, batch.examples, batch.positions(), strict=True
        ):
            assert (ids[examples < 0] == -7).all() and (labels[examples < 0] == NOTHING).all()
            for number in range(examples.max() + 1):
                mine = ids[examples == number]
                assert (np.diff(mine) == 1).all() and mine[0] % 1000 == 0
                assert positions[examples == number].tolist() == list(range(len(mine)))
                assert labels[examples == number].tolist() == [*mine[1:], NOTHING]
                seen.append((int(mine[0]) // 1000, len(mine)))
    assert sorted(seen) == list(enumerate(LENGTHS, 1))


def test_order_follows_from_seed_and_step_alone_and_may_be_as_it_stands() -> None:
    rows, late = (PackedRows(items_of(LENGTHS), 64, 0, seed=3) for _ in range(2))
    batches = [rows.batch(step).ids for step in range(3 * rows.rows)]
    assert all((late.batch(step).ids == batches[step]).all() for step in (11, 0, 7))
    in_order = PackedRows(items_of(LENGTHS), 64, 0, seed=3, is_shuffled=False)
    firsts = [int(in_order.batch(step).ids[0, 0]) for step in range(in_order.rows)]
    assert firsts == sorted(firsts)


def test_examples_that_may_not_share_a_row_have_one_each() -> None:
    rows = PackedRows(items_of(LENGTHS), 64, 0, seed=3, packs=False)
    assert rows.rows == len(LENGTHS) and rows.of(range(rows.rows)).examples.max() == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("rows", [1, 2, 5, 100])
def test_parts_are_the_batch_without_its_padding(rows: int) -> None:
    packed = PackedRows(items_of(LENGTHS), 64, 0, seed=1, packs=False)
    texts = [Asked(np.arange(n, dtype=np.int32), np.arange(70 - n, dtype=np.int32)) for n in LENGTHS]
    sorts = [Asked(np.arange(n, dtype=np.int32), n % 2) for n in LENGTHS]
    for batch in (
        packed.of(range(packed.rows)),
        PaddedRows(texts, 0, 1).of(range(len(texts))),
        PaddedRows(sorts, 0, 1).of(range(len(sorts))),
    ):
        parts = list(batch.parts(rows))
        assert sum(part.predicted for part in parts) == batch.predicted
        assert sum(part.tokens for part in parts) == batch.tokens == sum(LENGTHS)
        assert all(len(part.ids) <= rows for part in parts)
        if rows == 1:
            assert [part.ids.shape[1] for part in parts] == sorted(LENGTHS, reverse=True)


def test_shorter_rows_hold_the_same_tokens() -> None:
    ids = np.arange(4 * 64, dtype=np.int32).reshape(4, 64)
    half = Batch(ids, next_labels(ids)).shortened(1)
    assert half.ids.shape == (8, 32) and sorted(half.ids.flatten()) == list(range(256))
    assert half.predicted == 4 * 63  # each row's second half still tells its own
    packed = PackedRows(items_of(LENGTHS), 64, 0, seed=1)
    batch = packed.of(range(packed.rows))
    assert batch.shortened(1).tokens == batch.tokens and batch.shortened(1).ids.shape[1] == 32
    assert Batch(ids[:, :8], next_labels(ids[:, :8])).shortened(3).ids.shape == (4, 8)  # no shorter than makes sense
