"""What the ledger of figures was last made from, and what has changed since: queries and commands of its refresh.

Knows the tables figure, figure_meaning, figure_block, figure_claim, dispute and changed; it must not know what a
meaning or a block is, nor which figures are one claim. All commands belong to a transaction of the caller.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from store.database import Store
from store.values import Row, Source, as_json, one, rows

_IN = "(SELECT value FROM json_each(?))"
_MADE_WITH = "ledger_version"


def begin(store: Store, version: str) -> None:
    """Marks every article with figures as changed, where the ledger was made by another version of the rules."""
    with store.transaction() as connection:
        known = one(connection, "SELECT value FROM setting WHERE name = ?", (_MADE_WITH,))
        if known is None or known["value"] != version:
            connection.execute(
                "INSERT OR IGNORE INTO changed (what, id) SELECT DISTINCT 'figures', article FROM figure"
            )
            connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_MADE_WITH, version))


def changed_articles(source: Source, most: int) -> list[str]:
    """Articles whose figures changed; empty where none is left, though a meaning may have lost one (``changed``)."""
    found = rows(source, "SELECT id FROM changed WHERE what = 'figures' ORDER BY id LIMIT ?", (most,))
    return [str(row["id"]) for row in found]


def changed(source: Source) -> bool:
    return (
        one(source, "SELECT 1 FROM changed WHERE what IN ('figures', 'meaning', 'claim', 'block') LIMIT 1") is not None
    )


@dataclass(slots=True)
class Lost:
    """What figures left that went or changed: meanings and claims, blocks with how many of theirs went, and the claims
    that were in dispute with them."""

    meanings: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    blocks: Counter[int] = field(default_factory=Counter)
    disputed: set[str] = field(default_factory=set)


def take(connection: sqlite3.Connection, articles: Iterable[str]) -> Lost:
    """Takes the figures of these articles out of the ledger, and gives what they and those that are gone have left.
    Their disputes go; claims stay until they are made anew."""
    lost = Lost()
    for row in rows(connection, "SELECT what, id, times FROM changed WHERE what IN ('meaning', 'claim', 'block')"):
        if row["what"] == "block":
            lost.blocks[int(row["id"])] += row["times"]
        else:
            (lost.meanings if row["what"] == "meaning" else lost.claims).add(row["id"])
    wanted = as_json(sorted(articles))
    connection.execute("DELETE FROM changed WHERE what IN ('meaning', 'claim', 'block')")
    connection.execute(f"DELETE FROM changed WHERE what = 'figures' AND id IN {_IN}", (wanted,))
    for row in rows(connection, f"SELECT DISTINCT meaning, claim FROM figure WHERE article IN {_IN}", (wanted,)):
        lost.meanings |= {row["meaning"]} - {None}
        lost.claims |= {row["claim"]} - {None}
    of = f"FROM figure f JOIN figure_block b ON b.figure = f.id WHERE f.article IN {_IN}"
    lost.blocks.update(int(row["block"]) for row in rows(connection, f"SELECT b.block {of}", (wanted,)))
    connection.execute(
        f"DELETE FROM figure_block WHERE figure IN (SELECT id FROM figure WHERE article IN {_IN})", (wanted,)
    )
    connection.execute(
        f"UPDATE figure SET meaning = NULL, claim = NULL, amount = NULL WHERE article IN {_IN}"
        " AND (meaning IS NOT NULL OR claim IS NOT NULL)",
        (wanted,),
    )
    for side in ("article", "other_article"):
        for row in rows(connection, f"SELECT claim, other_claim FROM dispute WHERE {side} IN {_IN}", (wanted,)):
            lost.disputed |= {row["claim"], row["other_claim"]} - {None}
        connection.execute(f"DELETE FROM dispute WHERE {side} IN {_IN}", (wanted,))
    return lost


def figure_ids(source: Source, articles: Iterable[str]) -> dict[tuple[str, int], int]:
    """Article and place -> row of the figure there; of two at one place the last, as everywhere."""
    found = rows(
        source,
        f"SELECT id, article, start FROM figure WHERE article IN {_IN} ORDER BY id",
        (as_json(sorted(articles)),),
    )
    return {(row["article"], row["start"]): row["id"] for row in found}


def set_meanings(
    connection: sqlite3.Connection, keys: Mapping[str, tuple[str, ...]], of: Iterable[tuple[str, int | None, str, int]]
) -> None:
    """``keys``: of each meaning; ``of``: (meaning, amount, article, start of a figure)."""
    connection.executemany(
        "INSERT OR IGNORE INTO figure_meaning (id, key) VALUES (?, ?)",
        [(meaning, as_json(key)) for meaning, key in sorted(keys.items())],
    )
    connection.executemany("UPDATE figure SET meaning = ?, amount = ? WHERE article = ? AND start = ?", list(of))


def key_of(source: Source, meaning: str) -> str | None:
    """The JSON of its key."""
    found = one(source, "SELECT key FROM figure_meaning WHERE id = ?", (meaning,))
    return str(found["key"]) if found else None


def figures_of(source: Source, meaning: str) -> Iterator[Row]:
    """Its figures: the columns of ``figure`` with ``first_seen`` and ``published`` of the article, in order of id."""
    return rows(
        source,
        "SELECT f.*, a.first_seen, a.published FROM figure f CROSS JOIN article a ON a.id = f.article"
        " WHERE f.meaning = ? ORDER BY f.id",
        (meaning,),
    )


def claims_under(source: Source, meaning: str) -> set[str]:
    found = rows(source, "SELECT id FROM figure_claim WHERE meaning = ?", (meaning,))
    return {str(row["id"]) for row in found}


def crowd_under(source: Source, meaning: str) -> int:
    """How many claims stand under a meaning."""
    found = one(source, "SELECT count(*) AS n FROM figure_claim WHERE meaning = ?", (meaning,))
    return int(found["n"]) if found else 0


def drop_claims(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Takes claims out that nobody makes any more, or that are written anew."""
    connection.executemany("DELETE FROM figure_claim WHERE id = ?", [(claim,) for claim in sorted(claims)])


