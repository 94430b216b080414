"""Named queries of the desk about names: who and what is called so, and every name that is known.

Knows the tables of officials, organisations and places, and the full-text table; it must not know how a name that is
misspelt is told. What a user types only travels as a bound value. Takes a connection that only reads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from store.searching import search_words, typed
from store.values import Row, one, rows

MOST_WORDS = 8  # of what is typed: no name has more

_LATEST = (
    " LEFT JOIN post p ON p.id = (SELECT id FROM post WHERE official = f.id ORDER BY last_seen DESC, articles DESC, id"
    " LIMIT 1) LEFT JOIN organisation g ON g.id = p.organisation"
)


def named(connection: sqlite3.Connection, text: str, limit: int = 5) -> dict[str, list[Row]]:
    """Who and what is called by all words of ``text``, in any of its names, at most ``limit`` of each kind:
    ``officials`` ({id, name, role, status, organisation, organisation_id, short, articles}), ``organisations``
    ({id, name, short}), ``places`` ({id, name, name_ms})."""
    words = [f"%{word}%" for word in typed(text).words[:MOST_WORDS]]
    if not words:
        return {"officials": [], "organisations": [], "places": []}
    values: Row = {f"w{number}": word for number, word in enumerate(words)} | {"limit": limit}

    def holds(called: str) -> str:
        return " AND ".join(f"{called} LIKE :w{number}" for number in range(len(words)))

    also = "(SELECT group_concat(n.name, ' / ') FROM organisation_name n WHERE n.organisation = g.id)"
    called = f"g.name || ' / ' || coalesce(g.short, '') || ' / ' || g.aliases || ' / ' || coalesce({also}, '')"
    person = "f.name || ' / ' || f.aliases"
    place = "p.name || ' / ' || coalesce(p.name_ms, '') || ' / ' || coalesce(p.name_zh, '')"
    return {
        "officials": list(
            rows(
                connection,
                "SELECT f.id, f.name, p.role, p.status, g.name AS organisation, g.id AS organisation_id, g.short,"
                f" p.articles FROM official f{_LATEST} WHERE f.id IN (SELECT f.id FROM official f"
                f" WHERE {holds(person)}) ORDER BY p.articles DESC, f.name LIMIT :limit",
                values,
            )
        ),
        "organisations": list(
            rows(
                connection,
                f"SELECT g.id, g.name, g.short FROM organisation g WHERE {holds(called)}"
                " ORDER BY length(g.name), g.id LIMIT :limit",
                values,
            )
        ),
        "places": list(
            rows(
                connection,
                f"SELECT p.code AS id, p.name, p.name_ms FROM place p WHERE {holds(place)}"
                " ORDER BY length(p.name), p.code LIMIT :limit",
                values,
            )
        ),
    }


def officials_called(connection: sqlite3.Connection, typed: str) -> list[Row]:
    """The official whose id is typed, or those who are called so, as in ``named``."""
    known = one(connection, "SELECT id, name FROM official WHERE id = ?", (typed,))
    if known is not None:
        return [known]
    found: list[Row] = named(connection, typed)["officials"]
    whole = [row for row in found if row["name"].casefold() == typed.strip().casefold()]
    return whole or found


def mark(connection: sqlite3.Connection) -> str:
    """Another one where a name was added, taken away or got longer or shorter."""
    found = one(
        connection,
        "SELECT (SELECT count(*) || ' ' || total(length(name) + length(aliases)) FROM official) || ' '"
        " || (SELECT count(*) || ' ' || total(length(name) + length(aliases)) FROM organisation) || ' '"
        " || (SELECT count(*) || ' ' || total(length(name)) FROM organisation_name) || ' '"
        " || (SELECT count(*) FROM place) AS mark",
    )
    return str(found["mark"]) if found else ""


def every_name(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Kind (official, organisation or place), id, name, and one of what it is called; each as often as it is called."""
    for table, kind in (("official", "official"), ("organisation", "organisation")):
        for row in rows(connection, f"SELECT id, name, aliases FROM {table} ORDER BY id"):
            for called in dict.fromkeys((row["name"], *json.loads(row["aliases"]))):
                yield kind, row["id"], row["name"], str(called)
    for row in rows(
        connection,
        "SELECT g.id, g.name, n.name AS called FROM organisation_name n JOIN organisation g ON g.id = n.organisation"
        " ORDER BY g.id, n.language, n.name",
    ):
        yield "organisation", row["id"], row["name"], row["called"]
    for row in rows(connection, "SELECT code, name, name_ms, name_zh FROM place ORDER BY code"):
        for called in dict.fromkeys((row["name"], row["name_ms"], row["name_zh"])):
            if called:
                yield "place", row["code"], row["name"], called


def unknown_words(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Those of the words that no article holds."""
    sql = "SELECT 1 FROM article_search WHERE article_search MATCH ? LIMIT 1"
    return {word for word in words if one(connection, sql, (search_words(word) or '""',)) is None}
