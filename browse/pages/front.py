"""The front page: a week at a glance. Thin; must not know SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from browse import bars, spark, tiles, weeks
from browse.access import Answer, ask, desk_of
from browse.keeping import kept
from browse.pages.common import Route, dispute, render, week_of
from browse.pages.finding import saved_searches
from browse.speaking import spoken
from records import Week
from store import desk_digests, desk_stories, desk_week, emergent

#: The front page asks a dozen questions of a week, anew after an analysis (browse.warming): see docs/performance.md.
FRONT_LIMIT_MS = 3000
SAVED = 12  # searches; all are under /searches
PLACES = 14  # rows of the table of provinces; the map has all


async def front(datasette: Any, request: Any) -> Any:
    """``/``: a week at a glance; ``?week=2024-W47`` picks another one than the latest."""
    asked = request.args.get("week")
    question = week_at_a_glance(datasette, week_of(asked) if asked else None, malay=spoken() == "ms")
    return await render(datasette, request, "desk-front.html", await ask(datasette, question, FRONT_LIMIT_MS))


def week_at_a_glance(
    datasette: Any, wanted: Week | None, *, malay: bool = False
) -> Callable[[sqlite3.Connection], dict[str, Any]]:
    """The question whose answer the template shows; None: the latest week."""
    desk = desk_of(datasette)
    assert desk is not None  # no route leads here otherwise
    zone = desk.zone

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        around = desk_week.weeks_around(connection, wanted)
        if around is None:
            return {"around": None, "digests": desk_digests.digests(connection)}
        week = Week.parse(around["week"])
        name = str(week)

        def of_week(what: str, asked: Callable[[sqlite3.Connection], Answer]) -> Answer:
            return kept(datasette, connection, ("front", what, name), asked)

        def as_crawled(what: str, asked: Callable[[sqlite3.Connection], Answer]) -> Answer:
            return kept(datasette, connection, ("front", what, name), asked, lasts=0)

        sources = as_crawled("sources", lambda c: desk_week.sources(c, week))
        unread = as_crawled("unread", lambda c: desk_week.week_unread(c, week))
        articles = sum(row["articles"] for row in sources)
        told_in = weeks.places(datasette, connection, week)
        places = told_in["places"]
        return {
            "around": around,
            "monday_iso": week.monday().isoformat(),
            "monday": week.monday(),
            "sunday": week.sunday(),
            "counts": of_week("counts", lambda c: desk_week.week_counts(c, name))
            | {
                "articles": articles,
                "outlets": sum(row["articles"] > 0 for row in sources),
                "unread": unread,
            },
            "read": unread < articles,  # or nothing can be said of what is in them
            "stories": of_week("stories", lambda c: _with_sparks(c, week, zone)),
            "emergent": emergent.of_week(connection, name),
            "trends": desk_week.week_trends(connection, name),
            "themes": bars.with_bars(weeks.themes(datasette, connection, week), "stories"),
            "officials": bars.with_bars(of_week("officials", lambda c: desk_week.week_officials(c, name)), "quotes"),
            "places": bars.with_bars(places[:PLACES], "stories"),
            "maps": tiles.maps(places, desk_week.place_names(connection, malay=malay), malay),
            "asean": tiles.asean(told_in["countries"], malay),
            "figures": of_week("figures", lambda c: desk_week.week_figures(c, name)),
            "contradictions": [
                dispute(row) for row in of_week("contradictions", lambda c: desk_week.contradictions(c, name))
            ],
            "revised": [dispute(row) for row in of_week("revised", lambda c: desk_week.revised(c, name))],
            "sources": sources,
            "digests": desk_digests.digests(connection),
            "saved": saved_searches(connection)[:SAVED],
        }

    return question


def _with_sparks(connection: sqlite3.Connection, week: Week, zone: str) -> list[dict[str, Any]]:
    """The top stories of a week, each with its ``spark``."""
    stories = desk_stories.week_stories(connection, str(week))
    dated = desk_stories.dated_at(connection, [row["id"] for row in stories], [str(week), str(week.back(1))])
    return [
        row | {"spark": spark.spark(spark.days_of(dated[row["id"]], zone, week.sunday()), week.sunday())}
        for row in stories
    ]


ROUTES: tuple[Route, ...] = ((r"^/$", front),)
