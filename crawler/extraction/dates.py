"""When an article was published, with its time and zone, as printed, and where that was found.

Pure; reads no clock: whether a date lies in the future is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser
from lxml import etree

from crawler.extraction.hints import Hints
from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata
from crawler.extraction.region import labelled, near_headline

Precision = Literal["second", "minute", "day"]

_META = ("article:published_time", "og:published_time", "article:published", "datepublished", "publish-date",
         "publish_date", "publishdate", "published_time", "parsely-pub-date", "sailthru.date",
         "cxenseparse:recs:publishtime", "pubdate", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date",
         "dc.date.created", "date", "rnews:datepublished", "cxenseparse:publishtime", "article.published")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan januari januar jänner janvier janv enero ene gennaio gen janeiro januari ocak stycznia styczeń",
         "february feb februari pebruari februar febrero février févr fevrier febbraio fevereiro fev şubat lutego luty",
         "march mar mac maret märz mrz mars marzo março marts maart mrt mart marca marzec",
         "april apr avril avr abril abr aprile nisan kwietnia kwiecień",
         "may mei mai mayo maggio mag maio maj mayıs maja",
         "june jun juni juin junio giugno giu junho haziran czerwca czerwiec",
         "july jul julai juli juillet juil julio luglio lug julho temmuz lipca lipiec",
         "august aug ogos agustus ogo août aout agosto ago augustus augusti ağustos sierpnia sierpień",
         "september sept sep septembre septiembre settembre setembro set eylül września wrzesień",
         "october oct oktober okt octobre octubre ottobre ott outubro out ekim października październik",
         "november nov novembre noviembre novembro kasım listopada listopad",
         "december dec disember desember dis dezember dez décembre déc diciembre dic dicembre dezembro aralık grudnia "
         "grudzień des"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_TEXT_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º)?[\s,.-]+(?:de\s+)?(?P<m1>{_NAME})\b\.?(?:\s+del?)?[\s,.-]+"
    r"(?P<y1>(?:19|20)\d\d)"
    rf"|\b(?P<m2>{_NAME})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)[-/.年]\s?(?P<m3>\d{1,2})[-/.月]\s?(?P<d3>\d{1,2})"
    r"|(?<![\d.])(?P<a4>\d{1,2})[/.-]\s?(?P<b4>\d{1,2})[/.-]\s?"
    r"(?P<y4>(?:19|20)\d\d|(?<=\d\.)\d\d(?![\d.:])|(?<=\d\. )\d\d(?![\d.:]))",
    re.IGNORECASE,
)
_TEXT_TIME = re.compile(
    r"(?<![\d:.+-])(?P<h>[01]?\d|2[0-3])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?\s*"
    r"(?P<half>[ap]\.?m\b\.?|pagi|tengah hari|petang|malam)?"
    r"(?:\s*\(?(?P<zone>UTC|GMT|MYT|SGT|WIB|BST|[+-]\d\d:?\d\d)\b\)?(?P<shift>[+-]\d{1,2})?)?",
    re.IGNORECASE,
)
# Abbreviations that name one zone only; EST, CST, IST and BST name several and are left out.
_ZONES = {"UTC": 0, "GMT": 0, "MYT": 8, "SGT": 8, "WIB": 7, "WITA": 8, "WIT": 9, "HKT": 8, "ICT": 7, "PHT": 8, "JST": 9,
          "KST": 9, "CET": 1, "CEST": 2, "EDT": -4, "CDT": -5, "PDT": -7}  # fmt: skip
_URL_DATE = re.compile(
    r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?=[/._-]|$)"
    r"|/(?P<y2>20\d\d)/?(?P<m2>0[1-9]|1[0-2])/?(?P<d2>0[1-9]|[12]\d|3[01])(?=/)"
    r"|[/-](?P<y3>20\d\d)-(?P<m3>0[1-9]|1[0-2])-(?P<d3>0[1-9]|[12]\d|3[01])(?=[/._-]|$)"
)


MAX_BESIDE = 6  # words beside a date near the headline; a caption or a sentence has more
_UPDATED = re.compile(
    r"\b(?:last\s+)?(?:updated|modified)\b|\b(?:zuletzt\s+)?(?:aktualisiert|geändert)\b|\bstand:|\b(?:mis\s+à\s+jour|modifié)\b"
    r"|\bactualizad[oa]\b|\baggiornato\b|\batualizad[oa]\b|\bbijgewerkt\b|\b(?:sist\s+)?oppdatert\b|\buppdaterad\b"
    r"|\bopdateret\b|\baktualizacja\b|\bson\s+güncelleme\b|\bdikemas\s*kini\b|\bkemas\s*kini\b|\bdiperbarui\b|更新|수정",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^(?:date|datum|published(?:\s+on)?|tarikh|tanggal|fecha|data|dato|发布时间|发表时间|时间)\s*[:：]?\s*\d[\w\s.,:/年月日-]{5,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A point in time as found. ``zoned`` tells whether the zone was printed or is the outlet's."""

    when: datetime  # aware UTC
    printed: str
    source: str
    precision: Precision
    zoned: bool
    sure: Literal["agreed", "said", "read"] = "said"


