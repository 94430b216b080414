"""What a week brought, as the store has it: the input of every choice. Frozen dataclasses and nothing else.

Knows no SQL, no words of the mail and no clock. "Reports" are always independent reports: of a copy its origin
counts, and outlets of one owner count once. Times are aware UTC datetimes. Texts are as scraped: hostile until
they are rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from digest.briefs import Briefs
from digest.figure_facts import ContradictionFact, FigureFact, RevisionFact, SeriesFact, Source
from records import LeftOut, TrendWhy, Verdict, Week

LATELY = 4  # weeks before: what was told in none of them is news again


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeName:
    id: str
    name: str
    name_ms: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    code: str  # ISO 3166-2
    name: str
    name_ms: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFact:
    """One of the first sentences of an article, and what was found in it."""

    text: str
    number: int
    source: Source
    figures: int = 0
    officials: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFact:
    """Words and who said them. Role and organisation are those that this very article gives the speaker."""

    text: str
    kind: Literal["direct", "indirect", "mixed"]
    speaker: str
    official: str | None  # resolved full name
    role: str | None
    organisation: str | None
    status: str | None  # of the post: current, former, acting, designate
    public_office: bool
    confidence: float
    source: Source
    start: int = 0  # of its first character in the article's text


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFact:
    """A story with what it brought this week."""

    id: str
    title: str
    new: bool  # first seen this week
    titled: bool = False  # a person gave it its title
    first_seen: datetime
    last_seen: datetime
    reports: int  # of this week
    reports_before: int  # of all weeks before
    reports_lately: int = 0  # of these, those of the four weeks before
    sources: tuple[Source, ...]  # articles of this week, in the order they were seen
    themes: tuple[ThemeName, ...] = ()
    places: tuple[PlaceName, ...] = ()
    officials: tuple[tuple[str, str], ...] = ()  # id and name of who is named, by name
    sentences: tuple[SentenceFact, ...] = ()
    told: tuple[SentenceFact, ...] = ()  # of a new story its first one, of one that goes on what its days brought
    quotes: tuple[QuoteFact, ...] = ()
    figures: tuple[FigureFact, ...] = ()


class Stories(Protocol):
    """The stories of a week: all of them in columns, those that are looked at in full (``digest.week_stories``)."""

    @property
    def briefs(self) -> Briefs: ...

    def want(self, ids: Iterable[str]) -> None:
        """These are about to be looked at: they are read in one go."""

    def get(self, story: str) -> StoryFact | None:
        """None where it is no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFact:
    """A person seen in a post for the first time this week."""

    post: str
    official: str
    role: str
    organisation: str | None
    status: str
    public_office: bool
    sentence: str  # the evidence
    source: Source
    said: tuple[SentenceFact, ...] = ()  # the sentences of the week that mention the person in this post
    held_before: tuple[str, ...] = ()  # who was seen in the same post before this week
    seat: str | None = None  # the post under one name, whatever its wording and language: "role | organisation"
    seats_before: tuple[str, ...] = ()  # in which the person was seen before this week


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletWeek:
    """How one outlet was heard this week."""

    outlet: str
    name: str
    articles: int
    articles_before: int  # in the week before
    attempts: int
    answered: int  # attempts that brought an answer that could be read
    answered_before: int
    watched: bool = True  # a crawl asks it, or has asked it
    failures: tuple[tuple[str, int], ...] = ()  # records.FetchStatus and how often, most often first
    failure_reason: str | None = None  # the crawler's own words for the most frequent failure, its last one
    state: str | None = None  # records.HealthState, where it was found during this week
    state_reason: str | None = None
    state_since: datetime | None = None
    last_news: datetime | None = None  # when its newest article up to the end of the week was first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlWeek:
    """What was done to hear the outlets. ``outcome`` is that of the last crawl that began in the week."""

    articles: int
    days: int  # days of the week on which an outlet answered
    outcome: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFact:
    """What the weeks before say of a week's reports; ``reports`` leaves out sources that were not heard in full."""

    verdict: Verdict
    why: TrendWhy
    reports: int
    low: int | None  # to ``high``: the usual
    high: int | None
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergentFact:
    """Stories under no theme that several outlets told on several days. Labels are in the languages of headlines."""

    id: str
    label_en: str | None
    label_ms: str | None
    headline: str  # of the story most like the others
    stories: int
    outlets: int  # independent ones
    days: int
    since: date
    new: bool  # first told as a group this week


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Reports of one theme or province, this week and the week before."""

    id: str
    name: str
    name_ms: str | None
    reports: int
    before: int
    trend: TrendFact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFacts:
    week: Week
    zone: str
    start: datetime
    end: datetime  # first moment of the next week
    first: bool  # no article was seen before this week
    crawl: CrawlWeek
    crawl_before: CrawlWeek
    stories: Stories
    places: Mapping[str, PlaceName] = field(default_factory=dict)  # every province, by code
    officials: Mapping[str, str] = field(default_factory=dict)  # the name of each of whom a reader may ask, by id
    themes: tuple[Counted, ...] = ()  # every theme of the store, also those with nothing
    provinces: tuple[Counted, ...] = ()
    posts: tuple[PostFact, ...] = ()
    contradictions: tuple[ContradictionFact, ...] = ()
    revisions: tuple[RevisionFact, ...] = ()
    series: tuple[SeriesFact, ...] = ()
    emergent: tuple[EmergentFact, ...] = ()
    not_counted: tuple[LeftOut, ...] = ()  # sources that trends do not count
    outlets: tuple[OutletWeek, ...] = ()
    unanalysed: int = 0
    versions: tuple[str, ...] = field(default=())  # what analysed this week and the week before
