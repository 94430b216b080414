"""Named query of the desk's front page: the stories of a week that were told most widely.

Knows the tables and how reports are counted; it must not know HTML or HTTP. Takes a connection that only reads.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator

from store.desk_week import ARTICLES, themes_of
from store.stories import independent_witnesses
from store.values import Row, rows

#: Stories whose reports are summed in one step; the ten most widely reported of a week are nearly always among them.
AT_ONCE = 100
READ_AT_ONCE = 2000


def week_stories(connection: sqlite3.Connection, week: str, limit: int = 10) -> list[Row]:
    """Stories with an article of the week, the most widely reported first.

    ``{id, title, since, articles, outlets, reports, names, themes}``: ``articles``, ``outlets`` and independent
    ``reports`` are those of this week alone; ``since`` is the story's first week, ``names`` are outlets as
    ``{id, name}``, ``themes`` as in ``themes_of``.
    """
    # A story has no more independent reports than articles that repeat no other and articles that are repeated: those
    # with most are summed, step by step, until none of the rest can come before the last of those that are shown.
    top: list[Row] = []
    for sizes in _largest(connection, week):
        if len(top) == limit and top[-1]["reports"] > sizes[0]["most"]:
            break
        top = _first(top + _summed(connection, week, [row["story"] for row in sizes]), limit)
    themes = themes_of(connection, [row["id"] for row in top])
    told = {
        row["id"]: row
        for row in rows(
            connection,
            "SELECT id, title, week AS since FROM story WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([row["id"] for row in top]),),
        )
    }
    return [row | told[row["id"]] | {"themes": themes.get(row["id"], [])} for row in top]


def _largest(connection: sqlite3.Connection, week: str) -> Iterator[list[Row]]:
    """The stories of a week by how many reports they can have at ``most``, ``AT_ONCE`` at a time: {story, most}."""
    for offset in itertools.count(0, READ_AT_ONCE):
        found = list(
            rows(
                connection,
                "SELECT a.story, count(DISTINCT coalesce(CASE WHEN a.copy_kind IN ('identical', 'copy') THEN a.copy_of"
                f" END, a.id)) AS most FROM {ARTICLES} WHERE a.week = ? AND a.withdrawn IS NULL"
                " AND a.story IS NOT NULL GROUP BY a.story ORDER BY most DESC, a.story LIMIT ? OFFSET ?",
                (week, READ_AT_ONCE, offset),
            )
        )
        for start in range(0, len(found), AT_ONCE):
            yield found[start : start + AT_ONCE]
        if len(found) < READ_AT_ONCE:
            return


def _summed(connection: sqlite3.Connection, week: str, stories: list[str]) -> list[Row]:
    """``{id, articles, outlets, reports, last, names}`` of what stories have in a week."""
    found = list(
        rows(
            connection,
            f"WITH RECURSIVE known(id) AS (SELECT a.id FROM json_each(:stories) j CROSS JOIN {ARTICLES}"
            " ON a.week = :week AND a.story = j.value AND a.withdrawn IS NULL"
            " UNION SELECT a.copy_of FROM article a JOIN known k ON a.id = k.id WHERE a.copy_of IS NOT NULL)"
            " SELECT a.id, a.story, a.outlet, o.name, a.week = :week AND a.withdrawn IS NULL AS counts, a.first_seen,"
            " a.copy_of, a.copy_kind, coalesce('owner ' || o.owner, 'outlet ' || o.id) AS witness"
            " FROM known k JOIN article a ON a.id = k.id JOIN outlet o ON o.id = a.outlet ORDER BY a.first_seen, a.id",
            {"week": week, "stories": json.dumps(stories)},
        )
    )
    asked = set(stories)  # an origin may be in another story of the week
    copies = {row["id"]: (row["copy_of"], row["copy_kind"]) for row in found}
    witness = {row["id"]: row["witness"] for row in found}
    by_story: dict[str, list[Row]] = {}
    for row in found:
        if row["counts"] and row["story"] in asked:
            by_story.setdefault(row["story"], []).append(row)
    summed: list[Row] = []
    for story, members in by_story.items():
        names = {row["outlet"]: row["name"] for row in members}
        summed.append(
            {
                "id": story,
                "articles": len(members),
                "outlets": len(names),
                "reports": len(independent_witnesses([row["id"] for row in members], copies, witness)),
                "last": members[-1]["first_seen"],
                "names": [{"id": key, "name": name} for key, name in names.items()],
            }
        )
    return summed


def _first(summed: list[Row], limit: int) -> list[Row]:
    """The most widely reported; among equals the newest, then the id."""
    # a stable sort, last key first
    summed = sorted(summed, key=lambda row: str(row["id"]))
    summed.sort(key=lambda row: str(row["last"]), reverse=True)
    summed.sort(key=lambda row: (row["reports"], row["outlets"], row["articles"]), reverse=True)
    return summed[:limit]


def dated_at(connection: sqlite3.Connection, stories: list[str], weeks: list[str]) -> dict[str, list[str]]:
    """Story -> the moments (UTC stamps) of its articles of these weeks: of their date, or where they have none the one
    at which they were first seen; copies too."""
    found: dict[str, list[str]] = {story: [] for story in stories}
    for row in rows(
        connection,
        "SELECT a.story, coalesce(a.published, a.first_seen) AS dated FROM json_each(:stories) j"
        f" CROSS JOIN json_each(:weeks) w CROSS JOIN {ARTICLES}"
        " ON a.week = w.value AND a.story = j.value AND a.withdrawn IS NULL",
        {"stories": json.dumps(stories), "weeks": json.dumps(weeks)},
    ):
        found[row["story"]].append(row["dated"])
    return found
