"""One crawl's state: what it was asked, whom it reports to, and what it has met so far.

The thin shell between the spider and the pure deciders. Knows ports and records; it must not know Scrapy's engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.archive import Archive
from crawler.decide import FetchDecision, should_fetch
from crawler.discovery import Link
from crawler.extraction import Read, extract
from crawler.health import AttemptFacts, SourceFacts, judge_health
from crawler.outlet_file import OutletFile, outlet_for_url
from crawler.ports import KnownPages, Sink
from records import Article, Fetch, FetchStatus, OutletHealth


@dataclass
class Met:
    """What was met at one outlet so far."""

    sources: dict[str, SourceFacts] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)  # hints that articles do not fit, as their fetch says it


class Job:
    """One crawl. An exception of sink, archive or known pages is kept in ``failure`` and ends the crawl: what
    cannot be stored must not be fetched."""

    def __init__(
        self,
        outlets: tuple[OutletFile, ...],
        all_outlets: tuple[OutletFile, ...],
        sink: Sink,
        known: KnownPages,
        archive: Archive,
        now: Callable[[], datetime],
        read: Read = extract,
    ) -> None:
        self.outlets = outlets
        self.all_outlets = all_outlets
        self.read = read
        self._now = now
        self.met = {file.outlet.id: Met() for file in outlets}
        self.failure: BaseException | None = None
        self.stop: Callable[[str], None] = lambda _: None
        self._sink = sink
        self._known = known
        self._archive = archive

    def now(self) -> datetime:
        return self._now().astimezone(UTC)

    def guarded(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Runs an action of store or archive; its failure ends the crawl and is raised again by ``crawl``."""
        try:
            return action(*arguments)
        except BaseException as error:
            if self.failure is None:
                self.failure = error
                self.stop(f"cannot store: {error}")
            raise

    def keep(self, request: Any, response: Any) -> None:
        """Appends a response to the archive; its place and time go into the request's meta."""
        when = self.now()
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values[:20]
        ][:200]
        place = self.guarded(self._archive.append, response.url, response.status, headers, response.body, when)
        request.meta["pantau_kept"] = (*place, when)
        if request.url.endswith("/robots.txt") and request.meta.get("dont_obey_robotstxt"):
            self.fetched(self.fetch_of(request, response, "", "robots", "ok"))

    def fetch_of(
        self, request: Any, response: Any, outlet: str, purpose: Any, status: FetchStatus, reason: str | None = None
    ) -> Fetch:
        """The record of a request that was answered."""
        name, offset, when = request.meta.get("pantau_kept") or (None, None, self.now())
        return Fetch(
            url=request.url if purpose != "article" else response.url,
            outlet=outlet,
            fetched=when,
            status=status,
            purpose=purpose,
            http_status=response.status,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            warc_file=name,
            warc_offset=offset,
            reason=reason,
        )

    def validators(self, url: str) -> dict[str, str]:
        """The headers of a conditional GET, from what the store keeps of this URL."""
        page = self.guarded(self._known.page, url)
        headers: dict[str, str] = {}
        if page is not None and page.etag:
            headers["If-None-Match"] = page.etag
        if page is not None and page.last_modified:
            headers["If-Modified-Since"] = page.last_modified
        return headers

    def decide(self, file: OutletFile, link: Link) -> FetchDecision:
        known = self.guarded(self._known.page, link.url)
        decision = should_fetch(link, known, self.now(), file.revisit)
        self.met[file.outlet.id].decisions[
            "new" if decision.reason == "new" else "again" if decision.fetch else "known"
        ] += 1
        return decision

    def source(self, outlet: str, facts: SourceFacts) -> None:
        self.met[outlet].sources[facts.url] = facts

    def fetched(self, fetch: Fetch) -> None:
        """Hands on a fetch that gave no article. A robots.txt belongs to no single outlet: it is given to the
        one that its address fits best."""
        if not fetch.outlet:
            fetch = replace(fetch, outlet=outlet_for_url(fetch.url, self.all_outlets).outlet.id)
        self.guarded(self._sink.fetch, fetch)

    def article(self, outlet: str, article: Article, fetch: Fetch, *, new: bool) -> None:
        self.guarded(self._sink.article, article, fetch)
        self.met[outlet].counts["articles"] += 1
        self.met[outlet].counts["new"] += new
        own = self.met.get(article.outlet)  # another edition's, where the language said so: its hints were used
        if own is not None:
            own.counts["read"] += 1
            own.missed.update(fetch.reason.split("; ") if fetch.reason else ())

    def count(self, outlet: str, what: str, reason: str | None = None) -> None:
        self.met[outlet].counts[what] += 1
        if reason:
            self.met[outlet].reasons[reason] += 1

    def judge(self) -> tuple[OutletHealth, ...]:
        """The health of every outlet of this crawl, handed to the sink."""
        judged = []
        for file in self.outlets:
            met = self.met[file.outlet.id]
            facts = AttemptFacts(
                outlet=file.outlet.id,
                sources=tuple(met.sources.values()),
                articles=met.counts["articles"] + met.counts["not_modified"],
                new=met.counts["new"],
                refused=met.counts["refused"],
                blocked=met.counts["blocked"],
                robots=met.counts["robots"],
                failed=met.counts["failed"],
                read=met.counts["read"],
                missed=dict(met.missed),
                stale_after=timedelta(days=file.stale_after_days),
            )
            health = judge_health(self._known.health(file.outlet.id), facts, self.now())
            self._sink.health(health)
            judged.append(health)
        return tuple(judged)


def _header(response: Any, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None
