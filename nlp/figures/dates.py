"""Finds date expressions in a sentence and says which period each names, resolved against the publication date.

Knows calendars and how English, Malay, Indonesian and Chinese print dates; must not know what a figure is. A period
is an ISO 8601 date, month or year (2024-02-21, 2024-02, 2024), a quarter or half (2024-Q1, 2024-H1), or two of them
parted by a solidus (2021/2023, both included). What cannot be resolved has period None, yet its numbers are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        """jan january januari|feb february februari|mar mac march maret|apr april|may mei|jun june juni|jul july julai juli
        |aug august ogos agustus ogo agt|sep sept september|oct okt october oktober|nov november
        |dec dis des december disember desember""".split("|"),
        start=1,
    )
    for name in names.split()
}
_M = r"(?P<{}>" + "|".join(sorted((re.escape(m) for m in _MONTHS), key=len, reverse=True)) + r")\b\.?"


def _month(name: str) -> str:
    return _M.format(name)


_Y = r"(?P<{}>(?:18|19|20|21)\d\d)(?![\d%]|[.,]\d|-\d{{3}})"


def _year(name: str) -> str:
    return _Y.format(name)


_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "last": 4,
    "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2,
}  # fmt: skip
_ORDINAL = r"(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|final)"
_RELATIVE = (
    r"(?P<rel>(?:last|this|next|previous|preceding|current|same|coming|prior) (?:year|month|quarter|week|decade)|a year (?:ago|earlier|before)"
    r"|(?:tahun|bulan|minggu|suku) (?:lalu|lepas|ini|depan|sebelumnya|sebelum ini|hadapan)|hari ini|semalam|kelmarin|kemarin"
    r"|the year before|that year|yesterday|today|tomorrow|tonight|去年|今年|明年|上年|前年|上月|本月|今天|昨天|同期)"
)
_OF_YEAR = rf"(?:,? (?:of |in |for |pada |tahun )*(?:{_year('y')}|(?P<ry>last|this|next|the previous|the same|current) year|tahun (?P<rym>lalu|ini|depan|lepas)))?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|hb)?"

# Longest and most telling first; each alternation is tried at one place only, and none repeats a repeat.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    ("numeric", r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b|\b\d{1,2}\.\d{1,2}\.(?:20|19)\d\d\b|\b\d{1,2}-\d{1,2}-(?:20|19)\d\d\b"),
    ("hanzi", r"(?:(?P<y>(?:19|20)\d\d)年|(?P<rel>去年|今年|明年))(?:(?P<part>第?[一二三四1234上下](?:季度|半年))|(?:(?P<m1>\d{1,2})(?:月)?(?:-|至|到))?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?"),
    ("hanzi_month", r"\d{1,2}月(?:\d{1,2}[日号])?|上月|本月|上半年|下半年|第[一二三四]季度|[一二三四]季度"),
    ("months_of", rf"\b(?:first|initial) (?P<n>\w+)[ -]months?{_OF_YEAR}|\b(?P<nm>\w+) bulan pertama(?: tahun)?(?: {_year('ym')})?"),
    ("quarter", rf"\b{_ORDINAL}[ -](?P<part>quarter|half){_OF_YEAR}|\b(?P<partm>suku|separuh|kuartal|paruh|semester|triwulan)(?: tahun)? (?P<nthm>pertama|kedua|ketiga|keempat|[IViv]{{1,3}}\b|[1-4]\b)(?: (?:pada |bagi |of )?(?:tahun )?(?:{_year('yq')}|(?P<relq>lalu|ini|depan)))?"),
    ("code", rf"\b(?:(?P<n>[1-4])(?P<p>[QHqh])|(?P<p2>[QHqh])(?P<n2>[1-4]))(?: ?(?:of )?(?:FY)?(?:{_year('y')}|['’]?(?P<yy>\d\d)))?\b"),
    ("months", rf"(?:\b(?:between|from|dari|daripada|antara)\b )?\b{_month('m1')}(?: {_year('y1')})?(?: ?[-–—/] ?| to | and | until | hingga | dan | sampai ){_month('m2')}(?!\s\d{{1,2}}\b(?!\d))(?:,? (?:of |in )?{_year('y2')}| (?P<ry>last|this|next) year)?"),
    ("day_month", rf"\b(?P<d>{_DAY})(?P<d2> ?(?:-|–|to|hingga|and|dan|&) ?{_DAY})?(?: (?:of )?){_month('m')}(?:,? {_year('y')}| (?P<ry>last|this|next) year)?"),
    ("month_day", rf"\b{_month('m')} (?P<d>{_DAY})(?!,\d{{3}}|\d|[.]\d| ?%)(?P<d2> ?(?:-|–|to|and) ?(?:{_DAY})\b(?!,\d|\d))?(?:,? {_year('y')}|,? (?P<ry>last|this|next) year)?"),
    ("month_year", rf"\b{_month('m')}(?:,? (?:of )?(?:{_year('y')}|(?P<ry>last|this|next) year|(?:tahun )?(?P<rym>lalu|ini|depan)))"),
    ("bare_month", rf"\b(?P<prep>in|since|by|until|during|from|for|of|to|pada|sejak|until|menjelang|hingga|akhir|end-|mid-|early|late|bulan) ?{_month('m')}(?![\w])"),
    ("fiscal", rf"\bFY ?(?:{_year('y')}|['’]?(?P<yy>\d\d))\b"),
    ("years", r"(?:\b(?:between|from|dari|daripada|antara)\b )?(?<![\w$£€.,/])(?P<y1>(?:18|19|20|21)\d\d)(?: ?[-–—/] ?| to | and | until | hingga | dan | sampai |至|到|-)(?P<y2>(?:(?:19|20|21)\d\d|\d\d))年?(?![\w.,%]*\d)"),
    ("decade", r"\b(?:18|19|20)\d0s\b|['’]\d0s\b|\btahun \d0-an\b"),
    ("time", r"\b\d{1,2}(?:[.:]\d\d){0,2} ?(?:am|pm|a\.m\.?|p\.m\.?|AM|PM|noon|midnight)(?!\w)|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?s?\b|\b\d{4} ?(?:hours|hrs|GMT|jam)\b|\b(?:jam|pukul) \d{1,2}(?:[.:]\d\d)?(?: (?:pagi|petang|malam|tengah hari|tengah malam|sore|siang|WIB))?|\b\d{1,2}(?:[.:]\d\d)? (?:pagi|petang|tengah hari|WIB)\b|\b\d{1,2}\.\d\d (?:malam|sore)\b|[上下中]午\d{1,2}(?:时|点)(?:\d{1,2}分)?|\d{1,2}[时点](?:\d{1,2}分)"),
    ("relative", rf"(?<!\w){_RELATIVE}(?!\w)"),
    ("lapse", r"\b(?:past|last|next|previous|coming|recent|these|preceding|following|subsequent) (?:\w+ )?(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|several|few|couple of|\d{1,2})) (?:years?|months?|weeks?|days?|hours?|decades?|quarters?|minutes?)\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|several|few|\d{1,2}) (?:years?|months?|weeks?|days?|hours?|minutes?|decades?) (?:ago|earlier|later|before)\b|\b\w+ (?:tahun|bulan|minggu|hari|jam) (?:lalu|lepas|akan datang|kemudian|mendatang)\b"),
    ("year", rf"(?<![\w$£€¥,/]){_year('y')}(?:年)?(?![\w])"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_BEFORE_BASE = re.compile(
    r"(?:compared (?:to|with)|against|over|than|versus|vs\.?|berbanding|dibandingkan?(?: dengan)?|up from|down from|from|in contrast to"
    r"|相比|较|比|same (?:period|month|quarter|time)(?: of| in)?|tempoh sama|periode (?:yang )?sama)\W+(?:[a-z]+ ){0,3}$",
    re.IGNORECASE,
)
_BASES = ("previous", "preceding", "prior", "ago", "earlier", "before", "sebelum", "上年", "同期", "same")
_NUMBER_NAMES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
                 "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "lapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11}  # fmt: skip
#: Years alone are read as years between these; "1,850" has a comma and 1500 is more often a count.
_LIKELY = re.compile(r"\d")


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
    month = _MONTHS[groups["m"].lower()]
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
    nth = _ORDINALS.get((groups["nth"] or groups["nthm"] or "").lower())
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
            nth = next((_ORDINALS[char] for char in groups["part"] if char in _ORDINALS), None)
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
        return f"{first}-{_MONTHS[groups['m1'].lower()]:02d}/{year}-{_MONTHS[groups['m2'].lower()]:02d}"
    if kind in ("day_month", "month_day", "month_year", "bare_month"):
        return _of_month(found, published)
    if kind == "years":
        last = groups["y2"]
        return f"{groups['y1']}/{last if len(last) == 4 else groups['y1'][:2] + last}"
    if kind in ("year", "fiscal"):
        year = _own_year(found, published, "y")
        return str(year) if year else None
    return _relative(groups["rel"], published) if kind == "relative" else None


def find_dates(text: str, published: date | None) -> list[DateSpan]:
    """Date expressions of one sentence in order, not overlapping; offsets in ``text``."""
    taken = bytearray(len(text))
    spans: list[DateSpan] = []
    for kind, pattern in _COMPILED:
        if kind in ("year", "years", "decade", "iso", "numeric", "time", "code") and not _LIKELY.search(text):
            continue
        for found in pattern.finditer(text):
            start, end = found.span()
            if start == end or any(taken[start:end]):
                continue
            if kind == "bare_month":
                start = found.start("m")
                if not found["m"][0].isupper() or (
                    found["m"].lower() in ("may", "mac", "mar", "dis", "des") and found["prep"] == "to"
                ):
                    continue
            if (
                kind in ("day_month", "month_day", "month_year")
                and not found["m"][0].isupper()
                and found["m"].lower() in ("may", "mar", "dec", "sep", "dis", "des", "mac", "jun", "march")
            ):
                continue
            taken[start:end] = b"\x01" * (end - start)
            words = found.group().lower()
            base = any(cue in words for cue in _BASES) or bool(_BEFORE_BASE.search(text[max(0, start - 48) : start]))
            spans.append(DateSpan(start, end, kind, _resolve(kind, found, published), base))
    spans.sort(key=lambda span: span.start)
    return spans
