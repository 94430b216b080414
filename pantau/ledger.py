"""Joins the ledger of figures to the store. Thin: what is one claim stands in nlp.ledger, what is kept in the store."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.ledger import ledger_of, told_in
from records import Ledger
from store import Store, claims, claims_around

#: A claim that has to go may be reported by articles that nothing else led to; those may bring further ones.
_ROUNDS = 4


def refresh_ledger(store: Store) -> int:
    """Makes claims and disputes anew from all figures; gives the number of claims."""
    ledger = _ledger(store)
    claims.save_ledger(store, ledger)
    return len(ledger.entries)


def refresh_ledger_around(store: Store, article: str) -> None:
    """Makes anew what a corrected figure of the article has to do with: the rest of the ledger stays as it is until the
    next analysis."""
    with store.transaction() as connection:
        near = claims_around.around(connection, article)
        articles = {article} | {one for one, _ in near}
        for _ in range(_ROUNDS):
            ledger = _ledger(store, articles)
            gone, _keys = claims_around.stale(connection, ledger, article)
            beyond = claims_around.reporting(connection, gone) - articles
            if not beyond:
                break
            articles |= beyond
        claims_around.replace_around(store, ledger, article, near)


def _ledger(store: Store, only: Iterable[str] | None = None) -> Ledger:
    return ledger_of(
        told_in(
            one.article, one.figures, one.sentences, one.entities, first_seen=one.first_seen, published=one.published
        )
        for one in claims.figures_told(store, only)
    )