def drop_meaning(connection: sqlite3.Connection, meaning: str) -> None:
    connection.execute("DELETE FROM figure_meaning WHERE id = ?", (meaning,))


def set_claim(connection: sqlite3.Connection, claim: str, figures: Iterable[int]) -> set[str]:
    """Puts figures into a claim; disputes that they are in follow, and the claims on their other sides are given."""
    others: set[str] = set()
    for wanted in figures:
        connection.execute("UPDATE figure SET claim = ? WHERE id = ?", (claim, wanted))
        (article, start) = connection.execute("SELECT article, start FROM figure WHERE id = ?", (wanted,)).fetchone()
        for side, other in (("", "other_"), ("other_", "")):
            found = rows(
                connection,
                f"UPDATE dispute SET {side}claim = ? WHERE {side}article = ? AND {side}start = ?"
                f" RETURNING {other}claim AS other",
                (claim, article, start),
            )
            others |= {row["other"] for row in found} - {None}
    return others


def set_blocks(connection: sqlite3.Connection, figure: int, blocks: Iterable[int]) -> Counter[int]:
    """Puts a figure into ``blocks`` and no others; gives by how many each block grew (1) or shrank (-1)."""
    wanted = set(blocks)
    there = {
        int(row["block"]) for row in rows(connection, "SELECT block FROM figure_block WHERE figure = ?", (figure,))
    }
    if there - wanted:
        connection.execute(
            f"DELETE FROM figure_block WHERE figure = ? AND block IN {_IN}", (figure, as_json(sorted(there - wanted)))
        )
    if wanted - there:
        connection.execute(
            "INSERT INTO figure_block (block, figure) SELECT value, ? FROM json_each(?)",
            (figure, as_json(sorted(wanted - there))),
        )
    return Counter({block: 1 if block in wanted else -1 for block in wanted ^ there})


