"""What goes into a digest, and why: the output of the choice, the input of the rendering. No words, no markup.

A ``Reason`` is a phrase's key and what is put into it, so that it can be said in each language of the mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from digest.facts import Counted, EmergentFact, OutletWeek, PlaceName, PostFact, QuoteFact, SentenceFact, ThemeName
from digest.figure_facts import ContradictionFact, FigureFact, RevisionFact, SeriesFact, Source
from records import LeftOut


@dataclass(frozen=True, slots=True)
class Reason:
    """``key`` of a phrase (digest/phrases.py), the number that decides its plural, names and a day put into it."""

    key: str
    count: int = 0
    names: tuple[str, ...] = ()
    day: date | None = None  # since when; said with its weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureItem:
    figure: FigureFact
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesItem:
    series: SeriesFact
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    story: str
    sentence: SentenceFact | None  # None: no sentence may be shown; the headline stands for it
    source: Source
    title: str
    language: str | None  # of the title
    reason: tuple[Reason, ...]  # of its story, the weightiest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """An article in its outlet's own words; copies are folded and stand beside."""

    source: Source
    late: bool  # published before the week in which it was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another story of the same event, told under the one that stands higher."""

    id: str
    title: str
    language: str | None
    reports: int
    source: Source
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    id: str
    title: str
    language: str | None  # of the title; None: a person gave it, or it is not known
    new: bool
    week: int  # of the story, that of its first report being 1
    lately: bool  # new, or told in one of the four weeks before
    reports: int
    reports_before: int
    sources: tuple[Original, ...]  # originals: the reader's language first, then in the order they were seen
    copies: tuple[Source, ...]
    themes: tuple[ThemeName, ...]
    places: tuple[PlaceName, ...]
    sentence: SentenceFact | None
    quote: QuoteFact | None
    figures: tuple[FigureFact, ...]
    points: int
    reason: tuple[Reason, ...]
    twins: tuple[Twin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """The story that a row is known by."""

    story: str
    title: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a week-on-week table. ``change`` and ``percent`` are None where they may not be given."""

    counted: Counted
    share: float  # of the largest count in the table, 0 to 1
    change: int | None
    percent: int | None
    reason: tuple[Reason, ...]
    leading: Leading | None = None
    trend: Reason | None = None  # where it has clearly more or fewer reports than usual


@dataclass(frozen=True, slots=True, kw_only=True)
class PostItem:
    post: PostFact
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionItem:
    contradiction: ContradictionFact
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionItem:
    revision: RevisionFact
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthItem:
    outlet: OutletWeek
    level: Literal["silent", "troubled", "heard"]
    since: date | None  # of a silent one the day of its last article, if it ever had one; else when its state began
    reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """Something that an earlier digest said and that does not hold any more."""

    mark: str  # the same for the same erratum, whichever digest says it
    why: Literal["withdrawn", "contradicted", "corrected", "revised"]
    kind: Literal["story", "figure", "quote", "post"]
    item: str
    period: str  # of the digest that said it
    said: str  # as mailed
    about: str  # what the figure measures, who spoke; may be empty
    outlet: str  # name of who had printed it
    source: Source | None  # None: withdrawn, so nothing leads there
    now: str = ""  # what is known instead
    other: Source | None = None  # who says so
    reason: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    articles: int
    copies: int
    reports: int
    stories: int
    outlets: int  # that had an article
    outlets_known: int


Hearing = Literal["whole", "partial", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContent:
    period: str  # 2024-W47
    monday: date
    sunday: date
    zone: str
    created: datetime
    totals: Totals
    bullets: tuple[Bullet, ...]
    stories: tuple[StoryItem, ...]
    themes: tuple[Line, ...]
    provinces: tuple[Line, ...]
    provinces_left: int  # provinces with a report that the table has no room for
    quiet: tuple[ThemeName, ...]
    quiet_places: tuple[PlaceName, ...]  # that the reader watches
    usual: Reason | None  # what is to be said of the themes' trends as a whole; None: nothing
    not_counted: tuple[LeftOut, ...]  # sources that trends do not count, where any trend is told
    emergent: tuple[EmergentFact, ...]
    emergent_left: int
    hearing: Hearing  # how much of the week was heard
    compared: bool  # whether this week may be set against the one before
    not_compared: tuple[Reason, ...]  # why not
    posts: tuple[PostItem, ...]
    posts_left: int
    contradictions: tuple[ContradictionItem, ...]
    contradictions_left: int
    revisions: tuple[RevisionItem, ...]
    revisions_left: int
    figures: tuple[FigureItem, ...]  # new ones of the stories
    series: tuple[SeriesItem, ...]
    series_left: int
    health: tuple[HealthItem, ...]
    notes: tuple[Reason, ...]  # what else a careful reader must know of this week
    followed: tuple[ThemeName, ...]  # themes the reader chose; empty: all
    watched: tuple[Reason, ...]  # what else of the week the reader chose, each with its names
    left_out: int  # stories of the week that are not in the digest
    errata: tuple[Erratum, ...] = ()
    errata_left: int = 0  # that the next digest will say

    @property
    def top(self) -> StoryItem | None:
        return self.stories[0] if self.stories else None
