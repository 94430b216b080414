"""When a digest is due for a person. Pure: the clock and what was sent come in, a decision with its reason goes out.

A digest tells of a week or a day of the instance's zone; it is sent at the hour, and on the day, that the reader
chose in a zone of their own: at the first such moment after the week or day is over. Knows no store and no mail.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from records import BadInput, Subscriber, Week

Why = Literal[
    "due",
    "caught_up",  # due, and at least one before it was never sent: it stays unsent
    "too_early",  # the hour of the newest period has not come, and the one before was sent
    "had_it",
    "had_newer",  # a clock that jumped back, or a period sent by hand
    "older_than_the_wish",  # it was over, and its hour gone, before the person subscribed
    "alerts_only",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a person wants a digest. ``day``: 1 for Monday to 7; ``zone``: where day and hour are meant."""

    frequency: Literal["daily", "weekly", "alerts"] = "weekly"
    zone: str
    day: int = 1
    hour: int = 7

    @classmethod
    def of(cls, person: Subscriber, instance_zone: str) -> Plan:
        return cls(frequency=person.frequency, zone=person.zone or instance_zone, day=person.day, hour=person.hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """``period`` ("2024-W47", "2024-11-22") is to be sent now; None: nothing is. ``next``: when to look again."""

    period: str | None
    why: Why
    next: datetime | None = None


def due(now: datetime, plan: Plan, instance_zone: str, sent: Collection[str], subscribed: datetime) -> Due:
    """Whether a digest is due, and which. ``sent``: periods that the person was sent, or that were claimed.

    Only the newest period whose hour has come is ever due: runs that were missed are caught up by one mail. A period
    is never due once it, or a newer one, was sent. A new subscriber gets the last period that is over, and no
    older one.
    """
    if plan.frequency == "alerts":
        return Due(period=None, why="alerts_only")
    newest = newest_over(now, plan, instance_zone)
    period, waited = newest, False
    if slot(newest, plan, instance_zone) > now:
        period, waited = _before(newest), True
    following = period
    while slot(following, plan, instance_zone) <= now:
        following = _after(following)
    then = slot(following, plan, instance_zone)
    had = [each for each in (_parsed(text) for text in sent) if type(each) is type(period)]
    if period in had:
        return Due(period=None, why="too_early" if waited else "had_it", next=then)
    if any(each > period for each in had):  # type: ignore[operator]
        return Due(period=None, why="had_newer", next=then)
    if waited and slot(period, plan, instance_zone) < subscribed:
        return Due(period=None, why="older_than_the_wish", next=then)
    missed = bool(had) and _before(period) not in had
    return Due(period=str(period), why="caught_up" if missed else "due", next=then)


def slot(period: Week | date, plan: Plan, instance_zone: str) -> datetime:
    """The moment (UTC) from which a period may be sent: the plan's first hour that is not before the period's end.

    An hour that a change of the clocks leaves out comes when the clocks have moved; one that they repeat counts at
    its first passing.
    """
    end = bounds(period, instance_zone)[1]
    zone = ZoneInfo(plan.zone)
    # the day before: a zone to the west still has it when the period ends
    day = end.astimezone(zone).date() - timedelta(days=1)
    while True:
        at = datetime.combine(day, time(plan.hour), zone).astimezone(UTC)
        if at >= end and (isinstance(period, date) or day.isoweekday() == plan.day):
            return at
        day += timedelta(days=1)


def bounds(period: Week | date, zone: str) -> tuple[datetime, datetime]:
    """First moment of a week or day in ``zone`` and of the next one, in UTC."""
    if isinstance(period, Week):
        return period.bounds(zone)
    start = datetime.combine(period, time(), ZoneInfo(zone))
    end = datetime.combine(period + timedelta(days=1), time(), ZoneInfo(zone))
    return start.astimezone(UTC), end.astimezone(UTC)


def parsed(text: str) -> Week | date:
    """Reads "2024-W47" or "2024-11-22". Raises BadInput."""
    found = _parsed(text)
    if found is None:
        raise BadInput(f"'{text}' is no week and no day: write it as 2024-W47 or 2024-11-22")
    return found


def _parsed(text: str) -> Week | date | None:
    if "W" in text:
        try:
            return Week.parse(text)
        except BadInput:
            return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # the period of an alert is no day
        return None


def newest_over(now: datetime, plan: Plan, zone: str) -> Week | date:
    """The last week or day that is over in ``zone``, whatever the hour at which the plan wants it."""
    if plan.frequency == "weekly":
        return Week.of(now, zone).back(1)
    return now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)


def _before(period: Week | date) -> Week | date:
    return period.back(1) if isinstance(period, Week) else period - timedelta(days=1)


def _after(period: Week | date) -> Week | date:
    return period.back(-1) if isinstance(period, Week) else period + timedelta(days=1)
