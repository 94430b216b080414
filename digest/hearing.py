"""How the outlets were heard in a week, asked of the store: for the digest's data health. Reads only.

Knows the named queries of ``store.heard``; it must not know SQL, nor what silence means.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from digest.facts import CrawlWeek, OutletWeek
from store import heard
from store.values import moment


def outlets(
    connection: sqlite3.Connection,
    start: datetime,
    end: datetime,
    before: tuple[datetime, datetime],
    articles: Counter[str],
    articles_before: Counter[str],
) -> tuple[OutletWeek, ...]:
    """Every outlet; ``articles`` counts those of the week by outlet, ``articles_before`` those of the week before."""
    failed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in heard.failures(connection, start, end):
        failed[row["outlet"]].append(row)
    last_week = {row["outlet"]: row for row in heard.outlets_heard(connection, *before)}
    health = heard.health_between(connection, start, end)
    now = heard.outlets_heard(connection, start, end)
    news = heard.last_news(connection, (row["outlet"] for row in now if not articles[row["outlet"]]), end)
    return tuple(
        OutletWeek(
            outlet=row["outlet"],
            name=row["name"],
            articles=articles[row["outlet"]],
            articles_before=articles_before[row["outlet"]],
            attempts=row["attempts"],
            answered=row["answered"],
            answered_before=last_week[row["outlet"]]["answered"],
            watched=bool(row["crawled"] or row["attempts"] or last_week[row["outlet"]]["attempts"]),
            failures=tuple((failure["status"], failure["times"]) for failure in failed[row["outlet"]]),
            failure_reason=failed[row["outlet"]][0]["reason"] if failed[row["outlet"]] else None,
            state=health[row["outlet"]]["state"] if row["outlet"] in health else None,
            state_reason=health[row["outlet"]]["reason"] if row["outlet"] in health else None,
            state_since=moment(health[row["outlet"]]["since"]) if row["outlet"] in health else None,
            last_news=news.get(row["outlet"]),
        )
        for row in now
    )


def crawl(connection: sqlite3.Connection, start: datetime, end: datetime, zone: str, articles: int) -> CrawlWeek:
    """What was done to hear the outlets between the bounds; days are those of ``zone``."""
    hours = (
        datetime.strptime(hour, "%Y-%m-%dT%H").replace(tzinfo=UTC)
        for hour in heard.hours_answered(connection, start, end)
    )
    last = heard.last_crawl(connection, start, end) or {}
    return CrawlWeek(
        articles=articles,
        days=len({hour.astimezone(ZoneInfo(zone)).date() for hour in hours}),
        outcome=last.get("outcome"),
        reason=last.get("reason"),
    )
