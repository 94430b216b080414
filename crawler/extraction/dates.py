"""When an article was published, with its time and zone, as printed, and where that was found.

Pure; reads no clock: whether a date lies in the future is for others to say. How dates are written: moments.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice

from lxml import etree

from crawler.canonical import host_of
from crawler.extraction.fields import find_dateline
from crawler.extraction.hinted import hinted_dates
from crawler.extraction.hints import Hints
from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata
from crawler.extraction.moments import (
    TEXT_DATE,
    TEXT_TIME,
    Dated,
    day_of,
    from_url,
    parse,
    parse_text,
)
from crawler.extraction.region import Region

_META = ("article:published_time", "og:published_time", "article:published", "datepublished", "publish-date",
         "publish_date", "publishdate", "published_time", "parsely-pub-date", "sailthru.date",
         "cxenseparse:recs:publishtime", "pubdate", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date",
         "dc.date.created", "date", "rnews:datepublished", "cxenseparse:publishtime", "article.published")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_TIMES = tuple(
    etree.XPath(path)
    for path in (
        "//*[@itemprop='datePublished'][@datetime or @content]",
        "//time[@pubdate][@datetime]",
        "//time[@datetime][ancestor::article or ancestor::main]",
        "//time[@datetime][ancestor::header]",
    )
)
_NAMED = "*[self::p or self::span or self::div or self::time or self::li or self::small or self::em][@class or @id]"
_FOLLOWING, _PRECEDING = etree.XPath(f"following::{_NAMED}"), etree.XPath(f"preceding::{_NAMED}")
_CALLED_DATE = re.compile("date|time|publish", re.IGNORECASE)
MAX_BESIDE = 6  # words beside a date near the headline; a caption or a sentence has more
_UPDATED = re.compile(
    r"\b(?:last\s+)?(?:updated|modified)\b|\b(?:zuletzt\s+)?(?:aktualisiert|geändert)\b|\bstand:|\b(?:mis\s+à\s+jour|modifié)\b"
    r"|\bactualizad[oa]\b|\baggiornato\b|\batualizad[oa]\b|\bbijgewerkt\b|\b(?:sist\s+)?oppdatert\b|\buppdaterad\b"
    r"|\bopdateret\b|\baktualizacja\b|\bson\s+güncelleme\b|\bdikemas\s*kini\b|\bkemas\s*kini\b|\bdiperbarui\b|更新|수정",
    re.IGNORECASE,
)
_IN_SCRIPT = re.compile(
    r"\b(?:date_?published|published_?(?:at|on|date|time)?|publish_?(?:date|time|at)|pub_?(?:date|time)|create_?time|ct)"
    r"[\"']?\s*[:=]\s*[\"'](?P<when>\d[\d :.TZ+/-]{7,34})[\"']",
    re.IGNORECASE,
)
_SPOKEN_IN = {
    "id": "ID",
    "ms": "MY",
    "zh": "CN",
    "th": "TH",
    "vi": "VN",
    "de": "DE",
    "fr": "FR",
    "it": "IT",
    "nl": "NL",
}
_DAY_FIRST = frozenset("MY SG ID TH VN BN HK TW CN IN UK AU NZ IE DE FR IT ES NL".split())
FAR = 300 * 86_400  # seconds
ENDS = 3  # last lines of a story, one of which may be its date
MAX_LINE = 80  # characters of such a line
MAX_SCRIPT = 500_000  # characters; data of a page are seldom longer
_DIGIT = re.compile(r"\d|[〇零○一二三四五六七八九]年")  # no date is without; asked first, since what follows is dear
_DATE_LABEL = re.compile(
    r"^(?:date|datum|published(?:\s+on)?|tarikh|tanggal|fecha|data|dato|发布时间|发表时间|时间)\s*[:：]?\s*\d[\w\s.,:/年月日-]{5,40}$",
    re.IGNORECASE,
)


def find_published(
    page: Region, data: Metadata, url: str | None, hints: Hints, lines: Sequence[str] = ()
) -> Dated | None:
    """When the page says it was published: the outlet's selector, JSON-LD, meta tags, <time>, the address, the
    text beside the headline; a source that knows only the day gives way to a later one that knows the time of the
    same day; last what stands above the headline, at the ends of the story (``lines``) and in scripts. A year outside
    1990-2100 is no date, and one that lies more than FAR from the day in the address is a template's."""
    best: Dated | None = None
    agreed = False
    hints = _in_country(hints, data.lang, url)
    in_url = from_url(url, hints) if url and not hints.date else None
    last = _last_dates(page, url, hints, lines)
    for found in chain(_candidates(page, data, url, hints), (None,), _called_dates(page, hints), last):
        if found is not None and in_url and abs((found.when - in_url.when).total_seconds()) > FAR:
            continue
        if found is None:  # what follows is a search over the page, for where nothing better is known
            if best is not None and best.precision != "day":
                break
            continue
        if best is None or _refines(found, best):
            agreed = agreed or (best is not None and _independent(found, best))
            best = found
        elif _independent(found, best) and abs((found.when - best.when).total_seconds()) < 36 * 3600:
            agreed = True
        if best.precision != "day" and best.zoned and agreed:
            break
    if best is None:
        return None
    read = best.source in ("text", "url", "script")
    return replace(best, sure="agreed" if agreed else "read" if read else "said")


