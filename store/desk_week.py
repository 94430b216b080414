"""Named queries of the desk's front page: one week at a glance.

Knows the tables and what a week's numbers mean; it must not know HTML or HTTP. Every function takes a connection
that only reads. Withdrawn articles are in no number; verbatim copies are in none but the article counts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import timedelta

from records import TrendKind, Week
from store import ledger_asking, ledger_disputes
from store.trending import trends_of
from store.values import Row, one, rows

# INDEXED BY: no statistics are kept, and without them SQLite may take the narrower index and read each whole row.
ARTICLES = "article a INDEXED BY article_of_week"
# In the order of the index, so that nothing is sorted or kept.
_STORIES = (
    f"SELECT DISTINCT a.story FROM {ARTICLES} WHERE a.week = {{}} AND a.withdrawn IS NULL AND a.story IS NOT NULL"
)
_OWN = "a.withdrawn IS NULL AND coalesce(a.copy_kind, '') NOT IN ('identical', 'copy')"


def weeks_around(connection: sqlite3.Connection, wanted: Week | None) -> Row | None:
    """``{week, previous, next}``: the wanted week, else the latest with articles, and the nearest weeks that have
    articles (None where there is none). None where there is no article at all and no week was asked for."""
    week = str(wanted) if wanted else None
    if week is None:
        week = (one(connection, "SELECT max(week) AS week FROM article WHERE withdrawn IS NULL") or {}).get("week")
    if week is None:
        return None
    found = one(
        connection,
        "SELECT ? AS week, (SELECT max(week) FROM article WHERE week < ? AND withdrawn IS NULL) AS previous,"
        " (SELECT min(week) FROM article WHERE week > ? AND withdrawn IS NULL) AS next",
        (week, week, week),
    )
    assert found is not None
    return found


def week_counts(connection: sqlite3.Connection, week: str) -> Row:
    """``{copies, stories, late}``; ``late``: articles dated more than seven days before they were first seen."""
    found = one(
        connection,
        f"SELECT (SELECT count(*) FROM ({_STORIES.format(':week')})) AS stories,"
        " coalesce(sum(a.copy_kind IN ('identical', 'copy')), 0) AS copies,"
        # julianday is asked only of what may be late: dated before the week was a day old, in any zone
        " coalesce(sum(a.published < :edge AND julianday(a.first_seen) - julianday(a.published) > 7), 0) AS late"
        f" FROM {ARTICLES} WHERE a.week = :week AND a.withdrawn IS NULL",
        {"week": week, "edge": (Week.parse(week).monday() + timedelta(days=1)).isoformat()},
    )
    assert found is not None
    return found


def week_unread(connection: sqlite3.Connection, week: Week) -> int:
    """How many articles of a week are not analysed yet."""
    found = one(
        connection,
        "SELECT count(*) AS n FROM article a INDEXED BY article_unanalysed WHERE a.analysed IS NULL"
        # a day more on both sides: a week begins and ends in the instance's zone
        " AND a.first_seen >= :since AND a.first_seen < :until AND a.week = :week AND a.withdrawn IS NULL",
        {
            "week": str(week),
            "since": (week.monday() - timedelta(days=1)).isoformat(),
            "until": (week.sunday() + timedelta(days=2)).isoformat(),
        },
    )
    return int(found["n"]) if found else 0


def themes_of(connection: sqlite3.Connection, stories: Iterable[str]) -> dict[str, list[Row]]:
    """Story -> its assigned themes, best first: ``{story, id, name, score, why, decided_by}``."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        connection,
        "SELECT s.story, t.id, t.name, t.name_ms, s.score, s.why, s.decided_by FROM story_theme s"
        " JOIN theme t ON t.id = s.theme"
        " WHERE s.assigned = 1 AND s.story IN (SELECT value FROM json_each(?)) ORDER BY s.score DESC, t.name",
        (json.dumps(list(stories)),),
    ):
        found.setdefault(row["story"], []).append(row)
    return found


def themes_in(connection: sqlite3.Connection, week: str) -> dict[str, int]:
    """Theme -> how many stories with an article of the week are under it; none where that is nought."""
    found = connection.execute(
        f"SELECT s.theme, count(*) FROM ({_STORIES.format('?')}) told CROSS JOIN story_theme s"
        " INDEXED BY story_theme_assigned ON s.story = told.story AND s.assigned = 1 GROUP BY 1",
        (week,),
    )
    return dict(found.fetchall())


