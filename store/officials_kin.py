"""Whose decision may depend on whom: the people of changed articles and all whose names may be theirs.

Knows the tables changed, official_key, post_mention and official_settled; it must not know how names are compared. A
key is what two names share that may be one person's; who shares none has no say in the other's settling.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable

from records import Ruling
from store.database import Store
from store.values import Source, as_json, one, rows

_IN = "(SELECT value FROM json_each(?))"
_MADE_WITH = "registry_made_with"

#: Kept under, looked up by: as nlp.registry gives them of a name.
Keys = tuple[frozenset[str], frozenset[str]]


def changed_articles(source: Source) -> list[str]:
    return [str(row["id"]) for row in rows(source, "SELECT id FROM changed WHERE what = 'people' ORDER BY id")]


def settled_with(source: Source) -> str | None:
    """What the whole registry was last made with: rules, rulings and who is named everywhere."""
    found = one(source, "SELECT value FROM setting WHERE name = ?", (_MADE_WITH,))
    return str(found["value"]) if found else None


def done(store: Store, made_with: str, articles: Iterable[str]) -> None:
    """The people of these articles are settled."""
    with store.transaction() as connection:
        connection.execute(f"DELETE FROM changed WHERE what = 'people' AND id IN {_IN}", (as_json(sorted(articles)),))
        connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_MADE_WITH, made_with))


def articles_of_names(source: Source) -> tuple[dict[str, int], int]:
    """In how many articles each name stands that stands in several, and how many articles name anybody."""
    counted = rows(
        source, "SELECT name, count(DISTINCT article) AS n FROM post_mention GROUP BY name HAVING count(*) > 1"
    )
    found = {str(row["name"]): int(row["n"]) for row in counted}
    whole = one(source, "SELECT count(DISTINCT article) AS n FROM post_mention")
    return found, int(whole["n"]) if whole else 0


def names_of(source: Source, person: str) -> list[str]:
    found = rows(source, "SELECT DISTINCT name FROM post_mention WHERE person = ?", (person,))
    return sorted(str(row["name"]) for row in found)


def in_articles(source: Source, articles: Iterable[str]) -> set[str]:
    """The people whom these articles name, or named when they were last settled."""
    wanted = as_json(sorted(articles))
    found = rows(
        source,
        f"SELECT person FROM post_mention WHERE article IN {_IN}"
        f" UNION SELECT person FROM official_settled WHERE article IN {_IN}",
        (wanted, wanted),
    )
    return {str(row["person"]) for row in found}


def ruled_on(source: Source, rulings: Iterable[Ruling]) -> set[str]:
    """The people on whom anybody ruled."""
    made = list(rulings)
    ids = as_json(sorted({key for ruling in made for key in (ruling.official, ruling.other)}))
    found = rows(
        source,
        f"SELECT person FROM official_settled WHERE resolved IN {_IN} UNION"
        f" SELECT person FROM official_settled WHERE official IN {_IN} UNION"
        f" SELECT person FROM official_minted WHERE id IN {_IN}",
        (ids, ids, ids),
    )
    return {str(row["person"]) for row in found} | {person for ruling in made for person in ruling.persons}


def kin(
    connection: sqlite3.Connection,
    persons: Iterable[str],
    keys_of: Callable[[str], Keys],
    may_be_one: Callable[[Collection[str], Collection[str]], bool],
) -> set[str]:
    """These people and everybody whose settling may depend on theirs, over any number of steps.

    ``keys_of`` a name; ``may_be_one``: whether one of some names may be one of others, asked of two who share a key.
    Keys of who is no longer named count a last time: whom they held together may part.
    """
    found, waiting = set(persons), sorted(persons)
    names: dict[str, list[str]] = {}

    def called(person: str) -> list[str]:
        if person not in names:
            names[person] = names_of(connection, person)
        return names[person]

    for person in waiting:
        _keep_keys(connection, person, [keys_of(name) for name in called(person)])
    while waiting:
        person = waiting.pop()
        for row in list(
            rows(
                connection,
                "SELECT DISTINCT b.person FROM official_key a JOIN official_key b ON b.key = a.key WHERE a.person = ?"
                " AND ((a.way & 1 AND b.way & 2) OR (a.way & 2 AND b.way & 1))",
                (person,),
            )
        ):
            other = str(row["person"])
            if other not in found and (
                not called(person) or not called(other) or may_be_one(called(person), called(other))
            ):
                found.add(other)
                waiting.append(other)
    return found


def _keep_keys(connection: sqlite3.Connection, person: str, keys: Iterable[Keys]) -> None:
    ways: dict[str, int] = {}
    for kept, asked in keys:
        for key in kept:
            ways[key] = ways.get(key, 0) | 1
        for key in asked:
            ways[key] = ways.get(key, 0) | 2
    connection.executemany(
        "INSERT INTO official_key (key, person, way) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET way = excluded.way",
        [(key, person, way) for key, way in sorted(ways.items())],
    )


def forget_keys(connection: sqlite3.Connection, persons: Iterable[str]) -> None:
    """Of people whom no article names any more."""
    connection.execute(
        f"DELETE FROM official_key WHERE person IN {_IN}"
        " AND NOT EXISTS (SELECT 1 FROM post_mention p WHERE p.person = official_key.person)",
        (as_json(sorted(persons)),),
    )
