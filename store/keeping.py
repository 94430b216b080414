"""Which tables are people's, which are the log of what happened, which are derived; and carrying the first two over.

Every table is one of the three: a test fails for a new one that is in no list. Knows the schema; it must not know
how a derived row is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from store.database import Store

#: Never derived: what people decided, what was sent to whom, ids that must not be given again, what was let go.
PEOPLES = (
    "correction",
    "official_minted",
    "official_pin",
    "emergent_promoted",
    "subscriber",
    "subscription_request",
    "erased",
    "suppression",
    "digest",
    "digest_item",
    "digest_erratum",
    "delivery",
    "bounce",
    "alert",
    "let_go",
)
#: What happened, and cannot happen again: a timeout leaves no record in a WARC.
LOG = ("outlet", "run", "run_step", "fetch", "outlet_health", "reach", "link", "source", "met")
#: Kept with the database itself.
OWN = ("setting",)
#: Made again from WARC records, rules and the two lists above.
DERIVED = (
    "article",
    "body",
    "capture",
    "revision",
    "article_search",
    "sentence",
    "official",
    "official_settled",
    "official_doubt",
    "official_alias",
    "official_key",
    "organisation",
    "organisation_name",
    "post",
    "post_mention",
    "place",
    "mention",
    "figure",
    "figure_claim",
    "figure_meaning",
    "figure_block",
    "changed",
    "dispute",
    "quote",
    "vector",
    "passages",
    "neighbourhood",
    "reading",
    "phrases",
    "decision",
    "theme",
    "article_theme",
    "story",
    "story_alias",
    "story_theme",
    "story_summary",
    "story_sentence",
    "emergent",
    "emergent_week",
    "trend",
)


def tables(connection: sqlite3.Connection) -> list[str]:
    """All tables of the schema, those that SQLite keeps for itself or for a search index left out."""
    found = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    search = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    ]
    return [
        name
        for name in found
        if not name.startswith("sqlite_") and not any(name.startswith(f"{index}_") for index in search)
    ]


def carry(store: Store, other: Path, wanted: Sequence[str]) -> dict[str, int]:
    """Puts the rows of ``wanted`` tables of the database ``other`` in the place of those of the store, all or nothing;
    gives the number of each. Both have the same schema.
    """
    connection = store.connection
    connection.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro",))
    try:
        connection.execute("PRAGMA foreign_keys = OFF")  # tables that point to each other come one by one
        with store.transaction():
            counts = {name: _carried(connection, name) for name in wanted}
            for name in wanted:  # of numbers that must not be given twice
                connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
                connection.execute(
                    "INSERT INTO sqlite_sequence SELECT name, seq FROM other.sqlite_sequence WHERE name = ?", (name,)
                )
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DETACH other")
    return counts


def _carried(connection: sqlite3.Connection, table: str) -> int:
    names = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info('{table}')"))
    connection.execute(f'DELETE FROM main."{table}"')
    return connection.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM other."{table}"').rowcount
