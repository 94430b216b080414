"""Named queries of the desk's pages: one story, one article. What articles are about is in ``desk_subjects``.

Knows the tables and what a page of the desk asks of them; it must not know HTML, HTTP or what an outlet lets be
shown: each row that holds a text of an outlet carries its ``show`` beside it. Every function takes a connection that
only reads; None means that there is no such thing. Withdrawn articles are left out of all lists.
"""

from __future__ import annotations

import json
import sqlite3

from store.desk_week import themes_of
from store.ledger_asking import periods_of
from store.ledger_disputes import claim_disputed, figure_disputed
from store.stories import resolve_story
from store.summaries import WITNESS, summary
from store.values import Row, one, rows

ARTICLE = (
    "SELECT a.id, a.title, a.url, a.language, a.published, a.published_precision, a.first_seen, a.week, a.words,"
    " a.paywalled, a.authors, a.copy_of, a.copy_kind, a.story, o.id AS outlet, o.name, o.show FROM article a"
    " JOIN outlet o ON o.id = a.outlet"
)
STORY = "s.id, s.title, s.week, s.first_seen, s.last_seen, s.articles, s.outlets, s.independent_reports"
QUOTE = (
    "SELECT q.text, q.kind, q.speaker, q.start, q.official, f.name AS official_name, a.id AS article, a.first_seen,"
    " a.language,"
    " o.id AS outlet, o.name, o.show FROM quote q JOIN article a ON a.id = q.article AND a.withdrawn IS NULL"
    " JOIN outlet o ON o.id = a.outlet LEFT JOIN official f ON f.id = q.official"
)
OWN = "coalesce(a.copy_kind, '') NOT IN ('identical', 'copy')"


