"""To whom a digest is due, and which: the schedule asked for each reader. Knows the store's readers and deliveries.

Whoever only wants to know when something is due loads nothing here that makes a mail.
"""

from __future__ import annotations

from datetime import datetime

from digest.schedule import Due, Plan, due
from records import Subscriber
from store import Store, people, suppressing


def due_for_each(store: Store, now: datetime) -> list[tuple[Subscriber, Due]]:
    """Each active subscriber who is not suppressed with what is due, by address. What failed before anything left
    counts as not sent."""
    none = {row.recipient.casefold() for row in suppressing.suppressions(store)}
    had: dict[str, list[str]] = {}
    for row in people.deliveries(store):
        if row.status != "failed":
            had.setdefault(row.recipient.casefold(), []).append(row.period)
    return [
        (
            person,
            due(now, Plan.of(person, store.zone), store.zone, had.get(person.email.casefold(), ()), person.created),
        )
        for person in people.subscribers(store)
        if person.email.casefold() not in none
    ]
