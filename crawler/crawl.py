"""One crawl from beginning to end: ``crawl(...)`` is the only entry, and a process runs it once.

Knows Scrapy's process; whatever is decided is decided elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from crawler import settings as policy
from crawler.archive import Archive
from crawler.decide import Period
from crawler.failures import need_handles
from crawler.job import Job
from crawler.outlet_file import OutletFile
from crawler.ports import Frontier, KnownPages, Sink
from crawler.rendering import HANDLER, PAGES, SLOT, find_browser, render_settings
from crawler.spiders.news import NewsSpider
from crawler.workers import Limits, Readers
from records import OutletHealth, Reach

VERSION = "0.1"
HANDLES = 32  # beside connections; a crawl of two outlets in one process had too few with 12, enough with 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """What an operator chooses. ``contact`` (an address or page) goes into the User-Agent: who crawls says who it is.

    ``proxy`` is an HTTP proxy for every request; its host may be private. ``allow_loopback`` lets requests go to
    this machine (tests, the bundled sample). ``delay`` (seconds) overrides that of every outlet file.
    """

    contact: str
    proxy: str | None = None
    allow_loopback: bool = False
    delay: float | None = None
    timeout: float = 30.0  # seconds a request
    max_seconds: float = 3600.0  # of the whole crawl; what is not fetched then waits for the next
    max_articles: int | None = None  # an outlet
    max_size: int = 10 * 1024 * 1024  # bytes of a body
    reading: Limits = field(default_factory=Limits)  # what reading a page may cost
    readers: int = 1  # processes that read pages
    browser: str | None = None  # the program that renders; None: Chromium or Chrome of this machine
    render_seconds: float = 60.0  # a rendered page, with all that its scripts ask for
    retry_scale: float = 1.0  # of the waits between two tries; tests shorten them
    log_level: str = "WARNING"
    log_handler: bool = True  # False: somebody else writes the log

    @property
    def user_agent(self) -> str:
        return f"Pantau/{VERSION} (news monitor; +{self.contact})"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletReport:
    """What came of one outlet. ``decisions``: links by new, again, known, waiting. ``counts``: articles, new,
    not_modified, refused, blocked, robots, failed, spared (requests that cost nothing: nobody was reached), at_rest,
    sources_not_due, left_for_next_time. ``reasons``: of what gave no article. ``health`` is None where it was never
    judged: nothing was asked of it, or nobody answered."""

    outlet: str
    decisions: dict[str, int]
    counts: dict[str, int]
    reasons: dict[str, int]
    health: OutletHealth | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    started: datetime
    finished: datetime
    ended: str  # finished, or why it was cut short (closespider_timeout, shutdown)
    outlets: tuple[OutletReport, ...]
    reach: Reach | None  # None: nothing was ever asked

    @property
    def counts(self) -> dict[str, int]:
        """The counts of all outlets together."""
        total: dict[str, int] = {}
        for report in self.outlets:
            for name, number in report.counts.items():
                total[name] = total.get(name, 0) + number
        return total


def crawl(
    outlets: tuple[OutletFile, ...],
    sink: Sink,
    known: KnownPages,
    archive: Archive,
    now: Callable[[], datetime],
    settings: CrawlSettings,
    *,
    all_outlets: tuple[OutletFile, ...] | None = None,
    frontier: Frontier | None = None,
    backfill: Period | None = None,
    due_only: bool = False,
) -> CrawlReport:
    """Asks every source of ``outlets`` once and fetches what waits in the frontier. Call it once a process (Twisted's
    reactor cannot be started again). ``all_outlets`` is the whole folder where ``outlets`` are a choice of it.
    ``frontier``: None forgets what is left. ``backfill`` asks the archives of the outlets for the days of a period
    instead; ``due_only`` leaves sources alone that are not due.

    A source or page that fails is recorded and stops nothing; an exception of sink, known, frontier or archive ends the
    crawl and is raised here. ``archive`` is not closed.
    """
    started = now()
    need_handles(HANDLES + sum(file.politeness.concurrency for file in outlets))
    with Readers(settings.readers, limits=settings.reading) as readers:
        job = Job(
            outlets, all_outlets or outlets, sink, known, archive, now, readers.read,
            frontier=frontier, backfill=backfill, due_only=due_only,
        )  # fmt: skip
        process: Any = CrawlerProcess(scrapy_settings(outlets, settings))
        _say_once(job)  # after Scrapy has set up its loggers anew
        crawler = process.create_crawler(NewsSpider)
        process.crawl(crawler, job=job, max_articles=settings.max_articles, readers=settings.readers)
        process.start(stop_after_crawl=True, install_signal_handlers=True)
    if job.failure is not None:
        raise job.failure
    reach, health = job.judge()
    return CrawlReport(
        started=started,
        finished=now(),
        ended=str(crawler.stats.get_value("finish_reason", "unknown")),
        outlets=tuple(
            OutletReport(
                outlet=file.outlet.id,
                decisions=dict(job.met[file.outlet.id].decisions),
                counts=dict(job.met[file.outlet.id].counts),
                reasons=dict(job.met[file.outlet.id].reasons.most_common(20)),
                health=state,
            )
            for file, state in zip(outlets, health, strict=True)
        ),
        reach=reach,
    )


def _say_once(job: Job) -> None:
    """Keeps from the log what is told elsewhere: a robots.txt that cannot be asked, by its fetch; what follows from the
    error that ends the crawl, by that error."""
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    logging.getLogger("scrapy.core.scraper").addFilter(lambda _: job.failure is None)


def scrapy_settings(outlets: tuple[OutletFile, ...], chosen: CrawlSettings) -> Settings:
    """The policy of every crawl with what this one chose, and the delays of its outlets. Raises NotFound where one of
    them is to be rendered and that cannot be done here."""
    settings = Settings()
    settings.setmodule(policy, priority="project")
    slots: dict[str, dict[str, float | int]] = {}
    for file in outlets:
        for url in (file.outlet.home, *(source.url for source in file.crawled)):
            delay = file.politeness.delay if chosen.delay is None else chosen.delay
            slot = {"delay": delay, "concurrency": file.politeness.concurrency}
            slots[urlsplit(url).hostname or ""] = slot
    settings.setdict(
        {
            "USER_AGENT": chosen.user_agent,
            "DOWNLOAD_SLOTS": slots,
            "DOWNLOAD_DELAY": 2.0 if chosen.delay is None else chosen.delay,
            "DOWNLOAD_TIMEOUT": chosen.timeout,
            "DOWNLOAD_MAXSIZE": chosen.max_size,
            "CLOSESPIDER_TIMEOUT": chosen.max_seconds,
            "PANTAU_ALLOW_LOOPBACK": chosen.allow_loopback,
            "PANTAU_PROXY": chosen.proxy,
            "PANTAU_PROXY_HOST": urlsplit(chosen.proxy).hostname if chosen.proxy else None,
            "PANTAU_RETRY_SCALE": chosen.retry_scale,
            "CONCURRENT_REQUESTS": max(16, 3 * sum(file.politeness.concurrency for file in outlets)),
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "LOG_LEVEL": chosen.log_level,
            "LOG_ENABLED": chosen.log_handler,
        },
        priority="cmdline",
    )
    rendered = next((file.outlet.id for file in outlets if file.render), None)
    if rendered is not None:
        slots[SLOT] = {"delay": 0, "concurrency": PAGES}
        settings.setdict(
            render_settings(find_browser(rendered, chosen.browser), chosen.render_seconds)
            | {
                "DOWNLOAD_SLOTS": slots,
                "DOWNLOAD_HANDLERS": settings.getdict("DOWNLOAD_HANDLERS") | {"http": HANDLER, "https": HANDLER},
            },
            priority="cmdline",
        )
    return settings
