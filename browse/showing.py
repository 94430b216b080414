"""How values look on a page, in the language of its reader, and what of an outlet's text may be there. Must not know
SQL or HTTP.

All texts here may come from strangers: they leave as plain text without control characters, never as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from browse.speaking import day_in, moment_in, month_in, say, spoken, weekday_in, words

EXCERPT_WORDS = 60

# C0 but tab and newline, DEL and C1, and the characters that reorder what is around them: a title must not turn
# "exe.gpj" into "jpg.exe" nor swap the words of the page beside it
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_UNITS = {"percentage_point": "percentage points", "basis_point": "basis points"}


def plain(value: Any) -> Any:
    """The value with all strings in it (dicts, lists and tuples are gone through) free of unseen characters."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def safe_link(url: object) -> str | None:
    """The address if it may stand in a link: http or https, a host, no user, no space, control or unseen character."""
    if not isinstance(url, str) or len(url) > 2000 or re.search(r"[\s\\<>\"'`{}|^]", url) or plain(url) != url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return url


def local(url: object) -> str:
    """An address of this desk without its host: datasette makes some with the host that the request names."""
    parts = urlsplit(str(url))
    path = "/" + parts.path.lstrip("/\\")  # to a browser a backslash is a slash, and "//" the start of a host
    return f"{path}?{parts.query}" if parts.query else path


def host_of(url: object) -> str:
    """The host of a link as a browser will call it: a look-alike name in another script shows as ``xn--``."""
    link = safe_link(url)
    if link is None:
        return ""
    host = urlsplit(link).hostname or ""
    try:
        return host.encode("idna").decode("ascii").removeprefix("www.")
    except UnicodeError:
        return ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a text: its first ``end`` characters, and a word to the reader where that is not all."""

    end: int
    note: str | None
    quotes: bool  # whether single sentences may stand on a page as evidence


def shown_of(text: str, show: str) -> Shown:
    """What an outlet's ``show`` lets stand on a page: full, excerpt (the first 60 words) or link (nothing)."""
    if show == "full":
        return Shown(len(text), None, True)
    if show == "excerpt":
        words = list(re.finditer(r"\S+", text))
        if len(words) <= EXCERPT_WORDS:
            return Shown(len(text), None, True)
        return Shown(
            words[EXCERPT_WORDS - 1].end(),
            say("Of this outlet only the first {n} words are shown.", n=EXCERPT_WORDS),
            True,
        )
    return Shown(0, say("Of this outlet only headline and link are shown."), False)


def moment(stamp: object, zone: str, *, precision: str | None = None) -> str:
    """``Mon 21 Sep 2026, 14:05`` in the zone, from UTC text as the store keeps it; the text itself if it is none.

    With ``precision`` day the date alone, as it stands: a date has no hour to move to another zone.
    """
    found = _parsed(stamp)
    if found is None:
        return "" if stamp is None else str(stamp)
    return weekday_in(found.date()) if precision == "day" else moment_in(found.astimezone(ZoneInfo(zone)))


def day(stamp: object, zone: str) -> str:
    """``21 Sep 2026`` in the zone."""
    found = _parsed(stamp)
    if found is None:
        return "" if stamp is None else str(stamp)
    return day_in(found.astimezone(ZoneInfo(zone)).date())


