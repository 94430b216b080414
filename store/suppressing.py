"""Addresses that get no mail, and what came back of mails that were sent: kept with who, why and when.

Knows these tables; it must not know how a report is read or what of it counts. Nothing here is ever deleted by a run.
"""

from __future__ import annotations

from datetime import datetime

from records import BadInput, Bounce, Delivery, NotFound, Suppression, SuppressionKind
from store.database import Store
from store.people import delivery_of
from store.values import Row, Source, insert, moment, moment_or_none, one, rows, stamp

_LEFT = "SELECT * FROM delivery WHERE status IN ('sent', 'unknown', 'leaving')"


def _suppression(row: Row) -> Suppression:
    return Suppression(
        recipient=row["recipient"],
        kind=row["kind"],
        reason=row["reason"],
        who=row["who"],
        at=moment(row["at"]),
        lifted=moment_or_none(row["lifted"]),
        lifted_by=row["lifted_by"],
        lifted_reason=row["lifted_reason"],
    )


def suppress(store: Store, recipient: str, kind: SuppressionKind, reason: str, who: str, now: datetime) -> bool:
    """From now on the address gets no mail; False where that was so already. Raises BadInput without reason or who."""
    if not reason.strip() or not who.strip():
        raise BadInput("a suppression needs a reason and somebody who decided it")
    with store.transaction() as connection:
        if suppression(store, recipient) is not None:
            return False
        insert(
            connection,
            "suppression",
            {"recipient": recipient.strip(), "kind": kind, "reason": reason, "who": who, "at": stamp(now)},
        )
    return True


def lift(store: Store, recipient: str, reason: str, who: str, now: datetime) -> Suppression:
    """The address gets mails again; the row stays. Raises NotFound, and BadInput without a reason."""
    if not reason.strip() or not who.strip():
        raise BadInput("lifting a suppression needs a reason and somebody who decided it")
    with store.transaction() as connection:
        known = suppression(store, recipient)
        if known is None:
            raise NotFound(f"{recipient!r} is not suppressed")
        connection.execute(
            "UPDATE suppression SET lifted = ?, lifted_by = ?, lifted_reason = ?"
            " WHERE recipient = ? AND lifted IS NULL",
            (stamp(now), who, reason, recipient.strip()),
        )
        return known


def suppression(source: Source, recipient: str) -> Suppression | None:
    """The one that holds now for this address, capitals aside."""
    row = one(source, "SELECT * FROM suppression WHERE recipient = ? AND lifted IS NULL", (recipient.strip(),))
    return None if row is None else _suppression(row)


def suppressions(source: Source, lifted: bool = False) -> list[Suppression]:
    """By address; ``lifted``: also those that hold no longer, the newest of an address first."""
    return [
        _suppression(row)
        for row in rows(
            source, "SELECT * FROM suppression WHERE lifted IS NULL OR ? ORDER BY recipient, id DESC", (lifted,)
        )
    ]


def keep_bounce(store: Store, bounce: Bounce) -> bool:
    """Keeps what came back; False where this report was read before."""
    with store.transaction() as connection:
        done = connection.execute(
            "INSERT INTO bounce (mail, recipient, period, kind, status, reason, matched, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mail, recipient) DO NOTHING",
            (
                bounce.mail,
                bounce.recipient,
                bounce.period,
                bounce.kind,
                bounce.status,
                bounce.reason,
                bounce.matched,
                stamp(bounce.at),
            ),
        )
        return done.rowcount == 1


def bounces(source: Source, recipient: str | None = None) -> list[Bounce]:
    """In the order in which they were read; of one address, where given."""
    return [
        Bounce(
            mail=row["mail"],
            recipient=row["recipient"],
            period=row["period"],
            kind=row["kind"],
            status=row["status"],
            reason=row["reason"],
            matched=row["matched"],
            at=moment(row["at"]),
        )
        for row in rows(
            source, "SELECT * FROM bounce WHERE :to IS NULL OR recipient = :to ORDER BY id", {"to": recipient}
        )
    ]


def delivery_by_message(source: Source, message_id: str) -> Delivery | None:
    """The mail that left with this Message-ID, ``<...>``."""
    row = one(source, f"{_LEFT} AND message_id = ?", (message_id,))
    return None if row is None else delivery_of(row)


def deliveries_to(source: Source, recipient: str) -> list[Delivery]:
    """What left for this address, or may have, the newest first."""
    return [
        delivery_of(row)
        for row in rows(source, f"{_LEFT} AND recipient = ? ORDER BY claimed DESC, period DESC", (recipient.strip(),))
    ]
