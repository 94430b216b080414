"""One run's mails: to each person the digest that is due, then alerts, then questions whether somebody wants it.

Thin: ``schedule`` and ``alerts`` decide, ``deliver``, ``daily`` and ``alerting`` send. Knows no SQL and no SMTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from digest.alerting import Links, no_links, send_alerts
from digest.daily import send_day
from digest.deliver import Sending, send_week
from digest.due import due_for_each
from digest.letter import Contents, letter
from digest.letter_phrases import say
from digest.message import Envelope, address, message, serialised
from digest.schedule import parsed
from digest.transport import Outcome, Transport
from records import Delivery, PantauError, Request, Subscriber
from store import Store, requests


def send_due(
    store: Store,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    links: Links = no_links,
) -> tuple[Delivery, ...]:
    """Sends to each person the digest that is due, and what alerts there are; gives what came of each mail."""
    of_period: dict[str, list[Subscriber]] = {}
    for person, decision in due_for_each(store, now()):
        if decision.period is not None:
            of_period.setdefault(decision.period, []).append(person)
    done: list[Delivery] = []
    for text, recipients in sorted(of_period.items()):
        period = parsed(text)
        if isinstance(period, date):
            done += send_day(store, period, transport, sending, desk_url, now, recipients, links)
            continue
        done += send_week(
            store,
            period,
            transport,
            sending,
            desk_url,
            now,
            unsubscribe_url=lambda person: links(person).unsubscribe,
            preferences_url=lambda person: links(person).preferences,
            retry_failed=True,
            only={person.email for person in recipients},
        )
    return (*done, *send_alerts(store, transport, sending, desk_url, now, links))


def send_confirmations(
    store: Store,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    confirm_url: Callable[[Request], str],
) -> tuple[Outcome, ...]:
    """Asks whoever was entered in the form whether it was they; gives what came of each mail. The mail holds no word
    of whoever typed the address. Where surely nothing left, the next run asks again."""
    done = []
    for asked in requests.claim_requests(store, now()):
        outcome = _ask(asked, transport, sending, desk_url, now(), confirm_url(asked))
        if outcome.status == "failed":
            requests.release_request(store, asked.id)
        done.append(outcome)
    return tuple(done)


def _ask(asked: Request, transport: Transport, sending: Sending, desk_url: str, now: datetime, link: str) -> Outcome:
    language = asked.language
    contents = Contents(
        language=language,
        subject=say(language, "confirm.subject"),
        title=say(language, "confirm.title"),
        heading=say(language, "confirm.subject"),
        leads=(say(language, "confirm.lead"),),
        button=(say(language, "confirm.button"), link),
    )
    envelope = Envelope(
        sender=sending.sender, recipient=asked.email, instance=sending.instance, period=f"confirm {asked.id}"
    )
    try:
        raw = serialised(message(letter(contents, desk_url, None), envelope, now, language))
    except PantauError as error:  # one bad address must not keep the others from their mail
        return Outcome("refused", f"no mail could be made: {error}")
    return transport.send(raw, address(sending.sender).addr_spec, asked.email)
