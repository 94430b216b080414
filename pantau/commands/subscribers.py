"""Who gets what: subscribers list | add | show | change; those that end it are in ``leaving``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pantau.commands import leaving
from pantau.commands.wishing import WISHES, knows, taking, wished

if TYPE_CHECKING:
    from records import Subscriber

Email = Annotated[str, typer.Argument(show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Who gets the digest, and what each one watches.")
    group.command("list")(list_all)
    for command in (add, show, change, leaving.remove, leaving.erase, leaving.export):
        group.command()(command)
    app.add_typer(group, name="subscribers")


def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List who gets the digest."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = people.subscribers(store, active_only=False)
        zone = str(store.zone)
    if as_json:
        console.emit([_row(person) for person in found])
        return
    console.table(
        f"{sum(s.active for s in found)} active subscribers",
        ("e-mail", "name", "language", "watches", "when", "alerts", "active", "since"),
        [
            (s.email, s.name, s.language, _watches(s), _when(s, zone), ", ".join(s.alerts), s.active, s.created)
            for s in found
        ],
    )


@taking(WISHES, into="given")
def add(
    context: typer.Context,
    email: Email,
    given: dict[str, Any],
    again: Annotated[bool, typer.Option("--again", help="Also somebody who was erased and asks for it again.")] = False,
) -> None:
    """Subscribe somebody; one who is subscribed already gets exactly these wishes."""
    from pantau import console, instance
    from records import Wishes
    from store import people

    settings = instance.settings(context)
    wanted = wished(given)
    with instance.open_store(settings) as store:
        person = people.add_subscriber(
            store,
            email,
            instance.moment(None),
            wishes=replace(Wishes(), **wanted),
            what_is_known=knows(settings, store),
            again=again,
        )
        console.say(_told(person, str(store.zone)))


@taking(WISHES, into="given")
def change(
    context: typer.Context,
    email: Email,
    given: dict[str, Any],
    revoke_links: Annotated[
        bool, typer.Option("--revoke-links", help="End every link that was sent to them so far.")
    ] = False,
) -> None:
    """Change what somebody gets. What is not named stays; a list that is named replaces the one there was."""
    from pantau import console, instance
    from records import BadInput, Wishes
    from store import people, subscribers

    settings = instance.settings(context)
    wanted = wished(given)
    if not wanted and not revoke_links:
        raise BadInput("nothing to change: name at least one option (--help lists them)")
    with instance.open_store(settings) as store, store.transaction():
        person = people.subscriber(store, email)
        if wanted:
            wishes = replace(Wishes.of(person), **wanted)
            known = knows(settings, store, person)
            person = subscribers.change_subscriber(store, email, wishes, instance.moment(None), what_is_known=known)
        if revoke_links:
            person = subscribers.revoke_links(store, email)
            console.say(f"No link that was sent to {person.email} works any longer; the next mail brings new ones")
        if wanted:
            console.say(_told(person, str(store.zone)))


def show(
    context: typer.Context,
    email: Email,
    as_json: AsJson = False,
    links: Annotated[bool, typer.Option("--links", help="Also print fresh links: who has them acts for them.")] = False,
    now: Now = None,
) -> None:
    """Show what somebody watches, when the next digest is due and why, and what was sent."""
    from digest.due import due_for_each
    from pantau import console, instance
    from pantau.commands.mail import person_links
    from store import alerting, people

    settings = instance.settings(context)
    when = instance.moment(now)
    with instance.open_store(settings, readonly=True) as store:
        person = people.subscriber(store, email)
        due = next((each for other, each in due_for_each(store, when) if other.id == person.id), None)
        mails = [row for row in people.deliveries(store) if row.recipient.casefold() == person.email.casefold()]
        alerts = alerting.told(store, person.email)
        zone = str(store.zone)
    own = person_links(settings, when)(person) if links else None
    if as_json:
        console.emit(
            _row(person)
            | {
                "due": due and {"period": due.period, "why": due.why, "next": due.next and due.next.isoformat()},
                "deliveries": [{"period": d.period, "status": d.status, "reason": d.reason} for d in mails],
                "alerts": {name: claimed.isoformat() for name, claimed in alerts.items()},
                "links": own and {"preferences": own.preferences, "unsubscribe": own.unsubscribe},
            }
        )
        return
    console.say(_told(person, zone))
    if due is None:
        console.say("Unsubscribed: nothing is sent")
    elif due.period:
        console.say(f"Due now: {due.period} ({_said(due.why)})")
    else:
        console.say(f"Nothing is due: {_said(due.why)}" + (f"; look again {due.next.isoformat()}" if due.next else ""))
    console.table("Mails", ("period", "status", "reason"), [(d.period, d.status, d.reason) for d in mails[:20]])
    if alerts:
        console.table("Alerts", ("alert", "when"), sorted(alerts.items(), key=lambda each: each[1], reverse=True)[:20])
    if own:
        console.say(f"Preferences: {own.preferences}")
        console.say(f"Unsubscribe: {own.unsubscribe}")


def _row(person: Subscriber) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "themes": person.themes,
        "places": person.places,
        "officials": person.officials,
        "outlets": person.outlets,
        "languages": person.languages,
        "zone": person.zone,
        "day": person.day,
        "hour": person.hour,
        "frequency": person.frequency,
        "alerts": person.alerts,
        "active": person.active,
        "created": person.created.isoformat(),
    }


def _watches(person: Subscriber) -> str:
    told = [*person.themes, *person.places, *person.officials, *person.outlets, *person.languages]
    return ", ".join(told) or "all"


def _when(person: Subscriber, zone: str) -> str:
    from records.wishes import DAYS

    if person.frequency == "alerts":
        return "only alerts"
    day = f"{DAYS[person.day - 1]} " if person.frequency == "weekly" else ""
    return f"{person.frequency}, {day}{person.hour:02d}:00 {person.zone or zone}"


def _told(person: Subscriber, zone: str) -> str:
    alerts = f"; alerts: {', '.join(person.alerts)}" if person.alerts else ""
    return f"{person.email} gets the digest in '{person.language}': {_when(person, zone)}; {_watches(person)}{alerts}"


def _said(why: str) -> str:
    return why.replace("_", " ")
