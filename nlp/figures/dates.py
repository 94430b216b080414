"""Finds date expressions in a sentence and says which period each names, resolved against the publication date.

Knows calendars and how English, Malay, Indonesian and Chinese print dates; must not know what a figure is. A period
is an ISO 8601 date, month or year (2024-02-21, 2024-02, 2024), a quarter or half (2024-Q1, 2024-H1), or two of them
parted by a solidus (2021/2023, both included). What cannot be resolved has period None, yet its numbers are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.figures.date_patterns import MONTHS, ORDINALS, PATTERNS

_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS)
_BEFORE_BASE = re.compile(
    r"(?:compared (?:to|with)|against|over|than|versus|vs\.?|berbanding|dibandingkan?(?: dengan)?"
    r"|up from|down from|from"
    r"|in contrast to|相比|较|比|same (?:period|month|quarter|time)(?: of| in)?|tempoh sama"
    r"|periode (?:yang )?sama)\W+(?:[a-z]+ ){0,3}$",
    re.IGNORECASE,
)
_BASES = ("previous", "preceding", "prior", "ago", "earlier", "before", "sebelum", "上年", "同期", "same")
_NUMBER_NAMES = {
    word: value
    for words in (
        "one two three four five six seven eight nine ten eleven",
        "satu dua tiga empat lima enam tujuh lapan sembilan sepuluh sebelas",
    )
    for value, word in enumerate(words.split(), start=1)
}


_WITH_MONTH = frozenset({"day_month", "month_day", "month_year", "bare_month"})
_OTHER_WORDS = frozenset({"may", "mar", "march", "mac", "dec", "des", "dis", "sep", "jun"})


# What a sentence must hold for a pattern to have a chance, so that most patterns are never run on most sentences: the
# patterns took 14 of 40 ms an article of 800 words before. A gate may be too wide, never too narrow.
_DIGIT, _YEAR = re.compile(r"\d"), re.compile(r"(?:18|19|20|21)\d\d")
_HANZI = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[a-z]+")
_PREPOSITIONS = (
    "in since by until during from for of to pada sejak menjelang hingga akhir end mid early late bulan".split()
)
_MONTH_WORDS = frozenset(MONTHS) | {prefix + month for prefix in _PREPOSITIONS for month in MONTHS}
_PARTS = ("quarter", "half", "suku", "separuh", "kuartal", "paruh", "semester", "triwulan")
_SPANS = frozenset("year month week day hour decade quarter minute".split())
_LAPSES = _SPANS | {span + "s" for span in _SPANS} | {"tahun", "bulan", "minggu", "hari", "jam"}
_RELATIVES = _LAPSES | frozenset("suku ini semalam kelmarin kemarin yesterday today tomorrow tonight".split())


def _chances(text: str) -> frozenset[str]:
    """The kinds of date that ``text`` may hold."""
    low = text.casefold()
    words = set(_WORD.findall(low))
    hanzi = not text.isascii() and _HANZI.search(text) is not None
    kinds: set[str] = set()
    if hanzi:
        kinds |= {"hanzi", "hanzi_month"}
    if _DIGIT.search(text):
        kinds |= {"code", "time"}
        if "-" in text or "/" in text or "." in text:
            kinds |= {"iso", "numeric"}
        if "0s" in low or "0-an" in low:
            kinds.add("decade")
        if "fy" in low:
            kinds.add("fiscal")
        if _YEAR.search(text):
            kinds |= {"years", "year"}
    if not words.isdisjoint(_MONTH_WORDS):
        kinds |= {"months", "day_month", "month_day", "month_year", "bare_month"}
    if "first" in words or "initial" in words or "bulan" in words:
        kinds.add("months_of")
    if any(part in low for part in _PARTS):
        kinds.add("quarter")
    if hanzi or not words.isdisjoint(_RELATIVES):
        kinds.add("relative")
    if not words.isdisjoint(_LAPSES):
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


def _shift(relative: str | None, published: date | None) -> int | None:
    if relative is None or published is None:
        return None
    word = relative.lower()
    if any(
        cue in word
        for cue in ("last", "lalu", "lepas", "previous", "去", "上年", "ago", "sebelum", "preceding", "prior")
    ):
        return published.year - 1
    if any(cue in word for cue in ("next", "depan", "明", "hadapan", "coming")):
        return published.year + 1
    if any(cue in word for cue in ("this", "ini", "今", "current")):
        return published.year
    return None


def _own_year(found: re.Match[str], published: date | None, *names: str) -> int | None:
    groups = found.groupdict()
    for name in names:
        if groups.get(name):
            return int(groups[name])
    if groups.get("yy"):
        return 2000 + int(groups["yy"])
    for name in ("ry", "rym", "rel", "relq"):
        if groups.get(name):
            return _shift(groups[name], published)
    return None


def _near_month(month: int, published: date | None, *, ahead: bool) -> str | None:
    """A month without a year is the latest one before publication, or the next one behind "by" and "until"."""
    if published is None:
        return None
    year = published.year
    if ahead and month < published.month:
        year += 1
    elif not ahead and month > published.month:
        year -= 1
    return f"{year}-{month:02d}"


def _of_month(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    month = MONTHS[groups["m"].lower()]
    year = _own_year(found, published, "y")
    if year is None:
        if groups.get("ry"):
            return None
        near = _near_month(
            month, published, ahead=(groups.get("prep") or "").lower() in ("by", "until", "menjelang", "hingga")
        )
        if near is None:
            return None
        year = int(near[:4])
    if groups.get("d") and not groups.get("d2"):
        day = int(re.sub(r"\D", "", groups["d"]))
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return f"{year}-{month:02d}"
    return f"{year}-{month:02d}"


def _of_part(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    nth = ORDINALS.get((groups["nth"] or groups["nthm"] or "").lower())
    part = (groups["part"] or groups["partm"] or "").lower()
    letter = "H" if part in ("half", "separuh", "paruh", "semester") else "Q"
    year = _own_year(found, published, "y", "yq")
    if nth is None or year is None or (letter == "H" and nth > 2):
        return None
    return f"{year}-{letter}{nth}"


def _relative(word: str, published: date | None) -> str | None:
    if published is None:
        return None
    word = word.lower()
    if word in ("today", "hari ini", "今天", "tonight"):
        return published.isoformat()
    if word in ("yesterday", "semalam", "kelmarin", "kemarin", "昨天"):
        return (published - timedelta(days=1)).isoformat() if published > date.min else None
    if "year" in word or "tahun" in word or "年" in word:
        year = _shift(word, published)
        return str(year) if year else None
    if "month" in word or "bulan" in word or "月" in word:
        year, month = published.year, published.month
        if any(cue in word for cue in ("last", "lalu", "lepas", "上", "previous")):
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        elif any(cue in word for cue in ("next", "depan")):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return f"{year}-{month:02d}"
    if "quarter" in word:
        quarter = (published.month - 1) // 3 + 1
        step = -1 if word.startswith(("last", "previous")) else 1 if word.startswith("next") else 0
        index = published.year * 4 + quarter - 1 + step
        return f"{index // 4}-Q{index % 4 + 1}"
    return None


def _resolve(kind: str, found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    if kind == "iso":
        return found.group()
    if kind == "hanzi":
        year = _own_year(found, published, "y")
        if year is None:
            return None
        if groups["part"]:
            nth = next((ORDINALS[char] for char in groups["part"] if char in ORDINALS), None)
            return f"{year}-{'H' if '半' in groups['part'] else 'Q'}{nth}"
        if groups["m"] and 1 <= int(groups["m"]) <= 12:
            last = f"{year}-{int(groups['m']):02d}"
            if groups["d"]:
                return f"{last}-{int(groups['d']):02d}"
            return f"{year}-{int(groups['m1']):02d}/{last}" if groups["m1"] else last
        return str(year)
    if kind == "months_of":
        count = groups["n"] or groups["nm"]
        number = int(count) if count.isdecimal() and len(count) < 3 else _NUMBER_NAMES.get(count.lower())
        year = _own_year(found, published, "y", "ym")
        return f"{year}-01/{year}-{number:02d}" if year and number and number <= 12 else None
    if kind == "quarter":
        return _of_part(found, published)
    if kind == "code":
        year = _own_year(found, published, "y")
        nth, letter = int(groups["n"] or groups["n2"]), (groups["p"] or groups["p2"]).upper()
        return f"{year}-{letter}{nth}" if year and (letter == "Q" or nth < 3) else None
    if kind == "months":
        year = _own_year(found, published, "y2", "y1")
        first = int(groups["y1"]) if groups["y1"] else year
        if year is None or first is None:
            return None
        return f"{first}-{MONTHS[groups['m1'].lower()]:02d}/{year}-{MONTHS[groups['m2'].lower()]:02d}"
    if kind in ("day_month", "month_day", "month_year", "bare_month"):
        return _of_month(found, published)
    if kind == "years":
        last = groups["y2"]
        return f"{groups['y1']}/{last if len(last) == 4 else groups['y1'][:2] + last}"
    if kind in ("year", "fiscal"):
        year = _own_year(found, published, "y")
        return str(year) if year else None
    return _relative(groups["rel"], published) if kind == "relative" else None


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
            base = any(cue in words for cue in _BASES) or bool(_BEFORE_BASE.search(text[max(0, start - 48) : start]))
            spans.append(DateSpan(start, end, kind, _resolve(kind, found, published), base))
    spans.sort(key=lambda span: span.start)
    return spans
