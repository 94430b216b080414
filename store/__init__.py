"""The store: the only code that knows SQL tables. Schema, migrations, every write, every query with a name.

    database        Store (open, create, transactions, migrations) and RunLock
    crawling        commands of a crawl: outlets, runs, fetches, articles, health
    known           what earlier runs left behind, as a crawl asks for it
    analysing       commands of an analysis: one article's whole reading in one transaction
    analysis_asking what an analysis asks: the articles that wait for it, and what earlier ones left behind
    stories         stories, themes and how many independent reports there are
    summaries       stories in their own sentences
    claims          the same figure across articles
    people          what people decide: subscribers, digests, deliveries
    corrections     commands that correct
    correcting      how corrections lie over derived rows
    fingerprint     SHA-256 of all derived tables
    asking          named queries: status, explain, search
    exporting       named queries: whole tables, as they may leave the store

It imports records and nothing else of ours: no model, no HTML, no HTTP.
"""

from store.database import RunLock, Store

__all__ = ["RunLock", "Store"]
