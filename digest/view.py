"""What both parts of the mail, HTML and text, lay out: a digest's content said in one language.

Strings only, clean (``digest.speak`` makes them) and in the reader's language, but for those that are ``Printed``;
knows how texts are cleaned and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.safe import plain


class Printed(str):
    """Words as they were printed, in another ``language`` ("en", "ms", "zh") than the reader's: HTML says in which, so
    that a screen reader speaks them rightly."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Printed:
        said = super().__new__(cls, text)
        said.language = language
        return said


def printed(text: str, limit: int, language: str | None, reader: str) -> str:
    """What an outlet printed, clean; with its language where that is known and not the ``reader``'s."""
    said = plain(text, limit)
    return said if not said or language in (None, reader) else Printed(said, language)


@dataclass(frozen=True, slots=True)
class Link:
    """``lead`` stands before the text and is no part of the link."""

    text: str
    url: str | None = None
    note: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletView:
    text: str
    source: Link
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    text: str
    who: str
    source: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    text: str
    measures: str  # empty where the text says it
    about: str  # whose, of when, and how sure; may be empty
    source: Link
    why: str = ""  # only where it is chosen by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinView:
    title: Link
    source: Link
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    title: str
    url: str | None
    badge: str
    counts: str
    themes: str
    places: str
    sentence: str
    sentence_source: Link | None
    quote: QuoteView | None
    figures: tuple[FigureView, ...]
    sources: tuple[Link, ...]
    sources_more: str
    copies: str
    why: str
    twins: tuple[TwinView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    name: str
    reports: str
    before: str
    change: str
    bar: int  # percent of the longest
    why: str
    leading: Link | None
    trend: str  # empty where it is as usual


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergentView:
    name: Link
    headline: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    name: str
    post: str
    sentence: str
    source: Link
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    text: str
    reports: str
    sentence: str
    source: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionView:
    measures: str
    about: str  # whose and of when
    sides: tuple[SideView, SideView]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    measures: str
    about: str
    was: str
    was_source: Link
    now: str
    now_source: Link
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    period: str
    text: str
    bar: int  # percent of the longest
    new: str  # a word where it is
    source: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    measures: str
    about: str
    url: str | None
    points: tuple[PointView, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    name: str
    state: str
    why: str
    words: str  # the crawler's own


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumView:
    digest: str  # that said it, and as what
    said: str
    about: str
    why: str
    now: str  # empty where nothing is known instead
    source: Link
    other: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    language: str
    subject: str
    preheader: str
    span: str
    period: str
    totals: str
    followed: str
    notes: tuple[str, ...]
    bullets: tuple[BulletView, ...]
    stories: tuple[StoryView, ...]
    stories_left: str
    compared: bool
    not_compared: str
    themes: tuple[RowView, ...]
    themes_left: str
    usual: str
    no_story: str  # what is said where there is none
    quiet: str
    emergent: tuple[EmergentView, ...]
    emergent_left: str
    provinces: tuple[RowView, ...]
    provinces_left: str
    posts: tuple[PostView, ...]
    posts_left: str
    figures: tuple[FigureView, ...]
    contradictions: tuple[ContradictionView, ...]
    contradictions_left: str
    revisions: tuple[RevisionView, ...]
    revisions_left: str
    series: tuple[SeriesView, ...]
    series_left: str
    health: tuple[HealthView, ...]  # only those of whom something is to be said
    health_left: str
    health_summary: str
    nothing: str  # what was looked for and not found
    method: str
    made: str
    archive: Link
    unsubscribe: Link | None  # None: nobody's mail
    preferences: Link | None = None
    errata: tuple[ErratumView, ...] = ()
    errata_left: str = ""
