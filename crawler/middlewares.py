"""What every request and response goes through: the guard and proxy, robots.txt, the archive, the pace of its host.

Knows Scrapy; decisions are made in crawler.guard, crawler.pace and by robots.txt itself.
"""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawler.failures import HostAtRest, PrivateAddress, RobotsForbidden
from crawler.guard import GuardedResolver, url_reason
from crawler.pace import MAX_WAIT, Host, Kind, after_answer, judge_retry, kind_of, read_retry_after
from crawler.rendering import belongs

MAX_CRAWL_DELAY = 24 * 3600.0  # seconds; a longer one is a slip of the pen


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
        hosts = request.meta.get("pantau_hosts")  # of a part of a rendered page, redirects too
        if hosts is not None and not belongs(request.url, hosts):
            raise IgnoreRequest(f"{request.url}: another host than its page's")
        if self._proxy:
            request.meta["proxy"] = self._proxy
        else:
            request.meta["proxy"] = None  # the environment's proxies are not ours


class RobotsMiddleware(RobotsTxtMiddleware):  # type: ignore[misc]
    """Scrapy's, with RFC 9309: while robots.txt answers 5xx or 429, or cannot be reached, all is forbidden; any other
    4xx allows all. What is no text but an HTML page says nothing. Crawl-delay is obeyed."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._why: dict[str, str] = {}  # of hosts of which all is forbidden, by netloc
        self._unreachable: dict[str, Exception] = {}

    def process_request_2(self, rp: Any, request: Any) -> None:
        netloc = urlsplit(request.url).netloc
        if netloc in self._unreachable:
            raise RobotsForbidden(f"{request.url}: robots.txt cannot be asked") from self._unreachable[netloc]
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(f"{request.url}: {self._why.get(netloc, 'robots.txt forbids it')}") from error

    async def _parse_robots(self, response: Any, netloc: str, request: Any) -> None:
        if response.status >= 500 or response.status == 429:
            self._why[netloc] = f"robots.txt answers {response.status}: until it does better, all is forbidden"
            response = response.replace(status=200, body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400 or response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        parser = getattr(self._parsers.get(netloc), "rp", None)
        wished = parser.crawl_delay(self._robotstxt_useragent) if parser is not None else None
        if wished:
            pace_of(self.crawler).at_least(self.crawler, request, min(float(wished), MAX_CRAWL_DELAY))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = exc
        super()._robots_error(exc, netloc)


class ArchiveMiddleware:
    """Appends every response, redirects and robots.txt too, to the WARC and notes its place in the request's meta."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        if not request.meta.get("playwright"):  # that is no answer of a server
            self._crawler.spider.job.keep(request, response)
        return response


def pace_of(crawler: Any) -> PaceMiddleware:
    """The one PaceMiddleware of a crawl."""
    found: PaceMiddleware = crawler.pantau_pace
    return found


class PaceMiddleware:
    """Keeps the delay of every host as crawler.pace judges it, lets a host rest that asks for it, and tries again what
    may have failed by chance. A rest that is longer than a crawl waits ends the host's part of it."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._scale = crawler.settings.getfloat("PANTAU_RETRY_SCALE")
        self._hosts: dict[str, Host] = {}
        crawler.pantau_pace = self

    @classmethod
    def from_crawler(cls, crawler: Any) -> PaceMiddleware:
        return cls(crawler)

    def rest(self, url: str) -> float | None:
        """Seconds that the host of ``url`` still rests, None where it does not."""
        host = self._hosts.get(urlsplit(url).hostname or "")
        left = host.rest_until - monotonic() if host else 0.0
        return left if left > 0 else None

    def at_least(self, crawler: Any, request: Any, delay: float) -> None:
        """A host that says how long to wait between two requests (Crawl-delay)."""
        key, host = self._host(request)
        if delay > host.base:
            known = Host(base=delay, delay=max(host.delay, delay), rest_until=host.rest_until, reason="Crawl-delay")
            self._set(crawler, key, known)

    async def process_request(self, request: Any) -> None:
        left = self.rest(request.url)
        if left is None or request.meta.get("playwright"):
            return
        if left > MAX_WAIT:
            raise HostAtRest(f"the host asked for rest, for {left:.0f} s more")
        await asyncio.sleep(left)

    async def process_response(self, request: Any, response: Any) -> Any:
        if request.meta.get("playwright"):
            return response
        after = response.headers.get("Retry-After")
        retry_after = read_retry_after(after.decode("latin-1") if after else None, datetime.now(UTC))
        self._met(request, response.status, request.meta.get("download_latency"), retry_after)
        again = await self._again(request, kind_of(response.status), retry_after)
        return response if again is None else again

    async def process_exception(self, request: Any, exception: Exception) -> Any:
        if isinstance(exception, IgnoreRequest) or request.meta.get("playwright"):
            return None
        self._met(request, None, None, None)
        return await self._again(request, _kind(exception, request.url), None)

    def _met(self, request: Any, status: int | None, latency: float | None, retry_after: float | None) -> None:
        key, host = self._host(request)
        after = after_answer(host, status=status, latency=latency, retry_after=retry_after, now=monotonic())
        if after != host:
            self._set(self._crawler, key, after)

    async def _again(self, request: Any, kind: Kind, retry_after: float | None) -> Any:
        tried = request.meta.get("pantau_tried", 0)
        if kind == "no":
            return None
        retry = judge_retry(kind, tried, retry_after, random.random(), self._scale)
        if not retry.again:
            return None
        await asyncio.sleep(retry.wait)
        again = request.copy()
        again.meta["pantau_tried"] = tried + 1
        again.dont_filter = True
        return again

    def _host(self, request: Any) -> tuple[str, Host]:
        key = urlsplit(request.url).hostname or ""
        if key not in self._hosts:
            settings = self._crawler.settings
            slot = settings.getdict("DOWNLOAD_SLOTS").get(key, {})
            delay = float(slot.get("delay", settings.getfloat("DOWNLOAD_DELAY")))
            self._hosts[key] = Host(base=delay, delay=delay)
        return key, self._hosts[key]

    def _set(self, crawler: Any, key: str, host: Host) -> None:
        """For the slot that is open, and for the next, since Scrapy drops slots that idle for a minute."""
        self._hosts[key] = host
        downloader = crawler.engine.downloader
        downloader.per_slot_settings[key] = downloader.per_slot_settings.get(key, {}) | {"delay": host.delay}
        if key in downloader.slots:
            downloader.slots[key].delay = host.delay


def _kind(error: Exception, url: str) -> Kind:
    """What kind of failure an exception of the downloader is."""
    text = f"{type(error).__name__} {error}"
    if isinstance(error, CannotResolveHostError):
        return "no" if (urlsplit(url).hostname or "") in GuardedResolver.refused else "dns"
    if isinstance(error, DownloadTimeoutError):
        return "timeout"
    if isinstance(error, DownloadCancelledError):
        return "no"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connect"
    if "SSL" in text or "certificate" in text or "tls" in text.lower():
        return "tls"
    return "lost"
