"""Sends the digests of a week, each recipient once: the ledger is written before and after, the mail in between.

Knows the store's commands about deliveries and a transport; it must not know SQL, SMTP or what a digest says. A
kill anywhere leaves a claim that is never given again: a mail less is better than a mail twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest import recall
from digest.choose import choose
from digest.content import Erratum
from digest.gather import week_facts
from digest.message import Envelope, address, message, serialised
from digest.render import Rendered, reasons, render
from digest.transport import Outcome, Transport
from records import Delivery, NotFound, PantauError, Subscriber, Watched, Week
from store import Store, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What every mail of an instance has in common."""

    sender: str  # an address, with or without a display name
    instance: str  # names this Pantau for ever, best a domain: Message-IDs follow from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A digest made for one subscriber, and the row of the archive that it can be read again in."""

    rendered: Rendered
    digest: int | None = None


def deliver(
    store: Store,
    period: str,
    mails: Mapping[str, Addressed],
    transport: Transport,
    sending: Sending,
    now: Callable[[], datetime],
    *,
    retry_failed: bool = False,
) -> tuple[Delivery, ...]:
    """Sends each mail (by address of its subscriber) that nobody has claimed yet; gives what came of those.

    ``retry_failed`` also sends where an earlier attempt failed before anything left. A subscription that ended in
    the meantime is respected: such a claim ends as failed, and nothing is sent. ``now`` is the clock.
    """
    address(sending.sender)  # a sender that cannot be one must not use up anybody's claim
    done: set[str] = set()
    for recipient, mail in sorted(mails.items()):
        if not people.claim_delivery(store, recipient, period, now(), mail.digest, retry_failed=retry_failed):
            continue
        outcome, number = _send(store, period, recipient, mail.rendered, transport, sending, now())
        people.finish_delivery(store, recipient, period, outcome.status, now(), number, outcome.reason)
        done.add(recipient.casefold())
    return tuple(row for row in people.deliveries(store, period) if row.recipient.casefold() in done)


def _send(
    store: Store,
    period: str,
    recipient: str,
    rendered: Rendered,
    transport: Transport,
    sending: Sending,
    now: datetime,
) -> tuple[Outcome, str | None]:
    """What came of one mail, and its Message-ID where one was made."""
    try:
        subscriber = people.subscriber(store, recipient)
    except NotFound:
        return Outcome("failed", "not subscribed when it was to be sent"), None
    if not subscriber.active:
        return Outcome("failed", "unsubscribed before it was sent"), None
    envelope = Envelope(
        sender=sending.sender,
        recipient=subscriber.email,
        recipient_name=subscriber.name,
        instance=sending.instance,
        period=period,
    )
    try:
        mail = message(rendered, envelope, now, subscriber.language)
        raw = serialised(mail)
    except PantauError as error:  # one bad address must not keep the others from their mail; the ledger tells
        return Outcome("failed", f"no mail could be made: {error}"), None
    outcome = transport.send(raw, address(sending.sender).addr_spec, subscriber.email)
    return outcome, str(mail["Message-ID"])


def due_week(now: datetime, zone: str) -> Week:
    """The week that is to be sent: the last one that is over in ``zone``."""
    return Week.of(now, zone).back(1)


def waiting(store: Store, period: str, *, retry_failed: bool = False) -> list[Subscriber]:
    """Active subscribers whom nobody has claimed for this period, by address."""
    kept = {
        row.recipient.casefold()
        for row in people.deliveries(store, period)
        if not (retry_failed and row.status == "failed")
    }
    return [person for person in people.subscribers(store) if person.email.casefold() not in kept]


def send_week(
    store: Store,
    week: Week,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    *,
    unsubscribe_url: Callable[[Subscriber], str | None] = lambda _: None,
    retry_failed: bool = False,
) -> tuple[Delivery, ...]:
    """Makes and sends the digest of a week to all who wait for it; nothing is made where nobody does.

    Subscribers with the same language and themes get the same digest, kept once in the archive, without anybody's
    ``unsubscribe_url``.
    """
    people_waiting = waiting(store, str(week), retry_failed=retry_failed)
    if not people_waiting:
        return ()
    facts = week_facts(store.connection, week, store.zone)
    owed = recall.errata_owed(store.connection, week)
    kept: dict[tuple[str, tuple[str, ...], tuple[Erratum, ...]], int] = {}
    mails: dict[str, Addressed] = {}
    for person in people_waiting:
        errata = owed.to(person.email)
        content = choose(
            facts, now(), language=person.language, watched=Watched(themes=frozenset(person.themes)), errata=errata
        )
        key = (person.language, tuple(sorted(person.themes)), errata)
        if key not in kept:
            public = render(content, person.language, desk_url)
            kept[key] = people.save_digest(
                store, str(week), public.subject, public.html, public.text, now(), reasons(content)
            ).id
            recall.keep(store, kept[key], public.content)
        mails[person.email] = Addressed(
            rendered=render(content, person.language, desk_url, unsubscribe_url(person), kept[key]),
            digest=kept[key],
        )
    return deliver(store, str(week), mails, transport, sending, now, retry_failed=retry_failed)
