"""Is a source alive? "200 OK and items" proves nothing: there are feeds whose newest item is years old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

AHEAD = timedelta(hours=36)  # further in the future than any zone explains: an error of the item


@dataclass(frozen=True, slots=True)
class Freshness:
    state: Literal["ok", "stale"]
    reason: str


def newest_date(dates: Sequence[datetime | None], now: datetime) -> datetime | None:
    """The newest date that is not in the future, or None where no item has one."""
    return max((date for date in dates if date is not None and date <= now + AHEAD), default=None)


def judge_freshness(newest: datetime | None, now: datetime, stale_after: timedelta = timedelta(days=14)) -> Freshness:
    """``newest`` is the newest item's date, None where items have no dates (then the source is given the benefit of
    the doubt: new links tell)."""
    if newest is None:
        return Freshness("ok", "its items have no dates")
    age = now - newest
    if age > stale_after:
        return Freshness("stale", f"the newest item is of {newest:%Y-%m-%d}, {age.days} days old")
    return Freshness("ok", f"the newest item is of {newest:%Y-%m-%d %H:%M}Z")