def story(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """A story by its present id or one that it once had (then ``id`` differs from what was asked for).

    The columns of its row, and ``timeline`` (articles as in ``article``, without their texts, as they came in),
    ``themes`` and ``rejected`` (as in ``themes_of``), ``told`` (as in ``summaries.summary``), ``officials`` ({id, name,
    role, organisation, short, organisation_id, status, articles, reports}),
    ``quotes`` ({text, kind, speaker, official, official_name, article, first_seen, language, outlet, name, show}),
    ``figures`` ({text, value, unit, measures, owner, period, change, status, claim, start, language, sentence,
    disputed, series, periods, article, name, reports}), ``places`` ({code, name, reports}), ``decisions`` ({article,
    title, about, action, score, margin, reason, version}) and ``aliases`` ({old, at, reason}). Quotes and figures of
    copies are those of their origin: left out. ``reports`` are independent: a copy has nothing of its own, and outlets
    of one owner count once.
    """
    key = resolve_story(connection, wanted)
    row = one(connection, f"SELECT {STORY}, s.lead FROM story s WHERE s.id = ?", (key,))
    if row is None:
        return None
    mine = "a.story = :story AND a.withdrawn IS NULL"
    values = {"story": key}
    return row | {
        "timeline": list(
            rows(
                connection,
                f"{ARTICLE} WHERE {mine} ORDER BY a.first_seen, coalesce(a.published, a.first_seen), a.id",
                values,
            )
        ),
        "told": summary(connection, key),
        "themes": themes_of(connection, [key]).get(key, []),
        "rejected": list(
            rows(
                connection,
                "SELECT t.id, t.name, t.name_ms, s.score, s.why, s.decided_by FROM story_theme s"
                " JOIN theme t ON t.id = s.theme"
                " WHERE s.story = :story AND s.assigned = 0 ORDER BY s.score DESC, t.name LIMIT 3",
                values,
            )
        ),
        "officials": _officials(connection, mine, values),
        "quotes": list(
            rows(connection, f"{QUOTE} WHERE {mine} AND {OWN} ORDER BY a.first_seen, a.id, q.start", values)
        ),
        "figures": list(
            rows(
                connection,
                "SELECT f.text, f.value, f.unit, f.measures, f.concept, f.owner, f.period, f.change, f.status, f.claim,"
                " f.start, a.language, CASE WHEN o.show <> 'link' THEN t.text END AS sentence,"
                f" {figure_disputed('f')} OR {claim_disputed('f.claim')} AS disputed, c.series,"
                f" {periods_of('c.series')} AS periods, a.id AS article, o.name,"
                f" count(DISTINCT {WITNESS}) AS reports FROM article a"
                " JOIN figure f ON f.article = a.id"
                " JOIN outlet o ON o.id = a.outlet LEFT JOIN figure_claim c ON c.id = f.claim"
                " LEFT JOIN sentence t ON t.article = f.article AND t.number = f.sentence"
                f" WHERE {mine} AND {OWN} GROUP BY coalesce(f.claim, f.id) ORDER BY a.first_seen, a.id, f.start",
                values,
            )
        ),
        "places": list(
            rows(
                connection,
                f"SELECT p.code, p.name, p.name_ms, count(DISTINCT {WITNESS}) AS reports FROM article a"
                " JOIN mention m ON"
                " m.article = a.id AND m.kind = 'place' AND m.label = 'subject' JOIN place p ON p.code = m.place"
                f" JOIN outlet o ON o.id = a.outlet WHERE {mine} GROUP BY p.code ORDER BY reports DESC, p.name",
                values,
            )
        ),
        "decisions": list(
            rows(
                connection,
                "SELECT a.id AS article, a.title, d.about, d.action, d.score, d.margin, d.reason, d.version"
                f" FROM article a JOIN decision d ON d.article = a.id WHERE {mine}"
                " ORDER BY a.first_seen, a.id, d.about",
                values,
            )
        ),
        "aliases": list(
            rows(connection, "SELECT old, at, reason FROM story_alias WHERE story = :story ORDER BY at, old", values)
        ),
    }


def article(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """One article: the columns of its row (``evidence`` as an object, None where it is not known), ``name``, ``show``
    and ``kind`` of its outlet, ``text`` (its body), ``story_title``, ``origin`` ({id, title, name} of what it copies),
    ``copies`` (articles), ``revisions`` ({number, title, text, seen, replaced}), ``let_go`` ({at, why} where its text
    was), ``captured`` ({fetched, warc_file, warc_offset}), ``themes``, ``decisions``, and what was read in it, by place
    in the text: ``officials``, ``places``, ``figures``, ``quotes``, each with ``start``, ``end`` (character offsets),
    ``text`` and ``sentence_text``."""
    row = one(
        connection,
        "SELECT a.*, o.name, o.show, o.kind AS outlet_kind, b.text, s.title AS story_title FROM article a"
        " JOIN outlet o ON o.id = a.outlet LEFT JOIN body b ON b.article = a.id LEFT JOIN story s ON s.id = a.story"
        " WHERE a.id = ?",
        (wanted,),
    )
    if row is None:
        return None
    sentence = "LEFT JOIN sentence s ON s.article = {0}.article AND s.number = {0}.sentence"
    mention = 'm.start, m."end", m.text, m.label, m.confidence, m.found_by, s.text AS sentence_text'
    return row | {
        "authors": json.loads(row["authors"]),
        "evidence": json.loads(row["evidence"]) if row["evidence"] else None,
        "text": row["text"] or "",
        "origin": one(connection, f"{ARTICLE} WHERE a.id = ? AND a.withdrawn IS NULL", (row["copy_of"],)),
        "copies": list(
            rows(connection, f"{ARTICLE} WHERE a.copy_of = ? AND a.withdrawn IS NULL ORDER BY a.first_seen", (wanted,))
        ),
        "revisions": list(
            rows(
                connection,
                "SELECT number, title, text, seen, replaced FROM revision WHERE article = ? ORDER BY number DESC",
                (wanted,),
            )
        ),
        "let_go": one(connection, "SELECT at, why FROM let_go WHERE what = 'text' AND id = ?", (wanted,)),
        "captured": one(connection, "SELECT fetched, warc_file, warc_offset FROM fetch WHERE id = ?", (row["fetch"],)),
        "themes": list(
            rows(
                connection,
                "SELECT t.id, t.name, t.name_ms, h.score, h.assigned, h.why FROM article_theme h"
                " JOIN theme t ON t.id = h.theme"
                " WHERE h.article = ? ORDER BY h.assigned DESC, h.score DESC LIMIT 5",
                (wanted,),
            )
        ),
        "decisions": list(
            rows(
                connection,
                "SELECT about, action, score, margin, reason, version FROM decision WHERE article = ? ORDER BY about",
                (wanted,),
            )
        ),
        "officials": list(
            rows(
                connection,
                f"SELECT {mention}, m.official, f.name, p.role, p.status, g.name AS organisation,"
                " g.id AS organisation_id FROM mention m"
                f" {sentence.format('m')} LEFT JOIN official f ON f.id = m.official LEFT JOIN post p ON p.id = m.post"
                " LEFT JOIN organisation g ON g.id = p.organisation WHERE m.article = ? AND m.kind = 'official'"
                " ORDER BY m.start",
                (wanted,),
            )
        ),
        "places": list(
            rows(
                connection,
                f"SELECT {mention}, m.place, p.name, p.name_ms FROM mention m {sentence.format('m')}"
                " LEFT JOIN place p ON p.code = m.place WHERE m.article = ? AND m.kind = 'place' ORDER BY m.start",
                (wanted,),
            )
        ),
        "figures": list(
            rows(
                connection,
                f"SELECT q.*, s.text AS sentence_text, {figure_disputed('q')} AS disputed, c.series,"
                f" {periods_of('c.series')} AS periods FROM figure q {sentence.format('q')}"
                " LEFT JOIN figure_claim c ON c.id = q.claim WHERE q.article = ? ORDER BY q.start",
                (wanted,),
            )
        ),
        "quotes": list(
            rows(
                connection,
                f"SELECT q.*, s.text AS sentence_text, f.name AS official_name FROM quote q {sentence.format('q')}"
                " LEFT JOIN official f ON f.id = q.official WHERE q.article = ? ORDER BY q.start",
                (wanted,),
            )
        ),
    }


def sentence_at(connection: sqlite3.Connection, article: str, place: int) -> tuple[int, int] | None:
    """Where the sentence of an article begins and ends that holds the character at ``place``."""
    row = one(
        connection,
        'SELECT start, "end" FROM sentence WHERE article = ? AND start <= ? AND "end" > ?',
        (article, place, place),
    )
    return (row["start"], row["end"]) if row else None


def _officials(connection: sqlite3.Connection, mine: str, values: Row) -> list[Row]:
    """Who is named, the most often first, each with the post that the articles at hand give."""
    return list(
        rows(
            connection,
            "SELECT f.id, f.name, p.role, p.status, g.name AS organisation, g.short, g.id AS organisation_id,"
            " count(DISTINCT a.id) AS articles,"
            f" count(DISTINCT {WITNESS}) AS reports, max(m.post IS NOT NULL) FROM article a"
            " JOIN outlet o ON o.id = a.outlet JOIN mention m ON m.article = a.id AND m.official IS NOT NULL"
            " JOIN official f ON f.id = m.official LEFT JOIN post p ON p.id = m.post"
            f" LEFT JOIN organisation g ON g.id = p.organisation WHERE {mine} GROUP BY f.id"
            " ORDER BY reports DESC, articles DESC, f.name",
            values,
        )
    )
