"""Named queries of the desk about what people decided: all of it, and what concerns one story, article or official.

Knows the table correction; it must not know HTML or HTTP. Every function takes a connection that only reads. A row is
``{id, kind, target, field, value, who, at, undone, official, names}``, the newest first. ``official``: whose post it
is. ``names``: "kind:id" of the stories, articles, themes and officials that it speaks of -> {name, name_ms}; who or
what is no longer there has none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from store.values import Row, one, rows

_MADE = (
    "SELECT c.id, c.kind, c.target, c.field, c.value, c.who, c.at, c.undone, p.official FROM correction c"
    " LEFT JOIN post p ON c.kind = 'post' AND p.id = c.target"
)
MOST = 50  # shown beside a story, article or official


def listed(connection: sqlite3.Connection, offset: int, limit: int) -> tuple[list[Row], int]:
    """A page of all corrections, undone ones too, and how many there are."""
    found = _named(connection, rows(connection, f"{_MADE} ORDER BY c.id DESC LIMIT ? OFFSET ?", (limit, offset)))
    (total,) = connection.execute("SELECT count(*) FROM correction").fetchone()
    return found, int(total)


def correction(connection: sqlite3.Connection, number: int) -> Row | None:
    return one(connection, f"{_MADE} WHERE c.id = ?", (number,))


def of_story(connection: sqlite3.Connection, story: str) -> list[Row]:
    """Of its themes and title, and of its articles beside others: what is in it, and what was taken out of it."""
    return _found(
        connection,
        "(c.kind IN ('theme', 'story')"
        " AND c.target IN (SELECT :of UNION SELECT old FROM story_alias WHERE story = :of))"
        " OR (c.kind = 'event' AND c.target IN (SELECT id FROM article WHERE story = :of))"
        " OR (c.kind = 'event' AND c.field IN (SELECT id FROM article WHERE story = :of))",
        story,
    )


def of_article(connection: sqlite3.Connection, article: str) -> list[Row]:
    """Of its story, of its event and of its figures."""
    return _found(
        connection,
        "(c.kind IN ('article', 'event') AND c.target = :of) OR (c.kind = 'event' AND c.field = :of)"
        " OR (c.kind = 'figure' AND c.target >= :of || ':' AND c.target < :of || ';')",
        article,
    )


def of_official(connection: sqlite3.Connection, official: str) -> list[Row]:
    """Of who it is, its name and its posts; also what was decided under ids that it had."""
    mine = "(SELECT :of UNION SELECT old FROM official_alias WHERE official = :of)"
    return _found(
        connection,
        f"(c.kind = 'official' AND c.target IN {mine}) OR (c.kind = 'official' AND c.value IN {mine})"
        " OR (c.kind = 'post' AND c.target IN (SELECT id FROM post WHERE official = :of))",
        official,
    )


def _found(connection: sqlite3.Connection, where: str, wanted: str) -> list[Row]:
    """``where``: alternatives at the top level alone, each of which an index answers; a test asks for the plan."""
    found = rows(connection, f"{_MADE} WHERE {where} ORDER BY c.id DESC LIMIT :most", {"of": wanted, "most": MOST})
    return _named(connection, found)


def _named(connection: sqlite3.Connection, found: Iterable[Row]) -> list[Row]:
    """The rows with their ``names``. An article is the first part of a figure's target."""
    listed = list(found)
    ids = {str(row[name]).partition(":")[0] for row in listed for name in ("target", "field", "value", "official")}
    known = rows(
        connection,
        "WITH asked AS (SELECT value AS id FROM json_each(:ids))"
        " SELECT 'story:' || id AS key, title AS name, NULL AS name_ms FROM story WHERE id IN asked UNION ALL"
        " SELECT 'article:' || id, title, NULL FROM article WHERE id IN asked AND withdrawn IS NULL UNION ALL"
        " SELECT 'theme:' || id, name, name_ms FROM theme WHERE id IN asked UNION ALL"
        " SELECT 'official:' || id, name, NULL FROM official WHERE id IN asked",
        {"ids": json.dumps(sorted(ids))},
    )
    names = {str(row.pop("key")): row for row in known}
    return [row | {"names": names} for row in listed]


def doubts(connection: sqlite3.Connection, official: str) -> list[Row]:
    """Who may be the same person: ``{id, name, score, reason}``, the likeliest first."""
    return list(
        rows(
            connection,
            "SELECT f.id, f.name, d.score, d.reason FROM official_doubt d JOIN official f"
            " ON f.id = CASE WHEN d.official = :of THEN d.other ELSE d.official END"
            " WHERE d.official = :of OR d.other = :of ORDER BY d.score DESC, f.id LIMIT 10",
            {"of": official},
        )
    )


def ids_in(connection: sqlite3.Connection, typed: str) -> str | None:
    """The story that a person means by an id of a story or article, or by the address of their pages or an original."""
    text = typed.strip().split("?")[0].split("#")[0].rstrip("/")
    last = text.rsplit("/", 1)[-1]
    for key in dict.fromkeys((text, last)):
        found = one(
            connection,
            "SELECT id AS story FROM story WHERE id = :key UNION ALL SELECT story FROM story_alias WHERE old = :key"
            " UNION ALL SELECT story FROM article WHERE id = :key AND story IS NOT NULL LIMIT 1",
            {"key": key},
        )
        if found:
            return str(found["story"])
    found = one(
        connection,
        "SELECT story FROM article WHERE url IN (SELECT value FROM json_each(?)) AND story IS NOT NULL",
        (json.dumps([typed.strip(), text]),),
    )
    return str(found["story"]) if found else None
