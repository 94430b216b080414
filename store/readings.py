"""Commands that keep what the texts of the last days were read to be, and let it go when it is too old.

Knows the table reading; it must not know what the bytes mean, nor when they hold: who reads them compares ``made_of``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.database import Store
from store.values import Row, stamp

_AT_ONCE = 200  # rows a statement: SQLite takes 32,766 values
#: Articles that an analysis remembers: first seen since :since, or of a story seen since then. A union and no OR, which
#: would read the whole archive in order.
REMEMBERED = (
    "SELECT id FROM article WHERE first_seen >= :since UNION SELECT id FROM article"
    " WHERE story IN (SELECT id FROM story WHERE last_seen >= :since)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReading:
    """What one text was read to be. ``signs`` None: it repeats another; ``facts`` None: they were not asked for."""

    article: str
    made_of: bytes
    copies: bytes
    signs: bytes | None = None
    facts: bytes | None = None


def kept_reading(row: Row) -> KeptReading | None:
    """Takes the columns of a reading out of a row that was joined to them; ``article`` stays."""
    made_of, copies, signs, facts = (row.pop(name) for name in ("made_of", "copies", "signs", "facts"))
    if made_of is None:
        return None
    return KeptReading(article=row["article"], made_of=made_of, copies=copies, signs=signs, facts=facts)


def keep_readings(store: Store, readings: Collection[KeptReading], facts: Mapping[str, bytes], since: datetime) -> None:
    """Keeps ``readings``, and ``facts`` by article beside readings that are there. Lets go of those of articles that
    an analysis of what comes after ``since`` does not remember."""
    rows = [(each.article, each.made_of, each.copies, each.signs, each.facts) for each in readings]
    with store.transaction() as connection:
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            connection.execute(
                "INSERT OR REPLACE INTO reading (article, made_of, copies, signs, facts)"
                f" VALUES {', '.join(['(?, ?, ?, ?, ?)'] * len(part))}",
                [value for row in part for value in row],
            )
        drawn = list(facts.items())
        for start in range(0, len(drawn), _AT_ONCE):
            pairs = drawn[start : start + _AT_ONCE]
            connection.execute(
                f"WITH drawn (article, facts) AS (VALUES {', '.join(['(?, ?)'] * len(pairs))})"
                " UPDATE reading SET facts = drawn.facts FROM drawn WHERE reading.article = drawn.article",
                [value for pair in pairs for value in pair],
            )
        connection.execute(f"DELETE FROM reading WHERE article NOT IN ({REMEMBERED})", {"since": stamp(since)})
