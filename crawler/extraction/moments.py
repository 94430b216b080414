"""Dates and times as pages print them, for machines and for readers, to a moment in UTC.

Pure; knows how dates are written, not where they stand on a page. Reads no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

from crawler.extraction.hints import Hints

Precision = Literal["second", "minute", "day"]

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
TEXT_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|hb|º)?[\s,.-]+(?:de\s+)?(?P<m1>{_NAME})\b\.?(?:\s+del?)?[\s,.-]+"
    r"(?P<y1>(?:19|20)\d\d|25[4-9]\d)"
    rf"|\b(?P<m2>{_NAME})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d|25[4-9]\d)"
    r"|(?:民國|民国)\s?(?P<y5>\d{2,3})\s?年\s?(?P<m5>\d{1,2})\s?月\s?(?P<d5>\d{1,2})"
    r"|(?P<y6>[二〇零○一三四五六七八九]{4})年(?P<m6>[一二三四五六七八九十]{1,2})月(?P<d6>[一二三四五六七八九十]{1,3})日"
    r"|(?P<y3>(?:19|20)\d\d)(?:[-/.]|\s?年)\s?(?P<m3>\d{1,2})(?:[-/.]|\s?月)\s?(?P<d3>\d{1,2})"
    r"|(?<![\d.])(?P<a4>\d{1,2})[/.-]\s?(?P<b4>\d{1,2})[/.-]\s?"
    r"(?P<y4>(?:19|20)\d\d|(?<=\d\.)\d\d(?![\d.:])|(?<=\d\. )\d\d(?![\d.:]))",
    re.IGNORECASE,
)
TEXT_TIME = re.compile(
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
_URL_ANYWHERE = re.compile(
    r"/(?P<y>20[0-3]\d)-?(?P<m>0[1-9]|1[0-2])/(?P<d>0[1-9]|[12]\d|3[01])/"
    r"|/(?P<y2>20[0-3]\d)/(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])/"
    r"|(?:[/=_-]|(?<=[/=_-])[A-Za-z])(?P<y3>20[0-3]\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?=\d{0,8}(?:[./_&?#-]|$))"
)
_REPUBLIC = 1911  # the year before the first of the Republic of China
_BUDDHIST = 543
_HAN_DIGITS: dict[str, int] = dict(zip("〇零○一二三四五六七八九", (0, 0, 0, *range(1, 10)), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A point in time as found. ``zoned`` tells whether the zone was printed or is the outlet's."""

    when: datetime  # aware UTC
    printed: str
    source: str
    precision: Precision
    zoned: bool
    sure: Literal["agreed", "said", "read"] = "said"


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
        return day_of(int(whole[1]), int(whole[2]), int(whole[3]), printed, source, hints)
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]?\d\d", text):
        return parse_text(text, source, hints)
    try:
        moment = dateutil_parser.isoparse(
            re.sub(r"(?<=\d)\s+(?=[+-]\d)", "", text).replace(" UTC", "Z").replace(" ", "T", 1)
        )
    except ValueError:
        return parse_text(text, source, hints)
    seconds = bool(re.search(r"\d\d:?\d\d:?\d\d", text[10:]))
    return moment_of(moment, printed, source, "second" if seconds else "minute", hints)


def parse_text(printed: str, source: str, hints: Hints) -> Dated | None:
    """A date as people write it in English, Malay, Indonesian, Chinese or a larger European language. Day before month,
    but for the United States; where the order cannot be known (3/4/2024 of an unknown country) there is no date."""
    found = TEXT_DATE.search(printed)
    if not found:
        return None
    parts = found.groupdict()
    if parts["d1"] or parts["d2"]:
        number = "1" if parts["d1"] else "2"
        year = int(parts["y" + number])
        year -= _BUDDHIST if year >= 2540 else 0
        month, day = MONTHS[parts["m" + number].lower()], int(parts["d" + number])
    elif parts["y5"]:
        year, month, day = int(parts["y5"]) + _REPUBLIC, int(parts["m5"]), int(parts["d5"])
    elif parts["y6"]:
        year, month, day = _han_number(parts["y6"]), _han_number(parts["m6"]), _han_number(parts["d6"])
    elif parts["y3"]:
        year, month, day = int(parts["y3"]), int(parts["m3"]), int(parts["d3"])
    else:
        first, second, year = int(parts["a4"]), int(parts["b4"]), int(parts["y4"])
        year += 2000 if year < 100 else 0
        dotted = printed[found.end("a4")] == "."  # nobody writes the month first with full stops
        if first <= 12 and second <= 12 and first != second and hints.country is None and not dotted:
            return None
        day, month = (second, first) if hints.country == "US" or second > 12 else (first, second)
    clock = TEXT_TIME.search(printed, found.end()) or TEXT_TIME.search(printed[: found.start()])
    as_printed = " ".join(printed.split())[:120]
    if not clock:
        return day_of(year, month, day, as_printed, source, hints)
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
    return moment_of(moment, as_printed, source, "second" if clock["s"] else "minute", hints)


def _han_number(text: str) -> int:
    """The number of Han numerals: digit for digit (二〇二六), or with tens (二十八)."""
    tens, mark, ones = text.partition("十")
    if not mark:
        return int("".join(str(_HAN_DIGITS[digit]) for digit in text))
    return 10 * (_HAN_DIGITS[tens[0]] if tens else 1) + (_HAN_DIGITS[ones[0]] if ones else 0)


def from_url(url: str, hints: Hints, *, anywhere: bool = False) -> Dated | None:
    """The day in an address that stands between strokes; ``anywhere``: also at the start of the number of a page
    (``id=20260925017``, ``/202609/28/P2026092800412.htm``), where chance may put the digits of a day too."""
    found = (_URL_ANYWHERE if anywhere else _URL_DATE).search(url)
    if not found:
        return None
    year, month, day = (
        int(next(value for key, value in found.groupdict().items() if key[0] == part and value)) for part in "ymd"
    )
    return day_of(year, month, day, found[0].strip("/-"), "url", hints)


def day_of(year: int, month: int, day: int, printed: str, source: str, hints: Hints) -> Dated | None:
    """A day without a time is kept as its first moment in the outlet's zone."""
    try:
        moment = datetime.combine(date(year, month, day), time())
    except ValueError:
        return None
    return moment_of(moment, printed, source, "day", hints)


def moment_of(moment: datetime, printed: str, source: str, precision: Precision, hints: Hints) -> Dated | None:
    """In UTC. Without zone and without an outlet's zone the time of day is not known: precision "day"."""
    if not 1990 <= moment.year <= 2100:
        return None
    zoned = moment.tzinfo is not None or hints.zone is not None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(hints.zone) if hints.zone else UTC)
    if not zoned:
        precision = "day"
    return Dated(when=moment.astimezone(UTC), printed=printed, source=source, precision=precision, zoned=zoned)
