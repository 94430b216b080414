"""Which backups stay. Pure: names with their moments and a policy in, each name with a reason out.

Counted are days, weeks and months that have a backup, not those of the calendar: a machine that was off for a month
loses none for it, and neither a clock that jumps nor a change of zone removes any. Knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_NAME = re.compile(r"pantau-(\d{8}T\d{6})Z\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The newest backup of each of the last ``daily`` days, ``weekly`` weeks and ``monthly`` months stays."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    name: str
    made: datetime
    keep: bool
    reason: str


def name_of(made: datetime) -> str:
    return f"pantau-{made.astimezone(UTC):%Y%m%dT%H%M%S}Z.db"


def made_of(name: str) -> datetime | None:
    """When a backup was made, by its name; None for a file that is none of ours: it is never touched."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def rotate(names: Iterable[str], policy: Policy) -> list[Verdict]:
    """A verdict on each backup, the newest first. The newest always stays; other names have no verdict."""
    found = sorted(((made, name) for name in names if (made := made_of(name)) is not None), reverse=True)
    reasons: dict[str, str] = {}
    if found:
        reasons[found[0][1]] = "the newest"
    for count, what, form in (
        (policy.daily, "day", "%Y-%m-%d"),
        (policy.weekly, "week", "%G-W%V"),
        (policy.monthly, "month", "%Y-%m"),
    ):
        newest: dict[str, str] = {}
        for made, name in found:
            newest.setdefault(made.strftime(form), name)
        for period, name in list(newest.items())[:count]:
            reasons.setdefault(name, f"the newest of the {what} {period}")
    return [
        Verdict(
            name=name,
            made=made,
            keep=name in reasons,
            reason=reasons.get(
                name,
                f"not the newest of one of the last {policy.daily} days, {policy.weekly} weeks and"
                f" {policy.monthly} months",
            ),
        )
        for made, name in found
    ]
