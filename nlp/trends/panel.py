"""Who counts in a week, and what part of the usual voices was heard in the weeks before. Pure.

A source that is silent this week counts on neither side. One that was silent in a week before leaves a gap there, as
large as its part in this very series, or, for want of reports, in everything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from nlp.trends.heard import SourceWeek, was_heard
from records import LeftOut, TrendKind, Week

PRIOR = 0.5  # reports a week that a series' parts are taken from everything with: few of its own say little

Key = tuple[TrendKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCounts:
    """Independent reports of one week, by source: of each series (``counts``) and of everything (``volume``)."""

    week: Week
    versions: frozenset[str]  # that read its articles
    sources: Mapping[str, SourceWeek]
    volume: Mapping[str, int]
    counts: Mapping[Key, Mapping[str, int]]


class Panel:
    """The sources of one week against those of the weeks before (``base``)."""

    def __init__(self, this: WeekCounts, base: Sequence[WeekCounts]) -> None:
        self._this = this
        self._base = base
        self._heard = {
            source: [each for each in base if was_heard(each.sources, source)]
            for source in sorted({source for each in base for source in each.sources})
        }
        usual = {
            source: fmean(each.volume.get(source, 0) for each in weeks)
            for source, weeks in self._heard.items()
            if weeks
        }
        whole = math.fsum(usual.values())
        self._parts = {source: rate / whole for source, rate in usual.items() if rate}
        known = {source for source in self._parts if 2 * len(self._heard[source]) >= len(base)}
        # Without a week before there is nobody to be new beside.
        self.members = frozenset(
            source for source in (known if base else this.sources) if was_heard(this.sources, source)
        )

    def weights(self, key: Key) -> dict[str, float]:
        """Usual reports of each source in a series, from the weeks in which it was heard; all sources, not members
        alone."""
        return {
            source: fmean(each.counts.get(key, {}).get(source, 0) for each in self._heard[source]) + PRIOR * part
            for source, part in self._parts.items()
        }

    def share(self, each: WeekCounts, weights: Mapping[str, float]) -> float:
        """The part of the members' usual reports whose sources were heard in that week."""
        whole = math.fsum(weights[source] for source in sorted(self.members))
        heard = math.fsum(weights[source] for source in sorted(self.members) if was_heard(each.sources, source))
        return heard / whole if whole else 0.0

    def part(self, weights: Mapping[str, float]) -> float:
        """The part of all usual reports that the members have."""
        whole = math.fsum(weights.values())
        return math.fsum(weights[source] for source in sorted(self.members)) / whole if whole else 0.0

    def counted(self, each: WeekCounts, key: Key) -> int:
        return sum(
            count
            for source, count in each.counts.get(key, {}).items()
            if source in self.members and was_heard(each.sources, source)
        )

    def left_out(self) -> tuple[LeftOut, ...]:
        """Sources that are watched and not counted, by name: the new ones with reports, and the silent ones."""
        found = set()
        for source, told in self._this.sources.items():
            if source in self.members:
                continue
            if not told.heard and source in self._parts:
                found.add(LeftOut(source=told.name, why="silent", days=told.silent))
            elif told.heard and self._this.volume.get(source, 0):
                found.add(LeftOut(source=told.name, why="new"))
        return tuple(sorted(found, key=lambda each: (each.why, each.source)))
