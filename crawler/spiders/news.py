"""The one spider: asks all sources of the chosen outlets, follows what is to be fetched, hands on articles.

A thin shell: parsing is in crawler.discovery and crawler.extraction, deciding in crawler.decide and crawler.health.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import scrapy

from crawler.assemble import assemble
from crawler.canonical import canonical_url
from crawler.discovery import Link
from crawler.discovery.freshness import newest_date
from crawler.discovery.listing import Listing, read_listing
from crawler.extraction import FeedHint
from crawler.failures import answered, failed
from crawler.health import SourceFacts
from crawler.job import Job
from crawler.outlet_file import OutletFile, Source
from records import BadInput, Fetch, FetchStatus

MAX_DEPTH = 2  # of sitemap indexes
MAX_CHILDREN = 5  # newest child sitemaps that are asked
CHILD_AGE = timedelta(days=14)  # older child sitemaps hold no news
BLOCKED = (401, 403, 429)


class NewsSpider(scrapy.Spider):  # type: ignore[misc]
    """Arguments: ``job``, ``max_links`` a source, ``max_articles`` an outlet (None: no limit)."""

    name = "news"

    def __init__(self, job: Job, max_links: int, max_articles: int | None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.job = job
        self._max_links = max_links
        self._max_articles = max_articles
        self._asked: set[str] = set()
        self._per_outlet: dict[str, int] = {}
        self._thread = ThreadPoolExecutor(1)

    async def start(self) -> AsyncIterator[Any]:
        self.job.stop = lambda reason: self.crawler.engine._slot and self.crawler.engine.close_spider(self, reason)
        for file in self.job.outlets:
            for source in file.crawled:
                yield self._ask_source(file, source, source.url, 0)

    def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's name
        self._thread.shutdown(wait=False)

    def _ask_source(self, file: OutletFile, source: Source, url: str, depth: int) -> Any:
        return scrapy.Request(
            url,
            callback=self.on_source,
            errback=self.on_source_failure,
            headers=self.job.validators(url),
            dont_filter=True,
            priority=10,
            cb_kwargs={"file": file, "source": source, "depth": depth},
        )

    def on_source(self, response: Any, file: OutletFile, source: Source, depth: int) -> Iterator[Any]:
        outlet, url = file.outlet.id, response.request.url if depth else source.url
        status, reason = answered(response.status)
        listing = Listing()
        if status == "ok":
            content_type = response.headers.get("Content-Type")
            try:
                listing = read_listing(
                    response.body,
                    response.url,
                    source,
                    content_type=content_type.decode("latin-1") if content_type else None,
                    section_prefix=file.hints.section_prefix,
                    zone=file.hints.zone,
                )
            except BadInput as error:
                status, reason = "parse_error", str(error)
        links, children = listing.links, listing.children
        self.job.fetched(self.job.fetch_of(response.request, response, outlet, source.kind, status, reason))
        fitting = [link for link in links if re.search(file.article_url, link.url)]
        self.job.source(
            outlet,
            SourceFacts(
                url=url,
                kind=source.kind,
                status=status,
                http_status=response.status,
                links=len(links) + len(children),
                fitting=len(fitting) + len(children),
                newest=newest_date([link.published for link in links], self.job.now()),
                reason=reason,
            ),
        )
        for child, changed in children[:MAX_CHILDREN] if depth < MAX_DEPTH else ():
            recent = changed is None or self.job.now() - changed < CHILD_AGE
            if recent and child not in self._asked:
                self._asked.add(child)
                yield self._ask_source(file, source, child, depth + 1)
        for link in fitting[: self._max_links]:
            yield from self._ask_article(file, link)

    def _ask_article(self, file: OutletFile, link: Link) -> Iterator[Any]:
        if link.url in self._asked:
            return
        self._asked.add(link.url)
        outlet = file.outlet.id
        decision = self.job.decide(file, link)
        if not decision.fetch:
            return
        self._per_outlet[outlet] = self._per_outlet.get(outlet, 0) + 1
        if self._max_articles is not None and self._per_outlet[outlet] > self._max_articles:
            self.job.count(outlet, "left_for_next_time")
            return
        new = decision.reason == "new"
        yield scrapy.Request(
            link.url,
            callback=self.on_article,
            errback=self.on_article_failure,
            headers={} if new else self.job.validators(link.url),
            dont_filter=True,
            cb_kwargs={"file": file, "link": link, "new": new},
        )

    async def on_article(self, response: Any, file: OutletFile, link: Link, new: bool) -> None:
        outlet = file.outlet.id
        status, reason = answered(response.status)
        fetch = self.job.fetch_of(response.request, response, outlet, "article", status, reason)
        if status != "ok":
            self.job.fetched(fetch)
            counted = (
                "not_modified" if status == "not_modified" else "blocked" if response.status in BLOCKED else "failed"
            )
            self.job.count(outlet, counted, reason)
            return
        content_type = response.headers.get("Content-Type")
        # in its thread, so that other requests go on; the one thread keeps the order in which pages came
        call = partial(
            assemble,
            response.body,
            canonical_url(response.url) or link.url,
            self.job.all_outlets,
            fetch,
            content_type=content_type.decode("latin-1") if content_type else None,
            feed_hint=FeedHint(title=link.title, published=link.published, section=link.section),
            read=self.job.read,
        )
        reading = asyncio.get_running_loop().run_in_executor(self._thread, call)
        await asyncio.wait([reading])
        article, fetch = self.job.guarded(reading.result)
        if article is None:
            self.job.fetched(fetch)
            self.job.count(outlet, "refused", fetch.reason)
        else:
            self.job.article(outlet, article, fetch, new=new)

    def on_source_failure(self, failure: Any) -> None:
        file, source = failure.request.cb_kwargs["file"], failure.request.cb_kwargs["source"]
        status, reason = failed(failure.value, failure.request.url)
        self._record_failure(failure, file, source.kind, status, reason)
        self.job.source(
            file.outlet.id, SourceFacts(url=failure.request.url, kind=source.kind, status=status, reason=reason)
        )

    def on_article_failure(self, failure: Any) -> None:
        file = failure.request.cb_kwargs["file"]
        status, reason = failed(failure.value, failure.request.url)
        self._record_failure(failure, file, "article", status, reason)
        self.job.count(file.outlet.id, "robots" if status == "robots" else "failed", reason)

    def _record_failure(self, failure: Any, file: OutletFile, purpose: Any, status: FetchStatus, reason: str) -> None:
        if self.job.failure is not None:
            return
        self.job.fetched(
            Fetch(
                url=failure.request.url,
                outlet=file.outlet.id,
                fetched=self.job.now(),
                status=status,
                purpose=purpose,
                reason=reason,
            )
        )
