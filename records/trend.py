"""Trends: whether a theme, official or place has more or fewer reports in a week than it usually has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TrendKind = Literal["theme", "official", "place"]
Verdict = Literal["rise", "fall", "quiet", "unknown"]  # quiet: nothing out of the usual
TrendWhy = Literal[
    "counted",  # there was enough to tell
    "few_weeks",  # too few weeks before that can be set against this one
    "few_reports",  # so few that anything may be chance
    "few_sources",  # most of what is usually heard was not
    "not_over",  # the week goes on, and so far there is no rise
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A source that is not counted. ``days``: on which it was silent; None where that is the whole week."""

    source: str
    why: Literal["silent", "new"]
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One series in one week. ``low`` to ``high`` is the usual: the middle half of the weeks before, None where there
    are too few of them."""

    week: str
    kind: TrendKind
    key: str  # theme id, official id, ISO 3166-2
    verdict: Verdict
    why: TrendWhy
    reports: int  # independent ones, of the sources that count
    low: int | None
    high: int | None
    weeks: int
    left_out: tuple[LeftOut, ...]
    reason: str
