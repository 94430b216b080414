"""The stories of a week in columns: all that the choice asks of every story, so that few are looked at in full.

Arrays with one entry a story, and for each theme, place, outlet, ... the numbers of the stories that have it. Knows no
store, no texts, and not what is chosen. The number of a story is its place among the week's, by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NONE: Ints = np.empty(0, dtype=np.int64)

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Briefs:
    """One entry a story. Mappings lead to numbers of stories, each once and in order."""

    ids: tuple[str, ...]  # sorted
    reports: Ints  # independent ones of this week
    new: Bools  # told in no week before
    again: Bools  # told before, but in none of the four weeks before
    quoted: Bools  # an official is quoted, who may hold a public office
    originals: Ints  # sources that are listed as such: those that are no copies, else one
    spoken: Mapping[str, Ints]  # by language of one of these
    themes: Mapping[str, Ints]
    places: Mapping[str, Ints]
    officials: Mapping[str, Ints]
    printed: Mapping[tuple[str, str | None], Ints]  # by outlet and language of any one source
    articles: Mapping[str, int]  # each article's story
    copies: int = 0  # sources that repeat another one, of all stories
    late: int = 0  # sources that were published before the week

    def __len__(self) -> int:
        return len(self.ids)

    def having(self, index: Mapping[Key, Ints], keys: Iterable[Key]) -> Bools:
        """Of each story whether it stands under one of the keys."""
        found = np.zeros(len(self.ids), dtype=np.bool_)
        for key in keys:
            found[index.get(key, NONE)] = True
        return found


def grouped(keys: Sequence[Key], of: Sequence[int] | Ints) -> dict[Key, Ints]:
    """Key -> the different numbers that stand beside it, in order."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    which = np.array([numbers[key] for key in keys], dtype=np.int64)
    return split(which, tuple(numbers), np.asarray(of, dtype=np.int64))


def split(which: Ints, keys: Sequence[Key], of: Ints) -> dict[Key, Ints]:
    """The same, where ``which`` has the place of each key in ``keys``; a key with nothing beside it is left out."""
    most = int(of.max()) + 1 if len(of) else 1
    pairs = np.unique(which * most + of)
    ends = np.searchsorted(pairs, np.arange(1, len(keys) + 1) * most)
    parts = np.split(pairs % most, ends[:-1]) if len(keys) else []
    return {key: part for key, part in zip(keys, parts, strict=True) if len(part)}
