"""Makes the database anew from its archive, beside the present one, and puts it in its place when it is whole.

Thin: pages are read by the crawler's replay, articles by an analysis, rows are carried by ``store.remaking``. Killed
anywhere, the present database is untouched; what cannot be made again is carried over and said, never lost.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from crawler.outlet_file import OutletFile
from crawler.replay import replay
from crawler.workers import Readers
from pantau.analyse import Analyst
from records import Article, BadInput, Fetch, OutletHealth, Reach
from store import Store, asking, crawling, keeping, pruning, remaking
from store.backups import looked_at, need_alone, need_room, size
from store.corrections import apply_corrections
from store.fingerprint import derived_digests
from store.restoring import forget, put_in_place


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """``carried``: articles taken over as they were, by reason; ``became``: old id -> the id its page has now;
    ``unknown``: articles of the files that the log has no record of, left out; ``differs``: derived tables that are
    not as they were."""

    made: int = 0
    carried: dict[str, list[str]] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)
    withdrawn: int = 0
    unknown: int = 0
    stories_moved: int = 0
    damaged: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    aside: Path | None = None

    @property
    def counts(self) -> dict[str, int]:
        carried = sum(len(articles) for articles in self.carried.values())
        return {"made": self.made, "carried": carried, "withdrawn": self.withdrawn, "stories_moved": self.stories_moved}


@dataclass(slots=True)
class _Sink:
    """Takes the articles of the files in, each with the fetch that the log knows its record by; what left in between
    leaves again in its turn."""

    store: Store
    let_go: frozenset[str]
    leavings: list[remaking.Event]
    step: Callable[[], None]
    refused: dict[tuple[str | None, int | None], str] = field(default_factory=dict)
    unknown: int = 0

    def article(self, article: Article, fetch: Fetch) -> None:
        self.step()
        known = remaking.known_record(self.store, fetch.warc_file or "", fetch.warc_offset or 0)
        if known is None:
            self.unknown += 1
            return
        _, url, at = known
        self.leave_until(at)
        if article.id not in self.let_go:
            fetch = replace(fetch, url=url, fetched=at)
            crawling.save_article(self.store, None, replace(article, fetch=fetch, first_seen=at))

    def fetch(self, fetch: Fetch) -> None:
        self.step()
        self.refused[fetch.warc_file, fetch.warc_offset] = fetch.reason or fetch.status

    def health(self, health: OutletHealth) -> None:
        """Of a replay there is none."""

    def reach(self, reach: Reach) -> None:
        """Nor does it ask anybody."""

    def leave_until(self, at: datetime | None) -> None:
        while self.leavings and (at is None or self.leavings[0].at <= at):
            remaking.leave(self.store, self.leavings.pop(0))


def rebuild(
    database: Path,
    files: Sequence[Path],
    outlets: tuple[OutletFile, ...],
    now: datetime,
    analyst: Callable[[Store], Analyst],
    readers: Readers | None,
    step: Callable[[], None],
) -> Rebuilt:
    """The caller holds the run lock. ``files`` in the order of time. Raises Busy where another program has the
    database open, BadInput where what was made is damaged; the present database stands then."""
    done = Rebuilt()
    fresh = database.with_name(f"{database.name}.rebuilding")
    forget(fresh)
    with Store.open(database) as present:
        zone = present.zone
    need_alone(database)
    try:
        with contextlib.closing(looked_at(database)) as present:
            need_room(database.parent, 2 * size(present), f"rebuilding {database.name}")
        with Store.create(fresh, zone) as store:
            keeping.carry(store, database, (*keeping.PEOPLES, *keeping.LOG, *keeping.OWN))
            run = crawling.start_run(store, "rebuild", now)
            sink = _replay(store, files, outlets, readers, step, done)
            work = analyst(store)
            _take_over(store, database, files, sink, done)
            work.run(everything=False, step=step, begin=lambda _: None)
            apply_corrections(store)
            with remaking.beside(store, database):
                done.withdrawn = remaking.carry_withdrawn(store)
                done.stories_moved = remaking.carry_aliases(store)
            work.run(everything=False, step=step, begin=lambda _: None)  # what the corrections changed
            done.made = asking.counts(store)["article"] - done.withdrawn
            done.made -= done.counts["carried"]
            # ids that were given meanwhile stay given
            keeping.carry(store, database, [name for name in keeping.PEOPLES if name != "official_minted"])
            with contextlib.closing(looked_at(database)) as present:
                before, after = derived_digests(present), derived_digests(store)
            done.differs = [table for table, digest in after.items() if before[table] != digest]
            crawling.finish_run(store, run, now, "ok", done.counts)
        done.aside = put_in_place(fresh, database, now, "rebuild", f"what was made of {database}")
    finally:
        forget(fresh)
    return done


def _replay(
    store: Store,
    files: Sequence[Path],
    outlets: tuple[OutletFile, ...],
    readers: Readers | None,
    step: Callable[[], None],
    done: Rebuilt,
) -> _Sink:
    sink = _Sink(store, frozenset(pruning.gone_of(store, "text")), remaking.leavings(store), step)
    for path in files:
        try:
            report = replay(path, outlets, sink, tolerate_damage=True, readers=readers)
        except BadInput as error:
            done.damaged.append(str(error))
            continue
        if report.damage is not None:
            done.damaged.append(str(report.damage))
    sink.leave_until(None)
    done.unknown = sink.unknown
    return sink


def _take_over(store: Store, database: Path, files: Sequence[Path], sink: _Sink, done: Rebuilt) -> None:
    """Articles of which a text could not be made again come over from the present database, each with the reason."""
    there = {path.name for path in files}
    gone, texts = pruning.gone_of(store, "warc"), pruning.gone_of(store, "text")
    reasons: dict[str, str] = {}
    with remaking.beside(store, database):
        missing: defaultdict[str, list[remaking.Missing]] = defaultdict(list)
        for each in remaking.not_made_again(store):
            missing[each.article].append(each)
        for article, captures in missing.items():
            now = [remaking.now_of(store, each.fetch) for each in captures]
            if article not in texts and all(other is not None and other != article for other in now):
                done.became[article] = str(now[0])
                continue
            last = captures[-1]
            refused = sink.refused.get((last.file, last.offset))
            if article in texts:
                reasons[article] = "its text was let go of"
            elif last.file is None:
                reasons[article] = "no record of it was ever kept"
            elif last.file in gone:
                reasons[article] = f"{last.file} was let go of: {gone[last.file].why}"
            elif last.file not in there:
                reasons[article] = f"{last.file} is not there"
            elif refused is not None:
                reasons[article] = f"its page holds no article by the present rules: {refused}"
            else:
                reasons[article] = f"no page can be read at its place in {last.file}"
        remaking.add_what_feeds_said(store)
        remaking.carry_articles(store, reasons)
        remaking.carry_weeks(store)
    for article, reason in reasons.items():
        done.carried.setdefault(reason, []).append(article)
