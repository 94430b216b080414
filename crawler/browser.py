"""Renders one page that the crawl has fetched: hands it to a browser, answers what its scripts ask for, takes the text.

The shell around crawler.rendering. Knows Scrapy, scrapy-playwright's requests and Playwright's pages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import uuid4

import scrapy
from scrapy.http.request import NO_CALLBACK

from crawler.failures import failed
from crawler.outlet_file import OutletFile
from crawler.rendering import MAX_KEPT_BYTES, SLOT, Spent, hosts_of, judge_part
from records import FetchStatus

QUIET_SECONDS = 45.0  # that a page may go on asking for more; its parts wait for their host's delay
STILL_SECONDS = 0.5  # without a request: the page has what it wants (what others call "networkidle")
_PASSED_ON = ("accept", "origin", "referer", "x-requested-with")  # of the browser's headers: what an answer depends on
_KEPT_HEADERS = ("content-type", "access-control-allow-origin", "access-control-allow-credentials", "vary")
_LENGTH = "document.documentElement.outerHTML.length"
Part = tuple[int, dict[str, str], bytes]  # status, headers, body
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # of what it warns the fetch tells


class NotRendered(Exception):
    """Why a page was not rendered, with the status of its fetch."""

    def __init__(self, status: FetchStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """``html`` in UTF-8; ``denied`` says what the page asked for and did not get."""

    html: bytes
    denied: Mapping[str, int]

    @property
    def without(self) -> str:
        """In words, the most frequent first; empty where it got all."""
        said = sorted(self.denied.items(), key=lambda item: (-item[1], item[0]))[:3]
        return "rendered without " + ", ".join(f"{count}: {why}" for why, count in said) if said else ""


async def render(crawler: Any, response: Any, file: OutletFile) -> Rendered:
    """The page of ``response`` as its scripts leave it. Raises NotRendered."""
    page = _Page(crawler, response, file)
    seconds = crawler.settings.getfloat("PANTAU_RENDER_SECONDS")
    work = asyncio.ensure_future(page.read(seconds))
    turn = asyncio.ensure_future(page.begun.wait())
    try:
        # its time begins with its turn: until then the browser is started, or busy with other pages
        await asyncio.wait([work, turn], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait([work], timeout=seconds)
        if not work.done():
            # its scripts may hold the page for ever: that ends with the page, and what waits for it then too
            await page.end()
            await asyncio.wait([work], timeout=seconds)
            raise NotRendered("timeout", f"rendering took more than {seconds:g} seconds")
        try:
            html = work.result().encode("utf-8", "replace")
        except NotRendered:
            raise
        except Exception as error:  # whatever ends it, it is the answer
            if type(error).__name__ == "TimeoutError":
                raise NotRendered("timeout", f"rendering took more than {seconds:g} seconds") from error
            raise NotRendered("refused", f"rendering failed: {_first_line(error)}") from error
        if len(html) > crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            raise NotRendered("too_large", f"rendered it has {len(html)} bytes")
        return Rendered(html=html, denied=dict(page.spent.denied))
    finally:
        await page.end()
        turn.cancel()
        work.cancel()


class _Page:
    """One page from its request to its end."""

    def __init__(self, crawler: Any, response: Any, file: OutletFile) -> None:
        self._crawler = crawler
        self._response = response
        self._hosts = hosts_of(file, response.url)
        self.begun = asyncio.Event()
        self._given = False  # the page itself, to the browser
        self._over = False
        self._page: Any = None
        self._under_way = 0  # requests of the page that are not answered yet
        self._quiet_since = monotonic()
        self.spent = Spent()

    async def read(self, seconds: float) -> str:
        """The page when it asks for nothing more."""
        await self._crawler.engine.download_async(self._request(seconds))
        await self._settle()
        length = await self._page.evaluate(_LENGTH)
        if length > self._crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            raise NotRendered("too_large", f"rendered it has {length} characters")
        return str(await self._page.content())

    def _request(self, seconds: float) -> Any:
        agent = self._crawler.settings.get("USER_AGENT")
        return scrapy.Request(
            self._response.url,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={
                "playwright": True,
                "playwright_context": uuid4().hex,  # a page shares nothing with another
                "playwright_context_kwargs": {
                    "user_agent": agent,
                    "service_workers": "block",
                    "accept_downloads": False,
                },
                "playwright_page_init_callback": self._begin,
                # not for "load": a page that wants to leave before it, and may not, never comes to it
                "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": seconds * 1000},
                "playwright_include_page": True,  # it is read when it is quiet, and closed, here
                "download_slot": SLOT,
                "download_timeout": seconds,
                "dont_obey_robotstxt": True,  # it was asked when the page was fetched; its parts are asked for each
            },
        )

    async def end(self) -> None:
        """Closes the page and all that belongs to it, once."""
        self._over = True
        page, self._page = self._page, None
        if page is not None:
            await page.context.close()

    async def _begin(self, page: Any, _: Any) -> None:
        if self._over:
            await page.context.close()
            return
        self._page = page
        self.begun.set()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("popup", lambda other: other.close())
        await page.route("**/*", self._answer)

    async def _settle(self) -> None:
        """Waits until the page asks for nothing more, but not for ever: what is there by then is read."""
        end = monotonic() + QUIET_SECONDS
        while monotonic() < end:
            ready = await self._page.evaluate("document.readyState")
            if ready == "complete" and not self._under_way and monotonic() - self._quiet_since > STILL_SECONDS:
                return
            await asyncio.sleep(0.1)
        self.spent.deny(f"an end: it asked for more after {QUIET_SECONDS:g} seconds")

    async def _answer(self, route: Any, asked: Any) -> None:
        self._under_way += 1
        try:
            await self._judge(route, asked)
        finally:
            self._under_way -= 1
            self._quiet_since = monotonic()

    async def _judge(self, route: Any, asked: Any) -> None:
        from playwright.async_api import Error

        try:
            if asked.is_navigation_request() and asked.frame.parent_frame is None and not self._given:
                self._given = True
                kind = self._response.headers.get("Content-Type", b"text/html").decode("latin-1")
                await route.fulfill(status=200, content_type=kind, body=self._response.body)
                return
            kind = "another page" if asked.is_navigation_request() else asked.resource_type
            verdict = judge_part(kind, asked.method, asked.url, self._hosts, self.spent)
            if verdict.what == "fetch":
                await self._fetch(route, asked)
            elif verdict.what == "empty":
                await route.fulfill(status=200, content_type="text/css", body="")
            else:
                self.spent.deny(verdict.reason)
                await route.abort(
                    "aborted"
                )  # of another page: any other word would put an error page in this one's place
        except Error:
            if not self._over and not (self._page and self._page.is_closed()):
                raise  # else the page ended while its part was on the way

    async def _fetch(self, route: Any, asked: Any) -> None:
        self.spent.parts += 1
        try:
            if asked.resource_type == "script":
                key = (asked.url, asked.headers.get("origin", ""))
                status, headers, body = await _kept(self._crawler).get(key, lambda: self._ask(asked))
            else:
                status, headers, body = await self._ask(asked)
        except Exception as error:  # noqa: BLE001 - a part that cannot be had is told, the page goes on
            self.spent.deny(f"a part that could not be had ({failed(error, asked.url)[0]})")
            await route.abort("failed")
            return
        if status >= 400:
            self.spent.deny(f"a part that answers HTTP {status}")
        self.spent.bytes += len(body)
        await route.fulfill(status=status, headers=headers, body=body)

    async def _ask(self, asked: Any) -> Part:
        """One part, as every request of the crawl is made."""
        request = scrapy.Request(
            asked.url,
            callback=NO_CALLBACK,
            dont_filter=True,
            headers={name: value for name, value in asked.headers.items() if name in _PASSED_ON},
            meta={"pantau_part_of": self._response.url, "pantau_hosts": self._hosts},
        )
        response = await self._crawler.engine.download_async(request)
        headers = {name: value.decode("latin-1") for name in _KEPT_HEADERS if (value := response.headers.get(name))}
        return response.status, headers, response.body


class _Kept:
    """Scripts that pages of one crawl share: none is asked for twice, nor by two pages at once."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], Part] = {}
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}
        self._size = 0

    async def get(self, key: tuple[str, str], ask: Callable[[], Awaitable[Part]]) -> Part:
        async with self._asking.setdefault(key, asyncio.Lock()):
            if key in self._parts:
                return self._parts[key]
            part = await ask()
            if part[0] == 200 and self._size + len(part[2]) <= MAX_KEPT_BYTES:
                self._parts[key] = part
                self._size += len(part[2])
            return part


def _kept(crawler: Any) -> _Kept:
    if not hasattr(crawler, "pantau_scripts"):
        crawler.pantau_scripts = _Kept()
    found: _Kept = crawler.pantau_scripts
    return found


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
