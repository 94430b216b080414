"""One pass over a text with one Aho-Corasick automaton: names of the gazetteer, names of countries, words of sport.

This module knows where spellings stand in a text; it must not know in what neighbourhood a name counts
(nlp.places.context) or what a parse is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick

from nlp.places.gazetteer import CJK, Name, by_code, folded, names, words

# Where several rows share a spelling, what keeps a division from being counted wins; a division wins over a city.
_RANK = {
    "elsewhere": 0,
    "named_for": 1,
    "compound": 2,
    "unsure": 3,
    "division": 4,
    "shared": 5,
    "city": 6,
    "country": 7,
}


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    name: Name


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass found. ``countries`` are ISO 3166-1 codes that the text names, itself or by a name that can only
    lie there; ``sport`` holds (offset, term, whether it has weight) in reading order."""

    matches: tuple[Match, ...]
    countries: frozenset[str]
    sport: tuple[tuple[int, str, bool], ...]

    def sport_between(self, start: int, end: int) -> tuple[set[str], set[str]]:
        """Terms of weight and light terms that begin in ``text[start:end]``."""
        heavy: set[str] = set()
        light: set[str] = set()
        for at in range(bisect_left(self.sport, (start,)), len(self.sport)):
            offset, term, weight = self.sport[at]
            if offset >= end:
                break
            (heavy if weight else light).add(term)
        return heavy, light

    def divisions(self, start: int, end: int) -> list[tuple[int, str]]:
        """(offset, code) of the divisions and sure cities that begin in ``text[start:end]``."""
        first = bisect_left(self.matches, start, key=lambda match: match.start)
        last = bisect_right(self.matches, end, key=lambda match: match.start)
        return [(m.start, m.name.codes[0]) for m in self.matches[first:last] if m.name.kind in {"division", "city"}]


@lru_cache(maxsize=1)
def _automaton() -> Any:
    spelled: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names():
        spelled[folded(name.spelling)].append(name)
    terms = {term: weight for key, weight in (("sport_weak", False), ("sport_strong", True)) for term in words(key)}
    automaton = ahocorasick.Automaton()
    for key in {*spelled, *terms}:
        ranked = tuple(sorted(spelled.get(key, ()), key=lambda name: _RANK[name.kind]))
        automaton.add_word(key, (key, ranked, terms.get(key)))
    automaton.make_automaton()
    return automaton


def scan(text: str) -> Scan:
    """All names in ``text``: leftmost first, the longest of those that begin together, no overlaps."""
    found: list[Match] = []
    sport: list[tuple[int, str, bool]] = []
    for last, (key, ranked, weight) in _automaton().iter(folded(text)):
        start, end = last + 1 - len(key), last + 1
        if weight is not None and _whole(text, start, end):
            sport.append((start, key, weight))
        for name in ranked:
            if name.chinese or (_bounded(text, start, end) and _headed(text[start:end], name.spelling)):
                found.append(Match(start, end, name))
                break
    found.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    countries: set[str] = set()
    behind = 0
    for match in found:
        if match.start < behind:
            continue
        behind = match.end
        if match.name.kind == "country":
            countries.add(match.name.codes[0])
            continue
        if match.name.kind == "city" or (
            match.name.kind == "division" and by_code()[match.name.codes[0]].needs is None
        ):
            countries.add(match.name.codes[0][:2])
        kept.append(match)
    return Scan(tuple(kept), frozenset(countries), tuple(sorted(sport)))


def _certain(name: Name) -> bool:
    """Whether the name can only lie in one country."""
    return name.kind == "city" or (name.kind == "division" and by_code()[name.codes[0]].needs is None)


def matches(text: str) -> tuple[Match, ...]:
    """The names that ``scan`` finds, countries left out."""
    return scan(text).matches


def _whole(text: str, start: int, end: int) -> bool:
    if CJK.match(text, start):
        return True
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether a name in letters stands there as whole words, and not in an address, a handle or a file name."""
    before, after = text[start - 1] if start else " ", text[end] if end < len(text) else " "
    if before.isalnum() and not CJK.match(before):
        return False
    if (after.isalnum() and not CJK.match(after)) or after in "@_":
        return False
    if after == "." and end + 1 < len(text) and text[end + 1].isalnum() and text[end - 1] != ".":
        # "sabah.example" is an address, "Sabah.The" a full stop with no space behind it.
        return text[end + 1].isupper() and text[end + 2 : end + 3].islower()
    if after == "-" and folded(text[end + 1 : end + 1 + end - start]) == folded(text[start:end]):
        return False  # a doubled word: "Nilai-nilai" is "values"
    return before not in "@#_/\\" or (before == "/" and start > 1 and text[start - 2].isalpha())


def _headed(printed: str, spelling: str) -> bool:
    """Capital first letters of words are asked for; inside a word ("GuangXi") case is free. An abbreviation (KL,
    HKSAR) has capitals throughout. "perak" is no state, "PERAK" may be one."""
    if spelling.isupper() and len(spelling) <= 6:
        return printed.isupper()
    return all(
        printed[i].isupper()
        for i, character in enumerate(spelling)
        if character.isupper() and (i == 0 or not spelling[i - 1].isalpha())
    )
