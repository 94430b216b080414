"""Weekly numbers as bars and changes. Pure; it must not know SQL or HTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from browse.speaking import say
from records import BadInput, Week


def width(number: int, largest: int) -> int:
    """Percent of the longest bar; what is not zero is at least 2, so that one sees it."""
    return 0 if number <= 0 or largest <= 0 else max(2, round(100 * min(number, largest) / largest))


def with_bars(rows: Iterable[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The rows with ``bar``: the width, in percent of the largest, of the number in ``column``."""
    listed = list(rows)
    largest = max((int(row[column] or 0) for row in listed), default=0)
    return [row | {"bar": width(int(row[column] or 0), largest)} for row in listed]


def change(now: int, before: int | None) -> str:
    """The change on the week before in words: ``+3``, ``-2``, ``+3 from 0``, ``same``, ``no data``."""
    if before is None:
        return say("no data")
    if before == 0 and now > 0:
        return say("{change} from 0", change=f"+{now}")
    return say("same") if now == before else f"{now - before:+d}".replace("-", "−")


def every_week(rows: Iterable[dict[str, Any]], column: str, most: int = 12) -> list[dict[str, Any]]:
    """At most ``most`` rows with ``week``, the newest first, gaps between them filled by zeros, and ``bar``."""
    told = {str(row["week"]): row for row in rows}
    if not told:
        return []
    try:
        at, first = Week.parse(max(told)), Week.parse(min(told))
    except BadInput:
        return with_bars(told.values(), column)
    filled: list[dict[str, Any]] = []
    while at >= first and len(filled) < most:
        filled.append(told.get(str(at), {"week": str(at), column: 0}))
        at = at.back(1)
    return with_bars(filled, column)
