"""Named queries of the desk's pages about what articles are about and come from: official, place, theme, outlet.

Knows the tables and what a page of the desk asks of them; it must not know HTML, HTTP or what an outlet lets be
shown: each row that holds a text of an outlet carries its ``show`` beside it. Every function takes a connection that
only reads; None means that there is no such thing. Withdrawn articles are left out of all lists.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from store.desk import ARTICLE, OWN, QUOTE, STORY
from store.desk_week import themes_of
from store.trending import latest_trend
from store.values import Row, one, rows

#: Of a subject's rows, few enough to sort all its stories.
FEW = 2000
#: Stories looked through from the newest on, where a subject has more; if these do not hold enough, all are sorted.
LOOKED_THROUGH = 5000

# INDEXED BY: no statistics are kept, and without them SQLite takes a key's own index and then reads the whole row.
_ITS_ARTICLE = "CROSS JOIN article a INDEXED BY article_shown ON a.id = {}.article AND a.withdrawn IS NULL"
_ARTICLES_OF_S = "FROM article a INDEXED BY article_story_week CROSS JOIN mention m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What makes a story one about a subject, in SQL; ``:of`` is the subject's id."""

    rows: str  # one a mention or story
    stories: str  # ids of all its stories
    holds: str  # whether the story s is one


NAMED = Subject(
    rows="SELECT 1 FROM mention m WHERE m.official = :of",
    stories=f"SELECT a.story FROM mention m {_ITS_ARTICLE.format('m')} WHERE m.official = :of",
    holds=f"EXISTS (SELECT 1 {_ARTICLES_OF_S} ON m.official = :of AND m.article = a.id"
    " WHERE a.story = s.id AND a.withdrawn IS NULL)",
)
PLACED = Subject(
    rows="SELECT 1 FROM mention m WHERE m.place = :of AND m.label = 'subject'",
    stories=f"SELECT a.story FROM mention m {_ITS_ARTICLE.format('m')} WHERE m.place = :of AND m.label = 'subject'",
    holds=f"EXISTS (SELECT 1 {_ARTICLES_OF_S} ON m.place = :of AND m.article = a.id AND m.label = 'subject'"
    " WHERE a.story = s.id AND a.withdrawn IS NULL)",
)
THEMED = Subject(
    rows="SELECT 1 FROM story_theme h WHERE h.theme = :of AND h.assigned = 1",
    stories="SELECT h.story FROM story_theme h WHERE h.theme = :of AND h.assigned = 1",
    holds="EXISTS (SELECT 1 FROM story_theme h WHERE h.story = s.id AND h.theme = :of AND h.assigned = 1)",
)


def newest_stories(connection: sqlite3.Connection, subject: Subject, wanted: str, limit: int) -> list[str]:
    """Ids of the newest stories of a subject, by when they were last seen, then by id.

    Of a frequent subject the newest stories are looked through one by one until there are enough; all its stories are
    sorted only where it is rare or was last frequent long ago.
    """
    order = "ORDER BY s.last_seen DESC, s.id LIMIT :limit"
    values: Row = {"of": wanted, "limit": limit}
    if _counted(connection, f"({subject.rows} LIMIT :few)", {"of": wanted, "few": FEW}) == FEW:
        since = one(
            connection,
            "SELECT last_seen FROM story WHERE articles > 0 ORDER BY last_seen DESC, id LIMIT 1 OFFSET ?",
            (LOOKED_THROUGH,),
        )
        # what was last seen since then is there in full: if it is enough, nothing older belongs to it
        found = rows(
            connection,
            f"SELECT s.id FROM story s WHERE s.articles > 0 AND s.last_seen >= :since AND {subject.holds} {order}",
            values | {"since": since["last_seen"] if since else ""},
        )
        ids = [str(row["id"]) for row in found]
        if len(ids) == limit:
            return ids
    every = f"SELECT s.id FROM story s WHERE s.articles > 0 AND s.id IN ({subject.stories}) {order}"
    return [str(row["id"]) for row in rows(connection, every, values)]


