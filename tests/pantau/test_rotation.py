"""Which backups stay: tables of cases, and what holds for any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pantau.rotation import Policy, made_of, name_of, rotate

START = datetime(2024, 1, 1, 3, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


def kept(moments: list[datetime], policy: Policy) -> list[datetime]:
    return [verdict.made for verdict in rotate(map(name_of, moments), policy) if verdict.keep]


def test_a_year_of_nightly_backups() -> None:
    nights = [START + timedelta(days=n) for n in range(366)]
    stay = kept(nights, Policy(daily=7, weekly=4, monthly=6))
    assert stay[:7] == [nights[-1 - n] for n in range(7)]
    assert " ".join(f"{each:%m-%d}" for each in stay[7:]) == "12-22 12-15 11-30 10-31 09-30 08-31 07-31"


def test_a_machine_that_was_off_loses_nothing() -> None:
    old = [START + timedelta(days=n) for n in range(5)]
    late = START + timedelta(days=400)
    assert kept([*old, late], Policy(daily=7, weekly=0, monthly=0)) == [late, *reversed(old)]


def test_other_files_have_no_verdict_and_the_newest_stays_whatever_the_policy() -> None:
    names = ["pantau.db", "pantau-20240101T030000Z.db.part", "notes.txt", "pantau-20241301T030000Z.db"]
    nothing = Policy(daily=0, weekly=0, monthly=0)
    assert rotate(names, nothing) == []
    two = rotate([*names, name_of(START), name_of(START + timedelta(days=1))], nothing)
    assert [(verdict.keep, verdict.reason) for verdict in two] == [
        (True, "the newest"),
        (False, "not the newest of one of the last 0 days, 0 weeks and 0 months"),
    ]


@given(st.lists(MOMENTS, max_size=40, unique=True), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_of_any(moments: list[datetime], daily: int, weekly: int, monthly: int) -> None:
    policy = Policy(daily=daily, weekly=weekly, monthly=monthly)
    stay = kept(moments, policy)
    assert len(stay) <= max(1, daily + weekly + monthly)
    assert (max(moments) in stay) if moments else not stay
    assert kept(stay, policy) == stay  # doing it again lets go of nothing
    assert all(made_of(name_of(moment)) == moment for moment in moments)


@given(st.lists(MOMENTS, max_size=20, unique=True), MOMENTS)
def test_a_newer_backup_never_brings_an_older_one_back(moments: list[datetime], one_more: datetime) -> None:
    policy = Policy(daily=3, weekly=2, monthly=2)
    if all(one_more > moment for moment in moments):
        assert set(kept([*moments, one_more], policy)) <= {*kept(moments, policy), one_more}