def find_published(tree: etree._Element, data: Metadata, url: str | None, hints: Hints) -> Dated | None:
    """When the page says it was published: the outlet's selector, JSON-LD, meta tags, <time>, the address, the
    text beside the headline; a source that knows only the day gives way to a later one that knows the time of the
    same day. A year outside 1990-2100 (Buddhist era, a typing error) is no date."""
    best: Dated | None = None
    agreed = False
    for found in _candidates(tree, data, url, hints):
        if best is None or _refines(found, best):
            agreed = agreed or (best is not None and _independent(found, best))
            best = found
        elif _independent(found, best) and abs((found.when - best.when).total_seconds()) < 36 * 3600:
            agreed = True
        if best.precision != "day" and best.zoned and agreed:
            break
    if best is None:
        return None
    read = best.source in ("text", "url")
    return replace(best, sure="agreed" if agreed else "read" if read else "said")


def _independent(one: Dated, other: Dated) -> bool:
    """JSON-LD and meta tags come out of one field of the newsroom's system; what readers see and the address do not."""
    return one.source != other.source and not {one.source, other.source} <= {"json-ld", "meta"}


def _refines(found: Dated, best: Dated) -> bool:
    """Whether ``found`` tells the same moment better than ``best`` does."""
    apart = abs((found.when - best.when).total_seconds())
    if best.precision == "day":
        return found.precision != "day" and apart < 36 * 3600
    return found.zoned and not best.zoned and found.precision != "day" and apart <= 15 * 3600 and apart % 900 < 60


def find_modified(tree: etree._Element, data: Metadata, hints: Hints, published: datetime | None) -> Dated | None:
    """When the page says it was last changed, or None; what lies before the publication is no change."""
    said = data.said("dateModified") or next((node.get("dateModified") for node in data.about), None)
    printed = [("json-ld", said if isinstance(said, str) else None)]
    printed += [("meta", data.first(name)) for name in _MODIFIED]
    found = [parse(text, source, hints) for source, text in printed if text]
    found += [_parse_text(text[label.end() :], "text", hints) for _, text in near_headline(tree, data)
              if (label := _UPDATED.search(text))]  # fmt: skip
    for dated in found:
        if dated and (published is None or dated.when >= published):
            return replace(dated, sure="read" if dated.source == "text" else "said")
    return None


