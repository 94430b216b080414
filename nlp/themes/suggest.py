"""Words that could be keywords or seeds of a theme: those that its stories have and others have not, with evidence.

Knows texts; must not know stories, vectors or who decided. A word counts once a text, so that one long article cannot
make a theme.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.themes.evidence import Terms, searched
from records import Theme

LEAST = 3  # texts of the theme that must have the word: two may be one event
WORDS = 3  # the longest phrase
_WORD = re.compile(r"[^\W\d_][\w&'’-]*")
_EDGE = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been has have had will would can could"
    " may said says it its he she they their his her this that these those which who not no than more over into after"
    " before about under also new per cent yang di ke dari dan untuk dengan pada itu ini ia akan telah oleh dalam kata"
    " bagi adalah tidak juga lebih kepada daripada".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    words: str
    inside: int  # texts of the theme that have it
    outside: int
    weight: float  # by how many standard deviations it is more frequent inside
    example: str  # the beginning of the first text of the theme that has it


def suggest(inside: Sequence[str], outside: Sequence[str], theme: Theme, limit: int = 20) -> list[Suggestion]:
    """Words of ``inside`` by contrast with ``outside``: log odds with a prior of half a text, over its deviation.

    What the theme's own terms match already is left out, and so is a part of a phrase that is as frequent.
    """
    known = Terms(theme)
    within, without = Counter[str](), Counter[str]()
    first: dict[str, str] = {}
    for text in inside:
        for phrase in sorted(_phrases(text)):
            within[phrase] += 1
            first.setdefault(phrase, text)
    for text in outside:
        without.update(_phrases(text))
    scored = []
    for phrase, count in within.items():
        other = without[phrase]
        if count < LEAST or known.find(searched(""), searched(phrase)).terms:
            continue
        odds = math.log((count + 0.5) / (len(inside) - count + 0.5)) - math.log(
            (other + 0.5) / (len(outside) - other + 0.5)
        )
        weight = odds / math.sqrt(1 / (count + 0.5) + 1 / (other + 0.5))
        if weight > 0:
            scored.append((weight, phrase))
    found: list[Suggestion] = []
    for weight, phrase in sorted(scored, key=lambda each: (-round(each[0], 6), -len(each[1]), each[1])):
        padded = f" {phrase} "
        if any(padded in f" {each.words} " or f" {each.words} " in padded for each in found):
            continue
        found.append(
            Suggestion(
                words=phrase,
                inside=within[phrase],
                outside=without[phrase],
                weight=round(weight, 2),
                example=first[phrase][:80],
            )
        )
        if len(found) == limit:
            break
    return found


def _phrases(text: str) -> set[str]:
    found: set[str] = set()
    for sentence in re.split(r"[.!?;:,()\n“”\"]+", text):
        words = [word.lower() for word in _WORD.findall(sentence)]
        for size in range(1, WORDS + 1):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                if part[0] not in _EDGE and part[-1] not in _EDGE and all(len(word) > 2 for word in part):
                    found.add(" ".join(part))
    return found
