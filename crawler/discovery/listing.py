"""What the answer of one source lists: links, child sitemaps, the next page. Pure over bytes; no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml.cssselect import CSSSelector

from crawler.canonical import canonical_url
from crawler.discovery.feed import parse_feed
from crawler.discovery.link import Link
from crawler.discovery.listpage import parse_list
from crawler.discovery.sitemap import parse_sitemap
from crawler.extraction.markup import Refusal, read_page
from crawler.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """``children`` are those of a sitemap index, with their last change; ``next_page`` is that of a list page whose
    outlet file says where further ones are found."""

    links: tuple[Link, ...] = ()
    children: tuple[tuple[str, datetime | None], ...] = ()
    next_page: str | None = None


def read_listing(
    body: bytes,
    url: str,
    source: Source,
    *,
    content_type: str | None = None,
    section_prefix: str | None = None,
    zone: str | None = None,
) -> Listing:
    """What ``source`` lists, as it answered from ``url``. Raises BadInput that names ``url``."""
    if source.kind == "feed":
        return Listing(links=parse_feed(body, url, section_prefix=section_prefix, zone=zone))
    if source.kind == "sitemap":
        sitemap = parse_sitemap(body, url, zone=zone)
        return Listing(links=sitemap.links, children=sitemap.children)
    links = parse_list(body, url, source, content_type=content_type, section_prefix=section_prefix)
    return Listing(links=links, next_page=_next_page(body, url, source, content_type))


def _next_page(body: bytes, url: str, source: Source, content_type: str | None) -> str | None:
    if source.next_css is None:
        return None
    tree = read_page(body, content_type)
    if isinstance(tree, Refusal):
        return None
    for element in CSSSelector(source.next_css, translator="html")(tree):
        found = canonical_url(element.get("href") or "", url)
        if found is not None and found != canonical_url(url):
            return found
    return None
