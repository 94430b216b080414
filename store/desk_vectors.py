"""Named queries of the desk about stored vectors: read in the order of writing, looked up, and told as stories.

Knows the table vector; it must not know how vectors are compared. Every function takes a connection that only reads.
Copies have no vector of their own: their origin's stands for them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from store.desk import ARTICLE, STORY
from store.desk_filter import conditions
from store.desk_week import themes_of
from store.stories import resolve_story
from store.values import Row, one, rows

MEMBERS = 30  # articles of a story whose vectors say what it is about, the newest first


def newest(connection: sqlite3.Connection) -> tuple[int, str]:
    """The place of the vector that was written last, and its model; (0, "") where there is none. A place is the row's
    number: what is written later has a higher one, also where it replaces a row."""
    found = one(connection, "SELECT rowid AS place, model FROM vector WHERE rowid = (SELECT max(rowid) FROM vector)")
    return (int(found["place"]), str(found["model"])) if found else (0, "")


def after(connection: sqlite3.Connection, model: str, place: int, limit: int) -> list[tuple[int, bytes]]:
    """Place and values of the vectors of a model written after ``place``, in the order of writing."""
    sql = 'SELECT rowid, "values" FROM vector WHERE rowid > ? AND model = ? ORDER BY rowid LIMIT ?'
    return connection.execute(sql, (place, model, limit)).fetchall()


def before(connection: sqlite3.Connection, model: str, place: int, limit: int) -> list[tuple[int, bytes]]:
    """The same of those written before ``place``, the newest first."""
    sql = 'SELECT rowid, "values" FROM vector WHERE rowid < ? AND model = ? ORDER BY rowid DESC LIMIT ?'
    return connection.execute(sql, (place, model, limit)).fetchall()


def at(connection: sqlite3.Connection, model: str, places: Iterable[int]) -> list[Row]:
    """``{place, article, values}`` of what stands at these places now."""
    return list(
        rows(
            connection,
            'SELECT v.rowid AS place, v.article, v."values" FROM json_each(?) j CROSS JOIN vector v'
            " ON v.rowid = j.value WHERE v.model = ?",
            (json.dumps(list(places)), model),
        )
    )


def about(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """What an id of an article or story, or one that a story once had, stands for: ``{kind, id, title, story,
    vectors}``; ``vectors`` are ``{model, values}`` of the article, or of its origin, or of a story's newest articles.
    None where there is no such thing, or all of it was withdrawn."""
    article = one(
        connection,
        "SELECT id, title, story, CASE WHEN copy_kind IN ('identical', 'copy') THEN copy_of END AS origin FROM article"
        " WHERE id = ? AND withdrawn IS NULL",
        (wanted,),
    )
    if article is not None:
        kind, key, title, story = "article", article["id"], article["title"], article["story"]
        ids = [key, *([article["origin"]] if article["origin"] else [])]
    else:
        found = one(
            connection,
            "SELECT id, title FROM story WHERE id = ? AND articles > 0",
            (resolve_story(connection, wanted),),
        )
        if found is None:
            return None
        kind, key, title, story = "story", found["id"], found["title"], found["id"]
        ids = [
            row["id"]
            for row in rows(
                connection,
                "SELECT id FROM article WHERE story = ? AND withdrawn IS NULL"
                " AND coalesce(copy_kind, '') NOT IN ('identical', 'copy') ORDER BY first_seen DESC, id LIMIT ?",
                (key, MEMBERS),
            )
        ]
    vectors = rows(
        connection,
        'SELECT v.model, v."values" FROM json_each(?) j CROSS JOIN vector v ON v.article = j.value',
        (json.dumps(ids),),
    )
    return {"kind": kind, "id": key, "title": title, "story": story, "vectors": list(vectors)}


def stories_of(connection: sqlite3.Connection, articles: Sequence[str], without: str | None, limit: int) -> list[Row]:
    """The stories of these articles, in the order of the first of each, but ``without``: the columns of a story,
    ``article`` (which one it was) and ``themes``."""
    of = {
        row["id"]: row["story"]
        for row in rows(
            connection,
            "SELECT a.id, a.story FROM json_each(?) j CROSS JOIN article a ON a.id = j.value"
            " WHERE a.withdrawn IS NULL AND a.story IS NOT NULL",
            (json.dumps(list(articles)),),
        )
    }
    first: dict[str, str] = {}
    for article in articles:
        story = of.get(article)
        if story is not None and story != without:
            first.setdefault(story, article)
    chosen = list(first)[:limit]
    found = {
        row["id"]: row
        for row in rows(
            connection,
            f"SELECT {STORY} FROM story s WHERE s.id IN (SELECT value FROM json_each(?))",
            (json.dumps(chosen),),
        )
    }
    themes = themes_of(connection, chosen)
    return [
        found[story] | {"article": first[story], "themes": themes.get(story, [])} for story in chosen if story in found
    ]


def articles_of(
    connection: sqlite3.Connection, articles: Sequence[str], without: str, text: str, filters: Mapping[str, str]
) -> list[Row]:
    """These articles as in ``desk.article``'s lists, in their order, those that hold all words of ``text`` and pass
    all filters of ``desk_filter``, without the article ``without``."""
    where, values = conditions(connection, filters, text)
    found = {
        row["id"]: row
        for row in rows(
            connection,
            f"{ARTICLE.replace(' FROM article a', ' FROM json_each(:ids) j CROSS JOIN article a ON a.id = j.value', 1)}"
            f" WHERE a.withdrawn IS NULL AND a.id <> :without AND {' AND '.join(where.values()) or '1'}",
            {"ids": json.dumps(list(articles)), "without": without, **values},
        )
    }
    return [found[article] | {"snippet": None} for article in articles if article in found]
