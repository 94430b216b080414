"""Asks the store what became of what earlier digests said. Reads, and keeps what a new digest says; decides nothing.

Knows the named queries of ``store.mailed``; it must not know SQL, nor what is worth an erratum.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from digest.content import DigestContent, Erratum
from digest.errata import Corrected, Disagreeing, Item, Present, erratum, items_of, owed, rows_of
from digest.figure_facts import Source
from digest.gather_stories import sources_of
from records import Week
from store import Store, mailed, weekly
from store.values import moment, moment_or_none, stamp

SIGNS = {"MYR": "RM", "USD": "US$", "SGD": "S$"}  # as the region's papers print them
BACK = 8  # weeks: a figure that is contradicted half a year later was no mistake of the mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Errata for each reader of a week's digest; made once for all of them."""

    by_digest: dict[int, tuple[Erratum, ...]]
    received: dict[str, list[int]]
    said: dict[str, set[str]]

    def to(self, recipient: str | None) -> tuple[Erratum, ...]:
        """What this reader is to be told; None: a reader who got every digest and was told nothing yet."""
        if recipient is None:
            return owed(each for found in self.by_digest.values() for each in found)
        key = recipient.strip().lower()
        mine = (each for digest in self.received.get(key, ()) for each in self.by_digest.get(digest, ()))
        return owed(mine, self.said.get(key, ()))


def errata_owed(connection: sqlite3.Connection, week: Week) -> Owed:
    """What readers of the digests of the weeks before are owed in that of ``week``."""
    since, until = str(week.back(BACK)), str(week)
    items = [_item(row) for row in mailed.items_mailed(connection, since, until)]
    present = _present(connection, items)
    found: dict[int, list[Erratum]] = defaultdict(list)
    for item in items:
        said = erratum(item, present[item.digest, item.kind, item.item])
        if said is not None:
            found[item.digest].append(said)
    return Owed(
        by_digest={digest: tuple(each) for digest, each in found.items()},
        received=mailed.digests_received(connection, since, until),
        said=mailed.errata_received(connection, since),
    )


def keep(store: Store, digest: int, content: DigestContent) -> None:
    """Keeps what a digest of the archive says, so that it can be put right later."""
    mailed.keep_said(store, digest, items_of(content), rows_of(content.errata))


def _item(row: dict[str, Any]) -> Item:
    names = ("digest", "period", "kind", "item", "article", "said", "about")
    return Item(made=moment(row["created"]), **{name: row[name] for name in names})


def _present(connection: sqlite3.Connection, items: list[Item]) -> dict[tuple[int, str, str], Present]:
    if not items:
        return {}
    articles = sorted({item.article for item in items})
    texts = mailed.articles_now(connection, articles)
    figures = mailed.figures_now(connection, articles)
    told = mailed.disagreements_now(
        connection, articles, sorted({f["claim"] for found in figures.values() for f in found if f["claim"]})
    )
    others = {side["article"] for row in told for side in row["sides"]}
    sources = sources_of(weekly.articles_by_id(connection, {*articles, *others}))
    corrections: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in mailed.corrections_since(connection, stamp(min(item.made for item in items))):
        corrections[row["kind"], row["target"]].append(row)
    found: dict[tuple[int, str, str], Present] = {}
    for item in items:
        text = texts[item.article]
        mine = _figure_now(item, figures.get(item.article, ()))
        found[item.digest, item.kind, item.item] = Present(
            withdrawn=moment_or_none(text["withdrawn"]),
            edited=moment_or_none(text["edited"]),
            text=text["text"],
            source=sources.get(item.article),
            prints_now=_prints_now(item, figures.get(item.article, ())),
            disagreeing=_disagreeing(mine, told, sources) if mine else (),
            corrections=_corrected(connection, item, corrections, mine["unit"] if mine else None),
        )
    return found


def _figure_now(item: Item, figures: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The present figure of the same words, the one at the same place where there are several."""
    same = [row for row in figures if item.kind == "figure" and row["text"] == item.said]
    start = int(item.item.rpartition(":")[2]) if item.kind == "figure" else 0
    found = min(same, key=lambda row: abs(row["start"] - start), default=None)
    return found | {"article": item.article} if found else None


def _prints_now(item: Item, figures: Iterable[dict[str, Any]]) -> str:
    """What the article prints for the same measure of the same owner and period; empty where that is not plain."""
    if item.kind != "figure" or not (item.about.get("measures") or item.about.get("concept")):
        return ""
    names = ("measures", "concept", "owner", "period")
    same = {row["text"] for row in figures if all(row[name] == item.about.get(name) for name in names)}
    return same.pop() if len(same) == 1 else ""


def _disagreeing(
    mine: dict[str, Any], told: Iterable[dict[str, Any]], sources: dict[str, Source]
) -> tuple[Disagreeing, ...]:
    """The other sides of what this figure, or another report of its claim, cannot stand beside."""
    found = []
    for row in told:
        sides = row["sides"]
        at = [
            number
            for number, side in enumerate(sides)
            if (side["article"], side["start"]) == (mine["article"], mine["start"])
            or (mine["claim"] is not None and side["claim"] == mine["claim"])
        ]
        if len(at) != 1 or row["alone"]:
            continue
        other = sides[1 - at[0]]
        if other["text"] is None or other["article"] not in sources or (row["kind"] == "revision" and at[0] != 0):
            continue
        replaces = row["kind"] == "revision"
        found.append(Disagreeing(text=other["text"], source=sources[other["article"]], replaces=replaces))
    return tuple(found)


def _corrected(
    connection: sqlite3.Connection,
    item: Item,
    corrections: dict[tuple[str, str], list[dict[str, Any]]],
    unit: str | None,
) -> tuple[Corrected, ...]:
    """Of a story its title, of a post all, of a figure all, wherever its place in the text is by now."""
    if item.kind == "figure":
        kept = []
        for (kind, target), found in corrections.items():
            article, _, start = target.rpartition(":")
            if kind == "figure" and article == item.article:
                places = {int(item.item.rpartition(":")[2])}
                places.add(mailed.place_now(connection, article, min(places), stamp(item.made)) or 0)
                kept += [row for row in found if int(start) in places]
    else:
        kept = corrections.get((item.kind, item.item), [])
    return tuple(
        Corrected(
            field=row["field"],
            value=""
            if row["field"] == "rejected"
            else _with_unit(row["value"], unit if row["field"] == "value" else None),
            when=moment(row["at"]),
        )
        for row in kept
        if item.kind != "story" or row["field"] == "title"
    )


def _with_unit(value: str, unit: str | None) -> str:
    """A bare "11" says little under "12 per cent"; the unit is that of the figure as it is known now."""
    if unit is None:
        return value
    if unit == "percent":
        return f"{Decimal(value):,}%"
    sign = SIGNS.get(unit)
    return f"{sign}{Decimal(value):,}" if sign else f"{Decimal(value):,} {unit.replace('_', ' ')}"
