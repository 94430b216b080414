"""Named queries about officials: who held which post when, one official whole, what is in doubt, and why.

Reads only. A sentence is shown only where its outlet lets texts be shown.
"""

from __future__ import annotations

import json

from store.ruling import find_official
from store.values import Row, Source, one, rows

# One row an official, post (in whatever language) and status, as people corrected it. The evidence is the earliest
# article that states it.
_HELD = """
WITH said AS (
  SELECT p.official, coalesce(p.seat, p.post) AS seat, q.status, q.role, g.name AS organisation, g.short, p.article,
    p.sentence, q.public_office, a.first_seen, a.url, o.id AS outlet, o.name AS outlet_name, o.show,
    CASE WHEN o.show = 'link' THEN NULL ELSE t.text END AS text,
    row_number() OVER (
      PARTITION BY p.official, coalesce(p.seat, p.post), q.status
      ORDER BY a.first_seen, p.article, p.stated DESC, p.number
    ) AS place
  FROM post_mention p JOIN post q ON q.id = p.post JOIN article a ON a.id = p.article
    JOIN outlet o ON o.id = a.outlet
    LEFT JOIN organisation g ON g.id = p.organisation
    LEFT JOIN sentence t ON t.article = p.article AND t.number = p.sentence
  WHERE {where}
)
SELECT s.official, f.name, s.role, s.organisation, s.short, s.status, max(s.public_office) AS public_office,
  min(s.first_seen) AS first_seen, max(s.first_seen) AS last_seen, count(DISTINCT s.article) AS articles, s.seat,
  s.article AS evidence_article, s.url AS evidence_url, s.sentence AS evidence_sentence, s.text AS evidence,
  s.outlet AS evidence_outlet, s.outlet_name AS evidence_outlet_name, s.show AS evidence_show
FROM (SELECT * FROM said ORDER BY place) s JOIN official f ON f.id = s.official
GROUP BY s.official, s.seat, s.status HAVING min(s.place) = 1
ORDER BY {order}
"""


def _held(source: Source, where: str, order: str, values: dict[str, str | None]) -> list[Row]:
    """min(place) makes SQLite give the bare columns of the row with that minimum, the evidence."""
    found = rows(source, _HELD.format(where=where, order=order), values)
    return [{**row, "public_office": bool(row["public_office"])} for row in found]


def who_held(source: Source, post: str | None = None, organisation: str | None = None) -> list[Row]:
    """Who held which post when: official, name, role, organisation, short, status, public_office, first_seen,
    last_seen, articles, seat, evidence (the sentence), and evidence_article, _url, _sentence (its number), _outlet,
    _outlet_name, _show.

    ``post`` and ``organisation`` are words of them in any language and form: a post that one article calls so counts
    whatever the others call it. By post, then in order of time; without either all.
    """
    where = "1"
    if post is not None:
        where += (
            " AND coalesce(p.seat, p.post) IN (SELECT coalesce(m.seat, m.post) FROM post_mention m"
            " JOIN post c ON c.id = m.post"
            " WHERE instr(lower(m.role), lower(:post)) OR instr(lower(c.role), lower(:post)))"
        )
    if organisation is not None:
        where += (
            " AND coalesce(p.seat, p.post) IN (SELECT coalesce(seat, post) FROM post_mention"
            " WHERE instr(lower(coalesce(organisation_name, '') || ' / ' || coalesce(organisation_short, '')),"
            " lower(:organisation)))"
        )
    return _held(
        source, where, "s.seat, first_seen, s.official, s.status", {"post": post, "organisation": organisation}
    )


def posts_of(source: Source, official: str) -> list[Row]:
    """The posts of one official, as ``who_held``, in order of time. ``official`` is an id."""
    return _held(source, "p.official = :id", "first_seen, s.seat, s.status", {"id": official})


