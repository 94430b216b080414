"""What people decide and what was sent: digests, deliveries and corrections. Never derived, kept by every rebuild.

Knows these tables; it must not know how a mail is made or sent.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Literal, get_args

from records import BadInput, Correction, Delivery, DeliveryStatus, Digest, NotFound, Week
from store.database import Store
from store.subscribers import add_subscriber as add_subscriber
from store.subscribers import address as _address
from store.subscribers import remove_subscriber as remove_subscriber
from store.subscribers import subscriber as subscriber
from store.subscribers import subscribers as subscribers
from store.values import Row, Source, as_json, insert, moment, moment_or_none, one, rows, stamp


def _period(text: str) -> None:
    """Raises BadInput where it is neither 2024-W47 nor 2024-11-22."""
    if "W" in text:
        Week.parse(text)
        return
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"'{text}' is no week and no day: write it as 2024-W47 or 2024-11-22") from error


def save_digest(
    store: Store,
    period: str,
    subject: str,
    html: str,
    text: str,
    now: datetime,
    reasons: dict[str, object],
    *,
    language: Literal["en", "ms"],
) -> Digest:
    """Keeps a digest as it was rendered in ``language``; ``reasons`` says why each item is in it. ``period``: a week or
    a day."""
    _period(period)
    with store.transaction() as connection:
        number = insert(
            connection,
            "digest",
            {
                "period": period,
                "created": stamp(now),
                "language": language,
                "subject": subject,
                "html": html,
                "text": text,
                "reasons": as_json(reasons),
            },
        )
    return digest_by_id(store, number)


def drop_unsent(store: Store, period: str) -> int:
    """Deletes digests of a period that no delivery names: made by a run that was killed, or for a mail that failed and
    was made anew. Gives how many; none where a delivery of the period does not say which digest it was."""
    with store.transaction() as connection:
        if one(store, "SELECT 1 FROM delivery WHERE period = ? AND digest IS NULL", (period,)) is not None:
            return 0
        sql = "SELECT id FROM digest WHERE period = :p AND id NOT IN (SELECT digest FROM delivery WHERE period = :p)"
        unsent = [row["id"] for row in list(rows(store, sql, {"p": period}))]
        for number in unsent:
            for table in ("digest_item", "digest_erratum"):
                connection.execute(f"DELETE FROM {table} WHERE digest = ?", (number,))
            connection.execute("DELETE FROM digest WHERE id = ?", (number,))
    return len(unsent)


def _digest(row: Row) -> Digest:
    return Digest(
        id=row["id"],
        period=row["period"],
        created=moment(row["created"]),
        language=row["language"],
        subject=row["subject"],
        html=row["html"],
        text=row["text"],
    )


def digests(source: Source, period: str | None = None) -> list[Digest]:
    """The newest first; of one week, where given."""
    return [
        _digest(row)
        for row in rows(source, "SELECT * FROM digest WHERE :p IS NULL OR period = :p ORDER BY id DESC", {"p": period})
    ]


def digest_by_id(source: Source, number: int) -> Digest:
    """Raises NotFound."""
    row = one(source, "SELECT * FROM digest WHERE id = ?", (number,))
    if row is None:
        raise NotFound(f"there is no digest {number}")
    return _digest(row)


def digest_reasons(source: Source, number: int) -> dict[str, object]:
    """Why each item is in the digest. Raises NotFound."""
    row = one(source, "SELECT reasons FROM digest WHERE id = ?", (number,))
    if row is None:
        raise NotFound(f"there is no digest {number}")
    found: dict[str, object] = json.loads(row["reasons"])
    return found


def claim_delivery(
    store: Store,
    recipient: str,
    period: str,
    now: datetime,
    digest: int | None = None,
    retry_failed: bool = False,
    message_id: str | None = None,
) -> bool:
    """True for exactly one caller a recipient and period: that one may send.

    ``retry_failed`` gives one again that failed before anything was sent; an ``unknown`` one never. A claim that a
    kill left is given again after ``settle_interrupted``. The Message-ID of a delivery is that of its first claim.
    """
    with store.transaction() as connection:
        done = connection.execute(
            "INSERT INTO delivery (recipient, period, digest, status, claimed, message_id)"
            " VALUES (:to, :period, :digest, 'claimed', :now, :message) ON CONFLICT (recipient, period)"
            " DO UPDATE SET status = 'claimed', claimed = :now, digest = :digest,"
            " finished = NULL, message_id = coalesce(message_id, :message), reason = NULL"
            " WHERE :retry AND status = 'failed'",
            {
                "to": _address(recipient),
                "period": period,
                "digest": digest,
                "now": stamp(now),
                "retry": retry_failed,
                "message": message_id,
            },
        )
        return done.rowcount == 1


def mark_leaving(store: Store, recipient: str, period: str) -> None:
    """Says that from now on the claimed mail may be out. Raises NotFound where none is claimed.

    On the disk when this returns, unlike other writes: a power cut must not make the mail look unsent.
    """
    store.connection.execute("PRAGMA synchronous = FULL")
    try:
        with store.transaction() as connection:
            done = connection.execute(
                "UPDATE delivery SET status = 'leaving' WHERE recipient = ? AND period = ? AND status = 'claimed'",
                (_address(recipient), period),
            )
            if done.rowcount != 1:
                raise NotFound(f"no delivery of {period} to {recipient!r} is claimed")
    finally:
        store.connection.execute("PRAGMA synchronous = NORMAL")


def settle_interrupted(store: Store, now: datetime) -> list[Delivery]:
    """Ends what a killed run left: where nothing had left, the claim is free again; else it is ``unknown`` for ever.

    Gives the unknown ones. Only for who holds the run lock: another's running claims would be taken away.
    """
    with store.transaction() as connection:
        connection.execute("DELETE FROM delivery WHERE status = 'claimed'")
        left = list(rows(store, "SELECT * FROM delivery WHERE status = 'leaving' ORDER BY period DESC, recipient"))
        connection.execute(
            "UPDATE delivery SET status = 'unknown', finished = ?, reason = ? WHERE status = 'leaving'",
            (stamp(now), _INTERRUPTED),
        )
    return [delivery_of(row | {"status": "unknown", "finished": stamp(now), "reason": _INTERRUPTED}) for row in left]


_INTERRUPTED = "interrupted between the end of the message and the server's answer; it may have arrived"


def finish_delivery(
    store: Store,
    recipient: str,
    period: str,
    status: DeliveryStatus,
    now: datetime,
    message_id: str | None = None,
    reason: str | None = None,
) -> None:
    """What came of a claimed delivery. Raises NotFound where none is claimed."""
    if status not in get_args(DeliveryStatus) or status in ("claimed", "leaving"):
        raise BadInput(f"'{status}' is no end of a delivery")
    with store.transaction() as connection:
        done = connection.execute(
            "UPDATE delivery SET status = ?, finished = ?, message_id = coalesce(?, message_id), reason = ?"
            " WHERE recipient = ? AND period = ? AND status IN ('claimed', 'leaving')",
            (status, stamp(now), message_id, reason, _address(recipient), period),
        )
        if done.rowcount != 1:
            raise NotFound(f"no delivery of {period} to {recipient!r} is claimed")


def delivery_of(row: Row) -> Delivery:
    """A row of the ledger as a record."""
    return Delivery(
        recipient=row["recipient"],
        period=row["period"],
        status=row["status"],
        claimed=moment(row["claimed"]),
        finished=moment_or_none(row["finished"]),
        message_id=row["message_id"],
        reason=row["reason"],
    )


def delivery(source: Source, recipient: str, period: str) -> Delivery:
    """Raises NotFound."""
    row = one(source, "SELECT * FROM delivery WHERE recipient = ? AND period = ?", (recipient.strip(), period))
    if row is None:
        raise NotFound(f"nothing of {period} was sent to {recipient!r}")
    return delivery_of(row)


def deliveries(source: Source, period: str | None = None) -> list[Delivery]:
    """The newest period first, by recipient."""
    return [
        delivery_of(row)
        for row in rows(
            source,
            "SELECT * FROM delivery WHERE :p IS NULL OR period = :p ORDER BY period DESC, recipient",
            {"p": period},
        )
    ]


def corrections(source: Source, active_only: bool = False) -> list[Correction]:
    """In the order in which they were made; the last of one kind, target and field is the one that holds."""
    return [
        Correction(
            id=row["id"],
            kind=row["kind"],
            target=row["target"],
            field=row["field"],
            value=row["value"],
            who=row["who"],
            when=moment(row["at"]),
            undone=moment_or_none(row["undone"]),
        )
        for row in rows(source, "SELECT * FROM correction WHERE undone IS NULL OR NOT ? ORDER BY id", (active_only,))
    ]
