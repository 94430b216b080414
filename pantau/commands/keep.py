"""Commands that keep an instance's data safe: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pantau.config import Config
    from store import Store

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    for command in (backup, restore):
        app.command()(command)


def backup(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="Where backups are kept; else backup_folder of the settings.")
    ] = None,
    now: Now = None,
) -> None:
    """Copy the database, also while it is used; check the copy; let go of backups that the policy does not keep."""
    from pantau import console, instance

    settings = instance.settings(context)
    for line in back_up(settings, instance.moment(now), folder):
        console.say(line)


def back_up(settings: Config, now: datetime, folder: Path | None = None) -> Iterator[str]:
    """Makes a backup and rotates the others; says in lines what was done. A failed backup removes none."""
    from contextlib import closing

    from pantau.rotation import Policy, name_of, rotate
    from records import NotFound
    from store.backups import alone_in, looked_at, need_room, size, whole_copy
    from store.database import check_ours

    if not settings.database.exists():
        raise NotFound(f"no database at {settings.database}: there is nothing to back up")
    check_ours(settings.database, live=True)
    place = (folder or settings.backup_folder).resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone_in(place, "backups"), closing(looked_at(settings.database, live=True)) as connection:
        for left in place.glob("pantau-*.db.part"):
            left.unlink()
        need_room(place, size(connection), f"a backup of {settings.database}")
        target = place / name_of(now)
        whole_copy(connection, target, settings.database.stat().st_mode & 0o777)
        yield f"Backed up to {target} ({target.stat().st_size / 1_000_000:.1f} MB, checked)"
        policy = Policy(daily=settings.backups_daily, weekly=settings.backups_weekly, monthly=settings.backups_monthly)
        for verdict in rotate((path.name for path in place.iterdir()), policy):
            if not verdict.keep and verdict.name != target.name:  # a clock that jumped back made the newest of all
                (place / verdict.name).unlink()
                yield f"Let go of {verdict.name}: {verdict.reason}"


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, or any Pantau database.", show_default=False)],
    everything: Annotated[
        bool, typer.Option("--everything", help="Also subscribers, mails sent and corrections as the backup has them.")
    ] = False,
    now: Now = None,
) -> None:
    """Put a backup in the place of the database, which is set aside and never overwritten."""
    from pantau import console, instance
    from store import RunLock, crawling
    from store.restoring import restore as put_back

    settings = instance.settings(context)
    when = instance.moment(now)
    settings.home.mkdir(parents=True, exist_ok=True)
    held: list[str] = []

    def settle(store: Store, carried: bool) -> None:
        started = crawling.start_run(store, "restore", when)
        if not carried:
            held.extend(_hold_mails(store, when))
        crawling.finish_run(store, started, when, "ok", {"mails_held": len(held)}, f"from {file.resolve()}")

    with RunLock(settings.home / "pantau.lock"):
        done = put_back(file.resolve(), settings.database, when, everything=everything, settle=settle)
    console.say(f"Restored {file} as {settings.database}")
    if done.aside:
        console.say(f"The database before is kept as {done.aside}")
    if done.kept is not None:
        rows = ", ".join(f"{count} {name}" for name, count in done.kept.items() if count) or "none"
        console.say(f"Kept from the database before, which nothing derives again: {rows}")
    else:
        console.say(f"Subscribers, mails and corrections are those of the backup ({done.why})")
    for line in held:
        console.warn(line)
    console.say("Next: 'pantau analyse'; pages that came after the backup come back with 'pantau replay warc/FILE...'")


def _hold_mails(store: Store, now: datetime) -> Iterator[str]:
    """Digests that would be due now may have been sent after the backup was made: nobody knows, so none is sent."""
    from digest.due import due_for_each
    from store import people

    reason = "may have been sent after the backup that was restored"
    for person, decision in due_for_each(store, now):
        if decision.period is None or not people.claim_delivery(store, person.email, decision.period, now):
            continue
        people.finish_delivery(store, person.email, decision.period, "unknown", now, reason=reason)
        yield f"Digest of {decision.period} to {person.email}: unknown ({reason}); it is not sent by itself"
