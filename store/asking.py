"""Named queries for status, explain, export and search. Reads only; takes a Store or any sqlite3 connection.

Knows which columns answer which question; it must not know how an answer is shown. What a user types only ever
travels as a bound value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from records import NotFound
from store.searching import search_words
from store.stories import resolve_story
from store.summaries import summary
from store.values import Row, Source, connection_of, one, rows

EVIDENCE_UNKNOWN = "read before evidence was kept; a replay of its page fills it in"
EXCERPT = 300  # characters of a text that may be shown in part

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
# Row ids say when a row was written, nothing else; texts obey what their outlet lets be shown.
_SHOWN_IMAGE = "CASE WHEN o.show = 'full' AND a.withdrawn IS NULL THEN a.image END"
_SHOWN = "CASE o.show WHEN 'full' THEN {0} WHEN 'excerpt' THEN substr({0}, 1, {1}) ELSE '' END"
_EXPORTS: dict[str, str] = {
    "outlet": "SELECT * FROM outlet ORDER BY id",
    "outlet_health": "SELECT * FROM outlet_health ORDER BY outlet",
    "article": (
        "SELECT a.id, a.outlet, a.url, a.title, a.authors, a.section, a.published, a.published_as_printed,"
        " a.published_source, a.published_precision, a.modified, a.first_seen, a.last_seen, a.week, a.language,"
        " a.words, a.paywalled, a.withdrawn, a.withdrawn_reason, a.copy_of, a.copy_kind, a.story, a.revision,"
        f" a.analysed, a.credited, a.agency, a.dateline, a.dateline_day, {_SHOWN_IMAGE} AS image, a.evidence,"
        " a.corrected"
        " FROM article a JOIN outlet o ON o.id = a.outlet ORDER BY a.first_seen, a.id"
    ),
    "body": (
        f"SELECT b.article, {_SHOWN.format('b.text', EXCERPT)} AS text FROM body b JOIN article a ON a.id = b.article"
        " JOIN outlet o ON o.id = a.outlet WHERE a.withdrawn IS NULL ORDER BY a.first_seen, a.id"
    ),
    "sentence": (
        "SELECT s.* FROM sentence s JOIN article a ON a.id = s.article JOIN outlet o ON o.id = a.outlet"
        " WHERE o.show = 'full' ORDER BY a.first_seen, a.id, s.number"
    ),
    "official": "SELECT * FROM official ORDER BY id",
    "official_settled": "SELECT * FROM official_settled ORDER BY article, person",
    "official_doubt": "SELECT * FROM official_doubt ORDER BY score DESC, official, other",
    "official_alias": "SELECT * FROM official_alias ORDER BY old",
    "organisation": "SELECT * FROM organisation ORDER BY id",
    "post": "SELECT * FROM post ORDER BY official, first_seen, id",
    "place": "SELECT * FROM place ORDER BY code",
    "mention": (
        'SELECT m.article, m.sentence, m.start, m."end", m.text, m.kind, m.label, m.official, m.post, m.place,'
        " m.confidence, m.found_by FROM mention m JOIN article a ON a.id = m.article"
        ' ORDER BY a.first_seen, a.id, m.start, m."end", m.kind, m.label, m.id'
    ),
    "figure": (
        'SELECT f.article, f.sentence, f.start, f."end", f.text, f.value, f.low, f.high, f.from_value, f.to_value,'
        " f.unit, f.kind, f.measures, f.concept, f.owner, f.period, f.change, f.status, f.twin, f.confidence,"
        " f.found_by, f.claim FROM figure f JOIN article a ON a.id = f.article"
        ' ORDER BY a.first_seen, a.id, f.start, f."end", f.id'
    ),
    "figure_claim": "SELECT * FROM figure_claim ORDER BY concept, owner, period, id",
    "dispute": (
        "SELECT id, kind, article, start, other_article, other_start, claim, other_claim, reason FROM dispute"
        " ORDER BY kind, article, start, other_article, other_start, id"
    ),
    "quote": (
        'SELECT q.article, q.sentence, q.start, q."end", q.text, q.kind, q.cue, q.speaker, q.official, q.confidence,'
        " q.found_by FROM quote q JOIN article a ON a.id = q.article JOIN outlet o ON o.id = a.outlet"
        " WHERE o.show <> 'link' ORDER BY a.first_seen, a.id, q.start, q.\"end\", q.id"
    ),
    "story": "SELECT * FROM story ORDER BY first_seen, id",
    "story_summary": "SELECT * FROM story_summary ORDER BY story",
    "story_sentence": "SELECT * FROM story_sentence ORDER BY story, rank",
    "story_alias": "SELECT old, story, reason FROM story_alias ORDER BY old",
    "theme": "SELECT * FROM theme ORDER BY id",
    "article_theme": "SELECT * FROM article_theme ORDER BY article, theme",
    "story_theme": "SELECT * FROM story_theme ORDER BY story, theme",
    "decision": "SELECT * FROM decision ORDER BY article, about",
    "correction": "SELECT kind, target, field, value, who, at, undone FROM correction ORDER BY id",
}
EXPORTABLE = tuple(_EXPORTS)


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


def export_rows(source: Source, table: str) -> Iterator[Row]:
    """All rows of one of ``EXPORTABLE``, in an order and with columns that follow from content, not from row ids.

    Texts obey what their outlet lets be shown. Addresses of subscribers are no export. Raises NotFound.
    """
    if table not in _EXPORTS:
        raise NotFound(f"'{table}' is no table to export: {', '.join(EXPORTABLE)}")
    return rows(source, _EXPORTS[table])


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
