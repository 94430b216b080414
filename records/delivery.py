"""What people decide and what is sent to them. Never derived, never rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Frequency = Literal["daily", "weekly", "alerts"]
AlertKind = Literal["first_mention", "revised", "spike"]
# claimed: nothing has left. leaving: its last line may have left; a kill there makes it unknown.
DeliveryStatus = Literal["claimed", "leaving", "sent", "refused", "failed", "unknown"]
# hard: there is no such mailbox. soft: not now. complaint: marked as spam. asked: a mail that ends the subscription.
BounceKind = Literal["hard", "soft", "complaint", "asked"]
SuppressionKind = Literal["hard", "soft", "complaint", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one reader follows. Each set holds ids.

    Themes, places and officials are ways in: a story that has one of those named is followed, and where none of the
    three names anything every story is. Outlets and languages narrow that: where any are named, one of the story's
    sources must be of them.

    ``themes``: theme ids; ``places``: ISO 3166-2 codes; ``officials``: ids of the store; ``outlets``: outlet ids;
    ``languages``: of articles ("en", "ms", "zh"), not the language that the digest is written in.
    """

    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    officials: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        return not (self.themes or self.places or self.officials or self.outlets or self.languages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who gets what, and when. ``day`` is 1 for Monday to 7 for Sunday; day and hour are in ``zone``."""

    id: int
    email: str
    name: str | None = None
    language: Literal["en", "ms"] = "en"
    themes: tuple[str, ...] = ()  # empty: all; so are the four below
    places: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    zone: str | None = None  # IANA name; None: the instance's
    day: int = 1
    hour: int = 7
    frequency: Frequency = "weekly"
    alerts: tuple[AlertKind, ...] = ()
    active: bool = True
    created: datetime
    since: datetime | None = None  # when these wishes were made: nothing older is worth an alert
    link_version: int = 0  # links that were signed for another version open nothing

    @property
    def watched(self) -> Watched:
        return Watched(
            themes=frozenset(self.themes),
            places=frozenset(self.places),
            officials=frozenset(self.officials),
            outlets=frozenset(self.outlets),
            languages=frozenset(self.languages),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody typed this address into the form. It is nobody's subscription until its owner confirms."""

    id: int
    email: str
    language: Literal["en", "ms"]
    themes: tuple[str, ...]
    asked: datetime
    mailed: datetime | None = None
    confirmed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of a week or a day as it was rendered."""

    id: int
    period: str  # 2024-W47, 2024-11-22
    created: datetime
    language: Literal["en", "ms"]
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