def in_blocks(source: Source, figure: int) -> bool:
    return one(source, "SELECT 1 FROM figure_block WHERE figure = ? LIMIT 1", (figure,)) is not None


def in_use(source: Source, meaning: str) -> bool:
    return one(source, "SELECT 1 FROM figure WHERE meaning = ? LIMIT 1", (meaning,)) is not None


def standing_under(source: Source, meaning: str) -> set[int]:
    """The figures of a meaning that are set against others."""
    found = rows(
        source,
        "SELECT DISTINCT f.id FROM figure f JOIN figure_block b ON b.figure = f.id WHERE f.meaning = ?",
        (meaning,),
    )
    return {int(row["id"]) for row in found}


def value_of(source: Source, claim: str) -> str:
    found = one(source, "SELECT value FROM figure_claim WHERE id = ?", (claim,))
    return str(found["value"]) if found else "0"


def count(source: Source) -> int:
    """How many claims there are."""
    found = one(source, "SELECT count(*) AS n FROM figure_claim")
    return int(found["n"]) if found else 0


def demoted(source: Source, claim: str, most_exact: int) -> list[int]:
    """Figures of a claim that are in blocks and are no longer its most exact one."""
    found = rows(
        source,
        "SELECT DISTINCT f.id FROM figure f JOIN figure_block b ON b.figure = f.id WHERE f.claim = ? AND f.id <> ?",
        (claim, most_exact),
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


def figures(source: Source, wanted: Iterable[int]) -> dict[int, Row]:
    """By their row id the columns of ``figure`` with ``first_seen`` and ``published`` of the article."""
    found = rows(
        source,
        "SELECT f.*, a.first_seen, a.published FROM figure f JOIN article a ON a.id = f.article WHERE f.id IN " + _IN,
        (as_json(sorted(wanted)),),
    )
    return {int(row["id"]): row for row in found}


def articles_of(source: Source, claim: str) -> frozenset[str]:
    """That report a claim."""
    found = rows(source, "SELECT DISTINCT article FROM figure WHERE claim = ?", (claim,))
    return frozenset(str(row["article"]) for row in found)


def drop_disputes(connection: sqlite3.Connection, figures: Iterable[int]) -> set[str]:
    """Takes out the disputes of these figures with other articles, but what a text itself says; gives the claims that
    were in them."""
    claims: set[str] = set()
    for wanted in figures:
        for side in ("", "other_"):
            found = list(
                rows(
                    connection,
                    f"SELECT d.id, d.claim, d.other_claim FROM figure f JOIN dispute d ON d.{side}article = f.article"
                    f" AND d.{side}start = f.start"
                    " WHERE f.id = ? AND d.article <> d.other_article AND d.replaced IS NULL",
                    (wanted,),
                )
            )
            for row in found:
                claims |= {row["claim"], row["other_claim"]} - {None}
                connection.execute("DELETE FROM dispute WHERE id = ?", (row["id"],))
    return claims


def set_against(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Of each claim the first one that contradicts it, or none."""
    for claim in sorted(claims):
        found = one(
            connection,
            "SELECT CASE d.claim WHEN :claim THEN d.other_claim ELSE d.claim END AS other FROM dispute d"
            " JOIN article a ON a.id = d.article JOIN article b ON b.id = d.other_article WHERE d.id IN"
            " (SELECT id FROM dispute WHERE claim = :claim UNION SELECT id FROM dispute WHERE other_claim = :claim)"
            " AND d.kind = 'value' AND d.claim <> d.other_claim ORDER BY a.first_seen, d.article, d.start,"
            " b.first_seen, d.other_article, d.other_start LIMIT 1",
            {"claim": claim},
        )
        connection.execute(
            "UPDATE figure_claim SET disagrees_with = ? WHERE id = ?", (found["other"] if found else None, claim)
        )


def end(connection: sqlite3.Connection) -> None:
    """All is seen to: what an older Pantau left goes."""
    connection.execute("DELETE FROM figure_claim WHERE meaning IS NULL")
