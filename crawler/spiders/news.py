"""The one spider: asks the sources of the chosen outlets that are due, fetches what waits, hands on articles.

A thin shell: parsing is in crawler.discovery and crawler.extraction, deciding in crawler.decide, crawler.polling and
crawler.health, what is remembered in crawler.job. Links are taken from the frontier a few at a time, so that memory
does not grow with it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any

import scrapy

from crawler.assemble import assemble
from crawler.browser import NotRendered, render
from crawler.canonical import canonical_url
from crawler.choose import Asked
from crawler.discovery.listing import Listing, read_listing
from crawler.extraction import FeedHint
from crawler.extraction.judge import is_challenge
from crawler.failures import HostAtRest, answered, failed, of_the_machine
from crawler.job import Job
from crawler.middlewares import pace_of
from crawler.outlet_file import OutletFile, Source
from records import BadInput, Fetch, FetchStatus, Waiting


@dataclass(frozen=True, slots=True)
class _Page:
    """What is read: an answer, or what a browser made of it."""

    body: bytes
    url: str
    content_type: str | None
    rendered: bool = False
    without: str = ""  # what it was rendered without

    @classmethod
    def of(cls, response: Any) -> _Page:
        kind = response.headers.get("Content-Type")
        return cls(response.body, response.url, kind.decode("latin-1") if kind else None)


def _meta(renders: bool) -> dict[str, bool]:
    return {"pantau_renders": True} if renders else {}


BLOCKED = (401, 403, 429)
AHEAD = 3  # requests of an outlet that are handed to Scrapy for each that may be under way
PAGES = 20  # of an outlet that wait to be read; a host that answers faster than pages are read is asked no more
BATCH = 50  # links of an outlet that are taken from the frontier at a time


def _ends_for_want(callback: Callable[..., AsyncIterator[Any]]) -> Callable[..., AsyncIterator[Any]]:
    """A callback whose want of memory, file handles or room ends the crawl: it says nothing of the page, and the next
    one would meet it, too."""

    @wraps(callback)
    async def guarded(spider: NewsSpider, *arguments: Any, **named: Any) -> AsyncIterator[Any]:
        try:
            async for request in callback(spider, *arguments, **named):
                yield request
        except (OSError, MemoryError) as error:
            if not of_the_machine(error):
                raise
            spider.job.fail(error)

    return guarded


class NewsSpider(scrapy.Spider):  # type: ignore[misc]
    """Arguments: ``job``, ``max_articles`` an outlet (None: no limit), ``readers`` that read pages side by side."""

    name = "news"

    def __init__(self, job: Job, max_articles: int | None, readers: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.job = job
        self._max_articles = max_articles
        ids = [file.outlet.id for file in job.outlets]
        self._waiting: dict[str, deque[Waiting]] = {name: deque() for name in ids}  # taken from the frontier
        self._keys: dict[str, set[str]] = {name: set() for name in ids}  # of all that were taken and are not kept yet
        self._open = dict.fromkeys(ids, 0)  # requests that are not answered yet
        self._reading = dict.fromkeys(ids, 0)  # pages that are not read yet
        self._taken = dict.fromkeys(ids, 0)
        self._in_doubt: dict[str, OutletFile] = {}  # of which nothing more is asked until somebody answers
        self._threads = ThreadPoolExecutor(readers)

    async def start(self) -> AsyncIterator[Any]:
        self.job.stop = lambda reason: self.crawler.engine._slot and self.crawler.engine.close_spider(self, reason)
        for file in self.job.outlets:
            for asked in self.job.first_sources(file):
                yield self._ask_source(file, asked)
        for file in self.job.outlets:
            for request in self._next(file):
                yield request

    def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's name
        self._threads.shutdown(wait=False)

    def _ask_source(self, file: OutletFile, asked: Asked) -> Any:
        return scrapy.Request(
            asked.url,
            callback=self.on_source,
            errback=self.on_source_failure,
            headers=self.job.validators(asked.url) if asked.conditional else {},
            dont_filter=True,
            priority=10,
            meta=_meta(file.render and asked.source.kind == "list"),
            cb_kwargs={"file": file, "asked": asked},
        )

    @_ends_for_want
    async def on_source(self, response: Any, file: OutletFile, asked: Asked) -> AsyncIterator[Any]:
        status, reason = answered(response.status)
        listing = Listing()
        page = _Page.of(response)
        if status == "ok" and self._renders(response):
            try:
                page = await self._rendered(response, file)
            except NotRendered as error:
                status, reason = error.status, str(error)
        if status == "ok":
            try:
                listing = self._listing(page, file, asked.source)
            except BadInput as error:
                status, reason = "parse_error", str(error)
        if status in ("parse_error", "http_error") and is_challenge(response.body):
            reason = f"a challenge page ({reason})"
        fetch = self.job.evidence.fetch_of(
            response.request, response, file.outlet.id, asked.source.kind, status, reason
        )
        if page.rendered:
            fetch = self.job.evidence.keep_rendered(response.request, response.url, page.body, fetch)
        wait = pace_of(self.crawler).rest(response.url)
        moved = response.url if status == "ok" and response.url != asked.url else None
        for more in self.job.listed(file, asked, listing, fetch, wait, moved_to=moved):
            yield self._ask_source(file, more)
        for request in self._next(file):
            yield request

    def _renders(self, response: Any) -> bool:
        return bool(response.meta.get("pantau_renders")) and self.job.evidence.is_to_render(response)

    async def _rendered(self, response: Any, file: OutletFile) -> _Page:
        found = await render(self.crawler, response, file)
        return _Page(found.html, response.url, "text/html; charset=utf-8", rendered=True, without=found.without)

    def _listing(self, page: _Page, file: OutletFile, source: Source) -> Listing:
        return read_listing(
            page.body,
            page.url,
            source,
            content_type=page.content_type,
            section_prefix=file.hints.section_prefix,
            zone=file.hints.zone,
        )

    def _next(self, file: OutletFile) -> Iterator[Any]:
        """Requests for what waits at an outlet, as many as keep its hosts busy; once somebody answered, also at those
        of which it was in doubt whether anybody is to be reached."""
        if self.job.held.enough:
            self._in_doubt[file.outlet.id] = file
            return
        doubted, self._in_doubt = self._in_doubt, {}
        for each in (doubted | {file.outlet.id: file}).values():
            yield from self._requests(each)

    def _requests(self, file: OutletFile) -> Iterator[Any]:
        if self.job.failure is not None:
            return
        outlet = file.outlet.id
        if not self._waiting[outlet]:
            self._waiting[outlet].extend(self.job.wanted(file, BATCH, self._keys[outlet]))
            self._keys[outlet].update(link.key for link in self._waiting[outlet])
        room = min(AHEAD * file.politeness.concurrency - self._open[outlet], PAGES - self._reading[outlet])
        if self._max_articles is not None:
            room = min(room, self._max_articles - self._taken[outlet])
        links = [self._waiting[outlet].popleft() for _ in range(min(room, len(self._waiting[outlet])))]
        # counted before the first is handed on: between two requests of this generator others may come here
        self._taken[outlet] += len(links)
        self._open[outlet] += len(links)
        for link in links:
            url = link.final or link.url
            yield scrapy.Request(
                url,
                callback=self.on_article,
                errback=self.on_article_failure,
                headers=self.job.validators(url) if self.job.seen_before(link) else {},
                dont_filter=True,
                meta=_meta(file.render),
                cb_kwargs={"file": file, "link": link},
            )

    @_ends_for_want
    async def on_article(self, response: Any, file: OutletFile, link: Waiting) -> AsyncIterator[Any]:
        outlet = file.outlet.id
        self._open[outlet] -= 1
        self._reading[outlet] += 1
        for request in self._next(file):
            yield request
        status, reason = answered(response.status)
        fetch = self.job.evidence.fetch_of(response.request, response, outlet, "article", status, reason)
        page = _Page.of(response)
        if status == "ok" and self._renders(response):
            try:
                page = await self._rendered(response, file)
                fetch = self.job.evidence.keep_rendered(response.request, response.url, page.body, fetch)
            except NotRendered as error:
                status = error.status
                fetch = replace(fetch, status=status, reason=str(error))
        if status != "ok":
            if status == "gone":  # the article's own address, wherever that led
                fetch = replace(fetch, url=link.final or link.url)
            blocked = response.status in BLOCKED
            what = "not_modified" if status == "not_modified" else "blocked" if blocked else "failed"
            wait = pace_of(self.crawler).rest(response.url) if status == "http_error" else None
            self.job.answered(file, link, fetch, what, wait=wait)
        else:
            # in a thread, so that other requests go on
            call = partial(
                assemble,
                page.body,
                canonical_url(response.url) or link.url,
                self.job.all_outlets,
                fetch,
                content_type=page.content_type,
                feed_hint=FeedHint(title=link.title, published=link.published, section=link.section),
                read=self.job.read,
            )
            reading = asyncio.get_running_loop().run_in_executor(self._threads, call)
            await asyncio.wait([reading])
            article, fetch = self.job.guarded(reading.result)
            if article is None:
                fetch = replace(fetch, reason="; ".join(filter(None, (fetch.reason, page.without))))
                self.job.answered(file, link, fetch, "failed" if fetch.status == "gone" else "refused")
            else:
                self.job.article(file, link, article, fetch)
        self._reading[outlet] -= 1
        self._keys[outlet].discard(link.key)
        for request in self._next(file):
            yield request

    def on_source_failure(self, failure: Any) -> Iterator[Any]:
        if self._over(failure.value):
            return
        file, asked = failure.request.cb_kwargs["file"], failure.request.cb_kwargs["asked"]
        status, reason = failed(failure.value, failure.request.url)
        fetch = self._failure(failure, file, asked.source.kind, status, reason)
        self.job.listed(file, asked, Listing(), fetch, pace_of(self.crawler).rest(failure.request.url))
        yield from self._next(file)

    def on_article_failure(self, failure: Any) -> Iterator[Any]:
        if self._over(failure.value):
            return
        file, link = failure.request.cb_kwargs["file"], failure.request.cb_kwargs["link"]
        self._open[file.outlet.id] -= 1
        status, reason = failed(failure.value, failure.request.url)
        fetch = self._failure(failure, file, "article", status, reason)
        wait = pace_of(self.crawler).rest(failure.request.url)
        if isinstance(failure.value, HostAtRest):
            self.job.at_rest(file, link, wait or 0.0, reason)
        else:
            self.job.answered(file, link, fetch, "robots" if status == "robots" else "failed", wait=wait)
        self._keys[file.outlet.id].discard(link.key)
        yield from self._next(file)

    def _over(self, error: BaseException) -> bool:
        """Whether the crawl is ending, or has to for this error."""
        if of_the_machine(error):
            self.job.fail(error)
        return self.job.failure is not None

    def _failure(self, failure: Any, file: OutletFile, purpose: Any, status: FetchStatus, reason: str) -> Fetch:
        return Fetch(
            url=failure.request.url,
            outlet=file.outlet.id,
            fetched=self.job.now(),
            status=status,
            purpose=purpose,
            reason=reason,
        )
