"""The registry of officials in the tables: what articles say goes out, who everybody is comes in.

Knows the tables official_*, and what hangs on an official; it must not know how anybody is told apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from records import Held, Minted, Person, Registry, Settled, Sighting
from store.database import Store
from store.posts import move_person, recount_all
from store.values import Row, Source, as_json, insert, moment, one, rows

_BETWEEN = "\x1f"  # joins what is printed of a post into one key (char(31)); stands in no text
_IN = "(SELECT value FROM json_each(?))"


def _of(persons: Iterable[str] | None) -> tuple[str, tuple[str, ...]]:
    """A condition for rows of these people, with its value; none for everybody."""
    return ("", ()) if persons is None else (f" WHERE person IN {_IN}", (as_json(sorted(persons)),))


def sightings(source: Source, persons: Iterable[str] | None = None) -> list[Sighting]:
    """Everybody whom articles name in a post (or ``persons`` of them), an article at a time. Times are when an article
    was published, where that is told and no later than it was first seen."""
    wanted = None if persons is None else set(persons)
    some = "" if wanted is None else f" AND p.article IN (SELECT article FROM post_mention WHERE person IN {_IN})"
    values = () if wanted is None else (as_json(sorted(wanted)),)
    places: dict[Person, set[str]] = {}
    for row in rows(
        source,
        "SELECT DISTINCT p.article, p.person, m.place FROM post_mention p JOIN mention m ON m.article = p.article"
        f" AND m.kind = 'place' AND m.sentence = p.sentence WHERE m.label = 'subject' AND m.place IS NOT NULL{some}",
        values,
    ):
        places.setdefault((row["article"], row["person"]), set()).add(row["place"])
    houses: dict[str, set[str]] = {}
    for row in rows(
        source,
        "SELECT DISTINCT p.article, m.text FROM post_mention p JOIN mention m ON m.article = p.article"
        " AND m.kind = 'entity' AND m.label = 'ORGANIZATION'"
        f" WHERE p.organisation_name IS NULL AND p.organisation_short IS NULL AND p.role IS NOT NULL{some}",
        values,
    ):
        houses.setdefault(row["article"], set()).add(row["text"])
    found: list[Sighting] = []
    article: list[Row] = []
    for row in rows(
        source,
        "SELECT p.article, p.number, p.person, p.name, p.printed, p.role, p.organisation_name, p.organisation_short,"
        " p.status, min(coalesce(a.published, a.first_seen), a.first_seen) AS seen"
        f" FROM post_mention p JOIN article a ON a.id = p.article WHERE 1{some} ORDER BY p.article, p.number",
        values,
    ):
        if article and article[0]["article"] != row["article"]:
            found += _of_article(article, places, houses)
            article = []
        article.append(row)
    found += _of_article(article, places, houses) if article else []
    return found if wanted is None else [one for one in found if one.person in wanted]


def _of_article(said: list[Row], places: Mapping[Person, set[str]], houses: Mapping[str, set[str]]) -> list[Sighting]:
    seen = moment(said[0]["seen"])
    names = {row["name"] for row in said}
    found = []
    for person in sorted({row["person"] for row in said}):
        mine = [row for row in said if row["person"] == person]
        own = {row["name"] for row in mine}
        posts = {
            (row["role"], row["organisation_name"], row["organisation_short"], row["status"])
            for row in mine
            if row["role"]
        }
        found.append(
            Sighting(
                article=said[0]["article"],
                person=person,
                name=min(own, key=lambda name: (name.isupper() or name.islower(), name)),
                printed=tuple(sorted({row["printed"] for row in mine} - {""})),
                posts=tuple(
                    Held(role=role, organisation=org, short=short, status=status, first_seen=seen, last_seen=seen)
                    for role, org, short, status in sorted(posts, key=lambda p: tuple(part or "" for part in p))
                ),
                places=frozenset(places.get((said[0]["article"], person), ())),
                beside=frozenset(names - own),
                houses=frozenset(houses.get(said[0]["article"], ()) if any(_no_house(row) for row in mine) else ()),
                seen=seen,
            )
        )
    return found


def _no_house(row: Row) -> bool:
    return row["role"] is not None and row["organisation_name"] is None and row["organisation_short"] is None


def minted(source: Source) -> list[Minted]:
    """Every id that was ever given, the oldest first."""
    return [
        Minted(id=row["id"], article=row["article"], person=row["person"])
        for row in rows(source, "SELECT id, article, person FROM official_minted ORDER BY number")
    ]


def settled_before(source: Source, persons: Iterable[str] | None = None) -> dict[Person, str]:
    """The id that each person (of ``persons``) of each article had by the rules."""
    some, values = _of(persons)
    return {
        (row["article"], row["person"]): row["resolved"]
        for row in rows(source, f"SELECT article, person, resolved FROM official_settled{some}", values)
    }


def unsettled(source: Source) -> bool:
    """Whether articles name somebody whom the registry has not settled, or no longer name somebody it has."""
    return one(source, "SELECT 1 FROM changed WHERE what = 'people' LIMIT 1") is not None


def save_registry(store: Store, registry: Registry, persons: Iterable[str] | None = None) -> int:
    """Writes who everybody is, in one transaction; what hangs on an official moves along. Gives how many persons of
    articles belong to another official than before. ``persons``: ``registry`` is of these alone, and what is written of
    others stays."""
    only = None if persons is None else sorted(set(persons))
    some, values = _of(only)
    with store.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")  # rows move before those they point to are made anew
        for row in registry.minted:
            connection.execute(
                "INSERT OR IGNORE INTO official_minted (id, article, person) VALUES (?, ?, ?)",
                (row.id, row.article, row.person),
            )
        _forget_pairs(connection, registry, only)
        for old, official in sorted(registry.aliases.items()):
            insert(connection, "official_alias", {"old": old, "official": official})
        for doubt in registry.doubts:
            insert(
                connection,
                "official_doubt",
                {"official": doubt.official, "other": doubt.other, "score": doubt.score, "reason": doubt.reason},
            )
        _save_settled(connection, registry.settled, only)
        touched: set[str] = set()
        moved = list(
            rows(
                connection,
                "SELECT DISTINCT p.article, p.person, s.official FROM post_mention p JOIN official_settled s"
                f" ON s.article = p.article AND s.person = p.person{some.replace('person', 'p.person')}"
                f"{' AND' if some else ' WHERE'} s.official <> p.official ORDER BY p.article, p.person",
                values,
            )
        )
        for change in moved:
            touched |= move_person(connection, change["article"], change["person"], change["official"])
        for official in sorted(touched):
            recount_all(connection, official)
        _save_seats(connection, registry, only)
        if only is None:
            connection.execute("DELETE FROM changed WHERE what = 'people'")
    return len(moved)


def _forget_pairs(connection: sqlite3.Connection, registry: Registry, persons: list[str] | None) -> None:
    """Takes out aliases and doubts of the people that are settled anew, as they were and as they are."""
    if persons is None:
        for table in ("official_alias", "official_doubt"):
            connection.execute(f"DELETE FROM {table}")
        return
    some, values = _of(persons)
    ids = {one.official for one in registry.settled} | {one.resolved for one in registry.settled}
    for row in rows(connection, f"SELECT DISTINCT resolved, official FROM official_settled{some}", values):
        ids |= {row["resolved"], row["official"]}
    ids |= registry.aliases.keys() | set(registry.aliases.values())
    wanted = as_json(sorted(ids))
    connection.execute(f"DELETE FROM official_alias WHERE official IN {_IN} OR old IN {_IN}", (wanted, wanted))
    connection.execute(f"DELETE FROM official_doubt WHERE official IN {_IN} OR other IN {_IN}", (wanted, wanted))


def _save_settled(connection: sqlite3.Connection, settled: Iterable[Settled], persons: list[str] | None) -> None:
    """Writes what changed; tables are large and most of it stays."""
    names = ("article", "person", "resolved", "official", "action", "score", "reason")
    some, values = _of(persons)
    wanted = {(one.article, one.person): tuple(getattr(one, name) for name in names) for one in settled}
    there = {
        (row["article"], row["person"]): tuple(row.values())
        for row in rows(connection, f"SELECT {', '.join(names)} FROM official_settled{some}", values)
    }
    connection.executemany(
        "DELETE FROM official_settled WHERE article = ? AND person = ?", sorted(there.keys() - wanted.keys())
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO official_settled ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [values for key, values in sorted(wanted.items()) if there.get(key) != values],
    )


def _save_seats(connection: sqlite3.Connection, registry: Registry, persons: list[str] | None) -> None:
    some, values = _of(persons)
    connection.execute("CREATE TEMP TABLE seat_of (printed TEXT PRIMARY KEY, seat TEXT NOT NULL)")
    connection.executemany(
        "INSERT INTO seat_of VALUES (?, ?)",
        [(_BETWEEN.join((s.role, s.organisation or "", s.short or "")), s.key) for s in registry.seats],
    )
    connection.execute(
        f"UPDATE post_mention SET seat = t.seat FROM seat_of t{some}{' AND' if some else ' WHERE'} role IS NOT NULL"
        " AND post_mention.seat IS NOT t.seat"
        " AND t.printed = role || char(31) || coalesce(organisation_name, '')"
        " || char(31) || coalesce(organisation_short, '')",
        values,
    )
    connection.execute("DROP TABLE seat_of")
