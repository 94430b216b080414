"""What every request and response goes through: the guard and proxy, robots.txt, the archive.

Knows Scrapy; decisions are made in crawler.guard and by robots.txt itself.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.failures import PrivateAddress, RobotsForbidden
from crawler.guard import url_reason

MAX_CRAWL_DELAY = 30.0  # seconds; a longer Crawl-delay would let a crawl of one outlet last for days


class GuardMiddleware:
    """Refuses addresses that are private as written (the resolver refuses those that turn out to be), and sends
    all else, robots.txt included, through the proxy where one is set."""

    def __init__(self, allow_loopback: bool, proxy: str | None) -> None:
        self._allow_loopback = allow_loopback
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler.settings.getbool("PANTAU_ALLOW_LOOPBACK"), crawler.settings.get("PANTAU_PROXY"))

    def process_request(self, request: Any) -> None:
        why = url_reason(request.url, allow_loopback=self._allow_loopback)
        if why:
            raise PrivateAddress(f"{request.url}: {why}")
        if self._proxy:
            request.meta["proxy"] = self._proxy
        else:
            request.meta["proxy"] = None  # the environment's proxies are not ours


class RobotsMiddleware(RobotsTxtMiddleware):  # type: ignore[misc]
    """Scrapy's, with RFC 9309 for a robots.txt that answers 5xx (all is forbidden) and with Crawl-delay."""

    def process_request_2(self, rp: Any, request: Any) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(f"{request.url}: robots.txt forbids it") from error

    async def _parse_robots(self, response: Any, netloc: str, request: Any) -> None:
        if response.status >= 500:
            response = response.replace(status=200, body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        self._slow_down(netloc, request)

    def _slow_down(self, netloc: str, request: Any) -> None:
        parser = getattr(self._parsers.get(netloc), "rp", None)
        wished = parser.crawl_delay(self._robotstxt_useragent) if parser is not None else None
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request)) or downloader.slots.get(
            urlsplit(request.url).hostname
        )
        if wished and slot is not None:
            slot.delay = max(slot.delay, min(float(wished), MAX_CRAWL_DELAY))


class ArchiveMiddleware:
    """Appends every response, redirects and robots.txt too, to the WARC and notes its place in the request's meta."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        self._crawler.spider.job.keep(request, response)
        return response
