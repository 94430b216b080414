"""The shelf of a window: however rows came and went, it gives what a new one with the same rows gives."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.stories import StoryItem, load_model
from nlp.stories import shelf as shelves
from nlp.stories.item import FIELDS, read
from nlp.stories.likeness import Likeness
from nlp.stories.shelf import Row, Shelf

WORDS = "harbour bridge council Elder Quill Sedge 48.6 two men crowns voted said licence 2031 barley 7 Tarn".split()


def row(number: int, chance: random.Random) -> Row:
    body = " ".join(chance.choices(WORDS, k=chance.randint(0, 25)))
    vector = np.random.default_rng(number % 1_000_000).normal(size=8).astype(np.float32)
    item = StoryItem(id=str(number), title="", body=body)
    return Row(item.id, read(item), None, vector / np.linalg.norm(vector) if chance.random() < 0.8 else None)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 6), part=st.integers(1, 9))
def test_rows_that_came_and_went_leave_no_trace(seed: int, steps: int, part: int) -> None:
    chance, model = random.Random(seed), load_model()
    rows: dict[str, Row] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelves, "PART", part)
        around = [row(number, chance) for number in range(-4, 0)]
        changed = Shelf(model.shares, model.weight, around)
        for step in range(steps):
            gone = [name for name in rows if chance.random() < 0.4]
            new = [row(100 * step + number, chance) for number in range(chance.randint(1, 8))]
            changed.change(gone, new)
            rows = {name: one for name, one in rows.items() if name not in gone} | {one.id: one for one in new}
        order = chance.sample(sorted(rows), len(rows))
        fresh = Shelf(model.shares, model.weight, around)
        fresh.change((), [rows[name] for name in order])
    one, other = (Likeness(shelf, order, model.floor("en")) for shelf in (changed, fresh))
    for name in FIELDS:
        of = {key: number for number, key in enumerate(changed.ids)}
        mine = changed.unit_rows(name, np.arange(len(order)))
        theirs = fresh.unit_rows(name, np.arange(len(order)))
        for number, key in enumerate(order):
            assert np.array_equal(mine[[of[key]]].data, theirs[[number]].data)
    first, second = np.triu_indices(len(order), 1)
    found, wanted = one.features(first, second), other.features(first, second)
    for name, values in found.items():
        assert values == pytest.approx(wanted[name], abs=2e-6, nan_ok=True)
    near = np.arange(len(order))
    assert [pairs.tolist() for pairs in one.nearest(near, 3)] == [pairs.tolist() for pairs in other.nearest(near, 3)]