def _parsed(stamp: object) -> datetime | None:
    try:
        return datetime.strptime(str(stamp), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


_PART = re.compile(r"(\d{4})(?:-(?:([QH])(\d)|(\d\d)(?:-(\d\d))?))?", re.ASCII)


def period(label: object) -> str:
    """The period of a figure for people: ``2026-01/2026-08`` is ``Jan to Aug 2026``, ``2026-H1`` the first half.

    What is no period (``records.is_period``) stays as it is; None is empty.
    """
    text = "" if label is None else str(label)
    parts = [_PART.fullmatch(part) for part in text.split("/")]
    if not 1 <= len(parts) <= 2 or None in parts:
        return text
    first, last = (part.groups() for part in (parts[0], parts[-1]) if part is not None)
    try:
        if len(parts) == 1:
            return _part(*first)
        short = first[0] == last[0] and first[3] and last[3] and not first[4] and not last[4]  # months of one year
        begin = month_in(date(int(first[0]), int(first[3]), 1), year=False) if short else _part(*first)
        return say("{first} to {last}", first=begin, last=_part(*last))
    except ValueError:  # a thirteenth month
        return text


def _part(year: str, letter: str | None, nth: str | None, month: str | None, of_month: str | None) -> str:
    if letter == "Q":
        return say("Q{n} {year}", n=nth, year=year)
    if letter == "H":
        return say("first half of {year}", year=year) if nth == "1" else say("second half of {year}", year=year)
    if month is None:
        return year
    if of_month is None:
        return month_in(date(int(year), int(month), 1))
    return day_in(date(int(year), int(month), int(of_month)))


_MANY = {"person": "people", "datum": "data", "foot": "feet", "inch": "inches", "staff": "staff", "times": "times"}


def _many(word: str) -> str:
    """The plural of an English noun that is counted."""
    if word in _MANY:
        return _MANY[word]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


def _counted(unit: str, number: Decimal, printed: str) -> str:
    """What a number counts, in the language of the reader. English nouns get their plural where it is known that they
    are English: they are known words, or are printed so."""
    thing, slash, per = unit.partition("/")
    if spoken() != "en":
        return f"{say(thing)}{slash}{say(per)}" if per else say(unit)
    head, space, noun = thing.rpartition(" ")
    many = f"{head}{space}{_many(noun)}"
    known = thing in words() or re.search(rf"\b{re.escape(many)}\b", printed, re.IGNORECASE) is not None
    if number == 1 or not known or not re.fullmatch(r"[a-z]{3,}", noun):
        return unit
    return f"{many}{slash}{per}"


def amount(value: object, unit: object = None, printed: object = None) -> str:
    """A stored decimal for people, exact: ``MYR 1.2 billion``, ``5.2%``, ``1,234,567 tonnes``. ``printed``: as its
    article has it.

    A scale word is used only where at most three decimals are left; a value that is no number stays as it is.
    """
    if value is None:
        return ""
    unit_text = str(unit) if unit is not None else ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    written = _grouped(number)
    if unit_text == "percent":
        return f"{written}%"
    if unit_text in _UNITS:
        return f"{written} {say(_UNITS[unit_text])}"
    if re.fullmatch(r"[A-Z]{3}", unit_text):
        return f"{unit_text} {written}"
    return f"{written} {_counted(unit_text.replace('_', ' '), number, str(printed or ''))}".strip()


def _grouped(number: Decimal) -> str:
    for scale, word in _SCALES:
        if abs(number) >= scale:
            scaled = number / scale
            if scaled == scaled.quantize(Decimal("0.001")):
                return f"{_plain_digits(scaled)} {say(word)}"
    return _plain_digits(number)


def _plain_digits(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_FIELDS = {
    "title": "Headline",
    "authors": "Authors",
    "agency": "Agency",
    "dateline": "Dateline",
    "published": "Published",
    "modified": "Changed",
    "section": "Section",
    "language": "Language",
    "paywalled": "Paywall",
    "image": "Picture",
    "canonical_url": "Address",
}
_PLACES = {
    "json-ld": "JSON-LD",
    "meta": "meta tag",
    "og": "og tag",
    "h1": "h1",
    "title": "title tag",
    "hint": "the outlet's selector",
    "url": "address",
    "end": "last line",
}


def where_from(evidence: dict[str, list[str]] | None) -> list[dict[str, Any]]:
    """The evidence of an article for people: ``field``, ``places`` and ``sure``, in an order that people read in."""
    known = evidence or {}
    names = [*(name for name in _FIELDS if name in known), *(name for name in known if name not in _FIELDS)]
    return [
        {
            "field": _FIELDS.get(name, name),
            "places": [_PLACES.get(place, place) for place in known[name][0].split("+")],
            "sure": known[name][1],
        }
        for name in names
    ]


def language_tag(language: object) -> str:
    """The language for a ``lang`` attribute; empty where it is no tag."""
    return language if isinstance(language, str) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2,8})?", language) else ""


def post(row: dict[str, Any]) -> str:
    """``Minister, MITI`` of a row with role, status, organisation and short; what is not known is left out."""
    role = row.get("role")
    if not role:
        return ""
    status = row.get("status")
    organisation = row.get("short") or row.get("organisation")
    titled = str(role)
    if status == "former" and not titled.casefold().startswith("former"):
        titled = say("former {role}", role=role)
    elif status == "acting" and not titled.casefold().startswith("acting"):
        titled = say("acting {role}", role=role)
    elif status == "designate" and "designate" not in titled.casefold():
        titled = say("{role} designate", role=role)
    return f"{titled}, {organisation}" if organisation else titled
