"""What digests said and what became of it: the items of each, the errata of each, and the present state of both.

Knows the tables digest_item, digest_erratum, delivery and those that hold an item's present state; it must not know
which change is worth an erratum. Reads, and one command that keeps what a digest said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from store import ledger_disputes
from store.correcting import moved
from store.database import Store
from store.values import Row, Source, as_json, one, rows

# A mail that was leaving when it was killed, and one without an answer, may both have arrived; a claim has not left.
_MAY_HAVE_ARRIVED = "('sent', 'unknown', 'leaving')"


def keep_said(store: Store, digest: int, items: Iterable[Mapping[str, object]], errata: Iterable[Row]) -> None:
    """What a digest of the archive said. Items: kind, item, article, said, about (a mapping); errata: mark, why,
    kind, item, period, said, now. Kept once: the same digest told again changes nothing."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO digest_item (digest, kind, item, article, said, about) VALUES (?, ?, ?, ?, ?, ?)",
            [(digest, row["kind"], row["item"], row["article"], row["said"], as_json(row["about"])) for row in items],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO digest_erratum (digest, mark, why, kind, item, period, said, now)"
            " VALUES (:digest, :mark, :why, :kind, :item, :period, :said, :now)",
            [row | {"digest": digest} for row in errata],
        )


def items_mailed(source: Source, since: str, until: str) -> list[Row]:
    """digest, period, created, kind, item, article, said, about (a mapping) of what digests of the weeks from ``since``
    to before ``until`` said, where a mail of them may have arrived; by digest, kind and item."""
    found = rows(
        source,
        "SELECT i.digest, d.period, d.created, i.kind, i.item, i.article, i.said, i.about"
        " FROM digest d JOIN digest_item i ON i.digest = d.id WHERE d.period >= ? AND d.period < ?"
        f" AND EXISTS (SELECT 1 FROM delivery l WHERE l.digest = d.id AND l.status IN {_MAY_HAVE_ARRIVED})"
        " ORDER BY d.period, i.digest, i.kind, i.item",
        (since, until),
    )
    return [row | {"about": json.loads(row["about"])} for row in found]


def digests_received(source: Source, since: str, until: str) -> dict[str, list[int]]:
    """Recipient (small letters) -> the digests of these weeks that may have arrived."""
    found: dict[str, list[int]] = {}
    for row in rows(
        source,
        "SELECT lower(recipient) AS recipient, digest FROM delivery WHERE digest IS NOT NULL"
        f" AND status IN {_MAY_HAVE_ARRIVED} AND period >= ? AND period < ? ORDER BY recipient, digest",
        (since, until),
    ):
        found.setdefault(row["recipient"], []).append(row["digest"])
    return found


def errata_received(source: Source, since: str) -> dict[str, set[str]]:
    """Recipient (small letters) -> marks of the errata that surely arrived: one that may not have is owed still."""
    found: dict[str, set[str]] = {}
    for row in rows(
        source,
        "SELECT lower(l.recipient) AS recipient, e.mark FROM delivery l JOIN digest_erratum e ON e.digest = l.digest"
        " WHERE l.status = 'sent' AND l.period >= ?",
        (since,),
    ):
        found.setdefault(row["recipient"], set()).add(row["mark"])
    return found


def articles_now(source: Source, articles: Iterable[str]) -> dict[str, Row]:
    """withdrawn, withdrawn_reason, edited (when its outlet last changed the text; None: never), text, by article."""
    return {
        row.pop("article"): row
        for row in rows(
            source,
            "SELECT a.id AS article, a.withdrawn, a.withdrawn_reason, coalesce(b.text, '') AS text,"
            " (SELECT max(replaced) FROM revision r WHERE r.article = a.id) AS edited"
            " FROM article a LEFT JOIN body b ON b.article = a.id WHERE a.id IN (SELECT value FROM json_each(?))",
            (as_json(sorted(set(articles))),),
        )
    }


def figures_now(source: Source, articles: Iterable[str]) -> dict[str, list[Row]]:
    """start, text, measures, concept, owner, period, claim, unit of the figures of articles, by article, as read."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        source,
        "SELECT article, start, text, measures, concept, owner, period, claim, unit FROM figure"
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, start, id",
        (as_json(sorted(set(articles))),),
    ):
        found.setdefault(row.pop("article"), []).append(row)
    return found


def corrections_since(source: Source, since: str) -> list[Row]:
    """id, kind, target, field, value, at of corrections in force that were made since the stamp, in their order."""
    return list(
        rows(
            source,
            "SELECT id, kind, target, field, value, at FROM correction WHERE undone IS NULL AND at >= ? ORDER BY id",
            (since,),
        )
    )


def place_now(source: Source, article: str, start: int, at: str) -> int | None:
    """Where a place of the article's text as it was at the stamp is in the present text; None where it is gone."""
    then = one(
        source,
        "SELECT text FROM revision WHERE article = ? AND replaced > ? ORDER BY number LIMIT 1",
        (article, at),
    )
    if then is None:
        return start
    now = one(source, "SELECT text FROM body WHERE article = ?", (article,))
    return moved(then["text"], now["text"] if now else "", start)


def disagreements_now(source: Source, articles: Sequence[str], claims: Sequence[str]) -> list[Row]:
    """As ``ledger_disputes.disputes``, revisions too, of figures in these articles or of these claims."""
    found = {
        row["id"]: row
        for row in (
            *ledger_disputes.disputes(source, articles=articles, limit=None),
            *ledger_disputes.disputes(source, claims=claims, limit=None),
        )
    }
    return [found[key] for key in sorted(found)]
