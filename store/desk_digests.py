"""Named queries of the desk's archive: the digests that were made.

Knows the table digest; it must not know HTML or HTTP, nor who got a digest. Every function takes a connection that only
reads; None means that there is no such digest.
"""

from __future__ import annotations

import sqlite3

from store.values import Row, one, rows


def digests_whole(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """The newest digests of the archive with what a feed needs: ``{id, period, created, subject, html}``."""
    return list(
        rows(
            connection,
            "SELECT id, period, created, subject, html FROM digest ORDER BY created DESC, id DESC LIMIT ?",
            (limit,),
        )
    )


def digests_paged(connection: sqlite3.Connection, offset: int, limit: int) -> tuple[list[Row], int]:
    """A page of ``digests``, and how many there are in all."""
    found = rows(
        connection,
        "SELECT id, period, created, subject, language FROM digest ORDER BY period DESC, id DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    (total,) = connection.execute("SELECT count(*) FROM digest").fetchone()
    return list(found), int(total)


def digests(connection: sqlite3.Connection, limit: int = 12) -> list[Row]:
    """The archive, newest first: ``{id, period, created, subject, language}``."""
    return list(
        rows(
            connection,
            "SELECT id, period, created, subject, language FROM digest ORDER BY period DESC, id DESC LIMIT ?",
            (limit,),
        )
    )


def digest(connection: sqlite3.Connection, wanted: int) -> Row | None:
    """``{id, period, created, mail_language, subject, html, text}`` of a digest as it was rendered."""
    columns = "id, period, created, language AS mail_language, subject, html, text"
    return one(connection, f"SELECT {columns} FROM digest WHERE id = ?", (wanted,))