def official(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """``{id, name, aliases, posts, quotes, quotes_total, stories}``: posts, the latest first, with their evidence
    ({post (its id), role, status, organisation, short, organisation_id, public_office, first_seen, last_seen,
    articles, evidence (the sentence), article, outlet, name, show}), the newest quotes as in ``story``, and the newest
    stories that name the person."""
    row = one(connection, "SELECT id, name, aliases FROM official WHERE id = ?", (wanted,))
    if row is None:
        return None
    said = f"quote q {_ITS_ARTICLE.format('q')} AND {OWN} WHERE q.official = :official"
    values = {"official": wanted}
    return row | {
        "aliases": json.loads(row["aliases"]),
        "posts": posts(connection, wanted),
        "quotes_total": _counted(connection, said, values),
        # the newest are cut first: what else belongs to a quotation is looked up for those alone
        "quotes": list(
            rows(
                connection,
                f"{QUOTE} WHERE q.id IN (SELECT q.id FROM {said} ORDER BY a.first_seen DESC, a.id, q.start LIMIT 30)"
                " ORDER BY a.first_seen DESC, a.id, q.start",
                values,
            )
        ),
        "stories": shown_stories(connection, NAMED, wanted),
    }


# The evidence of a post is what its earliest article says; "earliest" sorts by time, then by article.
_POSTS = f"""
WITH held AS (
  SELECT coalesce(p.seat, p.post) AS seat, q.status, max(q.public_office) AS public_office,
    count(DISTINCT p.article) AS articles, min(a.first_seen) AS first_seen, max(a.first_seen) AS last_seen,
    min(a.first_seen || ' ' || p.article) AS earliest
  FROM post_mention p {_ITS_ARTICLE.format("p")} JOIN post q ON q.id = p.post
  WHERE p.official = :official AND p.post IS NOT NULL GROUP BY 1, 2
)
SELECT k.id AS post, k.role, h.status, g.name AS organisation, g.short, g.id AS organisation_id, h.public_office,
  h.first_seen, h.last_seen, h.articles,
  CASE WHEN o.show <> 'link' THEN t.text END AS evidence, a.language, e.article, o.id AS outlet, o.name, o.show
FROM held h
JOIN post_mention e ON e.article = substr(h.earliest, instr(h.earliest, ' ') + 1) AND e.number = (
  SELECT n.number FROM post_mention n JOIN post m ON m.id = n.post
  WHERE n.article = substr(h.earliest, instr(h.earliest, ' ') + 1) AND n.official = :official
    AND coalesce(n.seat, n.post) = h.seat AND m.status = h.status
  ORDER BY n.stated DESC, n.number LIMIT 1
)
JOIN post k ON k.id = e.post JOIN article a ON a.id = e.article JOIN outlet o ON o.id = a.outlet
LEFT JOIN organisation g ON g.id = e.organisation
LEFT JOIN sentence t ON t.article = e.article AND t.number = e.sentence
ORDER BY h.last_seen DESC, h.first_seen DESC, h.seat, h.status
"""


def present_official(connection: sqlite3.Connection, wanted: str) -> str | None:
    """Who has the place of a former id now; None where it never was one."""
    found = one(
        connection,
        "SELECT official FROM official_alias WHERE old = :old UNION ALL"
        " SELECT official FROM official_settled WHERE resolved = :old AND official <> :old LIMIT 1",
        {"old": wanted},
    )
    return str(found["official"]) if found else None


def posts(connection: sqlite3.Connection, official: str) -> list[Row]:
    """The posts of an official as in ``official``: those of ``officials_asking.posts_of``, the latest first."""
    return [
        row | {"public_office": bool(row["public_office"])} for row in rows(connection, _POSTS, {"official": official})
    ]


_PLACE_WEEKS = (
    "SELECT a.week, count(DISTINCT coalesce(a.story, a.id)) AS stories FROM mention m"
    f" {_ITS_ARTICLE.format('m')} WHERE m.place = ? AND m.label = 'subject'"
)


def by_week(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """``{name, name_ms, weeks}`` of a place, the weeks as on its page."""
    row = one(connection, "SELECT name, name_ms FROM place WHERE code = ?", (wanted,))
    return row and row | {"weeks": _weeks(connection, _PLACE_WEEKS, wanted)}


def theme_name(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """``{name, name_ms}`` of a theme."""
    return one(connection, "SELECT name, name_ms FROM theme WHERE id = ?", (wanted,))


def newest_week(connection: sqlite3.Connection, theme: str) -> str | None:
    """The newest week in which a story of the theme has an article."""
    newest = json.dumps(newest_stories(connection, THEMED, theme, 1))
    found = one(
        connection,
        "SELECT max(a.week) AS week FROM json_each(?) j CROSS JOIN article a INDEXED BY article_story_week"
        " ON a.story = j.value AND a.withdrawn IS NULL",
        (newest,),
    )
    return found["week"] if found else None


def place(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """The columns of the place, ``weeks`` ({week, stories}, newest first, only those with stories) and its newest
    ``stories``: those in which it is a subject, not a mere dateline."""
    row = one(connection, "SELECT * FROM place WHERE code = ?", (wanted,))
    if row is None:
        return None
    return row | {
        "trend": latest_trend(connection, "place", row["code"]),
        "weeks": _weeks(connection, _PLACE_WEEKS, wanted),
        "stories": shown_stories(connection, PLACED, wanted),
    }


def theme(connection: sqlite3.Connection, wanted: str, limit: int = 60) -> Row | None:
    """The columns of the theme (``definition`` as an object), ``stories`` (newest first, with score, why, decided_by),
    ``lowest`` assigned and ``highest`` not assigned: its borderline."""
    row = one(connection, "SELECT * FROM theme WHERE id = ?", (wanted,))
    if row is None:
        return None
    scored = (
        f"SELECT {STORY}, h.score, h.why, h.decided_by FROM story_theme h JOIN story s ON s.id = h.story"
        " AND s.articles > 0 WHERE h.theme = ? AND {} LIMIT ?"
    )
    newest = json.dumps(newest_stories(connection, THEMED, wanted, limit))
    listed = "h.story IN (SELECT value FROM json_each(?)) ORDER BY s.last_seen DESC, s.id"
    lowest = "h.assigned = 1 AND h.decided_by = 'model' ORDER BY h.score, s.id"
    return row | {
        "definition": json.loads(row["definition"]),
        "trend": latest_trend(connection, "theme", wanted),
        "stories": list(rows(connection, scored.format(listed), (wanted, newest, limit))),
        "lowest": list(rows(connection, scored.format(lowest), (wanted, 5))),
        "highest": list(rows(connection, scored.format("h.assigned = 0 ORDER BY h.score DESC, s.id"), (wanted, 8))),
    }


def outlet(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """The columns of the outlet and of its health (state, reason, since, last_attempt, last_success, last_new; None
    where it was never crawled), ``weeks`` ({week, articles, copies}), ``newest`` articles and ``failures`` ({fetched,
    purpose, url, status, http_status, reason}), the newest of its fetches that brought nothing."""
    row = one(
        connection,
        "SELECT o.*, h.state, h.reason, h.since, h.last_attempt, h.last_success, h.last_new FROM outlet o"
        " LEFT JOIN outlet_health h ON h.outlet = o.id WHERE o.id = ?",
        (wanted,),
    )
    if row is None:
        return None
    return row | {
        "languages": json.loads(row["languages"]),
        "weeks": _weeks(
            connection,
            "SELECT a.week, count(*) AS articles, sum(a.copy_kind IN ('identical', 'copy')) AS copies FROM article a"
            " WHERE a.outlet = ? AND a.withdrawn IS NULL",
            wanted,
        ),
        "newest": list(
            rows(
                connection,
                f"{ARTICLE} WHERE a.outlet = ? AND a.withdrawn IS NULL ORDER BY a.first_seen DESC, a.id LIMIT 30",
                (wanted,),
            )
        ),
        "failures": list(
            rows(
                connection,
                "SELECT fetched, purpose, url, status, http_status, reason FROM fetch WHERE outlet = ?"
                " AND status NOT IN ('ok', 'not_modified') ORDER BY fetched DESC, id DESC LIMIT 10",
                (wanted,),
            )
        ),
    }


def _counted(connection: sqlite3.Connection, source: str, values: Row) -> int:
    found = one(connection, f"SELECT count(*) AS n FROM {source}", values)
    return int(found["n"]) if found else 0


def shown_stories(connection: sqlite3.Connection, subject: Subject, wanted: str, limit: int = 30) -> list[Row]:
    """The newest stories of a subject, each with its themes, as lists of stories show them."""
    ids = newest_stories(connection, subject, wanted, limit)
    found = rows(
        connection,
        f"SELECT {STORY} FROM story s WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.last_seen DESC, s.id",
        (json.dumps(ids),),
    )
    themes = themes_of(connection, ids)
    return [row | {"themes": themes.get(row["id"], [])} for row in found]


def _weeks(connection: sqlite3.Connection, counted: str, value: str, limit: int = 12) -> list[Row]:
    return list(rows(connection, f"{counted} GROUP BY a.week ORDER BY a.week DESC LIMIT ?", (value, limit)))
