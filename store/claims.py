"""The ledger of figures in the tables: what articles tell goes out, claims and disputes come in.

Knows the tables figure, figure_claim and dispute; it must not know which figures are one claim or contradict each
other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from records import Dispute, Entity, Entry, Figure, Sentence, Told
from store.database import Store
from store.stories import copies_and_owners, independent_witnesses, witnesses_of
from store.values import as_json, decimal_text, digest_of, insert, insert_all, rows

_DECIMALS = ("value", "low", "high", "from_value", "to_value")


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresOf:
    """What was read in one article, as far as its figures need it."""

    article: str
    first_seen: str
    published: date | None
    figures: tuple[Figure, ...]
    sentences: tuple[Sentence, ...]  # those with figures
    entities: tuple[Entity, ...]  # of these sentences


def figures_told(store: Store, only: Iterable[str] | None = None) -> Iterator[FiguresOf]:
    """The figures of every article (or of ``only`` these) that tells its own, corrections applied, by article id. Left
    out are withdrawn articles and copies, whose figures are their origin's."""
    some = "" if only is None else " AND a.id IN (SELECT value FROM json_each(?))"
    figures = rows(
        store,
        "SELECT t.*, a.first_seen, a.published FROM article a JOIN figure t ON t.article = a.id"
        f" WHERE a.withdrawn IS NULL AND (a.copy_kind IS NULL OR a.copy_kind = 'derived'){some} ORDER BY a.id, t.start",
        () if only is None else (as_json(sorted(only)),),
    )
    for article, group in _grouped(figures):
        numbers = sorted({row["sentence"] for row in group})
        marks = ",".join("?" * len(numbers))
        sentences = rows(
            store,
            f"SELECT * FROM sentence WHERE article = ? AND number IN ({marks}) ORDER BY number",
            (article, *numbers),
        )
        entities = rows(
            store,
            f"SELECT * FROM mention WHERE article = ? AND kind = 'entity' AND sentence IN ({marks}) ORDER BY start",
            (article, *numbers),
        )
        day = group[0]["published"] or group[0]["first_seen"]
        yield FiguresOf(
            article=article,
            first_seen=group[0]["first_seen"],
            published=date.fromisoformat(day[:10]) if day else None,
            figures=tuple(figure_of(row) for row in group),
            sentences=tuple(
                Sentence(number=r["number"], start=r["start"], end=r["end"], text=r["text"], paragraph=0)
                for r in sentences
            ),
            entities=tuple(
                Entity(
                    label=r["label"], start=r["start"], end=r["end"], text=r["text"], confidence=r["confidence"],
                    found_by=r["found_by"],
                )
                for r in entities
            ),
        )  # fmt: skip


def _grouped(found: Iterator[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    group: list[dict[str, Any]] = []
    for row in found:
        if group and group[0]["article"] != row["article"]:
            yield group[0]["article"], group
            group = []
        group.append(row)
    if group:
        yield group[0]["article"], group


def figure_of(row: dict[str, Any]) -> Figure:
    values: dict[str, Any] = {name: row[name] for name in Figure.__dataclass_fields__}
    values |= {name: Decimal(row[name]) for name in _DECIMALS if row[name] is not None}
    return Figure(**values)


def claim_id(key: Sequence[str], value: Decimal) -> str:
    return digest_of(*key, decimal_text(value))


def insert_claims(connection: sqlite3.Connection, entries: Iterable[tuple[str, Entry]]) -> None:
    """Writes claims, each with its meaning; what they disagree with is not known yet."""
    entries = list(entries)
    told = [report for _, entry in entries for report in entry.claim.reports]
    copies, owners = copies_and_owners(connection, {report.article for report in told})
    speakers = _speakers(connection, told)
    made = []
    for meaning, entry in entries:
        reports = entry.claim.reports
        first = reports[0]
        articles = sorted({told.article for told in reports})
        stated = (speakers.get((told.article, told.start)) for told in reports)
        row = {
            "id": claim_id(entry.key, entry.claim.value),
            "concept": first.concept,
            "measures": first.measures,
            "owner": first.owner,
            "period": first.period,
            "unit": first.unit,
            "change": first.change,
            "status": first.status,
            "value": decimal_text(entry.claim.value),
            "reports": len(articles),
            "independent_reports": len(independent_witnesses(articles, copies, owners)),
            "first_article": first.article,
            "series": digest_of(*entry.series) if entry.series else None,
            "stated_by": next((official for official in stated if official), None),  # the earliest that names one
            "meaning": meaning,
        }
        made.append(row)
    insert_all(connection, "figure_claim", made)


def insert_dispute(connection: sqlite3.Connection, dispute: Dispute, replaced: int | None = None) -> set[str]:
    """Writes a dispute and gives the claims that it is between. ``replaced``: the amount that does not hold, where a
    text says which of both does."""
    sides = [(told, _claim_at(connection, told.article, told.start)) for told in (dispute.one, dispute.other)]
    (one, claim), (other, other_claim) = sides
    insert(
        connection,
        "dispute",
        {
            "id": digest_of(dispute.kind, one.article, str(one.start), other.article, str(other.start)),
            "kind": dispute.kind,
            "article": one.article,
            "start": one.start,
            "other_article": other.article,
            "other_start": other.start,
            "claim": claim,
            "other_claim": other_claim,
            "reason": dispute.reason,
            "replaced": replaced,
        },
    )
    return {known for known in (claim, other_claim) if known is not None}


def _claim_at(connection: sqlite3.Connection, article: str, start: int) -> str | None:
    found = connection.execute(
        "SELECT claim FROM figure WHERE article = ? AND start = ? AND claim IS NOT NULL LIMIT 1", (article, start)
    ).fetchone()
    return str(found[0]) if found else None


def _speakers(connection: sqlite3.Connection, figures: Iterable[Told]) -> dict[tuple[str, int], str]:
    """In the words of which official each of these figures stands; nothing of those that stand in nobody's."""
    places = sorted({(told.article, told.start) for told in figures})
    found = connection.execute(
        "WITH place AS (SELECT json_extract(value, '$[0]') AS article, json_extract(value, '$[1]') AS start"
        " FROM json_each(?)) SELECT p.article, p.start, q.official FROM place p CROSS JOIN quote q"
        ' ON q.article = p.article AND q.start <= p.start AND q."end" > p.start'
        " WHERE q.official IS NOT NULL ORDER BY q.start",
        (as_json(places),),
    )
    return {(article, start): str(official) for article, start, official in found}  # the innermost


def claims_of(connection: sqlite3.Connection, article: str) -> set[str]:
    """The claims that figures of an article were last found to be of, and those that it was the first to report."""
    found = rows(
        connection,
        "SELECT claim FROM figure WHERE article = :of AND claim IS NOT NULL"
        " UNION SELECT id FROM figure_claim WHERE first_article = :of",
        {"of": article},
    )
    return {str(row["claim"]) for row in found}


def recount(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Who still reports these claims; one that nobody reports is gone."""
    for claim in sorted(claims):
        left = [
            str(row["id"])
            for row in rows(
                connection,
                "SELECT DISTINCT a.id, a.first_seen FROM figure f JOIN article a ON a.id = f.article WHERE f.claim = ?"
                " ORDER BY a.first_seen, a.id",
                (claim,),
            )
        ]
        if not left:
            connection.execute("DELETE FROM figure_claim WHERE id = ?", (claim,))
            continue
        connection.execute(
            "UPDATE figure_claim SET reports = ?, independent_reports = ?, first_article = ? WHERE id = ?",
            (len(left), len(witnesses_of(connection, left)), left[0], claim),
        )
