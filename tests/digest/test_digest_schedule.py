"""When a digest is due: over a whole year of hours, zones that move their clocks, missed runs, clocks that jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.schedule import Due, Plan, bounds, due, parsed, slot
from records import BadInput, Week

HOME = "Asia/Kuala_Lumpur"
ZONES = (HOME, "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
W47 = Week(2026, 47)  # Monday 16 to Sunday 22 November


def at(text: str, zone: str = HOME) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# now (in the reader's zone), plan, sent, period, why
CASES: tuple[tuple[str, Plan, tuple[str, ...], str | None, str], ...] = (
    ("2026-11-23 07:00", Plan(zone=HOME), (), "2026-W47", "due"),
    ("2026-11-23 06:59", Plan(zone=HOME), ("2026-W46",), None, "too_early"),
    ("2026-11-23 06:59", Plan(zone=HOME), ("2026-W45",), "2026-W46", "due"),
    ("2026-11-23 07:00", Plan(zone=HOME), ("2026-W47",), None, "had_it"),
    ("2026-11-23 07:00", Plan(zone=HOME), ("2026-W48",), None, "had_newer"),
    ("2026-11-29 23:59", Plan(zone=HOME), ("2026-W46",), "2026-W47", "due"),
    ("2026-11-29 23:59", Plan(zone=HOME), ("2026-W40",), "2026-W47", "caught_up"),
    ("2026-11-26 09:00", Plan(zone=HOME, day=5, hour=9), ("2026-W46",), None, "too_early"),
    ("2026-11-27 09:00", Plan(zone=HOME, day=5, hour=9), ("2026-W46",), "2026-W47", "due"),
    # Sunday: the week before, six days after it ended
    ("2026-11-29 07:00", Plan(zone=HOME, day=7), ("2026-W46",), "2026-W47", "due"),
    ("2026-11-29 06:00", Plan(zone=HOME, day=7), ("2026-W46",), None, "too_early"),
    # the week ends on Monday 00:00 in Kuala Lumpur, on Sunday 16:00 in London
    ("2026-11-22 16:00", Plan(zone="Europe/London", day=7, hour=16), ("2026-W46",), "2026-W47", "due"),
    ("2026-11-22 15:59", Plan(zone="Europe/London", day=7, hour=15), ("2026-W45",), "2026-W46", "due"),
    ("2026-11-23 07:00", Plan(zone="Europe/London"), ("2026-W46",), "2026-W47", "due"),
    ("2026-11-23 07:00", Plan(frequency="daily", zone=HOME), (), "2026-11-22", "due"),
    ("2026-11-23 06:00", Plan(frequency="daily", zone=HOME), ("2026-11-21",), None, "too_early"),
    ("2026-11-23 07:00", Plan(frequency="daily", zone=HOME), ("2026-11-22",), None, "had_it"),
    ("2026-11-23 07:00", Plan(frequency="daily", zone=HOME), ("2026-11-01",), "2026-11-22", "caught_up"),
    # what was sent weekly, and alerts, say nothing about days
    ("2026-11-23 07:00", Plan(frequency="daily", zone=HOME), ("2026-W48", "alert 12"), "2026-11-22", "due"),
    ("2026-11-23 07:00", Plan(frequency="alerts", zone=HOME), (), None, "alerts_only"),
)


@pytest.mark.parametrize(("now", "plan", "sent", "period", "why"), CASES)
def test_what_is_due(now: str, plan: Plan, sent: tuple[str, ...], period: str | None, why: str) -> None:
    found = due(at(now, plan.zone), plan, HOME, sent, LONG_AGO)
    assert (found.period, found.why) == (period, why)


def test_a_new_subscriber_gets_the_last_week_and_none_before_it() -> None:
    monday = Plan(zone=HOME)
    wednesday = at("2026-11-25 12:00")
    assert due(wednesday, monday, HOME, (), wednesday).period == "2026-W47"
    friday = Plan(zone=HOME, day=5)  # last week's hour is still to come
    found = due(wednesday, friday, HOME, (), wednesday)
    assert found == Due(period=None, why="older_than_the_wish", next=at("2026-11-27 07:00"))
    assert due(at("2026-11-27 07:00"), friday, HOME, (), wednesday).period == "2026-W47"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frequency", ["weekly", "daily"])
@pytest.mark.parametrize(("day", "hour"), [(1, 7), (7, 2), (3, 0), (6, 23)])
def test_a_year_of_hourly_runs_sends_each_period_once_and_on_time(
    zone: str, frequency: str, day: int, hour: int
) -> None:
    plan = Plan(frequency=frequency, zone=zone, day=day, hour=hour)  # type: ignore[arg-type]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sent: list[str] = []
    while now < datetime(2027, 1, 1, tzinfo=UTC):
        found = due(now, plan, HOME, sent[-3:], LONG_AGO)
        assert found.next is not None
        assert found.next > now
        if found.period is not None:
            assert found.why == "due"
            sent.append(found.period)
            if len(sent) > 1:
                local = now.astimezone(ZoneInfo(zone))
                assert now - slot(parsed(found.period), plan, HOME) < timedelta(hours=1)
                assert bounds(parsed(found.period), HOME)[1] <= now
                # an hour that the clocks leave out comes when they have moved; Lord Howe moves by half an hour
                assert local.hour in (hour, (hour + 1) % 24)
                assert frequency == "daily" or local.isoweekday() == day
        now += timedelta(hours=1)
    assert len(sent) == len(set(sent))
    periods = [parsed(each) for each in sent]
    assert periods == sorted(periods)  # type: ignore[type-var]
    assert len(sent) in ((52, 53) if frequency == "weekly" else (365, 366, 367))


@pytest.mark.parametrize(
    ("zone", "days"),
    [("Europe/London", ("2026-03-29", "2026-10-25")), ("America/New_York", ("2026-03-08", "2026-11-01"))],
)
def test_the_hour_that_is_left_out_or_repeated_comes_once(zone: str, days: tuple[str, str]) -> None:
    for text in days:
        hour = 1 if zone == "Europe/London" else 2 if text.startswith("2026-03") else 1
        plan = Plan(frequency="daily", zone=zone, hour=hour)
        sent: list[str] = []
        now = at(f"{text} 00:00", zone) - timedelta(days=1)
        while now < at(f"{text} 00:00", zone) + timedelta(days=2):
            found = due(now, plan, HOME, sent, LONG_AGO)
            if found.period:
                sent.append(found.period)
            now += timedelta(minutes=10)
        assert len(sent) == len(set(sent)) == 4  # the one that was waiting, then one a day


periods_sent = st.lists(st.integers(min_value=0, max_value=400 * 24), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    hours=periods_sent,
    zone=st.sampled_from(ZONES),
    frequency=st.sampled_from(["weekly", "daily"]),
    day=st.integers(min_value=1, max_value=7),
    hour=st.integers(min_value=0, max_value=23),
)
def test_whatever_the_clock_does_nothing_is_sent_twice_or_too_early(
    hours: list[int], zone: str, frequency: str, day: int, hour: int
) -> None:
    """Runs at any moments, in any order: a clock that jumps back included."""
    plan = Plan(frequency=frequency, zone=zone, day=day, hour=hour)  # type: ignore[arg-type]
    sent: list[str] = []
    for each in hours:
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=each)
        found = due(now, plan, HOME, sent, LONG_AGO)
        if found.period is not None:
            assert found.period not in sent
            assert slot(parsed(found.period), plan, HOME) <= now
            assert all(parsed(other) < parsed(found.period) for other in sent)  # type: ignore[operator]
            sent.append(found.period)
        assert due(now, plan, HOME, sent, LONG_AGO).period is None


def test_a_period_that_is_none() -> None:
    assert parsed("2026-11-22") == date(2026, 11, 22)
    with pytest.raises(BadInput, match="no week and no day"):
        parsed("alert 12")
