"""Where the values of a series stand in a small plot: axes, lines and dots as numbers. Pure; it must not know HTML.

Time runs to scale: a year is as wide as four quarters. Only periods of one length are joined by a line, since the
exports of a quarter and of a year are not of one size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from browse.showing import amount, period
from browse.speaking import say

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 16, 32  # room for the labels of both axes, in the font of desk.css
MOST_LABELS = 6
LETTER = 6.8  # width of a letter of a label at that font, in units: "2024-11-22" is some 70 wide
MOST_STEPS = 5
MOST_VALUE = 1e24  # what is larger is no figure of a plot, and floats lose it
FROM_ZERO = 0.6  # the axis begins at zero unless the lowest value is more than this of the highest

_PART = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|([QH])(\d)))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    said: str  # period, value as printed, outlet
    hollow: bool  # a target, forecast or the like: it did not come about (yet)
    asked: bool = False  # the one that a page is about


@dataclass(frozen=True, slots=True)
class Mark:
    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    lines: tuple[str, ...]  # points of polylines
    dots: tuple[Dot, ...]
    steps: tuple[Mark, ...]  # of the values, from below
    periods: tuple[Mark, ...]  # of time
    from_zero: bool
    said: str  # what it shows, in words


def years(period: object) -> tuple[float, float] | None:
    """Begin and end of a period in years: 2024 is (2024, 2025), 2024-Q1 (2024, 2024.25); None where it is none."""
    first, slash, last = str(period).partition("/")
    begin = _part(first)
    end = _part(last) if slash else begin
    if begin is None or end is None or end[1] <= begin[0]:
        return None
    return begin[0], end[1]


def _part(text: str) -> tuple[float, float] | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    year, month, day, letter, nth = found.groups()
    at, parts, part = float(year), 1, 0
    if letter:
        parts, part = (4 if letter == "Q" else 2), int(nth) - 1
    elif month:
        parts, part = 12, int(month) - 1
    if not 0 <= part < parts:
        return None
    begin, end = at + part / parts, at + (part + 1) / parts
    if day:
        if not 1 <= int(day) <= 31:
            return None
        begin += (int(day) - 1) / 372
        end = begin + 1 / 372
    return begin, end


def plot_of(claims: Iterable[dict[str, Any]], asked: str | None = None) -> Plot | None:
    """The plot of claims with ``id`` (where one is ``asked`` for), ``period``, ``value``, ``status``, ``text``,
    ``independent_reports`` and ``outlet_name``, by period; None where fewer than two periods have a value."""
    told = []
    for claim in claims:
        span, value = years(claim["period"]), _number(claim["value"])
        if span is not None and value is not None:
            told.append((span, value, claim))
    if len({span for span, _, _ in told}) < 2:
        return None
    low_x, high_x = min(span[0] for span, _, _ in told), max(span[1] for span, _, _ in told)
    values = [value for _, value, _ in told]
    steps = _steps(min(values), max(values))

    def x(span: tuple[float, float]) -> float:
        middle = (span[0] + span[1]) / 2
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (middle - low_x) / (high_x - low_x), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - steps[0]) / (steps[-1] - steps[0]), 1)

    best: dict[tuple[float, float], tuple[tuple[bool, int], float]] = {}
    for span, value, claim in told:
        rank = (claim["status"] == "actual", int(claim["independent_reports"]))
        if claim["status"] not in ("actual", "estimate"):
            continue  # a line to a target would draw what has not come about
        if span not in best or rank > best[span][0]:
            best[span] = rank, value
    lengths: dict[float, list[str]] = {}
    for span in sorted(best):
        lengths.setdefault(round(span[1] - span[0], 3), []).append(f"{x(span)},{y(best[span][1])}")
    return Plot(
        lines=tuple(" ".join(points) for points in lengths.values() if len(points) > 1),
        dots=tuple(
            Dot(
                x(span),
                y(value),
                _said(claim),
                hollow=claim["status"] != "actual",
                asked=asked is not None and claim["id"] == asked,
            )
            for span, value, claim in told
        ),
        steps=tuple(Mark(y(step), amount(_decimal(step))) for step in steps),
        periods=_labels({x(span): period(claim["period"]) for span, _, claim in told}),
        from_zero=steps[0] <= 0 <= steps[-1],
        said=_whole(told, steps),
    )


def _number(value: object) -> float | None:
    try:
        found = float(Decimal(str(value)))
    except (InvalidOperation, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) < MOST_VALUE else None


def _decimal(step: float) -> Decimal:
    return Decimal(repr(round(step, 12)))


def _steps(low: float, high: float) -> list[float]:
    """Round values from below the lowest to above the highest, at most seven."""
    if low > 0 and low <= FROM_ZERO * high:
        low = 0.0
    if high < 0 and high >= FROM_ZERO * low:
        high = 0.0
    if high == low:
        room = abs(high) / 10 or 1.0
        low, high = low - room, high + room
    wanted = (high - low) / (MOST_STEPS - 1)
    scale = 10.0 ** math.floor(math.log10(wanted))
    step = next(scale * factor for factor in (1, 2, 5, 10, 20) if scale * factor >= wanted * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _labels(periods: dict[float, str]) -> tuple[Mark, ...]:
    """The first, the last and some between them, so that none runs into another or out of the plot."""
    longest = LETTER * max(map(len, periods.values()))
    room = max((WIDTH - LEFT - RIGHT) / MOST_LABELS, longest + LETTER)
    kept: list[float] = []
    ordered = sorted(periods)
    for at in ordered:
        if not kept or (at - kept[-1] >= room and ordered[-1] - at >= room) or at == ordered[-1]:
            if kept and at == ordered[-1] and at - kept[-1] < room and len(kept) > 1:
                kept.pop()
            kept.append(at)
    return tuple(Mark(at, periods[at], "end" if at + longest / 2 > WIDTH else "middle") for at in kept)


def _said(claim: dict[str, Any]) -> str:
    status = "" if claim["status"] == "actual" else f" ({say(claim['status'])})"
    return f"{period(claim['period'])}: {claim['text'] or claim['value']}{status}, {claim['outlet_name']}"


def _whole(told: list[tuple[tuple[float, float], float, dict[str, Any]]], steps: list[float]) -> str:
    ordered = sorted(told, key=lambda each: each[0])
    lowest, highest = (choose(told, key=lambda each: each[1])[2] for choose in (min, max))
    periods = len({span for span, _, _ in told})
    words = say(
        "{n} periods from {first} to {last}. The lowest value is {lowest} ({low_period}), the highest {highest}"
        " ({high_period}).",
        n=periods,
        first=period(ordered[0][2]["period"]),
        last=period(ordered[-1][2]["period"]),
        lowest=lowest["text"] or lowest["value"],
        low_period=period(lowest["period"]),
        highest=highest["text"] or highest["value"],
        high_period=period(highest["period"]),
    )
    return words if steps[0] <= 0 <= steps[-1] else f"{words} {say('The axis does not begin at zero.')}"