def week_themes(
    connection: sqlite3.Connection, week: Week, now: Mapping[str, int], before: Mapping[str, int]
) -> list[Row]:
    """Every theme, also one without a story: ``{id, name, name_ms, stories, before}``, stories of this week (``now``)
    and of the week before, as ``themes_in`` counts them.

    ``before`` is None where the week before has no article at all: then there is nothing to compare with.
    """
    some = before or one(
        connection, "SELECT 1 FROM article WHERE week = ? AND withdrawn IS NULL LIMIT 1", (str(week.back(1)),)
    )
    told = [
        row | {"stories": now.get(row["id"], 0), "before": before.get(row["id"], 0) if some else None}
        for row in rows(connection, "SELECT id, name, name_ms FROM theme")
    ]
    return sorted(told, key=lambda row: (-row["stories"], row["name"]))


def week_officials(connection: sqlite3.Connection, week: str, limit: int = 10) -> list[Row]:
    """The officials most quoted: ``{id, name, role, organisation, quotes, articles}``, with the latest post known."""
    return list(
        rows(
            connection,
            "WITH said AS (SELECT q.official, count(*) AS quotes, count(DISTINCT a.id) AS articles"
            f" FROM {ARTICLES} CROSS JOIN quote q INDEXED BY quote_said ON q.article = a.id"
            f" WHERE a.week = ? AND {_OWN} AND q.official IS NOT NULL GROUP BY 1"
            " ORDER BY 2 DESC, 3 DESC, 1 LIMIT ?)"
            " SELECT f.id, f.name, p.role, p.status, g.name AS organisation, g.short, s.quotes, s.articles FROM said s"
            " JOIN official f ON f.id = s.official LEFT JOIN post p ON p.id = (SELECT id FROM post"
            " WHERE official = f.id ORDER BY last_seen DESC, articles DESC, id LIMIT 1)"
            " LEFT JOIN organisation g ON g.id = p.organisation"
            " ORDER BY s.quotes DESC, s.articles DESC, f.name",
            (week, limit),
        )
    )


def places_in(connection: sqlite3.Connection, week: str) -> dict[str, dict[str, int]]:
    """How many stories of a week are about each place (``places``), and about each country (``countries``), in which a
    story about several provinces counts once. Mere datelines are in neither. The articles of the week are gone through
    once."""
    found = connection.execute(
        f"SELECT m.place, coalesce(a.story, a.id) FROM {ARTICLES} CROSS JOIN mention m INDEXED BY mention_subject"
        " ON m.article = a.id AND m.kind = 'place' AND m.label = 'subject'"
        " WHERE a.week = ? AND a.withdrawn IS NULL AND m.place IS NOT NULL",
        (week,),
    )
    places: dict[str, set[str]] = {}
    countries: dict[str, set[str]] = {}
    for place, story in found:
        places.setdefault(place, set()).add(story)
    for place, stories in places.items():
        countries.setdefault(place[:2], set()).update(stories)
    return {
        "places": {place: len(stories) for place, stories in places.items()},
        "countries": {country: len(stories) for country, stories in countries.items()},
    }


def week_places(
    connection: sqlite3.Connection, now: Mapping[str, Mapping[str, int]], before: Mapping[str, Mapping[str, int]]
) -> dict[str, list[Row]]:
    """Where the stories of a week are about, the most told first, each with ``stories`` of this week (``now``) and
    ``before``, of the week before, as ``places_in`` counts them: ``places``, provinces and states as ``{code, name,
    name_ms, country, stories, before}``, and ``countries`` as ``{country, stories, before}``."""
    known = {row["code"]: row for row in rows(connection, "SELECT code, name, name_ms, country FROM place")}
    places = [
        known[code] | {"stories": count, "before": before["places"].get(code, 0)}
        for code, count in now["places"].items()
        if "-" in code
    ]
    countries = [
        {"country": country, "stories": count, "before": before["countries"].get(country, 0)}
        for country, count in now["countries"].items()
    ]
    return {
        "places": sorted(places, key=lambda row: (-row["stories"], row["name"])),
        "countries": sorted(countries, key=lambda row: (-row["stories"], row["country"])),
    }


def place_names(connection: sqlite3.Connection, *, malay: bool = False) -> dict[str, str]:
    """Code -> name of every province and state that is known."""
    found = rows(connection, "SELECT code, name, name_ms FROM place")
    return {row["code"]: (row["name_ms"] if malay else None) or row["name"] for row in found}


_NAMED: tuple[tuple[TrendKind, str], ...] = (("theme", "theme"), ("official", "official"), ("place", "place"))


