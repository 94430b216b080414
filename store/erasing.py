"""Taking a person out of the store wholly, and telling a person all that it holds of them.

Finds every table that has a column of addresses; a test looks for the address in all tables. What stays is a salted
hash, so that nobody is added again by accident, and that a digest was sent to somebody.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from records import NotFound
from store.database import Store
from store.subscribers import address, address_mark, subscriber
from store.values import Row, Source, one, rows, stamp


def erase_subscriber(store: Store, email: str, now: datetime) -> dict[str, int]:
    """Removes a person; gives how many rows of which table were deleted or emptied. Raises NotFound.

    Deliveries stay as counts without recipient, Message-ID (it names one mail to one person) and the server's answer
    (it may hold the address). A digest goes where it was sent to this person alone and holds the name or address.
    """
    where = address(email)
    with store.transaction() as connection:
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten in the file
        row = one(store, "SELECT name FROM subscriber WHERE email = ?", (where,))
        traces = addressed(store)
        if not any(one(store, f"SELECT 1 FROM {t} WHERE {c} = ? COLLATE NOCASE", (where,)) for t, c in traces):
            raise NotFound(f"{email!r} is not subscribed, and nothing was ever sent there")
        done = {"digest": _own_digests(store, where, row["name"] if row else None)}
        done["delivery"] = connection.execute(
            "UPDATE delivery SET recipient = 'erased ' || lower(hex(randomblob(8))), message_id = NULL, reason = NULL"
            " WHERE recipient = ?",
            (where,),
        ).rowcount
        for table, column in traces:
            if table != "delivery":
                done[table] = connection.execute(
                    f"DELETE FROM {table} WHERE {column} = ? COLLATE NOCASE", (where,)
                ).rowcount
        known = one(store, "SELECT salt FROM erased LIMIT 1")
        salt = known["salt"] if known else secrets.token_hex(16)
        connection.execute(
            "INSERT OR IGNORE INTO erased (salt, hash, at) VALUES (?, ?, ?)",
            (salt, address_mark(where, salt), stamp(now)),
        )
    return done


def swept(store: Store) -> bool:
    """Empties the -wal file, in which the pages from before still stand. False where a reader is in the way: the next
    one to close the database does it."""
    (busy, _, _) = store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def addressed(source: Source) -> list[tuple[str, str]]:
    """Every table with a column that holds addresses of people, and the column: by name, so that a table that comes
    later is not forgotten."""
    return [
        (row["name"], row["column"])
        for row in list(
            rows(
                source,
                "SELECT m.name, p.name AS column FROM sqlite_master m JOIN pragma_table_info(m.name) p"
                " WHERE m.type = 'table' AND p.name IN ('recipient', 'email') ORDER BY m.name",
            )
        )
    ]


def _own_digests(store: Store, where: str, name: str | None) -> int:
    """Deletes digests that only this person got and that hold name or address; gives how many."""
    mine = rows(
        store,
        "SELECT g.id, g.subject || g.html || g.text || g.reasons AS said FROM digest g"
        " WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.digest = g.id AND d.recipient = :me)"
        " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.digest = g.id AND d.recipient <> :me)",
        {"me": where},
    )
    words = [word.casefold() for word in (where, name) if word]
    named = [row["id"] for row in list(mine) if any(word in row["said"].casefold() for word in words)]
    for number in named:
        store.connection.execute("UPDATE delivery SET digest = NULL WHERE digest = ?", (number,))
        for table in ("digest_item", "digest_erratum"):
            store.connection.execute(f"DELETE FROM {table} WHERE digest = ?", (number,))
        store.connection.execute("DELETE FROM digest WHERE id = ?", (number,))
    return len(named)


def held_of(source: Source, email: str) -> dict[str, Any]:
    """All that the store holds of a subscriber, for the person to read. Raises NotFound."""
    person = subscriber(source, email)
    held = asdict(person)
    del held["link_version"]  # no fact about the person, and a secret's part

    def listed(sql: str) -> list[Row]:
        return list(rows(source, sql, (person.email,)))

    others = {
        table: list(rows(source, f"SELECT * FROM {table} WHERE {column} = ? COLLATE NOCASE", (person.email,)))
        for table, column in addressed(source)
        if table not in ("subscriber", "delivery", "alert", "subscription_request")
    }
    return {
        "subscriber": json.loads(json.dumps(held, default=lambda value: value.isoformat())),
        "deliveries": listed(
            "SELECT period, digest, status, claimed, finished, message_id, reason FROM delivery"
            " WHERE recipient = ? ORDER BY claimed, period"
        ),
        "alerts": listed("SELECT alert, kind, reason, period, claimed FROM alert WHERE recipient = ? ORDER BY claimed"),
        "requests": listed(
            "SELECT language, themes, asked, mailed, confirmed FROM subscription_request WHERE email = ? ORDER BY id"
        ),
        **others,
    }
