"""Nearest vectors: none that belongs to the nearest is missed, whatever came and went before."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.stories.nearest import Nearest


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 5000), count=st.integers(1, 200), top=st.integers(1, 9))
def test_the_nearest_are_among_those_found(seed: int, count: int, top: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = {number: _unit(chance) for number in range(count)}
    near: Nearest[int] = Nearest()
    for number, vector in vectors.items():
        near.put(number, vector)
    for number in chance.permutation(count)[: count // 2].tolist():
        near.drop(number)
        near.drop(number)  # what is not in is left out without a word
        del vectors[number]
    for number in list(vectors)[::3]:
        vectors[number] = _unit(chance)
        near.put(number, vectors[number])
    asked = _unit(chance)
    best = sorted(vectors, key=lambda number: -float(np.add.reduce(vectors[number] * asked)))[:top]
    found = near.around(asked, top)
    assert set(best) <= set(found) <= set(vectors)
    assert len(found) == len(set(found))


def test_no_more_is_found_than_needed() -> None:
    near: Nearest[int] = Nearest()
    chance = np.random.default_rng(1)
    for number in range(500):
        near.put(number, _unit(chance))
    assert 8 <= len(near.around(_unit(chance), 8)) <= 10


def _unit(chance: np.random.Generator) -> np.ndarray:
    vector = chance.normal(size=384)
    return vector / np.linalg.norm(vector)
