"""What is counted of a whole week, once for all pages that tell it: stories by theme and by place.

Each week is an answer that is kept of its own: a page of a theme adds up those of twelve, and a week is not counted
again for the sake of the one after it. Must not know SQL nor any page.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from browse.keeping import kept
from records import Week
from store import desk_subjects, desk_week

MOST = 12  # weeks that a page of a theme shows


def themes(datasette: Any, connection: sqlite3.Connection, week: Week) -> list[dict[str, Any]]:
    """The themes of a week as in ``desk_week.week_themes``."""
    now, before = (_themes_in(datasette, connection, each) for each in (week, week.back(1)))
    return desk_week.week_themes(connection, week, now, before)


def places(datasette: Any, connection: sqlite3.Connection, week: Week) -> dict[str, list[dict[str, Any]]]:
    """The places of a week as in ``desk_week.week_places``."""
    now, before = (_places_in(datasette, connection, each) for each in (week, week.back(1)))
    return desk_week.week_places(connection, now, before)


def of_theme(datasette: Any, connection: sqlite3.Connection, theme: str) -> list[dict[str, Any]]:
    """``{week, stories}`` of a theme, the newest first: of the twelve weeks up to its newest those with stories."""
    newest = desk_subjects.newest_week(connection, theme)
    if newest is None:
        return []
    weeks = [Week.parse(newest).back(number) for number in range(MOST)]
    counted = [{"week": str(week), "stories": _themes_in(datasette, connection, week).get(theme, 0)} for week in weeks]
    return [row for row in counted if row["stories"]]


def _themes_in(datasette: Any, connection: sqlite3.Connection, week: Week) -> dict[str, int]:
    name = str(week)
    return kept(datasette, connection, ("themes in", name), lambda c: desk_week.themes_in(c, name))


def _places_in(datasette: Any, connection: sqlite3.Connection, week: Week) -> dict[str, dict[str, int]]:
    name = str(week)
    return kept(datasette, connection, ("places in", name), lambda c: desk_week.places_in(c, name))
