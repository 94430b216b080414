"""Copies, stories and themes: what binds articles together, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDecision:
    """Whether an article repeats an earlier one. ``containment`` is |A∩B| / min(|A|, |B|) over word 3-grams."""

    article: str
    copy_of: str | None
    kind: Literal["identical", "copy", "derived"] | None
    containment: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDecision:
    """Where an article went and why: the features and the margin stay with it."""

    article: str
    story: str
    action: Literal["new", "join", "join_flagged", "copy"]
    score: float | None  # probability of the best candidate
    margin: float | None  # best minus second best
    features: dict[str, float] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    id: str  # minted once, never re-used
    title: str
    lead: str  # article id
    first_seen: datetime
    last_seen: datetime
    articles: int
    outlets: int
    independent_reports: int  # copies and outlets of one owner counted once


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme as the themes file has it. Keywords in capitals (AI, EV) are matched with their case."""

    id: str
    name: str
    seeds: tuple[str, ...]
    name_ms: str | None = None
    seeds_ms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    must: tuple[str, ...] = ()  # one of them has to stand in a text
    never: tuple[str, ...] = ()  # none of them may
    examples: tuple[str, ...] = ()  # headlines or sentences of the theme, in English: they count as seeds do
    threshold: float | None = None  # None: taken from the background sample
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeScore:
    theme: str
    score: float
    assigned: bool
    why: str  # nearest seed and words that matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """An embedding: ``values`` holds ``dimension`` little-endian float32, unit length."""

    article: str
    model: str
    dimension: int
    values: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """An article that is no copy. ``witness``: who stands behind it; ``day``: of it in the reader's zone; ``figures``
    and ``officials``: how many were found in a sentence, by its number; ``quotable``: whether its outlet lets single
    sentences be shown."""

    id: str
    witness: str
    title: str
    body: str
    language: str | None
    when: datetime
    day: date
    copies: int = 0
    paywalled: bool = False
    quotable: bool = True
    figures: Mapping[int, int] = field(default_factory=dict)
    officials: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySentence:
    """A sentence that tells a story, verbatim: characters ``start`` to ``end`` of the article's body. ``day``: the one
    whose news it is; None for a key sentence of the whole story."""

    article: str
    start: int
    end: int
    text: str
    day: date | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A story in its own words. ``lead``: the article that tells most of it; ``sentences``: the best first, then one a
    later day."""

    lead: str
    lead_reason: str
    sentences: tuple[KeySentence, ...]
