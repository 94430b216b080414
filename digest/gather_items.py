"""Asks the store what a week brought besides stories: posts, contradictions, series. Reads only; decides nothing.

Knows the named queries of ``store.weekly`` and ``store.newly_posted``; it must not know SQL, nor what will be shown.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from digest import course
from digest.facts import PostFact, SentenceFact
from digest.figure_facts import ContradictionFact, PointFact, SeriesFact
from digest.gather_stories import sources_of
from digest.sides import sides_of
from records import Week
from store import ledger_disputes, newly_posted, weekly


def posts(connection: sqlite3.Connection, week: Week, start: datetime, end: datetime) -> tuple[PostFact, ...]:
    """Public offices that the week first saw somebody in: a few questions whatever their number."""
    found = newly_posted.posts_first_seen(connection, start, end)
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in newly_posted.said_of_posts(connection, (row["post"] for row in found), str(week)):
        said[line["post"]].append(line)
    held: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in newly_posted.holders_before(connection, {row["organisation"] for row in found} - {None}, start):
        held[row["role_key"], row["organisation"]][row["official"]] = row["name"]
    seats: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in newly_posted.seats_before(connection, {row["official_id"] for row in found}, start):
        seats[row["official"]].append(row)
    articles = {row["article"] for row in found} | {line["article"] for lines in said.values() for line in lines}
    sources = sources_of(weekly.articles_by_id(connection, articles))
    return tuple(
        PostFact(
            post=row["post"],
            official=row["official"],
            role=row["role"],
            organisation=row["organisation_name"],
            status=row["status"],
            public_office=bool(row["public_office"]),
            sentence=row["sentence"],
            source=sources[row["article"]],
            said=tuple(
                SentenceFact(text=line["text"], number=line["number"], source=sources[line["article"]])
                for line in said[row["post"]]
            ),
            held_before=tuple(
                dict.fromkeys(
                    name
                    for other, name in held[row["role_key"], row["organisation"]].items()
                    if other != row["official_id"]
                )
            ),
            seat=row["seat"],
            # to take up a post in which one only acted, or was to be, is news
            seats_before=tuple(
                dict.fromkeys(
                    seat["seat"]
                    for seat in seats[row["official_id"]]
                    if row["status"] != "current" or seat["status"] not in ("acting", "designate")
                )
            ),
        )
        for row in found
        if row["article"] in sources
    )


def contradictions(connection: sqlite3.Connection, disputes: Iterable[dict[str, Any]]) -> tuple[ContradictionFact, ...]:
    """``disputes``: rows of ``store.ledger_disputes``, of which revisions are none."""
    told = [row for row in disputes if row["kind"] in ledger_disputes.CONTRADICTIONS]
    sources = sources_of(weekly.articles_by_id(connection, (side["article"] for row in told for side in row["sides"])))
    found = []
    for row in told:
        first, second = row["sides"]
        if first["text"] is None or second["text"] is None:  # a person rejected it since
            continue
        found.append(
            ContradictionFact(
                id=row["id"],
                kind=row["kind"],
                why=row["reason"],
                concept=first["concept"] or second["concept"] or "other",
                measures=first["measures"] or second["measures"],
                owner=first["owner"] or second["owner"],
                period=first["period"] or second["period"],
                sides=sides_of(row, sources),
            )
        )
    return tuple(found)


def series(connection: sqlite3.Connection, week: Week) -> tuple[SeriesFact, ...]:
    grown = {
        series: shown
        for series, claims in weekly.series_grown(connection, str(week)).items()
        if (shown := course.extended(claims, str(week)))
    }
    known = weekly.claims(connection, (claim["id"] for shown in grown.values() for claim in shown))
    sources = sources_of(weekly.articles_by_id(connection, (claim["article"] for claim in known.values())))
    return tuple(
        SeriesFact(
            id=series,
            **{name: known[shown[0]["id"]][name] for name in ("concept", "measures", "owner")},
            points=tuple(
                PointFact(
                    period=claim["period"],
                    text=known[claim["id"]]["text"] or known[claim["id"]]["value"],
                    value=float(known[claim["id"]]["value"]),
                    new=claim["week"] == str(week),
                    source=sources[known[claim["id"]]["article"]],
                )
                for claim in shown
            ),
        )
        for series, shown in grown.items()
    )
