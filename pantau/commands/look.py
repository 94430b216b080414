"""Commands that look and change nothing: browse, explain, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


class Thing(StrEnum):
    article = "article"
    story = "story"
    theme = "theme"
    official = "official"


class Format(StrEnum):
    csv = "csv"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    for command in (browse, explain, export):
        app.command()(command)


def browse(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen at; only this machine reaches 127.0.0.1.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8001,
) -> None:
    """Serve the desk: the front page, stories, officials, figures and places of this instance, in datasette."""
    from hashlib import sha256

    from browse import Correcting, Subscribing, serve
    from browse.rights import read_people
    from pantau import console, instance, owners
    from pantau.commands.mail import ask_to_confirm
    from pantau.commands.people import door
    from pantau.correcting import correcting, ruling
    from store.links import secret_of

    settings = instance.settings(context)
    with instance.open_store(settings) as store:
        zone = store.zone

    def ask() -> None:
        with instance.open_store(settings) as store:
            for line in ask_to_confirm(settings, store, instance.moment(None)):
                console.say(line)

    secret = secret_of(settings.home)
    subscribing = Subscribing(secret=secret, form=settings.subscribe_form, ask=ask)
    corrections = Correcting(
        figures=lambda: correcting(settings),
        officials=lambda: ruling(settings),
        concepts=tuple(owners.concepts()),
        kinds=tuple(owners.kinds()),
    )
    entrance = door(settings)
    if not read_people(entrance.people) and entrance.open != "everybody" and not entrance.header:
        console.say("Nobody has a login: only this machine may read ('pantau people add NAME' gives somebody one)")
    console.say(f"The desk is at http://{host}:{port}/ (stop it with Ctrl-C)")
    serve(
        settings.database,
        host=host,
        port=port,
        zone=zone,
        subscribing=subscribing,
        correcting=corrections,
        door=entrance,
        secret=sha256(b"pantau sessions" + secret).hexdigest(),
    )


def explain(
    context: typer.Context,
    thing: Annotated[Thing, typer.Argument(help="What to explain.")],
    key: Annotated[
        str, typer.Argument(help="Id of it; also an article's URL, an official's name.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Say why an article, story, theme or official is as it is, from stored evidence; nothing is computed anew."""
    from pantau import console, instance
    from store import asking, officials_asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        ask = {
            Thing.article: asking.explain_article,
            Thing.story: asking.explain_story,
            Thing.theme: asking.explain_theme,
            Thing.official: officials_asking.explain_official,
        }[thing]
        found = ask(store, key)
    if as_json:
        console.emit(found)
        return
    for line in _lines(found):
        console.say(line)


def _lines(value: Any, indent: str = "") -> Iterator[str]:
    """Nested values as indented lines; what is empty is left out."""
    if isinstance(value, dict):
        for name, item in value.items():
            if item is None or item == [] or item == {}:
                continue
            if isinstance(item, dict | list):
                yield f"{indent}{name}:"
                yield from _lines(item, indent + "  ")
            else:
                yield f"{indent}{name}: {item}"
    else:
        for item in value:
            if isinstance(item, dict):
                first, *rest = list(_lines(item, indent + "  ")) or [""]
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {item}"


def export(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="Table, as 'article' or 'figure'.", show_default=False)],
    to: Annotated[Path | None, typer.Option(help="File; else standard output.")] = None,
    form: Annotated[Format, typer.Option("--format", help="csv (safe for spreadsheets) or jsonl.")] = Format.csv,
) -> None:
    """Write a table as CSV or JSON lines; texts obey what their outlet lets be shown."""
    import sys

    from pantau import instance
    from pantau.export import write_csv, write_jsonl
    from store import exporting

    with instance.open_store(instance.settings(context), readonly=True) as store:
        rows = exporting.export_rows(store, table)
        write = write_csv if form is Format.csv else write_jsonl
        if to is None:
            write(rows, sys.stdout)
        else:
            part = to.with_name(to.name + ".part")
            with part.open("w", encoding="utf-8", newline="") as stream:
                write(rows, stream)
            part.replace(to)
