"""What people decide and what is sent to them. Never derived, never rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DeliveryStatus = Literal["claimed", "sent", "refused", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one reader follows. Each set holds ids; an empty one leaves nothing out.

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
