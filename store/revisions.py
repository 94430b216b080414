"""The texts of an article in the order in which its outlet showed them, whatever the order they came in.

Knows the tables capture and revision; it must not know what else a capture says about an article. A run of
captures with one text is one revision; the last run is the present text, which stands in article and body.
"""

from __future__ import annotations

import itertools
import sqlite3
from dataclasses import dataclass

from store.values import Row, insert, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One text at one time. ``fetch`` is the row of the fetch that is its evidence."""

    seen: str  # stamp
    title: str
    text: str
    body_sha256: str
    fetch: int


def add_capture(connection: sqlite3.Connection, article: str, capture: Capture) -> None:
    """Keeps which text the fetch showed; the same fetch, extracted anew, replaces what it said before."""
    connection.execute(
        "INSERT OR REPLACE INTO capture (fetch, article, seen, title, body_sha256) VALUES (?, ?, ?, ?, ?)",
        (capture.fetch, article, capture.seen, capture.title, capture.body_sha256),
    )


def newest_capture(connection: sqlite3.Connection, article: str) -> int | None:
    """The fetch that showed the article last; of one second, the one that was stored last, so that a replay
    cannot swap two of them for ever; None where it has no capture (it was withdrawn)."""
    found = connection.execute(
        "SELECT fetch FROM capture WHERE article = ? ORDER BY seen DESC, fetch DESC LIMIT 1", (article,)
    ).fetchone()
    return int(found[0]) if found else None


def rebuild(connection: sqlite3.Connection, article: str, capture: Capture) -> Row:
    """Makes the article's revisions anew from its captures, after ``capture`` was added to them.

    Gives what follows for the row of the article: fetch (the first that showed the present text), last_seen,
    revision. Texts come from the revisions and the body as they stand, and from ``capture``.
    """
    captures = list(
        rows(
            connection,
            "SELECT fetch, seen, title, body_sha256 FROM capture WHERE article = ? ORDER BY seen, fetch",
            (article,),
        )
    )
    runs = [list(run) for _, run in itertools.groupby(captures, key=lambda row: (row["title"], row["body_sha256"]))]
    present = runs.pop()
    wanted = [
        {
            "article": article,
            "number": number,
            "title": run[0]["title"],
            "seen": run[0]["seen"],
            "replaced": after[0]["seen"],
            "body_sha256": run[0]["body_sha256"],
            "fetch": run[0]["fetch"],
        }
        for number, (run, after) in enumerate(itertools.pairwise([*runs, present]), start=1)
    ]
    earlier = list(rows(connection, "SELECT * FROM revision WHERE article = ? ORDER BY number", (article,)))
    if wanted != [{name: row[name] for name in row if name != "text"} for row in earlier]:
        texts = {row["body_sha256"]: row["text"] for row in earlier} | {capture.body_sha256: capture.text}
        body = "SELECT a.body_sha256, b.text FROM article a JOIN body b ON b.article = a.id WHERE a.id = ?"
        texts.update(connection.execute(body, (article,)).fetchall())
        connection.execute("DELETE FROM revision WHERE article = ?", (article,))
        for row in wanted:
            insert(connection, "revision", row | {"text": texts[row["body_sha256"]]})
    return {"fetch": present[0]["fetch"], "last_seen": present[-1]["seen"], "revision": len(runs) + 1}
