"""The articles of a story, copies folded under the one they repeat. Pure; it must not know SQL or HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

VERBATIM = ("identical", "copy")  # a derived article has words of its own and stands by itself


@dataclass(frozen=True, slots=True)
class Told:
    """An article that stands by itself, and those that repeat it, in their order."""

    article: dict[str, Any]
    copies: tuple[dict[str, Any], ...]


def outlets(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Whose articles they are, in the order of their first: ``{outlet, name, own, copies}``, the numbers of articles
    that stand by themselves and of copies."""
    found: dict[str, dict[str, Any]] = {}
    listed = [(row, column) for each in told for row, column in _columns(each)]
    for row, column in sorted(listed, key=lambda item: (item[0]["first_seen"], item[0]["id"])):
        empty = {"outlet": row["outlet"], "name": row["name"], "own": 0, "copies": 0}
        found.setdefault(row["outlet"], empty)[column] += 1
    return list(found.values())


def _columns(told: Told) -> list[tuple[dict[str, Any], str]]:
    first = "copies" if told.article["copy_kind"] in VERBATIM else "own"
    return [(told.article, first), *((copy, "copies") for copy in told.copies)]


def fold(articles: Iterable[dict[str, Any]]) -> list[Told]:
    """Each article once: by itself, or under the origin it copies, through any number of steps.

    Rows have ``id``, ``copy_of``, ``copy_kind``. A copy whose origin is not among them stands by itself; of copies
    that point at each other in a circle the first stands.
    """
    listed = list(articles)
    known = {row["id"]: row for row in listed}
    roots: dict[str, str] = {}
    for row in listed:
        passed = [row["id"]]
        at = row
        while at["copy_kind"] in VERBATIM and at["copy_of"] in known and at["copy_of"] not in passed:
            at = known[at["copy_of"]]
            passed.append(at["id"])
        circle = at["copy_kind"] in VERBATIM and at["copy_of"] in passed
        ring = passed[passed.index(at["copy_of"]) :] if circle else [at["id"]]
        roots[row["id"]] = next(other["id"] for other in listed if other["id"] in ring)
    return [
        Told(row, tuple(other for other in listed if roots[other["id"]] == row["id"] and other["id"] != row["id"]))
        for row in listed
        if roots[row["id"]] == row["id"]
    ]
