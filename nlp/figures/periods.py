"""Says which period a date expression names, resolved against the publication date.

Knows calendars; must not know where in a text an expression stands. A period is an ISO 8601 date, month or year
(2024-02-21, 2024-02, 2024), a quarter or half (2024-Q1, 2024-H1), or two of them parted by a solidus (2021/2023, both
included). A part of a year without its year is the last one that had ended when the text was published.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.figures.date_patterns import MONTHS, ORDINALS

_NUMBERS = {
    word: value
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "satu dua tiga empat lima enam tujuh lapan sembilan sepuluh sebelas",
        "一 二 三 四 五 六 七 八 九 十",
    )
    for value, word in enumerate(words.split(), start=1)
}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WILL = re.compile(r"\b(?:will|shall|akan|bakal)\b", re.IGNORECASE)
_REACH = 120  # characters before a day in which "will" stands for it; judgement
_YEARS = re.compile(r"(?<!\d)((?:18|19|20|21)\d\d)(?!\d)")


def resolve(kind: str, found: re.Match[str], published: date | None) -> str | None:
    """The period of the expression ``found`` of a kind of nlp.figures.date_patterns; None where it names none."""
    groups = found.groupdict()
    if kind == "iso":
        return found.group()
    if kind in ("hanzi", "hanzi_month"):
        return _hanzi(found, published)
    if kind == "months_of":
        return _first_months(found, published)
    if kind == "quarter":
        return _of_part(found, published)
    if kind == "code":
        nth, letter = int(groups["n"] or groups["n2"]), (groups["p"] or groups["p2"]).upper()
        return _part(_own_year(found, published, "y"), letter, nth, published)
    if kind == "months":
        return _months(found, published)
    if kind == "to_month":
        return _to_month(found, published)
    if kind in ("day_month", "month_day", "month_year", "bare_month", "month_noun"):
        return _of_month(found, published)
    if kind == "years":
        last = groups["y2"]
        return f"{groups['y1']}/{last if len(last) == 4 else groups['y1'][:2] + last}"
    if kind in ("year", "fiscal"):
        year = _own_year(found, published, "y")
        return str(year) if year else None
    if kind == "weekday":
        return _weekday(groups["w"].lower(), published)
    return _relative(groups["rel"], published) if kind == "relative" else None


def of_same(words: str, period: str | None) -> str | None:
    """ "The same period last year" of ``period``: the period a year before, or in the year that ``words`` name."""
    if period is None or len(period) < 4 or not period[:4].isdecimal():
        return None
    named = _YEARS.search(words)
    shift = int(named[1]) - int(period[:4]) if named else -1
    if period[5:] == "02-29":
        return f"{int(period[:4]) + shift}-02"
    return "/".join(f"{int(part[:4]) + shift}{part[4:]}" for part in period.split("/"))


def of_again(words: str, period: str | None) -> str | None:
    """ "In the third" behind "the second quarter": another part of the same year."""
    part = re.fullmatch(r"(\d{4})-([QH])\d", period or "")
    nth = ORDINALS[words.split()[-1].lower()]
    return f"{part[1]}-{part[2]}{nth}" if part and (part[2] == "Q" or nth < 3) else None


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


def _ended(month: int, published: date | None) -> int | None:
    """The last year in which ``month`` had begun by the day of publication."""
    return None if published is None else published.year - (month > published.month)


def _part(year: int | None, letter: str, nth: int | None, published: date | None) -> str | None:
    """A quarter (Q) or half (H); without its year the last one that was over."""
    months = 3 if letter == "Q" else 6
    if nth is None or nth * months > 12:
        return None
    if year is None and published is not None:
        over = published + timedelta(days=1) if published < date.max else published  # a part ends with its last day
        year = published.year - ((over.year, over.month) <= (published.year, nth * months))
    return f"{year}-{letter}{nth}" if year else None


def _near_month(month: int, published: date | None, *, ahead: bool) -> int | None:
    """The year of a month without one: the latest before publication, or the next one behind "by" and "until"."""
    if published is None or not ahead:
        return _ended(month, published)
    return published.year + (month < published.month)


def _to_come(found: re.Match[str]) -> bool:
    """Whether the sentence says before the day that it tells what is to come: "will be opened on Nov 2"."""
    return _WILL.search(found.string, max(0, found.start() - _REACH), found.start()) is not None


def _day(year: int, month: int, printed: str) -> str | None:
    try:
        return date(year, month, int(re.sub(r"\D", "", printed))).isoformat()
    except ValueError:
        return None


def _of_month(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    month = MONTHS[groups["m"].lower()]
    year = _own_year(found, published, "y")
    if year is None:
        if groups.get("ry"):
            return None
        prefix = (groups.get("prep") or "").lower()
        ahead = prefix in ("by", "until", "menjelang", "hingga", "next")
        if groups.get("d") or prefix in ("from", "mulai"):
            ahead = ahead or _to_come(found)
        year = _near_month(month, published, ahead=ahead)
        if year is None:
            return None
        if prefix == "last" and published is not None and month == published.month:
            year -= 1
    whole = f"{year}-{month:02d}"
    if not groups.get("d"):
        return whole
    first = _day(year, month, groups["d"])
    if groups.get("d2") and re.search(r"and|dan|&", groups["d2"]):
        return whole  # two days, not all between them
    last = _day(year, month, groups["d2"]) if groups.get("d2") else first
    if first is None or last is None or last < first:
        return whole
    return first if first == last else f"{first}/{last}"


def _months(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    begin, end = MONTHS[groups["m1"].lower()], MONTHS[groups["m2"].lower()]
    year = _own_year(found, published, "y2", "y1") or _ended(end, published)
    if year is None:
        return None
    first = int(groups["y1"]) if groups["y1"] else year - (begin > end)
    return f"{first}-{begin:02d}/{year}-{end:02d}"


def _first_months(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    number = _number(groups["n"] or groups["nm"])
    if number is not None and (groups["unit"] or groups["unitm"]).lower() in ("quarters", "suku"):
        number *= 3
    if number is None or not 1 <= number <= 12:
        return None
    year = _own_year(found, published, "y", "ym") or _ended(number, published)
    return f"{year}-01/{year}-{number:02d}" if year else None


def _to_month(found: re.Match[str], published: date | None) -> str | None:
    """ "The year to March", "the quarter ended Sept 30", "nine months to June 2024"."""
    groups = found.groupdict()
    month = MONTHS[(groups["m"] or groups["mm"]).lower()]
    year = _own_year(found, published, "y", "ym") or _ended(month, published)
    whole = (groups["whole"] or groups["wholem"] or "").lower()
    number = _number(groups["n"] or groups["nm"] or "") or {
        "quarter": 3,
        "suku": 3,
        "year": 12,
        "tahun kewangan": 12,
    }.get(whole, 6 if whole else None)
    if year is None or number is None or not 1 <= number <= 24:
        return None
    if whole and month % number == 0:
        return str(year) if number == 12 else f"{year}-{'Q' if number == 3 else 'H'}{month // number}"
    start = year * 12 + month - number
    return f"{start // 12}-{start % 12 + 1:02d}/{year}-{month:02d}" if number > 1 else f"{year}-{month:02d}"


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 3 else _NUMBERS.get(word.lower())


def _of_part(found: re.Match[str], published: date | None) -> str | None:
    groups = found.groupdict()
    nth = ORDINALS.get((groups["nth"] or groups["nthm"] or "").lower())
    part = (groups["part"] or groups["partm"] or "").lower()
    letter = "H" if part in ("half", "separuh", "paruh", "semester") else "Q"
    return _part(_own_year(found, published, "y", "yq"), letter, nth, published)


def _hanzi(found: re.Match[str], published: date | None) -> str | None:
    groups, year = found.groupdict(), _own_year(found, published, "y")
    if found.group() in ("上月", "本月"):
        return _relative(found.group(), published)
    part = groups["part"]
    if part:
        count = re.search(r"[前首](\d+|[一二两三四五六七八九十])?(个?月|季)", part)
        if count and part != "首季":
            number = 2 if count[1] == "两" else _number(count[1] or "1") or 0
            number *= 3 if count[2] == "季" else 1
            year = year or _ended(number, published)
            return f"{year}-01/{year}-{number:02d}" if year and 1 < number <= 12 else None
        nth = 1 if part == "首季" else next((ORDINALS[char] for char in part if char in ORDINALS), None)
        return _part(year, "H" if "半" in part else "Q", nth, published)
    month = int(groups["m"]) if groups["m"] else 0
    if not 1 <= month <= 12:
        return str(year) if year and not groups["m"] else None
    year = year or _ended(month, published)
    if year is None:
        return None
    last = f"{year}-{month:02d}"
    if groups["d"]:
        return f"{last}-{int(groups['d']):02d}"
    return f"{year}-{int(groups['m1']):02d}/{last}" if groups["m1"] else last


def _weekday(name: str, published: date | None) -> str | None:
    """The last day of that name, today included."""
    if published is None:
        return None
    back = (published.weekday() - _WEEKDAYS.index(name)) % 7
    return (published - timedelta(days=back)).isoformat() if published.toordinal() > back else None


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
    if "quarter" in word or "suku" in word:
        quarter = (published.month - 1) // 3 + 1
        step = -1 if re.search("last|previous|lalu|lepas", word) else 1 if re.search("next|depan|hadapan", word) else 0
        index = published.year * 4 + quarter - 1 + step
        return f"{index // 4}-Q{index % 4 + 1}"
    return None
