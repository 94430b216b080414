"""Finds the date expressions of a sentence, each with the period that it names.

Knows how English, Malay, Indonesian and Chinese print dates; must not know what a figure is, nor calendars
(nlp.figures.periods). What cannot be resolved has period None, yet its numbers are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from nlp.figures.date_patterns import MONTHS, PATTERNS
from nlp.figures.periods import of_again, of_same, resolve

_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS)
_BEFORE_BASE = re.compile(
    r"(?:compared (?:to|with)|against|over|than|versus|vs\.?|berbanding|dibandingkan?(?: dengan)?"
    r"|up from|down from|from"
    r"|as (?!early|late|soon|recently|far)\w+ as"
    r"|in contrast to|相比|较|比|same (?:period|month|quarter|time)(?: of| in)?|tempoh sama"
    r"|periode (?:yang )?sama)\W+(?:[a-z]+ ){0,3}$",
    re.IGNORECASE,
)
_BASES = ("previous", "preceding", "prior", "ago", "earlier", "before", "sebelum", "上年", "同期", "same")
_WITH_MONTH = frozenset({"day_month", "month_day", "month_year", "bare_month", "month_noun"})
_STRETCHES = frozenset({"months", "months_of", "to_month", "quarter", "lapse"})
_OTHER_WORDS = frozenset({"may", "mar", "march", "mac", "dec", "des", "dis", "sep", "jun"})


# What a sentence must hold for a pattern to have a chance, so that most patterns are never run on most sentences: the
# patterns took 14 of 40 ms an article of 800 words before. A gate may be too wide, never too narrow.
_DIGIT, _YEAR = re.compile(r"\d"), re.compile(r"(?:18|19|20|21)\d\d")
_PARTED = re.compile(r"\d/\d|\d[-.]\d{1,2}[-.]\d")
_HANZI = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[a-z]+")
_PREPOSITIONS = (
    "in since by until during from for of to last this next pada sejak menjelang hingga sehingga bagi akhir end mid"
    " early late bulan".split()
)
_MONTH_WORDS = frozenset(MONTHS) | {prefix + month for prefix in _PREPOSITIONS for month in MONTHS}
#: "1Q", "H1 2024", "3QFY25", "1Qof 2024", and so on.
_CODES = frozenset("q h qfy hfy qof hof".split())
_CLOCKS = frozenset("am pm m noon midnight hours hrs gmt jam pukul pagi petang tengah malam sore wib".split())
_ENDING = frozenset("year quarter half month months tahun suku separuh bulan".split())
_PARTS = ("quarter", "half", "suku", "separuh", "kuartal", "paruh", "semester", "triwulan")
_SPANS = frozenset("year month week day hour decade quarter minute".split())
_PASSED = frozenset(
    """past last next previous coming recent these preceding following subsequent ago earlier later before lalu lepas
    akan kemudian mendatang""".split()
)
_LAPSES = _SPANS | {span + "s" for span in _SPANS} | {"tahun", "bulan", "minggu", "hari", "jam"}
_RELATIVES = _LAPSES | frozenset("suku ini semalam kelmarin kemarin yesterday today tomorrow tonight".split())
_SAMES = frozenset({"same", "corresponding", "year", "sama", "setahun"})
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def _chances(text: str) -> frozenset[str]:
    """The kinds of date that ``text`` may hold."""
    low = text.casefold()
    found = _WORD.findall(low)
    words = set(found)
    hanzi = not text.isascii() and _HANZI.search(text) is not None
    kinds: set[str] = set()
    if hanzi:
        kinds |= {"hanzi", "hanzi_month"}
    if _DIGIT.search(text):
        if hanzi or ":" in text or not words.isdisjoint(_CLOCKS):
            kinds.add("time")
        if not words.isdisjoint(_CODES):
            kinds.add("code")
        if _PARTED.search(text):
            kinds |= {"iso", "numeric"}
        if "0s" in low or "0-an" in low:
            kinds.add("decade")
        if "fy" in low:
            kinds.add("fiscal")
        if _YEAR.search(text):
            kinds |= {"years", "year"}
    if not words.isdisjoint(_MONTH_WORDS):
        kinds |= {"day_month", "month_day", "month_year", "bare_month", "month_noun"}
        if not words.isdisjoint(_ENDING):
            kinds.add("to_month")
        if sum(word in _MONTH_WORDS for word in found) > 1:
            kinds.add("months")
    if not words.isdisjoint({"first", "initial", "bulan", "suku"}):
        kinds.add("months_of")
    if hanzi or not words.isdisjoint(_SAMES):
        kinds.add("same")
    if "the" in words and not words.isdisjoint({"first", "second", "third", "fourth"}):
        kinds.add("again")
    if not words.isdisjoint(_WEEKDAYS):
        kinds.add("weekday")
    if any(part in low for part in _PARTS):
        kinds.add("quarter")
    if hanzi or not words.isdisjoint(_RELATIVES):
        kinds.add("relative")
    if not words.isdisjoint(_LAPSES) and not words.isdisjoint(_PASSED):
        kinds.add("lapse")
    return frozenset(kinds)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """``base``: the period a change is measured against ("compared to the previous year")."""

    start: int
    end: int
    kind: str
    period: str | None
    base: bool


def _is_month(found: re.Match[str]) -> bool:
    """Whether a month's name is one: "may" and "dis" are other words too, unless they open with a capital."""
    name, prefix = found["m"], (found.groupdict().get("prep") or "").lower()
    if prefix:
        return name[0].isupper() and not (prefix == "to" and name.lower() in _OTHER_WORDS)
    return name[0].isupper() or name.lower() not in _OTHER_WORDS


def find_dates(text: str, published: date | None) -> list[DateSpan]:
    """Date expressions of one sentence in order, not overlapping; offsets in ``text``."""
    taken = bytearray(len(text))
    spans: list[DateSpan] = []
    chances = _chances(text)
    for kind, pattern in _COMPILED:
        if kind not in chances:
            continue
        for found in pattern.finditer(text):
            start, end = found.span()
            if start == end or any(taken[start:end]):
                continue
            if kind == "bare_month":
                start = found.start("m")
            if kind in _WITH_MONTH and not _is_month(found):
                continue
            taken[start:end] = b"\x01" * (end - start)
            words = found.group().lower()
            against = _BEFORE_BASE.search(text[max(0, start - 48) : start])
            if against and against.group().lower().startswith("over") and kind in _STRETCHES:
                against = None  # "over the first half" is a time, "over 2023" a comparison
            base = kind == "same" or any(cue in words for cue in _BASES) or against is not None
            spans.append(DateSpan(start, end, kind, resolve(kind, found, published), base))
    spans.sort(key=lambda span: span.start)
    return [_as_before(span, spans, text) if span.kind in ("same", "again") else span for span in spans]


def _as_before(span: DateSpan, spans: list[DateSpan], text: str) -> DateSpan:
    """ "the same period last year" is the sentence's own period a year before: the nearest one named before it, else
    the first one behind."""
    own = [other for other in spans if other.period and not other.base]
    before = [other for other in own if other.end <= span.start]
    chosen = before[-1] if before else own[0] if own else None
    if chosen is None:
        return span
    how = of_same if span.kind == "same" else of_again
    return replace(span, period=how(text[span.start : span.end], chosen.period))
