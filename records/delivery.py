"""What people decide and what is sent to them. Never derived, never rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# claimed: nothing has left. leaving: its last line may have left; a kill there makes it unknown.
DeliveryStatus = Literal["claimed", "leaving", "sent", "refused", "failed", "unknown"]
# hard: there is no such mailbox. soft: not now. complaint: marked as spam. asked: a mail that ends the subscription.
BounceKind = Literal["hard", "soft", "complaint", "asked"]
SuppressionKind = Literal["hard", "soft", "complaint", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    id: int
    email: str
    name: str | None = None
    language: Literal["en", "ms"] = "en"
    themes: tuple[str, ...] = ()  # empty: all
    active: bool = True
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of a week as it was rendered."""

    id: int
    period: str  # 2024-W47
    created: datetime
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One mail to one recipient; UNIQUE(recipient, period) is claimed before it is sent."""

    recipient: str
    period: str
    status: DeliveryStatus
    claimed: datetime
    finished: datetime | None = None
    message_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What came back of one mail, matched to its delivery."""

    mail: str  # SHA-256 of the report that was read
    recipient: str
    period: str
    kind: BounceKind
    status: str | None = None  # 5.1.1, as reported
    reason: str
    matched: str  # by what the delivery was found
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address that is sent nothing, whoever subscribes it, until a person lifts it."""

    recipient: str
    kind: SuppressionKind
    reason: str
    who: str
    at: datetime
    lifted: datetime | None = None
    lifted_by: str | None = None
    lifted_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person changed; it wins over every later run."""

    id: int
    kind: str  # theme, post, story, official, figure
    target: str
    field: str
    value: str
    who: str
    when: datetime
    undone: datetime | None = None
