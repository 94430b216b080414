"""What was found of a week as it was read: trends, and themes that emerge. Asks the store, reads only, decides nothing.

Knows the named queries of ``store.trending`` and ``store.emergent``; it must not know SQL.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from digest.facts import EmergentFact, TrendFact
from records import LeftOut, TrendKind, Week
from store import emergent, trending


def trends(connection: sqlite3.Connection, week: Week, kind: TrendKind) -> dict[str, TrendFact]:
    names = ("verdict", "why", "reports", "low", "high", "weeks")
    return {
        key: TrendFact(**{name: row[name] for name in names})
        for key, row in trending.trends_of(connection, str(week), kind).items()
    }


def not_counted(connection: sqlite3.Connection, week: Week) -> tuple[LeftOut, ...]:
    """The same for every series of a week."""
    found = next(iter(trending.trends_of(connection, str(week), "theme").values()), None)
    return tuple(LeftOut(**each) for each in found["left_out"]) if found else ()


def emergent_themes(connection: sqlite3.Connection, week: Week) -> tuple[EmergentFact, ...]:
    names = ("id", "label_en", "label_ms", "headline", "stories", "outlets", "days")
    return tuple(
        EmergentFact(
            **{name: row[name] for name in names},
            since=date.fromisoformat(row["since"]),
            new=emergent.weeks_of(connection, row["id"])[-1]["week"] == str(week),
        )
        for row in emergent.of_week(connection, str(week))
    )
