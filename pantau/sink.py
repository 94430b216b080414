"""Joins the crawler to the store: what the crawl hands over is written, what is known is looked up.

Thin: it translates nothing but names; every rule stands in the crawler (what to fetch) or the store (what to keep).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.ports import KnownPage
from records import Article, Fetch, Outlet, OutletHealth, Run
from store import Store, crawling, known


@dataclass(slots=True)
class StoreSink:
    """Writes what a crawl or a replay brings into the store and counts it."""

    store: Store
    run: Run
    on_article: Callable[[], None] = lambda: None
    counts: Counter[str] = field(default_factory=Counter)
    outlets: set[str] = field(default_factory=set)

    def outlet(self, outlet: Outlet) -> None:
        """An outlet met on the way (a replayed page of an unknown host) is made known before its pages."""
        if outlet.id not in self.outlets:
            crawling.save_outlets(self.store, [outlet])
            self.outlets.add(outlet.id)

    def article(self, article: Article, fetch: Fetch) -> None:  # noqa: ARG002 - the crawler's port
        self.counts[crawling.save_article(self.store, self.run, article)] += 1
        self.on_article()

    def fetch(self, fetch: Fetch) -> None:
        crawling.save_fetch(self.store, self.run, fetch)
        self.counts[fetch.status] += 1
        if fetch.status == "gone" and fetch.purpose == "article":
            page = known.known_pages(self.store).lookup(fetch.url)
            if page and page.article:
                reason = fetch.reason or f"HTTP {fetch.http_status}"
                crawling.mark_withdrawn(self.store, page.article, fetch.fetched, reason)

    def health(self, health: OutletHealth) -> None:
        crawling.save_health(self.store, health)


class StoreKnown:
    """What earlier runs left behind, as the crawler asks for it."""

    def __init__(self, store: Store) -> None:
        self._known = known.known_pages(store)

    def page(self, url: str) -> KnownPage | None:
        page = self._known.lookup(url)
        if page is None:
            return None
        return KnownPage(
            url=url,
            first_seen=page.first_seen,
            last_fetched=page.last_fetched,
            published=page.published,
            etag=page.etag,
            last_modified=page.last_modified,
            gone=page.gone,
            refused=page.refused,
        )

    def health(self, outlet: str) -> OutletHealth | None:
        return self._known.health(outlet)
