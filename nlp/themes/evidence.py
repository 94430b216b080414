"""Words of a text that speak for a theme: its seeds, names and keywords, in English and Malay.

Knows words; must not know vectors or thresholds. A term in capitals (AI, EV, 5G, SMEs) is matched with its case, every
other in any case; hyphens and blanks are one, British and American spellings too, and a plural is the same word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from records import Theme

TITLE = 2.0  # a term in the title counts as much as two in the text
ONE_WORD = 0.4  # a seed of one common word ("exports") says less than a phrase or an acronym
SATURATION = 2.0  # evidence at which the score has 63 % of what words can give

_ACRONYM = re.compile(r"(?=.*[A-Z])[A-Z0-9&.-]{2,}s?")
_SPELLINGS = (  # what all variants begin with, their pattern, the variants
    ("cent", "cent(?:re|er)", ("centre", "center")),
    ("i", "i[sz]ation", ("isation", "ization")),
    ("labo", "labou?r", ("labour", "labor")),
)

_Term = tuple[str, str]  # what every spelling begins with, the term


@dataclass(frozen=True, slots=True)
class Searched:
    """A text in which many terms are looked for."""

    text: str
    low: str  # in small letters
    words: int


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
        self._own: list[_Term] = [(_root(term), term) for term in self._weights]
        self._must, self._never, self._against = (
            [(_root(term), term) for term in terms] for terms in (theme.must, theme.never, theme.negatives)
        )
        self._roots = sorted({root for root, _ in (*self._own, *self._must, *self._never, *self._against)})

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
        spans = [(*match.span(), term) for root, term in self._own for match in _matches(root, term, text)]
        spans.sort(key=lambda span: (span[0], -span[1], span[2]))
        counted: dict[str, int] = {}
        end = -1
        for start, stop, term in spans:
            if start >= end:
                counted[term] = counted.get(term, 0) + 1
                end = stop
        return counted


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
    return next((term for root, term in terms if _matches(root, term, text)), None)


def _matches(root: str, term: str, searched: Searched) -> list[re.Match[str]]:
    """All that the term's pattern finds in a text.

    Asked only where the root stands: a tenth of the time, as a pattern that ignores case has no beginning to look for.
    Most roots stand nowhere, and their patterns are never made.
    """
    text, low = searched.text, searched.low
    if len(low) != len(text):  # a letter that is two in small letters
        return list(_pattern(term).finditer(text))
    found: list[re.Match[str]] = []
    at = low.find(root)
    while at >= 0:
        match = _pattern(term).match(text, at)
        if match:
            found.append(match)
        at = low.find(root, match.end() if match else at + 1)
    return found
