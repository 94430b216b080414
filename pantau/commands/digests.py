"""Commands for a digest as a file: digest preview | pdf | feed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pantau.commands.wishing import READER, taking

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
WeekOption = Annotated[str | None, typer.Option(help="Week as 2024-W47; else the last one that is over.")]
FEED = 20  # entries


@taking(READER, into="reader")
def preview(
    context: typer.Context,
    reader: dict[str, Any],
    week: WeekOption = None,
    to: Annotated[Path | None, typer.Option(help="File; else digests/WEEK.LANGUAGE.html of the instance.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    now: Now = None,
) -> None:
    """Write a digest to a file, as a reader gets it; nothing is sent."""
    from pantau import console, instance
    from pantau.commands.reader import letter_of, reader_of

    settings = instance.settings(context)
    with instance.open_store(settings, readonly=True) as store:
        whose = reader_of(settings, store, reader)
        with console.progress("Digest", None):
            made = letter_of(settings, store, whose, week, instance.moment(now))
    path = to or settings.digests / f"{made.period}.{whose.wishes.language}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.letter.html, encoding="utf-8")
    path.with_suffix(".txt").write_text(made.letter.text, encoding="utf-8")
    console.say(made.letter.subject)
    console.say(f"Written to {path} ({len(made.letter.html.encode()) // 1000} KB) and {path.with_suffix('.txt')}")
    if open_it:
        typer.launch(str(path))


@taking(READER, into="reader")
def pdf(
    context: typer.Context,
    reader: dict[str, Any],
    week: WeekOption = None,
    to: Annotated[Path | None, typer.Option(help="File; else digests/WEEK.LANGUAGE.pdf of the instance.")] = None,
    now: Now = None,
) -> None:
    """Write a digest as PDF, printed by a Chromium that the machine has (PANTAU_BROWSER names another)."""
    import os

    from digest import printing
    from pantau import console, instance
    from pantau.commands.reader import letter_of, reader_of

    program = printing.browser(os.environ.get("PANTAU_BROWSER"))
    settings = instance.settings(context)
    with instance.open_store(settings, readonly=True) as store:
        whose = reader_of(settings, store, reader)
        with console.progress("Digest", None):
            made = letter_of(settings, store, whose, week, instance.moment(now))
    path = to or settings.digests / f"{made.period}.{whose.wishes.language}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    printing.pdf(made.letter.html, path, program)
    console.say(f"Written to {path} ({path.stat().st_size // 1000} KB)")


def feed(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="File; else digests/digests.atom of the instance.")] = None,
) -> None:
    """Write the digests that were made as an Atom feed, as the desk serves it at /digests.atom."""
    from browse.feed import atom
    from pantau import console, instance
    from store import desk_digests

    settings = instance.settings(context)
    with instance.open_store(settings, readonly=True) as store:
        found = desk_digests.digests_whole(store.connection, FEED)
    path = to or settings.digests / "digests.atom"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(atom(found, settings.desk_url, "Pantau"))
    console.say(f"Written to {path}: {len(found)} digest{'' if len(found) == 1 else 's'}")
