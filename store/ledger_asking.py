"""Named queries about the ledger of figures: claims, the series they stand in, and figures that cannot both be right.

Reads only; takes a Store or any sqlite3 connection. Knows the tables figure, figure_claim and dispute; it must not
know how a claim or a dispute was decided, nor how an answer is shown. What a user types only ever travels as a bound
value. A sentence is given only where its outlet lets texts be shown. Withdrawn articles are in none of the answers.
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
MOST_WORDS = 32  # of what is typed; more find nothing more
#: Articles that are looked through for the newest disputes before all of them are sorted.
LOOKED_THROUGH = 20_000

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


def periods_of(series: str) -> str:
    """An SQL expression: how many periods the series ``series`` (a column) has; null where it is none."""
    return (
        f"CASE WHEN {series} IS NOT NULL THEN (SELECT count(DISTINCT period) FROM figure_claim y"
        f" WHERE y.series = {series}) END"
    )


_SENTENCE = "CASE WHEN o.show <> 'link' THEN t.text END AS sentence, t.start AS sentence_start"
# The evidence is the figure of the claim in the first article that reports it.
_FROM = (
    " FROM figure_claim c CROSS JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL"
    " JOIN outlet o ON o.id = a.outlet"
    " LEFT JOIN figure f ON f.id = (SELECT id FROM figure WHERE claim = c.id AND article = c.first_article"
    " ORDER BY start, id LIMIT 1)"
    " LEFT JOIN sentence t ON t.article = f.article AND t.number = f.sentence"
)
_CLAIM = (
    "SELECT c.id, f.text, c.value, c.unit, c.measures, c.concept, c.owner, c.period, c.change, c.status, c.reports,"
    f" c.independent_reports, c.series, {periods_of('c.series')} AS periods, {claim_disputed('c.id')} AS disputed,"
    " c.stated_by, s.name AS stated_by_name, a.id AS article, a.title, a.language, a.url, a.published, a.first_seen,"
    f' a.week, o.id AS outlet, o.name AS outlet_name, o.show, f.start, f."end", f.sentence AS sentence_number,'
    f" {_SENTENCE}"
    f"{_FROM} LEFT JOIN official s ON s.id = c.stated_by"
)


def claims(
    source: Source,
    *,
    words: str = "",
    concept: str | None = None,
    owners: Iterable[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    status: str | None = None,
    since: str | None = None,
    limit: int = 50,
) -> list[Row]:
    """Claims, the newest first: id, text (as printed), value (exact), unit, measures, concept, owner, period, change,
    status, reports, independent_reports, series, periods (of the series), disputed, stated_by (an official's id),
    stated_by_name, and the evidence: article, title, url, published, first_seen, week, outlet, outlet_name, show,
    start, end (characters of the article's text), sentence_number, sentence, sentence_start.

    All of ``words`` must stand in measure, concept, owner or the sentence. ``owners`` are names of one owner, any of
    them counts. ``period`` takes in its parts: 2024-Q1 and 2024-03 are of 2024. ``since`` is a UTC stamp.
    """
    where, values = _where(words, concept, owners, period, unit, status, since)
    # what else belongs to a claim is looked up for those that are shown, not for all
    found = rows(
        source,
        f"{_CLAIM} WHERE c.id IN (SELECT c.id{_FROM} WHERE {where} ORDER BY a.first_seen DESC, c.id LIMIT :limit)"
        " ORDER BY a.first_seen DESC, c.id",
        values | {"limit": max(0, min(limit, 10_000))},
    )
    return [_claim(row) for row in found]


def claim(source: Source, wanted: str) -> Row | None:
    """One claim as in ``claims``; None where there is none, or the article that first reports it was withdrawn."""
    found = one(source, f"{_CLAIM} WHERE c.id = ?", (wanted,))
    return _claim(found) if found else None


def count_claims(
    source: Source,
    *,
    words: str = "",
    concept: str | None = None,
    owners: Iterable[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    status: str | None = None,
    since: str | None = None,
) -> int:
    """How many claims there are in all of what ``claims`` asks for."""
    where, values = _where(words, concept, owners, period, unit, status, since)
    found = one(source, f"SELECT count(*) AS n{_FROM} WHERE {where}", values)
    return int(found["n"]) if found else 0


def series_of_claims(source: Source, ids: Iterable[str], limit: int = 50) -> list[Row]:
    """The series that hold any of these claims, as ``series`` gives each, the one with most periods first."""
    found = rows(
        source,
        "SELECT DISTINCT series FROM figure_claim WHERE series IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(ids))),),
    )
    whole = [series(source, row["series"]) for row in found]
    known = [each for each in whole if each is not None]
    return sorted(known, key=lambda each: (-each["periods"], each["id"]))[:limit]


def series(source: Source, wanted: str) -> Row | None:
    """One measure of one owner over time: ``{id, measures, concept, owner, unit, periods (how many), claims}``, the
    claims as in ``claims``, by period and then in the order in which they were reported. None where there is none."""
    # how many periods it has is one number for all its claims: asked of each it would cost the square of them
    alone = _CLAIM.replace(periods_of("c.series"), "NULL")
    found = [
        _claim(row)
        for row in rows(source, f"{alone} WHERE c.series = ? ORDER BY c.period, a.first_seen, c.id", (wanted,))
    ]
    if not found:
        return None
    periods = len({row["period"] for row in found if row["period"] is not None})
    newest = max(found, key=lambda row: (row["first_seen"], row["id"]))
    return {
        "id": wanted,
        **{name: newest[name] for name in ("measures", "concept", "owner", "unit")},
        "periods": periods,
        "claims": [row | {"periods": periods} for row in found],
    }


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
        f" {_SENTENCE} FROM json_each(?) p JOIN article a ON a.id = {article} JOIN outlet o ON o.id = a.outlet"
        f" LEFT JOIN figure f ON f.id = (SELECT id FROM figure WHERE article = {article} AND start = {start}"
        " ORDER BY id LIMIT 1)"
        " LEFT JOIN figure_claim c ON c.id = f.claim"
        " LEFT JOIN sentence t ON t.article = f.article AND t.number = f.sentence",
        (json.dumps(places),),
    )
    return {(row["article"], row["start"]): row for row in told}


def _claim(row: Row) -> Row:
    return {**row, "disputed": bool(row["disputed"])}


def _where(
    words: str,
    concept: str | None,
    owners: Iterable[str] | None,
    period: str | None,
    unit: str | None,
    status: str | None,
    since: str | None,
) -> tuple[str, Row]:
    parts = ["1"]
    values: Row = {}
    for name, value in (("concept", concept), ("unit", unit), ("status", status)):
        if value is not None:
            parts.append(f"c.{name} = :{name} COLLATE NOCASE")
            values[name] = value
    if owners is not None:
        parts.append("c.owner COLLATE NOCASE IN (SELECT value FROM json_each(:owners))")
        values["owners"] = json.dumps(sorted(set(owners)))
    if period is not None:
        # the parts of a year are written behind it: 2024-Q1, 2024-03; "." follows "-" in the order of characters
        parts.append("(c.period = :period OR (c.period > :period || '-' AND c.period < :period || '.'))")
        values["period"] = period
    if since is not None:
        parts.append("a.first_seen >= :since")
        values["since"] = since
    for number, word in enumerate(words.split()[:MOST_WORDS]):
        parts.append(
            "instr(lower(coalesce(c.measures, '') || ' ' || replace(c.concept, '_', ' ') || ' ' || c.concept || ' '"
            f" || coalesce(c.owner, '') || ' ' || coalesce(t.text, '')), lower(:word{number}))"
        )
        values[f"word{number}"] = word
    return " AND ".join(parts), values
