"""Trends: what is one, what is none, what the comparison is blind to, and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.trends import false_alarms, power
from nlp.trends import BASELINE, OutletWeek, SourceWeek, WeekCounts, heard, trends
from nlp.trends.tail import false_discovery_bound, two_sided
from records import LeftOut, Trend, Week

LAST = Week(2026, 30)
ZONE = "Asia/Kuala_Lumpur"
END = LAST.bounds(ZONE)[1]
KEY = ("theme", "rail")
HEARD = SourceWeek(name="Tern", heard=True)
DOWN = SourceWeek(name="Xin Ferry", heard=False, silent=3)


def weeks(*counts: int, source: str = "tern") -> list[WeekCounts]:
    """One series of one source; the last count is that of LAST."""
    return [
        WeekCounts(
            week=LAST.back(len(counts) - 1 - place),
            versions=frozenset({"v"}),
            sources={source: HEARD},
            volume={source: count + 20},
            counts={KEY: {source: count}},
        )
        for place, count in enumerate(counts)
    ]


def judged(history: list[WeekCounts], now: datetime = END) -> Trend:
    (found,) = trends(history, now, ZONE)
    return found


USUAL = (4, 3, 5, 4, 3, 5, 4, 4)


@pytest.mark.parametrize(
    ("counts", "verdict", "why", "reason"),
    [
        ((*USUAL, 14), "rise", "counted", "14 independent reports, usually 4"),
        ((*USUAL, 5), "quiet", "counted", "5 independent reports, usually 4; that may be chance"),
        ((*USUAL, 4), "quiet", "counted", "4 independent reports, usually 4"),
        ((11, 12, 9, 13, 10, 12, 11, 10, 1), "fall", "counted", "1 independent report, usually 10 to 12"),
        ((5, 4, 6, 14), "unknown", "few_weeks", "only 3 earlier weeks to set against it, 4 are needed"),
        ((14,), "unknown", "few_weeks", "no earlier week to set against it, 4 are needed"),
        ((0, 1, 0, 0, 1, 0, 0, 0, 2), "unknown", "few_reports", "too few to tell a change from chance"),
        ((4, 3, 40, 4, 3, 5, 4, 4, 14), "rise", "counted", "14 independent reports, usually 4"),
        ((0, 0, 0, 0, 0, 0, 0, 0, 8), "rise", "counted", "8 independent reports, usually 0"),
    ],
    ids=[
        "rise",
        "chance",
        "usual",
        "fall",
        "few weeks",
        "no week",
        "few reports",
        "an outbreak before",
        "from nothing",
    ],
)
def test_verdicts(counts: tuple[int, ...], verdict: str, why: str, reason: str) -> None:
    found = judged(weeks(*counts))
    assert (found.verdict, found.why) == (verdict, why)
    assert reason in found.reason
    assert found.reports == counts[-1]


def test_no_history_no_trend() -> None:
    assert trends([], END, ZONE) == ()


def test_a_week_that_goes_on_can_only_rise() -> None:
    early = END - timedelta(days=2)
    assert judged(weeks(*USUAL, 14), early).verdict == "rise"
    told = judged(weeks(10, 11, 12, 9, 11, 10, 12, 10, 1), early)
    assert (told.verdict, told.why) == ("unknown", "not_over")
    assert told.reason.endswith("; the week is not over")


def test_only_eight_weeks_back_count() -> None:
    old = weeks(*(90 for _ in range(6)), *USUAL, 4)
    assert judged(old).verdict == "quiet"
    assert judged(old).weeks == BASELINE


def test_another_version_is_no_trend() -> None:
    before = [replace(week, versions=frozenset({"old"})) for week in weeks(*USUAL)]
    told = judged([*(replace(w, week=w.week.back(1)) for w in before), *weeks(14)])
    assert (told.verdict, told.why, told.weeks) == ("unknown", "few_weeks", 0)


def _with(history: list[WeekCounts], source: str, counts: tuple[int, ...], *, down: set[int]) -> list[WeekCounts]:
    """The same with a second source, silent in the weeks of these places."""
    return [
        replace(
            week,
            sources={**week.sources, source: DOWN if place in down else replace(HEARD, name="Xin Ferry")},
            volume={**week.volume, source: count},
            counts={KEY: {**week.counts[KEY], source: count}},
        )
        for place, (week, count) in enumerate(zip(history, counts, strict=True))
    ]


def test_a_source_that_is_silent_now_counts_on_neither_side() -> None:
    """Without that, the silence of one source would look like fewer reports."""
    told = judged(_with(weeks(*USUAL, 4), "ferry", (3, 3, 3, 2, 3, 3, 4, 3, 0), down={8}))
    assert (told.verdict, told.reports, told.low, told.high) == ("quiet", 4, 4, 4)
    assert told.left_out == (LeftOut(source="Xin Ferry", why="silent", days=3),)
    assert told.reason == "4 independent reports, usually 4; Xin Ferry was silent for 3 days, not counted"


def test_a_source_that_was_silent_before_makes_no_rise() -> None:
    told = judged(_with(weeks(*USUAL, 4), "ferry", (6, 0, 6, 6, 0, 0, 5, 6, 6), down={1, 4, 5}))
    assert told.verdict == "quiet"
    assert told.left_out == ()
    assert told.low is not None
    assert told.low >= 9


def test_a_new_source_makes_no_rise() -> None:
    history = _with(weeks(*USUAL, 4), "ferry", (0, 0, 0, 0, 0, 0, 0, 0, 12), down=set())
    history = [replace(w, sources={"tern": HEARD}) if w.week < LAST else w for w in history]
    told = judged(history)
    assert (told.verdict, told.reports) == ("quiet", 4)
    assert told.left_out == (LeftOut(source="Xin Ferry", why="new"),)


def test_when_most_was_silent_nothing_is_told() -> None:
    told = judged(_with(weeks(*USUAL, 4), "ferry", (66, 67, 66, 66, 67, 66, 65, 66, 0), down={8}))
    assert (told.verdict, told.why) == ("unknown", "few_sources")


few = st.integers(min_value=0, max_value=60)


@settings(max_examples=60, deadline=None)
@given(few, st.integers(min_value=4, max_value=8))
def test_a_constant_series_is_never_a_trend(count: int, past: int) -> None:
    assert judged(weeks(*([count] * (past + 1)))).verdict in ("quiet", "unknown")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(few, min_size=9, max_size=9),
    st.lists(few, min_size=9, max_size=9),
    st.sets(st.integers(min_value=0, max_value=8), max_size=5),
    st.integers(min_value=0, max_value=50),
)
def test_what_is_said_by_a_source_that_is_down_changes_nothing(
    own: list[int], others: list[int], down: set[int], factor: int
) -> None:
    said = tuple(count * (factor if place in down else 1) for place, count in enumerate(others))
    before = judged(_with(weeks(*own), "ferry", tuple(others), down=down))
    assert judged(_with(weeks(*own), "ferry", said, down=down)) == before


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(9)), st.lists(few, min_size=9, max_size=9))
def test_order_of_weeks_does_not_count(order: list[int], counts: list[int]) -> None:
    history = weeks(*counts)
    assert trends([history[place] for place in order], END, ZONE) == trends(history, END, ZONE)


@settings(max_examples=100, deadline=None)
@given(
    few,
    st.floats(min_value=0.01, max_value=500),
    st.floats(min_value=1, max_value=8),
    st.floats(min_value=1, max_value=6),
)
def test_tails_are_probabilities_and_fall_with_distance(
    count: int, mean: float, exposure: float, spread: float
) -> None:
    here = two_sided(count, mean, exposure, spread)
    assert 0 <= here <= 1
    if count > mean:
        assert two_sided(count + 1, mean, exposure, spread) <= here + 1e-9


def test_tail_against_simulation() -> None:
    """A Poisson count whose rate has to be learned from four weeks: its p-values may not be too small."""
    random = np.random.default_rng(5)
    small = 0
    for _ in range(3000):
        rate = random.gamma(5, 1)
        past, now = random.poisson(rate, 4), int(random.poisson(rate))
        small += two_sided(now, (past.sum() + 0.5) / 4, 4, 1.0) <= 0.05
    assert small / 3000 <= 0.05


@pytest.mark.parametrize(
    ("values", "bound"),
    [([0.001, 0.5, 0.9], 0.001), ([0.04, 0.5, 0.9], -1.0), ([0.05, 0.06, 0.07], 0.07), ([], -1.0)],
)
def test_bound_of_false_discoveries(values: list[float], bound: float) -> None:
    assert false_discovery_bound(values, 0.1) == bound


def test_false_alarms_and_power() -> None:
    """benchmarks/trends.py has the numbers of more trials: .15 % and 55 %."""
    random = np.random.default_rng(11)
    assert false_alarms(random, 40)["false_alarms"] < 0.01
    assert false_alarms(random, 40, down=0.1)["false_alarms"] < 0.01
    assert power(random, 60, 5, 3) > 0.35
    assert power(random, 60, 20, 2) > 0.4


def outlet(week: int, answered: int, asked: int | None = None, **more: object) -> OutletWeek:
    values = {
        "week": Week(2026, week),
        "outlet": "tern",
        "name": "Tern",
        "source": "owner Birds",
        "listed": True,
        "asked": answered if asked is None else asked,
        "answered": answered,
        "articles": 0,
    }
    return OutletWeek(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([outlet(1, 7), outlet(2, 7)], {1: (True, 0), 2: (True, 0)}),
        ([outlet(1, 7), outlet(2, 6), outlet(3, 5)], {1: (True, 0), 2: (True, 0), 3: (True, 1)}),
        ([outlet(1, 7), outlet(2, 7), outlet(3, 3)], {1: (True, 0), 2: (True, 0), 3: (False, 4)}),
        ([outlet(1, 1), outlet(2, 1), outlet(3, 0, asked=1)], {1: (True, 0), 2: (True, 0), 3: (False, None)}),
        ([outlet(1, 0), outlet(2, 7)], {2: (True, 0)}),
        ([outlet(1, 7), outlet(2, 3, elapsed=3)], {1: (True, 0), 2: (True, 0)}),
        ([outlet(1, 7), outlet(2, 7, faulty=4)], {1: (True, 0), 2: (False, 4)}),
        (
            [outlet(1, 0, listed=False, articles=2), outlet(2, 0, listed=False)],
            {1: (True, 0), 2: (False, None)},
        ),
        (
            [outlet(1, 7), outlet(1, 0, asked=7, outlet="egret", name="Egret")],
            {1: (False, None)},
        ),
    ],
    ids=[
        "whole",
        "a crawl fewer",
        "silent",
        "silent all week",
        "watched later",
        "so far",
        "bad health",
        "replayed",
        "owner",
    ],
)
def test_who_was_heard(found: list[OutletWeek], wanted: dict[int, tuple[bool, int | None]]) -> None:
    told = {week.number: sources["owner Birds"] for week, sources in heard(found).items()}
    assert {number: (each.heard, each.silent) for number, each in told.items()} == wanted


def test_clock_is_given() -> None:
    assert judged(weeks(*USUAL, 4), datetime(2030, 1, 1, tzinfo=UTC)).why == "counted"
