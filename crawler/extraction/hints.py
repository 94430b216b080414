"""What an outlet file tells extraction about its pages, and how extraction is called. Data and types only."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from records import Extracted


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Declarative hints of one outlet; all optional, and each wins over what the page says in general ways.

    Selectors are CSS. ``date_format`` is that of ``datetime.strptime`` and is tried on every piece of the text
    that ``date`` selects; a date without zone is read in ``zone``. Everything from the first match of
    ``end_marker`` on is no part of the article. A line of the body that ``boilerplate`` matches from its
    start is dropped. ``paywall_text`` are pieces of text, ``paywall_selector`` an element, that only a page
    cut off for non-subscribers has.
    """

    title: str | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()
    authors: str | None = None
    date: str | None = None
    date_format: str | None = None
    end_marker: re.Pattern[str] | None = None
    paywall_text: tuple[str, ...] = ()
    paywall_selector: str | None = None
    boilerplate: tuple[re.Pattern[str], ...] = ()
    section_prefix: str | None = None  # separator of "Business : Title"
    zone: str | None = None  # IANA name
    languages: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHint:
    """What the feed, sitemap or list page said of the link; used where the page itself is silent."""

    title: str | None = None
    published: datetime | None = None  # aware UTC
    section: str | None = None


Read = Callable[[bytes, str | None, Hints | None, str | None, FeedHint | None], Extracted]
