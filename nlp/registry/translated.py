"""Whether a name of a house in English and one in Malay say the same, word for word ("National Cyber Coordination
Centre", "Pusat Penyelarasan Siber Negara"), by the words of models/house_words.toml.

Knows words of which houses are named; it must not know posts or persons, nor any house.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from models import data
from records import BadInput


@dataclass(frozen=True, slots=True)
class _Words:
    """``meanings``: what a word may mean, in English and in Malay. ``kinds``: meanings that every house may bear."""

    meanings: tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]
    kinds: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    file = data.path("house_words.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for meaning, row in [*table["kind"].items(), *table["field"].items()]:
        if len(row) != len(found):
            raise BadInput(f"{file.name}: {meaning} needs English and Malay words, not {len(row)} lists")
        for language, words in zip(found, row, strict=True):
            for word in words.split():
                language.setdefault(word.replace("-", " "), set()).add(meaning)
    english, malay = ({word: frozenset(means) for word, means in language.items()} for language in found)
    return _Words((english, malay), frozenset(table["kind"]))


@lru_cache(maxsize=50_000)
def translates(english: str, malay: str) -> bool:
    """Whether two folded names without links ("ministry rural planning") are one: each word of one has a word of the
    other that means the same, or is the same proper name, and one at least is not what every house is called."""
    known = _words()
    mine, theirs = (_read(name, meanings) for name, meanings in zip((english, malay), known.meanings, strict=True))
    pairs = [(a, b) for a in mine for b in theirs if a & b]
    matched = all(any(a & b for b in theirs) for a in mine) and all(any(a & b for a in mine) for b in theirs)
    return matched and any(not (a & b) <= known.kinds for a, b in pairs)


def _read(name: str, meanings: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """What each word, or phrase of two, may mean; a word that no table has means itself."""
    words = name.replace("-", " ").split()
    found, at = [], 0
    while at < len(words):
        two = " ".join(words[at : at + 2])
        length = 2 if two in meanings else 1
        one = " ".join(words[at : at + length])
        found.append(meanings.get(one, frozenset({one})))
        at += length
    return found
