"""Joins the ledger of figures to the store. Thin: what is one claim stands in nlp.ledger, what is kept in the store."""

from __future__ import annotations

from nlp.ledger import ledger_of, told_in
from store import Store, claims


def refresh_ledger(store: Store) -> int:
    """Makes claims and disputes anew from all figures; gives the number of claims."""
    told = [
        told_in(
            one.article, one.figures, one.sentences, one.entities, first_seen=one.first_seen, published=one.published
        )
        for one in claims.figures_told(store)
    ]
    ledger = ledger_of(told)
    claims.save_ledger(store, ledger)
    return len(ledger.entries)
