"""Named query of the desk: a story with what a briefing note needs beyond its page.

Knows the tables; it must not know HTML, DOCX or what an outlet lets be shown. Takes a connection that only reads.
"""

from __future__ import annotations

import sqlite3

from store import desk
from store.values import Row, rows


def story(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """As ``desk.story``, with ``notices``: its articles that were withdrawn, corrected by their outlet or edited, as
    {title, url, language, withdrawn, withdrawn_reason, corrected, revision, name, show}, in order. None where there is
    none such.
    """
    found = desk.story(connection, wanted)
    return found and found | {
        "notices": list(
            rows(
                connection,
                "SELECT a.title, a.url, a.language, a.withdrawn, a.withdrawn_reason, a.corrected, a.revision,"
                " o.name, o.show FROM article a"
                " JOIN outlet o ON o.id = a.outlet WHERE a.story = ?"
                " AND (a.withdrawn IS NOT NULL OR a.corrected IS NOT NULL OR a.revision > 1)"
                " ORDER BY a.first_seen, a.id LIMIT 50",
                (found["id"],),
            )
        )
    }
