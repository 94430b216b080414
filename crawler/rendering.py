"""Pages whose text only scripts make: what the browser may ask for, which browser it is, and how it is started.

The browser has no network of its own (a proxy that is not there, names that lead nowhere): whatever it asks for is
judged here and then fetched by the crawl, so that guard, robots.txt, pace, caps and archive hold for it too.
Pure but for the search for a browser; the shell is crawler.browser.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.canonical import host_of
from crawler.extraction.judge import is_challenge
from crawler.outlet_file import OutletFile
from records import NotFound

MAX_PARTS = 80  # requests of one page that are fetched; the crawl keeps scripts for the pages after it
MAX_PART_BYTES = 30 * 1024 * 1024  # of all parts of one page, twice what heavy news pages load without pictures
MAX_KEPT_BYTES = 64 * 1024 * 1024  # of scripts that are kept for other pages of a crawl
PAGES = 2  # that are rendered at a time
MEMORY_MB = 512  # of a page's scripts
HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
SLOT = "pantau-rendering"  # of its own: the host's would wait for itself
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # as systems call it

What = Literal["fetch", "empty", "refuse"]
_EMPTY = ("stylesheet",)  # a script may wait for it, and no word stands in it
_FETCHED = ("script", "xhr", "fetch")


@dataclass(slots=True)
class Spent:
    """What one page has cost so far, and what it was denied by reason."""

    parts: int = 0
    bytes: int = 0
    denied: dict[str, int] = field(default_factory=dict)

    def deny(self, reason: str) -> None:
        self.denied[reason] = self.denied.get(reason, 0) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    what: What
    reason: str


def judge_part(kind: str, method: str, url: str, hosts: Iterable[str], spent: Spent) -> Verdict:
    """Whether the browser gets what a page asks for. ``kind`` is Playwright's resource type, ``hosts`` those of the
    outlet (and those below them)."""
    if kind in _EMPTY:
        return Verdict(what="empty", reason="no text")
    if kind not in _FETCHED:
        return Verdict(what="refuse", reason=f"{kind}: no text")
    if method != "GET":
        return Verdict(what="refuse", reason=f"{method}: pages are read, nothing is sent")
    if not belongs(url, hosts):
        return Verdict(what="refuse", reason=f"another host ({host_of(url) or 'none'})")
    if spent.parts >= MAX_PARTS:
        return Verdict(what="refuse", reason=f"more than {MAX_PARTS} parts")
    if spent.bytes >= MAX_PART_BYTES:
        return Verdict(what="refuse", reason=f"more than {MAX_PART_BYTES} bytes")
    return Verdict(what="fetch", reason="of its outlet")


def is_to_render(status: int, content_type: str | None, body: bytes) -> bool:
    """Whether an answer is a page for the browser; one that asks whether a human is there is left as it is."""
    return status == 200 and (content_type or "text/html").lower().startswith("text/html") and not is_challenge(body)


def belongs(url: str, hosts: Iterable[str]) -> bool:
    """Whether an address is one of these hosts or below one; another port is another host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    name = parts.hostname.rstrip(".").removeprefix("www.") + (f":{port}" if port else "")
    return any(name == host or name.endswith("." + host) for host in hosts)


def hosts_of(file: OutletFile, url: str) -> tuple[str, ...]:
    """The hosts whose scripts and data a page of an outlet may use: its own, its outlet's, those the file names."""
    own = {urlsplit(address).netloc.removeprefix("www.") for address in (file.outlet.home, url)}
    return (*sorted(own - {""}), *file.render_hosts)


def find_browser(outlet: str, chosen: str | None) -> str:
    """The path of the browser: as the settings choose, else Chromium or Chrome of this machine.

    Raises NotFound that names the outlet and the cure where the extra or the browser is missing.
    """
    why = f"outlet '{outlet}': render = true"
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise NotFound(f"{why} needs the packages of the extra 'render', which are not installed: make render")
    if chosen is not None:
        found = shutil.which(chosen)
        if found is None:
            raise NotFound(f"{why}, and browser = '{chosen}' of the settings is no program")
        return found
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    raise NotFound(
        f"{why} needs Chromium, and there is none on this machine: 'apt-get install chromium',"
        ' or say where it is: browser = "/path/to/chromium" in pantau.toml'
    )


def render_settings(browser: str, seconds: float) -> dict[str, Any]:
    """Scrapy's settings of a crawl that renders: a browser that reaches nothing by itself and keeps nothing."""
    arguments = [
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--no-pings",
        f"--js-flags=--max-old-space-size={MEMORY_MB}",
    ]
    return {
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser,
            "chromium_sandbox": os.geteuid() != 0,  # which refuses to be root's
            "proxy": {"server": "http://127.0.0.1:1"},  # nobody is there
            "args": arguments,
            "handle_sigint": False,  # Ctrl-C is the crawl's to answer
            "timeout": 60_000,
        },
        "PLAYWRIGHT_MAX_CONTEXTS": PAGES,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": seconds * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.rendering.refuse_all",
        "PANTAU_RENDER_SECONDS": seconds,
    }


def refuse_all(_: object) -> bool:
    """What a page asks for before its own judge is in place."""
    return True