def parse(printed: str, source: str, hints: Hints) -> Dated | None:
    """A date as machines write it (ISO 8601 and its relatives), or None. Without zone it is read in the outlet's."""
    text = printed.strip()
    if (
        not re.match(r"(?:[A-Za-z]{3,9},?\s+)?\w", text)
        or len(text) > 64
        or not re.search(r"\d{4}|\d{1,2}[/.]\d", text)
    ):
        return None
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):  # seconds or milliseconds since 1970
        moment = datetime.fromtimestamp(int(text[:10]), UTC)
        return Dated(when=moment, printed=printed, source=source, precision="second", zoned=True)
    whole = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", text)
    if whole:
        return _day(int(whole[1]), int(whole[2]), int(whole[3]), printed, source, hints)
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]?\d\d", text):
        return _parse_text(text, source, hints)
    try:
        moment = dateutil_parser.isoparse(
            re.sub(r"(?<=\d)\s+(?=[+-]\d)", "", text).replace(" UTC", "Z").replace(" ", "T", 1)
        )
    except ValueError:
        return _parse_text(text, source, hints)
    seconds = bool(re.search(r"\d\d:?\d\d:?\d\d", text[10:]))
    return _moment(moment, printed, source, "second" if seconds else "minute", hints)


def _candidates(tree: etree._Element, data: Metadata, url: str | None, hints: Hints) -> Iterator[Dated]:
    found: list[Dated | None] = []
    if hints.date:
        for element in tree.cssselect(hints.date):
            printed = element.get("datetime") or element.get("content") or text_of(element)
            found.append(_parse_hint(printed, hints))
    yield from (date for date in found if date)
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
    in_url = _from_url(url, hints) if url else None
    for printed in _times(tree):
        if read := parse(printed, "meta", hints):
            if in_url is None or abs((read.when - in_url.when).total_seconds()) < 48 * 3600:
                yield read
            break
    if in_url:
        yield in_url
    for printed in _printed(tree, data):
        if read := _parse_text(printed, "text", hints):
            yield read
            return


def _printed(tree: etree._Element, data: Metadata) -> Iterator[str]:
    """What readers see as the date: near the headline, in an element called a date, or behind a label."""
    for element, text in near_headline(tree, data):
        shown = _UPDATED.split(text)[0]
        if (found := _TEXT_DATE.search(shown)) and not any(True for _ in element.iterancestors("figure", "figcaption")):
            beside = _TEXT_TIME.sub(" ", shown[: found.start()] + " " + shown[found.end() :])
            if len(re.findall(r"[^\W\d_]{2,}", beside)) <= MAX_BESIDE:
                yield shown
    labels = dict.fromkeys(found[0] for found in labelled(tree, _DATE_LABEL))
    yield from labels if len(labels) == 1 else ()
    yield from _called_date(tree)


def _times(tree: etree._Element) -> Iterator[str]:
    for path in (
        "//*[@itemprop='datePublished'][@datetime or @content]",
        "//time[@pubdate][@datetime]",
        "//article//time[@datetime] | //main//time[@datetime]",
        "//header//time[@datetime]",
    ):
        for element in tree.xpath(path)[:3]:
            yield element.get("datetime") or element.get("content") or ""


def _called_date(tree: etree._Element) -> Iterator[str]:
    """Short texts of elements whose class or id speaks of a date, the nearest behind the first h1 first."""
    named = (
        "*[self::p or self::span or self::div or self::time or self::li or self::small or self::em]"
        "[contains(translate(concat(@class,' ',@id),'DATEIMPUBLSH','dateimpublsh'),'date') or"
        " contains(translate(concat(@class,' ',@id),'DATEIMPUBLSH','dateimpublsh'),'time') or"
        " contains(translate(concat(@class,' ',@id),'DATEIMPUBLSH','dateimpublsh'),'publish')]"
    )
    for element in tree.xpath(f"//h1/following::{named}")[:5] + tree.xpath(f"//h1/preceding::{named}")[-3:]:
        text = text_of(element)
        if 6 <= len(text) <= 120:
            yield text


