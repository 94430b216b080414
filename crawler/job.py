"""One crawl's state: what it was asked, whom it reports to, and what it has met so far.

The thin shell between the spider and the pure deciders. Knows ports and records; it must not know Scrapy's engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from crawler import met
from crawler.archive import Archive
from crawler.choose import Asked, choose
from crawler.decide import Period, after_visit, first_met, link_key, too_old
from crawler.discovery import Link
from crawler.discovery.listing import Listing
from crawler.evidence import Evidence
from crawler.extraction import Read, extract
from crawler.health import judge_health
from crawler.memory import MemoryFrontier
from crawler.met import Met
from crawler.outlet_file import OutletFile, outlet_for_url
from crawler.polling import Polled, is_due, next_poll
from crawler.ports import Frontier, KnownPages, Sink
from crawler.reach import Contacts, judge_reach
from crawler.silence import Held, judge_cost
from records import Article, Fetch, Noted, OutletHealth, Reach, Waiting

_T = TypeVar("_T")


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
        *,
        frontier: Frontier | None = None,
        backfill: Period | None = None,
        due_only: bool = False,
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
        self.evidence = Evidence(archive, self.guarded, self.now)
        self._frontier: Frontier = frontier or MemoryFrontier()
        self.backfill = backfill
        self.due_only = due_only
        self._asked: set[str] = set()
        self._contacts = Contacts()
        self.held = Held(self._frontier.together)

    def now(self) -> datetime:
        return self._now().astimezone(UTC)

    def guarded(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Runs an action of store or archive; its failure ends the crawl and is raised again by ``crawl``."""
        try:
            return action(*arguments)
        except BaseException as error:
            self.fail(error)
            raise

    def fail(self, error: BaseException) -> None:
        """Ends the crawl; ``crawl`` raises the first of such errors."""
        if self.failure is None:
            self.failure = error
            self.stop(f"cannot store: {error}")

    def keep(self, request: Any, response: Any) -> None:
        """Appends a response to the archive. The first one of a crawl makes all silence before it the hosts' own."""
        self._contacts.heard(response.url)
        self.evidence.keep(request, response)
        if self.held:
            self.guarded(self.held.settle, self._contacts.answered)
        if request.url.endswith("/robots.txt") and request.meta.get("dont_obey_robotstxt"):
            self.fetched(self.evidence.fetch_of(request, response, "", "robots", "ok"))

    def validators(self, url: str) -> dict[str, str]:
        """The headers of a conditional GET, from what the store keeps of this URL."""
        page = self.guarded(self._known.page, url)
        headers: dict[str, str] = {}
        if page is not None and page.etag:
            headers["If-None-Match"] = page.etag
        if page is not None and page.last_modified:
            headers["If-Modified-Since"] = page.last_modified
        return headers

    def seen_before(self, link: Waiting) -> bool:
        """Whether an answer of this link may be in the store already, so that it is asked for if it changed only."""
        return link.asked is not None or link.reason != "new"

    def first_sources(self, file: OutletFile) -> Iterator[Asked]:
        """The sources of an outlet that are to be asked now."""
        if self.backfill is not None:
            for source in file.archives:
                for url in source.addresses(self.backfill.first, self.backfill.last):
                    self._asked.add(url)
                    yield Asked(source=source, url=url, conditional=False)
            return
        for source in file.crawled:
            state = self.guarded(self._frontier.source, source.url)
            if self.due_only and not is_due(state, self.now()):
                self.met[file.outlet.id].counts["sources_not_due"] += 1
                continue
            self._asked.add(source.url)
            yield Asked(source=source, url=source.url, conditional=True)
        for left in met.asks(file, self.guarded(self._frontier.noted, file.outlet.id)):  # by a crawl that broke off
            if left.url not in self._asked:
                self._asked.add(left.url)
                yield left

    def listed(
        self, file: OutletFile, asked: Asked, listing: Listing, fetch: Fetch, wait: float | None,
        *, moved_to: str | None = None,
    ) -> tuple[Asked, ...]:  # fmt: skip
        """Keeps what a source answered: its fetch, the links that are to be fetched, when it is due again, what is to
        be asked next of it (children, a page); all of it or nothing, so that no kill loses a link whose list was seen.
        Gives what is to be asked next."""
        outlet, now = file.outlet.id, self.now()
        chosen = choose(listing, file, asked, self.backfill, now, self._asked)
        self._asked.update(more.url for more in chosen.more)

        def write() -> tuple[Asked, ...]:
            fresh = sum(self._add(file, link) for link in chosen.links)
            more = tuple(more for more in chosen.more if more.page == asked.page or fresh or chosen.older)
            if self.backfill is not None:
                return more
            if asked.url == asked.source.url:
                polled = Polled(status=fetch.status, listed=len(chosen.links), new=fresh, wait=wait)
                before = self._frontier.source(asked.url)
                self._frontier.save_source(
                    next_poll(before, polled, url=asked.url, outlet=outlet, kind=asked.source.kind, now=now)
                )
            self._frontier.asked(outlet, asked.url)
            notes = [met.ask_note(each) for each in more]
            if asked.page == 0:
                notes.append(met.source_note(asked, listing, chosen.fitting, fetch, now, moved_to))
            self._frontier.note(outlet, notes)
            return more

        return self._kept(fetch, write) or ()

    def _add(self, file: OutletFile, link: Link) -> bool:
        """Puts a link into the frontier if it is to be fetched; whether it was never met before."""
        decisions, now = self.met[file.outlet.id].decisions, self.now()
        key = link_key(link.url, file)
        kept = self._frontier.link(key)
        if kept is not None:
            due = kept.due is not None and kept.due <= now
            decisions["again" if due and kept.asked else "waiting" if due else "known"] += 1
            return False
        known = self._known.page(link.url)
        waiting, what = first_met(link, key, file.outlet.id, known, now, file.revisit)
        decisions[what] += 1
        self._frontier.add((waiting,))
        return known is None

    def wanted(self, file: OutletFile, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
        """What waits at an outlet and is due, but for what is under way or was silent in this crawl."""
        now = self.now()
        without = self.held.keys.union(without)
        while True:
            found: tuple[Waiting, ...] = self.guarded(self._frontier.wanted, file.outlet.id, now, limit, without)
            old = [link for link in found if too_old(link, now, file.revisit)]
            if not old:
                return found
            for link in old:  # due while nobody crawled
                self.guarded(self._frontier.save, replace(link, due=None, reason="too old when its turn came"))

    def answered(self, file: OutletFile, link: Waiting, fetch: Fetch, what: str, *, wait: float | None = None) -> None:
        """Keeps an answer, or the lack of one, that gave no article."""

        def write() -> None:
            self._frontier.save(self._after(file, link, fetch, wait=wait))
            self._note(file.outlet.id, met.no_article_notes(what, reason))

        reason = fetch.reason if what != "not_modified" else None
        self._kept(fetch, write, link.key)
        self.count(file.outlet.id, what, reason)

    def _kept(self, fetch: Fetch, write: Callable[[], _T], key: str | None = None) -> _T | None:
        """Keeps a fetch with all that ``write`` makes of it, or nothing of both; of a silence that may be our own the
        fetch alone, and None."""

        def keep() -> _T | None:
            with self._frontier.together():
                self._keep_fetch(fetch)
                return write() if cost.when == "now" else None

        cost = judge_cost(fetch, self._contacts.answered)
        kept: _T | None = self.guarded(keep)
        if cost.when == "later":
            self.held.hold(fetch, key, write)
        return kept

    def at_rest(self, file: OutletFile, link: Waiting, wait: float, reason: str) -> None:
        """A link whose host asked for a rest that is longer than a crawl waits: it was not asked, and stays."""
        self.guarded(self._frontier.save, replace(link, due=self.now() + timedelta(seconds=wait), reason=reason))
        self.count(file.outlet.id, "at_rest", "the host asked for rest")

    def article(self, file: OutletFile, link: Waiting, article: Article, fetch: Fetch) -> None:
        def keep() -> None:
            with self._frontier.together():
                self._sink.article(article, fetch)
                self._frontier.save(self._after(file, link, fetch, published=article.published))
                self._note(file.outlet.id, met.article_notes(article, new=new))
                if article.outlet in self.met:  # another edition's, where the language said so: its hints were used
                    self._note(article.outlet, met.hint_notes(fetch.reason))

        new = not self.seen_before(link)
        self.guarded(keep)
        self.count(file.outlet.id, "articles")
        self.met[file.outlet.id].counts["new"] += new

    def _note(self, outlet: str, notes: Iterable[Noted]) -> None:
        """For the judgement of an outlet. A backfill judges none: what its archives hold says nothing of today."""
        if self.backfill is None:
            self._frontier.note(outlet, notes)

    def _after(self, file: OutletFile, link: Waiting, fetch: Fetch, **more: Any) -> Waiting:
        final = None if fetch.url == link.url else fetch.url
        return after_visit(link, fetch.status, self.now(), file.revisit, reason=fetch.reason, final=final, **more)

    def fetched(self, fetch: Fetch) -> None:
        """Hands on a fetch that belongs to no link and no source."""
        self.guarded(self._keep_fetch, fetch)

    def _keep_fetch(self, fetch: Fetch) -> None:
        """A robots.txt belongs to no single outlet: it is given to the one that its address fits best. That of a host
        of none (a feed moved there) is in the archive alone: where a link leads is no outlet yet."""
        if not fetch.outlet:
            file = outlet_for_url(fetch.url, self.all_outlets)
            if file not in self.all_outlets:
                return
            fetch = replace(fetch, outlet=file.outlet.id)
        self._contacts.missed(fetch)
        self._sink.fetch(fetch)

    def count(self, outlet: str, what: str, reason: str | None = None) -> None:
        self.met[outlet].counts[what] += 1
        if reason:
            self.met[outlet].reasons[reason] += 1

    def judge(self) -> tuple[Reach | None, tuple[OutletHealth | None, ...]]:
        """Whether anybody was reached, and the health of every outlet of this crawl, handed to the sink; of one whose
        sources were not asked since it was last judged, or that was silent as all were, that judgement, None where it
        has none."""
        silent = {
            outlet: hosts
            for outlet, hosts in self._contacts.silent.items()
            if (health := self._known.health(outlet)) is None or health.state != "dead"
        }
        reach = judge_reach(self._known.reach(), self._contacts.answered, silent, self.now())
        if reach is not None:
            self._sink.reach(reach)
        for outlet, number in self.held.settle(self._contacts.answered, ended=True, reach=reach).items():
            self.met[outlet].counts["spared"] += number
        nobody = reach is not None and reach.state == "nobody"
        return reach, tuple(self._judge(file, nobody=nobody) for file in self.outlets)

    def _judge(self, file: OutletFile, *, nobody: bool) -> OutletHealth | None:
        outlet, now = file.outlet.id, self.now()
        self.met[outlet].counts["left_for_next_time"] = self._frontier.count(outlet, now)
        before = self._known.health(outlet)
        if nobody or self.backfill is not None:
            return before
        facts = met.attempt_facts(file, self._frontier.noted(outlet), self._known.usual(outlet, now))
        if file.crawled and not facts.sources:
            return before
        health = judge_health(before, facts, now)
        with self._frontier.together():
            self._sink.health(health)
            self._frontier.judged(outlet)
        return health
