"""Reads sitemaps: plain, Google-News, and indexes of sitemaps, gzipped or not. Pure over bytes.

Knows the sitemap protocol; it must not decide which child sitemap is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from crawler.canonical import canonical_url
from crawler.discovery.feed import plain, read_date
from crawler.discovery.link import Link, distinct
from crawler.discovery.xml import safe_xml
from records import BadInput

MAX_CHILDREN = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """``links`` of a urlset, newest first where dates are given; ``children`` of an index with their last change,
    newest first."""

    links: tuple[Link, ...] = ()
    children: tuple[tuple[str, datetime | None], ...] = ()


def parse_sitemap(body: bytes, url: str, *, zone: str | None = None) -> Sitemap:
    """Raises BadInput that names ``url`` where this is no sitemap. A ``lastmod`` is when a page changed, not when it
    was published: only news:publication_date dates a link."""
    text = safe_xml(body, url)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(f"{url}: cannot be read as a sitemap ({error})") from error
    if root is None or not isinstance(root.tag, str):
        raise BadInput(f"{url}: cannot be read as a sitemap")
    kind = etree.QName(root).localname
    if kind == "sitemapindex":
        children = [(address, _date(node, "lastmod", zone)) for node in root if (address := _loc(node, url))]
        children = list(dict(children).items())
        children.sort(key=lambda child: -child[1].timestamp() if child[1] else 0.0)
        return Sitemap(children=tuple(child for child in children if child[0] != url)[:MAX_CHILDREN])
    if kind != "urlset":
        raise BadInput(f"{url}: is no sitemap (its root is <{kind}>)")
    dated: list[tuple[float, Link]] = []
    for node in root:
        address = _loc(node, url)
        if address is None:
            continue
        published = _date(node, "publication_date", zone)
        changed = published or _date(node, "lastmod", zone)
        link = Link(url=address, title=plain(_text(node, "title")), published=published, changed=changed)
        dated.append((-changed.timestamp() if changed else 0.0, link))
    dated.sort(key=lambda pair: pair[0])
    return Sitemap(links=distinct([link for _, link in dated]))


def _text(node: Any, name: str) -> str | None:
    for element in node.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == name and element.text:
            return str(element.text).strip() or None
    return None


def _loc(node: Any, url: str) -> str | None:
    """The page's own <loc>; those of images and videos stand deeper."""
    for element in node:
        if isinstance(element.tag, str) and etree.QName(element).localname == "loc" and element.text:
            return canonical_url(element.text, url)
    return None


def _date(node: Any, name: str, zone: str | None) -> datetime | None:
    printed = _text(node, name)
    return read_date(printed, zone) if printed else None
