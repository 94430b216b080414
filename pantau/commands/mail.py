"""Commands around the weekly mail: digest preview | send | list, subscribers list | add | remove."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pantau.commands import digests

if TYPE_CHECKING:
    from datetime import datetime

    from digest.transport import Transport
    from pantau.config import Config
    from records import Delivery, Week
    from store import Store

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
WeekOption = Annotated[str | None, typer.Option(help="Week as 2024-W47; else the last one that is over.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    digest = typer.Typer(no_args_is_help=True, help="The weekly digest: preview, send, list, pdf, feed.")
    digest.command()(preview)
    digest.command()(send)
    digest.command("list")(list_digests)
    digest.command()(digests.pdf)
    digest.command()(digests.feed)
    app.add_typer(digest, name="digest")
    subscribers = typer.Typer(no_args_is_help=True, help="Who gets the digest: list, add, remove.")
    subscribers.command("list")(list_subscribers)
    subscribers.command()(add)
    subscribers.command()(remove)
    app.add_typer(subscribers, name="subscribers")


def preview(
    context: typer.Context,
    week: WeekOption = None,
    language: Annotated[str, typer.Option(help="en or ms.")] = "en",
    theme: Annotated[list[str] | None, typer.Option(help="Themes watched; none: all.")] = None,
    to: Annotated[Path | None, typer.Option(help="File; else digests/WEEK.LANGUAGE.html of the instance.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    now: Now = None,
) -> None:
    """Write a week's digest to a file, as a reader would get it; nothing is sent."""
    from digest import preview as render_preview
    from pantau import console, instance
    from records import Watched

    settings = instance.settings(context)
    when = instance.moment(now)
    with instance.open_store(settings, readonly=True) as store:
        chosen = _week(week, when, store.zone)
        _known_themes(settings, tuple(theme or ()))
        with console.progress(f"Digest of {chosen}", None):
            rendered = render_preview(
                store.connection,
                chosen,
                store.zone,
                language,
                settings.desk_url,
                when,
                watched=Watched(themes=frozenset(theme or ())),
            )
    path = to or settings.digests / f"{chosen}.{language}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered.html, encoding="utf-8")
    path.with_suffix(".txt").write_text(rendered.text, encoding="utf-8")
    console.say(rendered.subject)
    console.say(f"Written to {path} ({len(rendered.html.encode()) // 1000} KB) and {path.with_suffix('.txt')}")
    if open_it:
        typer.launch(str(path))


def send(
    context: typer.Context,
    week: WeekOption = None,
    dry_run: Annotated[bool, typer.Option(help="Write the mails as .eml files; send and claim nothing.")] = False,
    retry_failed: Annotated[bool, typer.Option(help="Also those that failed before anything left.")] = False,
    now: Now = None,
) -> None:
    """Send a week's digest to every subscriber that has not had it; nobody gets it twice."""
    from pantau import console, instance
    from records import PantauError
    from store import RunLock

    settings = instance.settings(context)
    when = instance.moment(now)
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
        chosen = _week(week, when, store.zone)
        if dry_run:
            written = _dry_run(settings, store, chosen, when)
            console.say(f"{written} mails written to {settings.digests / str(chosen)}; nothing was sent")
            return
        done = _deliver(settings, store, chosen, lambda: when, retry_failed)
    for line in _outcomes(chosen, done):
        console.say(line)
    if any(delivery.status != "sent" for delivery in done):
        raise PantauError(f"not every digest of {chosen} was sent: see above")


def list_digests(context: typer.Context, as_json: AsJson = False) -> None:
    """List the digests made and what came of each mail."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context), readonly=True) as store:
        made = people.digests(store)
        sent = people.deliveries(store)
    if as_json:
        console.emit(
            {
                "digests": [
                    {"id": d.id, "period": d.period, "created": d.created.isoformat(), "subject": d.subject}
                    for d in made
                ],
                "deliveries": [
                    {"recipient": d.recipient, "period": d.period, "status": d.status, "reason": d.reason} for d in sent
                ],
            }
        )
        return
    console.table("Digests", ("id", "week", "made", "subject"), [(d.id, d.period, d.created, d.subject) for d in made])
    console.table(
        "Mails", ("week", "to", "status", "reason"), [(d.period, d.recipient, d.status, d.reason) for d in sent]
    )


def list_subscribers(context: typer.Context, as_json: AsJson = False) -> None:
    """List who gets the digest."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = people.subscribers(store, active_only=False)
    if as_json:
        console.emit(
            [
                {"email": s.email, "name": s.name, "language": s.language, "themes": s.themes, "active": s.active}
                for s in found
            ]
        )
        return
    console.table(
        f"{sum(s.active for s in found)} active subscribers",
        ("e-mail", "name", "language", "themes", "active", "since"),
        [(s.email, s.name, s.language, ", ".join(s.themes) or "all", s.active, s.created) for s in found],
    )


