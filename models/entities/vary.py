"""Articles told anew with other names: what a few hundred articles teach of contexts, without their own names by heart.

Mention replacement (Dai and Adel 2020): an outermost name is exchanged for another of its label, with all that is
marked inside it, wherever the article prints it. Knows texts and marks; must not know tokens or a network.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

Mark = tuple[str, int, int]  # label, first character, character behind

_FIXED = frozenset({"TITLE"})  # a handful of words, which their name does not bring along
_LONG = 4  # words; names of so many and more are exchanged for one another
_LEAST = 4  # letters of a name that is looked for where it is not marked


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A marked span: its text, and what is marked in it by offsets within, itself included."""

    text: str
    inner: tuple[Mark, ...]


Kind = tuple[str, int, bool, bool]  # label, words, whether anything is marked inside, whether it begins with a capital
Bank = Mapping[Kind, Sequence[Name]]


def names_in(text: str, marked: Set[Mark]) -> list[tuple[int, str, Name]]:
    """(offset, label, name) of the outermost marked spans that cross no other, in reading order."""
    spans = sorted({_trimmed(text, mark) for mark in marked}, key=lambda mark: (mark[1], -mark[2]))
    found: list[tuple[int, str, Name]] = []
    behind = 0
    for label, start, end in spans:
        if start < behind or any(_crosses(start, end, a, b) for _, a, b in spans):
            behind = max(behind, end)
            continue
        inner = tuple((kind, a - start, b - start) for kind, a, b in spans if start <= a and b <= end)
        found.append((start, label, Name(text[start:end], inner)))
        behind = end
    return found


def bank_of(articles: Iterable[tuple[str, Set[Mark]]]) -> Bank:
    """All names of ``articles`` (text, marks), by what they may stand for."""
    kinds: dict[Kind, set[Name]] = defaultdict(set)
    for text, marked in articles:
        for _, label, name in names_in(text, marked):
            if name.text and "\n" not in name.text:
                kinds[_kind(label, name)].add(name)
    return {kind: tuple(sorted(names)) for kind, names in kinds.items()}


def varied(text: str, marked: Set[Mark], bank: Bank, share: float, dice: random.Random) -> tuple[str, frozenset[Mark]]:
    """The article with about ``share`` of its names exchanged, each for the same one throughout, marked or not."""
    names = names_in(text, marked)
    others: dict[str, Name | None] = {}
    for _, label, name in names:
        if name.text not in others:
            known = bank.get(_kind(label, name), ())
            others[name.text] = dice.choice(known) if label not in _FIXED and known and dice.random() < share else None
    places = [(start, name, True) for start, _, name in names]
    taken = [(start, end) for _, start, end in marked]
    for printed, other in others.items():
        if other is not None and len(printed) >= _LEAST and printed[0].isupper():
            for match in re.finditer(rf"(?<!\w){re.escape(printed)}(?!\w)", text):
                if not any(a < match.end() and match.start() < b for a, b in taken):
                    places.append((match.start(), Name(printed, ()), False))
                    taken.append(match.span())
    places.sort(key=lambda place: place[0])
    parts: list[str] = []
    marks: set[Mark] = set()
    moved: list[tuple[int, int]] = []  # (offset behind which, by how much) the rest of the text moves
    at = size = 0
    for start, name, is_marked in places:
        end = start + len(name.text)
        new = others.get(name.text) or name
        size += start - at
        if is_marked:
            marks.update((kind, size + a, size + b) for kind, a, b in new.inner)
        parts += [text[at:start], new.text]
        size += len(new.text)
        at = end
        moved.append((end, size - end))
    parts.append(text[at:])
    inside = {(kind, start + a, start + b) for start, _, name in names for kind, a, b in name.inner}
    for mark in {_trimmed(text, mark) for mark in marked} - inside:
        label, start, end = mark
        by = next((shift for behind, shift in reversed(moved) if behind <= start), 0)
        marks.add((label, start + by, end + by))
    return "".join(parts), frozenset(marks)


def _kind(label: str, name: Name) -> Kind:
    return label, min(len(name.text.split()), _LONG), len(name.inner) > 1, name.text[:1].isupper()


def _trimmed(text: str, mark: Mark) -> Mark:
    label, start, end = mark
    printed = text[start:end]
    return label, start + len(printed) - len(printed.lstrip()), end - len(printed) + len(printed.rstrip())


def _crosses(start: int, end: int, other: int, stop: int) -> bool:
    return other < start < stop < end or start < other < end < stop
