"""What the project's own lists say of each word: titles, posts, organisations, places, names, as one number of flags.

The recogniser reads it beside the word's letters. Knows the lists; must not know labels, weights or texts at large.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nlp.officials.lexicon import Lexicon, fold, lexicon
from nlp.places.gazetteer import by_code, names

#: Kinds of phrases; each has three flags: its first word, any of its words, its last word.
PHRASES = ("honorific", "role", "organisation", "party", "country", "place", "demonym")
#: Kinds of single words, one flag each.
WORDS = (
    "suffix", "prefix", "portfolio", "facility", "facility_prefix", "place_prefix", "event", "law", "style",
    "particle", "surname", "given", "before_role", "reporting", "opens",
)  # fmt: skip
COUNT = 3 * len(PHRASES) + len(WORDS)
_PLACES = frozenset({"division", "city", "shared", "elsewhere"})
_SMALL = frozenset({"role", "event", "before_role", "reporting", "particle"})  # kinds that need no capital
_PART = re.compile(r"['’]s\b|[A-Za-z](?:\.[A-Za-z])+|[^\W_]+|\S")  # as spaCy cuts, nearly


@dataclass(frozen=True, slots=True)
class _Cues:
    lengths: dict[str, tuple[int, ...]]  # of a first word: how many words its phrases have, most first
    phrases: dict[tuple[str, ...], int]  # bits of PHRASES
    small: int  # bits of PHRASES that need no capital
    words: dict[str, int]  # flags of a word, capitalised
    small_words: dict[str, int]  # flags of a word in small letters
    surface: frozenset[str]


def cues_of(words: Sequence[str], opens: Sequence[bool]) -> list[int]:
    """The flags of each word, bit by bit. ``opens`` says which words begin a sentence."""
    known = _cues()
    folded = [fold(word) or word for word in words]
    capital = [word[:1].isupper() for word in words]
    lengths, phrases, surface = known.lengths, known.phrases, known.surface
    opening = 1 << (COUNT - 1)
    found = [
        (known.words if large else known.small_words).get(word, 0) | (opening if first else 0)
        for word, large, first in zip(folded, capital, opens, strict=True)
    ]
    for index, word in enumerate(folded):
        seen = 0 if capital[index] else ~known.small
        for length in lengths.get(word, ()):
            if index + length > len(words):
                continue
            kinds = phrases.get(tuple(folded[index : index + length]), 0) & ~seen
            if length == 1 and kinds & _NAMED and words[index] not in surface:
                kinds &= ~_NAMED
            if not kinds:
                continue
            seen |= kinds
            spread = _SPREAD[kinds]
            found[index] |= spread
            for inner in range(index, index + length):
                found[inner] |= spread << 1
            found[index + length - 1] |= spread << 2
    return found


def flags(cues: Sequence[int]) -> npt.NDArray[np.float32]:
    """Of each number of ``cues`` its COUNT flags, as 0 and 1."""
    return (np.array(cues, dtype=np.int64)[:, None] >> np.arange(COUNT) & 1).astype(np.float32)


def _bit(kind: str) -> int:
    return 1 << PHRASES.index(kind)


_NAMED = _bit("organisation") | _bit("party") | _bit("country") | _bit("demonym")  # "AS" is a country, "As" is not
_SPREAD = [
    sum(1 << 3 * kind for kind in range(len(PHRASES)) if kinds >> kind & 1) for kinds in range(1 << len(PHRASES))
]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    known = lexicon()
    phrases: dict[tuple[str, ...], int] = {}
    lengths: dict[str, set[int]] = {}
    for kind, forms in _phrases(known).items():
        for form in forms:
            key = tuple(fold(part) or part for part in _PART.findall(form))
            phrases[key] = phrases.get(key, 0) | _bit(kind)
            lengths.setdefault(key[0], set()).add(len(key))
    words: dict[str, int] = {}
    small: dict[str, int] = {}
    for number, (kind, entries) in enumerate(_words(known).items()):
        flag = 1 << 3 * len(PHRASES) + number
        for word in entries:
            words[word] = words.get(word, 0) | flag
            if kind in _SMALL:
                small[word] = small.get(word, 0) | flag
    return _Cues(
        {word: tuple(sorted(sizes, reverse=True)) for word, sizes in lengths.items()},
        phrases,
        sum(_bit(kind) for kind in PHRASES if kind in _SMALL),
        words,
        small,
        known.surface | {form.upper() for form in known.surface},
    )


def _phrases(known: Lexicon) -> dict[str, Iterable[str]]:
    def joined(*tables: Iterable[tuple[str, ...]]) -> list[str]:
        return [" ".join(key) for table in tables for key in table]

    places = [
        name.spelling
        for name in names()
        if name.kind in _PLACES
        and not name.chinese
        and not (name.kind == "division" and by_code()[name.codes[0]].needs == "generic")
    ]
    return {
        "honorific": joined(known.honorifics.entries),
        "role": joined(known.roles_en.heads.entries, known.roles_ms.heads.entries),
        "organisation": joined(known.organisations.entries),
        "party": joined(known.parties.entries, known.agencies.entries),
        "country": joined(known.countries.entries),
        "place": [*joined(known.states.entries, known.places.entries), *places],
        "demonym": joined(known.demonyms.entries),
    }


def _words(known: Lexicon) -> dict[str, Iterable[str]]:
    return {
        "suffix": known.suffix,
        "prefix": known.prefix,
        "portfolio": known.portfolio | known.portfolio_ms,
        "facility": known.facility,
        "facility_prefix": known.facility_prefix,
        "place_prefix": known.place_prefix,
        "event": known.event,
        "law": known.law,
        "style": known.styles,
        "particle": known.particles,
        "surname": known.chinese,
        "given": known.given | known.openers,
        "before_role": known.roles_en.before | known.roles_en.former | known.roles_en.acting,
        "reporting": known.reporting,
    }
