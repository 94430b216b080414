"""Finds how an outlet can be crawled from its address alone: feeds, sitemaps, list pages, the shape of its articles.

Decides what to ask and what an answer is worth; asking itself is handed in. What is not found is said, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import pycountry

from crawler.canonical import canonical_url, host_of
from crawler.discovery import Link, parse_feed, parse_sitemap
from crawler.discovery.freshness import judge_freshness, newest_date
from crawler.discovery.shapes import article_shape, looks_like_article
from crawler.extraction.language import find_language
from crawler.extraction.markup import Refusal, read_page, text_of
from crawler.outlet_file import derived_outlet
from crawler.probe import Answered, Ask
from records import BadInput

FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")
MAX_SOURCES = 4  # of a kind that are kept; an outlet may declare a feed a section
MIN_LIST = 5  # links of one shape that make a page a list
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An address that may be a source, and what it proved to be. ``newest`` is the newest date among its items."""

    kind: Literal["feed", "sitemap", "list"]
    url: str
    good: bool
    said: str
    links: tuple[Link, ...] = ()
    newest: datetime | None = None
    link_regex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of an outlet now. ``missing`` says in words what could not be found."""

    home: str
    host: str
    name: str
    country: str
    languages: tuple[str, ...] = ()
    language_source: str = ""
    article_url: str | None = None
    crawl_delay: float | None = None
    tried: tuple[Tried, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Tried, ...]:
        """Those that work: feeds, then sitemaps; the list page where neither does."""
        kept: list[Tried] = []
        for kind in ("feed", "sitemap", "list"):
            good = [tried for tried in self.tried if tried.good and tried.kind == kind]
            kept += good[:MAX_SOURCES] if kind != "list" or not kept else []
        return tuple(kept)


async def find_outlet(url: str, ask: Ask, now: datetime) -> Found:
    """Asks the site at ``url``. Raises BadInput where its front page does not answer as one."""
    start = canonical_url(url if "://" in url else f"https://{url}")
    if start is None:
        raise BadInput(f"'{url}' is no web address")
    home = await ask(start)
    tree = read_page(home.body, home.content_type) if home.status == "ok" else Refusal(home.reason or home.status)
    if isinstance(tree, Refusal):
        raise BadInput(f"{start}: {tree.reason}")
    at = canonical_url(home.url) or start
    host = host_of(at) or at
    root = f"{urlsplit(at).scheme}://{urlsplit(at).netloc}/"
    robots = await ask(urljoin(root, "robots.txt"), robots=True)
    sitemaps, delay = read_robots(robots)
    declared = [str(element.get("href")) for element in tree.iter("link") if _declares_feed(element)]
    tried = [await _try_feed(address, ask, now) for address in _addresses(declared, at)[:MAX_SOURCES]]
    if not any(one.good for one in tried):
        for path in FEED_PATHS:
            tried.append(await _try_feed(urljoin(root, path), ask, now))
            if tried[-1].good:
                break
    listed = [await _try_sitemap(address, ask, now) for address in _addresses(sitemaps, at)[:MAX_SOURCES]]
    if not any(one.good for one in listed):
        for path in SITEMAP_PATHS:
            listed.append(await _try_sitemap(urljoin(root, path), ask, now))
            if listed[-1].good:
                break
    tried += listed
    links = [link.url for one in tried if one.good and one.kind == "feed" for link in one.links]
    on_page = [found for element in tree.iter("a") if (found := canonical_url(element.get("href") or "", at))]
    shape = article_shape(links or [link for link in dict.fromkeys(on_page) if looks_like_article(link)], host)
    tried.append(_list_page(at, on_page, shape))
    titles = [link.title for one in tried for link in one.links if link.title]
    languages, source = _languages(tree, titles, derived_outlet(host).outlet.country)
    result = Found(
        home=root,
        host=host,
        name=_name(tree, host),
        country=derived_outlet(host).outlet.country,
        languages=languages,
        language_source=source,
        article_url=shape,
        crawl_delay=delay,
        tried=tuple(tried),
    )
    return replace(result, missing=_missing(result))


def read_robots(answer: Answered) -> tuple[list[str], float | None]:
    """(sitemaps, Crawl-delay for all) that a robots.txt names."""
    if answer.status != "ok" or answer.body.lstrip()[:1] == b"<":
        return [], None
    text = answer.body.decode("utf-8", "replace")
    sitemaps = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", text)
    delays = [float(value) for value in re.findall(r"(?im)^\s*crawl-delay\s*:\s*(\d+(?:\.\d+)?)\s*$", text)]
    return list(dict.fromkeys(sitemaps)), max(delays, default=None)


async def _try_feed(url: str, ask: Ask, now: datetime) -> Tried:
    answer = await ask(url)
    if answer.status != "ok":
        return Tried(kind="feed", url=url, good=False, said=answer.reason or answer.status)
    try:
        links = parse_feed(answer.body, url)
    except BadInput as error:
        return Tried(kind="feed", url=url, good=False, said=_without(url, error))
    return _judged("feed", url, links, now)


async def _try_sitemap(url: str, ask: Ask, now: datetime) -> Tried:
    """A sitemap; of an index its newest child decides."""
    answer = await ask(url)
    if answer.status != "ok":
        return Tried(kind="sitemap", url=url, good=False, said=answer.reason or answer.status)
    try:
        sitemap = parse_sitemap(answer.body, url)
        if not sitemap.children:
            return _judged("sitemap", url, sitemap.links, now)
        child = await ask(sitemap.children[0][0])
        if child.status != "ok":
            said = f"its newest child: {child.reason or child.status}"
            return Tried(kind="sitemap", url=url, good=False, said=said)
        links = parse_sitemap(child.body, child.url).links
    except BadInput as error:
        return Tried(kind="sitemap", url=url, good=False, said=_without(url, error))
    inner = _judged("sitemap", url, links, now)
    said = f"an index of {len(sitemap.children)}, the newest: {inner.said}"
    return Tried(kind="sitemap", url=url, good=inner.good, said=said, links=links, newest=inner.newest)


def _judged(kind: Literal["feed", "sitemap"], url: str, links: tuple[Link, ...], now: datetime) -> Tried:
    newest = newest_date([link.published for link in links], now)
    if not links:
        return Tried(kind=kind, url=url, good=False, said="lists nothing")
    if kind == "sitemap" and newest is None:
        said = f"{len(links)} links without dates of publication"
        return Tried(kind=kind, url=url, good=False, said=said, links=links)
    fresh = judge_freshness(newest, now)
    said = f"{len(links)} links, {fresh.reason}"
    return Tried(kind=kind, url=url, good=fresh.state == "ok", said=said, links=links, newest=newest)


def _list_page(url: str, on_page: Sequence[str], shape: str | None) -> Tried:
    own = list(dict.fromkeys(found for found in on_page if shape and re.search(shape, found)))
    good = len(own) >= MIN_LIST
    said = f"the front page links to {len(own)} articles" if own else "the front page links to no article"
    return Tried(
        kind="list", url=url, good=good, said=said, links=tuple(Link(url=one) for one in own), link_regex=shape
    )


def _declares_feed(element: Any) -> bool:
    kinds = (element.get("rel") or "").lower().split()
    return "alternate" in kinds and (element.get("type") or "").lower() in _FEED_TYPES and bool(element.get("href"))


def _addresses(given: Sequence[str], base: str) -> list[str]:
    found = [canonical_url(address, base) for address in given]
    comments = [address for address in found if address and not re.search(r"/comments?/", address)]
    return list(dict.fromkeys(comments))


def _name(tree: Any, host: str) -> str:
    for element in tree.iter("meta"):
        if element.get("property") == "og:site_name" and (element.get("content") or "").strip():
            return " ".join(element.get("content").split())[:100]
    title = next((text_of(element) for element in tree.iter("title")), "")
    parts = [part.strip() for part in re.split(r"\s+[|–—-]\s+", title) if part.strip()]
    return min(parts, key=len)[:100] if parts else host


def _languages(tree: Any, titles: Sequence[str], country: str) -> tuple[tuple[str, ...], str]:
    declared = (tree.get("lang") or "").split("-")[0].lower()
    if pycountry.languages.get(alpha_2=declared) is not None and len(declared) == 2:
        return (declared,), "the front page declares it"
    read = find_language(" ".join(titles[:30]), None, (), None if country == "ZZ" else country, None)
    return ((read,), "read from headlines") if read else ((), "")


def _missing(found: Found) -> tuple[str, ...]:
    missing = [f"no {kind} that works" for kind in ("feed", "sitemap")
               if not any(tried.good and tried.kind == kind for tried in found.tried)]  # fmt: skip
    if not found.sources:
        missing.append("no list page")
    if found.article_url is None:
        missing.append("no shape of article addresses")
    if not found.languages:
        missing.append("no language")
    if found.country == "ZZ":
        missing.append("no country")
    return (*missing, "no time zone", "no owner", "no paywall policy")


def _without(url: str, error: BadInput) -> str:
    return str(error).removeprefix(f"{url}: ")
