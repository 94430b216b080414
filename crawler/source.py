"""One address at which an outlet lists what is new: what the outlet file says of it, and what makes that wrong.

Knows the form of ``[[sources]]``; it must not know how anything is fetched or parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crawler.outlet_fields import Fields

_KINDS = ("feed", "sitemap", "list")
_STATUS = ("works", "unverified", "stale", "dead", "blocked")
_DATED = ("{year}", "{month}", "{day}")
MAX_PERIODS = 4_000  # addresses of one archive in one backfill: ten years by day


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``status`` is what others saw, last in ``seen``; whether it holds says a crawl or ``pantau outlets check``.

    For a list page exactly one of the three rules is set: a CSS selector or an XPath of the links, or a regex that the
    address of a link must match. Its further pages are at ``pages`` ({page} counts from ``first_page``) or behind the
    link that ``next_css`` selects. A source with ``backfill`` is asked by a backfill only; its address may hold {year},
    {month} and {day}, and then stands for one address a period.
    """

    kind: Literal["feed", "sitemap", "list"]
    url: str
    status: Literal["works", "unverified", "stale", "dead", "blocked"] = "unverified"
    seen: str | None = None  # when others last saw it so: "2026-08"
    link_css: str | None = None
    link_xpath: str | None = None
    link_regex: str | None = None
    pages: str | None = None
    first_page: int = 2  # the number of the page behind ``url``
    next_css: str | None = None
    max_pages: int = 3  # of one crawl; a backfill goes on until its first day is reached
    backfill: bool = False
    section: str | None = None  # given to links whose source names none
    note: str | None = None

    @property
    def dated(self) -> bool:
        """Whether the address stands for one a day, month or year."""
        return any(mark in self.url for mark in _DATED)

    def addresses(self, first: date, last: date) -> tuple[str, ...]:
        """The addresses that cover the days ``first`` to ``last``, newest first; the one address where it is not
        dated. At most MAX_PERIODS."""
        if not self.dated:
            return (self.url,)
        found: dict[str, None] = {}
        day = last
        while day >= first and len(found) < MAX_PERIODS:
            found[self.url.format(year=day.year, month=f"{day.month:02d}", day=f"{day.day:02d}")] = None
            day -= timedelta(days=1)
        return tuple(found)


def read_sources(top: Fields) -> tuple[Source, ...]:
    """The ``[[sources]]`` of an outlet file. Raises BadOutlet that names file, line and field."""
    return tuple(_source(part) for part in top.tables("sources"))


def _source(part: Fields) -> Source:
    source = Source(
        kind=part.choice("kind", _KINDS, None),
        url=part.url("url", required=True),
        status=part.choice("status", _STATUS, "unverified"),
        seen=part.text("seen"),
        link_css=part.css("link_css"),
        link_xpath=part.xpath("link_xpath"),
        link_regex=None if (rule := part.regex("link_regex")) is None else rule.pattern,
        pages=part.url("pages"),
        first_page=part.whole("first_page", 2, above=-1),
        next_css=part.css("next_css"),
        max_pages=part.whole("max_pages", 3, above=0),
        backfill=part.flag("backfill", default=False),
        section=part.text("section"),
        note=part.text("note"),
    )
    rules = sum(rule is not None for rule in (source.link_css, source.link_xpath, source.link_regex))
    if source.kind == "list" and rules != 1:
        part.wrong("kind", "a list needs exactly one of link_css, link_xpath and link_regex")
    if source.kind != "list" and rules:
        part.wrong("kind", f"a {source.kind} has no link rule")
    if source.seen is not None and not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", source.seen):
        part.wrong("seen", f"'{source.seen}' is no month (write it as 2026-08)")
    for name in ("pages", "next_css"):
        if part.has(name) and source.kind != "list":
            part.wrong(name, f"a {source.kind} has no further pages")
    if source.pages is not None and "{page}" not in source.pages:
        part.wrong("pages", "must hold {page}")
    if source.pages is not None and source.next_css is not None:
        part.wrong("next_css", "pages are counted ('pages') or followed ('next_css'), not both")
    _placeholders(part, source)
    part.leave_nothing()
    return source


def _placeholders(part: Fields, source: Source) -> None:
    for name, text, known in (
        ("url", source.url, {"year", "month", "day"}),
        ("pages", source.pages or "", {"year", "month", "day", "page"}),
    ):
        for found in re.findall(r"\{([^{}]*)\}|[{}]", text):
            if found not in known:
                part.wrong(name, f"may hold {', '.join('{' + mark + '}' for mark in sorted(known))} in braces only")
    if source.dated and not source.backfill:
        part.wrong("url", "a dated address needs 'backfill = true'")
    if "{day}" in source.url and ("{month}" not in source.url or "{year}" not in source.url):
        part.wrong("url", "{day} needs {month} and {year}")
