"""Whether each series of a week has more or fewer reports than usual, with the reason. Pure: the clock is passed in.

Must not know the store. What the comparison is blind to: sources that were not heard in full (in this week: not counted
on either side; in a week before: that week counts for the share of voices that was heard, or not at all), weeks that
another version of rules and models has read, and single outbreaks in the weeks before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from nlp.trends.heard import SourceWeek, was_heard
from nlp.trends.tail import expected, false_discovery_bound, two_sided
from records import LeftOut, Trend, TrendKind, TrendWhy, Verdict, Week

BASELINE = 8  # weeks before
FEWEST_WEEKS = 4  # that must be left of them
HEARD = 0.5  # share of the usual voices that must be heard for a week to say anything
FEWEST_REPORTS = 6  # in this week and the baseline together: with fewer, nothing can be told from chance
RISE_FROM, FALL_FROM = 4, 4.0  # reports this week, and expected ones
FACTOR = 1.5  # what is less than half as much again is no news, however sure
FALSE = 0.1  # of the trends told in a week and kind may be chance; benchmarks/trends.py measures what comes of it
OUTBREAK = 3.0  # standard deviations over the median from which on a week of the baseline is not the usual
MAD_TO_SD = 1.4826
MEDIAN_OF_SPREADS = 0.9  # of true ones of 1: chi-squared over its 7 degrees of freedom
OWN_WEIGHT = 8  # weeks that the spread of all series of a kind counts for, beside a series' own

Key = tuple[TrendKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCounts:
    """Independent reports of one week, by source: of each series (``counts``) and of everything (``volume``)."""

    week: Week
    versions: frozenset[str]  # that read its articles
    sources: Mapping[str, SourceWeek]
    volume: Mapping[str, int]
    counts: Mapping[Key, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Series:
    key: Key
    now: int
    past: list[float]  # reports of the weeks before, without outbreaks
    shares: list[float]  # of the usual voices, heard in those weeks
    rates: list[float]  # of all weeks before, as if they had been heard in full


def trends(history: Sequence[WeekCounts], now: datetime, zone: str) -> tuple[Trend, ...]:
    """Every series of the newest week of ``history``, which may hold its weeks in any order; by kind and key."""
    if not history:
        return ()
    *earlier, this = sorted(history, key=lambda each: each.week)
    over = now >= this.week.bounds(zone)[1]
    read_alike = [each for each in earlier if each.week >= this.week.back(BASELINE) and each.versions == this.versions]
    rate = _rates(read_alike, this)
    panel = {
        source
        for source in rate
        if was_heard(this.sources, source)
        and 2 * sum(was_heard(each.sources, source) for each in read_alike) >= len(read_alike)
    }
    shares = [_share(each, panel, rate) for each in read_alike]
    weeks = [(each, share) for each, share in zip(read_alike, shares, strict=True) if share >= HEARD]
    left_out = _left_out(this, set(rate) - panel)
    found = [
        _series(key, this, weeks, panel) for key in sorted({k for each in (this, *read_alike) for k in each.counts})
    ]
    why: TrendWhy = "counted"
    if len(weeks) < FEWEST_WEEKS:
        why = "few_weeks"
    elif math.fsum(rate[source] for source in sorted(panel)) < HEARD * math.fsum(rate.values()):
        why = "few_sources"
    verdicts = _verdicts(found, over) if why == "counted" else {}
    return tuple(_trend(each, this, len(weeks), left_out, *verdicts.get(each.key, ("unknown", why))) for each in found)


def _rates(weeks: Sequence[WeekCounts], this: WeekCounts) -> dict[str, float]:
    """Reports a week of each source where it was heard; sources of this week alone have none to go by yet."""
    heard: dict[str, list[int]] = defaultdict(list)
    for each in weeks:
        for source in each.sources:
            if each.sources[source].heard:
                heard[source].append(each.volume.get(source, 0))
    rates = {source: fmean(counts) for source, counts in sorted(heard.items()) if any(counts)}
    new = {source: 0.0 for source in sorted(this.volume) if source not in heard and was_heard(this.sources, source)}
    return rates | new


def _share(each: WeekCounts, panel: set[str], rate: Mapping[str, float]) -> float:
    """The part of the panel's usual reports whose sources were heard in that week."""
    whole = math.fsum(rate[source] for source in sorted(panel))
    part = math.fsum(rate[source] for source in sorted(panel) if was_heard(each.sources, source))
    return part / whole if whole else 0.0


def _left_out(this: WeekCounts, sources: set[str]) -> tuple[LeftOut, ...]:
    found = []
    for source in sources:
        told = this.sources.get(source)
        if told is None:
            continue  # watched no longer: nobody waits for it
        found.append(
            LeftOut(source=told.name, why="new")
            if told.heard
            else LeftOut(source=told.name, why="silent", days=told.silent)
        )
    return tuple(sorted(found, key=lambda each: (each.why, each.source)))


