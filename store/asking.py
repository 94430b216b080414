"""Named queries for status, explain and search. Reads only; takes a Store or any sqlite3 connection.

Knows which columns answer which question; it must not know how an answer is shown. What a user types only ever
travels as a bound value.
"""

from __future__ import annotations

import json

from records import NotFound
from store.searching import search_words
from store.stories import resolve_story
from store.summaries import summary
from store.values import Row, Source, connection_of, one, rows

EVIDENCE_UNKNOWN = "read before evidence was kept; a replay of its page fills it in"

_COUNTED = (
    "outlet",
    "run",
    "fetch",
    "article",
    "revision",
    "story",
    "official",
    "organisation",
    "post",
    "mention",
    "figure",
    "figure_claim",
    "dispute",
    "quote",
    "theme",
    "subscriber",
    "correction",
)


def counts(source: Source) -> dict[str, int]:
    """Rows of each table that people ask about; ``analysed`` and ``withdrawn`` are articles."""
    found = {}
    for table in _COUNTED:
        row = one(source, f'SELECT count(*) AS n FROM "{table}"')
        found[table] = int(row["n"]) if row else 0
    row = one(source, "SELECT count(analysed) AS analysed, count(withdrawn) AS withdrawn FROM article")
    return found | (row or {})


def status(source: Source) -> Row:
    """How the instance is: ``schema`` (number), ``zone``, ``counts``, ``waiting`` (articles not analysed),
    ``first_seen`` and ``last_seen`` of articles, ``runs`` (the last of each command: command, started, finished,
    outcome, counts, reason), ``outlets`` (outlet, name, state, reason, since, last_attempt, last_success, last_new,
    weekly, articles; those never crawled have the state ``never``), ``network`` (whether the last crawl reached
    anybody: state, reason, since, at; None before the first), ``deliveries`` (status -> number)."""
    connection = connection_of(source)
    range_ = one(
        connection,
        "SELECT min(first_seen) AS first_seen, max(first_seen) AS last_seen,"
        " count(CASE WHEN analysed IS NULL AND withdrawn IS NULL THEN 1 END) AS waiting FROM article",
    )
    zone = one(connection, "SELECT value FROM setting WHERE name = 'zone'")
    runs = rows(
        connection,
        "SELECT command, started, finished, outcome, counts, reason FROM run"
        " WHERE id IN (SELECT max(id) FROM run GROUP BY command) ORDER BY command",
    )
    health = rows(
        connection,
        "SELECT o.id AS outlet, o.name, coalesce(h.state, 'never') AS state,"
        " coalesce(h.reason, 'not crawled yet') AS reason, h.since, h.last_attempt, h.last_success, h.last_new,"
        " h.weekly,"
        " (SELECT count(*) FROM article a WHERE a.outlet = o.id) AS articles"
        " FROM outlet o LEFT JOIN outlet_health h ON h.outlet = o.id ORDER BY o.id",
    )
    deliveries = rows(connection, "SELECT status, count(*) AS n FROM delivery GROUP BY status ORDER BY status")
    return {
        "schema": connection.execute("PRAGMA user_version").fetchone()[0],
        "zone": zone["value"] if zone else None,
        "counts": counts(connection),
        **(range_ or {}),
        "runs": [row | {"counts": json.loads(row["counts"])} for row in runs],
        "outlets": list(health),
        "network": one(connection, "SELECT state, reason, since, at FROM reach"),
        "deliveries": {row["status"]: row["n"] for row in deliveries},
    }


def weeks(source: Source) -> list[Row]:
    """Of each week with articles, the newest first: week, articles, outlets, stories."""
    return list(
        rows(
            source,
            "SELECT week, count(*) AS articles, count(DISTINCT outlet) AS outlets, count(DISTINCT story) AS stories"
            " FROM article WHERE withdrawn IS NULL GROUP BY week ORDER BY week DESC",
        )
    )


def article_called(source: Source, wanted: str) -> str:
    """The id of an article by its id or its canonical URL. Raises NotFound."""
    row = one(source, "SELECT id FROM article WHERE id = ? OR url = ?", (wanted, wanted))
    if row is None:
        raise NotFound(f"no article '{wanted}' is in the store")
    return str(row["id"])


def explain_article(source: Source, article: str) -> Row:
    """Why an article is as it is. ``article`` is an id or a canonical URL. Raises NotFound.

    Keys: ``article`` (its row), ``evidence`` (of each field where it stood and how sure it is) or ``evidence_unknown``
    (why there is none), ``fetch`` (the evidence of its text), ``revisions`` (number, title, seen, replaced),
    ``decisions`` (copy and story: action, score, margin, features, reason, version), ``themes`` (theme, score,
    assigned, why), ``found`` (number of mentions, figures and quotes), ``corrections``.
    """
    row = one(source, "SELECT * FROM article WHERE id = ? OR url = ?", (article, article))
    if row is None:
        raise NotFound(f"no article '{article}' is in the store")
    key = row["id"]
    found = {}
    for table in ("mention", "figure", "quote", "sentence"):
        number = one(source, f"SELECT count(*) AS n FROM {table} WHERE article = ?", (key,))
        found[table] = number["n"] if number else 0
    decisions = rows(source, "SELECT * FROM decision WHERE article = ? ORDER BY about", (key,))
    evidence = row.pop("evidence")
    credited = json.loads(row["credited"]) if row["credited"] else row["credited"]
    return {
        "article": row | {"authors": json.loads(row["authors"]), "credited": credited},
        **_where_from(evidence),
        "fetch": one(source, "SELECT * FROM fetch WHERE id = ?", (row["fetch"],)),
        "let_go": one(source, "SELECT at, why FROM let_go WHERE what = 'text' AND id = ?", (key,)),
        "revisions": list(
            rows(source, "SELECT number, title, seen, replaced FROM revision WHERE article = ? ORDER BY number", (key,))
        ),
        "decisions": [each | {"features": json.loads(each["features"])} for each in decisions],
        "themes": list(
            rows(
                source,
                "SELECT theme, score, assigned, why FROM article_theme WHERE article = ? ORDER BY score DESC, theme",
                (key,),
            )
        ),
        "found": found,
        "corrections": _corrections_of(source, key),
    }


