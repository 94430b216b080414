"""What follows from mails that came back: which delivery each is about, and whether its address gets more mail.

``decide`` is pure; ``read_bounces`` asks the store and writes what was decided. Knows neither SQL nor formats of mails.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from digest.mailbox import mails
from digest.message import instance_domain
from digest.reports import Report, Unreadable, read_report
from digest.safe import plain
from records import Bounce, Delivery, NotFound
from store import Store, people, suppressing

# Mails in a row that came back as "not now": with a weekly digest, three weeks of a full mailbox or a silent server.
SOFT_LIMIT = 3
WHO = "pantau digest bounces"

Verb = Literal["suppress", "count", "unsubscribe", "nothing", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one report leads to, and why. ``recipient``: of the delivery that it is about."""

    verb: Verb
    reason: str
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    delivery: Delivery
    by: Literal["Message-ID", "address"]


def decide(report: Report, matched: Matched | None, soft_in_row: int) -> Decision:
    """``matched``: the delivery that was found; ``soft_in_row``: mails that came back as soft, this one included."""
    if report.kind == "no failure":
        return Decision(verb="nothing", reason=f"no failure: {report.reason}")
    if matched is None:
        named = report.message_id or report.recipient or "nobody"
        return Decision(verb="nothing", reason=f"never mailed: {plain(named, 120)} ({report.reason})")
    to = matched.delivery.recipient
    if report.kind == "asked":
        return Decision(verb="unsubscribe", reason=report.reason, recipient=to)
    if report.kind in ("hard", "complaint"):
        return Decision(verb="suppress", reason=report.reason, recipient=to)
    if soft_in_row >= SOFT_LIMIT:
        why = f"{soft_in_row} mails in a row came back; the last: {report.reason}"
        return Decision(verb="suppress", reason=why, recipient=to)
    return Decision(verb="count", reason=f"{soft_in_row} of {SOFT_LIMIT}: {report.reason}", recipient=to)


def soft_in_row(sent: Sequence[Delivery], came_back: set[str]) -> int:
    """How many mails in a row came back, counted from the newest that did. ``sent``: the newest first."""
    periods = [delivery.period for delivery in sent]
    first = next((place for place, period in enumerate(periods) if period in came_back), len(periods))
    count = 0
    for period in periods[first:]:
        if period not in came_back:
            break
        count += 1
    return count


def read_bounces(
    store: Store, path: Path, instance: str, now: datetime, said: Callable[[str, Decision], None] = lambda *_: None
) -> dict[str, int]:
    """Reads a mailbox, keeps what is about mails of ours and does what follows; gives counts by what was done.

    ``said`` gets the name of each mail and its decision. Read again, a report changes nothing. Raises NotFound or
    BadInput for what is no mailbox.
    """
    counts: dict[str, int] = {}

    def tell(name: str, decision: Decision) -> None:
        counts[decision.verb] = counts.get(decision.verb, 0) + 1
        said(name, decision)

    for mail in mails(path):
        if mail.raw is None:
            tell(mail.name, Decision(verb="nothing", reason="not read: too large, or no plain file"))
            continue
        found = read_report(mail.raw)
        if isinstance(found, Unreadable):
            tell(mail.name, Decision(verb="nothing", reason=found.reason))
            continue
        digest = hashlib.sha256(mail.raw).hexdigest()
        for report in found:
            tell(mail.name, _follow(store, digest, report, instance, now))
    return counts


def match(store: Store, report: Report, instance: str) -> Matched | None:
    """The delivery that a report is about. One that names a Message-ID is believed by it alone, and for the address
    that the ledger knows: who made it up has not seen the mail."""
    number = report.message_id
    if report.kind == "asked":
        number = f"<{number}@{instance_domain(instance)}>"
    if number is not None:
        found = suppressing.delivery_by_message(store, number)
        return None if found is None else Matched(found, "Message-ID")
    sent = suppressing.deliveries_to(store, report.recipient) if report.recipient else []
    return Matched(sent[0], "address") if sent else None


def _follow(store: Store, digest: str, report: Report, instance: str, now: datetime) -> Decision:
    matched = match(store, report, instance)
    if matched is None or report.kind == "no failure":
        return decide(report, matched, 0)
    to, period = matched.delivery.recipient, matched.delivery.period
    with store.transaction():  # kept and followed, or neither: a kill between them would lose what follows
        kept = suppressing.keep_bounce(
            store,
            Bounce(
                mail=digest,
                recipient=to,
                period=period,
                kind=report.kind,
                status=report.status,
                reason=report.reason,
                matched=matched.by,
                at=now,
            ),
        )
        if not kept:
            return Decision(verb="known", reason="read before", recipient=to)
        back = {b.period for b in suppressing.bounces(store, to) if b.kind == "soft"}
        decision = decide(report, matched, soft_in_row(suppressing.deliveries_to(store, to), back))
        if decision.verb == "suppress" and report.kind != "asked":
            suppressing.suppress(store, to, report.kind, f"{decision.reason} ({matched.by}, {period})", WHO, now)
        elif decision.verb == "unsubscribe":
            try:
                people.remove_subscriber(store, to)
            except NotFound:
                return Decision(verb="nothing", reason="asks to leave and is not subscribed", recipient=to)
    return decision