def official_whole(source: Source, wanted: str) -> Row:
    """id, name, aliases, former_ids, posts (as ``who_held``, in order of time), doubts, corrections.

    ``wanted`` is an id or a name. Raises NotFound, BadInput where several bear the name.
    """
    key = find_official(source, wanted)
    row = one(source, "SELECT id, name, aliases FROM official WHERE id = ?", (key,)) or {}
    former = rows(
        source,
        "SELECT old FROM official_alias WHERE official = :id UNION SELECT resolved FROM official_settled"
        " WHERE official = :id AND resolved <> :id ORDER BY 1",
        {"id": key},
    )
    return {
        **row,
        "aliases": json.loads(row["aliases"]),
        "former_ids": [each["old"] for each in former],
        "posts": posts_of(source, key),
        "doubts": [doubt for doubt in official_review(source) if key in (doubt["official"], doubt["other"])],
        "corrections": _rulings_on(source, key),
    }


def official_review(source: Source) -> list[Row]:
    """Pairs of officials that may be one, the likeliest first: official, name, post, articles, other, other_name,
    other_post, other_articles, score, reason."""
    said = (
        "(SELECT role || coalesce(', ' || coalesce(organisation_name, organisation_short), '') FROM post_mention p"
        " WHERE p.official = {0} AND role IS NOT NULL GROUP BY 1 ORDER BY count(DISTINCT article) DESC, 1 LIMIT 1)"
    )
    articles = "(SELECT count(DISTINCT article) FROM post_mention p WHERE p.official = {0})"
    return list(
        rows(
            source,
            f"SELECT d.official, a.name, {said.format('d.official')} AS post,"
            f" {articles.format('d.official')} AS articles, d.other, b.name AS other_name,"
            f" {said.format('d.other')} AS other_post, {articles.format('d.other')} AS other_articles,"
            " d.score, d.reason FROM official_doubt d"
            " JOIN official a ON a.id = d.official JOIN official b ON b.id = d.other"
            " ORDER BY d.score DESC, d.official, d.other",
        )
    )


def explain_official(source: Source, wanted: str) -> Row:
    """Why an official is who it is, as stored. ``wanted`` is an id or a name. Raises NotFound, BadInput.

    Keys: ``official`` (its row), ``former_ids``, ``minted`` (for which mention the id was given), ``articles`` in
    order (article, url, person, resolved, action, score, reason, and ``mentions``: text, sentence, role,
    organisation, status, found_by, confidence), ``doubts``, ``corrections``.
    """
    whole = official_whole(source, wanted)
    key = whole["id"]
    articles = list(
        rows(
            source,
            "SELECT s.article, a.url, a.first_seen, s.person, s.resolved, s.action, s.score, s.reason"
            " FROM official_settled s JOIN article a ON a.id = s.article WHERE s.official = ?"
            " ORDER BY a.first_seen, s.article, s.person",
            (key,),
        )
    )
    for row in articles:
        row["mentions"] = list(
            rows(
                source,
                "SELECT m.text, m.sentence, p.role, g.name AS organisation, m.label AS status, m.found_by, m.confidence"
                " FROM mention m LEFT JOIN post p ON p.id = m.post LEFT JOIN organisation g ON g.id = p.organisation"
                " WHERE m.article = ? AND m.kind = 'official' AND m.person = ? ORDER BY m.start, m.id",
                (row["article"], row["person"]),
            )
        )
    return {
        "official": {name: whole[name] for name in ("id", "name", "aliases")},
        "former_ids": whole["former_ids"],
        "minted": one(source, "SELECT article, person FROM official_minted WHERE id = ?", (key,)),
        "articles": articles,
        "doubts": whole["doubts"],
        "corrections": whole["corrections"],
    }


def _rulings_on(source: Source, official: str) -> list[Row]:
    """Corrections of an official and those that name it, undone ones too."""
    other = "CASE field WHEN 'split' THEN json_extract(value, '$.into') ELSE value END"
    return list(
        rows(
            source,
            f"SELECT id, field, target, {other} AS value, who, at, undone FROM correction WHERE kind = 'official'"
            f" AND (target = :id OR (field <> 'name' AND {other} = :id)) ORDER BY id",
            {"id": official},
        )
    )
