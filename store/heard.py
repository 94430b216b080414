"""When outlets were last heard, as the digest asks it. Reads only.

Knows the tables article and outlet_health; it must not know what silence means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from store.values import Source, moment, rows, stamp


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
