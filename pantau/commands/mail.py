"""Commands around the mails: digest send | list, and what a run sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pantau.commands import digests, post

if TYPE_CHECKING:
    from datetime import datetime

    from digest.letter import PersonLinks
    from pantau.config import Config
    from records import Delivery, Request, Subscriber, Week
    from store import Store

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
WeekOption = Annotated[str | None, typer.Option(help="Week as 2024-W47; else the last one that is over.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    digest = typer.Typer(no_args_is_help=True, help="The weekly digest: preview, send, pdf, feed, what came back.")
    digest.command()(digests.preview)
    digest.command()(send)
    digest.command("list")(list_digests)
    digest.command()(digests.pdf)
    digest.command()(digests.feed)
    post.register(digest)
    app.add_typer(digest, name="digest")


def send(
    context: typer.Context,
    week: WeekOption = None,
    dry_run: Annotated[
        Path | None, typer.Option(help="Write the mails as .eml files into this folder; send and claim nothing.")
    ] = None,
    retry_failed: Annotated[bool, typer.Option(help="Also those that failed before anything left.")] = False,
    due: Annotated[bool, typer.Option("--due", help="What 'run' would send now, alerts too; no crawl.")] = False,
    now: Now = None,
) -> None:
    """Send a week's digest to every weekly subscriber that has not had it, whatever the hour; nobody gets it twice."""
    from pantau import console, instance
    from records import BadInput, NotSent
    from store import RunLock

    settings = instance.settings(context)
    when = instance.moment(now)
    if due:
        if week or dry_run or retry_failed:
            raise BadInput("--due decides what is sent by itself: give it without --week, --dry-run and --retry-failed")
        with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
            for line in send_due(settings, store, when):
                console.say(line)
        return
    if dry_run is not None:
        with instance.open_store(settings, readonly=True) as store:
            written = _dry_run(settings, store, _week(week, when, store.zone), when, dry_run)
        console.say(f"{written} mails written to {dry_run}; nothing was sent")
        return
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
        chosen = _week(week, when, store.zone)
        interrupted = post.interrupted(store, when)
        done = _deliver(settings, store, chosen, lambda: when, retry_failed)
    for line in (*interrupted, *_outcomes(chosen, done)):
        console.say(line)
    if interrupted or any(delivery.status != "sent" for delivery in done):
        raise NotSent(f"not every digest of {chosen} was sent: see above")


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


def send_due(settings: Config, store: Store, now: datetime) -> Iterator[str]:
    """Sends to each subscriber the digest and the alerts that are due; says in lines, one a mail, what came of it.
    Raises NotSent after the last line where any was not sent: all others are by then."""
    from digest import sending
    from records import NotSent
    from store import requests

    unknown = post.interrupted(store, now)
    yield from unknown
    requests.forget_old_requests(store, now)
    # What failed before anything left is tried again at each run; what may have arrived never is.
    with post.transport(settings) as transport:
        done = sending.send_due(
            store, transport, post.sending(settings), settings.desk_url, lambda: now, person_links(settings, now)
        )
    for delivery in done:
        reason = f" ({delivery.reason})" if delivery.reason else ""
        what = "Alert" if delivery.period.startswith("alert") else f"Digest of {delivery.period}"
        yield f"{what} to {delivery.recipient}: {delivery.status}{reason}"
    lost = len(unknown) + sum(delivery.status != "sent" for delivery in done)
    if settings.subscribe_form:
        for line in ask_to_confirm(settings, store, now):
            yield line
            lost += not line.endswith(": sent")
    if lost:
        raise NotSent(f"{lost} mail{'' if lost == 1 else 's'} not sent: see above")


def ask_to_confirm(settings: Config, store: Store, now: datetime) -> Iterator[str]:
    """Sends the question whether somebody wants the digest to whoever was entered in the form; no address is said."""
    from digest.sending import send_confirmations
    from store.links import LASTS, Link, secret_of, signed

    secret = secret_of(settings.home)

    def confirm_url(asked: Request) -> str:
        lasts = LASTS["confirm"]
        end = None if lasts is None else now + lasts
        text = signed(Link(purpose="confirm", number=asked.id, end=end), secret)
        return f"{settings.desk_url.rstrip('/')}/-/confirm/{text}"

    with post.transport(settings) as transport:
        done = send_confirmations(store, transport, post.sending(settings), settings.desk_url, lambda: now, confirm_url)
    for outcome in done:
        yield f"Question whether somebody wants the digest: {outcome.status}"


def person_links(settings: Config, now: datetime) -> Callable[[Subscriber], PersonLinks]:
    """The addresses that are one reader's own, signed with the instance's secret."""
    from digest.letter import PersonLinks
    from store.links import link_for, secret_of

    secret, desk = secret_of(settings.home), settings.desk_url.rstrip("/")

    def links(person: Subscriber) -> PersonLinks:
        return PersonLinks(
            unsubscribe=f"{desk}/-/unsubscribe/{link_for(person, 'unsubscribe', secret, now)}",
            preferences=f"{desk}/-/preferences/{link_for(person, 'preferences', secret, now)}",
        )

    return links


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


def _deliver(
    settings: Config, store: Store, week: Week, now: Callable[[], datetime], retry_failed: bool
) -> tuple[Delivery, ...]:
    from digest.deliver import send_week

    links = person_links(settings, now())
    with post.transport(settings) as transport:
        return send_week(
            store,
            week,
            transport,
            post.sending(settings),
            settings.desk_url,
            now,
            unsubscribe_url=lambda person: links(person).unsubscribe,
            preferences_url=lambda person: links(person).preferences,
            retry_failed=retry_failed,
        )


def _dry_run(settings: Config, store: Store, week: Week, now: datetime, folder: Path) -> int:
    """Writes what would be sent as .eml files, without claiming or archiving anything."""
    from digest import preview as render_preview
    from digest.deliver import waiting
    from digest.message import Envelope, message, serialised
    from digest.transport import FileTransport

    links = person_links(settings, now)
    transport = FileTransport(folder)
    common = post.sending(settings)
    people_waiting = waiting(store, str(week))
    for person in people_waiting:
        rendered = render_preview(
            store.connection,
            week,
            store.zone,
            person.language,
            settings.desk_url,
            now,
            watched=person.watched,
            recipient=person.email,
            unsubscribe_url=links(person).unsubscribe,
            preferences_url=links(person).preferences,
        )
        envelope = Envelope(
            sender=common.sender,
            recipient=person.email,
            recipient_name=person.name,
            instance=common.instance,
            period=str(week),
            unsubscribe_to=common.unsubscribe_to,
        )
        transport.send(serialised(message(rendered, envelope, now, person.language)), common.sender, person.email)
    return len(people_waiting)
