"""Asks single addresses by the rules of every crawl (guard, robots.txt, delay, caps), without archive and store.

Knows Scrapy's process; what is asked, and what an answer means, is decided by the plan that it is given.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http.request import NO_CALLBACK

from crawler.browser import NotRendered
from crawler.browser import render as render_page
from crawler.crawl import CrawlSettings, scrapy_settings
from crawler.failures import answered, failed
from crawler.outlet_file import OutletFile
from crawler.rendering import is_to_render
from records import FetchStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of one request; ``body`` is empty unless ``status`` is "ok"."""

    asked: str
    url: str  # after redirects
    status: FetchStatus
    http_status: int | None = None
    content_type: str | None = None
    body: bytes = b""
    reason: str | None = None


class Ask(Protocol):
    def __call__(self, url: str, *, robots: bool = False, render: OutletFile | None = None) -> Awaitable[Answered]:
        """The answer of ``url``; never raises. ``robots``: it is a robots.txt itself, which nothing forbids.
        ``render``: the outlet whose page it is, as its scripts leave it."""


def probe(plan: Callable[[Ask], Awaitable[T]], settings: CrawlSettings, outlets: tuple[OutletFile, ...] = ()) -> T:
    """Runs ``plan`` with a way to ask. Call it once a process. Raises what ``plan`` raises."""
    chosen = scrapy_settings(outlets, settings)
    middlewares = chosen.getdict("DOWNLOADER_MIDDLEWARES") | {"crawler.middlewares.ArchiveMiddleware": None}
    chosen.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="cmdline")
    process: Any = CrawlerProcess(chosen)
    outcome = _Outcome()
    process.crawl(process.create_crawler(_ProbeSpider), plan=plan, outcome=outcome)
    process.start(stop_after_crawl=True, install_signal_handlers=True)
    if outcome.failure is not None:
        raise outcome.failure
    if not outcome.done:
        raise KeyboardInterrupt  # stopped from outside before the plan was through
    result: T = outcome.result
    return result


class _Outcome:
    def __init__(self) -> None:
        self.done = False
        self.result: Any = None
        self.failure: BaseException | None = None


class _ProbeSpider(scrapy.Spider):  # type: ignore[misc]
    name = "probe"

    def __init__(self, plan: Any, outcome: _Outcome, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._plan = plan
        self._outcome = outcome

    async def start(self) -> AsyncIterator[Any]:
        try:
            self._outcome.result = await self._plan(self.ask)
            self._outcome.done = True
        except Exception as error:  # noqa: BLE001 - raised again by probe()
            self._outcome.failure = error
        requests: tuple[Any, ...] = ()  # an asynchronous generator, as Scrapy wants it
        for request in requests:
            yield request

    async def ask(self, url: str, *, robots: bool = False, render: OutletFile | None = None) -> Answered:
        request = scrapy.Request(
            url, callback=NO_CALLBACK, dont_filter=True, meta={"dont_obey_robotstxt": True} if robots else {}
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            status, reason = failed(error, url)
            return Answered(asked=url, url=url, status=status, reason=reason)
        status, said = answered(response.status)
        printed = response.headers.get("Content-Type")
        kind, body = printed.decode("latin-1") if printed else None, response.body
        if render is not None and is_to_render(response.status, kind, body):
            try:
                body = (await render_page(self.crawler, response, render)).html
                kind = "text/html; charset=utf-8"
            except NotRendered as error:
                status, said = error.status, str(error)
        return Answered(
            asked=url,
            url=response.url,
            status=status,
            http_status=response.status,
            content_type=kind,
            body=body if status == "ok" else b"",
            reason=said,
        )
