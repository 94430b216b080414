"""Commands about officials across articles: officials list | show | review | merge | apart | split | rename | undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from store import Store

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Who = Annotated[str, typer.Option(help="Name of who decides; it is kept.", show_default=False)]
Official = Annotated[str, typer.Argument(help="Id or name.", show_default=False)]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]


def register(app: typer.Typer) -> None:
    officials = typer.Typer(no_args_is_help=True, help="Officials: who held which post when, and who is who.")
    officials.command("list")(list_posts)
    for command in (show, review, merge, apart, split, rename, undo):
        officials.command()(command)
    app.add_typer(officials, name="officials")


def list_posts(
    context: typer.Context,
    post: Annotated[str | None, typer.Option(help="Words of a post, in English or Malay.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Words of an organisation, or its acronym.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who held which post when."""
    from pantau import console, instance
    from store import officials_asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = officials_asking.who_held(store, post, organisation)
    if as_json:
        console.emit(found)
        return
    console.table(
        f"{len({row['official'] for row in found})} officials, {len(found)} posts",
        ("official", "name", "post", "status", "first seen", "last seen", "articles#"),
        [(row["official"], row["name"], *_post(row)) for row in found],
    )


def show(context: typer.Context, who: Official, as_json: AsJson = False) -> None:
    """Show an official: names, posts over time with their evidence, what is in doubt, what people decided."""
    from pantau import console, instance
    from store import officials_asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = officials_asking.official_whole(store, who)
    if as_json:
        console.emit(found)
        return
    console.say(f"{found['name']} ({found['id']})")
    console.say(f"Printed as {'; '.join(found['aliases'])}")
    if found["former_ids"]:
        console.say(f"Also known under the ids {', '.join(found['former_ids'])}")
    console.table(
        f"{len(found['posts'])} posts",
        ("post", "status", "first seen", "last seen", "articles#", "evidence", "article"),
        [(*_post(row), row["evidence"], row["evidence_url"]) for row in found["posts"]],
    )
    for row in found["doubts"]:
        side = "other" if row["official"] == found["id"] else "official"
        name = row["other_name" if side == "other" else "name"]
        console.say(f"May be {name} ({row[side]}): {row['reason']}")
    for row in found["corrections"]:
        state = f", undone {row['undone']}" if row["undone"] else ""
        console.say(
            f"Correction {row['id']}: {row['field']} {row['target']} {row['value']} ({row['who']}, {row['at']}{state})"
        )


def _post(row: dict[str, Any]) -> tuple[Any, ...]:
    organisation = row["organisation"] or row["short"]
    printed = f"{row['role']}, {organisation}" if organisation else row["role"]
    return printed, row["status"], row["first_seen"][:10], row["last_seen"][:10], row["articles"]


def review(context: typer.Context, as_json: AsJson = False) -> None:
    """List pairs that may be one person and are kept apart until somebody decides (merge or apart)."""
    from pantau import console, instance
    from store import officials_asking

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = officials_asking.official_review(store)
    if as_json:
        console.emit(found)
        return
    console.table(
        f"{len(found)} pairs to decide",
        ("official", "post", "articles#", "may be", "post", "articles#", "points#", "why"),
        [
            (
                f"{row['name']} ({row['official']})",
                row["post"],
                row["articles"],
                f"{row['other_name']} ({row['other']})",
                row["other_post"],
                row["other_articles"],
                f"{row['score']:g}",
                row["reason"],
            )
            for row in found
        ],
    )


def merge(context: typer.Context, official: Official, other: Official, who: Who, now: Now = None) -> None:
    """Decide that OTHER is OFFICIAL, whose id stays."""
    from store import ruling

    with _ruling(context, now) as (store, at):
        number = ruling.merge(store, official, other, who, at)
    _say(number, f"{other} is {official} from now on")


def apart(context: typer.Context, official: Official, other: Official, who: Who, now: Now = None) -> None:
    """Decide that OFFICIAL and OTHER are two people, whatever comes."""
    from store import ruling

    with _ruling(context, now) as (store, at):
        number = ruling.keep_apart(store, official, other, who, at)
    _say(number, f"{official} and {other} are two")


def split(
    context: typer.Context,
    official: Official,
    who: Who,
    article: Annotated[list[str] | None, typer.Option(help="Id or URL of an article.", show_default=False)] = None,
    post: Annotated[str | None, typer.Option(help="Words of one post; later articles that give it follow.")] = None,
    now: Now = None,
) -> None:
    """Decide that some of what is said of OFFICIAL is said of somebody else, who gets an id."""
    from pantau.registry import split_official

    with _ruling(context, now) as (store, at):
        number, into = split_official(store, official, article or [], post, who, at)
    _say(number, f"{into} is split off from {official}" if into else "undone, as this is just what it had brought in")


def rename(
    context: typer.Context,
    official: Official,
    name: Annotated[str, typer.Argument(show_default=False)],
    who: Who,
    now: Now = None,
) -> None:
    """Give the name of OFFICIAL, without honorifics."""
    from store import corrections, ruling

    with _ruling(context, now) as (store, at):
        key = ruling.find_official(store, official)
        number = corrections.add_correction(store, "official", key, "name", name, who, at).id
    _say(number, f"{key} is called {name}")


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Of the correction; 'officials show' prints it.", show_default=False)],
    now: Now = None,
) -> None:
    """Take back a merge, a split, a name or a keeping apart."""
    from pantau import console
    from store import ruling

    with _ruling(context, now) as (store, at):
        ruling.undo(store, number, at)
    console.say(f"Correction {number} is undone")


@contextmanager
def _ruling(context: typer.Context, now: str | None) -> Iterator[tuple[Store, datetime]]:
    from pantau import instance
    from pantau.correcting import ruling

    with ruling(instance.settings(context)) as store:
        yield store, instance.moment(now)


def _say(number: int, what: str) -> None:
    from pantau import console

    console.say(f"Correction {number}: {what}")
