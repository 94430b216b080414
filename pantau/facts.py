"""Two readings of one article set against each other. Pure: facts in, changes out.

The readings may be made by different rules, weights or versions of Pantau: both speak in the public shape of
``pantau annotate``. Knows no table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from records import Fact, FactChange, FactKind
from store.values import slug

FIELDS: dict[str, tuple[str, ...]] = {
    "official": ("name",),
    "post": ("name", "role", "organisation", "status"),
    "place": ("text", "code", "use"),
    "figure": (
        *("text", "value", "low", "high", "from", "to", "unit", "kind", "measures", "concept", "owner", "period"),
        *("change", "status", "twin"),
    ),
    "quote": ("text", "kind", "cue", "speaker", "official"),
}


def facts_of(row: dict[str, Any]) -> list[Fact]:
    """The facts of one row of ``pantau annotate --json``."""
    people = {slug(item["name"]) for item in row["officials"]}
    found = [_fact("official", item) for item in row["officials"]]
    found += [_fact("post", item) for item in row["officials"] if item["role"]]
    found += [_fact("place", item) for item in row["places"]]
    found += [_fact("figure", item) for item in row["figures"]]
    for item in row["quotes"]:
        # as it is stored: whom the article names, by key
        person = slug(item["official"]) if item["official"] else None
        found.append(_fact("quote", item | {"official": person if person in people else None}))
    return found


def _fact(kind: FactKind, item: dict[str, Any]) -> Fact:
    return Fact(
        kind=kind,
        start=item["start"],
        end=item["end"],
        sentence=item.get("sentence") or "",
        said=tuple((name, item.get(name)) for name in FIELDS[kind]),
        rule=item.get("found_by") or None,
    )


def changes(article: str, old: Iterable[Fact], new: Iterable[Fact]) -> list[FactChange]:
    """What the new reading has otherwise, by kind and place. The same thing said of words that overlap is the same
    fact; another thing said of them is a change; the rest is gained or lost."""
    before, after = list(old), list(new)
    found: list[FactChange] = []
    for kind in get_args(FactKind):
        ours = [fact for fact in before if fact.kind == kind]
        theirs = [fact for fact in after if fact.kind == kind]
        ours, theirs, _ = _paired(ours, theirs, same=True)
        ours, theirs, pairs = _paired(ours, theirs, same=False)
        found += [FactChange(article=article, how="changed", old=one, new=other) for one, other in pairs]
        found += [FactChange(article=article, how="lost", old=fact, new=None) for fact in ours]
        found += [FactChange(article=article, how="gained", old=None, new=fact) for fact in theirs]
    return sorted(found, key=lambda each: (each.one.start, each.one.end, each.kind, each.how))


def _paired(
    ours: list[Fact], theirs: list[Fact], *, same: bool
) -> tuple[list[Fact], list[Fact], list[tuple[Fact, Fact]]]:
    """Pairs of facts about words that overlap (and that say the ``same``), nearest first; and what is left of both."""
    left, pairs = list(theirs), []
    alone = []
    for fact in ours:
        fits = [
            other
            for other in left
            if fact.start < max(other.end, other.start + 1)
            and other.start < max(fact.end, fact.start + 1)
            and (fact.said == other.said or not same)
        ]
        if not fits:
            alone.append(fact)
            continue
        nearest = min(fits, key=lambda other: abs(other.start - fact.start) + abs(other.end - fact.end))
        left.remove(nearest)
        pairs.append((fact, nearest))
    return alone, left, pairs


def differing(change: FactChange) -> dict[str, tuple[str | None, str | None]]:
    """Field -> (old, new) of a change; of a fact that is only gained or lost the other side is None."""
    old = dict(change.old.said) if change.old else {}
    new = dict(change.new.said) if change.new else {}
    names = dict.fromkeys((*old, *new))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}
