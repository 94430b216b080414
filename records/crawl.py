"""What a crawl remembers between two runs: links that wait, when a source is due, what was met and not judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A link of the frontier. ``key`` is the same for all addresses of one page; ``due`` None: never again."""

    key: str
    outlet: str
    url: str
    found: datetime  # when a source first named it
    title: str | None = None
    published: datetime | None = None
    section: str | None = None
    due: datetime | None = None
    reason: str = "new"  # why it is due then, or why never
    asked: datetime | None = None  # when it was last answered; None: never
    attempts: int = 0  # that failed since
    final: str | None = None  # where it led, where that is another address


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One feed, sitemap or list page over time. ``rate`` is new articles an hour, smoothed; None: not known yet."""

    url: str
    outlet: str
    kind: str
    due: datetime
    interval: float  # seconds between two polls
    reason: str  # why so often
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    listed: int = 0  # items when it last answered with any
    rate: float | None = None
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether a crawl reaches anybody. ``nobody``: this machine's network seems to be down, and no outlet is judged by
    its silence. ``silent``: outlet -> hosts of it that were asked, and were silent, since any host last answered."""

    state: Literal["reached", "nobody"]
    reason: str
    since: datetime
    at: datetime  # of the last crawl that asked for anything
    silent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that a crawl met at an outlet since that was last judged. ``count``, ``reason``, ``missed`` (a hint)
    and ``words`` (of an article) add up by name; ``source`` (what it answered) and ``ask`` (it is still to be asked)
    stand once for each address, with what is ``told`` of it."""

    what: Literal["count", "reason", "missed", "words", "source", "ask"]
    name: str
    count: int = 1
    told: Mapping[str, str | int | None] = field(default_factory=dict)
