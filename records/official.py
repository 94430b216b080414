"""Persons across articles: what one article says of one, what is decided of it, what people ruled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Person = tuple[str, str]  # article id, key of the name in it: who an article speaks of
SEAT_OF = " | "  # in the key of a seat, between the kind of post and the organisation
SEAT_NOWHERE = "-"  # there, in the place of an organisation that is not told
SOMEBODYS_DEPUTY = f"deputy{SEAT_OF}{SEAT_NOWHERE}"  # "her deputy", "timbalannya": one names no post by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post as printed, and between which moments articles gave it."""

    role: str
    organisation: str | None = None
    short: str | None = None
    status: Literal["current", "former", "acting", "designate"] = "current"
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """All that one article says of one person."""

    article: str
    person: str  # key of the name: one name in one article is one person
    name: str  # without honorifics
    printed: tuple[str, ...] = ()  # as printed, honorifics and all
    posts: tuple[Held, ...] = ()
    places: frozenset[str] = frozenset()  # codes of places in the sentences that name the person
    beside: frozenset[str] = frozenset()  # names of the other persons in posts of the article
    houses: frozenset[str] = frozenset()  # organisations that the article names, where a post of the person has none
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfficial:
    """An official as far as the articles up to now tell."""

    id: str
    names: tuple[str, ...]  # without honorifics
    printed: tuple[str, ...] = ()
    posts: tuple[Held, ...] = ()
    places: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDecision:
    """Who a person of an article is, and why. ``official`` is None for ``new`` and ``uncertain``."""

    action: Literal["link", "new", "uncertain"]
    official: str | None
    score: float | None  # points of the best candidate; None without one
    reason: str
    rivals: tuple[str, ...] = ()  # of ``uncertain``: ids of those it may be, the likeliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """An id that was given to an official, and the first mention it was given for. Never re-used."""

    id: str
    article: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person decided: ``other`` is ``official`` (merge), is not (apart), or takes a part of it (split).

    A split says of every sighting there was where it goes or stays (``pins``); of later ones, where it was by post,
    that whoever bears one of the names ``persons`` and holds ``seat`` goes to ``other``.
    """

    kind: Literal["merge", "apart", "split"]
    official: str
    other: str
    pins: frozenset[tuple[str, str, str]] = frozenset()  # article, person, id
    persons: frozenset[str] = frozenset()
    seat: str | None = None
    number: int = 0  # of the correction
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where a person of an article belongs: by the rules (``resolved``), and after what people ruled."""

    article: str
    person: str
    resolved: str
    official: str
    action: Literal["link", "new", "uncertain", "person"]
    score: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two officials that may be one: kept apart until a person decides."""

    official: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One post whatever language and form it is printed in. ``key``: kind of post, SEAT_OF, whose or SEAT_NOWHERE."""

    role: str
    organisation: str | None
    short: str | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everybody an instance knows, settled at one moment."""

    settled: tuple[Settled, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    minted: tuple[Minted, ...] = ()  # those of before and the new ones
    aliases: dict[str, str] = field(default_factory=dict)  # an id that stands for nobody now -> whose it became
    seats: tuple[Seat, ...] = ()
