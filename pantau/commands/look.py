"""Commands that look and change nothing: browse, status, doctor, explain, export."""

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
    for command in (browse, status, doctor, explain, export):
        app.command()(command)


def browse(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen at; only this machine reaches 127.0.0.1.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8001,
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


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say how the instance is: what it holds, its last runs, and the health of each outlet."""
    from pantau import console, instance
    from store import asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        now = asking.status(store)
    if as_json:
        console.emit(now)
        return
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in now["counts"].items() if count)
    console.say(f"Holds {counts or 'nothing yet'}; {now['waiting']} articles wait to be analysed.")
    if now["first_seen"]:
        console.say(f"Seen from {now['first_seen']} to {now['last_seen']}; weeks in {now['zone']}.")
    console.table(
        "Last runs",
        ("command", "started", "finished", "outcome", "reason"),
        [(r["command"], r["started"], r["finished"], r["outcome"] or "running", r["reason"]) for r in now["runs"]],
    )
    console.table(
        "Outlets",
        ("outlet", "state", "since", "last new", "articles#", "a week#", "reason"),
        [
            (
                o["outlet"],
                o["state"],
                o["since"],
                o["last_new"],
                o["articles"],
                None if o["weekly"] is None else f"{o['weekly']:.0f}",
                o["reason"],
            )
            for o in now["outlets"]
        ],
    )


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check the machine, the settings, the database and the weights; each fault comes with its cure."""
    from pantau import config, console
    from pantau.doctor import examine
    from records import PantauError

    findings = examine(config.home_folder(context.obj))
    if as_json:
        console.emit([{"check": f.check, "ok": f.ok, "detail": f.detail, "cure": f.cure} for f in findings])
    else:
        console.table(
            "Doctor",
            ("check", "", "detail", "cure"),
            [(f.check, "ok" if f.ok else "FAULT", f.detail, f.cure) for f in findings],
        )
    faults = [finding.check for finding in findings if not finding.ok]
    if faults:
        raise PantauError(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}: {', '.join(faults)}")


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
    from store import asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        rows = asking.export_rows(store, table)
        write = write_csv if form is Format.csv else write_jsonl
        if to is None:
            write(rows, sys.stdout)
        else:
            part = to.with_name(to.name + ".part")
            with part.open("w", encoding="utf-8", newline="") as stream:
                write(rows, stream)
            part.replace(to)
