"""Chinese personal names in characters and in Latin letters: whether a text prints a name of the other.

Knows characters and how they are read (models/chinese-names.toml); must not know stories. A name counts where surname
and both characters, or the one, of the given name are read as words of the other text.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from models import data


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Readings by character, of surnames and of given names."""
    table = tomllib.loads(data.path("chinese-names.toml").read_text(encoding="utf-8"))
    given: defaultdict[str, list[str]] = defaultdict(list)
    for reading, characters in table["given"].items():
        for character in characters:
            given[character].append(reading)
    surnames = {character: tuple(readings.split()) for character, readings in table["surname"].items()}
    return surnames, {character: tuple(readings) for character, readings in given.items()}


def shared_names(hanzi: str, latin: Set[str]) -> Iterator[str]:
    """The names in ``hanzi`` that the folded words ``latin`` print as well ("Zhang Weimin", "Cheong Wai Mun")."""
    surnames, given = _tables()
    for at, character in enumerate(hanzi):
        readings = surnames.get(character)
        if readings is None or latin.isdisjoint(readings):
            continue
        first, second = (given.get(other, ()) for other in (hanzi[at + 1 : at + 2], hanzi[at + 2 : at + 3]))
        if any(one + other in latin or (one in latin and other in latin) for one in first for other in second):
            yield hanzi[at : at + 3]
        elif any(len(one) > 2 and one in latin and one not in readings for one in first) and not second:
            yield hanzi[at : at + 2]
