"""The metrics against cases computed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.evaluate.metrics import NOTHING, Score, auroc, b_cubed, of_sets, of_shingles, pairwise, token_f1


def test_score_of_counts() -> None:
    score = Score(6, 2, 4)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert score.f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("gold", "found", "precision", "recall"),
    [
        ([1, 2, 3], [1, 2, 3], 1, 1),
        ([1, 2, 3], [], 0, 0),
        ([], [1], 0, 0),
        ([], [], 1, 1),
        ([1, 1, 2], [1, 2, 2], 2 / 3, 2 / 3),  # multisets: one 1 missed, one 2 too many
    ],
)
def test_sets(gold: list[int], found: list[int], precision: float, recall: float) -> None:
    score = of_sets(gold, found)
    assert (score.precision, score.recall) == (pytest.approx(precision), pytest.approx(recall))


def test_shingles_by_hand() -> None:
    # gold: abcd bcde; found: bcde cdef -> 1 shared, 1 too many, 1 missed, divided by 3
    score = of_shingles("a b c d e", "b c d e f")
    assert (score.true_positive, score.false_positive, score.false_negative) == (1 / 3, 1 / 3, 1 / 3)
    # a text shorter than four words is one shingle of what there is
    assert of_shingles("a b", "a b").f1 == 1
    assert of_shingles("a b", "").recall == 0
    # punctuation and spacing are no part of it
    assert of_shingles("a, b - c.\n d", "a b c d").f1 == 1


def test_long_pages_weigh_no_more() -> None:
    long_wrong = of_shingles("x " * 500, "y " * 500)
    short_right = of_shingles("one two three four", "one two three four")
    total = NOTHING + long_wrong + short_right
    # the wrong page gives one half false positive, one half false negative; the right page one true positive
    assert total.precision == pytest.approx(1 / (1 + total.false_positive))
    assert total.false_positive + total.false_negative == pytest.approx(1)


def test_token_f1() -> None:
    assert token_f1("Deputy Prime Minister", "prime minister") == pytest.approx(0.8)


def test_clusterings_by_hand() -> None:
    gold = dict.fromkeys("abc", 1) | dict.fromkeys("de", 2)
    found = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3}
    # precision: a 1, b 1, c 1/2, d 1/2, e 1; recall: a 2/3, b 2/3, c 1/3, d 1/2, e 1/2
    score = b_cubed(gold, found)
    assert score.precision == pytest.approx(4 / 5)
    assert score.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 5)
    # pairs: gold ab ac bc de, found ab cd -> shared ab
    pairs = pairwise(gold, found)
    assert (pairs.precision, pairs.recall) == (1 / 2, 1 / 4)
    # of two kinds: gold ac bc de, found cd
    of_two_kinds = pairwise(gold, found, {"a": "x", "b": "x", "c": "y", "d": "x", "e": "y"})
    assert (of_two_kinds.precision, of_two_kinds.recall) == (0, 0)
    of_two_kinds = pairwise(gold, found, {"a": "x", "b": "y", "c": "x", "d": "x", "e": "x"})
    assert (of_two_kinds.precision, of_two_kinds.recall) == (1, 1 / 2)


def test_clusterings_of_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="same items"):
        b_cubed({"a": 1}, {"b": 1})
    with pytest.raises(ValueError, match="same items"):
        pairwise({"a": 1}, {"b": 1})


def test_singletons_flatter_b_cubed_but_not_pairs() -> None:
    gold = {n: n // 2 for n in range(10)}
    alone = {n: n for n in range(10)}
    assert b_cubed(gold, alone).f1 == pytest.approx(2 / 3)
    assert pairwise(gold, alone).recall == 0


@given(st.dictionaries(st.integers(), st.integers(0, 4), min_size=1))
def test_a_clustering_agrees_with_itself_whatever_its_labels(gold: dict[int, int]) -> None:
    renamed = {item: f"c{label}" for item, label in gold.items()}
    assert b_cubed(gold, renamed).f1 == pytest.approx(1)
    assert pairwise(gold, renamed).f1 == 1


def test_auroc_by_hand() -> None:
    # pairs: (.9>.1) (.9>.5) (.5>.1) (.5=.5) -> 3.5 of 4
    assert auroc([0.9, 0.5], [0.1, 0.5]) == pytest.approx(3.5 / 4)
    with pytest.raises(ValueError, match="both sides"):
        auroc([1.0], [])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_auroc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))
