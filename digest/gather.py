"""Asks the store for one week and puts the answers together as facts. Reads only; decides nothing.

Knows the named queries of ``store.weekly``; it must not know SQL, nor what will be shown.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest import course, hearing, revised, standing
from digest.facts import (
    LATELY,
    ContradictionFact,
    Counted,
    FigureFact,
    PlaceName,
    PointFact,
    PostFact,
    QuoteFact,
    SentenceFact,
    SeriesFact,
    Source,
    StoryFact,
    ThemeName,
    TrendFact,
    WeekFacts,
)
from digest.sides import sides_of
from records import Week
from store import officials_asking, weekly
from store.values import moment, moment_or_none

OPENING = 8  # sentences of an article that may become its key sentence: news puts the news first

_COPIES = ("identical", "copy")


@dataclass(slots=True)
class _Reports:
    """The articles of one week with their witnesses, and through whose annotations each is read."""

    articles: list[dict[str, Any]]
    by_story: dict[str, list[dict[str, Any]]]
    witness: dict[str, str]
    read_as: dict[str, str]  # article -> article whose annotations stand for it: a copy has none of its own

    @classmethod
    def of(cls, connection: sqlite3.Connection, week: Week) -> _Reports:
        articles = weekly.week_articles(connection, str(week))
        by_story: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in articles:
            if row["story"] is not None:
                by_story[row["story"]].append(row)
        return cls(
            articles=articles,
            by_story=by_story,
            witness=weekly.witness_of_each(connection, (row["article"] for row in articles)),
            read_as={
                row["article"]: row["copy_of"] if row["copy_kind"] in _COPIES and row["copy_of"] else row["article"]
                for row in articles
            },
        )

    def by_outlet(self) -> Counter[str]:
        return Counter(row["outlet"] for row in self.articles)

    def count(self, articles: Iterable[str]) -> int:
        return len({self.witness[article] for article in articles})


def week_facts(connection: sqlite3.Connection, week: Week, zone: str) -> WeekFacts:
    """All that the digest of a week can be made of. ``zone`` is the instance's (its weeks begin there)."""
    start, end = week.bounds(zone)
    before = week.back(1)
    now, then = _Reports.of(connection, week), _Reports.of(connection, before)
    both = set(now.by_story) | set(then.by_story)
    assigned: dict[str, list[str]] = defaultdict(list)
    for row in weekly.themes_of(connection, both):
        assigned[row["story"]].append(row["theme"])
    themes = {row["id"]: ThemeName(**row) for row in weekly.themes(connection)}
    places = weekly.divisions_of(connection, {*now.read_as.values(), *then.read_as.values()})
    written = {row["article"] for row in now.articles} | set(now.read_as.values())
    sources = sources_of(weekly.articles_by_id(connection, written))
    return WeekFacts(
        week=week,
        zone=zone,
        start=start,
        end=end,
        first=not weekly.seen_before(connection, str(week)),
        crawl=hearing.crawl(connection, start, end, zone, len(now.articles)),
        crawl_before=hearing.crawl(connection, *before.bounds(zone), zone, len(then.articles)),
        stories=_stories(connection, week, now, sources, themes, assigned, places),
        themes=_theme_counts(themes, assigned, now, then, standing.trends(connection, week, "theme")),
        provinces=_province_counts(places, now, then, standing.trends(connection, week, "place")),
        posts=_posts(connection, week, start, end),
        contradictions=_contradictions(connection, written),
        revisions=revised.revisions(connection, week, written, sources_of),
        series=_series(connection, week),
        emergent=standing.emergent_themes(connection, week),
        not_counted=standing.not_counted(connection, week),
        outlets=hearing.outlets(connection, start, end, before.bounds(zone), now.by_outlet(), then.by_outlet()),
        unanalysed=weekly.unanalysed(connection, str(week)),
        versions=tuple(weekly.versions(connection, (str(week), str(before)))),
    )


def _source(row: dict[str, Any]) -> Source:
    return Source(
        article=row["article"],
        outlet=row["outlet"],
        outlet_name=row["outlet_name"],
        title=row["title"],
        url=row["url"],
        language=row["language"],
        published=moment_or_none(row["published"]),
        first_seen=moment(row["first_seen"]),
        week=row["week"],
        show=row["show"],
        copy=row["copy_kind"] in _COPIES,
        paywalled=bool(row["paywalled"]),
        corrected=row["corrected"] is not None,
        dateline=row["dateline"],
    )


