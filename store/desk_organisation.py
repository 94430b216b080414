"""Named query of the desk: an organisation, who held which post in it, what it owns and where it is told of.

Knows the tables; it must not know HTML, HTTP or what an outlet lets be shown. Takes a connection that only reads.
Withdrawn articles are left out of all lists.
"""

from __future__ import annotations

import json
import sqlite3

from store.desk_subjects import Subject, shown_stories
from store.desk_week import CLAIM
from store.values import Row, one, rows

MOST_POSTS = 200
MOST_FIGURES = 30

_ITS_ARTICLE = "CROSS JOIN article a INDEXED BY article_shown ON a.id = m.article AND a.withdrawn IS NULL"
EMPLOYED = Subject(
    rows="SELECT 1 FROM post_mention m WHERE m.organisation = :of",
    stories=f"SELECT a.story FROM post_mention m {_ITS_ARTICLE} WHERE m.organisation = :of",
    holds="EXISTS (SELECT 1 FROM article a INDEXED BY article_story_week CROSS JOIN post_mention m"
    " INDEXED BY post_mention_organisation ON m.organisation = :of AND m.article = a.id"
    " WHERE a.story = s.id AND a.withdrawn IS NULL)",
)
# A post whose every article was withdrawn has no sentence that could be shown: the newest of its articles tells.
_POSTS = """
SELECT p.id AS post, p.role, p.status, p.public_office, p.first_seen, p.last_seen, p.articles, f.id AS official, f.name,
  a.id AS article, o.id AS outlet, o.name AS outlet_name, o.show,
  CASE WHEN o.show <> 'link' THEN t.text END AS evidence, t.start
FROM post p JOIN official f ON f.id = p.official
LEFT JOIN article a ON a.id = p.evidence_article AND a.withdrawn IS NULL
LEFT JOIN outlet o ON o.id = a.outlet
LEFT JOIN sentence t ON t.article = a.id AND t.number = p.evidence_sentence
WHERE p.organisation = :of ORDER BY p.last_seen DESC, p.articles DESC, p.id LIMIT :most
"""


def organisation(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """``{id, name, short, names, posts, posts_total, figures, figures_total, stories}``; None where there is none.

    ``names``: language (en, ms, zh; empty for short names and what is known of none) -> names, in code order.
    ``posts``, the latest first: {post, role, status, public_office, first_seen, last_seen, articles, official, name,
    article, outlet, outlet_name, show, evidence (the sentence), start}. ``figures``: claims that it owns, as in
    ``desk_week.week_figures``, the newest first. ``stories``: the newest that name somebody by a post in it.
    """
    row = one(connection, "SELECT id, name, short, aliases FROM organisation WHERE id = ?", (wanted,))
    if row is None:
        return None
    names = _names(connection, row)
    called = {row["name"], row["short"] or row["name"]}.union(*names.values())
    values: Row = {"of": wanted, "most": MOST_POSTS}
    counted = one(connection, "SELECT count(*) AS n FROM post WHERE organisation = ?", (wanted,))
    figures, total = _figures(connection, sorted(called))
    return {
        "id": row["id"],
        "name": row["name"],
        "short": row["short"],
        "names": names,
        "posts": [each | {"public_office": bool(each["public_office"])} for each in rows(connection, _POSTS, values)],
        "posts_total": counted["n"] if counted else 0,
        "figures": figures,
        "figures_total": total,
        "stories": shown_stories(connection, EMPLOYED, wanted),
    }


def _names(connection: sqlite3.Connection, row: Row) -> dict[str, list[str]]:
    """Names by language: those of the list of known organisations, and among the others what articles print."""
    found: dict[str, set[str]] = {}
    for each in rows(connection, "SELECT language, name FROM organisation_name WHERE organisation = ?", (row["id"],)):
        found.setdefault(each["language"], set()).add(each["name"])
    printed = {str(name) for name in json.loads(row["aliases"])}.difference(*found.values())
    if printed:
        found.setdefault("", set()).update(printed)
    return {language: sorted(found[language]) for language in ("en", "ms", "zh", "") if found.get(language)}


def _figures(connection: sqlite3.Connection, names: list[str]) -> tuple[list[Row], int]:
    """Claims of which it is the owner by any of its names, and how many there are."""
    owned = (
        "figure_claim c INDEXED BY figure_claim_owner_typed CROSS JOIN article a INDEXED BY article_shown"
        " ON a.id = c.first_article AND a.withdrawn IS NULL"
        " WHERE c.owner COLLATE NOCASE IN (SELECT value FROM json_each(:names))"
    )
    values: Row = {"names": json.dumps(names), "most": MOST_FIGURES}
    total = one(connection, f"SELECT count(*) AS n FROM {owned}", values)
    found = rows(
        connection,
        f"{CLAIM} WHERE c.id IN (SELECT c.id FROM {owned} ORDER BY a.first_seen DESC, c.id LIMIT :most)"
        " ORDER BY a.first_seen DESC, c.id",
        values,
    )
    return list(found), int(total["n"]) if total else 0