def week_trends(connection: sqlite3.Connection, week: str) -> Row:
    """What is out of the usual: ``told``, the rises and falls of each kind as {kind, id, name, name_ms, verdict,
    reports, low, high, reason}, rises first and the largest first; ``judged``, how many series could be judged;
    ``unknown``, why the themes could not be where none was (None: some was, or nothing was counted yet)."""
    told: list[Row] = []
    judged = 0
    unknown: list[str] = []
    for kind, table in _NAMED:
        key = "code" if table == "place" else "id"
        malay = "NULL" if table == "official" else "name_ms"
        found = trends_of(connection, week, kind)
        names = {
            row["id"]: row
            for row in rows(
                connection,
                f"SELECT {key} AS id, name, {malay} AS name_ms FROM {table}"
                f" WHERE {key} IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(found)),),
            )
        }
        judged += sum(row["verdict"] != "unknown" for row in found.values())
        told += [
            {"kind": kind, **names[id], **row}
            for id, row in found.items()
            if row["verdict"] in ("rise", "fall") and id in names
        ]
        if kind == "theme":
            unknown = [row["reason"] for row in found.values() if row["why"] != "few_reports"]
    told.sort(key=lambda row: (row["verdict"] == "fall", -row["reports"], row["kind"], row["id"]))
    reason = unknown[0].partition("; ")[2] if unknown and not judged and not told else None
    return {"told": told, "judged": judged, "unknown": reason}


CLAIM = (
    "SELECT c.id, c.concept, c.measures, c.owner, c.period, c.unit, c.change, c.status, c.value, c.reports,"
    f" c.independent_reports, {ledger_disputes.claim_disputed('c.id')} AS disputed, c.series,"
    f" {ledger_asking.periods_of('c.series')} AS periods, a.id AS article, a.title, a.url, a.first_seen, a.week,"
    " o.id AS outlet, o.name,"
    " (SELECT text FROM figure WHERE claim = c.id AND article = c.first_article ORDER BY start LIMIT 1) AS text"
    " FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL"
    " JOIN outlet o ON o.id = a.outlet"
)


def week_figures(connection: sqlite3.Connection, week: str, limit: int = 12) -> list[Row]:
    """Figures first reported in the week, the most reported first, among equals those of which more is known.

    A claim is ``{id, concept, measures, owner, period, unit, change, status, value, reports, independent_reports,
    disputed, series, periods, text}`` (``periods`` of its series, ``text`` as printed) and its first report
    ``{article, title, url, first_seen, week, outlet, name}``."""
    order = (
        "ORDER BY c.independent_reports DESC, (c.owner IS NOT NULL) + (c.period IS NOT NULL)"
        " + (c.concept NOT IN ('other', 'duration')) DESC, c.reports DESC, a.first_seen DESC, c.id"
    )
    return list(
        rows(
            connection,
            # what else belongs to a claim is looked up for those that are shown
            f"{CLAIM} WHERE c.id IN (SELECT c.id FROM {ARTICLES} CROSS JOIN figure_claim c ON c.first_article = a.id"
            f" WHERE a.week = ? AND a.withdrawn IS NULL {order} LIMIT ?) {order}",
            (week, limit),
        )
    )


def contradictions(connection: sqlite3.Connection, until_week: str, limit: int = 8) -> list[Row]:
    """Figures that cannot both be right, the newest first, up to a week: as in ``ledger_disputes.disputes``."""
    return ledger_disputes.disputes(
        connection, kinds=ledger_disputes.CONTRADICTIONS, until_week=until_week, limit=limit
    )


def revised(connection: sqlite3.Connection, until_week: str, limit: int = 8) -> list[Row]:
    """Figures that a later one replaces, the newest first, up to a week: as in ``ledger_disputes.disputes``."""
    return ledger_disputes.disputes(connection, kinds=ledger_disputes.REVISIONS, until_week=until_week, limit=limit)


def sources(connection: sqlite3.Connection, week: Week) -> list[Row]:
    """Every outlet, those in trouble first: ``{id, name, state, reason, since, last_new, articles, before}``.

    ``state`` is None where it was never crawled; ``articles`` and ``before``: of the week and the week before.
    """
    count = "(SELECT count(*) FROM article WHERE week = {} AND outlet = o.id AND withdrawn IS NULL)"
    return list(
        rows(
            connection,
            "SELECT o.id, o.name, h.state, h.reason, h.since, h.last_new,"
            f" {count.format(':week')} AS articles, {count.format(':before')} AS before FROM outlet o"
            " LEFT JOIN outlet_health h ON h.outlet = o.id ORDER BY coalesce(h.state, '') = 'ok', o.name",
            {"week": str(week), "before": str(week.back(1))},
        )
    )
