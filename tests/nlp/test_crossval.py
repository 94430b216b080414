"""Cross-validation's counts: scores, and confidence that says how often it is right."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.entities.crossval import BINS, Fold, calibration, summary
from nlp.entities.choose import calibrated

COUNTS = st.lists(
    st.tuples(st.integers(0, 300), st.floats(0, 1)).map(lambda pair: [pair[0], round(pair[0] * pair[1])]),
    min_size=BINS,
    max_size=BINS,
).map(lambda rows: [[found, right, found * (i + 0.5) / BINS] for i, (found, right) in enumerate(rows)])


@given(COUNTS, st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_more_said_is_never_less_right(bins: list[list[float]], said: list[float]) -> None:
    steps = calibration(bins)
    assert steps == sorted(steps)
    assert [right for _, right in steps] == sorted(right for _, right in steps)
    read = [calibrated(value, steps) for value in sorted(said)]
    assert read == sorted(read)
    assert not steps or all(steps[0][1] <= value <= steps[-1][1] for value in read)


def test_steps_stand_on_a_hundred_spans_or_all_there_are() -> None:
    few = [[0.0, 0, 0.0] for _ in range(BINS)]
    few[50], few[60] = [30, 10, 15.0], [20, 20, 12.0]
    assert calibration(few) == [[0.54, 0.6]]
    few[70] = [100, 90, 70.0]
    assert calibration(few) == [[pytest.approx(97 / 150, abs=1e-4), 0.8]]  # fifty are no step of their own
    few[40] = [100, 10, 40.0]
    assert [right for _, right in calibration(few)] == [0.1, 0.8]
    assert calibrated(0.3, []) == 0.3


def _fold(number: int, dice: random.Random, articles: int = 20) -> Fold:
    """Articles of 100 spans of which each is right less often than it says."""
    fold = Fold(number)
    for _ in range(articles):
        found = [("PERSON", 10 * i, 10 * i + 5, dice.uniform(0.5, 1)) for i in range(100)]
        marked = {(label, start, end) for label, start, end, said in found if dice.random() < said**3}
        fold.add(found, marked | {("ROLE", 1, 2)})
    return fold


@pytest.mark.parametrize("numbers", [(1,), (1, 2, 3)])
def test_confidence_is_judged_by_other_articles(numbers: tuple[int, ...]) -> None:
    dice = random.Random(7)
    folds = [_fold(number, dice).row() for number in numbers]
    found = summary(folds)
    assert found["calibration_error"]["as_said"] > 0.2
    assert found["calibration_error"]["calibrated_on_other_articles"] < 0.05
    assert found["labels"]["ROLE"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "marked": 20 * len(numbers)}
    right, surplus, _ = (sum(fold["labels"]["PERSON"][i] for fold in folds) for i in range(3))
    assert found["all"]["precision"] == round(right / (right + surplus), 4)
    assert right + surplus == sum(entry["found"] for entry in found["reliability"]) == 2000 * len(numbers)


def test_no_article_is_judged_by_itself() -> None:
    """Four articles, of which one is always right where the others never are: what it says is read as never right."""
    fold = Fold(1)
    for number in range(4):
        found = [("PERSON", 10 * i, 10 * i + 5, 0.9) for i in range(200)]
        fold.add(found, {one[:3] for one in found} if number == 0 else set())
    reliability = {entry["said"]: entry["right"] for entry in summary([fold.row()])["reliability"]}
    assert reliability == {0.0: 1.0, 0.333: 0.0}
