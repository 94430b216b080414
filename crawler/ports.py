"""What the crawler needs from the outside: where things go, and what is already known.

Both are protocols, so that the crawler imports no SQL; the store's adapters are wired elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from records import Article, Fetch, OutletHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """What is remembered of one URL (canonical, or that of a feed, sitemap or list page)."""

    url: str
    first_seen: datetime
    last_fetched: datetime
    published: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    gone: bool = False  # 404 or 410 at the last attempt
    refused: bool = False  # a body came back at the last attempt, but it was no article


class KnownPages(Protocol):
    """What earlier runs left behind. Must answer quickly: it is asked once a link, from the crawl's one thread."""

    def page(self, url: str) -> KnownPage | None:
        """The page at this URL, or None where it was never fetched."""

    def health(self, outlet: str) -> OutletHealth | None:
        """The last health of an outlet, or None where it was never crawled."""


class Sink(Protocol):
    """Where results go. Of each response or failed request exactly one of ``article`` and ``fetch`` is called."""

    def article(self, article: Article, fetch: Fetch) -> None:
        """A clean article; ``fetch`` is ``article.fetch``, the evidence behind it."""

    def fetch(self, fetch: Fetch) -> None:
        """A request that gave no article: feeds, sitemaps, list pages, refusals, failures, 304."""

    def health(self, health: OutletHealth) -> None:
        """The health of an outlet, once at the end of a crawl."""


class NothingKnown:
    """KnownPages of an empty store: each link is new."""

    def page(self, url: str) -> KnownPage | None:  # noqa: ARG002 - the protocol's name
        return None

    def health(self, outlet: str) -> OutletHealth | None:  # noqa: ARG002 - the protocol's name
        return None
