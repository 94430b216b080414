"""How far the value of a printed figure may lie from what it says: rounding, bounds, ranges, "about".

Knows one printed figure; must not know what it measures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from records.ledger import Told

#: "for 12 straight years" lasts until it is told: two reports of one calendar year speak of the same streak.
STREAK = re.compile(r"\b(?:straight|consecutive|successive|berturut-turut)\b", re.IGNORECASE)
_ROUGH = re.compile(
    r"\b(?:about|around|some|roughly|approximately|close to|kira-kira|sekitar|lebih kurang|dianggarkan)\W*$|约$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:more than|over|at least|exceed\w*|above|upwards of|lebih|melebihi)\W*$|[超逾]过?$", re.IGNORECASE
)
_ALMOST = re.compile(r"\b(?:nearly|almost|hampir)\W*$|近$", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:less than|up to|under|below|at most|kurang|sehingga)(?: daripada)?\W*$", re.IGNORECASE)
_WIDE = Decimal("0.1")  # of a value that is told roughly


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value may lie; None is no end. ``exact``: told without a word that makes it rough."""

    low: Decimal | None
    high: Decimal | None
    exact: bool

    def meets(self, other: Interval) -> bool:
        below = self.high is not None and other.low is not None and self.high < other.low
        above = other.high is not None and self.low is not None and other.high < self.low
        return not (below or above)


def slack_of(text: str, value: Decimal) -> Decimal:
    """Half a unit of the last digit that is printed, in units of ``value``.

    "RM1.2 billion" has two digits: 1200000000 +- 50000000. Zeros at the end of a whole number count as printed
    ("2,100" +- 0.5), since a wrong merge is worse than a missed one. A number printed in words has no slack.
    """
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if found is None or value == 0 or STREAK.search(text):  # years in a row are counted, not rounded
        return Decimal(0)
    printed = Decimal(found.group().replace(",", ""))
    if printed == 0:
        return Decimal(0)
    scale = abs(value) / printed
    places = len(found.group().partition(".")[2])
    return scale * Decimal(10) ** -places / 2


def interval_of(told: Told) -> Interval | None:
    """Where the value lies by its digits and the words beside it; None for a figure without a value or a range."""
    if told.value is None:
        if told.low is None and told.high is None:
            return None
        return Interval(told.low, told.high, exact=False)
    value = abs(told.value)
    slack = slack_of(told.text, value)
    before = told.sentence[max(0, told.at - 40) : told.at]
    printed = re.split(r"\d", told.text, maxsplit=1)[0]  # "more than RM5 billion" may hold its bound
    if told.low is not None or _ABOVE.search(before) or _ABOVE.search(printed):
        return Interval(value - slack, None, exact=False)
    if _ALMOST.search(before) or _ALMOST.search(printed):
        return Interval(value * (1 - _WIDE), value + slack, exact=False)
    if told.high is not None or _BELOW.search(before) or _BELOW.search(printed):
        return Interval(None, value + slack, exact=False)
    if _ROUGH.search(before) or _ROUGH.search(printed):
        return Interval(value * (1 - _WIDE), value * (1 + _WIDE), exact=False)
    return Interval(value - slack, value + slack, exact=True)
