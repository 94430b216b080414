"""Figures that another one replaces, asked of the store's ledger for one week. Reads only; decides nothing.

Knows the named queries of ``store.ledger_disputes``; it must not know SQL, nor how the ledger tells a revision from a
contradiction: what the ledger does not call a revision is none here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from digest.figure_facts import RevisionFact, Source
from digest.sides import sides_of
from records import Week
from store import ledger_disputes, weekly


def revisions(
    connection: sqlite3.Connection,
    week: Week,
    disputes: Iterable[dict[str, Any]],
    sources_of: Callable[[dict[str, dict[str, Any]]], dict[str, Source]],
) -> tuple[RevisionFact, ...]:
    """Revisions that came to be known in the week: the later of the two reports was first seen in it. ``disputes``:
    rows of ``store.ledger_disputes``, of which contradictions are none."""
    told = distinct(
        row
        for row in disputes
        if row["kind"] in ledger_disputes.REVISIONS
        and max(side["week"] for side in row["sides"]) == str(week)
        and all(side["text"] for side in row["sides"])
    )
    sources = sources_of(weekly.articles_by_id(connection, (side["article"] for row in told for side in row["sides"])))
    found = []
    for row in told:
        was, now = sides_of(row, sources)
        old, new = row["sides"]
        about = named_by(old, new)
        found.append(
            RevisionFact(
                id=row["id"],
                concept=about["concept"] or "other",
                measures=about["measures"],
                owner=about["owner"],
                period=about["period"],
                was=was,
                now=now,
            )
        )
    return tuple(found)


def distinct(disputes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row of those that tell the same replacement of one value by another: that of which it is known best what it
    measures, between two articles rather than within one, and the earliest."""
    kept: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for row in sorted(disputes, key=_rank):
        was, now = row["sides"]
        kept.setdefault((now["unit"], was["value"], now["value"]), row)
    return list(kept.values())


def named_by(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str | None]:
    """measures, concept, owner, period of a revision: the fuller name of the two, since "Digital Skills Fund" is later
    only "the fund"; the period that the newer one says."""
    about: dict[str, str | None] = {
        name: max(new[name] or "", old[name] or "", key=len) or None for name in ("measures", "owner")
    }
    return about | {"concept": new["concept"] or old["concept"], "period": new["period"]}


def _rank(row: dict[str, Any]) -> tuple[bool, bool, int, str, str]:
    was, now = row["sides"]
    named = now["measures"] or was["measures"]
    return not named, row["alone"], -len(was["measures"] or ""), was["first_seen"], row["id"]
