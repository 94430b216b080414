"""The ledger of figures in the tables: what articles tell goes out, claims and disputes come in.

Knows the tables figure, figure_claim and dispute; it must not know which figures are one claim or contradict each
other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from records import Dispute, Entity, Entry, Figure, Ledger, Sentence
from store.database import Store
from store.stories import witnesses_of
from store.values import as_json, decimal_text, digest_of, insert, rows

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
            figures=tuple(_figure(row) for row in group),
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


def _figure(row: dict[str, Any]) -> Figure:
    values: dict[str, Any] = {name: row[name] for name in Figure.__dataclass_fields__}
    values |= {name: Decimal(row[name]) for name in _DECIMALS if row[name] is not None}
    return Figure(**values)


def save_ledger(store: Store, ledger: Ledger) -> None:
    """Writes figure_claim and dispute anew, in one transaction, and which claim each figure belongs to."""
    with store.transaction() as connection:
        connection.execute("UPDATE figure SET claim = NULL WHERE claim IS NOT NULL")
        connection.execute("DELETE FROM figure_claim")
        connection.execute("DELETE FROM dispute")
        write_ledger(connection, ledger, ledger)


def _claims_in(ledger: Ledger) -> dict[tuple[str, int], str]:
    """The claim of each figure, by its article and place."""
    return {
        (told.article, told.start): claim_id(entry) for entry in ledger.entries for told in entry.claim.reports
    }  # fmt: skip


def claim_id(entry: Entry) -> str:
    return digest_of(*entry.key, decimal_text(entry.claim.value))


def write_ledger(connection: sqlite3.Connection, ledger: Ledger, known: Ledger) -> None:
    """Puts entries and disputes into tables that hold none of them. ``known``: all claims that a dispute may name."""
    of_figure = _claims_in(known)
    against = _against(ledger.disputes, of_figure)
    for entry in ledger.entries:
        _insert(connection, claim_id(entry), entry, against.get(claim_id(entry)))
    connection.executemany(
        "UPDATE figure SET claim = ? WHERE article = ? AND start = ?",
        [(claim, article, start) for (article, start), claim in _claims_in(ledger).items()],
    )
    for dispute in ledger.disputes:
        one, other = dispute.one, dispute.other
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
                "claim": of_figure.get((one.article, one.start)),
                "other_claim": of_figure.get((other.article, other.start)),
                "reason": dispute.reason,
            },
        )


def _against(disputes: tuple[Dispute, ...], of_figure: dict[tuple[str, int], str]) -> dict[str, str]:
    """Claim -> the first one that contradicts it."""
    found: dict[str, str] = {}
    for dispute in disputes:
        one = of_figure.get((dispute.one.article, dispute.one.start))
        other = of_figure.get((dispute.other.article, dispute.other.start))
        if dispute.kind == "value" and one and other and one != other:
            found.setdefault(one, other)
            found.setdefault(other, one)
    return found


def _insert(connection: sqlite3.Connection, key: str, entry: Entry, against: str | None) -> None:
    reports = entry.claim.reports
    first = reports[0]
    articles = sorted({told.article for told in reports})
    insert(
        connection,
        "figure_claim",
        {
            "id": key,
            "concept": first.concept,
            "measures": first.measures,
            "owner": first.owner,
            "period": first.period,
            "unit": first.unit,
            "change": first.change,
            "status": first.status,
            "value": decimal_text(entry.claim.value),
            "reports": len(articles),
            "independent_reports": len(witnesses_of(connection, articles)),
            "first_article": first.article,
            "disagrees_with": against,
            "series": digest_of(*entry.series) if entry.series else None,
            "stated_by": _stated_by(connection, entry),
        },
    )


def _stated_by(connection: sqlite3.Connection, entry: Entry) -> str | None:
    """The official in whose words the earliest report that names one has the figure."""
    for told in entry.claim.reports:
        found = connection.execute(
            'SELECT official FROM quote WHERE article = ? AND start <= ? AND "end" > ? AND official IS NOT NULL'
            " ORDER BY start DESC LIMIT 1",
            (told.article, told.start, told.start),
        ).fetchone()
        if found:
            return str(found[0])
    return None