def add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(show_default=False)],
    name: Annotated[str | None, typer.Option()] = None,
    language: Annotated[str, typer.Option(help="en or ms.")] = "en",
    theme: Annotated[list[str] | None, typer.Option(help="Themes watched; none: all.")] = None,
) -> None:
    """Subscribe somebody, or change what they get."""
    from pantau import console, instance
    from store import people

    settings = instance.settings(context)
    _known_themes(settings, tuple(theme or ()))
    with instance.open_store(settings) as store:
        person = people.add_subscriber(
            store,
            email,
            instance.moment(None),
            name=name,
            language=language,
            themes=tuple(theme or ()),
        )
    console.say(f"{person.email} gets the digest in '{person.language}' ({', '.join(person.themes) or 'all themes'})")


def remove(context: typer.Context, email: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Unsubscribe somebody."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context)) as store:
        person = people.remove_subscriber(store, email)
    console.say(f"{person.email} gets no further digest")


def send_due(settings: Config, store: Store, now: datetime) -> Iterator[str]:
    """Sends last week's digest to those who wait for it; says in lines what came of it."""
    from digest.deliver import due_week, waiting

    week = due_week(now, store.zone)
    # What failed before anything left is tried again at each run; what may have arrived never is.
    people_waiting = waiting(store, str(week), retry_failed=True)
    if people_waiting:
        yield from _outcomes(week, _deliver(settings, store, week, lambda: now, retry_failed=True))


def _outcomes(week: Week, done: tuple[Delivery, ...]) -> Iterator[str]:
    if not done:
        yield f"Digest of {week}: nobody waits for it"
    for delivery in done:
        reason = f" ({delivery.reason})" if delivery.reason else ""
        yield f"Digest of {week} to {delivery.recipient}: {delivery.status}{reason}"


def _week(text: str | None, now: datetime, zone: str) -> Week:
    from digest.deliver import due_week
    from records import Week

    return Week.parse(text) if text else due_week(now, zone)


def _known_themes(settings: Config, chosen: tuple[str, ...]) -> None:
    from pantau import instance
    from records import NotFound

    if chosen:
        known = {theme.id for theme in instance.themes(settings)}
        for name in chosen:
            if name not in known:
                raise NotFound(f"unknown theme '{name}': 'pantau themes' lists the known ones")


def _transport(settings: Config) -> Transport:
    import os

    from digest.transport import SmtpTransport, smtp_settings

    mail = settings.mail
    return SmtpTransport(smtp_settings(mail.host, mail.port, mail.tls, os.environ))


def _deliver(
    settings: Config, store: Store, week: Week, now: Callable[[], datetime], retry_failed: bool
) -> tuple[Delivery, ...]:
    from digest.deliver import Sending, send_week

    sending = Sending(sender=settings.mail.sender, instance=settings.mail.sender.rpartition("@")[2] or "pantau")
    return send_week(store, week, _transport(settings), sending, settings.desk_url, now, retry_failed=retry_failed)


def _dry_run(settings: Config, store: Store, week: Week, now: datetime) -> int:
    """Writes what would be sent as .eml files, without claiming or archiving anything."""
    from digest import preview as render_preview
    from digest.deliver import waiting
    from digest.message import Envelope, message, serialised
    from digest.transport import FileTransport
    from records import Watched

    transport = FileTransport(settings.digests / str(week))
    people_waiting = waiting(store, str(week))
    for person in people_waiting:
        rendered = render_preview(
            store.connection,
            week,
            store.zone,
            person.language,
            settings.desk_url,
            now,
            watched=Watched(themes=frozenset(person.themes)),
            recipient=person.email,
        )
        envelope = Envelope(
            sender=settings.mail.sender,
            recipient=person.email,
            recipient_name=person.name,
            instance=settings.mail.sender.rpartition("@")[2] or "pantau",
            period=str(week),
        )
        transport.send(
            serialised(message(rendered, envelope, now, person.language)), settings.mail.sender, person.email
        )
    return len(people_waiting)
