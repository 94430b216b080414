"""Named queries about who was seen in a public office for the first time, of thousands at once. Reads only.

Knows the tables post and post_mention; it must not know what makes an appointment of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from store.values import Row, Source, as_json, rows, stamp


def _list(values: Iterable[str]) -> str:
    return as_json(sorted(set(values)))


def posts_first_seen(source: Source, start: datetime, end: datetime) -> list[Row]:
    """Public offices, no former ones, in which a person was seen for the first time between the bounds, with the
    sentence that says so; ``seat``: the post under one name for all its wordings, "role | organisation" ("-": of none),
    None where there is none."""
    return list(
        rows(
            source,
            "SELECT p.id AS post, p.official AS official_id, f.name AS official, p.role, lower(p.role) AS role_key,"
            " p.organisation, g.name AS organisation_name, p.status, p.public_office, p.evidence_article AS article,"
            " s.text AS sentence, p.first_seen, (SELECT max(seat) FROM post_mention WHERE post = p.id) AS seat"
            " FROM post p JOIN official f ON f.id = p.official LEFT JOIN organisation g ON g.id = p.organisation"
            " JOIN sentence s ON s.article = p.evidence_article AND s.number = p.evidence_sentence"
            " WHERE p.first_seen >= ? AND p.first_seen < ? AND p.public_office"
            " AND p.status IN ('current', 'acting', 'designate') ORDER BY p.first_seen, p.id",
            (stamp(start), stamp(end)),
        )
    )


def said_of_posts(source: Source, posts: Iterable[str], week: str) -> list[Row]:
    """post, article, number, text of the week's sentences that mention the person in one of these posts, of each post
    as they were seen."""
    return list(
        rows(
            source,
            "SELECT DISTINCT m.post, s.article, s.number, s.text FROM json_each(?) j"
            " CROSS JOIN post_mention m ON m.post = j.value JOIN article a ON a.id = m.article"
            " JOIN sentence s ON s.article = m.article AND s.number = m.sentence"
            " WHERE a.week = ? AND a.withdrawn IS NULL ORDER BY m.post, a.first_seen, a.id, s.number",
            (_list(posts), week),
        )
    )


def holders_before(source: Source, organisations: Iterable[str], start: datetime) -> list[Row]:
    """role_key, organisation, official, name of who was seen in posts of these organisations before ``start``."""
    return list(
        rows(
            source,
            "SELECT DISTINCT lower(p.role) AS role_key, p.organisation, p.official, f.name FROM json_each(?) j"
            " CROSS JOIN post p ON p.organisation = j.value JOIN official f ON f.id = p.official"
            " WHERE p.first_seen < ? AND p.status IN ('current', 'acting') ORDER BY f.name",
            (_list(organisations), stamp(start)),
        )
    )


def seats_before(source: Source, officials: Iterable[str], start: datetime) -> list[Row]:
    """official, seat, status of the seats in which these people were mentioned in articles first seen before ``start``,
    former ones left out."""
    return list(
        rows(
            source,
            "SELECT DISTINCT m.official, m.seat, coalesce(m.status, '') AS status FROM json_each(?) j"
            " CROSS JOIN post_mention m ON m.official = j.value JOIN article a ON a.id = m.article"
            " WHERE m.seat IS NOT NULL AND coalesce(m.status, '') <> 'former' AND a.first_seen < ?"
            " AND a.withdrawn IS NULL ORDER BY m.official, m.seat",
            (_list(officials), stamp(start)),
        )
    )
