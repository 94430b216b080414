"""Commands that keep vectors of lists of texts by name, and let go of what is no longer asked for.

Knows the table phrases; it must not know what the bytes mean, nor when they hold: who reads them compares ``made_of``
and ``checksum``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from store.database import Store
from store.values import Source, as_json, one


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPhrases:
    """The vectors of one list of texts."""

    name: str
    made_of: bytes
    checksum: bytes
    values: bytes


def kept_phrases(source: Source, name: str) -> KeptPhrases | None:
    """What is kept under ``name``; as bytes, whatever a hand put there."""
    row = one(
        source,
        "SELECT name, CAST(made_of AS BLOB) AS made_of, CAST(checksum AS BLOB) AS checksum,"
        ' CAST("values" AS BLOB) AS "values" FROM phrases WHERE name = ?',
        (name,),
    )
    return None if row is None else KeptPhrases(**row)


def keep_phrases(store: Store, made: Collection[KeptPhrases], names: Collection[str]) -> None:
    """Keeps ``made`` in the place of what had their names, and lets go of all that has none of ``names``."""
    with store.transaction() as connection:
        connection.executemany(
            'INSERT OR REPLACE INTO phrases (name, made_of, checksum, "values") VALUES (?, ?, ?, ?)',
            [(each.name, each.made_of, each.checksum, each.values) for each in made],
        )
        connection.execute(
            "DELETE FROM phrases WHERE name NOT IN (SELECT value FROM json_each(?))", (as_json(sorted(names)),)
        )
