"""Named queries about the ledger of figures: claims, and the series they stand in.

Reads only; takes a Store or any sqlite3 connection. Knows the tables figure and figure_claim; it must not know how a
claim was decided, which figures contradict it (``store.ledger_disputes``), nor how an answer is shown. What a user
types only ever travels as a bound value. A sentence is given only where its outlet lets texts be shown. Withdrawn
articles are in none of the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from store.ledger_disputes import SENTENCE, claim_disputed
from store.values import Row, Source, one, rows

MOST_WORDS = 32  # of what is typed; more find nothing more


def periods_of(series: str) -> str:
    """An SQL expression: how many periods the series ``series`` (a column) has; null where it is none."""
    return (
        f"CASE WHEN {series} IS NOT NULL THEN (SELECT count(DISTINCT period) FROM figure_claim y"
        f" WHERE y.series = {series}) END"
    )


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
    f" {SENTENCE}"
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
