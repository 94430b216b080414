"""Week on week: what may be set against what, and how each outlet was heard. Pure.

A trend between a whole week and half a week is no trend: where a week was not fully heard, or there is none to
compare with, no change is given and the reasons are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from digest.content import HealthItem, Hearing, Line, Reason
from digest.facts import Counted, OutletWeek, WeekFacts

PERCENT_FROM = 10  # reports: below it one more report is a jump of over 10 percent
CUT_SHORT = ("failed", "interrupted", "died")  # outcomes of a crawl that may not have heard all
DAYS_APART = 1  # a crawl that runs once a week, or misses a day, is still like the week before


def why_not_compared(facts: WeekFacts, now: datetime) -> tuple[Reason, ...]:
    """Empty where this week's counts may be set against those of the week before."""
    if facts.first:
        return (Reason("compare.first"),)
    found: list[Reason] = []
    if facts.crawl_before.articles == 0:
        found.append(Reason("compare.no_baseline"))
    if now < facts.end:
        found.append(Reason("compare.not_over"))
    if facts.crawl_before.outcome in CUT_SHORT:
        found.append(Reason("compare.before_partial"))
    if facts.crawl_before.articles and facts.crawl.days - facts.crawl_before.days > DAYS_APART:
        found.append(Reason("compare.more_days", facts.crawl.days, (str(facts.crawl_before.days),)))
    found += _missed(facts)
    added = tuple(
        outlet.name
        for outlet in facts.outlets
        if outlet.answered and not outlet.answered_before and facts.crawl_before.articles
    )
    if added:
        found.append(Reason("compare.added", len(added), added))
    if facts.unanalysed:
        found.append(Reason("compare.unanalysed", facts.unanalysed))
    if len(facts.versions) > 1:
        found.append(Reason("compare.versions", len(facts.versions)))
    return tuple(found)


def hearing(facts: WeekFacts) -> Hearing:
    """How much of the week was heard: of what was not, nothing may be said to be quiet."""
    if not facts.crawl.articles and not any(outlet.answered for outlet in facts.outlets):
        return "none"
    return "partial" if _missed(facts) else "whole"


def _missed(facts: WeekFacts) -> list[Reason]:
    """What says that less of this week was heard than there was to hear."""
    found = []
    if facts.crawl.outcome in CUT_SHORT:
        found.append(Reason(f"compare.{facts.crawl.outcome}"))
    if facts.crawl_before.articles and facts.crawl_before.days - facts.crawl.days > DAYS_APART:
        found.append(Reason("compare.fewer_days", facts.crawl.days, (str(facts.crawl_before.days),)))
    lost = tuple(outlet.name for outlet in facts.outlets if outlet.answered_before and not outlet.answered)
    if lost:
        found.append(Reason("compare.lost", len(lost), lost))
    return found


def trends_hold(facts: WeekFacts, now: datetime) -> bool:
    """Whether this week's trends may be told: they are counted when articles are read, of whole weeks alone."""
    return now >= facts.end and not facts.unanalysed


def usual(counted: Iterable[Counted]) -> Reason | None:
    """What is to be said where no row of these stands out: that none does, or why that is not known."""
    trends = [row.trend for row in counted if row.trend is not None]
    if not trends or any(trend.verdict in ("rise", "fall") for trend in trends):
        return None
    if any(trend.verdict == "quiet" for trend in trends):
        return Reason("trends.none")
    unknown = next((trend for trend in trends if trend.why in ("few_weeks", "few_sources")), None)
    return Reason(f"trends.{unknown.why}", unknown.weeks) if unknown else Reason("trends.few_reports")


def lines(counted: Iterable[Counted], compared: bool, trends: bool = True) -> tuple[Line, ...]:
    """Rows of a table, the most reports first; those with nothing in both weeks are left to "quiet", but for those that
    usually have something. ``trends``: whether they may be told."""
    kept = sorted((row for row in counted if row.reports or row.before or (trends and _trend(row))), key=_order)
    most = max((row.reports for row in kept), default=0)
    return tuple(_line(row, most, compared, trends) for row in kept)


def _trend(row: Counted) -> Reason | None:
    trend = row.trend
    if trend is None or trend.verdict not in ("rise", "fall") or trend.low is None or trend.high is None:
        return None
    if trend.low == trend.high:
        return Reason(f"trend.{trend.verdict}.one", trend.reports, (str(trend.low),))
    return Reason(f"trend.{trend.verdict}", trend.reports, (str(trend.low), str(trend.high)))


def _order(row: Counted) -> tuple[int, int, str]:
    return (-row.reports, -row.before, row.id)


def _line(row: Counted, most: int, compared: bool, trends: bool) -> Line:
    change = row.reports - row.before if compared else None
    percent = None
    if change is not None and row.before >= PERCENT_FROM:
        percent = round(100 * change / row.before)
    if change is None:
        reason = Reason("line.reports", row.reports)
    elif change > 0:
        reason = Reason("line.more", row.reports, (str(row.before),))
    elif change < 0:
        reason = Reason("line.fewer", row.reports, (str(row.before),))
    else:
        reason = Reason("line.level", row.reports)
    return Line(
        counted=row,
        share=row.reports / most if most else 0.0,
        change=change,
        percent=percent,
        reason=(reason,),
        trend=_trend(row) if trends else None,
    )


def health(outlets: Iterable[OutletWeek], zone: str) -> tuple[HealthItem, ...]:
    """Each outlet with what is to be said of it and since when: the silent first, then those with trouble, then the
    rest. Days are those of ``zone``.

    One that no crawl ever asks (it came with replayed pages) is not silent and is left out.
    """
    order = {"silent": 0, "troubled": 1, "heard": 2}
    found = [_health(outlet, zone) for outlet in outlets if outlet.watched or outlet.articles]
    return tuple(sorted(found, key=lambda item: (order[item.level], item.outlet.name.casefold(), item.outlet.outlet)))


def _health(outlet: OutletWeek, zone: str) -> HealthItem:
    level: Literal["silent", "troubled", "heard"] = "heard"
    why: list[Reason] = []
    failed = sum(times for _, times in outlet.failures)
    if not outlet.attempts and not outlet.articles:
        level, why = "silent", [Reason("health.not_asked")]
    elif not outlet.articles:
        level = "silent"
        why.append(Reason("health.nothing_new") if outlet.answered else Reason("health.no_answer", failed))
    elif failed and failed >= outlet.answered:
        level = "troubled"
        why.append(Reason("health.mostly_failed", failed, (str(outlet.attempts),)))
    elif outlet.state not in (None, "ok"):
        level = "troubled"
    if level != "heard":
        if outlet.state not in (None, "ok"):  # what the crawler made of it all, once the week was seen
            why.append(Reason(f"state.{outlet.state}"))
        elif outlet.failures:
            status, times = outlet.failures[0]
            why.append(Reason(f"status.{status}", times))
        words = outlet.state_reason or outlet.failure_reason
        if words and (outlet.failures or outlet.state not in (None, "ok")):
            why.append(Reason("health.words", 0, (words,)))
    else:
        why.append(Reason("health.heard", outlet.articles))
    # a state that is well again began after the trouble
    began = outlet.state_since if outlet.state not in (None, "ok") else None
    since = {"silent": outlet.last_news or began, "troubled": began}.get(level)
    return HealthItem(outlet=outlet, level=level, since=since and _day(since, zone), reason=tuple(why))


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