def sources_of(articles: dict[str, dict[str, Any]]) -> dict[str, Source]:
    return {article: _source(row) for article, row in articles.items()}


def _stories(
    connection: sqlite3.Connection,
    week: Week,
    reports: _Reports,
    sources: dict[str, Source],
    themes: dict[str, ThemeName],
    assigned: dict[str, list[str]],
    places: list[dict[str, Any]],
) -> tuple[StoryFact, ...]:
    known = weekly.stories(connection, reports.by_story)
    earlier: dict[str, list[str]] = defaultdict(list)
    lately: dict[str, list[str]] = defaultdict(list)
    for row in weekly.earlier_articles(connection, known, str(week)):
        earlier[row["story"]].append(row["article"])
        if row["week"] >= str(week.back(LATELY)):
            lately[row["story"]].append(row["article"])
    witness = weekly.witness_of_each(connection, (article for found in earlier.values() for article in found))
    read = set(reports.read_as.values()) & set(sources)
    sentences, quotes, figures = (
        _by_article(found)
        for found in (
            weekly.opening_sentences(connection, read, OPENING),
            weekly.quotes_of(connection, read),
            weekly.figures_of(connection, read),
        )
    )
    placed = _by_article(places)
    named = _by_article(weekly.officials_of(connection, read))
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in weekly.told_sentences(connection, known):
        told[row["story"]].append(row)
    found = []
    for story, row in sorted(known.items()):
        members = [member["article"] for member in reports.by_story[story]]
        texts = [text for text in dict.fromkeys(reports.read_as[member] for member in members) if text in read]
        found.append(
            StoryFact(
                id=story,
                title=row["title"],
                new=not earlier[story],
                titled=bool(row["titled"]),
                first_seen=moment(row["first_seen"]),
                last_seen=moment(row["last_seen"]),
                reports=reports.count(members),
                reports_before=len({witness[article] for article in earlier[story]}),
                reports_lately=len({witness[article] for article in lately[story]}),
                sources=tuple(sources[member] for member in members),
                themes=tuple(themes[theme] for theme in assigned.get(story, ())),
                places=_places(line for text in texts for line in placed[text]),
                officials=tuple(
                    sorted({(line["official"], line["name"]) for text in texts for line in named[text]}, key=_by_name)
                ),
                sentences=tuple(
                    SentenceFact(**_without_article(line), source=sources[text])
                    for text in texts
                    for line in sentences[text]
                ),
                told=tuple(
                    SentenceFact(text=line["text"], number=line["number"], source=sources[line["article"]])
                    for line in told[story]
                    if line["article"] in texts and (line["day"] if earlier[story] else line["rank"] == 1)
                ),
                quotes=tuple(
                    QuoteFact(
                        **(_without_article(line) | {"public_office": bool(line["public_office"])}),
                        source=sources[text],
                    )
                    for text in texts
                    for line in quotes[text]
                ),
                figures=tuple(
                    FigureFact(**_without_article(line), source=sources[text])
                    for text in texts
                    for line in figures[text]
                ),
            )
        )
    return tuple(found)


def _by_name(official: tuple[str, str]) -> tuple[str, str]:
    return official[1], official[0]


