"""Organisations: sums of what articles call them in the posts they give (table post_mention), and what the known ones
are called (organisation_name).

Knows these three tables. As all sums here they do not depend on the order of reading.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from store.database import Store
from store.values import Row, as_json, insert, one, rows, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationName:
    organisation: str  # its name as mentions give it
    language: str  # en, ms, zh; empty: short names and what else it is called
    name: str


def save_names(store: Store, names: Iterable[OrganisationName]) -> None:
    """Puts the names of the known organisations in the place of those before."""
    found = sorted({(slug(each.organisation), each.language, each.name) for each in names})
    with store.transaction() as connection:
        if [tuple(row) for row in connection.execute("SELECT * FROM organisation_name ORDER BY 1, 2, 3")] == found:
            return  # nothing that is kept of this database has to be made anew
        connection.execute("DELETE FROM organisation_name")
        connection.executemany("INSERT INTO organisation_name VALUES (?, ?, ?)", found)


def better_name(known: str | None, other: str | None) -> str | None:
    """Of two spellings of one name the one to show: not shouted, not all small, then the first in code order."""
    if known is None or other is None:
        return known if other is None else other
    return min(known, other, key=lambda name: (name.isupper() or name.islower(), name))


def recount_organisation(connection: sqlite3.Connection, organisation: str) -> None:
    said = list(
        rows(
            connection,
            "SELECT DISTINCT organisation, organisation_name, organisation_short FROM post_mention"
            " WHERE organisation = ?",
            (organisation,),
        )
    )
    if not said:
        connection.execute("DELETE FROM organisation WHERE id = ?", (organisation,))
        return
    connection.execute(
        "UPDATE organisation SET name = ?, short = NULL, aliases = '[]' WHERE id = ?",
        (said[0]["organisation_name"], organisation),
    )
    for row in said:
        add_organisation(connection, row)


def add_organisation(connection: sqlite3.Connection, row: Row) -> None:
    known = one(connection, "SELECT name, short, aliases FROM organisation WHERE id = ?", (row["organisation"],))
    name, short = row["organisation_name"], row["organisation_short"]
    names = {name, short} - {None}
    if known is None:
        insert(
            connection,
            "organisation",
            {"id": row["organisation"], "name": name, "short": short, "aliases": as_json(sorted(names))},
        )
        return
    aliases = set(json.loads(known["aliases"])) | names
    connection.execute(
        "UPDATE organisation SET name = ?, short = ?, aliases = ? WHERE id = ?",
        (
            better_name(known["name"], name),
            better_short(known["short"], short),
            as_json(sorted(aliases)),
            row["organisation"],
        ),
    )


def better_short(known: str | None, other: str | None) -> str | None:
    """Of two short names the first in code order: capitals, as MITI is written, come first."""
    return min((name for name in (known, other) if name), default=None)
