"""A link that a source names, and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_LINKS = 2_000  # of one source; the largest news feed or sitemap in the field has 1,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    url: str  # canonical
    title: str | None = None
    published: datetime | None = None  # aware UTC
    section: str | None = None
    changed: datetime | None = None  # a sitemap's lastmod: when the page changed, not when it was published


def distinct(links: list[Link]) -> tuple[Link, ...]:
    """Each URL once, in order, at most MAX_LINKS; the first that names it wins."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())[:MAX_LINKS]