def _by_article(found: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        grouped[row["article"]].append(row)
    return grouped


def _without_article(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "article"}


def _places(lines: Iterable[dict[str, Any]]) -> tuple[PlaceName, ...]:
    """Those that most articles write about first."""
    articles: dict[PlaceName, int] = defaultdict(int)
    for line in lines:
        articles[PlaceName(code=line["code"], name=line["name"], name_ms=line["name_ms"])] += 1
    return tuple(sorted(articles, key=lambda place: (-articles[place], place.code)))


def _theme_counts(
    themes: dict[str, ThemeName],
    assigned: dict[str, list[str]],
    now: _Reports,
    then: _Reports,
    trends: dict[str, TrendFact],
) -> tuple[Counted, ...]:
    counts: dict[str, list[int]] = {theme: [0, 0] for theme in themes}
    for place, reports in enumerate((now, then)):
        for story, members in reports.by_story.items():
            for theme in assigned.get(story, ()):
                counts[theme][place] += reports.count(row["article"] for row in members)
    return tuple(
        Counted(
            id=theme,
            name=themes[theme].name,
            name_ms=themes[theme].name_ms,
            reports=reports,
            before=before,
            trend=trends.get(theme),
        )
        for theme, (reports, before) in counts.items()
    )


def _province_counts(
    places: list[dict[str, Any]], now: _Reports, then: _Reports, trends: dict[str, TrendFact]
) -> tuple[Counted, ...]:
    """A report counts once for each province that it writes about, once a story."""
    placed = _by_article(places)
    names: dict[str, tuple[str, str | None]] = {}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for column, reports in enumerate((now, then)):
        seen: set[tuple[str, str, str]] = set()
        for row in reports.articles:
            for line in placed[reports.read_as[row["article"]]]:
                names[line["code"]] = (line["name"], line["name_ms"])
                seen.add((line["code"], row["story"] or row["article"], reports.witness[row["article"]]))
        for code, _, _ in seen:
            counts[code][column] += 1
    return tuple(
        Counted(
            id=code,
            name=names[code][0],
            name_ms=names[code][1],
            reports=reports,
            before=before,
            trend=trends.get(code),
        )
        for code, (reports, before) in sorted(counts.items())
    )


def _posts(connection: sqlite3.Connection, week: Week, start: datetime, end: datetime) -> tuple[PostFact, ...]:
    found = weekly.posts_first_seen(connection, start, end)
    said = {row["post"]: weekly.said_of_post(connection, row["post"], str(week)) for row in found}
    articles = {row["article"] for row in found} | {line["article"] for lines in said.values() for line in lines}
    sources = sources_of(weekly.articles_by_id(connection, articles))
    return tuple(
        PostFact(
            post=row["post"],
            official=row["official"],
            role=row["role"],
            organisation=row["organisation_name"],
            status=row["status"],
            public_office=bool(row["public_office"]),
            sentence=row["sentence"],
            source=sources[row["article"]],
            said=tuple(
                SentenceFact(text=line["text"], number=line["number"], source=sources[line["article"]])
                for line in said[row["post"]]
            ),
            held_before=tuple(weekly.held_before(connection, row, start)),
            seat=officials_asking.seat_of(connection, row["post"]),
            seats_before=tuple(officials_asking.seats_before(connection, row["official_id"], start)),
        )
        for row in found
        if row["article"] in sources
    )


def _contradictions(connection: sqlite3.Connection, articles: Iterable[str]) -> tuple[ContradictionFact, ...]:
    told = weekly.disagreements(connection, articles)
    sources = sources_of(weekly.articles_by_id(connection, (side["article"] for row in told for side in row["sides"])))
    found = []
    for row in told:
        first, second = row["sides"]
        if first["text"] is None or second["text"] is None:  # a person rejected it since
            continue
        found.append(
            ContradictionFact(
                id=row["id"],
                kind=row["kind"],
                why=row["reason"],
                concept=first["concept"] or second["concept"] or "other",
                measures=first["measures"] or second["measures"],
                owner=first["owner"] or second["owner"],
                period=first["period"] or second["period"],
                sides=sides_of(row, sources),
            )
        )
    return tuple(found)


def _series(connection: sqlite3.Connection, week: Week) -> tuple[SeriesFact, ...]:
    grown = [(row, course.extended(row["claims"], str(week))) for row in weekly.series_extended(connection, str(week))]
    wanted = (claim["article"] for _, claims in grown for claim in claims)
    sources = sources_of(weekly.articles_by_id(connection, wanted))
    return tuple(
        SeriesFact(
            id=row["id"],
            concept=row["concept"],
            measures=row["measures"],
            owner=row["owner"],
            points=tuple(
                PointFact(
                    period=claim["period"],
                    text=claim["text"] or claim["value"],
                    value=float(claim["value"]),
                    new=claim["week"] == str(week),
                    source=sources[claim["article"]],
                )
                for claim in claims
            ),
        )
        for row, claims in grown
        if claims
    )
