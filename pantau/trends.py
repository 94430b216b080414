"""Joins trends to the store. Thin: what is a trend stands in nlp.trends, what is kept in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.trends import BASELINE, OutletWeek, SourceWeek, WeekCounts, heard, trends
from records import TrendKind, Week
from store import Store, trending, weekly
from store.values import Row, moment

HISTORY = 12  # weeks back from the newest that are judged anew: stories merge, people correct, outlets are heard late
_WELL = ("ok", "quiet")  # states of an outlet that answers


def refresh_trends(store: Store, version: str) -> None:
    """Judges the last weeks anew. The clock is the end of the day of the last fetch, so that doing it again changes
    nothing; who looks on Sunday evening has heard the week as fully as on the Sundays before."""
    weeks = weekly.weeks_seen(store, HISTORY + BASELINE)
    last = trending.last_fetch(store)
    if not weeks or last is None:
        return
    now = _end_of_day(last, ZoneInfo(store.zone))
    reports = {week: trending.week_reports(store, str(week)) for week in weeks}
    sources = heard(_outlet_weeks(store, reports, now))
    history = [_counts(store, week, reports[week], sources.get(week, {})) for week in weeks]
    for place, week in list(enumerate(weeks))[-HISTORY:]:
        found = trends(history[max(0, place - BASELINE) : place + 1], now, store.zone)
        told = [each for each in found if each.kind == "theme" or each.reports or each.verdict != "unknown"]
        trending.save_trends(store, str(week), told, version)


def _end_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    following = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(following, time(), zone).astimezone(UTC)


def _counts(store: Store, week: Week, reports: list[Row], sources: dict[str, SourceWeek]) -> WeekCounts:
    """A report counts once a story and source, for each theme of the story, and each place and official it names."""
    witness = weekly.witness_of_each(store, (row["article"] for row in reports))
    themes = _listed(weekly.themes_of(store, (row["story"] for row in reports)), "story", "theme")
    read_as = {row["read_as"] for row in reports}
    places = _listed(weekly.divisions_of(store, read_as), "article", "code")
    people = _listed(trending.officials_of(store, read_as), "article", "official")
    told: dict[tuple[TrendKind, str], set[tuple[str, str]]] = defaultdict(set)
    for row in reports:
        report = (row["story"], witness[row["article"]])
        for theme in themes[row["story"]]:
            told["theme", theme].add(report)
        for place in places[row["read_as"]]:
            told["place", place].add(report)
        for official in people[row["read_as"]]:
            told["official", official].add(report)
    for known in weekly.themes(store):
        told["theme", known["id"]] |= set()
    return WeekCounts(
        week=week,
        versions=frozenset(weekly.versions(store, (str(week),))),
        sources=sources,
        volume=_by_source({(row["story"], witness[row["article"]]) for row in reports}),
        counts={key: _by_source(found) for key, found in told.items()},
    )


def _listed(rows: Iterable[Row], by: str, what: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row[by]].append(row[what])
    return found


def _by_source(reports: Iterable[tuple[str, str]]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for _, source in reports:
        counted[source] += 1
    return dict(sorted(counted.items()))


def _outlet_weeks(store: Store, reports: dict[Week, list[Row]], now: datetime) -> list[OutletWeek]:
    weeks = list(reports)
    zone = ZoneInfo(store.zone)
    today = (now - timedelta(seconds=1)).astimezone(zone).date()
    asked: dict[tuple[str, Week], dict[object, bool]] = defaultdict(dict)  # (outlet, week) -> day -> answered
    for row in trending.lists_asked(store, weeks[0].bounds(store.zone)[0], now):
        hour = datetime.strptime(row["hour"], "%Y-%m-%dT%H").replace(tzinfo=UTC)
        days = asked[row["outlet"], Week.of(hour, store.zone)]
        day = hour.astimezone(zone).date()
        days[day] = days.get(day, False) or bool(row["answered"])
    articles: dict[tuple[str, Week], int] = defaultdict(int)
    for week, told in reports.items():
        for row in told:
            articles[row["outlet"], week] += 1
    listed = {outlet for outlet, _ in asked}
    return [
        OutletWeek(
            week=week,
            outlet=row["outlet"],
            name=row["name"],
            source=row["source"],
            listed=bool(row["crawled"]) or row["outlet"] in listed,
            asked=len(asked[row["outlet"], week]),
            answered=sum(asked[row["outlet"], week].values()),
            articles=articles[row["outlet"], week],
            faulty=_faulty(row, week, today, zone),
            elapsed=min(7, max(0, (today - week.monday()).days + 1)),
        )
        for row in trending.outlets_watched(store)
        for week in weeks
    ]


def _faulty(row: Row, week: Week, today: date, zone: ZoneInfo) -> int:
    """Days of the week, until today, in which the outlet's health has been bad; a state before the present one is not
    known any more, what was fetched then is."""
    if row["state"] is None or row["state"] in _WELL:
        return 0
    since = moment(row["since"]).astimezone(zone).date()
    last = min(week.sunday(), today)
    return max(0, (last - max(since, week.monday())).days + 1)
