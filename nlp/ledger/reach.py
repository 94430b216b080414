"""Whether two values can be of one thing: too far apart to be one, and near enough to be two accounts of it.

Knows values and the digits that were printed; must not know what they measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nlp.ledger.values import Interval, interval_of
from records.ledger import Told

#: Two values so far apart are two things; the same digits with another magnitude excepted.
_APART = 3
#: The same for values whose digits are changed over.
_SWAPPED = 9


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a figure's value decides whether another one may be the same."""

    interval: Interval
    middle: Decimal


def reach_of(told: Told) -> Reach | None:
    """None for a figure without a value or a range."""
    interval = interval_of(told)
    return None if interval is None else Reach(interval, _middle(told))


def values_apart(one: Reach | None, other: Reach | None) -> bool:
    """Whether two values are too far apart to be one, and near enough to be two accounts of one thing."""
    if one is None or other is None or one.interval.meets(other.interval):
        return False
    return _comparable(one.middle, other.middle)


def _middle(told: Told) -> Decimal:
    if told.value is not None:
        return abs(told.value)
    ends = [abs(end) for end in (told.low, told.high) if end is not None]
    return sum(ends, Decimal(0)) / len(ends)


def _comparable(x: Decimal, y: Decimal) -> bool:
    """Whether two values may be two accounts of one thing: of one order, the same digits with another magnitude, or
    with two of them changed over."""
    low, high = sorted((x, y))
    if low == 0:
        return True
    ratio = high / low
    if ratio < _SWAPPED and sorted(_digits(x)) == sorted(_digits(y)):
        return True
    return ratio <= _APART or ratio in {Decimal(10), Decimal(100), Decimal(1000), Decimal(1000000)}


def _digits(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", "").strip("0")
