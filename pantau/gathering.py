"""One crawl and one analysis of an instance whose run has begun, for every command that is made of them.

Thin: it hands settings, outlets, themes and the store to the crawler and to the analysis, and says what a person should
know of how they went. It must not know the command line, nor how a run begins or ends (``pantau.running``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.decide import Period
    from pantau.config import Config
    from pantau.reading_ahead import Reader
    from records import Run
    from store import Store


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one crawl is asked for. ``due``: the sources that are due only."""

    outlets: tuple[str, ...]
    proxy: str | None
    clock: datetime | None  # stands still; None: the time of day
    due: bool = False
    backfill: Period | None = None
    seconds: float = 3600.0  # that the crawl may take; what is not fetched then waits for the next


def crawl_now(settings: Config, store: Store, started: Run, chosen: Chosen) -> tuple[dict[str, int], str]:
    """Counts by what came of it, and how the crawl ended: "finished", "closespider_timeout", "shutdown" (a signal)."""
    from contextlib import ExitStack
    from datetime import UTC, datetime

    from crawler.archive import Archive
    from crawler.crawl import CrawlSettings
    from crawler.crawl import crawl as crawl_outlets
    from pantau import console, instance, logs
    from pantau.sink import StoreFrontier, StoreKnown, StoreSink, shared_frontier

    files = instance.outlets(settings, chosen.outlets)
    all_files = tuple(instance.known_outlets(settings).values())

    def now() -> datetime:
        return chosen.clock or datetime.now(UTC)

    with ExitStack() as held:
        shared = held.enter_context(shared_frontier(settings.frontier)) if settings.frontier else None
        files = shared.leases.take(files) if shared else files
        archive = Archive(settings.archive, now(), contact=settings.contact)
        held.callback(archive.close)
        with console.progress(f"Crawling {len(files)} outlets", None) as step:
            sink = StoreSink(store, started, files, all_files, on_page=step)
            report = crawl_outlets(
                files,
                sink,
                StoreKnown(store),
                archive,
                now,
                CrawlSettings(
                    contact=settings.contact or "no contact given",
                    proxy=chosen.proxy or settings.proxy,
                    reading=instance.limits(settings),
                    browser=settings.browser,
                    readers=min(4, os.cpu_count() or 1),
                    log_handler=not logs.structured(),
                    max_seconds=chosen.seconds,
                ),
                all_outlets=all_files,
                frontier=shared or StoreFrontier(store),
                backfill=chosen.backfill,
                due_only=chosen.due,
            )
    for outlet in report.outlets:
        for reason, count in outlet.reasons.items():
            console.warn(f"{outlet.outlet}: {count} gave no article: {reason}")
    if report.reach is not None and report.reach.state == "nobody":
        console.warn(
            f"the network seems to be down: {report.reach.reason}; no outlet is judged by it, nothing is put off"
        )
    counts = dict(sink.counts)
    counts |= {name: report.counts[name] for name in ("spared", "left_for_next_time") if report.counts.get(name)}
    return counts, report.ended


def analyse_now(
    settings: Config, store: Store, everything: bool, processes: int | None = None, reader: Reader | None = None
) -> dict[str, int]:
    """Counts by what came of it. ``everything``: what this version has read is read again. ``processes`` read texts
    (None: one a processor core, four at most); ``reader`` takes their place."""
    from pantau import console, instance, reading_ahead
    from store.analysis_asking import count_new

    version = instance.version(settings)
    count = processes or min(4, os.cpu_count() or 1)
    few = reading_ahead.FEW
    if reader is None and count > 1 and (everything or count_new(store, few) >= few):
        # Models are loaded there while what an analysis needs is loaded here.
        reading_ahead.load_ahead(settings.encoder, settings.spacy_model)
    from pantau.analyse import Analyst

    themes = instance.themes(settings)
    analyst = Analyst(
        store,
        themes,
        lambda: instance.encoder(settings),
        version,
        settings.spacy_model,
        count,
        settings.encoder,
        reader,
    )
    with console.progress("Analysing", None) as step:
        counts = analyst.run(everything=everything, step=step, begin=step.expect)
    return dict(counts)


def listed(counts: dict[str, int]) -> str:
    """Counts in words, as "4 new, 2 unchanged"."""
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items())) or "nothing new"


def counted(what: str, counts: dict[str, int]) -> str:
    """The line that says what came of what was done (``what``: "Crawled")."""
    return f"{what}: {listed(counts)}"
