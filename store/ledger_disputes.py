"""Named queries about figures of the ledger that cannot both be right, and about those that a later one replaces.

Reads only; takes a Store or any sqlite3 connection. Knows the table dispute and the figures on both its sides; it must
not know how a dispute was decided, nor how an answer is shown. A sentence is given only where its outlet lets texts be
shown. Withdrawn articles are in none of the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from records import Week
from store.values import Row, Source, one, rows, stamp

#: Kinds of dispute that say that something is wrong; a revision says that the newer figure replaces the older one.
CONTRADICTIONS = ("conversion", "change_words", "value")
REVISIONS = ("revision",)
#: Articles that are looked through for the newest disputes before all of them are sorted.
LOOKED_THROUGH = 20_000

# The sentence ``t`` of a figure, as far as the outlet ``o`` lets it be shown, for queries about the ledger.
SENTENCE = "CASE WHEN o.show <> 'link' THEN t.text END AS sentence, t.start AS sentence_start"

# Whether a claim, or one figure, is in a contradiction. By place in the article: a figure may belong to no claim.
_WRONG = "kind <> 'revision'"
_AT = (
    "(EXISTS (SELECT 1 FROM dispute WHERE article = {0}.article AND start = {0}.start AND " + _WRONG + ")"
    " OR EXISTS (SELECT 1 FROM dispute WHERE other_article = {0}.article AND other_start = {0}.start AND "
    + _WRONG
    + "))"
)


def figure_disputed(figure: str) -> str:
    """An SQL condition: the row ``figure`` of the table figure is in a contradiction."""
    return _AT.format(figure)


def claim_disputed(claim: str) -> str:
    """An SQL condition: a figure of the claim ``claim`` (a column) is in a contradiction."""
    return f"EXISTS (SELECT 1 FROM figure z WHERE z.claim = {claim} AND {_AT.format('z')})"


_PAIR = "SELECT d.id, d.kind, d.reason, d.article, d.start, d.other_article, d.other_start, d.claim, d.other_claim"


def disputes(
    source: Source,
    *,
    kinds: Iterable[str] = (*CONTRADICTIONS, *REVISIONS),
    until_week: str | None = None,
    articles: Iterable[str] | None = None,
    claims: Iterable[str] | None = None,
    limit: int | None = 50,
) -> list[Row]:
    """Figures that cannot both be right, the newest first: ``{id, kind, reason, alone, sides}``.

    The two ``sides``, the earlier one first (of a revision the replaced one, whenever it was seen), are ``{article,
    title, url, published, first_seen, week, outlet, outlet_name, show, start, end, text, value, unit, measures,
    concept, owner, period, change, status, claim, independent_reports, sentence, sentence_start}``; ``alone``: both
    stand in one article, which contradicts itself.
    A figure that is no longer there has no text. ``until_week``: both were seen by then. ``articles``, ``claims``:
    only where either side is one of these.
    """
    where = ["d.kind IN (SELECT value FROM json_each(:kinds))"]
    values: Row = {"kinds": json.dumps(sorted(set(kinds))), "limit": -1 if limit is None else max(0, limit)}
    if until_week is not None:
        where.append("max(a.week, b.week) <= :until")
        values["until"] = until_week
    if articles is not None:
        where.append(
            "d.id IN (SELECT e.id FROM json_each(:articles) JOIN dispute e ON e.article = value"
            " UNION SELECT e.id FROM json_each(:articles) JOIN dispute e ON e.other_article = value)"
        )
        values["articles"] = json.dumps(sorted(set(articles)))
    if claims is not None:
        mine = "json_each(:claims) j JOIN figure f ON f.claim = j.value JOIN dispute e ON"
        where.append(
            f"d.id IN (SELECT e.id FROM {mine} e.article = f.article AND e.start = f.start"
            f" UNION SELECT e.id FROM {mine} e.other_article = f.article AND e.other_start = f.start)"
        )
        values["claims"] = json.dumps(sorted(set(claims)))
    found = _newest_pairs(source, where, values, until_week) if until_week and limit else []
    if len(found) != limit:
        found = list(rows(source, _pairs(_BOTH, where), values))
    sides = _sides(source, found)
    told = []
    for row in found:
        pair = [
            sides[row["article"], row["start"]] | {"claim": row["claim"]},
            sides[row["other_article"], row["other_start"]] | {"claim": row["other_claim"]},
        ]
        if row["kind"] not in REVISIONS:
            pair.sort(key=lambda side: (side["first_seen"], side["article"], side["start"]))
        told.append(
            {
                **{name: row[name] for name in ("id", "kind", "reason")},
                "alone": row["article"] == row["other_article"],
                "sides": pair,
            }
        )
    return told


# The index alone tells the time of both sides.
_BOTH = (
    "dispute d CROSS JOIN article a INDEXED BY article_shown ON a.id = d.article AND a.withdrawn IS NULL"
    " CROSS JOIN article b INDEXED BY article_shown ON b.id = d.other_article AND b.withdrawn IS NULL"
)


def _pairs(source: str, where: list[str]) -> str:
    return (
        f"{_PAIR} FROM {source} WHERE {' AND '.join(where)} GROUP BY d.id"
        " ORDER BY max(a.first_seen, b.first_seen) DESC, d.id LIMIT :limit"
    )


def _newest_pairs(source: Source, where: list[str], values: Row, until_week: str) -> list[Row]:
    """The newest disputes up to a week, of those with a side among the newest articles: whatever was seen since then is
    there in full, so that if these are enough, nothing older comes before them."""
    end = stamp(datetime.combine(Week.parse(until_week).monday(), time(), UTC) + timedelta(days=8))  # in any zone
    since = one(
        source,
        "SELECT first_seen FROM article INDEXED BY article_newest WHERE withdrawn IS NULL AND first_seen < :end"
        " ORDER BY first_seen DESC, id LIMIT 1 OFFSET :most",
        {"end": end, "most": LOOKED_THROUGH},
    )
    newest = (
        "article n INDEXED BY article_newest CROSS JOIN dispute d"
        f" ON d.article = n.id OR d.other_article = n.id {_BOTH.removeprefix('dispute d')}"
    )
    within = ["n.withdrawn IS NULL", "n.first_seen >= :since", "n.first_seen < :end"]
    bounds = {"since": since["first_seen"] if since else "", "end": end}
    return list(rows(source, _pairs(newest, within + where), values | bounds))


def _sides(source: Source, found: list[Row]) -> dict[tuple[str, int], Row]:
    places = sorted(
        {(row["article"], row["start"]) for row in found}
        | {(row["other_article"], row["other_start"]) for row in found}
    )
    article, start = "json_extract(p.value, '$[0]')", "json_extract(p.value, '$[1]')"
    told = rows(
        source,
        f"SELECT {article} AS article, {start} AS start, a.title, a.language, a.url, a.published, a.first_seen,"
        ' a.week, o.id AS outlet, o.name AS outlet_name, o.show, f."end", f.text, f.value, f.unit, f.measures,'
        " f.concept, f.owner, f.period, f.change, f.status, coalesce(c.independent_reports, 1) AS independent_reports,"
        f" {SENTENCE} FROM json_each(?) p JOIN article a ON a.id = {article} JOIN outlet o ON o.id = a.outlet"
        f" LEFT JOIN figure f ON f.id = (SELECT id FROM figure WHERE article = {article} AND start = {start}"
        " ORDER BY id LIMIT 1)"
        " LEFT JOIN figure_claim c ON c.id = f.claim"
        " LEFT JOIN sentence t ON t.article = f.article AND t.number = f.sentence",
        (json.dumps(places),),
    )
    return {(row["article"], row["start"]): row for row in told}
