"""Commands for the other forms of a digest: digest pdf | feed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
FEED = 20  # entries


def pdf(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="Week as 2024-W47; else the last one that is over.")] = None,
    language: Annotated[str, typer.Option(help="en or ms.")] = "en",
    theme: Annotated[list[str] | None, typer.Option(help="Themes watched; none: all.")] = None,
    to: Annotated[Path | None, typer.Option(help="File; else digests/WEEK.LANGUAGE.pdf of the instance.")] = None,
    now: Now = None,
) -> None:
    """Write a week's digest as PDF, printed by a Chromium that the machine has (PANTAU_BROWSER names another)."""
    import os

    from digest import preview, printing
    from digest.deliver import due_week
    from pantau import console, instance
    from records import Watched, Week

    program = printing.browser(os.environ.get("PANTAU_BROWSER"))
    settings = instance.settings(context)
    when = instance.moment(now)
    watched = Watched(themes=frozenset(theme or ()))
    with instance.open_store(settings, readonly=True) as store:
        chosen = Week.parse(week) if week else due_week(when, store.zone)
        with console.progress(f"Digest of {chosen}", None):
            made = preview(store.connection, chosen, store.zone, language, settings.desk_url, when, watched=watched)
    path = to or settings.digests / f"{chosen}.{language}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    printing.pdf(made.html, path, program)
    console.say(f"Written to {path} ({path.stat().st_size // 1000} KB)")


def feed(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="File; else digests/digests.atom of the instance.")] = None,
) -> None:
    """Write the digests that were made as an Atom feed, as the desk serves it at /digests.atom."""
    from browse.feed import atom
    from pantau import console, instance
    from store import desk_week

    settings = instance.settings(context)
    with instance.open_store(settings, readonly=True) as store:
        found = desk_week.digests_whole(store.connection, FEED)
    path = to or settings.digests / "digests.atom"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(atom(found, settings.desk_url, "Pantau"))
    console.say(f"Written to {path}: {len(found)} digest{'' if len(found) == 1 else 's'}")
