"""What a mail that came back says: delivery status (RFC 3464), complaint (RFC 5965), or a wish to leave. Pure.

Knows the formats of reports; it must not know to whom anything was sent: all of it is a stranger's claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any, Literal

from digest.safe import plain

Claim = Literal["hard", "soft", "complaint", "asked", "no failure"]

_ID = re.compile(r"<[A-Za-z0-9.-]{1,100}@[A-Za-z0-9.-]{1,250}>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_LEAVE = re.compile(r"\s*unsubscribe\s+([0-9a-f]{32})\s*", re.IGNORECASE)
_PARTS = 50  # parts of a mail that are looked at; a report has three
# Class 5 that speaks of the mailbox itself (RFC 3463, and 5.1.10 of RFC 7505). Other lasting failures are of the
# message, its sender, a full mailbox or a policy: tomorrow's mail may pass, so they are counted only.
# 5.4.1: what Exchange Online answers for an address that it does not know.
HARD = re.compile(r"5\.(0\.0|1\.(0|1|2|3|4|6|9|10)|2\.[01]|4\.[14])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One claim about one mail of ours."""

    kind: Claim
    recipient: str | None = None  # as the report names it
    message_id: str | None = None  # of the mail that it is about, <...>; where ``asked``, what stands before the @
    status: str | None = None
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No report, and why."""

    reason: str


def read_report(raw: bytes) -> tuple[Report, ...] | Unreadable:
    """The claims of one mail, at most one a recipient. Never raises for what a stranger may write."""
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        parts = _first(mail.walk(), _PARTS)
        leave = _LEAVE.fullmatch(_text(mail.get("Subject")))
        if leave is not None:
            return (Report(kind="asked", message_id=leave[1].lower(), reason="asked by mail to unsubscribe"),)
        if mail.get_content_type() != "multipart/report":
            return Unreadable("no report of a delivery and no complaint")
        number = _original(parts)
        for part in parts:
            kind = part.get_content_type()
            if kind == "message/delivery-status":
                return _failures(part, number) or Unreadable("a report of a delivery that names no recipient")
            if kind == "message/feedback-report":
                return _complaint(part, number)
        return Unreadable("a report of another kind")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # the parser's ends with hostile mail: unknown charsets, broken headers, thousands of nested parts
        return Unreadable(f"cannot be read: {plain(f'{type(error).__name__} {error}', 120)}")


def classified(action: str, status: str | None, said: str) -> Claim:
    """What a delivery's end means for its address. ``said``: the receiving server's words, whose code is the finer one.

    ``delayed``, ``delivered``, ``relayed`` and ``expanded`` are no failures; a class 4 that was given up is soft.
    """
    if action != "failed":
        return "no failure"
    found = _STATUS.search(said)
    if status is None or status == "5.0.0":
        status = found[0] if found else status
    return "hard" if status is not None and HARD.fullmatch(status) else "soft"


def _failures(part: Message[str, str], number: str | None) -> tuple[Report, ...]:
    found: dict[str, Report] = {}
    for block in _blocks(part):
        # the one that we wrote to, where a forwarding on the way made another of it
        to = _address(block.get("Original-Recipient")) or _address(block.get("Final-Recipient"))
        if to is None:
            continue  # the first block speaks of the message
        action = _text(block.get("Action")).strip().casefold()
        code = _STATUS.match(_text(block.get("Status")).strip())
        said = plain(_text(block.get("Diagnostic-Code")), 200)
        status = code[0] if code else None
        kind = classified(action, status, said)
        reason = plain(f"{action or 'no action'} {status or ''} {said}", 250)
        found.setdefault(
            to.casefold(), Report(kind=kind, recipient=to, message_id=number, status=status, reason=reason)
        )
        if len(found) >= _PARTS:
            break
    return tuple(found.values())


def _complaint(part: Message[str, str], number: str | None) -> tuple[Report, ...]:
    blocks = list(_blocks(part))
    head = blocks[0] if blocks else part
    said = _text(head.get("Feedback-Type")).strip().casefold()
    # auth-failure, fraud and others are about the sender's own house
    kind: Claim = "complaint" if said in ("abuse", "opt-out", "opt-out-list") else "no failure"
    to = _address(head.get("Original-Rcpt-To")) or _address(head.get("Removal-Recipient"))
    return (Report(kind=kind, recipient=to, message_id=number, reason=plain(f"complaint: {said or 'no type'}", 100)),)


def _blocks(part: Message[str, str]) -> Iterator[Message[str, str]]:
    """The blocks of fields of a status part: Python reads each as a message; a part sent as text is read by us."""
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        yield from _first(iter(payload), _PARTS)
        return
    data = part.get_payload(decode=True)
    if isinstance(data, bytes):
        for block in re.split(rb"(?:\r?\n){2,}", data.strip())[:_PARTS]:
            yield message_from_bytes(block, policy=policy.compat32)


def _original(parts: list[Message[str, str]]) -> str | None:
    """The Message-ID of the mail that came back, whole or its headers; that of the report itself never counts."""
    for part in parts[1:]:
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            data = part.get_payload(decode=True)
            inner: Any = message_from_bytes(data, policy=policy.compat32) if isinstance(data, bytes) else None
        elif part.get_content_type() == "message/rfc822":
            payload: Any = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
        else:
            continue
        found = _ID.search(_text(inner.get("Message-ID"))) if inner is not None else None
        if found:
            return found[0]
    return None


def _address(field: Any) -> str | None:
    """The address of ``rfc822; amina@example.org``, ``<amina@example.org>``; None where it is none."""
    kind, semicolon, rest = _text(field).rpartition(";")
    if semicolon and kind.strip().casefold() not in ("rfc822", "utf-8"):
        return None
    text = rest.strip().strip("<>").strip()
    sound = (
        len(text) <= 254 and "@" in text and text.isprintable() and not any(c.isspace() or c in "<>,;" for c in text)
    )
    return text if sound else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _first(parts: Iterator[Message[str, str]], count: int) -> list[Message[str, str]]:
    return [part for part, _ in zip(parts, range(count), strict=False)]
