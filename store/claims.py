"""The same figure across articles: who reports it, and which reports disagree.

``group_figures`` is pure: printed figures in, claims out. Precision before recall: two figures are one claim only
where measure, owner, period, unit, status and direction are the same, and a disagreement is named only where
owner, period and concept are all known and no article itself prints both values.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from store.database import Store
from store.stories import witnesses_of
from store.values import decimal_text, digest_of, insert, rows

# Words that change nothing about what is measured.
_EMPTY_WORDS = frozenset("a an the of in for its their his her our this that".split())
_ROUNDED_ON_PURPOSE = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|more than|over|up to|at least|less than"
    r"|kira-kira|hampir|lebih|sekitar|kurang)\b",
    re.IGNORECASE,
)
# "for 12 straight years" lasts until it is told: two reports of one calendar year speak of the same streak.
_STREAK = re.compile(r"\b(?:straight|consecutive|berturut-turut)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One figure as an article prints it, with all that must agree for it to be the same claim."""

    id: int
    article: str
    order: tuple[str, str, int]  # first_seen, article, start: the order of reading
    text: str
    value: Decimal
    concept: str
    measures: str | None
    owner: str | None
    period: str | None
    unit: str | None
    change: str | None
    status: str

    @property
    def key(self) -> tuple[str | None, ...]:
        """What is measured, apart from its value."""
        return (
            self.concept,
            measure_key(self.measures),
            _folded(self.owner),
            self.period,
            _folded(self.unit),
            self.change,
            self.status,
        )


@dataclass(slots=True, kw_only=True)
class Claim:
    value: Decimal
    slack: Decimal
    reports: list[Printed] = field(default_factory=list)


def measure_key(measures: str | None) -> str | None:
    """The words of what is measured, without order, case and idle words; None stays None."""
    if measures is None:
        return None
    words = set(re.findall(r"\w+", re.sub(r"['’]s\b", "", measures.casefold()))) - _EMPTY_WORDS
    return " ".join(sorted(words)) or None


def slack_of(text: str, value: Decimal) -> Decimal:
    """Half a unit of the last digit that is printed, in units of ``value``.

    "RM1.2 billion" has two digits: 1200000000 +- 50000000. Zeros at the end of a whole number count as printed
    ("2,100" +- 0.5), since a wrong merge is worse than a missed one. A number printed in words has no slack.
    """
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if found is None or value == 0 or _STREAK.search(text):  # years in a row are counted, not rounded
        return Decimal(0)
    printed = Decimal(found.group().replace(",", ""))
    if printed == 0:
        return Decimal(0)
    scale = abs(value) / printed
    places = len(found.group().partition(".")[2])
    return scale * Decimal(10) ** -places / 2


def group_figures(figures: Iterable[Printed]) -> list[Claim]:
    """Claims of figures that share a key. The most exactly printed come first; a rounder one joins the nearest
    claim that rounds to it, else it makes a claim of its own. Independent of the order of ``figures``."""
    claims: list[Claim] = []
    for figure in sorted(figures, key=lambda f: (slack_of(f.text, f.value), f.value, f.order)):
        slack = slack_of(figure.text, figure.value)
        near = [claim for claim in claims if abs(claim.value - figure.value) <= slack]
        if near:
            claim = min(near, key=lambda claim: (abs(claim.value - figure.value), claim.value))
        else:
            claim = Claim(value=figure.value, slack=slack)
            claims.append(claim)
        claim.reports.append(figure)
    for claim in claims:
        claim.reports.sort(key=lambda f: f.order)
    return claims


def may_disagree(figure: Printed) -> bool:
    """Whether enough is known of what is measured to call another value a disagreement."""
    return bool(figure.owner and figure.period and figure.unit and figure.concept != "other")


