"""How and when outlets were heard, as the digest asks it. Reads only.

Knows the tables article, fetch, run and outlet_health; it must not know what silence means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from store.values import Row, Source, moment, one, rows, stamp

# What an outlet answered with, as against what went wrong; a missing article page is an answer, a missing feed is not.
ANSWERED = "(status IN ('ok', 'not_modified') OR (purpose = 'article' AND status IN ('refused', 'gone')))"

# outlet by outlet, since the index has the time behind it
_FETCHED = "outlet o CROSS JOIN fetch f INDEXED BY fetch_outlet ON f.outlet = o.id"


def last_news(source: Source, outlets: Iterable[str], until: datetime) -> dict[str, datetime]:
    """Outlet -> when its newest article before ``until`` was first seen, a withdrawn one too: its outlet was heard.
    One that never had an article is not in it."""
    wanted = set(outlets)
    found: dict[str, datetime] = {}
    health = "SELECT outlet, last_new FROM outlet_health WHERE outlet IN (SELECT value FROM json_each(?))"
    for row in rows(source, f"{health} AND last_new < ?", (json.dumps(sorted(wanted)), stamp(until))):
        found[row["outlet"]] = moment(row["last_new"])
    # what the crawler keeps is of today: for an earlier week, and for what was replayed, the articles themselves say it
    asked = json.dumps(sorted(wanted - set(found)))
    for row in rows(
        source,
        "SELECT outlet, max(first_seen) AS newest FROM article"
        " WHERE outlet IN (SELECT value FROM json_each(?)) AND first_seen < ? GROUP BY outlet",
        (asked, stamp(until)),
    ):
        found[row["outlet"]] = moment(row["newest"])
    return found


def outlets_heard(source: Source, start: datetime, end: datetime) -> list[Row]:
    """Every outlet: outlet, name, crawled (whether a crawl ever asked it), attempts, answered between the bounds."""
    return list(
        rows(
            source,
            "SELECT o.id AS outlet, o.name, count(f.id) AS attempts,"
            " EXISTS (SELECT 1 FROM outlet_health h WHERE h.outlet = o.id) AS crawled,"
            f" coalesce(sum({ANSWERED}), 0) AS answered"
            " FROM outlet o LEFT JOIN fetch f ON f.outlet = o.id AND f.fetched >= ? AND f.fetched < ?"
            " GROUP BY o.id ORDER BY o.name, o.id",
            (stamp(start), stamp(end)),
        )
    )


def failures(source: Source, start: datetime, end: datetime) -> list[Row]:
    """outlet, status, times, reason (of the last) of what went wrong between the bounds, most often first."""
    return list(
        rows(
            source,
            "SELECT outlet, status, count(*) AS times, reason, max(fetched || printf('%012d', f.id)) AS last"
            f" FROM {_FETCHED} WHERE fetched >= ? AND fetched < ? AND NOT {ANSWERED}"
            " GROUP BY outlet, status ORDER BY outlet, times DESC, status",
            (stamp(start), stamp(end)),
        )
    )


def health_between(source: Source, start: datetime, end: datetime) -> dict[str, Row]:
    """state, reason, since by outlet, where it is the state in which these days ended. One that began before their end
    and stands today stood then: a digest is made after the crawl of the morning behind its week."""
    sql = "SELECT outlet, state, reason, since FROM outlet_health WHERE last_attempt >= ? AND since < ?"
    return {row["outlet"]: row for row in rows(source, sql, (stamp(start), stamp(end)))}


def hours_answered(source: Source, start: datetime, end: datetime) -> list[str]:
    """Hours ("2024-11-22T08", UTC) in which any outlet answered."""
    sql = (
        f"SELECT DISTINCT substr(fetched, 1, 13) AS hour FROM {_FETCHED}"
        f" WHERE fetched >= ? AND fetched < ? AND {ANSWERED} ORDER BY hour"
    )
    return [row["hour"] for row in rows(source, sql, (stamp(start), stamp(end)))]


def last_crawl(source: Source, start: datetime, end: datetime) -> Row | None:
    """outcome, reason of the last look at outlets that began between the bounds; None where there is none. Of a run it
    is its poll that counts: one that had nothing to poll, or was turned away, says nothing of how a week was heard."""
    return one(
        source,
        "SELECT coalesce(s.outcome, r.outcome) AS outcome, coalesce(s.reason, r.reason) AS reason"
        " FROM run r LEFT JOIN run_step s ON s.run = r.id AND s.step = 'poll'"
        " WHERE r.command IN ('crawl', 'run', 'demo') AND r.started >= ? AND r.started < ?"
        " AND coalesce(s.outcome, r.outcome, 'busy') <> 'busy'"
        " AND (s.run IS NOT NULL OR NOT EXISTS (SELECT 1 FROM run_step x WHERE x.run = r.id))"
        " ORDER BY r.started DESC, r.id DESC LIMIT 1",
        (stamp(start), stamp(end)),
    )
