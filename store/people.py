"""What people decide and what was sent: digests, deliveries and corrections. Never derived, kept by every rebuild.

Knows these tables; it must not know how a mail is made or sent.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import get_args

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
    store: Store, period: str, subject: str, html: str, text: str, now: datetime, reasons: dict[str, object]
) -> Digest:
    """Keeps a digest as it was rendered; ``reasons`` says why each item is in it. ``period``: a week or a day."""
    _period(period)
    with store.transaction() as connection:
        number = insert(
            connection,
            "digest",
            {
                "period": period,
                "created": stamp(now),
                "subject": subject,
                "html": html,
                "text": text,
                "reasons": as_json(reasons),
            },
        )
    return digest_by_id(store, number)


def _digest(row: Row) -> Digest:
    return Digest(
        id=row["id"],
        period=row["period"],
        created=moment(row["created"]),
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
) -> bool:
    """True for exactly one caller a recipient and period: that one may send.

    A claim that was never finished (a kill between claim and answer) is not given again: the mail may have gone
    out. ``retry_failed`` gives one again that failed before anything was sent; an ``unknown`` one never.
    """
    with store.transaction() as connection:
        done = connection.execute(
            "INSERT INTO delivery (recipient, period, digest, status, claimed)"
            " VALUES (:to, :period, :digest, 'claimed', :now) ON CONFLICT (recipient, period)"
            " DO UPDATE SET status = 'claimed', claimed = :now, digest = :digest,"
            " finished = NULL, message_id = NULL, reason = NULL WHERE :retry AND status = 'failed'",
            {
                "to": _address(recipient),
                "period": period,
                "digest": digest,
                "now": stamp(now),
                "retry": retry_failed,
            },
        )
        return done.rowcount == 1


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
    if status not in get_args(DeliveryStatus) or status == "claimed":
        raise BadInput(f"'{status}' is no end of a delivery")
    with store.transaction() as connection:
        done = connection.execute(
            "UPDATE delivery SET status = ?, finished = ?, message_id = ?, reason = ?"
            " WHERE recipient = ? AND period = ? AND status = 'claimed'",
            (status, stamp(now), message_id, reason, _address(recipient), period),
        )
        if done.rowcount != 1:
            raise NotFound(f"no delivery of {period} to {recipient!r} is claimed")


def deliveries(source: Source, period: str | None = None) -> list[Delivery]:
    """The newest period first, by recipient."""
    return [
        Delivery(
            recipient=row["recipient"],
            period=row["period"],
            status=row["status"],
            claimed=moment(row["claimed"]),
            finished=moment_or_none(row["finished"]),
            message_id=row["message_id"],
            reason=row["reason"],
        )
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
