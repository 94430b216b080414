"""The health of outlets, and of the network: what the last crawl said of each outlet, and whether it reached anybody.

Knows the tables outlet_health and reach; it must not know how a crawl comes to its judgement.
"""

from __future__ import annotations

import json

from records import OutletHealth, Reach
from store.database import Store
from store.values import Source, moment, moment_or_none, one, rows, stamp, stamp_or_none


def save_health(store: Store, health: OutletHealth) -> None:
    with store.transaction():
        store.db["outlet_health"].upsert(
            {
                "outlet": health.outlet,
                "state": health.state,
                "reason": health.reason,
                "since": stamp(health.since),
                "last_attempt": stamp_or_none(health.last_attempt),
                "last_success": stamp_or_none(health.last_success),
                "last_new": stamp_or_none(health.last_new),
                "strikes": health.strikes,
                "weekly": health.weekly,
                "words": health.words,
            },
            pk="outlet",
        )


def outlet_health(source: Source) -> dict[str, OutletHealth]:
    """The last health of each outlet that was crawled, by outlet id."""
    return {
        row["outlet"]: OutletHealth(
            outlet=row["outlet"],
            state=row["state"],
            reason=row["reason"],
            since=moment(row["since"]),
            last_attempt=moment_or_none(row["last_attempt"]),
            last_success=moment_or_none(row["last_success"]),
            last_new=moment_or_none(row["last_new"]),
            strikes=row["strikes"],
            weekly=row["weekly"],
            words=row["words"],
        )
        for row in rows(source, "SELECT * FROM outlet_health ORDER BY outlet")
    }


def save_reach(store: Store, reach: Reach) -> None:
    with store.transaction():
        store.db["reach"].upsert(
            {
                "id": 1,
                "state": reach.state,
                "reason": reach.reason,
                "since": stamp(reach.since),
                "at": stamp(reach.at),
                "silent": json.dumps(dict(reach.silent), ensure_ascii=False),
            },
            pk="id",
        )


def last_reach(source: Source) -> Reach | None:
    """Whether the last crawl reached anybody; None where none asked for anything yet."""
    row = one(source, "SELECT state, reason, since, at, silent FROM reach")
    if row is None:
        return None
    return Reach(
        state=row["state"],
        reason=row["reason"],
        since=moment(row["since"]),
        at=moment(row["at"]),
        silent={outlet: tuple(hosts) for outlet, hosts in json.loads(row["silent"]).items()},
    )