def _where_from(evidence: str | None) -> Row:
    if evidence is None:
        return {"evidence": {}, "evidence_unknown": EVIDENCE_UNKNOWN}
    said = json.loads(evidence)
    return {"evidence": {name: f"{source.replace('+', ', ')} ({sure})" for name, (source, sure) in said.items()}}


def explain_story(source: Source, story: str) -> Row:
    """Why a story is as it is; an old id leads to the story it became part of. Raises NotFound.

    Keys: ``story`` (its row), ``aliases`` (old, at, reason), ``articles`` in order (id, outlet, url, title,
    first_seen, published, withdrawn, copy_of, copy_kind, action, score, margin, features, reason), ``themes``
    (theme, name, score, assigned, why, decided_by), ``lead`` (article, title, reason) and ``sentences`` (day, article,
    text, score, reason) of its summary, ``corrections``.
    """
    key = resolve_story(source, story)
    row = one(source, "SELECT * FROM story WHERE id = ?", (key,))
    if row is None:
        raise NotFound(f"no story '{story}' is in the store")
    articles = rows(
        source,
        "SELECT a.id, a.outlet, a.url, a.title, a.first_seen, a.published, a.withdrawn, a.copy_of, a.copy_kind,"
        " d.action, d.score, d.margin, d.features, d.reason FROM article a"
        " LEFT JOIN decision d ON d.article = a.id AND d.about = 'story' WHERE a.story = ? ORDER BY a.first_seen, a.id",
        (key,),
    )
    told = summary(source, key)
    kept = ("article", "title", "outlet", "reason", "version")
    shown = ("day", "article", "outlet", "text", "score", "reason")
    return {
        "story": row,
        "lead": {name: told["lead"][name] for name in kept} if told["lead"] else None,
        "sentences": [{name: each[name] for name in shown} for each in told["sentences"]],
        "aliases": list(
            rows(source, "SELECT old, at, reason FROM story_alias WHERE story = ? ORDER BY at, old", (key,))
        ),
        "articles": [each | {"features": json.loads(each["features"] or "{}")} for each in articles],
        "themes": list(
            rows(
                source,
                "SELECT s.theme, t.name, s.score, s.assigned, s.why, s.decided_by FROM story_theme s"
                " JOIN theme t ON t.id = s.theme WHERE s.story = ? ORDER BY s.assigned DESC, s.score DESC, s.theme",
                (key,),
            )
        ),
        "corrections": _corrections_of(source, key),
    }


def explain_theme(source: Source, theme: str, limit: int = 10) -> Row:
    """What a theme is and where its border lies. Raises NotFound.

    Keys: ``theme`` (its row, the definition as an object), ``stories`` (number assigned), ``lowest_in`` and
    ``highest_out`` (story, title, score, why, decided_by): the stories nearest to the border on either side,
    ``decided_by_people`` (story, title, assigned, why).
    """
    row = one(source, "SELECT * FROM theme WHERE id = ?", (theme,))
    if row is None:
        raise NotFound(f"there is no theme '{theme}'")
    sql = (
        "SELECT s.story, t.title, s.score, s.why, s.decided_by FROM story_theme s JOIN story t ON t.id = s.story"
        " WHERE s.theme = ? AND s.assigned = ? ORDER BY s.score {}, s.story LIMIT ?"
    )
    assigned = one(source, "SELECT count(*) AS n FROM story_theme WHERE theme = ? AND assigned", (theme,))
    return {
        "theme": row | {"definition": json.loads(row["definition"])},
        "stories": assigned["n"] if assigned else 0,
        "lowest_in": list(rows(source, sql.format("ASC"), (theme, 1, limit))),
        "highest_out": list(rows(source, sql.format("DESC"), (theme, 0, limit))),
        "decided_by_people": list(
            rows(
                source,
                "SELECT s.story, t.title, s.assigned, s.why FROM story_theme s JOIN story t ON t.id = s.story"
                " WHERE s.theme = ? AND s.decided_by = 'person' ORDER BY s.story",
                (theme,),
            )
        ),
    }


def search(source: Source, text: str, limit: int = 50) -> list[Row]:
    """Articles that ``text`` finds (``store.searching``), the best first: article, outlet, title, url, first_seen,
    story; without a word the answer is empty."""
    words = search_words(text)
    if not words:
        return []
    return list(
        rows(
            source,
            "SELECT a.id AS article, a.outlet, a.title, a.url, a.first_seen, a.story FROM article_search s"
            " JOIN article a ON a.id = s.article WHERE article_search MATCH ? AND a.withdrawn IS NULL"
            " ORDER BY s.rank, a.first_seen DESC, a.id LIMIT ?",
            (words, max(0, min(limit, 1000))),
        )
    )


def _corrections_of(source: Source, target: str) -> list[Row]:
    """Corrections of a thing and of its parts (figures: ``<article>:<start>``), as they were made."""
    return list(
        rows(
            source,
            "SELECT id, kind, target, field, value, who, at, undone FROM correction"
            " WHERE target = ? OR (target >= ? AND target < ?) ORDER BY id",
            (target, f"{target}:", f"{target};"),
        )
    )
