"""Named queries of the desk that look for something: search, and figures by what they measure.

Knows the full-text table and the claims; it must not know HTML or HTTP. What a user types only ever travels as a
bound value. Every function takes a connection that only reads. Withdrawn articles are never found.
"""

from __future__ import annotations

import json
import sqlite3

from store.desk import ARTICLE
from store.desk_week import CLAIM
from store.searching import search_words
from store.values import Row, one, rows

PAGE = 20  # results on one page of a list
MOST = 10_000  # results of a search that have a page
#: Claims, few enough to sort them all, and articles looked through from the newest on where there are more.
FEW = 5000
LOOKED_THROUGH = 40_000


def search(connection: sqlite3.Connection, text: str, page: int = 1, *, newest: bool = False) -> tuple[list[Row], int]:
    """One page of the articles that ``text`` finds (``store.searching``), and how many there are in all, at most
    ``MOST`` and one more.

    Articles as in ``story``, with ``snippet``: the words found stand between U+0002 and U+0003. Without a word that has
    to be there the answer is empty. Where more than ``MOST`` hold them, it is the best, or
    the newest, of those that were written last: to tell it of all, each would have to be read.
    """
    words = search_words(text)
    if not words:
        return [], 0
    holds = "FROM article_search WHERE article_search MATCH :words"
    values: Row = {"words": words, "most": MOST, "rows": PAGE, "offset": max(page - 1, 0) * PAGE, "lowest": 0}
    total = one(connection, f"SELECT count(*) AS n FROM (SELECT 1 {holds} LIMIT :most + 1)", values)
    count = int(total["n"]) if total else 0
    if count > MOST:
        last = one(connection, f"SELECT rowid AS lowest {holds} ORDER BY rowid DESC LIMIT 1 OFFSET :most - 1", values)
        values |= last or {}
    # Only the rows of the page are read: what counts before that stands in the index of the search.
    score = "0" if newest else "bm25(article_search, 0, 4, 1)"
    found = rows(
        connection,
        f"WITH found AS MATERIALIZED (SELECT rowid AS place, {score} AS score {holds} AND rowid >= :lowest),"
        " page AS MATERIALIZED (SELECT f.place, f.score, a.id FROM found f CROSS JOIN body b ON b.id = f.place"
        " CROSS JOIN article a INDEXED BY article_shown ON a.id = b.article AND a.withdrawn IS NULL"
        " ORDER BY f.score, a.first_seen DESC, a.id LIMIT :rows OFFSET :offset)"
        f" {ARTICLE.replace(' FROM', ', q.place FROM', 1)} JOIN page q ON q.id = a.id"
        " ORDER BY q.score, a.first_seen DESC, a.id",
        values,
    )
    return [row | {"snippet": _snippet(connection, words, row.pop("place"))} for row in list(found)], count


def _snippet(connection: sqlite3.Connection, words: str, place: int) -> str | None:
    found = one(
        connection,
        "SELECT snippet(article_search, 2, char(2), char(3), '…', 32) AS snippet FROM article_search"
        " WHERE article_search MATCH ? AND rowid = ?",
        (words, place),
    )
    return found["snippet"] if found else None


def figures(
    connection: sqlite3.Connection, concept: str = "", owner: str = "", period: str = "", page: int = 1
) -> tuple[list[Row], int]:
    """One page of claims (see ``desk_week.week_figures``), the newest first, and how many there are in all; an empty
    filter lets all pass."""
    chosen = [(name, value) for name, value in (("concept", concept), ("owner", owner), ("period", period)) if value]
    where = " AND ".join(["1", *(f"c.{name} = :{name} COLLATE NOCASE" for name, _ in chosen)])
    values: Row = {**dict(chosen), "rows": PAGE, "offset": max(page - 1, 0) * PAGE}
    gone = "c.first_article IN (SELECT id FROM article WHERE withdrawn IS NOT NULL)"
    counted = one(connection, f"SELECT count(*) AS n FROM figure_claim c WHERE {where} AND NOT {gone}", values)
    total = int(counted["n"]) if counted else 0
    # the page is cut first: what else belongs to a claim is looked up for twenty rows, not for all
    found = rows(
        connection,
        f"{CLAIM} WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY a.first_seen DESC, c.id",
        (json.dumps(_newest_claims(connection, where, values, total)),),
    )
    return list(found), total


def _newest_claims(connection: sqlite3.Connection, where: str, values: Row, total: int) -> list[str]:
    """Ids of one page of claims. Where there are many, the newest articles are looked through until there are enough;
    all claims are sorted only where they are few or those articles do not have enough."""
    wanted = min(values["rows"], total - values["offset"])
    if wanted <= 0:
        return []
    page = "ORDER BY a.first_seen DESC, c.id LIMIT :rows OFFSET :offset"
    if total > FEW:
        since = one(
            connection,
            "SELECT first_seen FROM article INDEXED BY article_newest WHERE withdrawn IS NULL"
            " ORDER BY first_seen DESC, id LIMIT 1 OFFSET ?",
            (LOOKED_THROUGH,),
        )
        found = rows(
            connection,
            "SELECT c.id FROM article a INDEXED BY article_newest CROSS JOIN figure_claim c"
            " INDEXED BY figure_claim_first ON c.first_article = a.id"
            f" WHERE a.withdrawn IS NULL AND a.first_seen >= :since AND {where} {page}",
            values | {"since": since["first_seen"] if since else ""},
        )
        ids = [str(row["id"]) for row in found]
        if len(ids) == wanted:
            return ids
    every = (
        "SELECT c.id FROM figure_claim c CROSS JOIN article a INDEXED BY article_shown ON a.id = c.first_article"
        f" AND a.withdrawn IS NULL WHERE {where} {page}"
    )
    return [str(row["id"]) for row in rows(connection, every, values)]


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
