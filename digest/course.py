"""Which periods of a series a digest shows: those behind the latest one, where the week brought that. Pure.

Knows claims as ``store.weekly.series_grown`` gives them; it must not know the store or a language's words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

EARLIER = 2  # earlier periods from which on a new one is news of a series
SHOWN = 6  # periods in a table
_DIGITS = str.maketrans("123456789", "000000000")


def extended(claims: Iterable[dict[str, Any]], week: str) -> list[dict[str, Any]]:
    """One claim a period, the last of them first reported in ``week``; empty where the week adds no latest period.

    Only what came about counts (no targets and forecasts), and only periods written alike are one course: quarters
    with quarters, years with years. Of two values of one period the one reported first stands.
    """
    courses: dict[str, dict[str, dict[str, Any]]] = {}
    for claim in claims:
        if claim["status"] in ("actual", "estimate"):
            form = claim["period"].translate(_DIGITS)
            known = courses.setdefault(form, {})
            if claim["period"] not in known or claim["week"] < known[claim["period"]]["week"]:
                known[claim["period"]] = claim
    grown = [
        [known[period] for period in sorted(known)]
        for known in courses.values()
        if len(known) > EARLIER and known[max(known)]["week"] == week
    ]
    return max(grown, key=len)[-SHOWN:] if grown else []
