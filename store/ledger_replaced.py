"""Which figures a text says do not hold, as the ledger keeps it: queries of its refresh.

Knows the columns figure.amount and dispute.replaced; it must not know when a text says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from records import Dispute
from store.values import Row, Source, as_json, one, rows

Pair = frozenset[tuple[str, int]]  # article and start of two figures


def printed(source: Source, amount: int | None, until: str) -> Iterator[Row]:
    """The figures of an amount in articles first seen up to then: the columns of ``figure`` with ``first_seen`` and
    ``published`` of the article."""
    return rows(
        source,
        "SELECT f.*, a.first_seen, a.published FROM figure f CROSS JOIN article a ON a.id = f.article"
        " WHERE f.amount = ? AND a.first_seen <= ? ORDER BY f.id",
        (amount, until),
    )


def said_of(source: Source, articles: Iterable[str]) -> set[str]:
    """The articles that say of an amount that it does not hold which these articles print."""
    found = rows(
        source,
        "SELECT DISTINCT d.article FROM figure f CROSS JOIN dispute d ON d.replaced = f.amount"
        " AND d.article = d.other_article WHERE f.article IN (SELECT value FROM json_each(?))",
        (as_json(sorted(articles)),),
    )
    return {str(row["article"]) for row in found}


def parted_under(source: Source, meanings: Iterable[str]) -> frozenset[Pair]:
    """The pairs that a text tells apart, of which the replaced figure has one of these meanings."""
    found = rows(
        source,
        "SELECT d.article, d.start, d.other_article, d.other_start FROM json_each(?) j CROSS JOIN figure f"
        " ON f.meaning = j.value CROSS JOIN dispute d"
        " ON d.article = f.article AND d.start = f.start AND d.replaced IS NOT NULL",
        (as_json(sorted(meanings)),),
    )
    return frozenset(
        frozenset(((row["article"], row["start"]), (row["other_article"], row["other_start"]))) for row in found
    )


def tells_apart(source: Source, dispute: Dispute) -> bool:
    """Whether a text says which of its two figures holds."""
    return any(
        one(
            source,
            "SELECT 1 FROM dispute WHERE article = ? AND start = ? AND other_article = ? AND other_start = ?"
            " AND replaced IS NOT NULL",
            (first.article, first.start, second.article, second.start),
        )
        for first, second in ((dispute.one, dispute.other), (dispute.other, dispute.one))
    )
