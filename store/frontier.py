"""The frontier in the store: links that wait, what became of each, when every source is due, what was met at an outlet.

Knows the tables link, source and met; it must not know why something is due, or how an outlet is judged. What is
written here stands in one transaction with what the crawl keeps beside it, so that a kill at any moment loses no link,
asks for none twice and forgets nothing that was met.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from records import Noted, SourceState, Waiting
from store.database import Store
from store.values import Row, Source, moment, moment_or_none, one, rows, stamp, stamp_or_none

_AGAIN = 1e12  # seconds; behind everything that was never asked


def add_links(store: Store, links: Iterable[Waiting]) -> int:
    """Adds links; those whose key is there stay as they are. How many were added."""
    with store.transaction() as connection:
        before = connection.total_changes
        connection.executemany(
            "INSERT OR IGNORE INTO link (key, outlet, url, found, title, published, section, due, reason, asked,"
            " attempts, final, rank) VALUES (:key, :outlet, :url, :found, :title, :published, :section, :due, :reason,"
            " :asked, :attempts, :final, :rank)",
            (_row(link) for link in links),
        )
        return connection.total_changes - before


def link_of(store: Store, key: str) -> Waiting | None:
    """The link with this key, or None."""
    row = one(store.connection, "SELECT * FROM link WHERE key = ?", (key,))
    return None if row is None else _link(row)


def wanted_links(store: Store, outlet: str, now: datetime, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
    """At most ``limit`` links of an outlet that are due, but for the keys in ``without``: never asked before again,
    newest before oldest."""
    found = rows(
        store.connection,
        "SELECT * FROM link WHERE outlet = ? AND due IS NOT NULL AND due <= ? ORDER BY rank LIMIT ?",
        (outlet, stamp(now), limit + len(without)),
    )
    return tuple(_link(row) for row in found if row["key"] not in without)[:limit]


def count_wanted(store: Store, outlet: str, now: datetime) -> int:
    """How many links of an outlet are due."""
    sql = "SELECT count(*) FROM link WHERE outlet = ? AND due IS NOT NULL AND due <= ?"
    return int(store.connection.execute(sql, (outlet, stamp(now))).fetchone()[0])


def save_link(store: Store, link: Waiting) -> None:
    """Writes a link as it is now."""
    with store.transaction() as connection:
        connection.execute(
            "UPDATE link SET url = :url, due = :due, reason = :reason, asked = :asked, attempts = :attempts,"
            " final = :final, rank = :rank WHERE key = :key",
            _row(link),
        )


def source_of(store: Store, url: str) -> SourceState | None:
    """What is remembered of a source, or None where it was never asked."""
    row = one(store.connection, "SELECT * FROM source WHERE url = ?", (url,))
    return None if row is None else _source(row)


def sources(store: Store) -> tuple[SourceState, ...]:
    """All sources, by outlet and address."""
    return tuple(_source(row) for row in rows(store.connection, "SELECT * FROM source ORDER BY outlet, url"))


def save_source(store: Store, state: SourceState) -> None:
    with store.transaction():
        store.db["source"].upsert(
            {
                "url": state.url,
                "outlet": state.outlet,
                "kind": state.kind,
                "due": stamp(state.due),
                "interval": state.interval,
                "reason": state.reason,
                "last_attempt": stamp_or_none(state.last_attempt),
                "last_success": stamp_or_none(state.last_success),
                "last_new": stamp_or_none(state.last_new),
                "listed": state.listed,
                "rate": state.rate,
                "failures": state.failures,
            },
            pk="url",
        )


def note(store: Store, outlet: str, notes: Iterable[Noted]) -> None:
    """Adds what was met at an outlet: counts add up, an address takes the place of what was told of it."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO met (outlet, what, name, count, told) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " count = CASE WHEN excluded.told IS NULL THEN count + excluded.count ELSE excluded.count END,"
            " told = excluded.told",
            (
                (outlet, note.what, note.name, note.count, json.dumps(dict(note.told)) if note.told else None)
                for note in notes
            ),
        )


def noted(source: Source, outlet: str) -> tuple[Noted, ...]:
    """What was met at an outlet and is not forgotten, by what and name."""
    found = rows(source, "SELECT what, name, count, told FROM met WHERE outlet = ? ORDER BY what, name", (outlet,))
    return tuple(Noted(**(row | {"told": json.loads(row["told"] or "{}")})) for row in found)


def asked(store: Store, outlet: str, url: str) -> None:
    """Forgets that an address was still to be asked."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM met WHERE outlet = ? AND what = 'ask' AND name = ?", (outlet, url))


def judged(store: Store, outlet: str) -> None:
    """Forgets what was met at an outlet, but for addresses that are still to be asked."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM met WHERE outlet = ? AND what <> 'ask'", (outlet,))


def _row(link: Waiting) -> Row:
    newest = (link.published or link.found).timestamp()
    return {
        "key": link.key,
        "outlet": link.outlet,
        "url": link.url,
        "found": stamp(link.found),
        "title": link.title,
        "published": stamp_or_none(link.published),
        "section": link.section,
        "due": stamp_or_none(link.due),
        "reason": link.reason,
        "asked": stamp_or_none(link.asked),
        "attempts": link.attempts,
        "final": link.final,
        "rank": -newest if link.asked is None else _AGAIN - newest,
    }


def _link(row: Row) -> Waiting:
    return Waiting(
        key=row["key"],
        outlet=row["outlet"],
        url=row["url"],
        found=moment(row["found"]),
        title=row["title"],
        published=moment_or_none(row["published"]),
        section=row["section"],
        due=moment_or_none(row["due"]),
        reason=row["reason"],
        asked=moment_or_none(row["asked"]),
        attempts=row["attempts"],
        final=row["final"],
    )


def _source(row: Row) -> SourceState:
    times = {name: moment_or_none(row[name]) for name in ("last_attempt", "last_success", "last_new")}
    return SourceState(**(row | times | {"due": moment(row["due"])}))
