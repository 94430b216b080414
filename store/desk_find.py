"""Named queries of the desk that look for something: search, people by name, figures by what they measure.

Knows the full-text table and the claims; it must not know HTML or HTTP. What a user types only ever travels as a
bound value. Every function takes a connection that only reads. Withdrawn articles are never found.
"""

from __future__ import annotations

import sqlite3

from store.asking import search_words
from store.desk import ARTICLE
from store.desk_week import CLAIM
from store.values import Row, one, rows

PAGE = 20  # results on one page of a list


def search(connection: sqlite3.Connection, text: str, page: int = 1, *, newest: bool = False) -> tuple[list[Row], int]:
    """One page of the articles that hold all words and "phrases" of ``text``, and how many there are in all.

    Articles as in ``story``, with ``snippet``: the words found stand between U+0002 and U+0003. What a person types
    is words, never syntax; without a word the answer is empty.
    """
    words = search_words(text)
    if not words:
        return [], 0
    source = "FROM article_search JOIN article a ON a.id = article_search.article AND a.withdrawn IS NULL"
    total = one(connection, f"SELECT count(*) AS n {source} WHERE article_search MATCH ?", (words,))
    found = rows(
        connection,
        f"WITH found AS (SELECT a.id, bm25(article_search, 0, 4, 1) AS score,"
        f" snippet(article_search, 2, char(2), char(3), '…', 32) AS snippet {source} WHERE article_search MATCH ?)"
        f" {ARTICLE.replace(' FROM', ', found.snippet FROM', 1)} JOIN found ON found.id = a.id"
        f" ORDER BY {'' if newest else 'found.score, '}a.first_seen DESC, a.id LIMIT ? OFFSET ?",
        (words, PAGE, max(page - 1, 0) * PAGE),
    )
    return list(found), int(total["n"]) if total else 0


def people_named(connection: sqlite3.Connection, text: str, limit: int = 5) -> list[Row]:
    """Officials whose name holds every word of ``text``: ``{id, name, role, organisation, short, articles}``."""
    words = search_words(text).replace('"', "").split()
    if not words:
        return []
    like = " AND ".join("f.name LIKE ?" for _ in words)
    return list(
        rows(
            connection,
            "SELECT f.id, f.name, p.role, g.name AS organisation, g.short, p.articles FROM official f LEFT JOIN post p"
            " ON p.id = (SELECT id FROM post WHERE official = f.id ORDER BY last_seen DESC, articles DESC, id LIMIT 1)"
            f" LEFT JOIN organisation g ON g.id = p.organisation WHERE {like} ORDER BY p.articles DESC, f.name LIMIT ?",
            (*(f"%{word}%" for word in words), limit),
        )
    )


def figures(
    connection: sqlite3.Connection, concept: str = "", owner: str = "", period: str = "", page: int = 1
) -> tuple[list[Row], int]:
    """One page of claims (see ``desk_week.week_figures``), the newest first, and how many there are in all; an empty
    filter lets all pass."""
    chosen = [(name, value) for name, value in (("concept", concept), ("owner", owner), ("period", period)) if value]
    where = " AND ".join(["1", *(f"c.{name} = ? COLLATE NOCASE" for name, _ in chosen)])
    values = tuple(value for _, value in chosen)
    total = one(
        connection,
        f"SELECT count(*) AS n FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL"
        f" WHERE {where}",
        values,
    )
    # the page is cut first: what else belongs to a claim is looked up for twenty rows, not for all
    found = rows(
        connection,
        f"{CLAIM} WHERE c.id IN (SELECT c.id FROM figure_claim c JOIN article a ON a.id = c.first_article"
        f" AND a.withdrawn IS NULL WHERE {where} ORDER BY a.first_seen DESC, c.id LIMIT ? OFFSET ?)"
        " ORDER BY a.first_seen DESC, c.id",
        (*values, PAGE, max(page - 1, 0) * PAGE),
    )
    return list(found), int(total["n"]) if total else 0


def figure_filters(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """What claims can be filtered by: ``concept`` in full, and the most frequent 200 of ``owner`` and ``period``."""
    return {
        name: [
            str(row["value"])
            for row in rows(
                connection,
                f"SELECT {name} AS value FROM figure_claim WHERE {name} IS NOT NULL GROUP BY 1"
                " ORDER BY count(*) DESC, 1 LIMIT 200",
            )
        ]
        for name in ("concept", "owner", "period")
    }
