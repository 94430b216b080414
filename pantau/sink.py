"""Joins the crawler to the store: what the crawl hands over is written, what is known is looked up.

Thin: it translates nothing but names; every rule stands in the crawler (what to fetch) or the store (what to keep).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from crawler.outlet_file import OutletFile, outlet_for_url
from crawler.ports import KnownPage, Usual
from crawler.shared import Leases, SharedFrontier
from records import Article, Fetch, Noted, OutletHealth, PantauError, Reach, Run, SourceState, Waiting
from store import Store, crawling, frontier, known
from store.health import save_health, save_reach


@dataclass(slots=True)
class StoreSink:
    """Writes what a crawl or a replay brings into the store and counts it.

    ``files`` are made known to the store at once, the other outlets of ``all_files`` with the first page of theirs.
    """

    store: Store
    run: Run
    files: tuple[OutletFile, ...]
    all_files: tuple[OutletFile, ...] = ()
    on_page: Callable[[], None] = lambda: None
    counts: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        crawling.save_outlets(self.store, [file.outlet for file in self.files])
        self.known = {file.outlet.id for file in self.files}

    def article(self, article: Article, fetch: Fetch) -> None:
        self._meet(fetch)
        self.counts[crawling.save_article(self.store, self.run, article)] += 1
        self.on_page()

    def fetch(self, fetch: Fetch) -> None:
        self._meet(fetch)
        crawling.save_fetch(self.store, self.run, fetch)
        if fetch.purpose == "article" or fetch.status not in ("ok", "not_modified"):
            self.counts[fetch.status] += 1
        if fetch.purpose == "article":
            self.on_page()
        if fetch.status == "gone" and fetch.purpose == "article":
            page = known.known_pages(self.store).lookup(fetch.url)
            if page and page.article:
                reason = fetch.reason or f"HTTP {fetch.http_status}"
                crawling.mark_withdrawn(self.store, page.article, fetch.fetched, reason)

    def _meet(self, fetch: Fetch) -> None:
        """An outlet that was not chosen, or that no file describes (a replayed page of an unknown host), is made known
        before its pages."""
        if fetch.outlet not in self.known:
            files = self.all_files or self.files
            named = next((file for file in files if file.outlet.id == fetch.outlet), None)
            crawling.save_outlets(self.store, [(named or outlet_for_url(fetch.url, files)).outlet])
            self.known.add(fetch.outlet)

    def health(self, health: OutletHealth) -> None:
        save_health(self.store, health)

    def reach(self, reach: Reach) -> None:
        save_reach(self.store, reach)


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

    def reach(self) -> Reach | None:
        return self._known.reach()

    def usual(self, outlet: str, now: datetime) -> Usual:
        weekly, words = self._known.usual(outlet, now)
        return Usual(weekly=weekly, words=words)


class StoreFrontier:
    """The frontier as the crawler asks for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def together(self) -> AbstractContextManager[object]:
        return self._store.transaction()

    def link(self, key: str) -> Waiting | None:
        return frontier.link_of(self._store, key)

    def add(self, links: Iterable[Waiting]) -> int:
        return frontier.add_links(self._store, links)

    def wanted(self, outlet: str, now: datetime, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
        return frontier.wanted_links(self._store, outlet, now, limit, without)

    def count(self, outlet: str, now: datetime) -> int:
        return frontier.count_wanted(self._store, outlet, now)

    def save(self, link: Waiting) -> None:
        frontier.save_link(self._store, link)

    def source(self, url: str) -> SourceState | None:
        return frontier.source_of(self._store, url)

    def save_source(self, state: SourceState) -> None:
        frontier.save_source(self._store, state)

    def note(self, outlet: str, notes: Iterable[Noted]) -> None:
        frontier.note(self._store, outlet, notes)

    def noted(self, outlet: str) -> tuple[Noted, ...]:
        return frontier.noted(self._store, outlet)

    def asked(self, outlet: str, url: str) -> None:
        frontier.asked(self._store, outlet, url)

    def judged(self, outlet: str) -> None:
        frontier.judged(self._store, outlet)


@contextmanager
def shared_frontier(address: str) -> Iterator[SharedFrontier]:
    """The frontier at ``address`` (redis://...), with the outlets that are lent to this crawler. Raises PantauError
    where it cannot be reached, or redis-py is not installed."""
    try:
        import redis
    except ImportError as error:
        raise PantauError("the setting 'frontier' needs redis-py: 'pip install pantau[redis]'") from error
    try:
        client = redis.Redis.from_url(address)
        client.ping()
    except (redis.RedisError, ValueError) as error:
        raise PantauError(f"frontier = '{address}' cannot be used: {error}") from error
    with Leases(client) as leases:
        yield SharedFrontier(client, leases)
