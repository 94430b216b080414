"""What the ledger of figures was last made from, and what has changed since: queries and commands of its refresh.

Knows the tables figure, figure_meaning, figure_block, figure_claim, dispute and changed; it must not know what a
meaning or a block is, nor which figures are one claim. All commands belong to a transaction of the caller.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
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


def keys_of(source: Source, meanings: Iterable[str]) -> dict[str, str]:
    """Of each meaning the JSON of its key."""
    found = rows(source, f"SELECT id, key FROM figure_meaning WHERE id IN {_IN}", (as_json(sorted(meanings)),))
    return {str(row["id"]): str(row["key"]) for row in found}


def figures_of(source: Source, meanings: Iterable[str]) -> dict[str, list[Row]]:
    """The figures of each of these meanings that has any: the columns of ``figure`` with ``first_seen`` and
    ``published`` of the article, in order of id."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        source,
        "SELECT f.*, a.first_seen, a.published FROM json_each(?) j CROSS JOIN figure f ON f.meaning = j.value"
        " CROSS JOIN article a ON a.id = f.article ORDER BY f.id",
        (as_json(sorted(meanings)),),
    ):
        found.setdefault(row["meaning"], []).append(row)
    return found


def claims_under(source: Source, meanings: Iterable[str]) -> dict[str, set[str]]:
    """The claims under each of these meanings that has any."""
    found: dict[str, set[str]] = {}
    for row in rows(
        source, f"SELECT id, meaning FROM figure_claim WHERE meaning IN {_IN}", (as_json(sorted(meanings)),)
    ):
        found.setdefault(row["meaning"], set()).add(row["id"])
    return found


def crowds_under(source: Source, meanings: Iterable[str]) -> dict[str, int]:
    """How many claims stand under each of these meanings."""
    found = rows(
        source,
        "SELECT j.value AS meaning, (SELECT count(*) FROM figure_claim c WHERE c.meaning = j.value) AS n"
        " FROM json_each(?) j",
        (as_json(sorted(meanings)),),
    )
    return {str(row["meaning"]): int(row["n"]) for row in found}


def drop_claims(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Takes claims out that nobody makes any more, or that are written anew."""
    connection.executemany("DELETE FROM figure_claim WHERE id = ?", [(claim,) for claim in sorted(claims)])


def drop_meanings(connection: sqlite3.Connection, meanings: Iterable[str]) -> None:
    connection.executemany("DELETE FROM figure_meaning WHERE id = ?", [(meaning,) for meaning in sorted(meanings)])


def set_claims(connection: sqlite3.Connection, claims: Mapping[int, str]) -> set[str]:
    """Puts each of these figures into its claim; disputes that they are in follow, and the claims on their other sides
    are given."""
    connection.executemany(
        "UPDATE figure SET claim = ? WHERE id = ?", [(claim, figure) for figure, claim in claims.items()]
    )
    others: set[str] = set()
    for side, other in (("", "other_"), ("other_", "")):
        found = list(
            rows(
                connection,
                f"SELECT d.id, d.{other}claim AS other, f.claim FROM json_each(?) j JOIN figure f ON f.id = j.value"
                f" JOIN dispute d ON d.{side}article = f.article AND d.{side}start = f.start",
                (as_json(sorted(claims)),),
            )
        )
        others |= {row["other"] for row in found} - {None}
        connection.executemany(
            f"UPDATE dispute SET {side}claim = ? WHERE id = ?", [(row["claim"], row["id"]) for row in found]
        )
    return others


def values_of(source: Source, claims: Iterable[str]) -> dict[str, str]:
    """Of each of these claims its value."""
    found = rows(source, f"SELECT id, value FROM figure_claim WHERE id IN {_IN}", (as_json(sorted(claims)),))
    return {str(row["id"]): str(row["value"]) for row in found}


def count(source: Source) -> int:
    """How many claims there are."""
    found = one(source, "SELECT count(*) AS n FROM figure_claim")
    return int(found["n"]) if found else 0


def figures(source: Source, wanted: Iterable[int]) -> dict[int, Row]:
    """By their row id the columns of ``figure`` with ``first_seen`` and ``published`` of the article."""
    found = rows(
        source,
        "SELECT f.*, a.first_seen, a.published FROM figure f JOIN article a ON a.id = f.article WHERE f.id IN " + _IN,
        (as_json(sorted(wanted)),),
    )
    return {int(row["id"]): row for row in found}


def articles_of(source: Source, claims: Iterable[str]) -> dict[str, frozenset[str]]:
    """The articles that report each of these claims."""
    found: dict[str, set[str]] = {}
    for row in rows(
        source, f"SELECT DISTINCT claim, article FROM figure WHERE claim IN {_IN}", (as_json(sorted(claims)),)
    ):
        found.setdefault(row["claim"], set()).add(row["article"])
    return {claim: frozenset(articles) for claim, articles in found.items()}


def drop_disputes(connection: sqlite3.Connection, figures: Iterable[int]) -> set[str]:
    """Takes out the disputes of these figures with other articles, but what a text itself says; gives the claims that
    were in them."""
    wanted = as_json(sorted(figures))
    gone: dict[str, set[str]] = {}
    for side in ("", "other_"):
        for row in rows(
            connection,
            f"SELECT d.id, d.claim, d.other_claim FROM json_each(?) j JOIN figure f ON f.id = j.value"
            f" JOIN dispute d ON d.{side}article = f.article AND d.{side}start = f.start"
            " WHERE d.article <> d.other_article AND d.replaced IS NULL",
            (wanted,),
        ):
            gone[row["id"]] = {row["claim"], row["other_claim"]} - {None}
    connection.executemany("DELETE FROM dispute WHERE id = ?", [(dispute,) for dispute in gone])
    return set().union(*gone.values())


def set_against(connection: sqlite3.Connection, claims: Iterable[str]) -> None:
    """Of each claim the first one that contradicts it, or none."""
    connection.execute(
        "UPDATE figure_claim AS c SET disagrees_with ="
        " (SELECT CASE d.claim WHEN c.id THEN d.other_claim ELSE d.claim END FROM dispute d"
        " JOIN article a ON a.id = d.article JOIN article b ON b.id = d.other_article WHERE d.id IN"
        " (SELECT id FROM dispute WHERE claim = c.id UNION SELECT id FROM dispute WHERE other_claim = c.id)"
        " AND d.kind = 'value' AND d.claim <> d.other_claim ORDER BY a.first_seen, d.article, d.start,"
        f" b.first_seen, d.other_article, d.other_start LIMIT 1) WHERE c.id IN {_IN}",
        (as_json(sorted(claims)),),
    )


def end(connection: sqlite3.Connection) -> None:
    """All is seen to: what an older Pantau left goes."""
    connection.execute("DELETE FROM figure_claim WHERE meaning IS NULL")
