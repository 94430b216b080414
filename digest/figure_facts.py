"""Figures of a week as the store has them: single ones, pairs of which one does not hold, series; and a source.

Frozen dataclasses and nothing else, as ``digest.facts``, which builds on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article as a source: who printed it and where it stands."""

    article: str
    outlet: str  # id
    outlet_name: str
    title: str
    url: str
    language: str | None
    published: datetime | None
    first_seen: datetime
    week: str
    show: Literal["full", "excerpt", "link"] = "full"  # "link": nothing but headline and link may be shown
    copy: bool = False  # repeats another article word for word, or nearly
    paywalled: bool = False
    corrected: bool = False  # its outlet says that it corrected it
    dateline: str | None = None  # the place that it is written from, as printed: the "here" of its sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFact:
    text: str  # as printed
    kind: str
    measures: str | None
    concept: str | None
    owner: str | None
    period: str | None
    change: str | None
    status: str
    confidence: float
    claim: str | None
    claim_reports: int  # independent reports of the same figure
    source: Source
    value: str | None = None  # exact decimal, in ``unit``
    unit: str | None = None
    twin: str | None = None  # the same amount in another unit, as printed beside it
    start: int = 0  # of its first character in the article's text
    lead: str = ""  # the last words of its sentence before it
    since: str | None = None  # week in which the same figure was first reported, where it is a claim
    before: str | None = None  # the latest earlier period of the same series that is known
    replaced: bool = False  # a text says that another value holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two values that cannot both be right."""

    text: str  # as printed
    reports: int
    sentence: str
    source: Source
    start: int = 0  # of its first character in the article's text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionFact:
    id: str
    kind: Literal["value", "conversion", "change_words"]
    why: str  # the reason as it was stored, in English
    concept: str
    measures: str | None
    owner: str | None
    period: str | None
    sides: tuple[Side, Side]  # both of one article where it contradicts itself


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFact:
    """A figure that another one replaces, as the texts themselves say; one of the two was first seen this week."""

    id: str
    concept: str
    measures: str | None
    owner: str | None
    period: str | None
    was: Side
    now: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class PointFact:
    """One period of a series, as the best report of it prints it."""

    period: str
    text: str
    value: float
    new: bool  # first reported this week
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFact:
    """A measure of an owner over time to which the week adds its latest period."""

    id: str
    concept: str
    measures: str | None
    owner: str | None
    points: tuple[PointFact, ...]  # by period
