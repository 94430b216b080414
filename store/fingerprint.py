"""A SHA-256 over derived tables, to show that two databases hold the same: after a kill, a replay, a rebuild.

Knows which columns follow from content. Left out: trends, which rest on how the outlets were heard; captures, which are
keyed by the fetch; what the groups of a week were made from, what changed, what is near what, what the texts of the
last days were read to be and the vectors of phrases, which serve the making alone; row ids, run numbers, the time at
which a program ran.
"""

from __future__ import annotations

import hashlib
import json

from store import keeping
from store.values import Source, connection_of

_LEFT_OUT: dict[str, frozenset[str]] = {
    "article": frozenset({"fetch"}),
    "body": frozenset({"id"}),
    "revision": frozenset({"fetch"}),
    "mention": frozenset({"id"}),
    "figure": frozenset({"id"}),
    "quote": frozenset({"id"}),
    "story_alias": frozenset({"at"}),
}
_NOT_OF_CONTENT = (
    "capture",
    "changed",
    "emergent_week",
    "figure_block",
    "official_key",
    "phrases",
    "reading",
    "trend",
)
DERIVED = tuple(name for name in keeping.DERIVED if name not in _NOT_OF_CONTENT)


def derived_digests(source: Source) -> dict[str, str]:
    """SHA-256 of each derived table, by name: tells where two databases differ."""
    connection = connection_of(source)
    found = {}
    for table in DERIVED:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")]
        kept = ", ".join(f'"{name}"' for name in names if name not in _LEFT_OUT.get(table, ()))
        total = hashlib.sha256()
        for row in connection.execute(f'SELECT {kept} FROM "{table}" ORDER BY {kept}'):
            values = [value.hex() if isinstance(value, bytes) else value for value in row]
            total.update(json.dumps(values, ensure_ascii=True).encode() + b"\n")
        found[table] = total.hexdigest()
    return found


def derived_digest(source: Source) -> str:
    """One SHA-256 over all derived tables in a canonical order."""
    return hashlib.sha256(json.dumps(derived_digests(source), sort_keys=True).encode()).hexdigest()
