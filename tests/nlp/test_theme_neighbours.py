"""A text together with those like it that were read before."""

from __future__ import annotations

import itertools

import numpy as np

from nlp.themes.meaning import Text
from nlp.themes.neighbours import WINDOW, Earlier, Neighbours, gist

MEAN = np.full(32, 0.01)
RNG = np.random.default_rng(11)
ROWS = (RNG.normal(size=(9, 32)) * 0.3 + np.repeat(RNG.normal(size=(3, 32)), 3, axis=0)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)
NONE = np.zeros((0, 32), dtype=np.int8)


def earlier(number: int) -> Earlier:
    return Earlier(key=f"k{number}", order=(f"{number}",), gist=gist(ROWS[number], NONE))


def test_the_order_in_which_they_came_changes_no_bit() -> None:
    own = gist(ROWS[8], NONE)
    wanted = Neighbours(MEAN, map(earlier, range(5))).around(own).tobytes()
    for order in itertools.permutations(range(5)):
        assert Neighbours(MEAN, map(earlier, order)).around(own).tobytes() == wanted


def test_a_text_like_no_other_stays_as_it_is() -> None:
    own = gist(ROWS[0], NONE)
    far = Earlier(key="far", order=("0",), gist=-own)
    assert np.allclose(Neighbours(MEAN, [far]).around(own), own, atol=1e-3)


def test_a_text_is_moved_towards_those_like_it() -> None:
    own, other = gist(ROWS[6], NONE), gist(ROWS[7], NONE)
    moved = Neighbours(MEAN, [earlier(7)]).around(own).astype(float)
    assert np.linalg.norm(moved - other) < np.linalg.norm(own - other)


def test_only_the_last_of_a_window_count_in_whatever_order_they_came() -> None:
    own = gist(ROWS[8], NONE)
    wanted = Neighbours(MEAN, map(earlier, range(4, 8))).around(own).tobytes()
    for order in ((7, 6, 5, 4, 3, 2, 1, 0), (0, 1, 2, 3, 4, 5, 6, 7), (3, 7, 0, 5, 1, 6, 2, 4)):
        assert Neighbours(MEAN, map(earlier, order), window=4).around(own).tobytes() == wanted
    assert WINDOW > 300  # the room for texts grows on the way


def test_many_texts_and_one_that_is_not_read() -> None:
    many = Neighbours(MEAN)
    for number in range(300):
        row = ROWS[number % 9]
        text = many.read(
            f"{number:03}", (f"{number:03}",), Text(title="", body="", language="en", vector=row, passages=NONE)
        )
        assert text.around is not None
        assert text.around.dtype == np.float16
    unread = Text(title="", body="", language="zh", vector=None, passages=NONE)
    assert many.read("x", ("x",), unread) is unread
