"""Readers of the sample's digest, and the Monday on which they get it. Their mails become files: nobody sends for a
sample. All else is the way of production: what each is owed, the archive that the desk shows, the ledger of deliveries.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from digest.deliver import send_week
from digest.transport import FileTransport
from pantau import config
from pantau.commands import mail, post
from records import Delivery, NotSent, Week
from store import RunLock, Store
from store.subscribers import add_subscriber

READERS = (("aina@office.example", "Aina", "en"), ("badrul@office.example", "Badrul", "ms"))
MAILS = "mails"  # folder of the instance; in it one a week


def subscribe(folder: Path, now: datetime) -> None:
    with Store.open(config.load(folder).database) as store:
        for email, name, language in READERS:
            add_subscriber(store, email, now, name, language)


def send(folder: Path, week: Week, now: datetime) -> tuple[Delivery, ...]:
    """Sends the digest of a week to whoever has not had it. Raises NotSent."""
    settings = config.load(folder)
    links = mail.person_links(settings, now)
    with Store.open(settings.database) as store, RunLock(folder / "pantau.lock"):
        done = send_week(
            store,
            week,
            FileTransport(folder / MAILS / str(week)),
            post.sending(settings),
            settings.desk_url,
            lambda: now,
            unsubscribe_url=lambda person: links(person).unsubscribe,
            preferences_url=lambda person: links(person).preferences,
        )
    if any(delivery.status != "sent" for delivery in done):
        raise NotSent(f"not every digest of {week} was written")
    return done
