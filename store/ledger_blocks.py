"""Which figures are set against each other: those that share a block. Queries and commands of the ledger's refresh.

Knows the table figure_block; it must not know what a block is. All commands belong to a transaction of the caller.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from store.values import Source, as_json, rows

_IN = "(SELECT value FROM json_each(?))"


def leave_blocks(connection: sqlite3.Connection, figures: Iterable[int]) -> Counter[int]:
    """Takes figures out of all their blocks; gives by how many each block shrank."""
    wanted = as_json(sorted(figures))
    found = connection.execute(f"DELETE FROM figure_block WHERE figure IN {_IN} RETURNING block", (wanted,))
    return Counter(block for (block,) in found)


def enter_blocks(connection: sqlite3.Connection, blocks: Mapping[int, Collection[int]]) -> Counter[int]:
    """Puts figures that are in none into their blocks; gives by how many each block grew."""
    pairs = [(block, figure) for figure, mine in blocks.items() for block in sorted(mine)]
    connection.executemany("INSERT INTO figure_block (block, figure) VALUES (?, ?)", pairs)
    return Counter(block for block, _ in pairs)


def in_blocks(source: Source, figures: Iterable[int]) -> set[int]:
    """Those of these figures that are in any block."""
    found = rows(
        source,
        "SELECT j.value AS figure FROM json_each(?) j WHERE EXISTS"
        " (SELECT 1 FROM figure_block b WHERE b.figure = j.value)",
        (as_json(sorted(figures)),),
    )
    return {int(row["figure"]) for row in found}


def standing_under(source: Source, meanings: Iterable[str]) -> set[int]:
    """The figures of these meanings that are set against others."""
    found = rows(
        source,
        "SELECT DISTINCT f.id FROM json_each(?) j JOIN figure f ON f.meaning = j.value"
        " JOIN figure_block b ON b.figure = f.id",
        (as_json(sorted(meanings)),),
    )
    return {int(row["id"]) for row in found}


def demoted(source: Source, most_exact: Mapping[str, int]) -> list[int]:
    """Figures of claims that are in blocks and are no longer the most exact one of theirs; ``most_exact``: of each
    claim."""
    found = rows(
        source,
        "SELECT DISTINCT f.id FROM json_each(?) j JOIN figure f ON f.claim = j.key AND f.id <> j.value"
        " JOIN figure_block b ON b.figure = f.id ORDER BY f.id",
        (as_json(dict(most_exact)),),
    )
    return [int(row["id"]) for row in found]


def sizes_of(source: Source, blocks: Iterable[int], most: int) -> dict[int, int]:
    """How many figures share each block, counted up to ``most``."""
    found = rows(
        source,
        "SELECT j.value AS block, (SELECT count(*) FROM (SELECT 1 FROM figure_block b WHERE b.block = j.value LIMIT ?))"
        " AS n FROM json_each(?) j",
        (most, as_json(sorted(blocks))),
    )
    return {int(row["block"]): int(row["n"]) for row in found}


def members_of(source: Source, blocks: Iterable[int]) -> dict[int, set[int]]:
    """The figures of each of these blocks."""
    return _sets(source, "SELECT block, figure FROM figure_block WHERE block IN " + _IN, blocks)


def blocks_of(source: Source, figures: Iterable[int]) -> dict[int, set[int]]:
    """The blocks of each of these figures."""
    return _sets(source, "SELECT figure, block FROM figure_block WHERE figure IN " + _IN, figures)


def _sets(source: Source, sql: str, wanted: Iterable[int]) -> dict[int, set[int]]:
    """By the first column of what is found the values of the second."""
    found: dict[int, set[int]] = {}
    for row in rows(source, sql, (as_json(sorted(wanted)),)):
        of, value = row.values()
        found.setdefault(int(of), set()).add(int(value))
    return found