def disagreements(claims: list[Claim]) -> list[tuple[int, int]]:
    """Pairs of positions in ``claims`` (of one key) that contradict each other.

    Not where one article prints both: then the key is coarser than what it says. Not where the printed ranges
    touch. Not where three values or more stand side by side in a key: that is a series that we cannot tell apart.
    """
    if len(claims) != 2 or not may_disagree(claims[0].reports[0]):
        return []
    one_, other = claims
    if {f.article for f in one_.reports} & {f.article for f in other.reports}:
        return []
    if abs(one_.value - other.value) <= one_.slack + other.slack:
        return []
    return [(0, 1)]


def refresh_claims(store: Store) -> int:
    """Makes figure_claim anew from all figures, in one transaction; gives the number of claims.

    Left out: figures without concept or exact value, bounds and ranges, figures that the text itself rounds
    ("about", "nearly"), the starting value of "from X to Y", withdrawn articles, and the figures of copies, which
    are their origin's.
    """
    with store.transaction() as connection:
        groups: dict[tuple[str | None, ...], list[Printed]] = defaultdict(list)
        for figure in _printed(connection):
            groups[figure.key].append(figure)
        connection.execute("UPDATE figure SET claim = NULL WHERE claim IS NOT NULL")
        connection.execute("DELETE FROM figure_claim")
        total = 0
        for key, figures in sorted(groups.items(), key=lambda item: [part or "" for part in item[0]]):
            claims = group_figures(figures)
            ids = [digest_of(*key, decimal_text(claim.value)) for claim in claims]
            against = {a: b for pair in disagreements(claims) for a, b in (pair, pair[::-1])}
            for number, claim in enumerate(claims):
                _insert(connection, ids, number, claim, against.get(number))
            total += len(claims)
    return total


def _insert(connection: sqlite3.Connection, ids: list[str], number: int, claim: Claim, against: int | None) -> None:
    first = claim.reports[0]
    articles = sorted({figure.article for figure in claim.reports})
    insert(
        connection,
        "figure_claim",
        {
            "id": ids[number],
            "concept": first.concept,
            "measures": first.measures,
            "owner": first.owner,
            "period": first.period,
            "unit": first.unit,
            "change": first.change,
            "status": first.status,
            "value": decimal_text(claim.value),
            "reports": len(articles),
            "independent_reports": len(witnesses_of(connection, articles)),
            "first_article": first.article,
            "disagrees_with": None if against is None else ids[against],
        },
    )
    connection.executemany(
        "UPDATE figure SET claim = ? WHERE id = ?", [(ids[number], figure.id) for figure in claim.reports]
    )


def _printed(connection: sqlite3.Connection) -> list[Printed]:
    found = rows(
        connection,
        "SELECT f.*, a.first_seen, s.text AS sentence_text, s.start AS sentence_start FROM figure f"
        " JOIN article a ON a.id = f.article"
        " LEFT JOIN sentence s ON s.article = f.article AND s.number = f.sentence"
        " WHERE f.value IS NOT NULL AND f.concept IS NOT NULL AND f.low IS NULL AND f.high IS NULL"
        " AND f.to_value IS NULL AND a.withdrawn IS NULL"
        " AND (a.copy_kind IS NULL OR a.copy_kind = 'derived')",
    )
    kept = []
    for row in found:
        before = ""
        if row["sentence_text"] is not None:
            place = row["start"] - row["sentence_start"]
            before = row["sentence_text"][max(0, place - 20) : max(0, place)]
        if _ROUNDED_ON_PURPOSE.search(before) or _ROUNDED_ON_PURPOSE.search(row["text"]):
            continue
        kept.append(
            Printed(
                id=row["id"],
                article=row["article"],
                order=(row["first_seen"], row["article"], row["start"]),
                text=row["text"],
                value=Decimal(row["value"]),
                concept=row["concept"],
                measures=row["measures"],
                owner=row["owner"],
                period=row["period"] or _until_told(row["text"], row["first_seen"]),
                unit=row["unit"],
                change=row["change"],
                status=row["status"],
            )
        )
    return kept


def _until_told(text: str, first_seen: str) -> str | None:
    """The period of a streak without a date of its own: the year in which it is told."""
    return first_seen[:4] if _STREAK.search(text) else None


def _folded(text: str | None) -> str | None:
    return text.casefold() if text else None
