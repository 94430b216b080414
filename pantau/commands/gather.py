"""Commands that gather and analyse: init, crawl, backfill, replay, analyse, demo."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.decide import Period

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
Proxy = Annotated[str | None, typer.Option(help="HTTP proxy for the crawl.", show_default=False)]


class Engine(StrEnum):
    local = "local"
    ray = "ray"


def register(app: typer.Typer) -> None:
    for command in (init, crawl, backfill, replay, analyse, demo):
        app.command()(command)


def init(context: typer.Context) -> None:
    """Make an instance: its folder, its settings file and an empty database."""
    from pantau import config, console, instance
    from pantau.instance import open_store
    from store import stories

    home = config.home_folder(context.obj)
    home.mkdir(parents=True, exist_ok=True)
    path = home / config.CONFIG_NAME
    if not path.exists():
        path.write_text(config.TEMPLATE, encoding="utf-8")
    settings = config.load(home)
    fresh = not settings.database.exists()
    themes = instance.themes(settings)
    with open_store(settings, create=True) as store:
        stories.save_themes(store, themes)
    console.say(f"{'Made' if fresh else 'Found'} {settings.database}; settings are in {path}")
    known, crawled = instance.known_outlets(settings), instance.outlets(settings)
    console.say(
        f"{len(crawled)} of {len(known)} outlets are crawled ({', '.join(file.outlet.id for file in crawled)});"
        " 'pantau outlets' lists all, 'outlets' in the settings chooses"
    )


def crawl(
    context: typer.Context,
    outlet: Annotated[list[str] | None, typer.Argument(help="Outlet ids; none: all.", show_default=False)] = None,
    due: Annotated[bool, typer.Option("--due", help="Ask only the sources that are due, as 'run' does.")] = False,
    proxy: Proxy = None,
    now: Now = None,
) -> None:
    """Fetch what is new at the outlets and keep it, with a WARC record of every answer."""
    from pantau import console, instance
    from pantau.gathering import Chosen, counted, crawl_now
    from pantau.running import running

    settings = instance.settings(context)
    when = instance.moment(now)
    with running(settings, "crawl", when) as (store, started):
        chosen = Chosen(tuple(outlet or ()), proxy, when if now else None, due=due)
        started.counts.update(crawl_now(settings, store, started, chosen)[0])
        console.say(counted("Crawled", started.counts))


def backfill(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Outlet ids; none: all. With --engine: WARC files or folders of them.", show_default=False),
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day: 2026-01-01.", show_default=False)] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; else today.", show_default=False)] = None,
    engine: Annotated[
        Engine | None,
        typer.Option(help="Read recorded archives into shards instead, here or under Ray; 'load' brings them in."),
    ] = None,
    into: Annotated[Path | None, typer.Option(help="Folder of the shards (else shards/ of the instance).")] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="With --engine: processes (else one a processor core).")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Ray cluster to work on (else one of this machine alone).", show_default=False)
    ] = None,
    proxy: Proxy = None,
    now: Now = None,
) -> None:
    """Fetch what outlets published in a range of days; or, with --engine, read recorded archives into shards."""
    from pantau import console, instance
    from pantau.gathering import Chosen, counted, crawl_now
    from pantau.running import running
    from records import BadInput

    settings = instance.settings(context)
    if engine is not None:
        from pantau.commands.shards import backfill_archives

        if first or last or proxy:
            raise BadInput("'--engine' reads recorded archives: '--from', '--to' and '--proxy' are for fetching")
        if not what:
            raise BadInput("'--engine' needs WARC files, or folders of them")
        backfill_archives(settings, [Path(path) for path in what], engine.value, into, processes, address)
        return
    if into or address or processes:
        raise BadInput("'--into', '--address' and '--processes' go with '--engine'")
    when = instance.moment(now)
    period = _period(first, last, when)
    with running(settings, "backfill", when) as (store, started):
        chosen = Chosen(tuple(what or ()), proxy, when if now else None, backfill=period)
        for file in instance.outlets(settings, chosen.outlets):
            if not file.archives:
                console.warn(f"{file.outlet.id}: has feeds only, which do not go back")
        started.counts.update(crawl_now(settings, store, started, chosen)[0])
        console.say(counted("Crawled", started.counts))


def _period(first: str | None, last: str | None, when: datetime) -> Period:
    from datetime import date

    from crawler.decide import Period
    from records import BadInput

    if first is None:
        raise BadInput("'--from' says which day is the first; '--engine' reads recorded archives instead")
    try:
        period = Period(first=date.fromisoformat(first), last=date.fromisoformat(last) if last else when.date())
    except ValueError as error:
        raise BadInput(f"--from and --to are days, written as 2026-01-31: {error}") from error
    if period.first > period.last:
        raise BadInput(f"--from {period.first} is after --to {period.last}")
    return period


def replay(
    context: typer.Context,
    warc: Annotated[list[Path], typer.Argument(help="WARC files (.warc, .warc.gz).", show_default=False)],
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes that read pages (else one a processor core, four at most).")
    ] = None,
) -> None:
    """Rebuild articles from recorded pages, as if they were fetched when they were recorded."""
    from crawler.workers import Readers
    from pantau import console, instance
    from pantau.running import running
    from records import BadInput, NotFound

    settings = instance.settings(context)
    for path in warc:
        if not path.exists():
            raise NotFound(f"{path}: no such file")
    damaged: list[BadInput] = []
    count = processes or min(4, os.cpu_count() or 1)
    with (
        running(settings, "replay", instance.moment(None)) as (store, started),
        Readers(count, instance.limits(settings)) as readers,
    ):
        # While they start, which takes a second, this process loads the rest.
        from crawler.replay import replay as replay_file
        from pantau.gathering import listed
        from pantau.sink import StoreSink

        files = tuple(instance.known_outlets(settings).values())
        chosen = instance.outlets(settings)
        for path in warc:
            with console.progress(f"Replaying {path.name}", None) as step:
                sink = StoreSink(store, started, chosen, files, on_page=step)
                report = replay_file(path, files, sink, tolerate_damage=True, readers=readers)
            for name, number in sink.counts.items():
                started.counts[name] = started.counts.get(name, 0) + number
            refused = sum(report.refused.values())
            console.say(
                f"{path}: {report.records} records, {report.articles} articles, {refused} refused"
                f" ({listed(sink.counts)})"
                + "".join(f"\n  refused {number}: {reason}" for reason, number in report.refused.items())
                + "".join(f"\n  passed over {number}: {reason}" for reason, number in report.passed_over.items())
            )
            if report.damage:
                damaged.append(report.damage)
    if damaged:
        raise damaged[0]


def analyse(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Read every article again.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes that read texts (else one a processor core, four at most).")
    ] = None,
    now: Now = None,
) -> None:
    """Read what is not yet read: officials, places, figures, quotes, copies, stories, themes."""
    from pantau import console, instance
    from pantau.gathering import analyse_now, counted
    from pantau.running import running

    settings = instance.settings(context)
    with running(settings, "analyse", instance.moment(now), create=False) as (store, started):
        started.counts.update(analyse_now(settings, store, everything, processes))
        console.say(counted("Analysed", started.counts))


def demo(
    context: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=5, help="How many weeks of the sample web to watch.")] = 5,
) -> None:
    """Watch the bundled sample web for five weeks: crawl, analyse, digest. Starts afresh each time."""
    from pantau.sample.demo import watch_sample

    watch_sample(context.obj, weeks)
