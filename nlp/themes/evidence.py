"""Words of a text that speak for a theme: its seeds, names and keywords, in English and Malay.

Knows words; must not know vectors or thresholds. A term in capitals (AI, EV, 5G, SMEs) is matched with its case, every
other in any case; hyphens and blanks are one, British and American spellings too, and a plural is the same word.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from records import Theme

TITLE = 2.0  # a term in the title counts as much as two in the text
ONE_WORD = 0.4  # a seed of one common word ("exports") says less than a phrase or an acronym
SATURATION = 2.0  # evidence at which the score has 63 % of what words can give
KEY = 3  # letters by which it is known which terms may begin at a word

_ACRONYM = re.compile(r"(?=.*[A-Z])[A-Z0-9&.-]{2,}s?")
_SPELLINGS = (  # what all variants begin with, their pattern, the variants
    ("cent", "cent(?:re|er)", ("centre", "center")),
    ("i", "i[sz]ation", ("isation", "ization")),
    ("labo", "labou?r", ("labour", "labor")),
)

_BEGINS = re.compile(r"(?<![\w-])\w")  # a term stands nowhere else (``_pattern``)

_Term = tuple[str, str]  # what every spelling begins with, the term


@dataclass(frozen=True)
class Searched:
    """A text in which many terms are looked for."""

    text: str
    low: str  # in small letters
    words: int

    @property
    def aligned(self) -> bool:
        """Whether each letter stands where its small one does: some are two in small letters."""
        return len(self.low) == len(self.text)

    @cached_property
    def begins(self) -> dict[str, list[int]]:
        """Where words begin, by their first KEY small letters, and by fewer, in no order; of an ``aligned`` text."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for begin in _BEGINS.finditer(self.text):
            at = begin.start()
            found[self.low[at : at + KEY]].append(at)
        fewer: defaultdict[str, list[int]] = defaultdict(list)
        for key, places in found.items():
            for size in range(1, len(key)):
                fewer[key[:size]] += places
        return {**found, **{key: places + found.get(key, []) for key, places in fewer.items()}}


