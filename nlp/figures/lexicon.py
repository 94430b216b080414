"""The words of figures, read once from models/units.toml into tries over tokens.

Knows the file and its tables; must not know how a sentence is read. Raises BadInput where the file does not hold
what it must.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeVar

from models.data import path
from nlp.figures.tokens import Token, tokenise
from records import BadInput

Value = TypeVar("Value")


class Trie(Generic[Value]):
    """Phrases of tokens; ``match`` takes the longest one at a place. A step costs one dictionary look-up."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, phrase: str, value: Value, *, exact: bool = False, glued: bool = False) -> None:
        node = self._root
        tokens = tokenise(phrase)
        for token in tokens:
            node = node.setdefault(token.low, {})
        surface = "".join(token.text for token in tokens)
        # "A$" is one sign: "a $5 million deal" is no Australian one.
        tight = len(tokens) > 1 and all(token.glued for token in tokens[1:]) and not tokens[-1].word
        node.setdefault("", []).append((value, surface if exact else None, glued, tight))

    def opens(self, token: Token) -> bool:
        """Whether some phrase begins with ``token``."""
        return token.low in self._root

    def match(self, tokens: Sequence[Token], at: int) -> tuple[Value, int] | None:
        """The value of the longest phrase that begins at ``tokens[at]`` and the index behind it."""
        if at >= len(tokens) or tokens[at].low not in self._root:
            return None
        node, best, index = self._root, None, at
        while index < len(tokens) and tokens[index].low in node:
            node = node[tokens[index].low]
            index += 1
            for value, surface, glued, tight in node.get("", ()):
                if glued and not tokens[at].glued:
                    continue
                if tight and not all(token.glued for token in tokens[at + 1 : index]):
                    continue
                if surface is None or surface == "".join(t.text for t in tokens[at:index]):
                    best = (value, index)
                    break
        return best

    def match_back(self, tokens: Sequence[Token], end: int, longest: int = 5) -> tuple[Value, int] | None:
        """The longest phrase that ends before ``tokens[end]``, and where it begins."""
        for start in range(max(0, end - longest), end):
            found = self.match(tokens, start)
            if found and found[1] == end:
                return found[0], start
        return None


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    factor: Decimal = Decimal(1)  # a hundredth for sen
    big: bool = False  # a currency only behind a magnitude


@dataclass(frozen=True, slots=True)
class Magnitude:
    factor: Decimal
    letter: bool  # one letter (m, b, t): of money only


@dataclass(frozen=True, slots=True)
class Lexicon:
    before: Trie[Currency]
    after: Trie[Currency]
    magnitudes: Trie[Magnitude]
    units: Trie[Unit]
    nouns: Trie[str]
    noun_names: dict[str, str]
    words: dict[str, frozenset[str]]
    bounds: Trie[str]
    bounds_after: Trie[str]
    changes: Trie[str]
    statuses: Trie[str]
    concepts: Trie[tuple[int, str]]
    owners: Trie[str]


def _fill(trie: Trie[Value], phrases: Iterable[str], value: Value, **how: bool) -> None:
    for phrase in phrases:
        trie.add(phrase, value, **how)


def _currencies(tables: dict[str, Any]) -> tuple[Trie[Currency], Trie[Currency]]:
    before: Trie[Currency] = Trie()
    after: Trie[Currency] = Trie()
    for code, table in tables.items():
        whole = Currency(code)
        _fill(before, table.get("before", ()), whole)
        _fill(before, table.get("exact", ()), whole, exact=True)
        _fill(after, table.get("after", ()), whole)
        _fill(after, table.get("exact", ()), whole, exact=True)
        _fill(after, table.get("big", ()), Currency(code, big=True))
        hundredth = Currency(code, Decimal("0.01"))
        _fill(after, table.get("sub", ()), hundredth)
        _fill(after, table.get("sub_glued", ()), hundredth, exact=True, glued=True)
    return before, after


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The tables of models/units.toml. Raises BadInput for a missing table, BadWeights for a missing file."""
    file = path("units.toml")
    with file.open("rb") as stream:
        data = tomllib.load(stream)
    try:
        return _lexicon(data)
    except KeyError as error:
        raise BadInput(f"{file}: table or key {error} is missing") from error


def _lexicon(data: dict[str, Any]) -> Lexicon:
    before, after = _currencies(data["currency"])
    magnitudes: Trie[Magnitude] = Trie()
    for factor, table in data["magnitude"].items():
        _fill(magnitudes, table["words"], Magnitude(Decimal(factor), False))
        _fill(magnitudes, table.get("glued", ()), Magnitude(Decimal(factor), factor != "1000"), glued=True)
    units: Trie[Unit] = Trie()
    for name, table in data["unit"].items():
        _fill(units, table.get("words", ()), Unit(name, table["kind"]))
        _fill(units, table.get("exact", ()), Unit(name, table["kind"]), exact=True)
        _fill(units, table.get("glued", ()), Unit(name, table["kind"]), exact=True, glued=True)
    nouns: Trie[str] = Trie()
    names: dict[str, str] = {}
    for name, phrases in data["noun"].items():
        _fill(nouns, [name, *phrases], name)
        names.update({phrase.lower(): name for phrase in [name, *phrases]})
    bounds: Trie[str] = Trie()
    bounds_after: Trie[str] = Trie()
    for side in ("low", "high", "about"):
        _fill(bounds, data["bound"][side], side)
        _fill(bounds_after, data["bound"].get(f"{side}_after", ()), side)
    changes: Trie[str] = Trie()
    for direction in ("rise", "fall", "level"):
        _fill(changes, data["change"][direction], direction)
    statuses: Trie[str] = Trie()
    for status in ("estimate", "forecast", "target", "pledge", "condition", "boundary"):
        _fill(statuses, data["status"][status], status)
    concepts: Trie[tuple[int, str]] = Trie()
    for rank, (concept, phrases) in enumerate(data["concept"].items()):
        _fill(concepts, phrases, (rank, concept))
    owners: Trie[str] = Trie()
    for owner, phrases in data["owner"].items():
        _fill(owners, phrases, owner, exact=True)
    return Lexicon(
        before=before,
        after=after,
        magnitudes=magnitudes,
        units=units,
        nouns=nouns,
        noun_names=names,
        words={name: frozenset(entries) for name, entries in data["words"].items()},
        bounds=bounds,
        bounds_after=bounds_after,
        changes=changes,
        statuses=statuses,
        concepts=concepts,
        owners=owners,
    )
