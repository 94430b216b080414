"""Named query of the desk: articles by week, theme, place, official, outlet and language, with or without words.

Knows the tables; it must not know HTML or HTTP. What a user types only travels as a bound value. Takes a connection
that only reads. Withdrawn articles are never found.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from store.asking import search_words
from store.desk import ARTICLE
from store.values import Row, rows

PAGE = 20
#: Articles looked through from the newest on, as for the figures of the desk; a page says so.
LOOKED_THROUGH = 40_000

# A place is a province, or a country with all its provinces.
_CONDITIONS = {
    "week": "a.week = :week",
    "outlet": "a.outlet = :outlet",
    "language": "a.language = :language",
    "theme": "EXISTS (SELECT 1 FROM story_theme h WHERE h.story = a.story AND h.theme = :theme AND h.assigned = 1)",
    "place": "EXISTS (SELECT 1 FROM mention m INDEXED BY mention_subject WHERE m.article = a.id AND m.kind = 'place'"
    " AND m.label = 'subject' AND (m.place = :place OR (length(:place) = 2 AND m.place LIKE :place || '-%')))",
    "official": "EXISTS (SELECT 1 FROM mention m WHERE m.official = :official AND m.article = a.id)",
}
FILTERS = tuple(_CONDITIONS)


def filtered(
    connection: sqlite3.Connection, text: str, filters: Mapping[str, str], page: int = 1
) -> tuple[list[Row], int]:
    """One page of the articles, as in ``desk.story``, that hold all words and pass all filters (an empty one lets all
    pass), the newest first, and how many there are among the newest ``LOOKED_THROUGH``."""
    chosen = {name: value for name, value in filters.items() if name in _CONDITIONS and value}
    words = search_words(text)
    where = [_CONDITIONS[name] for name in chosen]
    values: Row = {**chosen, "most": LOOKED_THROUGH}
    if words:
        where.append(
            "a.id IN (SELECT b.article FROM article_search s JOIN body b ON b.id = s.rowid"
            " WHERE article_search MATCH :words)"
        )
        values["words"] = words
    ids = [
        row["id"]
        for row in rows(
            connection,
            "SELECT a.id FROM (SELECT id FROM article INDEXED BY article_newest WHERE withdrawn IS NULL"
            " ORDER BY first_seen DESC, id LIMIT :most) n CROSS JOIN article a ON a.id = n.id"
            f" WHERE {' AND '.join(where) or '1'} ORDER BY a.first_seen DESC, a.id",
            values,
        )
    ]
    shown = ids[max(page - 1, 0) * PAGE : max(page, 1) * PAGE]
    found = rows(
        connection,
        f"{ARTICLE} WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.first_seen DESC, a.id",
        (json.dumps(shown),),
    )
    return [row | {"snippet": None} for row in found], len(ids)


def choices(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """What can be chosen, each {id, name}: the latest weeks, themes, places, outlets and languages."""

    def listed(sql: str) -> list[Row]:
        return list(rows(connection, sql))

    return {
        "week": listed("SELECT DISTINCT week AS id, week AS name FROM story ORDER BY 1 DESC LIMIT 52"),
        "theme": listed("SELECT id, name FROM theme ORDER BY name"),
        "place": listed(
            "SELECT country AS id, country || ' (all)' AS name FROM place GROUP BY 1 UNION ALL"
            " SELECT code, country || ': ' || name FROM place ORDER BY 2"
        ),
        "outlet": listed("SELECT id, name FROM outlet ORDER BY name"),
        "language": listed(
            "SELECT language AS id, language AS name FROM article WHERE language IS NOT NULL GROUP BY 1"
        ),
    }