def searched(text: str) -> Searched:
    return Searched(text, text.lower(), len(text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``strength`` from 0 (no term) towards 1; ``terms`` as the theme has them, strongest first."""

    strength: float
    terms: tuple[str, ...]


class Terms:
    """The terms of one theme, ready to be looked for."""

    def __init__(self, theme: Theme) -> None:
        names = [name for name in (theme.name, theme.name_ms) if name and "," not in name and " and " not in name]
        self._weights = {
            term: _weight(term, term in theme.keywords)
            for term in dict.fromkeys((*theme.keywords, *theme.seeds, *theme.seeds_ms, *names))
        }
        self._own = _ByKey(self._weights)
        self._must, self._never, self._against = (
            [(_root(term), term) for term in terms] for terms in (theme.must, theme.never, theme.negatives)
        )
        self._roots = sorted({root for root, _ in (*self._own.terms, *self._must, *self._never, *self._against)})

    def touch(self, folded: str) -> bool:
        """Whether any word of the theme, for it or against it, may stand in a text in small letters."""
        return any(root in folded for root in self._roots)

    def lacks(self, text: Searched) -> bool:
        """Whether the theme has words that must stand in a text, and none of them does."""
        return bool(self._must) and _first(self._must, text) is None

    def forbids(self, text: Searched) -> str | None:
        """The first word in the text with which it is never of this theme."""
        return _first(self._never, text)

    def against(self, text: Searched) -> str | None:
        """The first phrase in the text that speaks against the theme."""
        return _first(self._against, text)

    def find(self, title: Searched, body: Searched) -> Evidence:
        """Terms in a text. A longer term hides the shorter ones within it, so that nothing counts twice."""
        words = max(60, body.words)
        found: dict[str, float] = {}
        for where, text in ((TITLE, title), (1.0, body)):
            for term, count in self._counts(text).items():
                # Twice as often is not twice as much; and one word in 600 says less than one in 150.
                density = min(1.0, (150 / words) ** 0.5) if where == 1.0 else 1.0
                found[term] = found.get(term, 0.0) + where * self._weights[term] * density * (1 + math.log(count))
        strength = 1.0 - math.exp(-sum(found.values()) / SATURATION)
        return Evidence(strength=strength, terms=tuple(sorted(found, key=lambda term: (-found[term], term))))

    def _counts(self, text: Searched) -> dict[str, int]:
        spans = [(*match.span(), term) for term, match in self._own.found(text)]
        spans.sort(key=lambda span: (span[0], -span[1], span[2]))
        counted: dict[str, int] = {}
        end = -1
        for start, stop, term in spans:
            if start >= end:
                counted[term] = counted.get(term, 0) + 1
                end = stop
        return counted


class _ByKey:
    """Terms by what they begin with: of hundreds a text has a few, and no other is looked for."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms: list[_Term] = [(_root(term), term) for term in terms]
        self._keyed: defaultdict[str, list[_Term]] = defaultdict(list)
        self._others: list[_Term] = []  # those that begin with a sign
        for root, term in self.terms:
            (self._keyed[root[:KEY]] if _BEGINS.match(root) else self._others).append((root, term))

    def found(self, text: Searched) -> Iterator[tuple[str, re.Match[str]]]:
        """All that the terms' patterns find in a text, term by term in no order."""
        if not text.aligned:
            yield from ((term, match) for _, term in self.terms for match in _matches(term, text, ()))
            return
        for key in self._keyed.keys() & text.begins.keys():
            for root, term in self._keyed[key]:
                near = sorted(at for at in text.begins[key] if text.low.startswith(root, at))
                yield from ((term, match) for match in _matches(term, text, near))
        for root, term in self._others:
            yield from ((term, match) for match in _matches(term, text, _anywhere(root, text.low)))


def _weight(term: str, chosen: bool) -> float:
    return 1.0 if " " in term or "-" in term or _ACRONYM.fullmatch(term) else 0.8 if chosen else ONE_WORD


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    parts = [part for part in re.split(r"[\s-]+", term) if part]
    pieces = []
    for part in parts:
        piece = re.escape(part)
        for _, spelled, variants in _SPELLINGS:
            for variant in variants:
                piece = piece.replace(variant, spelled)
        pieces.append(piece)
    last = parts[-1]
    ending = "" if last.endswith(("s", "'")) else "(?:e?s|nya)?"
    if last.endswith("y") and not _ACRONYM.fullmatch(last):
        pieces[-1], ending = pieces[-1][:-1], "(?:y|ies)"
    joined = r"[\s-]+".join(pieces)
    flags = 0 if _ACRONYM.fullmatch(term) else re.IGNORECASE
    return re.compile(rf"(?<![\w-]){joined}{ending}(?!\w)", flags)


def _root(term: str) -> str:
    """What every spelling of the term begins with, in small letters."""
    first = re.split(r"[\s-]+", term.lower())[0]
    for begins, _, variants in _SPELLINGS:
        for variant in variants:
            at = first.find(variant)
            if at >= 0:
                first = first[:at] + begins
    return first.removesuffix("y")


def _first(terms: Sequence[_Term], text: Searched) -> str | None:
    return next((term for root, term in terms if _matches(term, text, _anywhere(root, text.low))), None)


def _matches(term: str, searched: Searched, places: Iterable[int]) -> list[re.Match[str]]:
    """All that the term's pattern finds in a text. ``places``: where it may begin, ascending.

    Asked only where its root stands: a hundredth of the time, as a pattern that ignores case has no beginning to look
    for. Most roots stand nowhere, and their patterns are never made.
    """
    if not searched.aligned:
        return list(_pattern(term).finditer(searched.text))
    found: list[re.Match[str]] = []
    end = 0
    for at in places:
        match = _pattern(term).match(searched.text, at) if at >= end else None
        if match:
            found.append(match)
            end = match.end()
    return found


def _anywhere(root: str, low: str) -> Iterator[int]:
    at = low.find(root)
    while at >= 0:
        yield at
        at = low.find(root, at + 1)
