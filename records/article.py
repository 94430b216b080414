"""What is fetched and what is made of it: outlet, run, fetch, article, and an outlet's health."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

FetchStatus = Literal[
    "ok",  # a body came back and was used
    "not_modified",  # 304
    "refused",  # a body came back, but it is no article (see reason)
    "gone",  # 404 or 410, or a page that says that its article was withdrawn
    "http_error",  # any other 4xx or 5xx
    "robots",  # forbidden by robots.txt
    "timeout",
    "unreachable",  # DNS, connection or TLS failed
    "too_large",
    "private_address",  # would have left the public internet
    "parse_error",  # a feed, sitemap or list page that cannot be read
]

HealthState = Literal[
    "ok", "quiet", "stale_feed", "stale_hint", "empty", "blocked", "challenge", "robots", "moved", "dead",
    "parse_failure", "body_shrank", "never"
]  # fmt: skip

RunOutcome = Literal[
    "ok",
    "failed",
    "interrupted",  # asked to stop
    "died",  # ended without a word: killed or power cut; the next run says so
    "busy",  # turned away, since another run was under way
]


def article_id(outlet: str, identity: str) -> str:
    """The stable id of an article: 16 hex digits that follow from its outlet and its identity there.

    ``identity`` is what the outlet itself calls the article (for Bernama: id and language), else the
    canonical URL with tracking parameters gone. A changed title or text never changes it.
    """
    return hashlib.sha256(f"{outlet}\n{identity}".encode()).hexdigest()[:16]


def story_id(first: str, taken: Container[str] = ()) -> str:
    """The id of the story that begins with an article; another where the article was taken out of that one, which goes
    on without it."""
    story = f"s{first}"
    return f"{story}-2" if story in taken else story


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A source of news as the store keeps it. How it is crawled stands in its outlet file."""

    id: str
    name: str
    country: str  # ISO 3166-1 alpha-2
    languages: tuple[str, ...]
    home: str
    kind: str  # agency, newspaper, broadcaster, government, business, ...
    owner: str | None = None  # outlets of one owner are no independent witnesses
    zone: str = "UTC"
    show: Literal["full", "excerpt", "link"] = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One start of one command."""

    id: int
    command: str
    started: datetime
    finished: datetime | None = None
    outcome: str | None = None  # records.RunOutcome; None while it runs
    counts: dict[str, int] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request and what came of it; the evidence behind every article."""

    url: str
    outlet: str
    fetched: datetime
    status: FetchStatus
    purpose: Literal["feed", "sitemap", "list", "article", "robots"]
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    warc_file: str | None = None  # name of the WARC file, relative to the archive folder
    warc_offset: int | None = None  # byte offset of the response record in it
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletHealth:
    outlet: str
    state: HealthState
    reason: str
    since: datetime
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    strikes: int = 0  # attempts in a row that met trouble which may pass; the state waits for the second
    weekly: float | None = None  # new articles a week, over the last four; None: not known yet
    words: int | None = None  # median of its latest articles


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a field came from and how sure it is. ``sure`` is "agreed" where two independent places of the page say the
    same, "said" where one does that is made for it (JSON-LD, a meta tag, the outlet's own selector, a marked byline),
    and "read" where a rule took it out of text. How often each is right: docs/quality.md."""

    source: str  # json-ld, meta, og, h1, byline, hint, url, text, feed, ...; several joined by "+"
    sure: Literal["agreed", "said", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What extraction makes of one page. Either ``body`` holds an article or ``refused`` is True and
    ``reason`` says why; a paywalled stub is an article with ``paywalled`` True and what it shows as body."""

    url: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()  # people
    credited: tuple[str, ...] = ()  # all whom the byline names, as printed: people, agencies, desks
    agency: str | None = None  # the news agency that the page credits: Bernama, Reuters, ...
    dateline: str | None = None  # the place that opens the story, as printed
    dateline_day: date | None = None  # the day in it, with the year nearest to the publication
    image: str | None = None  # address of the story's main picture
    published: datetime | None = None  # aware UTC
    published_as_printed: str | None = None
    published_source: str | None = None  # json-ld, meta, hint, url, text, script, feed
    published_precision: Literal["second", "minute", "day"] | None = None
    modified: datetime | None = None
    section: str | None = None
    language: str | None = None  # ISO 639-1
    canonical_url: str | None = None
    body: str = ""  # paragraphs joined by "\n"
    paywalled: bool = False
    refused: bool = False
    reason: str | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)  # by the name of the field
    missed: tuple[str, ...] = ()  # what of the outlet's hints the page does not fit: "body selector matched nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One clean article as the crawler hands it to the store."""

    id: str  # article_id(outlet, identity)
    outlet: str
    identity: str
    url: str  # canonical
    title: str
    body: str
    authors: tuple[str, ...] = ()
    credited: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    dateline_day: date | None = None
    image: str | None = None
    section: str | None = None
    published: datetime | None = None
    published_as_printed: str | None = None
    published_source: str | None = None
    published_precision: Literal["second", "minute", "day"] | None = None
    modified: datetime | None = None
    first_seen: datetime  # of a replayed page: its capture time
    language: str | None = None
    words: int = 0
    paywalled: bool = False
    corrected: str | None = None  # what the outlet says of a correction that it made
    evidence: dict[str, Evidence] = field(default_factory=dict)  # by the name of the field, as in Extracted
    fetch: Fetch
