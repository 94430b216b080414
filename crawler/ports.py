"""What the crawler needs from the outside: where things go, what is already known, and the frontier.

All are protocols, so that the crawler imports no SQL; the store's adapters are wired elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from records import Article, Fetch, Noted, OutletHealth, Reach, SourceState, Waiting


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """``weekly``: new articles a week; ``words``: the median of its latest articles. None: too little is known."""

    weekly: float | None = None
    words: int | None = None


class KnownPages(Protocol):
    """What earlier runs left behind. Must answer quickly: it is asked once a link, from the crawl's one thread."""

    def page(self, url: str) -> KnownPage | None:
        """The page at this URL, or None where it was never fetched."""

    def health(self, outlet: str) -> OutletHealth | None:
        """The last health of an outlet, or None where it was never crawled."""

    def reach(self) -> Reach | None:
        """Whether the last crawl reached anybody; None where none asked for anything yet."""

    def usual(self, outlet: str, now: datetime) -> Usual:
        """What is usual for an outlet, over the last four weeks."""


class Sink(Protocol):
    """Where results go. Of each response or failed request exactly one of ``article`` and ``fetch`` is called."""

    def article(self, article: Article, fetch: Fetch) -> None:
        """A clean article; ``fetch`` is ``article.fetch``, the evidence behind it."""

    def fetch(self, fetch: Fetch) -> None:
        """A request that gave no article: feeds, sitemaps, list pages, refusals, failures, 304."""

    def health(self, health: OutletHealth) -> None:
        """The health of an outlet, once at the end of a crawl."""

    def reach(self, reach: Reach) -> None:
        """Whether the crawl reached anybody, at its end and before the health of any outlet."""


class Frontier(Protocol):
    """Links that wait, sources that are due, what was met. Writes within ``together`` are kept all or not at all, with
    what the sink writes there."""

    def together(self) -> AbstractContextManager[object]:
        """One transaction."""

    def link(self, key: str) -> Waiting | None:
        """The link with this key, or None."""

    def add(self, links: Iterable[Waiting]) -> int:
        """Adds links; those whose key is there stay as they are. How many were added."""

    def wanted(self, outlet: str, now: datetime, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
        """Links of an outlet that are due, but for the keys in ``without``: never asked first, then newest first."""

    def count(self, outlet: str, now: datetime) -> int:
        """How many links of an outlet are due."""

    def save(self, link: Waiting) -> None:
        """Writes a link as it is now."""

    def source(self, url: str) -> SourceState | None:
        """What is remembered of a source, or None."""

    def save_source(self, state: SourceState) -> None:
        """Writes a source as it is now."""

    def note(self, outlet: str, notes: Iterable[Noted]) -> None:
        """Adds what was met at an outlet: counts add up, an address takes the place of what was told of it."""

    def noted(self, outlet: str) -> tuple[Noted, ...]:
        """What was met at an outlet and is not forgotten, by what and name."""

    def asked(self, outlet: str, url: str) -> None:
        """Forgets that an address was still to be asked."""

    def judged(self, outlet: str) -> None:
        """Forgets what was met at an outlet, but for addresses that are still to be asked."""


class NothingKnown:
    """KnownPages of an empty store: each link is new."""

    def page(self, url: str) -> KnownPage | None:  # noqa: ARG002 - the protocol's name
        return None

    def health(self, outlet: str) -> OutletHealth | None:  # noqa: ARG002 - the protocol's name
        return None

    def reach(self) -> Reach | None:
        return None

    def usual(self, outlet: str, now: datetime) -> Usual:  # noqa: ARG002 - the protocol's names
        return Usual()
