"""Commands that end a subscription, or show what is kept of a person: subscribers remove | erase | export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Email = Annotated[str, typer.Argument(show_default=False)]


def remove(context: typer.Context, email: Email) -> None:
    """Unsubscribe somebody. What was sent stays on record; 'erase' takes that away too."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context)) as store:
        person = people.remove_subscriber(store, email)
    console.say(f"{person.email} gets no further digest")


def erase(
    context: typer.Context,
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a person wholly; a salted hash stays, so that nobody adds the address again by accident."""
    import glob

    from digest.transport import file_name
    from pantau import console, instance
    from records import BadInput
    from store import RunLock
    from store.erasing import erase_subscriber, swept

    settings = instance.settings(context)
    if not yes and not typer.confirm(f"Erase all that is kept of {email}? This cannot be undone"):
        raise BadInput("nothing was erased")
    # no run may hold the address while it goes
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
        done = erase_subscriber(store, email, instance.moment(None))
        clean = swept(store)
        files = sorted(settings.digests.glob(f"*/{glob.escape(file_name(email.strip()))}.eml"))
        for path in files:
            path.unlink()
    console.say(
        "Erased: "
        + ", ".join(f"{count} of {table}" for table, count in done.items() if count)
        + (f", {len(files)} written mails" if files else "")
    )
    if not clean:
        console.warn("A reader has the database open: its -wal file holds old pages until the last one closes it")
    console.say("Not reached: backups of the database, the mail server's logs, and mails that were sent")


def export(
    context: typer.Context,
    email: Email,
    to: Annotated[Path | None, typer.Option(help="File; else standard output.", show_default=False)] = None,
) -> None:
    """Write all that is kept of a person as JSON, for that person to read."""
    import json

    from pantau import console, instance
    from store.erasing import held_of

    with instance.open_store(instance.settings(context), readonly=True) as store:
        held = held_of(store, email)
    text = json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    if to is None:
        console.out.file.write(text)
        return
    to.write_text(text, encoding="utf-8")
    console.say(f"Written to {to}")
