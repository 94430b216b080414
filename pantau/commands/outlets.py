"""Commands around outlets: the list of them, the draft of a new one, and whether they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from crawler.check import Checked
    from crawler.crawl import CrawlSettings
    from pantau.config import Config

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="The outlets this instance knows, and how each is crawled.", invoke_without_command=True)
    group.callback()(listed)
    group.command()(add)
    group.command()(check)
    app.add_typer(group, name="outlets")


def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the outlets this instance knows, and how each is crawled."""
    if context.invoked_subcommand is not None:
        return
    from pantau import console, instance

    settings = instance.settings(context)
    crawled = {file.outlet.id for file in instance.outlets(settings)}
    rows: list[dict[str, Any]] = [
        {
            "id": file.outlet.id,
            "name": file.outlet.name,
            "country": file.outlet.country,
            "languages": list(file.outlet.languages),
            "kind": file.outlet.kind,
            "show": file.outlet.show,
            "sources": [{"kind": s.kind, "url": s.url, "status": s.status, "seen": s.seen} for s in file.sources],
            "crawled": file.outlet.id in crawled,
            "paywall": file.paywall,
            "layout": file.layout,
        }
        for file in instance.known_outlets(settings).values()
    ]
    if as_json:
        console.emit(rows)
        return
    console.table(
        f"{len(rows)} outlets, of which {len(crawled)} are crawled",
        ("id", "name", "country", "languages", "kind", "sources", "shown", "paywall", "layout", "crawled"),
        [
            (
                row["id"],
                row["name"],
                row["country"],
                " ".join(row["languages"]),
                row["kind"],
                ", ".join(f"{s['kind']} ({s['status']})" for s in row["sources"]),
                row["show"],
                row["paywall"],
                row["layout"],
                "yes" if row["crawled"] else "no",
            )
            for row in rows
        ],
    )


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Front page of the outlet.", show_default=False)],
    identifier: Annotated[str | None, typer.Option("--id", help="Name of the file (else from the host).")] = None,
    proxy: Annotated[str | None, typer.Option(help="HTTP proxy.", show_default=False)] = None,
    delay: Annotated[float | None, typer.Option(help="Seconds between two requests.", hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """Find feeds, sitemaps and list pages of a site and write the draft of its outlet file; nothing is overwritten."""
    from datetime import UTC, datetime

    from crawler.draft import draft, outlet_id
    from crawler.find import find_outlet
    from crawler.outlet_file import load_outlet
    from crawler.probe import probe
    from pantau import console, instance
    from records import BadInput

    settings = instance.settings(context)
    now = datetime.now(UTC)
    found = probe(lambda ask: find_outlet(url, ask, now), _asking(settings, proxy, delay))
    name = identifier or outlet_id(found.host)
    folder = settings.outlets_folder or settings.home / "outlets"
    path = folder / f"{name}.toml"
    if name in instance.known_outlets(settings) and not path.exists():
        raise BadInput(f"an outlet '{name}' comes with Pantau: choose another --id, or write {path} by hand")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(draft(found, name, now))
    except FileExistsError as error:
        raise BadInput(f"{path} is there already: it is never overwritten") from error
    load_outlet(path)
    if as_json:
        tried = [{"kind": one.kind, "url": one.url, "works": one.good, "said": one.said} for one in found.tried]
        console.emit({"file": str(path), "article_url": found.article_url, "tried": tried,
                      "missing": list(found.missing)})  # fmt: skip
        return
    for one in found.tried:
        console.say(f"{'found' if one.good else 'not'}  {one.kind}  {one.url}: {one.said}")
    for missing in found.missing:
        console.say(f"not found: {missing}")
    console.say(f"Wrote {path}; look at every line marked 'look', then: pantau outlets check {name}")
    if settings.outlets_folder is None:
        console.say(f'To use it, say outlets_folder = "outlets" in {settings.home / "pantau.toml"}')


def check(
    context: typer.Context,
    outlet: Annotated[list[str] | None, typer.Argument(help="Outlet ids; none: those crawled.")] = None,
    proxy: Annotated[str | None, typer.Option(help="HTTP proxy.", show_default=False)] = None,
    now: Annotated[str | None, typer.Option(help="Act as if it were this moment.", hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """Ask outlets, a line each: reachable, robots, sources fresh or dead, articles, whether they can be read."""
    from crawler.check import check_outlets
    from crawler.probe import probe
    from crawler.workers import Readers
    from pantau import console, instance

    settings = instance.settings(context)
    files = instance.outlets(settings, tuple(outlet or ()))
    stored = _stored(settings)
    when = instance.moment(now)

    def say(checked: Checked) -> None:
        kept = stored.get(checked.outlet, 0)
        if as_json:
            console.emit(_row(checked, kept))
            return
        sources = "; ".join(f"{one.kind} {one.url} {one.said}" for one in checked.sources) or "no source"
        console.say(
            f"{checked.outlet}: {checked.state} ({checked.reason}) · reachable: {checked.reachable} · robots: "
            f"{checked.robots} · {sources} · {checked.articles} articles listed, {kept} stored · {checked.extraction}"
        )

    with Readers(limits=instance.limits(settings)) as readers:
        probe(lambda ask: check_outlets(files, ask, readers.read, when, say), _asking(settings, proxy), files)


def _asking(settings: Config, proxy: str | None, delay: float | None = None) -> CrawlSettings:
    from crawler.crawl import CrawlSettings

    return CrawlSettings(
        contact=settings.contact or "no contact given",
        proxy=proxy or settings.proxy,
        delay=delay,
        browser=settings.browser,
    )


def _stored(settings: Config) -> dict[str, int]:
    """Articles that the instance holds of each outlet; none where it has no database yet."""
    from pantau import instance
    from store import asking

    if not settings.database.exists():
        return {}
    with instance.open_store(settings, readonly=True) as store:
        return {row["outlet"]: row["articles"] for row in asking.status(store)["outlets"]}


def _row(checked: Checked, stored: int) -> dict[str, Any]:
    return {
        "outlet": checked.outlet,
        "state": checked.state,
        "reason": checked.reason,
        "reachable": checked.reachable,
        "robots": checked.robots,
        "sources": [
            {"kind": one.kind, "url": one.url, "said": one.said, "articles": one.articles,
             "newest": one.newest.isoformat() if one.newest else None}
            for one in checked.sources
        ],
        "listed": checked.articles,
        "stored": stored,
        "extraction": checked.extraction,
    }  # fmt: skip
