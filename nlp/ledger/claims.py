"""Claims: figures of one meaning whose values are one within what their digits say.

Pure; independent of the order of the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from nlp.ledger.values import interval_of, slack_of
from records.ledger import Claim, Told


def claims_of(figures: Iterable[Told], parted: Collection[frozenset[tuple[str, int]]] = ()) -> list[Claim]:
    """Claims of figures of one meaning, ordered by value. The most exactly printed come first; a rounder one joins
    the nearest claim that rounds to it, else it makes a claim of its own. Bounds, ranges and what a text itself
    rounds ("about") are no claims: they name no value. ``parted``: pairs of figures, by article and start, that a text
    tells apart whatever their digits allow."""
    exact: list[tuple[Decimal, Decimal, Told]] = []
    for told in figures:
        interval = interval_of(told)
        if told.value is not None and interval is not None and interval.exact:
            exact.append((slack_of(told.text, told.value), told.value, told))
    open_: list[tuple[Decimal, list[Told]]] = []
    for slack, value, told in sorted(exact, key=lambda item: (item[0], item[1], item[2].order)):
        near = [entry for entry in open_ if abs(entry[0] - value) <= slack and not _apart(told, entry[1], parted)]
        if near:
            min(near, key=lambda entry: (abs(entry[0] - value), entry[0]))[1].append(told)
        else:
            open_.append((value, [told]))
    return [
        Claim(value=value, reports=tuple(sorted(reports, key=lambda told: told.order)))
        for value, reports in sorted(open_, key=lambda entry: entry[0])
    ]


def _apart(told: Told, reports: Iterable[Told], parted: Collection[frozenset[tuple[str, int]]]) -> bool:
    place = told.article, told.start
    return bool(parted) and any(frozenset((place, (each.article, each.start))) in parted for each in reports)


def unsettled(figures: Iterable[Told]) -> list[Claim]:
    """Bounds, ranges and what is told roughly, each by itself: no claims, yet they may contradict one."""
    found = []
    for told in figures:
        interval = interval_of(told)
        if interval is not None and not interval.exact:
            values = [value for value in (told.value, told.low, told.high) if value is not None]
            found.append(Claim(value=values[0], reports=(told,)))
    return found
