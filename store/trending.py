"""Trends in the tables: what they are counted from, and the named queries and commands about them.

Knows the tables; it must not know what makes a trend.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from records import Trend, TrendKind
from store.database import Store
from store.heard import ANSWERED
from store.values import Row, Source, as_json, moment_or_none, one, rows, stamp


def week_reports(source: Source, week: str) -> list[Row]:
    """article, story, outlet, ``read_as`` (of a copy its origin, whose annotations stand for it) of articles in a
    story."""
    return list(
        rows(
            source,
            "SELECT id AS article, story, outlet,"
            " CASE WHEN copy_kind IN ('identical', 'copy') THEN coalesce(copy_of, id) ELSE id END AS read_as"
            " FROM article WHERE week = ? AND withdrawn IS NULL AND story IS NOT NULL ORDER BY id",
            (week,),
        )
    )


def officials_of(source: Source, articles: Iterable[str]) -> list[Row]:
    """article, official of everybody whom articles name with a post."""
    return list(
        rows(
            source,
            "SELECT DISTINCT article, official FROM post_mention"
            " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, official",
            (as_json(sorted(set(articles))),),
        )
    )


def lists_asked(source: Source, start: datetime, end: datetime) -> list[Row]:
    """outlet, hour ("2024-11-22T08", UTC), answered of every hour in which an outlet's lists were asked."""
    return list(
        rows(
            source,
            f"SELECT outlet, substr(fetched, 1, 13) AS hour, max({ANSWERED}) AS answered FROM fetch"
            " WHERE purpose IN ('feed', 'sitemap', 'list') AND fetched >= ? AND fetched < ? GROUP BY outlet, hour"
            " ORDER BY outlet, hour",
            (stamp(start), stamp(end)),
        )
    )


def outlets_watched(source: Source) -> list[Row]:
    """outlet, name, source (who counts as one witness), crawled, state, since of every outlet."""
    return list(
        rows(
            source,
            "SELECT o.id AS outlet, o.name, coalesce('owner ' || o.owner, 'outlet ' || o.id) AS source,"
            " h.outlet IS NOT NULL AS crawled, h.state, h.since FROM outlet o"
            " LEFT JOIN outlet_health h ON h.outlet = o.id ORDER BY o.id",
        )
    )


def last_fetch(source: Source) -> datetime | None:
    """When anything was fetched last: the clock of what is told of weeks."""
    found = one(source, "SELECT max(fetched) AS last FROM fetch")
    return moment_or_none(found["last"]) if found else None


def save_trends(store: Store, week: str, found: Sequence[Trend], version: str) -> None:
    """The trends of a week as they are now."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM trend WHERE week = ?", (week,))
        for each in found:
            left_out = [{"source": s.source, "why": s.why, "days": s.days} for s in each.left_out]
            connection.execute(
                "INSERT INTO trend (week, kind, key, verdict, why, reports, low, high, weeks, left_out, reason,"
                " version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    each.week,
                    each.kind,
                    each.key,
                    each.verdict,
                    each.why,
                    each.reports,
                    each.low,
                    each.high,
                    each.weeks,
                    as_json(left_out),
                    each.reason,
                    version,
                ),
            )


def trends_of(source: Source, week: str, kind: TrendKind) -> dict[str, Row]:
    """verdict, why, reports, low, high, weeks, left_out (a list), reason by key."""
    return {
        row.pop("key"): row | {"left_out": json.loads(row["left_out"])}
        for row in rows(
            source,
            "SELECT key, verdict, why, reports, low, high, weeks, left_out, reason FROM trend"
            " WHERE week = ? AND kind = ? ORDER BY key",
            (week, kind),
        )
    }


def latest_trend(source: Source, kind: TrendKind, key: str) -> Row | None:
    """week, verdict, reason of the newest week in which a series was counted; None where it never was."""
    return one(
        source,
        "SELECT week, verdict, reason FROM trend WHERE kind = ? AND key = ? ORDER BY week DESC LIMIT 1",
        (kind, key),
    )
