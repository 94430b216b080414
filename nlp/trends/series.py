"""Whether each series of a week has more or fewer reports than usual, with the reason. Pure: the clock is passed in.

Must not know the store. What the comparison is blind to: sources that were not heard in full (panel.py), weeks that
another version of rules and models has read, and single outbreaks in the weeks before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from nlp.trends.panel import Key, Panel, WeekCounts
from nlp.trends.tail import expected, false_discovery_bound, two_sided
from records import LeftOut, Trend, TrendWhy, Verdict

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


@dataclass(frozen=True, slots=True)
class _Series:
    key: Key
    now: int
    past: list[float]  # reports of the weeks before, without outbreaks
    shares: list[float]  # of the usual voices, heard in those weeks
    rates: list[float]  # of all weeks before, as if they had been heard in full
    why: TrendWhy  # "counted", or why it cannot be judged


def trends(history: Sequence[WeekCounts], now: datetime, zone: str) -> tuple[Trend, ...]:
    """Every series of the newest week of ``history``, which may hold its weeks in any order; by kind and key."""
    if not history:
        return ()
    *earlier, this = sorted(history, key=lambda each: each.week)
    over = now >= this.week.bounds(zone)[1]
    base = [each for each in earlier if each.week >= this.week.back(BASELINE) and each.versions == this.versions]
    panel = Panel(this, base)
    found = [_series(key, this, base, panel) for key in sorted({key for each in (this, *base) for key in each.counts})]
    verdicts = _verdicts([each for each in found if each.why == "counted"], over)
    left_out = panel.left_out()
    return tuple(_trend(each, this, left_out, *verdicts.get(each.key, ("unknown", each.why))) for each in found)


def _series(key: Key, this: WeekCounts, base: Sequence[WeekCounts], panel: Panel) -> _Series:
    weights = panel.weights(key)
    weeks = [(each, share) for each in base if (share := panel.share(each, weights)) >= HEARD]
    rates = [panel.counted(each, key) / share for each, share in weeks]
    most = _most(rates) if rates else 0.0
    usual = [(rate, share) for rate, (_, share) in zip(rates, weeks, strict=True) if rate <= most]
    why: TrendWhy = "counted"
    if base and panel.part(weights) < HEARD:
        why = "few_sources"
    elif len(weeks) < FEWEST_WEEKS:
        why = "few_weeks"
    return _Series(
        key=key,
        now=panel.counted(this, key),
        past=[rate * share for rate, share in usual],
        shares=[share for _, share in usual],
        rates=rates,
        why=why,
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


def _trend(each: _Series, this: WeekCounts, left_out: tuple[LeftOut, ...], verdict: Verdict, why: TrendWhy) -> Trend:
    weeks = len(each.rates)
    usual = _middle_half(each.rates) if weeks >= FEWEST_WEEKS and why != "few_sources" else None
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