def _series(key: Key, this: WeekCounts, weeks: Sequence[tuple[WeekCounts, float]], panel: set[str]) -> _Series:
    def counted(each: WeekCounts) -> int:
        by_source = each.counts.get(key, {})
        return sum(n for source, n in by_source.items() if source in panel and was_heard(each.sources, source))

    rates = [counted(each) / share for each, share in weeks]
    most = _most(rates) if rates else 0.0
    usual = [(rate, share) for rate, (_, share) in zip(rates, weeks, strict=True) if rate <= most]
    return _Series(
        key=key,
        now=counted(this),
        past=[rate * share for rate, share in usual],
        shares=[share for _, share in usual],
        rates=rates,
    )


def _most(rates: Sequence[float]) -> float:
    """What is more than the median and the usual deviation from it leave plausible is an outbreak."""
    middle = median(rates)
    deviation = MAD_TO_SD * median([abs(rate - middle) for rate in rates])
    return middle + OUTBREAK * max(deviation, math.sqrt(middle), 1.0)


def _verdicts(found: Sequence[_Series], over: bool) -> dict[Key, tuple[Verdict, TrendWhy]]:
    told: dict[Key, tuple[Verdict, TrendWhy]] = {}
    by_kind: dict[str, list[_Series]] = defaultdict(list)
    for each in found:
        # The sum of both sides says nothing on how it is divided, so leaving out by it is fair to both.
        if each.now + math.fsum(each.past) >= FEWEST_REPORTS:
            by_kind[each.key[0]].append(each)
        else:
            told[each.key] = ("unknown", "few_reports")
    for kind in sorted(by_kind):
        series = by_kind[kind]
        means = [expected(each.past, each.shares) for each in series]
        spreads = _spreads(series, means)
        values = [
            two_sided(each.now, mean, math.fsum(each.shares), spread)
            for each, mean, spread in zip(series, means, spreads, strict=True)
        ]
        bound = false_discovery_bound(values, FALSE)
        for each, mean, value in zip(series, means, values, strict=True):
            if value <= bound and each.now >= max(RISE_FROM, FACTOR * mean):
                told[each.key] = ("rise", "counted")
            elif not over:
                told[each.key] = ("unknown", "not_over")
            elif value <= bound and mean >= max(FALL_FROM, FACTOR * each.now):
                told[each.key] = ("fall", "counted")
            else:
                told[each.key] = ("quiet", "counted")
    return told


def _spreads(series: Sequence[_Series], means: Sequence[float]) -> list[float]:
    """Variance over mean of each series, drawn towards the middle of all: eight weeks alone say little of it. At least
    1, as of Poisson counts."""
    own = [
        math.fsum(
            (count - mean * share) ** 2 / (mean * share) for count, share in zip(each.past, each.shares, strict=True)
        )
        / (len(each.past) - 1)
        for each, mean in zip(series, means, strict=True)
    ]
    shared = median(own) / MEDIAN_OF_SPREADS
    return [
        max(1.0, (OWN_WEIGHT * shared + (len(each.past) - 1) * spread) / (OWN_WEIGHT + len(each.past) - 1))
        for each, spread in zip(series, own, strict=True)
    ]


def _trend(
    each: _Series, this: WeekCounts, weeks: int, left_out: tuple[LeftOut, ...], verdict: Verdict, why: TrendWhy
) -> Trend:
    usual = _middle_half(each.rates) if weeks >= FEWEST_WEEKS else None
    return Trend(
        week=str(this.week),
        kind=each.key[0],
        key=each.key[1],
        verdict=verdict,
        why=why,
        reports=each.now,
        low=usual and usual[0],
        high=usual and usual[1],
        weeks=weeks,
        left_out=left_out,
        reason=_reason(each.now, usual, weeks, left_out, verdict, why),
    )


def _middle_half(rates: Sequence[float]) -> tuple[int, int]:
    ordered = sorted(rates)
    skipped = len(ordered) // 4
    return round(ordered[skipped]), round(ordered[-1 - skipped])


def _reason(
    reports: int,
    usual: tuple[int, int] | None,
    weeks: int,
    left_out: Sequence[LeftOut],
    verdict: Verdict,
    why: TrendWhy,
) -> str:
    said = [f"{reports} independent report{'' if reports == 1 else 's'}"]
    if usual:
        low, high = usual
        said[0] += f", usually {low if low == high else f'{low} to {high}'}"
    if why == "few_weeks":
        said.append(
            f"only {weeks} earlier week{'' if weeks == 1 else 's'} to set against it, {FEWEST_WEEKS} are needed"
            if weeks
            else f"no earlier week to set against it, {FEWEST_WEEKS} are needed"
        )
    elif why == "few_reports":
        said.append("too few to tell a change from chance")
    elif verdict == "quiet" and usual and not usual[0] <= reports <= usual[1]:
        said.append("that may be chance")
    elif why == "few_sources":
        said.append("most of what is usually heard was silent")
    elif why == "not_over":
        said.append("the week is not over")
    for source in left_out:
        if source.why == "new":
            said.append(f"{source.source} is new, not counted")
        elif source.days is None:
            said.append(f"{source.source} was silent, not counted")
        else:
            said.append(
                f"{source.source} was silent for {source.days} day{'' if source.days == 1 else 's'}, not counted"
            )
    return "; ".join(said)
