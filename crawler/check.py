"""Checks outlets one by one: does it answer, what does robots.txt say, are its sources fresh, can its articles be read?

Decides what to ask and puts the answers together; the judgement is that of crawler.health. Asking is handed in.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import urljoin

from crawler.discovery.freshness import judge_freshness, newest_date
from crawler.discovery.listing import Listing, read_listing
from crawler.extraction import Read
from crawler.extraction.judge import count_words
from crawler.find import read_robots
from crawler.health import AttemptFacts, SourceFacts, judge_health
from crawler.outlet_file import OutletFile, Source
from crawler.probe import Ask
from records import BadInput, HealthState

SAMPLE = 2  # articles that are read of each outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChecked:
    kind: str
    url: str
    said: str
    newest: datetime | None = None
    articles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found. ``reachable``, ``robots``, ``extraction`` are words for people; ``state`` is the verdict."""

    outlet: str
    state: HealthState
    reason: str
    reachable: str
    robots: str
    sources: tuple[SourceChecked, ...]
    articles: int  # article addresses that its sources list
    extraction: str


async def check_outlets(
    files: Sequence[OutletFile], ask: Ask, read: Read, now: datetime, done: Callable[[Checked], None]
) -> tuple[Checked, ...]:
    """All of them side by side (the delay is a host's own); ``done`` is called with each as it is ready."""

    async def one(file: OutletFile) -> Checked:
        checked = await check_outlet(file, ask, read, now)
        done(checked)
        return checked

    return tuple(await asyncio.gather(*(one(file) for file in files)))


async def check_outlet(file: OutletFile, ask: Ask, read: Read, now: datetime) -> Checked:
    home = await ask(file.outlet.home)
    robots = await ask(urljoin(file.outlet.home, "/robots.txt"), robots=True)
    facts: list[SourceFacts] = []
    checked: list[SourceChecked] = []
    fitting: dict[str, datetime | None] = {}
    for source in file.crawled:
        fact, said, listing = await _source(file, source, ask, now)
        own = [link for link in listing.links if re.search(file.article_url, link.url)]
        fitting |= {link.url: link.published for link in own}
        facts.append(fact)
        checked.append(
            SourceChecked(kind=source.kind, url=source.url, said=said, newest=fact.newest, articles=len(own))
        )
    attempt, extraction = await _sample(file, tuple(facts), tuple(fitting)[:SAMPLE], ask, read)
    health = judge_health(None, attempt, now)
    return Checked(
        outlet=file.outlet.id,
        state=health.state,
        reason=health.reason,
        reachable="yes" if home.status == "ok" else home.reason or home.status,
        robots=_robots(robots.status, robots.http_status, read_robots(robots)[1], home.status),
        sources=tuple(checked),
        articles=len(fitting),
        extraction=extraction,
    )


async def _source(file: OutletFile, source: Source, ask: Ask, now: datetime) -> tuple[SourceFacts, str, Listing]:
    answer = await ask(source.url, render=file if file.render and source.kind == "list" else None)
    status, reason, listing = answer.status, answer.reason, Listing()
    if status == "ok":
        try:
            listing = read_listing(
                answer.body,
                answer.url,
                source,
                content_type=answer.content_type,
                section_prefix=file.hints.section_prefix,
                zone=file.hints.zone,
            )
        except BadInput as error:
            status, reason = "parse_error", str(error).removeprefix(f"{answer.url}: ")
    links = listing.links
    newest = newest_date([link.published for link in links], now)
    fact = SourceFacts(
        url=source.url,
        kind=source.kind,
        status=status,
        http_status=answer.http_status,
        links=len(links) + len(listing.children),
        fitting=sum(bool(re.search(file.article_url, link.url)) for link in links) + len(listing.children),
        newest=newest,
        reason=reason,
        moved_to=answer.url if status == "ok" and answer.url != source.url else None,
    )
    if status != "ok":
        return fact, reason or status, listing
    fresh = judge_freshness(newest, now, timedelta(days=file.stale_after_days))
    word = "dead" if fresh.state == "stale" else "fresh" if newest else "undated"
    return fact, f"{word}: {len(links) or len(listing.children)} listed, {fresh.reason}", listing


async def _sample(
    file: OutletFile, facts: tuple[SourceFacts, ...], urls: tuple[str, ...], ask: Ask, read: Read
) -> tuple[AttemptFacts, str]:
    words: list[int] = []
    counts: Counter[str] = Counter()
    missed: dict[str, int] = {}
    reasons: list[str] = []
    for url in urls:
        answer = await ask(url, render=file if file.render else None)
        if answer.status != "ok":
            blocked = answer.http_status in (401, 403, 429)
            counts["robots" if answer.status == "robots" else "blocked" if blocked else "failed"] += 1
            reasons.append(answer.reason or answer.status)
            continue
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(None, read, answer.body, answer.url, file.hints, answer.content_type, None)
        if found.refused:
            counts["refused"] += 1
            reasons.append(found.reason or "refused")
            continue
        counts["read"] += 1
        words.append(count_words(found.body))
        for hint in found.missed:
            missed[f"hint: {hint}"] = missed.get(f"hint: {hint}", 0) + 1
    attempt = AttemptFacts(
        outlet=file.outlet.id,
        sources=facts,
        articles=len(words),
        new=len(words),
        missed=missed,
        stale_after=timedelta(days=file.stale_after_days),
        refused=counts["refused"],
        blocked=counts["blocked"],
        robots=counts["robots"],
        failed=counts["failed"],
        read=counts["read"],
    )
    if not urls:
        return attempt, "no article to read"
    said = f"{len(words)} of {len(urls)} read" + (f", {median(words):.0f} words" if words else "")
    return attempt, "; ".join([said, *dict.fromkeys(reasons), *missed])


def _robots(status: str, http_status: int | None, delay: float | None, home: str) -> str:
    if status in ("ok", "gone"):
        said = "none" if status == "gone" else "allows" if home != "robots" else "forbids the front page"
        return f"{said}, delay {delay:g} s" if delay else said
    return f"HTTP {http_status}: all is forbidden" if http_status and http_status >= 500 else status