def _in_country(hints: Hints, lang: str | None, url: str | None) -> Hints:
    """The hints with a country where the outlet has none and the page's language or its address names one: 3/4/2026 is
    an April in all of them but the United States and those that write English without saying where."""
    if hints.country:
        return hints
    named = re.fullmatch(r"([a-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?", lang or "")
    top = (host_of(url or "") or "").rsplit(".", 1)[-1].upper()
    country = (named[2] or _SPOKEN_IN.get(named[1], "")) if named else ""
    country = country or (top if top in _DAY_FIRST else "")
    return replace(hints, country=country.upper()) if country else hints


def _independent(one: Dated, other: Dated) -> bool:
    """JSON-LD and meta tags come out of one field of the newsroom's system; what readers see and the address do not."""
    return one.source != other.source and not {one.source, other.source} <= {"json-ld", "meta"}


def _refines(found: Dated, best: Dated) -> bool:
    """Whether ``found`` tells the same moment better than ``best`` does."""
    apart = abs((found.when - best.when).total_seconds())
    if best.precision == "day":
        return found.precision != "day" and apart < 36 * 3600
    return found.zoned and not best.zoned and found.precision != "day" and apart <= 15 * 3600 and apart % 900 < 60


def find_modified(page: Region, data: Metadata, hints: Hints, published: datetime | None) -> Dated | None:
    """When the page says it was last changed, or None; what lies before the publication is no change."""
    said = data.said("dateModified") or next((node.get("dateModified") for node in data.about), None)
    printed = [("json-ld", said if isinstance(said, str) else None)]
    printed += [("meta", data.first(name)) for name in _MODIFIED]
    found = [parse(text, source, hints) for source, text in printed if text]
    found += [parse_text(text[label.end() :], "text", hints) for _, text in page.near
              if _DIGIT.search(text) and (label := _UPDATED.search(text))]  # fmt: skip
    for dated in found:
        if dated and (published is None or dated.when >= published):
            return replace(dated, sure="read" if dated.source == "text" else "said")
    return None


def _candidates(page: Region, data: Metadata, url: str | None, hints: Hints) -> Iterator[Dated]:
    yield from hinted_dates(page.tree, hints)
    said = data.said("datePublished") or data.said("dateCreated") or data.said("uploadDate")
    if said and (read := parse(said, "json-ld", hints)):
        yield read
    for node in data.about:
        said = node.get("datePublished")
        if isinstance(said, str) and (read := parse(said, "json-ld", hints)):
            yield read
    for name in _META:
        for printed in data.meta.get(name, ())[:3]:
            if read := parse(printed, "meta", hints):
                yield read
    in_url = from_url(url, hints) if url else None
    for printed in _times(page.tree):
        if read := parse(printed, "meta", hints):
            if in_url is None or abs((read.when - in_url.when).total_seconds()) < 48 * 3600:
                yield read
            break
    if in_url:
        yield in_url
    for printed in _printed(page):
        if read := parse_text(printed, "text", hints):
            yield read
            return


def _printed(page: Region) -> Iterator[str]:
    """What readers see as the date: near the headline, in an element called a date, or behind a label."""
    for element, text in page.near:
        if not _DIGIT.search(text):
            continue
        shown = _UPDATED.split(text)[0]
        if (found := TEXT_DATE.search(shown)) and not any(True for _ in element.iterancestors("figure", "figcaption")):
            beside = TEXT_TIME.sub(" ", shown[: found.start()] + " " + shown[found.end() :])
            if len(re.findall(r"[^\W\d_]{2,}", beside)) <= MAX_BESIDE:
                yield shown
    labels = dict.fromkeys(found[0] for found in page.labelled(_DATE_LABEL))
    yield from labels if len(labels) == 1 else ()


