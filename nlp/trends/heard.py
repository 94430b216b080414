"""Which sources were heard in which week, judged by the days on which their lists answered. Pure.

A source is whoever counts as one witness: an outlet, or all outlets of an owner. Must not know counts of reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median_low

from records import Week

DAYS_APART = 1  # a crawl that misses a day of its usual ones is still like the others, as in the digest


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletWeek:
    """One outlet in one week. ``listed``: whether a crawl ever asks its lists; one that came with replayed pages says
    only by its articles that it was heard. ``faulty``: days for which its health is known to be bad."""

    week: Week
    outlet: str
    name: str
    source: str
    listed: bool
    asked: int  # days on which its lists were asked
    answered: int  # and answered
    articles: int
    faulty: int = 0
    elapsed: int = 7  # days of the week that are over


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWeek:
    """``silent``: days that are missing from its usual ones; None where it was not heard at all."""

    name: str
    heard: bool
    silent: int | None = 0


def heard(found: Iterable[OutletWeek]) -> dict[Week, dict[str, SourceWeek]]:
    """Sources by week; not in it is one that was not watched yet. A source is heard where all its outlets were."""
    by_outlet: dict[str, list[OutletWeek]] = defaultdict(list)
    for each in found:
        by_outlet[each.outlet].append(each)
    told: dict[Week, dict[str, SourceWeek]] = defaultdict(dict)
    for outlet in sorted(by_outlet):
        weeks = sorted(by_outlet[outlet], key=lambda each: each.week)
        usual = median_low([each.answered for each in weeks if each.answered] or [0])
        for each in _watched(weeks):
            one = _one(each, usual)
            told[each.week][each.source] = _worse(told[each.week].get(each.source), one)
    return told


def _watched(weeks: list[OutletWeek]) -> list[OutletWeek]:
    """From the first week on in which it was asked or had an article."""
    first = next((place for place, each in enumerate(weeks) if each.asked or each.articles), len(weeks))
    return weeks[first:]


def _one(each: OutletWeek, usual: int) -> SourceWeek:
    if not each.listed:
        return SourceWeek(name=each.name, heard=each.articles > 0, silent=0 if each.articles else None)
    if not each.answered:
        return SourceWeek(name=each.name, heard=False, silent=None)
    silent = max(usual * each.elapsed // 7 - each.answered, each.faulty, 0)
    return SourceWeek(name=each.name, heard=silent <= DAYS_APART, silent=silent)


def _worse(one: SourceWeek | None, other: SourceWeek) -> SourceWeek:
    if one is None:
        return other
    return max(one, other, key=lambda each: 8 if each.silent is None else each.silent)


def was_heard(sources: Mapping[str, SourceWeek], source: str) -> bool:
    return source in sources and sources[source].heard
