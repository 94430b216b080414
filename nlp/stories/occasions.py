"""On which days that happened of which a text tells, as its opening says in English, Malay or Indonesian, or Chinese.

Knows the opening of one text and the day it was published; must not know other texts, nor what days are compared for.
The day in a dateline is that of filing and no occasion; what a text leaves open is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from nlp.figures.dates import DateSpan

#: Characters of title and body that are read: of two reports of one event the openings name its day, what stands behind
#: names days of what came before and what follows. Chinese says as much with half of them.
OPENING = 420

#: Days before publication: what was longer ago is told as the past of what happened.
PAST = 10

# Up to the mark that ends a dateline, which stands within so many characters.
_DATELINE = re.compile(r"[^\n]{0,60}?(?:--|—|–|-\s|:|日[电電讯訊]|\)|）)")
_DATELINE_WITHIN = 70

_RELATIVE: dict[str, tuple[tuple[str, int], ...]] = {
    "en": (
        (r"today|tonight|this (?:morning|afternoon|evening)", 0),
        (r"yesterday|last night|overnight", -1),
        (r"tomorrow", 1),
    ),
    "ms": (
        (r"hari ini|malam ini|(?:pagi|petang|sore|siang|tengah hari|tengahari|subuh|dinihari) (?:tadi|ini)", 0),
        (r"semalam|kemarin|malam tadi|tadi malam", -1),
        (r"kelmarin", -2),
        (r"esok|besok", 1),
        (r"lusa", 2),
    ),
    "zh": (
        (r"今天|今日|今早|今晨|今晚|今午|今下午|今上午", 0),
        (r"昨天|昨日|昨晚|昨夜|昨早|昨午", -1),
        (r"前天|前日", -2),
        (r"明天|明日|明早|明晚", 1),
    ),
}
# "Minggu" is a week as well as a Sunday in Indonesian: it is left out.
_WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "ms": ("isnin|senin", "selasa", "rabu", "khamis|kamis", "jumaat|jumat", "sabtu", "ahad"),
    "zh": ("一", "二", "三", "四", "五", "六", "[日天]"),
}
# What tells that the weekday behind or before it is to come, or that it is the one of the week before.
_COMING = {
    "en": re.compile(
        r"\b(?:next|coming|until|by|from|starting|beginning|before)\s+$"
        r"|\b(?:will|shall|expects?|expected|due|set|scheduled|plans?)\b[^.,;]{0,40}\bon\s+$",
        re.IGNORECASE,
    ),
    "ms": re.compile(
        r"\b(?:akan|mulai|bermula|sehingga|hingga|menjelang|sebelum|(?:di|men)?jangka(?:kan)?)\b[^.,;]{0,40}$",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"(?:将|至|起|下|料)[^。，；]{0,6}$"),
}
_COMING_BEHIND = re.compile(r"\s*(?:depan|hadapan|ini|mendatang)\b", re.I)
_PAST_BEHIND = re.compile(r"\s*(?:lalu|lepas|kemarin)\b", re.I)
_LAST_WEEK = re.compile(r"(?:\blast|上|上个)\s*$", re.I)
_NEXT_WEEK = re.compile(r"(?:\bnext|下|下个)\s*$", re.I)

_BY_THESE = frozenset({"weekday", "relative"})  # kinds of date that the tables above read
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# 26日: a day of the month alone, in Chinese; not the end of a printed date or a sum.
_BARE_DAY = re.compile(r"(?<![\d月])(\d{1,2})日(?!元|圆)")


def _pattern(language: str) -> re.Pattern[str]:
    days = _WEEKDAYS[language]
    if language == "zh":
        return re.compile("(?:周|星期|礼拜|週)(?:" + "|".join(f"(?P<d{n}>{day})" for n, day in enumerate(days)) + ")")
    names = "|".join(f"(?P<d{n}>{day})" for n, day in enumerate(days))
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


_BY_WEEKDAY = {language: _pattern(language) for language in _WEEKDAYS}
_BY_WORD = {
    language: tuple(
        (re.compile(words if language == "zh" else rf"\b(?:{words})\b", re.IGNORECASE), days) for words, days in table
    )
    for language, table in _RELATIVE.items()
}


def occasions_of(
    text: str, body: int, language: str, published: date | None, dates: Iterable[DateSpan]
) -> frozenset[date]:
    """The days; none where the text names none, its day is not known or its language has no table.

    ``text``: a title and, from offset ``body`` on, what follows it. ``dates``: what nlp.figures.dates finds in it."""
    if published is None or language not in _RELATIVE:
        return frozenset()
    end = body + (OPENING // 2 if language == "zh" else OPENING)
    dateline = _DATELINE.match(text[body : body + _DATELINE_WITHIN].replace("\n", " "))
    begin = body + dateline.end() if dateline else body
    opening = f"{text[:body]}\n{text[begin:end]}"
    found = set(_by_word(opening, language, published)) | set(_by_weekday(opening, language, published))
    found |= {
        date.fromisoformat(span.period)
        for span in dates
        if (span.start < body or begin <= span.start < end)
        and span.kind not in _BY_THESE
        and span.period is not None
        and _DAY.fullmatch(span.period)
    }
    if language == "zh":
        found |= set(bare_days(opening, published))
    return frozenset(day for day in found if day >= published - timedelta(PAST))


def _by_word(text: str, language: str, published: date) -> Iterator[date]:
    for pattern, days in _BY_WORD[language]:
        if pattern.search(text):
            yield published + timedelta(days)


def _by_weekday(text: str, language: str, published: date) -> Iterator[date]:
    """The last such day up to that of publication, or the next one where the words around say that it is to come."""
    for match in _BY_WEEKDAY[language].finditer(text):
        assert match.lastgroup is not None
        before, behind = text[max(0, match.start() - 48) : match.start()], text[match.end() : match.end() + 10]
        since = (published.weekday() - int(match.lastgroup[1:])) % 7
        if _PAST_BEHIND.match(behind):
            yield published - timedelta(since or 7)
        elif _LAST_WEEK.search(before):
            # In English the last one, in Chinese that of the week before.
            yield published - timedelta(since + 7 if language == "zh" and since <= published.weekday() else since or 7)
        elif _NEXT_WEEK.search(before) or _COMING_BEHIND.match(behind) or _COMING[language].search(before):
            yield published + timedelta((7 - since) % 7 or 7)
        else:
            yield published - timedelta(since)


def bare_days(text: str, published: date) -> Iterator[date]:
    """Days of the month that Chinese prints alone (26日讯): of each the last one up to the day of publication."""
    for match in _BARE_DAY.finditer(text):
        for month in (published.month, published.month - 1):
            year = published.year if month else published.year - 1
            try:
                printed = date(year, month or 12, int(match[1]))
            except ValueError:
                continue
            if printed <= published:
                yield printed
                break
