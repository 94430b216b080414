"""Which links of a list are to be fetched, and what of its source is to be asked next. Pure.

Knows sources, periods and what a list said; it must not know what is known already.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.decide import Period, days_of
from crawler.discovery import Link
from crawler.discovery.listing import Listing
from crawler.outlet_file import OutletFile, Source

MAX_DEPTH = 2  # of sitemap indexes
MAX_CHILDREN = 5  # newest child sitemaps that a crawl asks
MAX_CHILDREN_BACK = 1_000  # that a backfill asks
NEWS_AGE = timedelta(days=14)  # what a sitemap says to have changed before that is no news
MAX_UNDATED = 200  # links of a sitemap without any date, of one crawl
MAX_PAGES_BACK = 500  # of one list page, of one backfill
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One address of a source: its own, that of a child sitemap (``depth``), or a further page (``page``)."""

    source: Source
    url: str
    depth: int = 0
    page: int = 0
    conditional: bool = False  # with the validators of its last answer
    first: str | None = None  # of a further page: the address of the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """``fitting`` counts the article addresses of the list, whatever their age; ``older``: a backfill met articles
    that are still newer than its days, so that it has to go on."""

    links: tuple[Link, ...]
    more: tuple[Asked, ...]
    fitting: int
    older: bool = False


def choose(
    listing: Listing, file: OutletFile, asked: Asked, backfill: Period | None, now: datetime, before: Collection[str]
) -> Chosen:
    """``before``: addresses of sources that this crawl asked already."""
    fitting = [link for link in listing.links if re.search(file.article_url, link.url)]
    zone = ZoneInfo(file.outlet.zone)
    if backfill is None:
        links = [link for link in fitting if link.changed is None or now - link.changed < NEWS_AGE]
        undated = asked.source.kind == "sitemap" and not any(link.changed for link in links)
        links = links[:MAX_UNDATED] if undated else links
    else:
        links = [link for link in fitting if backfill.holds(_days(link, file, zone))]
    more = [*_children(listing, asked, backfill, now, zone), *_pages(listing, asked, backfill, fitting, file, zone)]
    spans = [days for link in fitting if backfill and (days := _days(link, file, zone))]
    return Chosen(
        links=tuple(links),
        more=tuple(one for one in more if one.url not in before),
        fitting=len(fitting),
        older=backfill is not None and any(first > backfill.last for first, _ in spans),
    )


def _days(link: Link, file: OutletFile, zone: ZoneInfo) -> tuple[date, date] | None:
    """The days that an article may be of: as its source or its address says, at the latest when it last changed."""
    if link.published is not None:
        day = link.published.astimezone(zone).date()
        return day, day
    found = days_of(link.url, file.article_url)
    if found is None and link.changed is not None:
        return date.min, link.changed.astimezone(zone).date()
    return found


def _children(listing: Listing, asked: Asked, backfill: Period | None, now: datetime, zone: ZoneInfo) -> list[Asked]:
    """Child sitemaps: the newest, or those that may hold the days of a backfill."""
    if asked.depth >= MAX_DEPTH:
        return []
    if backfill is None:
        kept = [url for url, changed in listing.children[:MAX_CHILDREN] if changed is None or now - changed < NEWS_AGE]
    else:
        kept = [url for url, changed in listing.children if _may_hold(url, changed, backfill, zone)]
    return [replace(asked, url=url, depth=asked.depth + 1) for url in kept[:MAX_CHILDREN_BACK]]


def _may_hold(url: str, changed: datetime | None, backfill: Period, zone: ZoneInfo) -> bool:
    """A child that last changed before the first day, or whose address names a month outside, holds none of it."""
    if changed is not None and changed.astimezone(zone).date() < backfill.first:
        return False
    named = _MONTH.search(url)
    if named is None:
        return True
    month = f"{named[1]}-{named[2]}"
    return f"{backfill.first:%Y-%m}" <= month <= f"{backfill.last:%Y-%m}"


def _pages(
    listing: Listing, asked: Asked, backfill: Period | None, fitting: list[Link], file: OutletFile, zone: ZoneInfo
) -> list[Asked]:
    """The next page of a list, unless this one was empty, the last that may be asked, or wholly before a backfill."""
    source, number = asked.source, asked.page + 1
    if not fitting or number >= (source.max_pages if backfill is None else MAX_PAGES_BACK):
        return []
    if backfill is not None:
        spans = [_days(link, file, zone) for link in fitting]
        if all(days is not None and days[1] < backfill.first for days in spans):
            return []
    url = listing.next_page
    if source.pages is not None:
        url = source.pages.replace("{page}", str(source.first_page + number - 1))
        if source.dated:
            url = _same_period(url, source, asked)
    if url is None:
        return []
    return [replace(asked, url=url, page=number, conditional=False, first=asked.first or asked.url)]


def _same_period(pages: str, source: Source, asked: Asked) -> str:
    """The further page of a dated address: of the period that this one is of."""
    pattern = re.escape(source.url)
    for mark, digits in (("year", r"\d{4}"), ("month", r"\d\d"), ("day", r"\d\d")):
        pattern = pattern.replace(re.escape("{" + mark + "}"), f"(?P<{mark}>{digits})")
    found = re.fullmatch(pattern, asked.first or asked.url)
    for mark, value in (found.groupdict() if found else {}).items():
        pages = pages.replace("{" + mark + "}", value)
    return pages
