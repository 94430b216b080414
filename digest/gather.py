"""Asks the store for one week and puts the answers together as facts. Reads only; decides nothing.

All is counted at once; of stories no more is read than their columns until one is looked at (``digest.week_stories``).
Knows the named queries of ``store.weekly``; it must not know SQL, nor what will be shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import numpy as np

from digest import columns, gather_items, hearing, revised, standing
from digest.briefs import NONE, Ints, grouped
from digest.columns import Columns
from digest.facts import Counted, PlaceName, WeekFacts
from digest.gather_stories import sources_of, stories_in_full
from digest.week_stories import WeekStories
from records import Week
from store import ledger_disputes, week_columns, weekly


def week_facts(connection: sqlite3.Connection, week: Week, zone: str) -> WeekFacts:
    """All that the digest of a week can be made of. ``zone`` is the instance's (its weeks begin there).

    Its stories are read while they are looked at, over the same connection.
    """
    start, end = week.bounds(zone)
    before = week.back(1)
    now, then = columns.columns(connection, week), columns.columns(connection, before)
    places, places_before = columns.placed(connection, now), columns.placed(connection, then)
    themes, themes_before = _themes(connection, now), _themes(connection, then)
    found = columns.briefs(connection, week, start, now, places, themes)
    # copies have no figures of their own
    disputes = ledger_disputes.disputes(connection, articles=now.texts, limit=None)
    names = {
        code: PlaceName(code=code, name=name, name_ms=malay)
        for code, (name, malay) in week_columns.place_names(connection).items()
    }
    return WeekFacts(
        week=week,
        zone=zone,
        start=start,
        end=end,
        first=not weekly.seen_before(connection, str(week)),
        crawl=hearing.crawl(connection, start, end, zone, len(now.articles)),
        crawl_before=hearing.crawl(connection, *before.bounds(zone), zone, len(then.articles)),
        stories=WeekStories(found, lambda wanted: stories_in_full(connection, week, wanted)),
        places=names,
        officials=columns.OfficialNames(connection),
        themes=_theme_counts(connection, week, (found.reports, then.reports()), (themes, themes_before)),
        provinces=_province_counts(
            connection, week, names, columns.province_counts(now, places), columns.province_counts(then, places_before)
        ),
        posts=gather_items.posts(connection, week, start, end),
        contradictions=gather_items.contradictions(connection, disputes),
        revisions=revised.revisions(connection, week, disputes, sources_of),
        series=gather_items.series(connection, week),
        emergent=standing.emergent_themes(connection, week),
        not_counted=standing.not_counted(connection, week),
        outlets=hearing.outlets(connection, start, end, before.bounds(zone), now.by_outlet(), then.by_outlet()),
        unanalysed=weekly.unanalysed(connection, str(week)),
        versions=tuple(weekly.versions(connection, (str(week), str(before)))),
    )


def _themes(connection: sqlite3.Connection, week: Columns) -> dict[str, Ints]:
    """Theme -> numbers of the week's stories under it."""
    stories, themes = week_columns.themes(connection, week.stories)
    return grouped(themes, stories)


def _theme_counts(
    connection: sqlite3.Connection,
    week: Week,
    reports: tuple[Ints, Ints],  # of each story, this week and the week before
    themes: tuple[Mapping[str, Ints], Mapping[str, Ints]],
) -> tuple[Counted, ...]:
    trends = standing.trends(connection, week, "theme")
    return tuple(
        Counted(
            id=row["id"],
            name=row["name"],
            name_ms=row["name_ms"],
            reports=int(np.sum(reports[0][themes[0].get(row["id"], NONE)])),
            before=int(np.sum(reports[1][themes[1].get(row["id"], NONE)])),
            trend=trends.get(row["id"]),
        )
        for row in weekly.themes(connection)
    )


def _province_counts(
    connection: sqlite3.Connection,
    week: Week,
    names: Mapping[str, PlaceName],
    now: Mapping[str, int],
    then: Mapping[str, int],
) -> tuple[Counted, ...]:
    trends = standing.trends(connection, week, "place")
    return tuple(
        Counted(
            id=code,
            name=names[code].name,
            name_ms=names[code].name_ms,
            reports=now.get(code, 0),
            before=then.get(code, 0),
            trend=trends.get(code),
        )
        for code in sorted({*now, *then})
    )
