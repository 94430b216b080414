"""Whether two names may be one person's: spellings, what is left out of a name, and how peoples shorten and order them.

Knows names alone; it must not know posts, articles or who is who.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from itertools import combinations

from nlp.officials.lexicon import lexicon
from nlp.registry.parts import NameParts, readings_of

_NEAR = 6  # letters: below, one letter makes another name (Azlan and Azlin, Jian and Jiang)


_LONGEST_CHINESE = 8  # letters of a given name in one word: Zhengde, Jianguang


class Match(IntEnum):
    """How two names go together, from never to surely one name. Whose name it is, is not said by this."""

    NEVER = 0  # two people, or nothing in common
    SURNAME = 1  # a family's name alone
    PART = 2  # one given name alone
    NEAR = 3  # a letter apart in a long word: a misprint or another name
    SHORT = 4  # a shorter form, of two words at least
    LOOSE = 5  # one name but for its spelling, order, opener or style
    SAME = 6


def compare_names(one: str, other: str) -> Match:
    """How ``one`` and ``other`` (without honorifics) go together. The same whichever comes first."""
    if one == other:
        return Match.SAME
    return _compare(*sorted((one, other)))


@lru_cache(maxsize=500_000)
def _compare(one: str, other: str) -> Match:
    return max(_match(a, b) for a in readings_of(one) for b in readings_of(other))


def _match(a: NameParts, b: NameParts) -> Match:
    if _apart(a, b):
        return Match.NEVER
    if len(a.core) > len(b.core):
        a, b = b, a
    if a.core == b.core:
        if _fathers_differ(a, b):
            return Match.NEVER
        same = a.written == b.written and a.opener == b.opener and a.style == b.style
        if len(a.core) == 1 and not (a.initials and a.initials == b.initials) and not same:
            return Match.PART
        return Match.SAME if same and a.initials == b.initials else Match.LOOSE
    if a.joined == b.joined and len(a.joined) >= _NEAR:
        return Match.LOOSE  # Bao-lin, Baolin; Nur Hidayah, Nurhidayah
    if _turned(a, b) or _turned(b, a):
        return Match.LOOSE
    if len(a.core) == len(b.core):
        return _near(a, b)
    return _shorter(a, b)


def _apart(a: NameParts, b: NameParts) -> bool:
    """What makes two names two people's, however much they have in common."""
    if a.sex and b.sex and a.sex != b.sex:
        return True
    if a.opener and b.opener and a.opener != b.opener:
        return True
    return bool(a.style and b.style and a.style != b.style) or _initials_differ(a, b)


def _initials_differ(a: NameParts, b: NameParts) -> bool:
    if a.initials and b.initials:
        return a.initials[: len(b.initials)] != b.initials[: len(a.initials)]
    for short, long in ((a, b), (b, a)):
        if short.initials and long.father is not None and len(long.core) > long.father:
            return short.initials[-1] not in (long.core[long.father][0], long.written[long.father][0])
    return False


def _fathers_differ(a: NameParts, b: NameParts) -> bool:
    return a.father is not None and b.father is not None and a.father != b.father


def _turned(a: NameParts, b: NameParts) -> bool:
    """``Toh Keng Huat`` and ``Keng Huat Toh``: a Chinese surname first, or last as in the west.

    Of two words each of which is a surname, either may be one: those are two names.
    """
    if len(a.core) < 2 or a.core[0] != b.core[-1] or a.core[0] not in lexicon().chinese:
        return False
    given, turned = "".join(a.core[1:]), "".join(b.core[:-1])
    return given == turned and (len(a.core) > 2 or given not in lexicon().chinese)


def _shorter(a: NameParts, b: NameParts) -> Match:
    """``a`` is the one with fewer words."""
    chinese = _chinese(b)
    if b.father is not None and a.father is not None and not _within(a.core[a.father :], b.core[b.father :]):
        return Match.NEVER
    if len(a.core) == 1:
        return _single(a, b, chinese)
    if chinese:
        found = any(b.core[start : start + len(a.core)] == a.core for start in range(len(b.core) - len(a.core) + 1))
        return Match.SHORT if found else Match.NEVER
    if a.core[0] != b.core[0] or not _within(a.core, b.core):
        return Match.NEVER
    return Match.SHORT


def _single(a: NameParts, b: NameParts, chinese: bool) -> Match:
    word = a.core[0]
    if chinese:
        surname = b.core[0] if b.core[0] in lexicon().chinese else b.core[1]
        if word == surname:
            return Match.SURNAME
        return Match.PART if word in b.core else Match.NEVER
    if word == b.core[0]:
        # an initial, an opener or a style that both bear is a second word
        second = (a.initials and b.father is not None) or (a.opener and a.opener == b.opener)
        return Match.SHORT if second or (a.style and a.style == b.style) else Match.PART
    malay_or_indian = b.father is not None or b.opener or b.style or any(w in lexicon().given for w in b.written)
    return Match.SURNAME if word == b.core[-1] and not malay_or_indian else Match.NEVER


def _chinese(name: NameParts) -> bool:
    known = lexicon()
    if name.father is not None or name.opener or name.style or not 2 <= len(name.core) <= 4:
        return False
    # a western name may stand before the surname; behind it are short words that are no Malay or Indian names
    surname = 0 if name.core[0] in known.chinese else 1
    behind = name.written[surname + 1 :]
    return (
        name.core[surname] in known.chinese
        and (surname == 0 or len(behind) > 0)
        and not any(word in known.given or len(word) > _LONGEST_CHINESE for word in behind)
    )


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether all words of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(word in rest for word in short)


def _near(a: NameParts, b: NameParts) -> Match:
    """Names of as many words: one letter apart in one long word, or two people's."""
    other = [(x, y) for x, y in zip(a.core, b.core, strict=True) if x != y]
    if len(other) != 1 or len(a.core) < 2:
        return Match.NEVER
    ((x, y),) = other
    return Match.NEAR if min(len(x), len(y)) >= _NEAR and one_letter_apart(x, y) else Match.NEVER


def one_letter_apart(one: str, other: str) -> bool:
    """One letter more, less, changed, or two neighbours changed about."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    x, y = one[start:], other[start:]
    if len(x) != len(y):
        return x[1:] == y or x == y[1:]
    return x[1:] == y[1:] or (len(x) > 1 and x[0] == y[1] and x[1] == y[0] and x[2:] == y[2:])


@lru_cache(maxsize=200_000)
def index_keys(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """``(kept under, looked up by)``: names that can match share a key, and few others do.

    Two words in common, all letters, or all but one half of a long word; a name of one word is found by that word.
    """
    kept: set[str] = set()
    asked: set[str] = set()
    for core in (parts.core for parts in readings_of(name)):
        both = {"=" + "".join(core), *(" ".join(sorted(pair)) for pair in combinations(core, 2))}
        for index, word in enumerate(core):
            if len(core) > 1 and len(word) >= _NEAR - 1:  # one letter may be missing here
                rest = " ".join((*core[:index], "~", *core[index + 1 :]))
                both |= {f"{rest} {word[:2]}-", f"{rest} -{word[-2:]}"}
        kept |= both | {f"n {word}" for word in core}
        asked |= both | {f"1 {word}" for word in core}
        if len(core) == 1:
            kept.add(f"1 {core[0]}")
            asked.add(f"n {core[0]}")
    return frozenset(kept), frozenset(asked)
