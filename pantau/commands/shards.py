"""Commands about archives that are read beside the store: 'backfill --engine' makes shards, load brings them in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pantau.config import Config
    from pantau.shards.engines import Engine


def register(app: typer.Typer) -> None:
    app.command()(load)


def backfill_archives(
    settings: Config,
    paths: Sequence[Path],
    engine: Engine,
    into: Path | None,
    processes: int | None,
    address: str | None,
) -> None:
    """Makes the shards of these archives that are not there yet; says what was wrong with the inputs at the end."""
    from pantau import console, instance
    from pantau.shards import engines, files, plan
    from pantau.shards.work import Job
    from records import BadInput

    files.parquet()
    if address and engine != "ray":
        raise BadInput("'--address' goes with '--engine ray'")
    folder = (into or settings.home / "shards").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    outlets = tuple(instance.known_outlets(settings).values())
    version = shard_version(settings)
    inputs = plan.files_in(path.resolve() for path in paths)
    with console.progress(f"Looking at {len(inputs)} files", None) as step:
        sources = []
        for path in inputs:
            sources.append(plan.look_at(path))
            step()
    parts = plan.parts_of(sources, version)
    left = [part for part in parts if not files.done(folder, part)]
    job = Job(
        folder=folder, outlets=outlets, zone=settings.zone, limits=instance.limits(settings),
        encoder=settings.encoder, spacy_model=settings.spacy_model,
    )  # fmt: skip
    with console.progress("Reading", None) as step:
        step.expect(len(left))
        for _ in engines.run(engine, job, left, processes or os.cpu_count() or 1, address):
            step()
    files.tidy(folder, parts)
    told = [files.told_in(folder / part.name) for part in parts]
    records = sum(each["records"] for each in told)
    console.say(f"{folder}: {len(parts)} shards of {records} records, {len(parts) - len(left)} of them were there")
    console.say(f"Next: 'pantau load {folder}'")
    damaged = [each["damage"] for each in told if each["damage"]]
    if damaged:
        raise BadInput("; ".join(damaged))


def load(
    context: typer.Context,
    folder: Annotated[list[Path], typer.Argument(help="Folders of shards.", show_default=False)],
) -> None:
    """Bring shards into the database: the same as 'replay' and 'analyse' of its archives, already read."""
    from pantau import console, instance
    from pantau.gathering import analyse_now, counted
    from pantau.reading_ahead import Alone
    from pantau.running import running
    from pantau.shards import files
    from pantau.shards.loading import Shelf, load_pages
    from pantau.sink import StoreSink
    from records import BadInput

    settings = instance.settings(context)
    paths = [path for each in folder for path in files.shards_in(each)]
    with running(settings, "load", instance.moment(None)) as (store, started):
        known = tuple(instance.known_outlets(settings).values())
        with console.progress(f"Loading {len(paths)} shards", None) as step:
            sink = StoreSink(store, started, instance.outlets(settings), known, on_page=step)
            damaged = load_pages(paths, sink)
        started.counts.update(sink.counts)
        shelf = Shelf(paths, shard_version(settings), Alone(lambda: instance.encoder(settings), settings.spacy_model))
        if shelf.stale:
            console.warn(
                f"{shelf.stale} of {len(paths)} shards were read by another version: their texts are read again"
            )
        for name, count in analyse_now(settings, store, False, reader=shelf).items():
            started.counts[name] = started.counts.get(name, 0) + count
        console.say(counted("Loaded", started.counts))
    if damaged:
        raise BadInput("; ".join(damaged))


def shard_version(settings: Config) -> str:
    """Of everything that decides what a shard holds beside its input."""
    from pantau import instance

    files = instance.known_outlets(settings).values()
    return f"{instance.extraction_version(files)}-{instance.version(settings)}-{settings.zone}"
