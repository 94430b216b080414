"""Reads RSS, RDF and Atom. Pure over bytes: feedparser is given a stream, never a path or an address.

Knows feeds and their habits (no dates, no guids, escaped titles); it must not decide what is fetched.
"""

from __future__ import annotations

import html
import io
import re
import sys
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from crawler.canonical import canonical_url
from crawler.discovery.link import MAX_LINKS, Link, distinct
from crawler.discovery.xml import safe_xml
from crawler.extraction.hints import Hints
from crawler.extraction.moments import parse as parse_machine_date
from crawler.extraction.page import split_section
from records import BadInput

MAX_TITLE = 500
_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,12}|[0-9]{1,12});?", re.IGNORECASE)

# feedparser looks for an address in every author by a regular expression whose time is quadratic in a word's length:
# one
# author of a megabyte holds up a crawl for minutes. Authors are read from pages, never from feeds.
feedparser.mixin._FeedParserMixin._sync_author_detail = lambda *_: None


def parse_feed(
    body: bytes, url: str, *, section_prefix: str | None = None, zone: str | None = None
) -> tuple[Link, ...]:
    """The links of a feed in its order, each once. Items without a web address are passed over; items without
    date or guid are as good as others. A date without zone is read in ``zone``.

    Raises BadInput that names ``url`` where this is no feed. An empty feed gives ().
    """
    text = safe_xml(body, url)
    head = text[:2000].lower()
    if not re.search(r"<(?:\w+:)?(?:rss|feed|rdf)\b", head):
        raise BadInput(f"{url}: is no feed ({'an HTML page' if '<html' in head else 'unknown XML'})")
    if len(re.findall(r"<(?:item|entry)\b", text)) > MAX_LINKS:
        raise BadInput(f"{url}: has more than {MAX_LINKS} items")
    text = _REFERENCE.sub(lambda found: found[0] if _is_character(found[1]) else "\ufffd", text)
    parsed: Any = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
    )
    if parsed.get("bozo") and not parsed.entries and not parsed.get("version"):
        raise BadInput(f"{url}: cannot be read as a feed ({parsed.get('bozo_exception')})")
    links = [link for entry in parsed.entries if (link := _link(entry, url, section_prefix, zone))]
    return distinct(links)


def _is_character(reference: str) -> bool:
    """Whether a numeric reference names a character; feedparser raises UnicodeEncodeError on half of one (&#55296;)."""
    number = int(reference[1:], 16) if reference[0] in "xX" else int(reference)
    return number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF


def _link(entry: Any, url: str, section_prefix: str | None, zone: str | None) -> Link | None:
    address = entry.get("link") or next(
        (value for value in (entry.get("id"), entry.get("guid")) if value and value.startswith("http")), None
    )
    canonical = canonical_url(address, url) if address else None
    if canonical is None:
        return None
    title = plain(entry.get("title"))
    section: str | None = None
    if title:
        section, title = split_section(title, section_prefix)
    if section is None and entry.get("tags"):
        section = plain(entry.tags[0].get("term"))
    return Link(url=canonical, title=title, published=_published(entry, zone), section=section)


def _published(entry: Any, zone: str | None) -> datetime | None:
    printed = next((value for key in ("published", "updated", "created") if (value := dict.get(entry, key))), None)
    return read_date(printed, zone) if printed else None


def read_date(printed: str, zone: str | None) -> datetime | None:
    """A date as feeds and sitemaps print it (RFC 822, RFC 3339, and what people make of them), in UTC, or None."""
    printed = " ".join(printed.split())
    # "EDT" and the like are read by the standard library; "MYT", "SGT" are not
    mended = re.sub(r"\b(?:MYT|SGT|HKT)$", "+0800", re.sub(r"\bWIB$", "+0700", printed))
    try:
        found = parsedate_to_datetime(mended)
    except (ValueError, TypeError):
        dated = parse_machine_date(mended, "feed", Hints(zone=zone))
        return dated.when if dated else None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return found.astimezone(UTC) if 1990 <= found.year <= 2100 else None


def plain(text: str | None) -> str | None:
    """A title without tags and escapes, on one line."""
    if not text:
        return None
    text = html.unescape(re.sub(r"<[^<>]{0,500}>", " ", html.unescape(text) if "&lt;" in text else text))
    return " ".join(text.split())[:MAX_TITLE] or None
