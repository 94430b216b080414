"""Subscriptions that somebody asked for by form, until the owner of the address confirms. Never derived.

Knows its table; it must not know the form, the mail or how a link is signed. Anybody may type anybody's address: no
answer tells whether it is known, and an address is written to a few times a day at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from records import NotFound, Request, Subscriber, Wishes
from records.wishes import checked
from store.database import Store
from store.subscribers import add_subscriber, address, is_erased, known, subscriber
from store.suppressing import suppression
from store.values import Row, Source, as_json, moment, moment_or_none, one, rows, stamp

# Judgement: a person who mistyped or lost the mail tries twice or thrice; a form that writes to a stranger more
# often than that is a weapon. The hour's limit holds back somebody who types many addresses.
PER_ADDRESS_A_DAY = 3
ALL_AN_HOUR = 60
CONFIRM_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a request is taken, and why."""

    taken: bool
    why: Literal["taken", "address_limit", "hour_limit", "erased"]


def asking(of_address: int, of_all: int, erased: bool) -> Asking:
    """``of_address``: requests of the last day; ``of_all``: of the last hour. Somebody who was erased is not
    written to, since a stranger may have typed the address."""
    if erased:
        return Asking(False, "erased")
    if of_address >= PER_ADDRESS_A_DAY:
        return Asking(False, "address_limit")
    if of_all >= ALL_AN_HOUR:
        return Asking(False, "hour_limit")
    return Asking(True, "taken")


def ask_subscription(store: Store, email: str, language: str, themes: tuple[str, ...], now: datetime) -> Asking:
    """Notes that somebody asked. Raises BadInput for what is no address, BadInput or NotFound for other fields."""
    where = address(email)
    with store.transaction() as connection:
        wanted = checked(Wishes(language=language, themes=themes), known(store))
        forget_old_requests(store, now)
        decided = asking(
            _count(store, "email = ? AND asked > ?", where, stamp(now - timedelta(days=1))),
            _count(store, "asked > ?", stamp(now - timedelta(hours=1))),
            is_erased(store, where) or suppression(store, where) is not None,
        )
        if decided.taken:
            connection.execute(
                "INSERT INTO subscription_request (email, language, themes, asked) VALUES (?, ?, ?, ?)",
                (where, wanted.language, as_json(list(wanted.themes)), stamp(now)),
            )
        return decided


def forget_old_requests(store: Store, now: datetime) -> int:
    """Deletes what nobody confirmed in time: such an address is not ours to keep. Gives how many."""
    with store.transaction() as connection:
        return connection.execute(
            "DELETE FROM subscription_request WHERE asked < ?", (stamp(now - CONFIRM_WITHIN - timedelta(days=1)),)
        ).rowcount


def _count(source: Source, where: str, *values: str) -> int:
    found = one(source, f"SELECT count(*) AS n FROM subscription_request WHERE {where}", values)
    return int(found["n"]) if found else 0


def _request(row: Row) -> Request:
    return Request(
        id=row["id"],
        email=row["email"],
        language=row["language"],
        themes=tuple(json.loads(row["themes"])),
        asked=moment(row["asked"]),
        mailed=moment_or_none(row["mailed"]),
        confirmed=moment_or_none(row["confirmed"]),
    )


def claim_requests(store: Store, now: datetime) -> list[Request]:
    """Requests that no mail was sent for, each given to one caller only: a mail less is better than a mail twice."""
    with store.transaction() as connection:
        found = [
            _request(row)
            for row in rows(
                store,
                "SELECT * FROM subscription_request WHERE mailed IS NULL AND confirmed IS NULL AND asked > ?"
                " ORDER BY id",
                (stamp(now - CONFIRM_WITHIN),),
            )
        ]
        connection.execute(
            "UPDATE subscription_request SET mailed = ? WHERE id IN (SELECT value FROM json_each(?))",
            (stamp(now), as_json([each.id for each in found])),
        )
        return found


def release_request(store: Store, number: int) -> None:
    """The mail surely did not leave: the next run may try again."""
    with store.transaction() as connection:
        connection.execute("UPDATE subscription_request SET mailed = NULL WHERE id = ?", (number,))


def request(source: Source, number: int) -> Request | None:
    row = one(source, "SELECT * FROM subscription_request WHERE id = ?", (number,))
    return None if row is None else _request(row)


def confirm_request(store: Store, number: int, now: datetime) -> Subscriber:
    """The owner of the address said yes. Who is subscribed already keeps all wishes; who left and comes back
    by the form gets what was chosen there. Raises NotFound."""
    with store.transaction() as connection:
        asked = request(store, number)
        if asked is None:
            raise NotFound("this request is no longer there")
        if asked.confirmed is not None:  # a link that is used again must not undo what was chosen since
            return subscriber(store, asked.email)
        connection.execute("UPDATE subscription_request SET confirmed = ? WHERE id = ?", (stamp(now), number))
        kept = one(store, "SELECT active FROM subscriber WHERE email = ?", (asked.email,))
        if kept is not None and kept["active"]:
            return subscriber(store, asked.email)
        themes = tuple(theme for theme in asked.themes if theme in known(store).themes)
        return add_subscriber(store, asked.email, now, language=asked.language, themes=themes)
