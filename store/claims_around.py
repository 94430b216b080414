"""The ledger around one article, after a person corrected a figure of it: what may change at once, and writing that.

A figure has to do with those of the same concept, owner and period, with those of its claim and with those that it is
in dispute with. What the whole ledger would find beyond them follows with the next analysis. Knows the tables figure,
figure_claim and dispute; it must not know which figures are one claim.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from records import Entry, Ledger
from store.claims import claim_id, write_ledger
from store.database import Store
from store.stories import witnesses_of
from store.values import as_json, rows

MOST = 2000  # figures; more share concept, owner and period only where nothing tells the figures apart
_IN = "(SELECT value FROM json_each(?))"


Place = tuple[str, int]  # an article and where in its text a figure begins


def around(connection: sqlite3.Connection, article: str) -> set[Place]:
    """The figures that may be of one claim, or in dispute, with those of ``article``; these too."""
    found = rows(
        connection,
        "SELECT article, start FROM figure WHERE article = :of"
        " UNION SELECT o.article, o.start FROM figure f JOIN figure o ON o.concept = f.concept AND o.owner = f.owner"
        " AND o.period = f.period WHERE f.article = :of"
        " UNION SELECT o.article, o.start FROM figure f JOIN figure o ON o.claim = f.claim WHERE f.article = :of"
        " UNION SELECT other_article, other_start FROM dispute WHERE article = :of"
        " UNION SELECT article, start FROM dispute WHERE other_article = :of LIMIT :most",
        {"of": article, "most": MOST},
    )
    return {(str(row["article"]), int(row["start"])) for row in found}


def claims_of(connection: sqlite3.Connection, article: str) -> set[str]:
    """The claims that figures of an article were last found to be of, and those that it was the first to report."""
    found = rows(
        connection,
        "SELECT claim FROM figure WHERE article = :of AND claim IS NOT NULL"
        " UNION SELECT id FROM figure_claim WHERE first_article = :of",
        {"of": article},
    )
    return {str(row["claim"]) for row in found}


def reporting(connection: sqlite3.Connection, claims: Iterable[str]) -> set[str]:
    """The articles with a figure of these claims."""
    found = rows(connection, f"SELECT article FROM figure WHERE claim IN {_IN}", (as_json(sorted(claims)),))
    return {str(row["article"]) for row in found}


def recount(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Who still reports these claims; one that nobody reports is gone."""
    for claim in sorted(claims):
        left = [
            str(row["id"])
            for row in rows(
                connection,
                "SELECT DISTINCT a.id, a.first_seen FROM figure f JOIN article a ON a.id = f.article WHERE f.claim = ?"
                " ORDER BY a.first_seen, a.id",
                (claim,),
            )
        ]
        if not left:
            connection.execute("DELETE FROM figure_claim WHERE id = ?", (claim,))
            continue
        connection.execute(
            "UPDATE figure_claim SET reports = ?, independent_reports = ?, first_article = ? WHERE id = ?",
            (len(left), len(witnesses_of(connection, left)), left[0], claim),
        )


def stale(connection: sqlite3.Connection, ledger: Ledger, article: str) -> tuple[set[str], set[tuple[str, ...]]]:
    """The claims that have to go, and the keys of the entries of ``ledger`` that come instead: what the article's
    figures were of and are of, and whatever shares a key with these."""
    gone = claims_of(connection, article)
    where = {
        (row["article"], row["start"]): str(row["claim"])
        for row in rows(
            connection,
            f"SELECT article, start, claim FROM figure WHERE claim IS NOT NULL AND article IN {_IN}",
            (as_json(sorted({told.article for entry in ledger.entries for told in entry.claim.reports})),),
        )
    }

    def before(entry: Entry) -> set[str]:
        places = {(told.article, told.start) for told in entry.claim.reports}
        return {where[place] for place in places & where.keys()}

    keys = {
        entry.key
        for entry in ledger.entries
        if any(told.article == article for told in entry.claim.reports) or before(entry) & gone
    }
    for entry in ledger.entries:
        if entry.key in keys:
            gone |= {claim_id(entry)} | before(entry)
    return gone, keys


def replace_around(store: Store, ledger: Ledger, article: str, near: set[Place]) -> None:
    """Writes what ``ledger``, that of the articles around this one, says of its figures and of those ``near`` them, in
    one transaction."""
    with store.transaction() as connection:
        gone, keys = stale(connection, ledger, article)
        entries = tuple(entry for entry in ledger.entries if entry.key in keys)
        asked = near | {(told.article, told.start) for entry in entries for told in entry.claim.reports}
        disputes = tuple(
            each
            for each in ledger.disputes
            if {(each.one.article, each.one.start), (each.other.article, each.other.start)} & asked
        )
        for place in sorted(asked):
            connection.execute("DELETE FROM dispute WHERE article = ? AND start = ?", place)
            connection.execute("DELETE FROM dispute WHERE other_article = ? AND other_start = ?", place)
        wanted = as_json(sorted(gone))
        connection.execute(f"UPDATE figure SET claim = NULL WHERE claim IN {_IN}", (wanted,))
        connection.execute(f"DELETE FROM figure_claim WHERE id IN {_IN}", (wanted,))
        write_ledger(connection, Ledger(entries=entries, disputes=disputes), ledger)
