"""A small drawing of a story's articles a day: heights as numbers. Pure; it must not know SQL or HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from browse.speaking import say, short_day_in

DAYS = 14  # the week that is shown and the one before: most stories are younger (docs/quality.md, stories)
STEP, BAR, HEIGHT = 6, 5, 20  # units of the drawing: from bar to bar, a bar's width, the whole


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Spark:
    bars: tuple[Bar, ...]
    counts: tuple[int, ...]  # a day each, the earliest first
    last: date

    @property
    def said(self) -> str:
        """In the language of who asks: the drawing itself is kept for all."""
        first = self.last - timedelta(days=len(self.counts) - 1)
        numbers = ", ".join(str(count) for count in self.counts)
        days = {"first": short_day_in(first), "last": short_day_in(self.last)}
        return say("Articles a day from {first} to {last}: {numbers}", numbers=numbers, **days)

    @property
    def width(self) -> int:
        return STEP * len(self.counts)


def days_of(stamps: Iterable[str], zone: str, last: date, days: int = DAYS) -> tuple[int, ...]:
    """How many of the moments (UTC stamps as the store keeps them) fall on each of the days that end with ``last``, in
    the zone, the earliest first."""
    there = ZoneInfo(zone)
    told = Counter(datetime.fromisoformat(stamp).astimezone(there).date() for stamp in stamps)
    return tuple(told[last - timedelta(days=back)] for back in range(days - 1, -1, -1))


def spark(counts: tuple[int, ...], last: date) -> Spark:
    """Bars up to the largest count; a day with any article has a bar that one sees."""
    largest = max(counts, default=0)
    bars = []
    for at, count in enumerate(counts):
        if count > 0:
            height = max(3, round(HEIGHT * count / largest))
            bars.append(Bar(STEP * at, HEIGHT - height, height))
    return Spark(tuple(bars), counts, last)