def _times(tree: etree._Element) -> Iterator[str]:
    for path in _TIMES:
        for element in path(tree)[:3]:
            yield element.get("datetime") or element.get("content") or ""


def _called_dates(page: Region, hints: Hints) -> Iterator[Dated]:
    """The date in an element whose class or id speaks of one, the nearest behind the first h1 (or the line that is the
    headline) first."""
    headings = list(page.tree.iter("h1")) or ([page.heading] if page.heading is not None else [])
    if not headings:
        return
    behind = islice(_called(_FOLLOWING(headings[0])), 5)
    before = islice(_called(reversed(_PRECEDING(headings[-1]))), 3)
    for element in chain(behind, reversed(list(before))):
        text = text_of(element)
        if 6 <= len(text) <= 120 and (read := parse_text(text, "text", hints)):
            yield read
            return


def _last_dates(page: Region, url: str | None, hints: Hints, lines: Sequence[str]) -> Iterator[Dated]:
    """Where nothing better is known: dates in attributes around the headline (beside "2 hours ago"), above the headline
    and at the ends of the story, those in scripts, and digits in the address that may be a day."""
    for element, _ in chain(page.near, page.above()):
        for attribute in ("datetime", "title", "content", "data-time", "data-date", "data-timestamp", "data-published"):
            if _DIGIT.search(value := element.get(attribute) or "") and (read := parse(value, "meta", hints)):
                yield read
                break
    above = [text for _, text in page.above(3) if not _UPDATED.search(text)]
    ends = [line[:MAX_LINE] for line in lines[-ENDS:] if len(line) <= MAX_LINE]
    for printed in chain(filter(_is_date_line, above), _openings(lines), filter(_is_date_line, ends)):
        if read := parse_text(printed, "text", hints):
            yield read
            break
    yield from _changed_at_once(page, hints, lines)
    yield from _in_scripts(page.tree, hints)
    if url and (found := from_url(url, hints, anywhere=True)):
        yield found


def _is_date_line(text: str) -> bool:
    """Whether a line is a date with a few words beside it at most."""
    found = TEXT_DATE.search(text)
    beside = TEXT_TIME.sub(" ", f"{text[: found.start()]} {text[found.end() :]}") if found else ""
    return found is not None and len(re.findall(r"[^\W\d_]{2,}", beside)) <= MAX_BESIDE


def _openings(lines: Sequence[str]) -> Iterator[str]:
    """The date with its year in a dateline: "LARKIN, 3 September 2026 - "."""
    for line in lines[:2]:
        if found := re.match(r"\W{0,2}[^\d.!?–—]{2,40}?[,(\s]\s*(?=\d|[A-Z])", line[:60]):
            dated = TEXT_DATE.match(line, found.end())
            if dated and re.match(r"\s*[)]?\s*[-–—:/(]", line[dated.end() : dated.end() + 4]):
                yield dated[0]


def _changed_at_once(page: Region, hints: Hints, lines: Sequence[str]) -> Iterator[Dated]:
    """The day of the last change where the story's dateline names the same: it was published on that day."""
    changed = find_modified(page, Metadata(), hints, None)
    if changed is None or changed.when.year > 2100:
        return
    starts = (find_dateline(lines[start:], changed.when) for start in (0, 3))  # a line or two of a menu may stand first
    dateline = next(filter(None, starts), None)
    read = parse_text(changed.printed, "text", hints)
    day = dateline.day if dateline else None
    if day and read and abs((read.when.date() - day).days) <= 1:
        yield day_of(day.year, day.month, day.day, changed.printed, "text", hints) or read


def _in_scripts(tree: etree._Element, hints: Hints) -> Iterator[Dated]:
    """What the data in scripts call the publication, where that is one day only: pages whose dates scripts write."""
    days: dict[date, Dated] = {}
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or len(text) > MAX_SCRIPT:
            continue
        for printed in islice(_IN_SCRIPT.finditer(text), 20):
            if read := parse(printed["when"], "script", hints):
                days.setdefault(read.when.date(), read)
    yield from days.values() if len(days) == 1 else ()


def _called(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    return (e for e in elements if _CALLED_DATE.search(f"{e.get('class', '')}{e.get('id', '')}"))
