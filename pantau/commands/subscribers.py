"""Who gets what: subscribers list | add | show | change | remove | erase | export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pantau.config import Config
    from records import Known, Subscriber
    from store import Store

Email = Annotated[str, typer.Argument(show_default=False)]
Name = Annotated[str | None, typer.Option(help="As the mail addresses them.", show_default=False)]
Language = Annotated[str | None, typer.Option(help="Of the digest: en or ms (en).", show_default=False)]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="Theme watched, by id or name; 'all': every one.")]
Places = Annotated[list[str] | None, typer.Option("--place", help="Province or country, by ISO 3166 code or name.")]
Officials = Annotated[list[str] | None, typer.Option("--official", help="Official watched, by id or name.")]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", help="Outlet watched, by id or name.")]
Languages = Annotated[list[str] | None, typer.Option("--watch-language", help="Language of articles: en, ms, zh.")]
Zone = Annotated[
    str | None, typer.Option(help="Time zone of day and hour; 'instance': the instance's.", show_default=False)
]
Day = Annotated[str | None, typer.Option(help="Day of the weekly digest: mon to sun (mon).", show_default=False)]
Hour = Annotated[int | None, typer.Option(help="From this hour on: 0 to 23 (7).", show_default=False)]
Frequency = Annotated[str | None, typer.Option(help="daily, weekly or alerts (weekly).", show_default=False)]
Alerts = Annotated[
    list[str] | None, typer.Option("--alert", help="first_mention, revised or spike; 'none': no alerts.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Who gets the digest, and what each one watches.")
    group.command("list")(list_all)
    for command in (add, show, change, remove, erase, export):
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


def add(
    context: typer.Context,
    email: Email,
    name: Name = None,
    language: Language = None,
    theme: Themes = None,
    place: Places = None,
    official: Officials = None,
    outlet: Outlets = None,
    watch_language: Languages = None,
    zone: Zone = None,
    day: Day = None,
    hour: Hour = None,
    frequency: Frequency = None,
    alert: Alerts = None,
    again: Annotated[bool, typer.Option("--again", help="Also somebody who was erased and asks for it again.")] = False,
) -> None:
    """Subscribe somebody; one who is subscribed already gets exactly these wishes."""
    from pantau import console, instance
    from records import Wishes
    from store import people

    settings = instance.settings(context)
    given = _given(name, language, theme, place, official, outlet, watch_language, zone, day, hour, frequency, alert)
    with instance.open_store(settings) as store:
        person = people.add_subscriber(
            store,
            email,
            instance.moment(None),
            wishes=replace(Wishes(), **given),
            what_is_known=_known(settings, store),
            again=again,
        )
        console.say(_told(person, str(store.zone)))


def change(
    context: typer.Context,
    email: Email,
    name: Name = None,
    language: Language = None,
    theme: Themes = None,
    place: Places = None,
    official: Officials = None,
    outlet: Outlets = None,
    watch_language: Languages = None,
    zone: Zone = None,
    day: Day = None,
    hour: Hour = None,
    frequency: Frequency = None,
    alert: Alerts = None,
    revoke_links: Annotated[
        bool, typer.Option("--revoke-links", help="End every link that was sent to them so far.")
    ] = False,
) -> None:
    """Change what somebody gets. What is not named stays; a list that is named replaces the one there was."""
    from pantau import console, instance
    from records import BadInput, Wishes
    from store import people, subscribers

    settings = instance.settings(context)
    given = _given(name, language, theme, place, official, outlet, watch_language, zone, day, hour, frequency, alert)
    if not given and not revoke_links:
        raise BadInput("nothing to change: name at least one option (--help lists them)")
    with instance.open_store(settings) as store, store.transaction():
        person = people.subscriber(store, email)
        if given:
            wishes = replace(Wishes.of(person), **given)
            known = _with(_known(settings, store), person)
            person = subscribers.change_subscriber(store, email, wishes, instance.moment(None), what_is_known=known)
        if revoke_links:
            person = subscribers.revoke_links(store, email)
            console.say(f"No link that was sent to {person.email} works any longer; the next mail brings new ones")
        if given:
            console.say(_told(person, str(store.zone)))


def show(
    context: typer.Context,
    email: Email,
    as_json: AsJson = False,
    links: Annotated[bool, typer.Option("--links", help="Also print fresh links: who has them acts for them.")] = False,
    now: Now = None,
) -> None:
    """Show what somebody watches, when the next digest is due and why, and what was sent."""
    from digest.sending import due_for_each
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
        files = sorted(settings.digests.glob(f"*/{_literal(file_name(email.strip()))}.eml"))
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


def _literal(name: str) -> str:
    """A file name in which a glob finds no pattern."""
    import glob

    return glob.escape(name)


def _given(
    name: str | None,
    language: str | None,
    theme: list[str] | None,
    place: list[str] | None,
    official: list[str] | None,
    outlet: list[str] | None,
    watch_language: list[str] | None,
    zone: str | None,
    day: str | None,
    hour: int | None,
    frequency: str | None,
    alert: list[str] | None,
) -> dict[str, Any]:
    """The fields of the wishes that were named on the command line."""
    from records.wishes import day_number

    found: dict[str, Any] = {
        key: value
        for key, value in (("name", name), ("language", language), ("hour", hour), ("frequency", frequency))
        if value is not None
    }
    if zone is not None:
        found["zone"] = None if zone == "instance" else zone
    if day is not None:
        found["day"] = day_number(day)
    for key, values, empty in (
        ("themes", theme, "all"),
        ("places", place, "all"),
        ("officials", official, "all"),
        ("outlets", outlet, "all"),
        ("languages", watch_language, "all"),
        ("alerts", alert, "none"),
    ):
        if values:
            found[key] = () if [value.casefold() for value in values] == [empty] else tuple(values)
    return found


def _with(known: Known, person: Subscriber) -> Known:
    """Known also is what a person watches already, though it left a file since."""
    return replace(
        known,
        **{
            what: dict.fromkeys(getattr(person, what), ()) | dict(getattr(known, what))
            for what in ("themes", "places", "officials", "outlets", "languages")
        },
    )


def _known(settings: Config, store: Store) -> Known:
    """What can be watched: what the store has, and what the first crawl and analysis bring: outlets and places."""
    from nlp.places import all_places
    from pantau import instance
    from store.subscribers import known

    found = known(store)
    outlets = {file.outlet.id: file.outlet for file in instance.outlets(settings)}
    places = {
        place.code: tuple(name for name in (place.name_en, place.name_ms, place.name_zh) if name)
        for place in all_places()
    }
    return replace(
        found,
        places=places | dict(found.places),
        outlets={key: (outlet.name,) for key, outlet in outlets.items()} | dict(found.outlets),
        languages={code: () for outlet in outlets.values() for code in outlet.languages} | dict(found.languages),
    )


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
