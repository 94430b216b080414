"""Sends the digests of a week, each recipient once: the ledger is written before and after, the mail in between.

Knows the store's commands about deliveries and a transport; it must not know SQL, SMTP or what a digest says. A
kill leaves a claim (nothing had left: ``recover`` frees it) or a mail that was leaving (``recover`` says unknown, and
it is never sent again by itself): nobody gets a mail twice, and nobody is left out without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest import recall
from digest.choose import Choice
from digest.content import DigestContent, Erratum
from digest.gather import week_facts
from digest.letter import Letter
from digest.message import Envelope, address, message, new_message_id, serialised
from digest.render import Rendered, reasons, render
from digest.transport import Outcome, Transport
from records import Delivery, NotFound, PantauError, Subscriber, Watched, Week
from store import Store, people, suppressing

# Recipients of one sending none of whom is said to have a mailbox: then it is the server that is set up wrongly, and a
# suppression of each would outlast its repair. Judgement.
ALL_GONE = 3
WHO = "pantau, at sending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What every mail of an instance has in common."""

    sender: str  # an address, with or without a display name
    instance: str  # names this Pantau for ever, best a domain: Message-IDs follow from it
    unsubscribe_to: str | None = None  # where mails that unsubscribe go; None: the sender, where no link does it


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A digest made for one subscriber, and the row of the archive that it can be read again in."""

    rendered: Rendered | Letter
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

    ``retry_failed`` also sends where an earlier attempt failed before anything left. Whoever is suppressed is passed
    over, with no row in the ledger. A subscription that ended in the meantime is respected: such a claim ends as
    failed, and nothing is sent. An address of which the server says that there is no such mailbox is suppressed.
    ``now`` is the clock.
    """
    address(sending.sender)  # a sender that cannot be one must not use up anybody's claim
    done: set[str] = set()
    gone: dict[str, str] = {}
    for recipient, mail in sorted(mails.items()):
        if suppressing.suppression(store, recipient) is not None:
            continue
        number = new_message_id(sending.instance)
        if not people.claim_delivery(
            store, recipient, period, now(), mail.digest, retry_failed=retry_failed, message_id=number
        ):
            continue
        outcome = _send(store, period, recipient, mail.rendered, transport, sending, now())
        people.finish_delivery(store, recipient, period, outcome.status, now(), reason=outcome.reason)
        done.add(recipient.casefold())
        if outcome.gone:
            gone[recipient] = outcome.reason
    if not (len(gone) == len(done) >= ALL_GONE):
        for recipient, reason in gone.items():
            suppressing.suppress(store, recipient, "hard", f"{reason} ({period}, as it was sent)", WHO, now())
    if done:
        people.drop_unsent(store, period)
    return tuple(row for row in people.deliveries(store, period) if row.recipient.casefold() in done)


def _send(
    store: Store,
    period: str,
    recipient: str,
    rendered: Rendered | Letter,
    transport: Transport,
    sending: Sending,
    now: datetime,
) -> Outcome:
    """What came of one claimed mail. Its subscription is asked for again: it may have ended since it was made."""
    try:
        subscriber = people.subscriber(store, recipient)
    except NotFound:
        return Outcome("failed", "not subscribed when it was to be sent")
    if not subscriber.active:
        return Outcome("failed", "unsubscribed before it was sent")
    envelope = Envelope(
        sender=sending.sender,
        recipient=subscriber.email,
        recipient_name=subscriber.name,
        instance=sending.instance,
        period=period,
        message_id=people.delivery(store, recipient, period).message_id,
        unsubscribe_to=sending.unsubscribe_to,
    )
    try:
        raw = serialised(message(rendered, envelope, now, subscriber.language))
    except PantauError as error:  # one bad address must not keep the others from their mail; the ledger tells
        return Outcome("failed", f"no mail could be made: {error}")

    def leaving() -> None:
        people.mark_leaving(store, recipient, period)

    return transport.send(raw, address(sending.sender).addr_spec, subscriber.email, leaving)


def recover(store: Store, now: datetime) -> tuple[Delivery, ...]:
    """After a kill, before anything is sent: frees what had not left; gives what may have, now ``unknown``.

    Only for who holds the run lock.
    """
    return tuple(people.settle_interrupted(store, now))


def due_week(now: datetime, zone: str) -> Week:
    """The week that is to be sent: the last one that is over in ``zone``."""
    return Week.of(now, zone).back(1)


def waiting(
    store: Store, period: str, *, retry_failed: bool = False, only: Collection[str] | None = None
) -> list[Subscriber]:
    """Active subscribers to the weekly digest, not suppressed, whom nobody has claimed for this period, by address.

    ``only``: just these, however often they want it: ``digest.schedule`` says whose hour has come.
    """
    kept = {
        row.recipient.casefold()
        for row in people.deliveries(store, period)
        if not (retry_failed and row.status == "failed")
    }
    kept |= {row.recipient.casefold() for row in suppressing.suppressions(store)}
    return [
        person
        for person in people.subscribers(store)
        if person.email.casefold() not in kept
        and (person.frequency == "weekly" if only is None else person.email in only)
    ]


def send_week(
    store: Store,
    week: Week,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    *,
    unsubscribe_url: Callable[[Subscriber], str | None] = lambda _: None,
    preferences_url: Callable[[Subscriber], str | None] = lambda _: None,
    retry_failed: bool = False,
    only: Collection[str] | None = None,
) -> tuple[Delivery, ...]:
    """Makes and sends the digest of a week to all who wait for it; nothing is made where nobody does.

    Subscribers with the same language who watch the same get the same digest, kept once in the archive, without
    anybody's ``unsubscribe_url``. ``only``: as for ``waiting``.
    """
    people_waiting = waiting(store, str(week), retry_failed=retry_failed, only=only)
    if not people_waiting:
        return ()
    made = now()
    choice = Choice(week_facts(store.connection, week, store.zone), made)
    owed = recall.errata_owed(store.connection, week)
    kept: dict[tuple[str, Watched, tuple[Erratum, ...]], tuple[int, DigestContent]] = {}
    mails: dict[str, Addressed] = {}
    for person in people_waiting:
        errata = owed.to(person.email)
        key = (person.language, person.watched, errata)
        if key not in kept:
            content = choice.of(person.language, person.watched, errata)
            public = render(content, person.language, desk_url, public=True)
            saved = people.save_digest(
                store, str(week), public.subject, public.html, public.text, made, reasons(content),
                language=person.language,
            )  # fmt: skip
            recall.keep(store, saved.id, public.content)
            kept[key] = (saved.id, public.content)
        number, fitting = kept[key]
        mails[person.email] = Addressed(
            rendered=render(
                fitting, person.language, desk_url, unsubscribe_url(person), number, preferences_url(person)
            ),
            digest=number,
        )
    return deliver(store, str(week), mails, transport, sending, now, retry_failed=retry_failed)
