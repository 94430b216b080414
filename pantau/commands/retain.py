"""Commands about what is kept of the past: prune lets go of it, rebuild makes it anew from the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pantau.analyse import Analyst
    from pantau.config import Config
    from pantau.pruning import Pruned
    from pantau.rebuilding import Rebuilt
    from pantau.retention import ArticleVerdict
    from store import Store

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    for command in (prune, rebuild):
        app.command()(command)


def prune(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go and why; change nothing.")] = False,
    each: Annotated[bool, typer.Option("--each", help="A line for each article of which something goes.")] = False,
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Give the space back to the disk: the file is written anew.")
    ] = False,
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Let go of what [retention] of the settings does not keep; figures, posts, quotations and their sentences stay."""
    from pantau import console, instance, pruning
    from records import BadInput
    from store import RunLock, crawling
    from store.pruning import free_bytes

    settings = instance.settings(context)
    when = instance.moment(now)
    if settings.retention.empty and not vacuum:
        raise BadInput(f"{settings.home / 'pantau.toml'}: [retention] names nothing to let go of: everything stays")

    def told(verdict: ArticleVerdict) -> None:
        if not each:
            return
        row = {"article": verdict.article.id, "url": verdict.article.url, "reason": verdict.reason}
        console.emit(row) if as_json else console.say(f"{row['article']} {row['url']}: {row['reason']}")

    work = (settings.archive, settings.retention, when, instance.version(settings))
    if dry_run:
        with instance.open_store(settings, readonly=True) as store:
            done = pruning.prune(store, *work, dry_run=True, each=told)
            free = free_bytes(store)
    else:
        with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
            run = crawling.start_run(store, "prune", when)
            try:
                done = pruning.prune(store, *work, dry_run=False, each=told)
                if vacuum:
                    _vacuum(settings)
            except BaseException as error:
                stopped = isinstance(error, KeyboardInterrupt)
                crawling.finish_run(store, run, when, "interrupted" if stopped else "failed", {}, str(error))
                raise
            crawling.finish_run(store, run, when, "ok", done.counts)
            free = free_bytes(store)
    if as_json:
        console.emit(done.row | {"dry_run": dry_run, "free_bytes": free})
        return
    for line in _lines(settings, done, dry_run=dry_run):
        console.say(line)
    if free:
        console.say(f"{free / 1e6:.1f} MB of the file are free: new rows go there, 'prune --vacuum' gives them back")


def _vacuum(settings: Config) -> None:
    from store import Store
    from store.backups import need_room, size
    from store.pruning import vacuum

    with Store.open(settings.database) as store:
        need_room(settings.home, 2 * size(store.connection), "writing the database anew")
        vacuum(store)


def _lines(settings: Config, done: Pruned, *, dry_run: bool) -> list[str]:
    went = "would go" if dry_run else "went"
    policy = settings.retention
    lines = []
    if policy.texts_months is not None:
        lines.append(f"Texts of {done.texts} articles {went}, about {done.text_bytes / 1e6:.1f} MB")
    if policy.texts_months is not None or policy.vectors_months is not None:
        lines.append(f"Vectors of {done.vectors} articles {went}, about {done.vector_bytes / 1e6:.1f} MB")
    lines += [f"  {count} that are old enough stay: {reason}" for reason, count in done.kept.most_common()]
    if policy.fetches_months is not None:
        lines.append(f"Fetches: {done.fetches} rows {went}")
    if policy.links_months is not None:
        lines.append(f"Links: {done.links} rows {went}")
    if policy.warc_gb is not None:
        size = sum(each.file.size for each in done.warcs)
        lines.append(f"WARC files: {len(done.warcs)} {went}, {size / 1e6:.1f} MB")
        lines += [f"  {each.file.name}: {each.reason}" for each in done.warcs]
    return lines


def rebuild(
    context: typer.Context,
    warc: Annotated[
        list[Path] | None,
        typer.Argument(help="WARC files that lie elsewhere and were replayed once; those of the instance are known."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes that read pages (else one a processor core, four at most).")
    ] = None,
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Make everything that is derived anew from the archive; what people decided and what was sent stays."""
    import os

    from crawler.workers import Readers
    from pantau import console, instance
    from pantau.analyse import Analyst
    from pantau.rebuilding import rebuild as make_anew
    from records import NotFound
    from store import RunLock, stories

    settings = instance.settings(context)
    when = instance.moment(now)
    if not settings.database.exists():
        raise NotFound(
            f"no database at {settings.database}: 'pantau init' and 'pantau replay' make one from WARC files"
        )
    files = [*sorted(settings.archive.glob("*.warc.gz")), *(warc or ())]
    for path in files:
        if not path.exists():
            raise NotFound(f"{path}: no such file")
    themes = instance.themes(settings)

    def analyst(store: Store) -> Analyst:
        stories.save_themes(store, themes)
        encoder, model = lambda: instance.encoder(settings), settings.spacy_model
        return Analyst(store, themes, encoder, instance.version(settings), model)

    with (
        RunLock(settings.home / "pantau.lock"),
        Readers(processes or min(4, os.cpu_count() or 1), instance.limits(settings)) as readers,
        console.progress("Rebuilding", None) as step,
    ):
        outlets = tuple(instance.known_outlets(settings).values())
        done = make_anew(settings.database, files, outlets, when, analyst, readers, step)
    if as_json:
        console.emit(
            {
                "made": done.made,
                "carried": done.carried,
                "became": done.became,
                "withdrawn": done.withdrawn,
                "unknown": done.unknown,
                "stories_moved": done.stories_moved,
                "damaged": done.damaged,
                "differs": done.differs,
                "aside": str(done.aside),
            }
        )
        return
    for line in _rebuilt(done):
        console.say(line)


def _rebuilt(done: Rebuilt) -> list[str]:
    lines = [f"Made {done.made} articles anew from the archive; the database before is kept as {done.aside}"]
    lines += [f"  {len(articles)} carried over as they were: {why}" for why, articles in done.carried.items()]
    lines += [
        f"  {old} is {new} now: its page has another identity by the present rules" for old, new in done.became.items()
    ]
    lines += [f"  {damage}" for damage in done.damaged]
    if done.withdrawn:
        lines.append(f"  {done.withdrawn} that were withdrawn stay records without text")
    if done.unknown:
        lines.append(f"  {done.unknown} left out: no run of this instance took them in; 'pantau replay' does")
    if done.stories_moved:
        lines.append(f"  {done.stories_moved} stories have another id; the old ones lead there")
    lines.append(f"Not as before: {', '.join(done.differs) or 'nothing'}")
    return lines
