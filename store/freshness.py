"""A number that goes up when what is derived changes for readers: an analysis has ended, a person corrected something,
an article was withdrawn.

A crawl writes all the time and changes none of it: whoever keeps an answer keeps it by this number. It stands in the
table setting. Knows that table alone; it must not know what is kept, or by whom.
"""

from __future__ import annotations

import sqlite3

from store.values import Source, one

_NAME = "derived"


def derived_mark(source: Source) -> int:
    """The number as this reader's snapshot has it."""
    row = one(source, "SELECT value FROM setting WHERE name = ?", (_NAME,))
    return int(row["value"]) if row else 0


def mark_derived(connection: sqlite3.Connection) -> None:
    """To be called in the transaction that writes what changed."""
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, '1')"
        " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (_NAME,),
    )