def _parse_hint(printed: str, hints: Hints) -> Dated | None:
    if hints.date_format:
        length = len(printed)
        for start in (0, *(match.end() for match in re.finditer(r"\s+|[|:]\s", printed[:200]))):
            for end in (length, *(match.start() for match in re.finditer(r"\s+|$", printed[:300]))):
                piece = printed[start:end].strip(" |,\u00a0")
                try:
                    moment = datetime.strptime(piece, hints.date_format)
                except ValueError:
                    continue
                precision: Precision = "minute" if "%M" in hints.date_format else "day"
                if "%S" in hints.date_format:
                    precision = "second"
                if precision == "day":
                    return _day(moment.year, moment.month, moment.day, piece, "hint", hints)
                return _moment(moment, piece, "hint", precision, hints)
        return None
    return parse(printed, "hint", hints) or _parse_text(printed, "hint", hints)


def _parse_text(printed: str, source: str, hints: Hints) -> Dated | None:
    """A date as people write it in English, Malay, Indonesian, Chinese or a larger European language. Day before month,
    but for the United States; where the order cannot be known (3/4/2024 of an unknown country) there is no date."""
    found = _TEXT_DATE.search(printed)
    if not found:
        return None
    parts = found.groupdict()
    if parts["d1"] or parts["d2"]:
        number = "1" if parts["d1"] else "2"
        year, month, day = int(parts["y" + number]), MONTHS[parts["m" + number].lower()], int(parts["d" + number])
    elif parts["y3"]:
        year, month, day = int(parts["y3"]), int(parts["m3"]), int(parts["d3"])
    else:
        first, second, year = int(parts["a4"]), int(parts["b4"]), int(parts["y4"])
        year += 2000 if year < 100 else 0
        dotted = printed[found.end("a4")] == "."  # nobody writes the month first with full stops
        if first <= 12 and second <= 12 and first != second and hints.country is None and not dotted:
            return None
        day, month = (second, first) if hints.country == "US" or second > 12 else (first, second)
    clock = _TEXT_TIME.search(printed, found.end()) or _TEXT_TIME.search(printed[: found.start()])
    as_printed = " ".join(printed.split())[:120]
    if not clock:
        return _day(year, month, day, as_printed, source, hints)
    hour, minute, second = int(clock["h"]), int(clock["min"]), int(clock["s"] or 0)
    half = (clock["half"] or "").lower().replace(".", "")
    if half in ("pm", "petang", "malam", "tengah hari") and hour < 12 and not (half == "malam" and hour < 6):
        hour += 12
    elif half in ("am", "pagi") and hour == 12:
        hour = 0
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    zone = clock["zone"]
    if zone:
        shift = _ZONES.get(zone.upper())
        if shift is not None:
            shift += int(clock["shift"] or 0)
            moment = datetime.fromisoformat(f"{moment.isoformat()}{shift:+03d}:00")
        elif zone[0] in "+-":
            moment = datetime.fromisoformat(f"{moment.isoformat()}{zone[:3]}:{zone[-2:]}")
    return _moment(moment, as_printed, source, "second" if clock["s"] else "minute", hints)


def _from_url(url: str, hints: Hints) -> Dated | None:
    found = _URL_DATE.search(url)
    if not found:
        return None
    year, month, day = (
        int(next(value for key, value in found.groupdict().items() if key[0] == part and value)) for part in "ymd"
    )
    return _day(year, month, day, found[0].strip("/-"), "url", hints)


def _day(year: int, month: int, day: int, printed: str, source: str, hints: Hints) -> Dated | None:
    """A day without a time is kept as its first moment in the outlet's zone."""
    try:
        moment = datetime.combine(date(year, month, day), time())
    except ValueError:
        return None
    return _moment(moment, printed, source, "day", hints)


def _moment(moment: datetime, printed: str, source: str, precision: Precision, hints: Hints) -> Dated | None:
    """In UTC. Without zone and without an outlet's zone the time of day is not known: precision "day"."""
    if not 1990 <= moment.year <= 2100:
        return None
    zoned = moment.tzinfo is not None or hints.zone is not None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(hints.zone) if hints.zone else UTC)
    if not zoned:
        precision = "day"
    return Dated(when=moment.astimezone(UTC), printed=printed, source=source, precision=precision, zoned=zoned)
