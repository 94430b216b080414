"""The same figure across articles: as one tells it, as all of them claim it, and where two cannot both be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

DisputeKind = Literal["value", "conversion", "change_words", "revision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One figure as one article tells it. Offsets are those of the article's body; ``at`` is where the figure begins
    in ``sentence``, and the words from ``left`` to ``right`` of the sentence speak of no other figure."""

    article: str
    start: int
    order: tuple[str, str, int]  # first seen, article, start: the order of reading
    published: date | None
    sentence: str
    at: int
    left: int
    right: int
    text: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    from_value: Decimal | None = None
    unit: str | None = None
    kind: str = "count"
    measures: str | None = None
    concept: str | None = None
    owner: str | None = None
    period: str | None = None
    change: Literal["rise", "fall", "level"] | None = None
    status: str = "actual"
    twin: str | None = None
    names: frozenset[str] = frozenset()  # organisations, places and buildings that the sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure with all that tell it, the earliest first. ``value`` is that of the most exact report."""

    value: Decimal
    reports: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two figures that cannot both be right, the one told earlier first, and why. Of a revision the one that was
    replaced comes first, whenever it was told: the texts themselves say which is which."""

    kind: DisputeKind
    one: Told
    other: Told
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A claim with what it is a claim of. ``key`` is the same for the same measure, owner and period, whatever the
    value; ``series`` for the same measure and owner in all periods, empty where a period or an owner is not known."""

    claim: Claim
    key: tuple[str, ...]
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    entries: tuple[Entry, ...]
    disputes: tuple[Dispute, ...]
