"""Two texts side by side: which slots of the same frame they fill otherwise, and where the words they share stand.

A slot is a number or a run of capitalised words within a sentence; its frame are the two words on either side, other
slots among them unnamed. Columns, warnings and corrected texts repeat the frame and fill it otherwise; a copy does
not. Knows two texts; must not know other articles or the decision.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nlp.copies import text as texts
from nlp.copies.text import Shingles

_PIECE = re.compile(r"\n|[.!?…:;]+(?=\s)|[^\W_]+(?:[.,]\d+)*(?:'[^\W\d_]+)?|%")
_DIGITS = re.compile(r"\d+(?:\.\d+)*")
_SLOT = "#"
_FULL_STOP = "."
GAP = 5  # words within a block of shared text that a light edit may have touched
BELOW = 25  # words that may stand below the block: a credit, a prompt
SPELLED = 4  # letters by which a name is the same in another spelling: Centre, Center
OWN_HEAD = 15  # words of its own above the block before it can be called what stands below


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots with the same frame in both texts: how many are filled alike, and those that are not (old, new)."""

    alike: int
    changed: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)  # an article is compared with every member of its group
def _frames(body: str) -> dict[tuple[str, ...], str]:
    """Frame -> what fills it, for frames that stand once."""
    words: list[str] = []
    filled: list[str] = []
    begins = True
    for piece in _PIECE.findall(texts.plain(body)):
        if piece == "\n" or piece[0] in ".!?…:;":
            begins = True
            words.append(_FULL_STOP)
            filled.append("")
            continue
        word = texts.same(piece.casefold().replace("%", "percent"))
        slot = piece[0].isdigit() or bool(_DIGITS.search(piece)) or (piece[0].isupper() and not begins)
        begins = False
        if slot and words and words[-1] == _SLOT:
            filled[-1] += " " + word
            continue
        words.append(_SLOT if slot else word)
        filled.append(word if slot else "")
    frames = [
        ((*words[max(0, at - 2) : at], _SLOT, *words[at + 1 : at + 3]), filled[at])
        for at, word in enumerate(words)
        if word == _SLOT
    ]
    once = Counter(frame for frame, _ in frames)
    return {frame: value for frame, value in frames if once[frame] == 1 and _told(frame)}


def _told(frame: tuple[str, ...]) -> bool:
    """Whether a frame has words enough of its own to be told again: two beside slots and sentence ends."""
    return sum(word not in (_SLOT, _FULL_STOP) for word in frame) >= 2


def slots(new: str, old: str) -> Slots:
    """The slots of the frames that stand once in each of the two bodies."""
    ours, theirs = _frames(new), _frames(old)
    alike, changed = 0, []
    for frame, value in ours.items():
        other = theirs.get(frame)
        if other is None:
            continue
        if _same(value, other):
            alike += 1
        else:
            changed.append((other, value))
    return Slots(alike, tuple(changed))


def _same(one: str, other: str) -> bool:
    """Whether one value says no other than the other one, only less: "Datuk Tan" is "Tan", "May 3" is not "May 4"."""
    if one == other:
        return True
    digits, others = set(_DIGITS.findall(one)), set(_DIGITS.findall(other))
    if digits and others:
        return digits <= others or others <= digits
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    words, said = ({word[:SPELLED] for word in value.split()} for value in (one, other))
    return words <= said or said <= words


def shares_only_the_end(new: list[str], old: list[str], shared: Shingles) -> bool:
    """Whether both texts begin with words of their own, and all that they share is one block that ends both: what a
    company or an agency puts below each of its statements."""
    return _ends_with(new, shared) and _ends_with(old, shared)


def _ends_with(words: list[str], shared: Shingles) -> bool:
    places = np.flatnonzero(np.isin(texts.in_order(words), shared))
    if not len(places) or len(words) - 3 - places[-1] > BELOW:
        return False
    breaks = np.flatnonzero(np.diff(places) > GAP)
    start = places[breaks[-1] + 1] if len(breaks) else places[0]
    above = int(np.count_nonzero(places < start))
    return bool(start >= OWN_HEAD and above <= max(2, len(places) // 10))
